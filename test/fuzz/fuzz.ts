/**
 * Random programs and their mutants through the whole path. Whatever the text, it compiles or says what is wrong, runs
 * to its end or faults as D does, and does the same the next time.
 *
 *     deno task fuzz [programs] [first seed]
 *
 * @module
 */
import { ProgramError, SessionError } from "../../lib/session/mod.ts";
import { trace } from "../session/in_process.ts";
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

if (import.meta.main) {
  const [count = "20000", first = "1"] = Deno.args;
  const kinds = { ran: 0, refused: 0 };
  let failed = 0;
  for (let seed = Number(first); seed < Number(first) + Number(count); seed++) {
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
  Deno.exit(failed > 0 ? 1 : 0);
}
