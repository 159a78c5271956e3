/**
 * Figures of clauses in TypeScript: each question of the tests in D and in TypeScript, over the same capture. A process of
 * its own for each, so that neither warms the other.
 *
 *     deno run -A test/bench/clauses.ts CAPTURE QUESTION d|typescript
 *
 * @module
 */
import { ENGINE_FLAGS } from "../../lib/evaluator/mod.ts";
import { trace } from "../../mod.ts";
import { QUESTIONS } from "../api/questions.ts";
import { median, warm } from "./measure.ts";

export interface Asked {
  readonly ms: number;
  readonly text: string;
}
async function ask(file: string, question: number, language: string): Promise<Asked> {
  const { d, typescript } = QUESTIONS[question];
  const started = performance.now();
  const { text } = await trace(file, language === "d" ? d : [...typescript()], { options: { quiet: true } });
  return { ms: performance.now() - started, text };
}
async function apart(...args: string[]): Promise<Asked> {
  const { stdout, stderr, success } = await new Deno.Command(Deno.execPath(), {
    // as every process of ours
    args: ["run", "-A", ENGINE_FLAGS, new URL(import.meta.url).pathname, ...args],
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** Both languages in turn, so that a slow spell of the machine touches both; answers that differ end it. */
export async function clauseFigures(file: string, rounds: number): Promise<void> {
  console.log("\nclauses of TypeScript against the same in D (goal: 2.5 times D's time at most)");
  let worst = 0;
  for (const [n, { name }] of QUESTIONS.entries()) {
    const times: Record<string, number[]> = { d: [], typescript: [] };
    const texts = new Set<string>();
    warm(file);
    for (let round = 0; round < rounds; round++) {
      for (const language of ["d", "typescript"]) {
        const { ms, text } = await apart(file, String(n), language);
        times[language].push(ms);
        texts.add(text);
      }
    }
    if (texts.size !== 1) throw new Error(`${name}: D and TypeScript answer differently`);
    const d = median(times.d), typescript = median(times.typescript);
    const ratio = typescript / d;
    worst = Math.max(worst, ratio);
    const [dText, typescriptText] = [d, typescript].map((ms) => ms.toFixed(0).padStart(6));
    console.log(`  ${name.padEnd(36)} D ${dText} ms  TypeScript ${typescriptText} ms  ${ratio.toFixed(2)} x D`);
  }
  console.log(`  worst ${worst.toFixed(2)} x D`);
}

if (import.meta.main) {
  const [file, question, language] = Deno.args;
  console.log(JSON.stringify(await ask(file, Number(question), language)));
}
