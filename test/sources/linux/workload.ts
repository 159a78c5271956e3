/**
 * Programs in C that do what probes are to see.
 *
 * @module
 */
import { ok } from "node:assert/strict";
import { isThere } from "../../programs.ts";
import { refused } from "./permitted.ts";

/** Compiles a program beside this file and runs the test with it, where the kernel and a compiler are there. */
export function workloadTest(
  name: string,
  run: (program: string) => Promise<void>,
  { source = "workload.c", flags = [] as readonly string[] } = {},
): void {
  Deno.test(name, async () => {
    const reason = await refused() ?? (isThere("gcc") ? undefined : "there is no gcc");
    if (reason !== undefined) return console.log(`skipped: ${reason}`);
    const folder = Deno.makeTempDirSync();
    try {
      const path = new URL(source, import.meta.url).pathname, program = `${folder}/${source.replace(/\.c$/, "")}`;
      const { success, stderr } = await new Deno.Command("gcc", {
        args: ["-O1", "-pthread", ...flags, "-o", program, path],
      }).output();
      ok(success, new TextDecoder().decode(stderr));
      await run(program);
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  });
}
