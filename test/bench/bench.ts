/**
 * `deno task bench`: figures, each as a ratio to another program within the same run, same file, warm cache.
 *
 *     deno task bench [--packets 2000000] [--sources 10000000] [--rounds 5] [--only NAME] [--peers DIRECTORY]
 *                     [--quick] [--json FILE]
 *
 * `--quick` takes three minutes: time of processors of what is asked most. `--json` writes all ratios of whole processes to a
 * file, with the machine and the commit.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { benchPath, captureOf, dropBenchFiles } from "./captures.ts";
import { writeConnections, writeFlood } from "./flows.ts";
import { replFigures } from "./repl.ts";
import { compileTimes, scriptOf } from "./compile.ts";
import { writeReport } from "./history.ts";
import { buildPeers, keepFigures, type Measured, median, present, race } from "./measure.ts";
import { ours } from "./ours.ts";
import { writeHandshakes } from "./tls.ts";
import { quickFigures, startFigures } from "./quick.ts";

const { values } = parseArgs({
  args: Deno.args,
  options: {
    packets: { type: "string", default: "2000000" },
    sources: { type: "string", default: "10000000" },
    rounds: { type: "string", default: "5" },
    only: { type: "string" },
    peers: { type: "string", default: "../shared/bench/peers" },
    memory: { type: "boolean", default: false },
    keep: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
    json: { type: "string" },
  },
});
const packets = Number(values.packets);
const rounds = Number(values.rounds);
const COUNT = "ip:::receive { @[args[2]->ip_saddr] = count(); }";
const QUANTIZE = "ip:::send { @[args[2]->ip_daddr] = quantize(args[2]->ip_plength); }";

interface Contender {
  readonly name: string;
  readonly command: readonly string[];
  readonly rounds: number;
}

const secondsOf = (results: Map<string, Measured[]>, name: string): number =>
  median(results.get(name)!.map(({ seconds }) => seconds));
const peakOf = (runs: readonly Measured[]): number => Math.max(...runs.map(({ peakBytes }) => peakBytes)) / 1e6;

function table(
  title: string,
  results: Map<string, Measured[]>,
  base: string | undefined,
  file?: string,
  count = packets,
) {
  keepFigures(title, results, base);
  console.log(`\n${title}`);
  const size = file ? Deno.statSync(file).size : 0;
  const against = base ? median((results.get(base) ?? []).map((m) => m.seconds)) : undefined;
  for (const [name, runs] of results) {
    const seconds = median(runs.map((m) => m.seconds));
    const peak = peakOf(runs);
    const ratio = against ? `${(seconds / against).toFixed(2)} x ${base}` : "";
    const rate = size
      ? `${(count / seconds / 1e6).toFixed(2)} M packets/s ${(size / seconds / 1e6).toFixed(0)} MB/s`
      : "";
    const failed = runs.some((m) => m.status !== 0) ? "  FAILED" : "";
    console.log(
      `  ${name.padEnd(28)} ${seconds.toFixed(3).padStart(8)} s  ${
        peak.toFixed(0).padStart(5)
      } MB  ${rate}  ${ratio}${failed}`,
    );
  }
}

async function compilation() {
  const script = scriptOf(300);
  const [first, ...warm] = await compileTimes(script, 40);
  const lines = script.split("\n").length - 1;
  console.log(`\ncompilation of ${lines} lines, text to WebAssembly (goal: 30 ms warm)`);
  console.log(
    `  first ${first.toFixed(1)} ms, median of the last 20 ${median(warm.slice(-20)).toFixed(1)} ms, ` +
      `best ${Math.min(...warm).toFixed(1)} ms`,
  );
}

async function againstPeers(title: string, file: string, peers: string | undefined) {
  const contenders: Contender[] = [
    { name: "count", command: ours("-qr", file, "-n", COUNT), rounds },
    { name: "quantize", command: ours("-qr", file, "-n", QUANTIZE), rounds },
  ];
  if (peers) {
    contenders.push({ name: "libpcap-count", command: [`${peers}/lp`, "count", file], rounds });
    contenders.push({ name: "libpcap-quantize", command: [`${peers}/lp`, "quant", file], rounds });
  }
  const results = await race(contenders, file);
  table(title, results, peers ? "libpcap-count" : undefined, file);
  if (peers) {
    const ratio = (name: string) => (secondsOf(results, name) / secondsOf(results, `libpcap-${name}`)).toFixed(2);
    console.log(`  ratio count ${ratio("count")}, quantize ${ratio("quantize")} (1 is libpcap)`);
  }
}

async function againstTshark(title: string, file: string) {
  const results = await race([
    { name: "count", command: ours("-qr", file, "-n", COUNT), rounds },
    { name: "quantize", command: ours("-qr", file, "-n", QUANTIZE), rounds },
    { name: "tshark endpoints", command: ["tshark", "-n", "-q", "-r", file, "-z", "endpoints,ip"], rounds: 1 },
  ], file);
  table(`against tshark, ${title}`, results, "count", file);
  const times = (name: string) => (secondsOf(results, "tshark endpoints") / secondsOf(results, name)).toFixed(0);
  console.log(`  ratio count ${times("count")}, quantize ${times("quantize")} times faster than tshark (goal: 60)`);
}

/** Names that are asked for over TLS, with versions, protocols and fingerprints. */
async function tlsNames() {
  const { path, packets } = writeHandshakes();
  const program = "tls:::client-hello { @[args[4]->tls_sni, args[4]->tls_alpn, args[4]->tls_ja4] = count(); } " +
    "tls:::server-hello { @s[args[4]->tls_versionstr, args[4]->tls_cipherstr] = count(); }";
  const fields = ["type", "extensions_server_name", "extensions_alpn_str", "version", "ciphersuite", "ja3", "ja3s"];
  const tshark = ["tshark", "-n", "-r", path, "-Y", "tls.handshake.type", "-T", "fields"];
  const contenders: Contender[] = [
    { name: "TLS names", command: ours("-qr", path, "-x", "local=none", "-n", program), rounds },
    {
      name: "state of TCP",
      command: ours("-qr", path, "-x", "local=none", "-n", "tcpa:::rtt-sample { @ = count(); }"),
      rounds,
    },
  ];
  if (present("tshark")) {
    const command = [...tshark, "-e", "frame.number", ...fields.flatMap((name) => ["-e", `tls.handshake.${name}`])];
    contenders.push({ name: "tshark", command, rounds });
  }
  const results = await race(contenders, path);
  table("TLS names (goal: 0.1 x tshark)", results, present("tshark") ? "tshark" : undefined, path, packets);
}
/** Connections: what is aggregated of their states and segments, and what tables of flows bear. */
async function connections(file: string) {
  const program = "tcp:::state-change { @s[args[3]->tcps_state] = count(); } " +
    "tcp:::send { @[args[2]->ip_daddr] = count(); }";
  const contenders: Contender[] = [{
    name: "state-change and send",
    command: ours("-qr", file, "-n", program),
    rounds,
  }];
  if (present("tcptrace")) contenders.push({ name: "tcptrace", command: ["tcptrace", "-n", file], rounds });
  if (present("tshark")) {
    contenders.push({ name: "tshark", command: ["tshark", "-n", "-q", "-r", file, "-z", "conv,tcp"], rounds: 1 });
  }
  const results = await race(contenders, file);
  table(
    "connections (goal: 3 times faster than tcptrace, 40 times than tshark)",
    results,
    "state-change and send",
    file,
  );
}
/** Runs over what `write` makes. Gives the time of a packet beyond the start of the process, in ns, and peak of memory in MB. */
async function overflowing(name: string, title: string, write: (path: string) => number) {
  const file = benchPath(name);
  const count = write(file);
  const program = "tcp:::state-change { @[args[3]->tcps_state] = count(); }";
  const command = ours("-qr", file, "-x", "local=none", "-n", program);
  const results = await race([{ name: "state-change", command, rounds: 3 }], file);
  table(title, results, undefined, file, count);
  if (!values.keep) Deno.removeSync(file);
  const start = await race([{ name: "start", command: ours("-n", "BEGIN { exit(0); }"), rounds: 3 }]);
  const seconds = secondsOf(results, "state-change") - secondsOf(start, "start");
  return { packetNs: seconds / count * 1e9, peak: peakOf(results.get("state-change")!) };
}
async function flood() {
  const sources = Number(values.sources), open = Math.max(1000, packets / 2);
  await overflowing(
    "connections.pcap",
    `${open} connections at once (goal: 600 MB)`,
    (path) => writeConnections(path, open),
  );
  const few = await overflowing(
    "syns.pcap",
    `SYNs from ${sources / 20} sources`,
    (path) => writeFlood(path, sources / 20),
  );
  const many = await overflowing("flood.pcap", `SYNs from ${sources} sources`, (path) => writeFlood(path, sources));
  const [fewNs, manyNs] = [few, many].map(({ packetNs }) => packetNs.toFixed(0));
  const ratio = (many.packetNs / few.packetNs).toFixed(2);
  console.log(
    `  ratio ${ratio}: ${manyNs} ns a packet beyond the start, ${fewNs} from the fewer sources (goal: 2); ` +
      `${many.peak.toFixed(0)} MB (goal: 600)`,
  );
}

