/**
 * What people write after a count by address, beside the same in C on libpcap (peers/asks.c), by time of processors:
 * `deno task bench --only asks`.
 *
 * @module
 */
import { benchPath } from "./captures.ts";
import { keepFigures, type Measured, median, race } from "./measure.ts";
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
/** All questions over a capture of small packets, without a guess at whose view it is. */
export async function askFigures(file: string, rounds: number): Promise<void> {
  const built = await buildAsks();
  if (built === undefined) return;
  await askAll("addresses as text", TEXT, built, file, rounds);
}
async function askAll(title: string, asked: readonly Asked[], asks: string, file: string, rounds: number) {
  console.log(`\n${title}, beside C on libpcap: time of processors`);
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
