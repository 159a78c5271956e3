/**
 * Runs over parts of the packets in this process, and their merge, as the command does both.
 *
 * @module
 */
import { parseCommandLine } from "../../lib/cli/command_line.ts";
import { mergeParts } from "../../lib/cli/merge.ts";
import { openPart } from "../../lib/cli/partial_output.ts";
import { denoHost } from "../../lib/host/deno/mod.ts";
import { reportLines, Session, type SessionClient } from "../../lib/session/mod.ts";

export interface Said {
  readonly output: string;
  readonly messages: readonly string[];
  readonly status: number;
}
function listener() {
  const chunks: string[] = [], messages: string[] = [], decoder = new TextDecoder();
  const client: SessionClient = {
    output: { write: (bytes: Uint8Array) => void chunks.push(decoder.decode(bytes)) },
    warn: (message: string) => void messages.push(message),
  };
  return { client, said: (status: number): Said => ({ output: chunks.join(""), messages, status }) };
}
/** A command line that runs a program: over all packets, or with `--partial` over a part. */
export async function run(args: readonly string[]): Promise<Said> {
  const line = parseCommandLine(args), { client, said } = listener();
  const session = new Session(
    {
      programs: line.programs.map(({ text }) => ({ flag: "n", text })),
      macroArguments: line.operands,
      commandName: "dtrace",
      options: line.options,
      captures: line.captures,
      shard: line.shard,
    },
    client,
    denoHost,
  );
  await session.compile();
  const part = line.partial === undefined ? undefined : await openPart(session, line);
  const result = await session.run(undefined, part);
  await part?.write(result);
  const text = said(result.problems.length > 0 ? 1 : result.exitStatus);
  return { ...text, messages: [...text.messages, ...reportLines(result, "quiet")] };
}
/** `merge` with these words behind it. */
export async function merge(args: readonly string[]): Promise<Said> {
  const { client, said } = listener();
  const { output } = client, encoder = new TextEncoder();
  const status = await mergeParts(parseCommandLine(args), client, {
    openOutput() {},
    terminal: {
      write: (text) => output.write(encoder.encode(text)),
      writeBytes: (bytes) => output.write(bytes),
      width: 80,
      color: false,
    },
  });
  return said(status);
}
export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir({ prefix: "probebook-parts-" });
  try {
    return await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
