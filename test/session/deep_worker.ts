/** Lowers each program that it is given, in a worker: its stack is another one than that of the main thread. */
import { denoHost } from "../../lib/host/deno/mod.ts";
import { ProgramError, Session } from "../../lib/session/mod.ts";

async function outcome(text: string): Promise<string> {
  const door = { output: { write() {} }, warn() {} };
  const session = new Session({ programs: [{ flag: "s", name: "deep.d", text }] }, door, denoHost);
  try {
    await session.compile();
    session.lower();
    await session.intermediateText();
    return "none";
  } catch (error) {
    return error instanceof ProgramError ? error.diagnostics[0].tag : String(error);
  }
}
const worker = globalThis as unknown as {
  onmessage: (event: MessageEvent<readonly string[]>) => Promise<void>;
  postMessage(outcomes: readonly string[]): void;
};
worker.onmessage = async ({ data }) => {
  const outcomes: string[] = [];
  for (const text of data) outcomes.push(await outcome(text));
  worker.postMessage(outcomes);
};
