/** Programs in the kernel of this system, where it lets this process run any, against the same programs in this process. */
import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { answerOf, PROGRAMS, SETTINGS } from "../../codegen/ebpf/programs.ts";
import { trace } from "../../session/in_process.ts";
import { refused, runPermitted } from "./permitted.ts";

Deno.test("random programs give the same answer in the kernel as in this process (deno task fuzz-kernel has more)", async () => {
  const reason = await refused();
  if (reason !== undefined) return console.log(`skipped: ${reason}`);
  deepStrictEqual(await runPermitted("../../fuzz/kernel.ts", "60", "1001"), { programs: 60, different: 0 });
});
Deno.test("programs give the same answer in the kernel as in this process", async () => {
  const reason = await refused();
  if (reason !== undefined) return console.log(`skipped: ${reason}`);
  const answers = await runPermitted("run_programs.ts", JSON.stringify(PROGRAMS)) as readonly string[];
  for (const [i, text] of PROGRAMS.entries()) strictEqual(answers[i], answerOf(await trace(text, SETTINGS)), text);
});
