/**
 * kernel_info_request: who we are.
 *
 * @module
 */
import { PROTOCOL_VERSION } from "../protocol/mod.ts";
import type { RequestKind } from "./request.ts";

/** Version of the kernel. */
const KERNEL_VERSION = "0.1.0";

/** What frontends colour and export cells by: TypeScript, in which clauses of D look right as well. */
export const LANGUAGE_INFO = {
  name: "typescript",
  version: Deno.version.typescript,
  mimetype: "text/typescript",
  file_extension: ".ts",
  pygments_lexer: "typescript",
  codemirror_mode: "typescript",
  nbconvert_exporter: "script",
};

export const kernelInfo: RequestKind = {
  type: "kernel_info_request",
  reply: "kernel_info_reply",
  answer: () => ({
    status: "ok",
    protocol_version: PROTOCOL_VERSION,
    implementation: "probebook",
    implementation_version: KERNEL_VERSION,
    language_info: LANGUAGE_INFO,
    banner: `Probebook ${KERNEL_VERSION}: D and TypeScript for network traffic (Deno ${Deno.version.deno})`,
    help_links: [],
    debugger: false,
  }),
};
