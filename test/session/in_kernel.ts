/**
 * Runs a session in this process over a kernel: the one that runs here, or one of a test.
 *
 * @module
 */
import { denoHost } from "../../lib/host/deno/mod.ts";
import { type OptionSetting, type ProgramText, Session, type SystemTracing } from "../../lib/session/mod.ts";
import type { Traced } from "./in_process.ts";

export interface KernelTraceSettings {
  readonly system: SystemTracing;
  readonly options?: readonly OptionSetting[];
  readonly limits?: { readonly nanoseconds?: number };
  /** Called when all probes are attached. */
  readonly ready?: () => void;
  readonly verbose?: boolean;
}
/** Compiles and runs a program: a specifier's text, or several programs. */
export async function traceInKernel(
  program: string | readonly ProgramText[],
  settings: KernelTraceSettings,
): Promise<Traced> {
  const chunks: Uint8Array[] = [];
  const messages: string[] = [];
  const client = {
    output: { write: (bytes: Uint8Array) => void chunks.push(bytes.slice()) },
    warn: (message: string) => void messages.push(message),
    ready: () => void settings.ready?.(),
  };
  const programs = typeof program === "string" ? [{ flag: "n", text: program } as const] : program;
  const session = new Session({ programs, ...settings }, client, denoHost);
  await session.compile();
  const result = await session.run();
  const output = new TextDecoder().decode(await new Blob(chunks as BlobPart[]).arrayBuffer());
  return { output, messages, result };
}
