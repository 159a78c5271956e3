/**
 * The REPL without a terminal: what standard input says runs line by line, results go to standard output, everything
 * else to standard error.
 *
 * @module
 */
import { typeScriptCompleteness } from "../evaluator/mod.ts";
import type { ReplCommandLine } from "./repl_command_line.ts";
import { Conversation, type ConversationOutput } from "./conversation/mod.ts";
import { inputCompleteness } from "./input_completeness.ts";
import { plainPaint, type ScreenRow } from "./editor/mod.ts";

const WIDTH = 120;
/** What a shell says of a program that SIGPIPE has ended (`… | head`). */
const CLOSED_PIPE = 128 + 13;

/** Runs all inputs; the status is 1 when one failed, else the last argument of exit() that was not 0. */
export async function readPipe(line: ReplCommandLine): Promise<number> {
  const conversation = new Conversation(new PipeOutput(), line.permissions);
  const { state } = conversation;
  state.captures = [...line.captures];
  state.interfaces = [...line.interfaces];
  if (line.linux) {
    state.linux = {};
    await conversation.engine.allowLinux();
  } else if (state.interfaces.length > 0) await conversation.engine.allowInterfaces();
  for (const { name, value } of line.options) state.options.set(name, value);
  const stop = () => void conversation.interrupt();
  Deno.addSignalListener("SIGINT", stop);
  try {
    const inputs = line.inputs.length > 0 ? line.inputs : wholeInputs(lines(Deno.stdin.readable));
    for await (const input of inputs) {
      await conversation.enter(input);
      if (conversation.isOver) break;
    }
  } finally {
    Deno.removeSignalListener("SIGINT", stop);
    await conversation.close();
  }
  return conversation.failed ? 1 : conversation.exitStatus;
}

/** Lines are gathered until they are a whole input; at the end what is there is taken as it is. */
async function* wholeInputs(source: AsyncIterable<string>): AsyncGenerator<string> {
  let text = "";
  for await (const line of source) {
    // an empty line ends a description without a clause, as at the prompt
    if (text === "" && line.trim() === "") continue;
    text += text === "" ? line : `\n${line}`;
    if ((await inputCompleteness(text, typeScriptCompleteness)).status !== "incomplete") {
      yield text;
      text = "";
    }
  }
  if (text.trim() !== "") yield text;
}

async function* lines(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let rest = "";
  const decoder = new TextDecoder();
  for await (const bytes of stream) {
    const parts = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = parts.pop()!;
    yield* parts.map((line) => line.replace(/\r$/, ""));
  }
  rest += decoder.decode();
  if (rest !== "") yield rest;
}

class PipeOutput implements ConversationOutput {
  readonly width = WIDTH;
  readonly height = Infinity;
  readonly color = false;
  readonly paint = plainPaint;
  readonly interactive = false;
  readonly #encoder = new TextEncoder();

  print(text: string): void {
    this.#write(Deno.stdout, text);
  }
  note(text: string): void {
    this.#write(Deno.stderr, `${text}\n`);
  }
  error(text: string): void {
    this.#write(Deno.stderr, `${text.trimEnd()}\n`);
  }
  live(_rows: readonly ScreenRow[] | undefined): void {}

  #write(to: { writeSync(bytes: Uint8Array): number }, text: string): void {
    const bytes = this.#encoder.encode(text);
    for (let at = 0; at < bytes.length;) {
      try {
        at += to.writeSync(bytes.subarray(at));
      } catch (error) {
        if (error instanceof Deno.errors.BrokenPipe) Deno.exit(CLOSED_PIPE);
        if (!(error instanceof Deno.errors.WouldBlock)) throw error;
      }
    }
  }
}