async function furtherClauses(file: string) {
  const clause = (n: number) => `ip:::receive { @a${n}[args[2]->ip_saddr] = count(); }`;
  const many = (n: number) => Array.from({ length: n }, (_, i) => clause(i)).join(" ");
  const inOne = (n: number) =>
    `ip:::receive { ${Array.from({ length: n }, (_, i) => `@a${i}[args[2]->ip_saddr] = count();`).join(" ")} }`;
  const results = await race([
    { name: "1 clause", command: ours("-qr", file, "-n", many(1)), rounds },
    { name: "5 clauses", command: ours("-qr", file, "-n", many(5)), rounds },
    { name: "5 aggregations in one", command: ours("-qr", file, "-n", inOne(5)), rounds },
    {
      name: "a predicate never true",
      command: ours("-qr", file, "-n", "ip:::receive /args[2]->ip_ver == 5/ { @ = count(); }"),
      rounds,
    },
  ], file);
  table("a further clause, a further aggregation", results, "1 clause", file);
  const each = (name: string) =>
    ((secondsOf(results, name) - secondsOf(results, "1 clause")) / 4 / packets * 1e9).toFixed(0);
  console.log(`  ${each("5 clauses")} ns a packet for a clause, ${each("5 aggregations in one")} for an aggregation`);
}

