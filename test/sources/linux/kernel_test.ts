/** Programs in the kernel of this system, where it lets this process run any, against the same programs in this process. */
import { ok, strictEqual } from "node:assert/strict";
import { PROGRAMS, SETTINGS } from "../../codegen/ebpf/programs.ts";
import { answerOf } from "../../codegen/ebpf/programs.ts";
import { trace } from "../../session/in_process.ts";

const RUNNER = new URL("run_programs.ts", import.meta.url).pathname;

/** What the kernel answers, or why it cannot be asked. */
async function inKernel(programs: readonly string[]): Promise<readonly string[] | { readonly unavailable: string }> {
  if (Deno.build.os !== "linux") return { unavailable: "this is not Linux" };
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--allow-ffi", "--allow-read", "--allow-sys", RUNNER, JSON.stringify(programs)],
    stdout: "piped",
    stderr: "piped",
  });
  const { success, stdout, stderr } = await command.output();
  ok(success, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

Deno.test("programs give the same answer in the kernel as in this process", async () => {
  const answers = await inKernel(PROGRAMS);
  if ("unavailable" in answers) return console.log(`skipped: ${answers.unavailable}`);
  for (const [i, text] of PROGRAMS.entries()) strictEqual(answers[i], answerOf(await trace(text, SETTINGS)), text);
});
