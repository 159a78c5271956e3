/**
 * The fast paths for ordinary packets (machine code) give what the decoder gives: over records as they lie in the file,
 * over the columns of batches, and where headers are damaged.
 */
import { ok, strictEqual } from "node:assert";
import { Random } from "../fuzz/random.ts";
import type { OptionSetting } from "../../lib/session/mod.ts";
import { OBSERVED_ADDRESSES, PLAIN, traffic } from "../generate/traffic.ts";
import { pcap } from "../captures/writer.ts";
import { trace } from "./in_process.ts";
import { repeatCapture } from "./repeated.ts";

/** Packets: fast paths begin after a thousand, and records are taken as they lie after some thousands. */
const ENOUGH = 10_000;
// nothing of the packet itself is read (args[0], args[3]): that takes the slow path by itself
const IP = `@[args[2]->ip_saddr, args[2]->ip_daddr] = quantize(args[2]->ip_plength);
  @versions[probename, args[2]->ip_ver, args[4] == NULL, args[5] == NULL, arg1] = count();
  @last = max(timestamp); @time = sum(timestamp % 1000003);`;
const TCP = `@[probename, args[3]->tcps_laddr, args[3]->tcps_lport, args[3]->tcps_raddr, args[3]->tcps_rport,
    args[3]->tcps_state, args[2]->ip_plength] = count();
  @numbers[probename] = sum(args[3]->tcps_snxt * 7 + args[3]->tcps_rnxt * 5 + args[3]->tcps_suna * 3);
  @windows[probename] = sum(args[3]->tcps_swnd * 3 + args[3]->tcps_rwnd);
  @times[args[3]->tcps_srtt, args[3]->tcps_rto, args[3]->tcps_retransmit] = count();
  @header[args[4]->tcp_flags] = sum((args[4]->tcp_seq ^ args[4]->tcp_ack) % 1000003);
  @last = max(timestamp); @time = sum(timestamp % 1000003);`;
interface Provider {
  readonly name: string;
  readonly body: string;
  readonly predicate: string;
}
const PROVIDERS: readonly Provider[] = [
  { name: "ip", body: IP, predicate: "args[2]->ip_plength" },
  { name: "tcp", body: TCP, predicate: "args[2]->ip_plength" },
];
// records, a consumer that acts at once, an end, a clock: what stops a row of firings
const PROGRAMS: ((probe: string, of: Provider) => string)[] = [
  (probe, { body }) => `${probe} { ${body} }`,
  (probe, { body, predicate }) =>
    `${probe} { ${body} } ${probe} /${predicate} > 100 && n++ % 50 == 0/ { printf("%d\\n", timestamp); }`,
  (probe, { body, predicate }) => `${probe} { ${body} } ${probe} /${predicate} % 97 == 1/ { printa(@last); }`,
  (probe, { body }) => `${probe} { ${body} } ${probe} /n++ == 60/ { exit(0); }`,
  // behind the first packets, which always go by columns
  ...[6000, 9000].map((firings) => (probe: string, { body }: Provider) =>
    `${probe} { ${body} } ${probe} /n++ == ${firings}/ { exit(3); } END { trace(timestamp); }`
  ),
  (probe, { body }) => `${probe} { n++; ${body} } tick-300ms { printf("tick %d %d\\n", timestamp, n); }`,
];
const LOCALS = [undefined, "none", OBSERVED_ADDRESSES];

interface Outcome {
  readonly text: string;
  /** Packets that the decoder took, and all of them. */
  readonly slow: number;
  readonly packets: number;
}
async function outcome(
  path: string,
  program: string,
  settings: readonly OptionSetting[],
  most?: number,
): Promise<Outcome> {
  const limits = most === undefined ? {} : { packets: most };
  const { output, result } = await trace(program, { captures: [path], options: settings, limits });
  const { slowPathPackets = 0, packets } = result;
  return { text: output + JSON.stringify({ ...result, slowPathPackets: 0 }), slow: slowPathPackets, packets };
}
/**
 * The slow path once, then both fast ones: what is limited in any way goes by columns.
 *
 * @param least part of the packets that must take the fast path
 */
