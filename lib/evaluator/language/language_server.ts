/**
 * Deno's own language server as a child process: types, documentation, what libraries offer. It reads one document, the
 * cells of a conversation one after the other.
 *
 * @module
 */
import { placeOf } from "../cell/syntax_error.ts";
import { JsonRpc } from "./json_rpc.ts";

/** A way to go on, as the server says it. */
export interface ServerCandidate {
  readonly label: string;
  readonly kind?: number;
  readonly detail?: string;
  readonly labelDetails?: { readonly detail?: string; readonly description?: string };
  readonly sortText?: string;
}

/** A place as the server counts: from 0. */
interface ServerPlace {
  readonly line: number;
  readonly character: number;
}
/** A mistake, as the server says it. */
export interface ServerProblem {
  /** TypeScript's number. */
  readonly code: number;
  readonly message: string;
  readonly start: ServerPlace;
  readonly end: ServerPlace;
}
interface RawProblem {
  readonly source?: string;
  readonly severity?: number;
  readonly code?: number | string;
  readonly message: string;
  readonly range: { readonly start: ServerPlace; readonly end: ServerPlace };
}

/** How to start it. */
export interface ServerSettings {
  readonly deno: string;
  /** Where relative imports lead. */
  readonly directory: string;
}

/** Bare specifiers mean in cells what they mean here. */
const CONFIGURATION = import.meta.resolve("../../../deno.json");

const SETTINGS = {
  enable: true,
  ...CONFIGURATION.startsWith("file:") ? { config: decodeURIComponent(new URL(CONFIGURATION).pathname) } : {},
  cacheOnSave: false,
  lint: false,
  unstable: [],
  suggest: { autoImports: false, completeFunctionCalls: false, imports: { autoDiscover: false, hosts: {} } },
};

/** It has no permissions to be without, and would ask registries for what stands in a cell: they are not to be reached. */
const NOWHERE = "http://127.0.0.1:9";
const NO_NETWORK = Object.fromEntries(
  ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"].flatMap((name) => [[name, NOWHERE], [name.toLowerCase(), NOWHERE]])
    .concat([["NO_PROXY", ""], ["no_proxy", ""]]),
);

/** A server that is up. */
export class LanguageServer {
  readonly #rpc: JsonRpc;
  readonly #address: string;
  #version = 0;
  #text = "";

  private constructor(readonly process: Deno.ChildProcess, directory: string) {
    this.#address = `file://${directory.replace(/\/$/, "")}/probebook-cells-${Deno.pid}.ts`;
    this.#rpc = new JsonRpc(process.stdout, process.stdin, (method, params) => answer(method, params));
  }

  /** Starts a server, which takes some seconds. */
  static async start({ deno, directory }: ServerSettings): Promise<LanguageServer> {
    const process = new Deno.Command(deno, {
      args: ["lsp", "-q"],
      cwd: directory,
      env: { DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1", ...NO_NETWORK },
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
      detached: true,
    }).spawn();
    const server = new LanguageServer(process, directory);
    await server.#rpc.request("initialize", {
      processId: Deno.pid,
      rootUri: `file://${directory}`,
      capabilities: {
        textDocument: {
          completion: { completionItem: { labelDetailsSupport: true }, contextSupport: true },
          hover: { contentFormat: ["markdown", "plaintext"] },
          diagnostic: {},
        },
        workspace: { configuration: true },
      },
      initializationOptions: SETTINGS,
      workspaceFolders: null,
    });
    server.#rpc.notify("initialized", {});
    return server;
  }

  /** Settles when the server has gone. */
  get ended(): Promise<void> {
    return this.#rpc.ended;
  }

  /** The document is this text now. */
  write(text: string): void {
    if (text === this.#text && this.#version > 0) return;
    this.#text = text;
    const version = ++this.#version;
    if (version === 1) {
      const textDocument = { uri: this.#address, languageId: "typescript", version, text };
      this.#rpc.notify("textDocument/didOpen", { textDocument });
    } else {
      const textDocument = { uri: this.#address, version };
      this.#rpc.notify("textDocument/didChange", { textDocument, contentChanges: [{ text }] });
    }
  }

  /** Ways to go on at an offset of the document. */
  async complete(offset: number): Promise<readonly ServerCandidate[]> {
    const found = await this.#rpc.request<{ items?: ServerCandidate[] } | ServerCandidate[] | null>(
      "textDocument/completion",
      { ...this.#at(offset), context: { triggerKind: 1 } },
    );
    return Array.isArray(found) ? found : found?.items ?? [];
  }

  /** What is wrong with the document, by its types. */
  async problems(): Promise<readonly ServerProblem[]> {
    const found = await this.#rpc.request<{ items?: readonly RawProblem[] }>("textDocument/diagnostic", {
      textDocument: { uri: this.#address },
    });
    return (found.items ?? []).filter(({ source, severity }) => source === "deno-ts" && severity === 1)
      .map(({ code, message, range: { start, end } }) => ({ code: Number(code), message, start, end }));
  }

  /** What is said of the name at an offset: Markdown, a piece each. */
  async hover(offset: number): Promise<readonly string[]> {
    const found = await this.#rpc.request<{ contents?: unknown } | null>("textDocument/hover", this.#at(offset));
    return [found?.contents ?? []].flat().map(pieceText).filter(Boolean);
  }

  /** Ends the server. */
  async close(): Promise<void> {
    await this.#rpc.close();
    try {
      this.process.kill("SIGKILL");
    } catch {
      // it has gone
    }
    await this.process.status;
  }

  #at(offset: number): Record<string, unknown> {
    const { line, column } = placeOf(this.#text, offset);
    return { textDocument: { uri: this.#address }, position: { line: line - 1, character: column - 1 } };
  }
}

/** The server asks for its settings; it gets the same for every section. */
function answer(method: string, params: unknown): unknown {
  if (method !== "workspace/configuration") return null;
  const { items } = params as { items: { section?: string }[] };
  return items.map(({ section }) => section === "deno" ? SETTINGS : {});
}

function pieceText(chunk: unknown): string {
  if (typeof chunk === "string") return chunk;
  const { language, value } = chunk as { language?: string; value?: string };
  return language ? `\`\`\`${language}\n${value}\n\`\`\`` : value ?? "";
}
