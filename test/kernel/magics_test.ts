import { deepStrictEqual, match, strictEqual } from "node:assert";
import { CellHistory } from "../../kernel/cell_history.ts";
import { Captures, NotebookState } from "../../kernel/cells/mod.ts";
import { execute } from "../../kernel/requests/execute.ts";
import type { KernelContext } from "../../kernel/requests/request.ts";
import { Client, resultOf, textOf } from "./client.ts";

const DEMO = new URL("../captures/demo.pcap", import.meta.url).pathname;

async function withClient(run: (client: Client) => Promise<void>, permissions: readonly string[] = []): Promise<void> {
  const client = await Client.start(permissions);
  try {
    await run(client);
  } finally {
    strictEqual((await client.stop()).success, true);
  }
}
const shownOf = ({ published }: Awaited<ReturnType<Client["execute"]>>): string =>
  published.filter(({ type }) => type === "display_data").map(({ content }) => content.data["text/plain"]).join("\n");

Deno.test("kernel: what is asked of D", (t) =>
  withClient(async (client) => {
    await t.step("the first question in a kernel that has just started is answered", async () => {
      const code = "tcp:::send { @b[args[4]->tcp_po";
      const before = "tcp:::send { @b[args[4]->tcp_s";
      strictEqual(
        (await client.request("complete_request", { code: before, cursor_pos: before.length })).matches[0],
        "tcp_sport",
      );
      deepStrictEqual((await client.request("complete_request", { code, cursor_pos: code.length })).matches, []);
    });
    await t.step("completion in keys of arrays and of several keys", async () => {
      const at = async (code: string) =>
        (await client.request("complete_request", { code, cursor_pos: code.length })).matches;
      deepStrictEqual(await at("tcp:::send { @b[args[2]->ip_saddr, args[4]->tcp_fl"), ["tcp_flags"]);
      deepStrictEqual(await at("tcp:::send { seen[args[2]->ip_sa"), ["ip_saddr"]);
      deepStrictEqual(await at("%time tcp:::send { this->a[args[2]->ip_da"), ["ip_daddr"]);
    });
    await t.step("%args and %probes show what they find", async () => {
      match(shownOf(await client.execute("%args tcp:::send")), /args\[4\]: tcpinfo_t \*/);
      match(shownOf(await client.execute("%probes tcp:::se*")), /tcp +kernel +none send/);
    });
    await t.step("a question mark: probes, arguments, words of D, members, names", async () => {
      const page = async (code: string) => {
        const { reply } = await client.execute(code);
        strictEqual(reply.status, "ok", reply.evalue);
        strictEqual(reply.payload[0].source, "page");
        return reply.payload[0].data["text/plain"] as string;
      };
      match(await page("tcp:::send?"), /args\[2\]: ipinfo_t \*/);
      match(await page("args[4]?"), /nothing is known of args\[4\]: it is of a probe/);
      strictEqual(
        (await client.execute("tcp:::send { trace(args[4]->tcp_flags); }", { silent: true })).reply.status,
        "error",
      );
      await client.execute(`%source ${DEMO}\ntcp:::send { @[args[4]->tcp_flags] = count(); }`);
      match(await page("args[4]?"), /tcpinfo_t \*[^]*tcp_flags: /);
      match(await page("?quantize"), /distribution/);
      match(await page("tcp_flags?"), /member of tcpinfo_t/);
      await client.execute("const cables = 3");
      match(await page("cables?"), /3/);
    });
  }));

