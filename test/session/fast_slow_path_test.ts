/**
 * One answer to one question: the same packets give the same text whatever container, compression, number of files or pipe
 * they come in, and whichever path they take. Traffic is generated; the seed is in the name of each test.
 */
import { deepStrictEqual, ok, strictEqual } from "node:assert";
import type { OptionSetting } from "../../lib/session/mod.ts";
import { pcap } from "../captures/writer.ts";
import { Random } from "../fuzz/random.ts";
import { CONTAINERS, type Files } from "../generate/containers.ts";
import { BUSY, type Mix, OBSERVED_ADDRESSES, PLAIN, TAP, traffic } from "../generate/traffic.ts";
import { trace } from "./in_process.ts";

/** Programs that between them read what every provider of packets knows, and what happens between packets. */
export const QUESTIONS: Readonly<Record<string, string>> = {
  ip: `ip:::send,ip:::receive { @[probename, args[2]->ip_saddr, args[2]->ip_daddr] = quantize(args[2]->ip_plength);
    @last = max(timestamp); @time = sum(timestamp % 1000003); }`,
  tcp: `tcp:::send,tcp:::receive { @[probename, args[3]->tcps_laddr, args[3]->tcps_lport, args[3]->tcps_raddr,
    args[3]->tcps_rport, args[3]->tcps_state] = sum(args[2]->ip_plength);
    @numbers[probename] = sum(args[3]->tcps_snxt * 7 + args[3]->tcps_rnxt * 5 + args[3]->tcps_suna * 3);
    @windows[probename] = sum(args[3]->tcps_swnd * 3 + args[3]->tcps_rwnd); @round[args[3]->tcps_srtt] = count(); }`,
  states: `tcp:::state-change { printf("%d %s:%d %d %d\\n", timestamp, args[3]->tcps_raddr, args[3]->tcps_rport,
    args[5]->tcps_state, args[3]->tcps_state); }`,
  analysis: `tcpa::: { @[probename, args[5]->tcpa_verdict] = count(); @e[probename] = sum(args[5]->tcpa_evidence); }`,
  numbers: `ip:::send,ip:::receive,tcp:::send,udp:::receive { @[probename] = sum(args[0]->pkt_addr * 3 +
    args[0]->pkt_length * 5 + args[0]->pkt_captured); @d[args[0]->pkt_direction] = count(); }`,
  rest: `udp:::send,udp:::receive { @[probename, args[4]->udp_sport, args[4]->udp_dport] = sum(args[4]->udp_length); }
    icmp:::send,icmp:::receive,icmp6:::send,icmp6:::receive { @m[probeprov, probename] = count(); }
    arp:::send,arp:::receive,ipa::: { @a[probeprov, probename] = count(); }`,
  ticks: `ip:::send,ip:::receive { n++; } tick-50ms { printf("%d %d\\n", timestamp, n); }`,
  end: `ip:::send,ip:::receive /n++ == 2500/ { exit(3); } END { printf("%d %d\\n", timestamp, n); }`,
};
const MIXES: Readonly<Record<string, Mix>> = { plain: PLAIN, busy: BUSY, tap: TAP };
const VIEWS = [undefined, "none", OBSERVED_ADDRESSES];

/** What a run came to, but for what names files: text, and facts. */
async function answer(files: readonly string[], program: string, settings: readonly OptionSetting[]) {
  const { output, result } = await trace(program, { captures: files, options: [{ name: "quiet" }, ...settings] });
  const { packets, exitStatus, stoppedAt, undecoded, evictedFlows, overlappingDatagrams, incompleteDatagrams } = result;
  return {
    output,
    facts: { packets, exitStatus, stoppedAt, undecoded, evictedFlows, overlappingDatagrams, incompleteDatagrams },
    problems: result.problems.length,
    slow: result.slowPathPackets ?? 0,
  };
}
async function withFiles<T>(files: Files, use: (paths: readonly string[]) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir({ prefix: "probebook-ways-" });
  try {
    const paths = files.map(({ ending }, i) => `${folder}/${String(i).padStart(2, "0")}.${ending}`);
    for (const [i, { bytes }] of files.entries()) await Deno.writeFile(paths[i], bytes);
    return await use(paths);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
const viewOption = (local: string | undefined): OptionSetting[] =>
  local === undefined ? [] : [{ name: "local", value: local }];

/** Text of both, from the first line that differs. */
function sameText(seen: string, expected: string, which: string): void {
  if (seen === expected) return;
  const [a, b] = [seen, expected].map((text) => text.split("\n"));
  const line = a.findIndex((text, i) => text !== b[i]);
  strictEqual(a.slice(line, line + 3).join("\n"), b.slice(line, line + 3).join("\n"), `${which}: line ${line + 1}`);
}
for (const [seed, [mixName, mix]] of Object.entries(MIXES).entries()) {
  Deno.test(`${mixName} traffic, seed ${seed + 1}: one answer whatever the container and the path`, async () => {
    const packets = traffic(new Random(seed + 1), { ...mix, packets: 3000 });
    await withFiles([{ ending: "pcap", bytes: pcap(packets) }], async ([reference]) => {
      for (const [n, [name, program]] of Object.entries(QUESTIONS).entries()) {
        const local = VIEWS[(n + seed) % VIEWS.length];
        const slow = await answer([reference], program, [...viewOption(local), { name: "fastpath", value: "off" }]);
        ok(slow.output.length > 20, `${name} answers nothing`);
        strictEqual(slow.slow, slow.facts.packets);
        // each container with some of the questions, each question with some of the containers
        for (const container of CONTAINERS.filter((_, i) => (i + n) % 3 === 0 || i === 0)) {
          await withFiles(container.write(packets), async (paths) => {
            const seen = await answer(paths, program, viewOption(local)),
              which = `${container.name}, ${name}, local ${local}`;
            sameText(seen.output, slow.output, which);
            deepStrictEqual(seen.facts, slow.facts, which);
            strictEqual(seen.problems, 0);
          });
        }
      }
    });
  });
}
