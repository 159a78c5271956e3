/** The statements that may be missing without a test's missing them are still there, and each has its reason. */
import { ok } from "node:assert/strict";
import { mutantsOf } from "../mutate/mutate.ts";
import survivors from "../mutate/survivors.json" with { type: "json" };

for (const [path, reasons] of Object.entries(survivors as Record<string, Record<string, string>>)) {
  Deno.test(`the survivors of ${path} are statements of it`, () => {
    const texts = mutantsOf(Deno.readTextFileSync(new URL(`../../${path}`, import.meta.url))).map(({ text }) => text);
    for (const [text, reason] of Object.entries(reasons)) {
      ok(texts.includes(text), `no such statement any more: ${text}`);
      ok(reason.length > 20, `no reason: ${text}`);
    }
  });
}
