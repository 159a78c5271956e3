/**
 * Random programs and their mutants through the whole path. Whatever the text, it compiles or says what is wrong, runs
 * to its end or faults as D does, and does the same the next time. And captures, see `captures.ts`, and streams, see `streams.ts`.
 *
 *     deno task fuzz [programs [first seed]]
 *     deno task fuzz captures [captures [first seed]]
 *     deno task fuzz streams [streams [first seed]]
 *
 * @module
 */
import { ProgramError, SessionError } from "../../lib/session/mod.ts";
import { trace } from "../session/in_process.ts";
import { fuzzCaptures } from "./captures.ts";
import { fuzzStreams } from "./streams.ts";
import { mutate, ProgramGenerator } from "./programs.ts";
import { Random } from "./random.ts";

const CAPTURE = new URL("../captures/own-tcp-syn-unanswered.pcap", import.meta.url).pathname;
/** Longest time one small program may take, ms: more is a hang. */
const PATIENCE = 5000;

export interface Outcome {
  readonly seed: number;
  readonly text: string;
  readonly kind: "ran" | "refused";
  readonly output: string;
}
/** What text a seed makes: every third one is a mutant. */
export function textOf(seed: number): string {
  const random = new Random(seed);
  const text = new ProgramGenerator(random).program();
  return seed % 3 === 0 ? mutate(random, text) : text;
}
async function outcomeOf(text: string): Promise<{ kind: Outcome["kind"]; output: string }> {
  try {
    const { output, messages } = await trace([{ flag: "s", name: "fuzz.d", text }], {
      captures: [CAPTURE],
      options: [{ name: "bufsize", value: "64k" }, { name: "aggsize", value: "256k" }, {
        name: "local",
        value: "none",
      }],
      limits: { packets: 3 },
    });
    return { kind: "ran", output: output + messages.join("\n") };
  } catch (error) {
    if (error instanceof ProgramError) {
      return {
        kind: "refused",
        output: error.diagnostics.map(({ tag }) => tag).join(),
      };
    }
    if (error instanceof SessionError) return { kind: "refused", output: error.message };
    throw error;
  }
}
/** Runs one seed twice. Throws, with the seed and the text, when it crashes, hangs or differs. */
export async function trySeed(seed: number): Promise<Outcome> {
  const text = textOf(seed);
  const started = performance.now();
  const fail = (what: unknown) => new Error(`seed ${seed}: ${what}\n${text}`, { cause: what });
  try {
    const first = await outcomeOf(text);
    const second = await outcomeOf(text);
    if (first.kind !== second.kind || first.output !== second.output) {
      throw new Error(`two runs differ:\n${first.output}\n----\n${second.output}`);
    }
    if (performance.now() - started > PATIENCE) throw new Error("took too long");
    return { seed, text, ...first };
  } catch (error) {
    throw fail(error instanceof Error ? error.stack : error);
  }
}

/** Returns how many failed. */
async function fuzzPrograms(count: number, first: number): Promise<number> {
  const kinds = { ran: 0, refused: 0 };
  let failed = 0;
  for (let seed = first; seed < first + count; seed++) {
    try {
      kinds[(await trySeed(seed)).kind]++;
    } catch (error) {
      failed++;
      console.error((error as Error).message);
    }
  }
  console.log(
    `${count} programs from seed ${first}: ${kinds.ran} ran, ${kinds.refused} were refused, ${failed} failed`,
  );
  return failed;
}
if (import.meta.main) {
  const kind = ["programs", "captures", "streams"].find((name) => name === Deno.args[0]);
  const [count, first = "1"] = kind ? Deno.args.slice(1) : Deno.args;
  let failed = 0;
  if (kind === undefined || kind === "programs") failed += await fuzzPrograms(Number(count ?? 20_000), Number(first));
  if (kind === "captures" || count === undefined) failed += await fuzzCaptures(Number(count ?? 100_000), Number(first));
  if (kind === "streams" || count === undefined) failed += fuzzStreams(Number(count ?? 200_000), Number(first));
  Deno.exit(failed > 0 ? 1 : 0);
}
