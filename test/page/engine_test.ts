/** The engine, bundled for a browser, runs in one, and prints what the command prints. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { bundleScript, makeScript } from "../../lib/page/script_bundle.ts";
import type { Answer } from "../../lib/page/messages.ts";
import { present } from "../bench/measure.ts";
import { trace } from "../session/in_process.ts";
import { Chromium, type Page } from "./chromium.ts";

const root = new URL("../../", import.meta.url);
const capture = (name: string) => new URL(`test/captures/${name}`, root).pathname;

const PROGRAMS: readonly (readonly [program: string, capture: string])[] = [
  ["ip:::receive { @[args[2]->ip_saddr] = sum(args[2]->ip_plength); }", "demo.pcap"],
  ["ip:::send, ip:::receive { @[probename] = quantize(args[2]->ip_plength); }", "demo.pcap"],
  ["tcp:::send { @ = llquantize(args[2]->ip_plength, 10, 0, 6, 10); @a = avg(args[2]->ip_plength); }", "demo.pcap"],
  [
    'tcp:::state-change { printf("%Y %s %s -> %s\\n", walltimestamp, args[3]->tcps_raddr, ' +
    "tcp_state_string[args[5]->tcps_state], tcp_state_string[args[3]->tcps_state]); }",
    "own-tcp-states-a.pcap",
  ],
  ["tcpa:::rtt-sample { @[args[3]->tcps_raddr] = quantize(args[5]->tcpa_rtt_us); }", "demo.pcap"],
  ["tcpa::: { @[probename] = count(); }", "own-tcp6-nano.pcap"],
  ["udp:::send, udp:::receive { trace(args[4]->udp_sport); trace(args[4]->udp_length); }", "own-udp-unreachable.pcap"],
  ["icmp:::receive { tracemem(args[4]->icmp_hdr, 8); @[args[4]->icmp_type] = count(); }", "own-udp-unreachable.pcap"],
  ['ip:::send, ip:::receive { @ = count(); } tick-1s { printa("%@d packets\\n", @); clear(@); }', "demo.pcap"],
  ['BEGIN { i = -7; printf("%d %x %s\\n", i / 2, i, lltostr(1 << 40)); } END { trace(i); }', "demo.pcap"],
  ["ip:::receive { this->t = timestamp; @[args[2]->ip_ver] = stddev(this->t % 1000); }", "own-variety.pcap"],
  ["arp:::, udplite:::, sctp:::, icmp6::: { @[probeprov, probename] = count(); }", "own-variety.pcap"],
  [
    "#pragma D option quiet\npacket::: { @[args[0]->pkt_length] = lquantize(args[0]->pkt_length, 0, 1600, 100); }",
    "own-any-sll2.pcap",
  ],
];

async function command(program: string, path: string): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", new URL("lib/cli/main.ts", root).pathname, "-r", path, "-n", program],
    stderr: "null",
  }).output();
  return new TextDecoder().decode(stdout);
}
/** A page with the engine as a worker; `run` answers with all that came of a run. */
async function enginePage(browser: Chromium, folder: string, engine: string): Promise<Page> {
  const path = `${folder}/engine.html`;
  await Deno.writeTextFile(
    path,
    `<!doctype html><meta charset="utf-8"><script type="text/plain" id="engine">${
      engine.replaceAll("</script", "<\\/script")
    }</script><script>
const worker = new Worker(URL.createObjectURL(new Blob([document.getElementById("engine").textContent])));
let last = 0, hear = () => {};
worker.onmessage = ({ data }) => data.kind === "ready" ? window.ready = true : data.kind === "captures ready" || hear(data);
worker.onerror = (event) => console.error(event.message);
function run(program, files) {
  const id = ++last, answers = [];
  return new Promise((resolve) => {
    hear = (answer) => {
      answers.push(answer);
      if (answer.kind === "done" || answer.kind === "failed") resolve(answers);
    };
    worker.postMessage({ kind: "captures", files: files.map(({ name, base64, blob }) => {
      const data = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
      return { name, data: blob ? new Blob([data]) : data };
    }) });
    worker.postMessage({ kind: "run", id, program, settings: [] });
  });
}</script>`,
  );
  const page = await browser.page(`file://${path}`);
  await page.until("window.ready");
  return page;
}
function runIn(page: Page, program: string, files: { name: string; data: Uint8Array; blob?: boolean }[]) {
  const given = files.map(({ name, data, blob }) => ({ name, base64: data.toBase64(), blob }));
  return page.evaluate<Answer[]>(`run(${JSON.stringify(program)}, ${JSON.stringify(given)})`);
}
const textOf = (answers: readonly Answer[]) =>
  answers.map((answer) => answer.kind === "text" ? answer.text : answer.kind === "failed" ? answer.text : "").join("");

Deno.test("the engine's bundle has nothing of Deno's or Node's, and is the same each time", async () => {
  const [engine, again] = [await bundleScript("engine/engine"), await makeScript("engine/engine")];
  const code = engine.replaceAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`/g, '""');
  deepStrictEqual(
    code.match(/\bDeno\b|\bprocess\.(?:env|getBuiltin|stdout)|import\.meta|(?<![.\w])import\(["']|\brequire\(/g),
    null,
  );
  deepStrictEqual(engine.match(/["']node:\w+["']|Deno\.\w+\(/g), null);
  ok(!engine.includes(root.pathname), "no path of this machine");
  strictEqual(again, engine);
});
Deno.test({
  name: "in a browser it prints what the command prints, and makes the same tables",
  ignore: !present("chromium"),
  async fn() {
    const folder = await Deno.makeTempDir();
    const browser = await Chromium.open();
    try {
      const page = await enginePage(browser, folder, await bundleScript("engine/engine"));
      for (const [i, [program, name]] of PROGRAMS.entries()) {
        const path = capture(name), data = await Deno.readFile(path);
        // in turn as bytes, as a file that is read part by part, and compressed
        const given = i % 3 === 2 ? new Uint8Array(gzipSync(data)) : data;
        const answers = await runIn(page, program, [{ name, data: given, blob: i % 3 === 1 }]);
        strictEqual(answers.at(-1)!.kind, "done", `${program}: ${textOf(answers)}`);
        const { output } = await trace(program, { captures: [path] });
        strictEqual(textOf(answers), output, program);
        if (i < 2) strictEqual(output, await command(program, path), program);
        ok(textOf(answers).length > 20, program);
      }
      const [program, name] = PROGRAMS[0];
      const answers = await runIn(page, program, [{ name, data: await Deno.readFile(capture(name)) }]);
      const done = answers.at(-1)!;
      ok(done.kind === "done");
      const [table] = done.outcome.results;
      deepStrictEqual(table.columns.map((column) => column.name), ["ip_saddr", "sum"]);
      const lines = textOf(answers).trim().split("\n").map((line) => line.trim().split(/\s+/));
      deepStrictEqual(table.rows.map((row) => [...row]).sort(), lines.filter((line) => line.length === 2).sort());
      strictEqual(table.chart?.kind, "bars");
      match(textOf(await runIn(page, "ip:::receive { trace(args[2]->ip_sadr); }", [])), /did you mean `ip_saddr`/);
      deepStrictEqual([page.faults, page.requests], [[], []]);
    } finally {
      await browser.close();
      await Deno.remove(folder, { recursive: true });
    }
  },
});
