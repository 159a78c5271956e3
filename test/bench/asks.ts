/**
 * What people write after a count by address, beside the same in C on libpcap (peers/asks.c), by time of processors:
 * `deno task bench --only asks`.
 *
 * @module
 */
import { dealOut, writeFragments, writeLastFragments } from "./ask_captures.ts";
import { benchPath } from "./captures.ts";
import { keepFigures, type Measured, median, present, race } from "./measure.ts";
import { ours } from "./ours.ts";

/** A question: its programs of D, and the mode of asks.c that answers the same. */
interface Asked {
  readonly peer: string;
  readonly programs: Readonly<Record<string, string>>;
}
const IP = "ip:::receive", FROM = "args[2]->ip_saddr", TO = "args[2]->ip_daddr", COUNT = "{ @ = count(); }";
/** Addresses as text, outside the keys of aggregations. */
const TEXT: readonly Asked[] = [
  { peer: "source", programs: { "n[address] += 1": `int n[string]; ${IP} { n[${FROM}] += 1; }` } },
  {
    peer: "last",
    programs: { "array by two addresses": `tcp:::receive, udp:::receive { l[${FROM}, ${TO}] = timestamp; }` },
  },
  { peer: "filter", programs: { "address == address": `${IP} /${FROM} == ${TO}/ ${COUNT}` } },
  { peer: "filter6", programs: { "address == constant of IPv6": `${IP} /${FROM} == "2001:db8:5::1"/ ${COUNT}` } },
  { peer: "source", programs: { "this->s = address": `${IP} { this->s = ${FROM}; @[this->s] = count(); }` } },
  { peer: "pair", programs: { "@[strjoin()]": `${IP} { @[strjoin(${FROM}, ${TO})] = count(); }` } },
  { peer: "prefix", programs: { "@[substr()]": `${IP} { @[substr(${FROM}, 0, 6)] = count(); }` } },
  { peer: "part", programs: { "strstr()": `${IP} /strstr(${FROM}, "198.19") != NULL/ ${COUNT}` } },
];

/** Builds asks.c; undefined, said on standard output, where it cannot be built. */
async function buildAsks(): Promise<string | undefined> {
  const path = benchPath("asks"), source = new URL("peers/asks.c", import.meta.url).pathname;
  try {
    const args = ["-O2", "-o", path, source, "-lpcap"];
    if ((await new Deno.Command("gcc", { args, stderr: "null" }).output()).success) return path;
  } catch { /* no compiler */ }
  console.log("\nasks.c cannot be built (gcc, libpcap headers): no ratios to libpcap");
  return undefined;
}
const LINES = String.raw`${IP} { printf("%s %s %d\n", ${FROM}, ${TO}, args[2]->ip_plength); }`;
const CELLS = `${IP} { trace(${FROM}); trace(${TO}); trace(args[2]->ip_plength); }`;
const MANY: readonly Asked[] = [
  { peer: "micros", programs: { "a key a packet": `${IP} { @[timestamp / 1000] = count(); }` } },
  {
    peer: "triple",
    programs: { "keys of three parts": `tcp:::receive { @[${FROM}, ${TO}, args[4]->tcp_dport] = count(); }` },
  },
  { peer: "print", programs: { "printf, a line a packet": LINES } },
];

/** All questions over a capture of small packets, without a guess at whose view it is. */
export async function askFigures(file: string, rounds: number): Promise<void> {
  const built = await buildAsks();
  if (built === undefined) return;
  await askAll("addresses as text", TEXT, built, file, rounds);
  await askAll("many keys, a line a packet", MANY, built, file, rounds);
  const lines = { name: "D", command: ours("-qr", file, "-x", "local=none", "-n", LINES), rounds };
  if (present("tcpdump")) {
    const tcpdump = { name: "tcpdump -nnq", command: ["tcpdump", "-nnq", "-r", file], rounds: 1 };
    tell("a line a packet", await race([tcpdump, lines], file), tcpdump.name);
  }
  const tables = ["csv", "ndjson", "parquet"].map((ending) => ({
    name: `--table ${ending}`,
    command: ours("-qr", file, "-x", "local=none", "-n", CELLS, "--table", benchPath(`asks.${ending}`)),
    rounds,
  }));
  const csv = { name: "C, csv", command: [built, "csv", file], rounds };
  tell("tables", await race([csv, ...tables], file), csv.name);
  await fragmentFigures(rounds);
  await mergeFigures(built, file, rounds);
}
async function fragmentFigures(rounds: number): Promise<void> {
  const udp = "udp:::receive { @[args[4]->udp_dport] = count(); }", ip = `${IP} { @[${FROM}] = count(); }`;
  for (const [title, write] of [["fragments", writeFragments], ["last fragments alone", writeLastFragments]] as const) {
    const path = benchPath("fragments.pcap");
    write(path);
    const run = (name: string, program: string) => ({
      name,
      command: ours("-qr", path, "-x", "local=none", "-n", program),
      rounds,
    });
    tell(title, await race([run("ip:::", ip), run("udp:::", udp)], path), "ip:::");
  }
}
/** The packets of a capture dealt out to so many, all of the same time. */
const CAPTURES = 500;
async function mergeFigures(asks: string, file: string, rounds: number): Promise<void> {
  if (!present("mergecap")) return console.log("\nmergecap is not here: left out");
  const paths = dealOut(file, CAPTURES);
  const merged = ["bash", "-c", `mergecap -F pcap -w - "$@" | ${asks} source -`, "bash", ...paths];
  const own = ours(
    "-q",
    ...paths.flatMap((path) => ["-r", path]),
    "-x",
    "local=none",
    "-n",
    `${IP} { @[${FROM}] = count(); }`,
  );
  const peer = { name: "mergecap into C", command: merged, rounds };
  tell(
    `${CAPTURES} captures of the same time`,
    await race([peer, { name: "D", command: own, rounds }], file),
    peer.name,
  );
}
async function askAll(title: string, asked: readonly Asked[], asks: string, file: string, rounds: number) {
  for (const { peer, programs } of asked) {
    const base = { name: `C, ${peer}`, command: [asks, peer, file], rounds };
    const own = Object.entries(programs).map(([name, program]) => ({
      name,
      command: ours("-qr", file, "-x", "local=none", "-n", program),
      rounds,
    }));
    tell(title, await race([base, ...own], file), base.name);
  }
}
function tell(title: string, results: Map<string, Measured[]>, against: string): void {
  console.log(`\n${title}: time of processors`);
  keepFigures(title, results, against);
  const cpu = (name: string) => median(results.get(name)!.map(({ cpuSeconds }) => cpuSeconds));
  for (const [name, runs] of results) {
    const failed = runs.some(({ status }) => status !== 0) ? "  FAILED" : "";
    const peak = Math.max(...runs.map(({ peakBytes }) => peakBytes)) / 1e6;
    const beside = name === against ? "" : `${(cpu(name) / cpu(against)).toFixed(2)} x`;
    console.log(
      `  ${name.padEnd(32)} ${cpu(name).toFixed(2).padStart(7)} s ${
        peak.toFixed(0).padStart(5)
      } MB  ${beside}${failed}`,
    );
  }
}
