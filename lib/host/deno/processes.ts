/**
 * Other programs, run by Deno.
 *
 * @module
 */
import type { ProcessOutput } from "../host.ts";
import { fileError } from "./errors.ts";

/** Runs a program with the bytes as its standard input, to its end. @throws FileError */
export async function runProcess(
  path: string,
  args: readonly string[],
  input: Uint8Array<ArrayBuffer>,
): Promise<ProcessOutput> {
  try {
    const child = new Deno.Command(path, { args: [...args], stdin: "piped", stdout: "piped", stderr: "piped" }).spawn();
    const output = child.output();
    const writer = child.stdin.getWriter();
    await writer.write(input).then(() => writer.close(), () => {/* it ended early: its status says why */});
    return await output;
  } catch (error) {
    throw fileError(error);
  }
}
