/**
 * What is asked most, by time of processors, beside other programs within the same rounds: `deno task bench --quick`.
 *
 * @module
 */
import { benchPath, captureOf } from "./captures.ts";
import { buildPeers, figures, keepFigures, present, race } from "./measure.ts";
import { fromSource, ours } from "./ours.ts";

const SMALL = new URL("../captures/own-tcp-resets.pcap", import.meta.url).pathname;
const PACKETS = 500_000, LINES = 50_000, ROUNDS = 5, STARTS = 11;
const EMPTY = "empty Deno program";
const COUNT = "ip:::receive { @[args[2]->ip_saddr] = count(); }";

/** Whole processes that do little, beside one of Deno that does nothing. */
export async function startFigures(): Promise<void> {
  const empty = benchPath("empty.ts");
  Deno.writeTextFileSync(empty, "");
  const starts = (name: string, ...args: string[]) => [
    { name, command: ours(...args), rounds: STARTS },
    { name: `${name}, source`, command: fromSource(...args), rounds: STARTS },
  ];
  const contenders = [
    { name: EMPTY, command: [Deno.execPath(), "run", empty], rounds: STARTS },
    ...starts("BEGIN { exit(0); }", "-qn", "BEGIN { exit(0); }"),
    ...starts("-l", "-l"),
    ...starts("count over 62 packets", "-qr", SMALL, "-n", COUNT),
  ];
  // what Deno compiles it keeps for the next run
  await race(contenders.map((one) => ({ ...one, rounds: 2 })));
  tell("start: whole process (goal: 1.8 times an empty Deno program)", await race(contenders), EMPTY);
}

/** The programs of users, each with the peer that answers most nearly the same. */
const QUESTIONS: Readonly<Record<string, string>> = {
  "count by address": COUNT,
  "quantize": "ip:::receive { @ = quantize(args[2]->ip_plength); }",
  "udp by port": "udp:::send { @[args[4]->udp_dport] = count(); }",
  "state-change": "tcp:::state-change { @[args[3]->tcps_state] = count(); }",
  "state-change and send":
    "tcp:::state-change { @s[args[3]->tcps_state] = count(); } tcp:::send { @[args[2]->ip_daddr] = count(); }",
  "rtt-sample": "tcpa:::rtt-sample { @ = quantize(args[5]->tcpa_rtt_us); }",
  "retransmission": "tcpa:::retransmission { @ = count(); }",
};
const PRINTF = String
  .raw`ip:::receive { printf("%s %s %d\n", args[2]->ip_saddr, args[2]->ip_daddr, args[2]->ip_plength); }`;

/** All of it, in about three minutes. */
export async function quickFigures(peers: string): Promise<void> {
  await startFigures();
  const file = await captureOf({ packets: PACKETS }), few = await captureOf({ packets: LINES });
  const built = await buildPeers(peers);
  const contenders = Object.entries(QUESTIONS).map(([name, program]) => ({
    name,
    command: ours("-qr", file, "-n", program),
    rounds: ROUNDS,
  }));
  const peer = built
    ? { name: "libpcap counting in C", command: [`${built}/lp`, "count", file], rounds: ROUNDS }
    : { name: "reading the file", command: ["cat", file], rounds: ROUNDS };
  if (present("tcptrace")) contenders.push({ name: "tcptrace", command: ["tcptrace", "-n", file], rounds: ROUNDS });
  tell(`${PACKETS} packets`, await race([peer, ...contenders], file), peer.name);
  const lines = [
    { name: "printf, a line a packet", command: ours("-qr", few, "-n", PRINTF), rounds: ROUNDS },
    { name: "--table csv", command: ours("-qr", few, "-n", PRINTF, "--table", benchPath("t.csv")), rounds: ROUNDS },
  ];
  const tcpdump = { name: "tcpdump -nnq", command: ["tcpdump", "-nnq", "-r", few], rounds: ROUNDS };
  const isThere = present("tcpdump");
  const printed = await race(isThere ? [tcpdump, ...lines] : lines, few);
  tell(`${LINES} lines`, printed, isThere ? tcpdump.name : undefined);
}

function tell(section: string, results: Awaited<ReturnType<typeof race>>, against: string | undefined): void {
  const before = figures.length;
  keepFigures(section, results, against);
  console.log(`\n${section}${against ? `, beside ${against}` : ""}: time of processors`);
  for (const { name, cpuMs, wallMs, peakMB, ratio } of figures.slice(before)) {
    const failed = results.get(name)!.some(({ status }) => status !== 0) ? "  FAILED" : "";
    const beside = ratio === undefined ? "" : `${ratio.toFixed(2)} x`;
    const [cpu, wall, peak] = [cpuMs, wallMs, peakMB].map((value) => value.toFixed(1).padStart(8));
    console.log(`  ${name.padEnd(32)} ${cpu} ms ${wall} ms passed ${peak} MB  ${beside}${failed}`);
  }
}
