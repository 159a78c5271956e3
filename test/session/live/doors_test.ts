/**
 * Interfaces through the other doors: TypeScript, the REPL, cells.
 */
import { deepStrictEqual, strictEqual } from "node:assert";
import { type Host, testWithHosts as test } from "../../sources/live/namespaces.ts";
import { taskCommand } from "./command.ts";

const MODULE = new URL("../../../mod.ts", import.meta.url).href;
const CONFIG = new URL("../../../deno.json", import.meta.url).pathname;

async function withFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = Deno.makeTempDirSync();
  try {
    await body(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}
/** Sends until a door has had enough. */
async function whileSending(host: Host, address: string, body: () => Promise<void>): Promise<void> {
  const sending = await host.startTraffic("steady", address, "9000", "10");
  try {
    await body();
  } finally {
    await sending.end();
  }
}

test("TypeScript: an interface is traced, iterated over, and saved", [], (a, b) =>
  withFolder(async (folder) => {
    const script = `${folder}/live.ts`;
    Deno.writeTextFileSync(
      script,
      `import { d, trace } from ${JSON.stringify(MODULE)};
const program = d\`udp:::send /args[4]->udp_dport == 9000/ { @[args[2]->ip_daddr] = count(); printf("%d", args[4]->udp_dport); }\`;
const limits = { packets: 20 };
const run = await trace({ interfaces: "veth0", save: "${folder}/seen.pcapng" }, program, { limits });
const again = await trace("${folder}/seen.pcapng", program);
let records = 0;
for await (const _ of trace({ interfaces: ["veth0", "lo"] }, program)) if (++records === 7) break;
console.log(JSON.stringify([
  run.aggregations._.rows, again.aggregations._.rows, run.result.packets, records,
  run.result.interfaces.map(({ interface: name, dropped }) => [name, dropped]),
]));`,
    );
    const permissions = taskCommand("live", []).filter((word) => word.startsWith("--"));
    await whileSending(a, b.address, async () => {
      const told = await a.run(Deno.execPath(), "run", "--no-lock", "--config", CONFIG, ...permissions, script);
      const rows = [{ keys: [b.address], value: 20 }];
      deepStrictEqual(JSON.parse(told), [rows, rows, 20, 7, [["veth0", 0]]]);
    });
  }));

test(
  "TypeScript: clauses on an interface, beside D, with real ticks, stopped by a signal and by what they throw",
  [],
  (a, b) =>
    withFolder(async (folder) => {
      const script = `${folder}/clauses.ts`;
      Deno.writeTextFileSync(
        script,
        `import { ClauseError, count, d, flow, probe, sum, trace } from ${JSON.stringify(MODULE)};
const sent = count("sent", "ip_daddr"), bytes = sum("bytes"), second = sum("second");
const flows = flow(() => ({ n: 0 }));
const stop = new AbortController();
let ticks = 0, inTick = 0;
const when = ({ args }) => args[4].udp_dport === 9000;
const clause = (body) => probe("udp:::send", body, { when });
const run = await trace({ interfaces: "veth0", save: "${folder}/seen.pcapng" }, [
  d\`udp:::send /args[4]->udp_dport == 9000/ { @inD[args[2]->ip_daddr] = count(); }\`,
  clause(({ args, record }) => {
    sent.add(args[2].ip_daddr);
    bytes.add(args[4].udp_length);
    second.add(1);
    record({ flow: ++flows.of(args[3]).n, port: args[4].udp_dport });
  }),
  probe("tick-100ms", () => {
    inTick += Number(second.get() ?? 0);
    second.trunc();
    if (++ticks >= 3 && inTick >= 20) stop.abort();
  }),
], { signal: stop.signal });
const { interrupted } = run.result;
const again = count("again");
const replay = await trace("${folder}/seen.pcapng", clause(() => again.add()));
let failure;
try {
  await trace({ interfaces: "veth0" }, clause(() => { throw new RangeError("enough"); }));
} catch (error) { failure = error; }
console.log(JSON.stringify({
  interrupted, equal: run.of(sent).get("${b.address}") === run.aggregations.inD.get("${b.address}"),
  replayed: run.of(sent).get("${b.address}") === replay.of(again).get(),
  bytes: run.of(bytes).get() / run.of(sent).get("${b.address}"),
  enough: run.of(sent).get("${b.address}") >= 20, records: run.tables.clause2.rowCount === run.of(sent).get("${b.address}"),
  dropped: run.result.interfaces.map(({ dropped }) => dropped),
  failure: failure instanceof ClauseError && [failure.probe, failure.cause.message, failure.packet > 0],
}));`,
      );
      const permissions = taskCommand("live", []).filter((word) => word.startsWith("--"));
      await whileSending(a, b.address, async () => {
        const told = await a.run(Deno.execPath(), "run", "--no-lock", "--config", CONFIG, ...permissions, script);
        deepStrictEqual(JSON.parse(told), {
          ...{ interrupted: true, equal: true, replayed: true },
          // 10 bytes and the header
          ...{ bytes: 18, enough: true, records: true, dropped: [0], failure: ["udp:::send", "enough", true] },
        });
      });
    }),
);

test("the REPL: :source --interface, and what it saved is asked again", [], (a, b) =>
  withFolder(async (folder) => {
    const program = "udp:::send /args[4]->udp_dport == 9000/ { @ = count(); n++; } tick-100ms /n >= 20/ { exit(0); }";
    const inputs = [
      `:source --interface veth0 --write ${folder}/seen.pcapng`,
      program,
      `:source ${folder}/seen.pcapng`,
      program,
      "const counts = runs.map((run) => run.aggregations._.rows[0].value)",
      "counts[0] > 0 && counts[0] === counts[1]",
      "runs[0].result.interfaces[0].dropped",
    ];
    const [program0, ...words] = taskCommand("repl:live", inputs.flatMap((input) => ["-e", input]));
    await whileSending(a, b.address, async () => {
      const told = await a.run(program0!, ...words);
      deepStrictEqual(told.trim().split("\n").slice(-2), ["true", "0"], told);
      strictEqual(told.includes("error"), false, told);
    });
  }));

test("a cell: %%d --interface, and what it saved is read by the next", [], (a, b) =>
  withFolder(async (folder) => {
    const program = "udp:::send /args[4]->udp_dport == 9000/ { @ = count(); }";
    const cells = [
      `%%d --interface veth0 --write ${folder}/seen.pcapng --count 20\n${program}`,
      `%%d --read ${folder}/seen.pcapng\n${program}`,
      "const [live, again] = runs.map((run) => run.aggregations._.rows[0].value);\n" +
      "`${live} ${live === again} ${runs[0].result.interfaces[0].dropped}`",
    ].map((source, i) => ({
      cell_type: "code",
      id: `c${i}`,
      source,
      metadata: {},
      outputs: [],
      execution_count: null,
    }));
    const notebook = { cells, metadata: { kernelspec: { name: "probebook" } }, nbformat: 4, nbformat_minor: 5 };
    Deno.writeTextFileSync(`${folder}/live.ipynb`, JSON.stringify(notebook));
    const permissions = ["--allow-ffi", "--allow-run=sh,dumpcap,tcpdump"];
    const words = taskCommand("notebook", ["run", `${folder}/live.ipynb`, "-o", `${folder}/ran.ipynb`, ...permissions]);
    await whileSending(a, b.address, async () => void await a.run(words[0]!, ...words.slice(1)));
    const ran = JSON.parse(Deno.readTextFileSync(`${folder}/ran.ipynb`));
    deepStrictEqual([ran.cells.at(-1).outputs[0].data["text/plain"]].flat().join(""), '"20 true 0"');
  }));

test("the examples of the guide", ["curl"], (a, b) =>
  withFolder(async (folder) => {
    const page = Deno.readTextFileSync(new URL("../../../notebooks/guide/live.md", import.meta.url));
    const examples = [...page.matchAll(/^ {4}probebook (.*)$/gm)];
    strictEqual(examples.length, 5);
    for (const [, line] of examples) {
      const words = line!.replaceAll("eth0", "veth0").replaceAll("seen.pcapng", `${folder}/seen.pcapng`);
      // what nobody stops ends after a while
      const ends = words.includes("--interface ") && !words.startsWith("-c") ? " --for 1200ms" : "";
      const command = taskCommand(/--interfaces?\b/.test(words) ? "live" : "probebook", []).join(" ");
      await whileSending(a, b.address, async () => {
        const output = await a.run("sh", "-c", `${command} ${words}${ends}`);
        strictEqual(output.includes(b.address), !/connect-request|state-change|--interfaces/.test(words), words);
      });
    }
  }));
