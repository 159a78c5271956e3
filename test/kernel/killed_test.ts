/** A kernel that is killed leaves no process, and no file that is half written. */
import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { Client, resultOf } from "./client.ts";

/** Settles when none of the processes is there any more; those that are after a minute are left. */
async function gone(pids: readonly number[]): Promise<number[]> {
  let left = [...pids];
  for (const end = Date.now() + 60_000; left.length > 0 && Date.now() < end;) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    const { stdout } = await new Deno.Command("ps", { args: ["-o", "pid=,stat=", "-p", left.join()] }).output();
    // ended ones that nobody has waited for are still listed
    const alive = new TextDecoder().decode(stdout).split("\n").filter((line) => !/Z/.test(line)).map(parseFloat);
    left = left.filter((pid) => alive.includes(pid));
  }
  return left;
}

/** All processes that a process has started, and those that these have. */
function descendants(pid: number): number[] {
  const { stdout } = new Deno.Command("ps", { args: ["-eo", "pid=,ppid="], stdout: "piped" }).outputSync();
  const all = new TextDecoder().decode(stdout).trim().split("\n").map((line) => line.trim().split(/\s+/).map(Number));
  const below = (parent: number): number[] =>
    all.filter(([, ppid]) => ppid === parent).flatMap(([child]) => [child, ...below(child)]);
  return below(pid);
}

Deno.test("kernel: killed in the midst of a trace it leaves no process and no file that is half written", async () => {
  const directory = await Deno.makeTempDir();
  const client = await Client.start([`--allow-write=${directory}`]);
  try {
    // a language server, a thread that draws, a trace that waits, and a cell before it that writes a file
    await client.request("complete_request", { code: "const s = 'a'; s.", cursor_pos: 17 });
    const written = `${directory}/table.csv`;
    await client.execute(`Deno.writeTextFileSync(${JSON.stringify(written)}, "whole")`);
    const id = client.send("shell", "execute_request", {
      code: "%%d -x aggrate=10ms\nBEGIN { trace(1); }\ntick-10ms { @n[probename] = count(); printa(@n); }",
      silent: false,
    });
    await client.started(id);
    await client.take("iopub", ({ header, parent }) => header.msg_type === "stream" && parent.msg_id === id);
    const pids = descendants(client.kernel.pid);
    ok(pids.length >= 3, `${pids}`);
    client.kernel.kill("SIGKILL");
    await client.kernel.status;
    deepStrictEqual(await gone(pids), []);
    deepStrictEqual([...Deno.readDirSync(directory)].map(({ name }) => name), ["table.csv"]);
    strictEqual(await Deno.readTextFile(written), "whole");
  } finally {
    await client.dispose();
    await Deno.remove(directory, { recursive: true });
  }
});

Deno.test("kernel: killed while a cell is busy it leaves no process", async () => {
  const client = await Client.start();
  const pid = Number(resultOf(await client.execute("Deno.pid")));
  const id = client.send("shell", "execute_request", { code: "while (true);", silent: false });
  await client.started(id);
  client.kernel.kill("SIGKILL");
  await client.kernel.status;
  deepStrictEqual(await gone([pid]), []);
  await client.dispose();
});
