/**
 * Random expressions through the whole path, their values compared with those of the model of D's rules.
 *
 *     deno task fuzz-expressions [expressions] [first seed]
 *
 * @module
 */
import { trace } from "../session/in_process.ts";
import type { Places } from "./model/expression.ts";
import { type Case, DECLARATIONS, makeCase } from "./model/generate.ts";
import { Random } from "./random.ts";

/** Expressions that share one program, and one seed. */
export const BATCH = 200;

/** What a seed makes. Places keep their values from one clause to the next, as in the program. */
export function casesOf(seed: number, count = BATCH): Case[] {
  const random = new Random(seed);
  const places: Places = new Map();
  return Array.from({ length: count }, (_, number) => makeCase(random, number, places));
}
/** The program of a seed, as any DTrace takes it. */
export function programOf(cases: readonly Case[]): string {
  return `${DECLARATIONS}${cases.map(({ text }) => text).join("\n")}\nBEGIN { printa("%d %@d\\n", @sums); exit(0); }\n`;
}
export interface Difference {
  readonly seed: number;
  readonly text: string;
  readonly expected: string | undefined;
  readonly found: string | undefined;
}
/** Runs a seed's program and tells what differs. */
export async function tryExpressions(seed: number, count = BATCH): Promise<Difference[]> {
  const cases = casesOf(seed, count);
  const { output } = await trace([{ flag: "s", name: "model.d", text: programOf(cases) }], {
    options: [{ name: "quiet", value: undefined }, { name: "bufsize", value: "1m" }],
  });
  const lines = new Map(output.split("\n").map((line) => [line.split(" ")[0], line]));
  return cases.flatMap(({ text, expected }, number) => {
    const found = lines.get(String(number));
    return found === expected ? [] : [{ seed, text, expected, found }];
  });
}

if (import.meta.main) {
  const [count = "50000", first = "1"] = Deno.args;
  const seeds = Math.ceil(Number(count) / BATCH);
  let differences = 0;
  for (let seed = Number(first); seed < Number(first) + seeds; seed++) {
    for (const { text, expected, found } of await tryExpressions(seed)) {
      differences++;
      console.error(
        `seed ${seed}: ${text}\n  by the rules ${expected ?? "a fault"}\n  here         ${found ?? "a fault"}`,
      );
    }
  }
  console.log(`${seeds * BATCH} expressions from seed ${first}: ${differences} differ`);
  Deno.exit(differences > 0 ? 1 : 0);
}