Deno.test("kernel: an exception in the kernel itself is an error that is published, and drops the cells that wait", async () => {
  const published: string[] = [], header = { msg_id: "1", msg_type: "execute_request" };
  let aborted = 0;
  const kernel = {
    count: 0,
    history: new CellHistory(),
    notebook: new NotebookState(),
    captures: new Captures(),
    publisher: { publish: (type: string) => void published.push(type) },
    evaluator: () => Promise.reject(new RangeError("no process")),
    beginCell: () => 1,
    endCell: () => void published.push("end of the cell"),
    abortQueue: () => void aborted++,
  } as unknown as KernelContext;
  for (const code of ["1 + 1", "name?", "%args tcp:::send"]) {
    published.length = 0;
    const request = { message: { header }, content: { code } } as unknown as Parameters<typeof execute.answer>[1];
    const reply = await execute.answer(kernel, request) as Record<string, unknown>;
    deepStrictEqual(published, ["execute_input", "error", "end of the cell"], code);
    strictEqual(reply.status, "error");
    strictEqual(reply.ename, "RangeError");
    match(String((reply.traceback as string[])[0]), /^RangeError: no process \(in the kernel itself/);
  }
  strictEqual(aborted, 3);
});

Deno.test("kernel: magics that people expect", (t) =>
  withClient(async (client) => {
    await t.step("%time, %%time", async () => {
      const line = await client.execute("%time 20 + 1");
      strictEqual(resultOf(line), "21");
      match(textOf(line), /^wall [\d.]+ m?s, CPU [\d.]+ m?s\n$/);
      match(textOf(await client.execute(`%%time\n%%d --read ${DEMO}\nBEGIN { exit(0); }`)), /wall /);
    });
    await t.step("%%capture keeps text and results under a name, and shows nothing", async () => {
      const hidden = await client.execute('%%capture kept\nconsole.log("a"); console.error("b"); display(1); 2');
      deepStrictEqual(hidden.published.map(({ type }) => type), ["status", "execute_input", "status"]);
      strictEqual(
        resultOf(
          await client.execute('[kept.stdout, kept.stderr, ...kept.outputs.map((one) => one["text/plain"])].join("|")'),
        ),
        '"a\\n|b\\n|1|2"',
      );
    });
    await t.step("%who, %reset", async () => {
      await client.execute("const one = 1; function two(a) { return a; }");
      await client.execute(`%source ${DEMO}\n%%d --as three\nip:::receive { @sum = count(); }`);
      const who = shownOf(await client.execute("%who"));
      for (
        const name of [
          /^one +1$/m,
          /^two +function two\(a\)$/m,
          /^three /m,
          /^sum /m,
          /^runs +2 runs, 0\.0 MB \(at most/m,
        ]
      ) {
        match(who, name);
      }
      match(shownOf(await client.execute("%reset")), /are gone/);
      strictEqual(shownOf(await client.execute("%who")), "no cell has declared anything");
      strictEqual((await client.execute("one")).reply.ename, "ReferenceError");
      // what %source says stays
      strictEqual((await client.execute("ip:::receive { @ = count(); }")).reply.status, "ok");
    });
    await t.step("%lsmagic, %%writefile and %load, with the permissions of cells", async () => {
      match(shownOf(await client.execute("%lsmagic")), /%reset.*\n.*%%capture/);
      const folder = await Deno.makeTempDir();
      const refused = await client.execute(`%%writefile ${folder}/a.ts\n1 + 1`);
      strictEqual(refused.reply.status, "error");
      match(refused.reply.evalue, /write access/);
      await Deno.writeTextFile(`${folder}/b.ts`, "2 + 2\n");
      const { reply } = await client.execute(`%load ${folder}/b.ts`);
      deepStrictEqual(reply.payload, [
        { source: "set_next_input", text: `// %load ${folder}/b.ts\n2 + 2`, replace: true },
      ]);
      match((await client.execute("%load /nowhere.ts")).reply.evalue, /`\/nowhere\.ts` cannot be read/);
      await Deno.remove(folder, { recursive: true });
    });
    await t.step("!command needs a permission, and says which", async () => {
      match((await client.execute("!ls")).reply.evalue, /--allow-run/);
    });
  }));

Deno.test("kernel: with the permissions !command runs, and %%writefile writes", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await withClient(async (client) => {
      const listed = await client.execute("!echo one; echo two >&2; exit 3");
      strictEqual(listed.reply.status, "ok");
      strictEqual(textOf(listed), "one\n");
      strictEqual(textOf(listed, "stderr"), "two\nstatus 3\n");
      await client.execute(`%%writefile ${folder}/a.txt\nfirst`);
      match(shownOf(await client.execute(`%%writefile -a ${folder}/a.txt\nsecond`)), /added 7 bytes/);
      strictEqual(await Deno.readTextFile(`${folder}/a.txt`), "first\nsecond\n");
    }, ["--allow-run", `--allow-write=${folder}`]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
