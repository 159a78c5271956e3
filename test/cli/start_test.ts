/** What makes the command start quickly. */
import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { processArguments } from "../../lib/cli/install/processes.ts";

const root = new URL("../../", import.meta.url);
// the source, whether there is a bundle or not
const words = [...processArguments("probebook").slice(0, -1), "lib/cli/main.ts"];

Deno.test("a run that waits for nothing leaves what Deno compiled to the next one", async () => {
  const directory = await Deno.makeTempDir();
  try {
    // on a busy machine one run in many ends before Deno has had its turn
    for (let run = 0; run < 3; run++) {
      const { success, stderr } = await new Deno.Command(Deno.execPath(), {
        args: [...words, "-l", "-P", "dtrace"],
        cwd: root,
        env: { DENO_DIR: directory },
      }).output();
      deepStrictEqual([success, new TextDecoder().decode(stderr)], [true, ""]);
    }
    const kept = new DatabaseSync(`${directory}/v8_code_cache_v2`, { readOnly: true });
    try {
      for (const module of ["lib/cli/main.ts", "lib/session/session.ts", "lib/d/check/checker.ts"]) {
        const rows = kept.prepare("select length(data) as bytes from codecache where specifier = ?")
          .all(new URL(module, root).href);
        strictEqual(rows.length, 1, `${module} would be compiled anew at each start`);
      }
    } finally {
      kept.close();
    }
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});

Deno.test("a short run collects no garbage: its memory stays below what makes V8 begin", async () => {
  // where there is less memory, V8 begins earlier
  if (Deno.systemMemoryInfo().total < 4 * 2 ** 30) return;
  const args = words.map((word) => word.startsWith("--v8-flags=") ? `${word},--trace-gc` : word);
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: [...args, "-qr", "test/captures/own-tcp-resets.pcap", "-n", "ip:::receive { @ = count(); }"],
    cwd: root,
  }).output();
  const lines = new TextDecoder().decode(stdout).trim().split("\n").map((line) => line.trim());
  deepStrictEqual(lines, ["62"]);
});
