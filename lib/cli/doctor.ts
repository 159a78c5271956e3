/**
 * `probebook doctor`: what this kernel and this user can trace, found out by trying.
 *
 * @module
 */
import { examineKernel, type SystemAbility } from "../session/linux/mod.ts";
import { visibleText } from "../diagnostic/mod.ts";
import { OutputStream } from "./stdout.ts";

/** Prints a line for each thing that tracing needs; 1 where something is missing. */
export function doctor(): number {
  const output = new OutputStream();
  if (Deno.build.os !== "linux") {
    output.writeText(`system calls and tracepoints are those of Linux's kernel, and this is ${Deno.build.os}\n`);
    return 1;
  }
  const findings = ask();
  for (const { what, state, detail, mend } of findings) {
    const mark = { yes: "ok", no: "--", partly: "~ " }[state];
    output.writeText(visibleText(`${mark}  ${what}${detail ? `: ${detail}` : ""}\n`));
    if (mend !== undefined) output.writeText(visibleText(`      ${mend}\n`));
  }
  return findings.some(({ state, mend }) => state === "no" && mend !== undefined) ? 1 : 0;
}
function ask(): readonly SystemAbility[] {
  try {
    return examineKernel();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
    return [{
      what: "the C library",
      state: "no",
      detail: "this process may not call it",
      mend: "`deno task trace` may (`--allow-ffi`), and so may the command where it is installed",
    }];
  }
}
