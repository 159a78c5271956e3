/**
 * Runs a session in this process and keeps what it prints.
 *
 * @module
 */
import { denoHost } from "../../lib/host/deno/mod.ts";
import { type OptionSetting, type ProgramText, type RunResult, Session } from "../../lib/session/mod.ts";

export interface Traced {
  readonly output: string;
  /** Messages, a line each, without the name of the program. */
  readonly messages: readonly string[];
  readonly result: RunResult;
}
/** What differs from a run of one specifier without captures. */
export interface TraceSettings {
  readonly captures?: readonly string[];
  readonly options?: readonly OptionSetting[];
  readonly macroArguments?: readonly string[];
  readonly limits?: { readonly packets?: number; readonly nanoseconds?: number };
}

/** Compiles and runs a program: a specifier's text, or several programs. */
export async function trace(program: string | readonly ProgramText[], settings: TraceSettings = {}): Promise<Traced> {
  const chunks: Uint8Array[] = [];
  const messages: string[] = [];
  const encoder = new TextEncoder();
  const client = {
    output: { write: (bytes: Uint8Array) => void chunks.push(bytes.slice()) },
    warn: (message: string) => void messages.push(message),
    reopen(path: string) {
      chunks.push(encoder.encode(`<reopen ${path}>`));
      return client.output;
    },
    system: (command: string) => void chunks.push(encoder.encode(`<system ${command}>`)),
  };
  const programs = typeof program === "string" ? [{ flag: "n", text: program } as const] : program;
  const session = new Session({ programs, ...settings }, client, denoHost);
  await session.compile();
  const result = await session.run();
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return { output: new TextDecoder().decode(bytes), messages, result };
}