async function compare(path: string, program: string, local: string | undefined, least: number): Promise<string> {
  const options = [{ name: "quiet" }, ...(local === undefined ? [] : [{ name: "local", value: local }])];
  const expected = await outcome(path, program, [...options, { name: "fastpath", value: "off" }]);
  strictEqual(expected.slow, expected.packets, "the slow path takes every packet");
  for (const [name, most] of [["records", undefined], ["columns", Number.MAX_SAFE_INTEGER]] as const) {
    const { text, slow, packets } = await outcome(path, program, options, most);
    strictEqual(text, expected.text, `${name}: ${program} ${local}`);
    const fast = packets - slow;
    ok(fast >= least * packets, `${name}: ${fast} of ${packets} packets took the fast path: ${program} ${local}`);
  }
  return expected.text;
}
/** Captures of enough packets, and how many of whole runs must take the fast path at least. */
const WORLDS: readonly {
  readonly name: string;
  readonly write: () => string;
  readonly least: Record<string, number>;
}[] = [
  ...([["demo.pcap", 341], ["own-variety.pcap", 471], ["own-tcp6-nano.pcap", 110]] as const).map(([name, packets]) => ({
    name,
    write: () => repeatCapture(name, Math.ceil(ENOUGH / packets)),
    least: { ip: 0.9, tcp: 0.01 },
  })),
  {
    name: "generated traffic",
    write() {
      const path = Deno.makeTempFileSync({ prefix: "probebook-generated-", suffix: ".pcap" });
      Deno.writeFileSync(path, pcap(traffic(new Random(4), { ...PLAIN, packets: ENOUGH })));
      return path;
    },
    least: { ip: 0.9, tcp: 0.4 },
  },
];
for (const { name, write, least } of WORLDS) {
  for (const provider of PROVIDERS) {
    Deno.test(`${name}, ${provider.name}: the fast paths give what the decoder gives`, async () => {
      const path = write();
      try {
        for (const [i, program] of PROGRAMS.entries()) {
          const of = (probes: string[]) => probes.map((probe) => `${provider.name}:::${probe}`).join(",");
          for (const probes of i === 0 ? [["send"], ["receive"]] : [["send", "receive"]]) {
            // each with one view, the first with all of them
            for (const local of i === 0 ? LOCALS : [LOCALS[i % LOCALS.length]]) {
              const text = program(of(probes), provider);
              // addresses that take no part leave all packets to the slow path, and so does an early end
              const isWhole = !text.includes("exit(") && (local !== OBSERVED_ADDRESSES || name.startsWith("generated"));
              await compare(path, text, local, isWhole ? least[provider.name] : 0);
            }
          }
        }
      } finally {
        Deno.removeSync(path);
      }
    });
  }
}
for (const seed of [1, 2, 3]) {
  Deno.test(`damaged headers, seed ${seed}: the fast paths give what the decoder gives`, async () => {
    for (const [name, packets] of [["demo.pcap", 341], ["own-variety.pcap", 471]] as const) {
      const path = repeatCapture(name, Math.ceil(ENOUGH / packets), new Random(seed));
      try {
        for (const provider of PROVIDERS) {
          const program = PROGRAMS[0](`${provider.name}:::send,${provider.name}:::receive`, provider);
          const text = await compare(path, program, LOCALS[seed % 2], 0);
          ok(text.length > 1000);
        }
      } finally {
        Deno.removeSync(path);
      }
    }
  });
}
for (const name of ["own-tcp-states-a.pcap", "own-tcp-states-b.pcap", "own-tcp-resets.pcap"]) {
  Deno.test(`${name}: the fast path of segments gives what the slow path gives`, async () => {
    const path = repeatCapture(name, name.includes("resets") ? 160 : 40);
    try {
      for (const local of LOCALS.slice(0, 2)) {
        const program = PROGRAMS[0]("tcp:::send,tcp:::receive", PROVIDERS[1]);
        ok((await compare(path, program, local, 0)).trim().split("\n").length > 4);
      }
    } finally {
      Deno.removeSync(path);
    }
  });
}
