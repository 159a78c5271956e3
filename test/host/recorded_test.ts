/** A host in which a program comes to the same wherever and whenever it is run. */
import { strictEqual } from "node:assert/strict";
import { denoHost } from "../../lib/host/deno/mod.ts";
import { recordedHost } from "../../lib/host/mod.ts";
import { runCell } from "../../lib/page/mod.ts";
import { Session } from "../../lib/session/mod.ts";

const MOMENT = Date.UTC(2026, 10, 30, 23, 59, 58, 500);

async function traced(program: string, limits?: { nanoseconds: number }): Promise<string> {
  let text = "";
  const client = {
    output: { write: (bytes: Uint8Array) => void (text += new TextDecoder().decode(bytes)) },
    warn() {},
  };
  const settings = { programs: [{ flag: "n", text: program } as const], options: [{ name: "quiet" }], limits };
  const session = new Session(settings, client, recordedHost(denoHost, MOMENT));
  await session.compile();
  const { exitStatus } = await session.run();
  return `${text}${exitStatus}`;
}
const TICKS = `BEGIN { printf("%d %d %d %d %s\\n", pid, uid, $ppid, $gid, execname); start = timestamp; }
tick-1s { printf("%Y %d\\n", walltimestamp, (timestamp - start) / 1000000); }
profile-400ms { @ = count(); }
tick-3s { printf("%T\\n", walltimestamp); exit(4); }`;
const TEXT = `0 0 0 0 dtrace
2026 Nov 30 23:59:59 1000
2026 Dec  1 00:00:00 2000
2026 Dec  1 00:00:01 3000
Tue, 01 Dec 2026 00:00:01 UTC

                7
4`;

Deno.test("time passes without being waited for, exactly as much as programs ask, from a moment that is given", async () => {
  strictEqual(await traced(TICKS), TEXT);
  // hours: a test that waits for them does not end
  strictEqual(
    await traced('tick-2h { printf("%Y\\n", walltimestamp); } tick-5h { exit(0); }'),
    "2026 Dec  1 01:59:58\n2026 Dec  1 03:59:58\n\n0",
  );
});
Deno.test("a page comes to the same, as does a run in another zone", async () => {
  const request = { program: TICKS, settings: [{ name: "quiet" }], recordedMs: MOMENT, captures: [] };
  const { outcome: { text, exitStatus } } = await runCell(request);
  strictEqual(`${text}${exitStatus}`, TEXT);
  const page = new URL("../../lib/page/mod.ts", import.meta.url);
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      "eval",
      `import { runCell } from ${JSON.stringify(page.href)};
      const { outcome } = await runCell(${JSON.stringify(request)}); console.log(outcome.text + outcome.exitStatus);`,
    ],
    env: { TZ: "Asia/Tokyo" },
    stderr: "inherit",
  }).output();
  strictEqual(new TextDecoder().decode(stdout), `${TEXT}\n`);
});
Deno.test("where no timer is left nothing comes any more, and the run ends; a limit ends it, too", async () => {
  strictEqual(
    await traced('BEGIN { printf("a"); } END { printf("b %Y", walltimestamp); }'),
    "ab 2026 Nov 30 23:59:58\n0",
  );
  strictEqual(
    await traced('tick-1s { printf("."); } END { printf("%Y", walltimestamp); }', { nanoseconds: 5_500_000_000 }),
    ".....2026 Dec  1 00:00:04\n0",
  );
});
