/** Verdicts on transfers over bad paths, against a model that keeps every byte; the seed is in the message. */
import { deepStrictEqual, ok } from "node:assert";
import { EVIDENCE, VERDICT } from "../../../lib/packet/tcp/mod.ts";
import { CaptureModel, type Known } from "./captured.ts";
import { randomOf } from "./conversations.ts";
import { transfer } from "./lossy.ts";
import { play } from "./play.ts";

/** Also just before numbers wrap, before signs change, and before marks are kept up. */
const FIRSTS: readonly (readonly [number, number])[] = [
  ...[[1001, 5001], [2 ** 32 - 1000, 5001], [1001, 2 ** 32 - 40], [2 ** 31 - 777, 2 ** 31 - 20]] as const,
  ...[[2 ** 29 - 1234, 7], [2 ** 30 - 2000, 2 ** 32 - 1]] as const,
];
const { ACKED_UNSEEN, PREVIOUS_LOST, RETRANSMISSION, OUT_OF_ORDER, REPEATED, KEEP_ALIVE } = VERDICT;

Deno.test("lost, missed, late and twice: what is said of bytes is what a model says that keeps each", () => {
  let unseen = 0, repeated = 0, skipped = 0, filled = 0;
  for (let seed = 1; seed <= 600; seed++) {
    const { steps } = transfer(randomOf(seed), FIRSTS[seed % FIRSTS.length]);
    const model = new CaptureModel();
    const { verdicts, evidence } = play(
      steps.map((step) => ({ ...step, seq: step.seq >>> 0, ack: (step.ack ?? 0) >>> 0 })),
    );
    for (const [i, step] of steps.entries()) {
      const known = model.take(step), verdict = verdicts[i];
      const isJudged = known.isBehind && (step.length ?? 0) > 1 && (verdict & KEEP_ALIVE) === 0;
      const found: Known = {
        acknowledgesUnseen: (verdict & ACKED_UNSEEN) !== 0,
        skips: (verdict & PREVIOUS_LOST) !== 0,
        isRepeated: isJudged ? (verdict & REPEATED) !== 0 : known.isRepeated,
        isBehind: isJudged ? (verdict & (RETRANSMISSION | OUT_OF_ORDER)) !== 0 : known.isBehind,
      };
      deepStrictEqual(found, known, `seed ${seed}, step ${i}: ${JSON.stringify(step)}`);
      if (!known.isBehind) deepStrictEqual(verdict & (RETRANSMISSION | OUT_OF_ORDER), 0, `seed ${seed}, step ${i}`);
      if (evidence[i] & EVIDENCE.REPEATED) ok(known.isRepeated, `seed ${seed}, step ${i}`);
      unseen += Number(known.acknowledgesUnseen);
      repeated += Number(isJudged && known.isRepeated);
      skipped += Number(known.skips);
      filled += Number(isJudged && !known.isRepeated);
    }
  }
  for (const count of [unseen, repeated, skipped, filled]) ok(count > 500, String([unseen, repeated, skipped, filled]));
});