async function memory() {
  for (const bytes of [200e6, 2e9]) {
    const count = Math.round(bytes / 700);
    const file = await captureOf({ packets: count });
    const results = await race([{ name: "count", command: ours("-qr", file, "-n", COUNT), rounds: 1 }], file);
    table(
      `memory at ${(Deno.statSync(file).size / 1e6).toFixed(0)} MB (goal: 150 MB at most)`,
      results,
      undefined,
      file,
      count,
    );
    if (bytes > 1e9 && !values.keep) Deno.removeSync(file);
  }
}

const sections: Record<string, () => Promise<void>> = {
  start: startFigures,
  compile: compilation,
  repl: () => replFigures(rounds),
  full: async () =>
    againstPeers(
      "full-size packets (goal: 1.0 x libpcap)",
      await captureOf({ packets }),
      await buildPeers(values.peers),
    ),
  small: async () =>
    againstPeers(
      "64-byte packets (goal: 1.3 x libpcap)",
      await captureOf({ packets, snaplen: 64 }),
      await buildPeers(values.peers),
    ),
  tls: tlsNames,
  tshark: async () => {
    if (!present("tshark")) return console.log("\ntshark is not here: left out");
    await againstTshark("full-size packets", await captureOf({ packets }));
    await againstTshark("64-byte packets", await captureOf({ packets, snaplen: 64 }));
  },
  connections: async () => connections(await captureOf({ packets })),
  flood,
  clauses: async () => furtherClauses(await captureOf({ packets, snaplen: 64 })),
  memory,
  asks: async () =>
    (await import("./asks.ts")).askFigures(await captureOf({ packets, snaplen: 64 }), Math.min(rounds, 3)),
  typescript: async () =>
    (await import("./clauses.ts")).clauseFigures(await captureOf({ packets, snaplen: 64 }), Math.min(rounds, 3)),
  page: async () => (await import("./page.ts")).pageFigures(Math.min(rounds, 5)),
  linux: async () => (await import("./linux.ts")).linuxFigures(rounds),
  kernel: async () => (await import("./kernel.ts")).kernelFigures(),
  interrupts: async () => (await import("./kernel.ts")).interruptFigures(),
  // ten thousand cells: only when it is asked for
  soak: async () => (await import("./kernel.ts")).soakFigures(),
};
/** A process of its own for each round: memory is told apart, and one run does not warm another. */
async function gathered(file: string) {
  const own = async (script: string, ...args: string[]) => {
    const path = new URL(script, import.meta.url).pathname;
    const { stdout, success } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--allow-all", "--v8-flags=--expose-gc", path, ...args],
      stderr: "null",
    }).output();
    if (!success) throw new Error(`${script} failed`);
    return JSON.parse(new TextDecoder().decode(stdout)) as Record<string, number>;
  };
  const runs: Record<string, number>[] = [];
  for (let round = 0; round < rounds; round++) runs.push(await own("tables.ts", file));
  const of = (name: string) => median(runs.map((run) => run[name]));
  console.log(
    `\ntables: ${of("rows")} records with a time, two addresses and two integers, to Arquero\n` +
      `  ${of("beyondMs")} ms beyond the run itself, ${
        of("plainMs")
      } ms (goal: 1500 at 5,000,000); of processors' time ` +
      `${of("beyondCpuMs")} ms beyond ${of("plainCpuMs")}\n` +
      `  ${of("bytesPerRow")} bytes a row, ${of("bytesPerRowWhileBuilt")} while it is built (goal: 60)`,
  );
  const { first, barsPng, ...warm } = await own("charts.ts");
  console.log("\ncharts: SVG in a warm process, ms of processors' time (goal: 400)");
  console.log(`  ${JSON.stringify(warm)}`);
  console.log(`  worst ${Math.max(...Object.values(warm))}; the first of a process ${first}; one as PNG ${barsPng}`);
}
sections.gathered = async () => gathered(await captureOf({ packets: Math.round(packets * 1.25), snaplen: 64 }));
if (values.quick) await quickFigures(values.peers);
else {
  for (const [name, run] of Object.entries(sections)) {
    const usual = name !== "soak" && (name !== "memory" || values.memory || packets >= 1e6);
    if (values.only ? values.only === name : usual) await run();
  }
}
if (values.json) writeReport(values.json);
if (!values.keep) dropBenchFiles();
