/**
 * Random programs over random traffic, run at once and in random parts: one answer. `deno run -A test/partial/random_merge.ts
 * 10000` tries so many.
 *
 * @module
 */
import { strictEqual } from "node:assert";
import { pcap } from "../captures/writer.ts";
import { Random } from "../fuzz/random.ts";
import { BUSY, type Mix, OBSERVED_ADDRESSES, PLAIN, TAP, traffic } from "../generate/traffic.ts";
import { merge, run, withFolder } from "./parts.ts";

interface Subject {
  readonly probes: readonly string[];
  readonly numbers: readonly string[];
  readonly keys: readonly string[];
  readonly isByPair?: boolean;
}
const ADDRESSES = ["args[2]->ip_saddr", "args[2]->ip_daddr", "probename", "args[2]->ip_ver"];
const SUBJECTS: readonly Subject[] = [
  {
    probes: ["ip:::send", "ip:::receive", "ip:::send,ip:::receive"],
    numbers: ["args[2]->ip_plength", "args[0]->pkt_length", "timestamp % 1000003", "-(int)args[2]->ip_plength"],
    keys: [...ADDRESSES, "args[4] == NULL ? 0 : args[4]->ipv4_ttl"],
  },
  {
    probes: ["udp:::send", "udp:::receive", "udp:::"],
    numbers: ["args[4]->udp_length", "args[4]->udp_sport"],
    keys: [...ADDRESSES, "args[4]->udp_dport"],
  },
  {
    probes: ["packet:::"],
    numbers: ["args[0]->pkt_length", "args[0]->pkt_captured"],
    keys: ["args[0]->pkt_direction", "probename"],
  },
  {
    probes: ["tcp:::send", "tcp:::send,tcp:::receive"],
    numbers: ["args[3]->tcps_snxt", "args[3]->tcps_retransmit", "args[2]->ip_plength", "args[3]->tcps_swnd"],
    keys: [...ADDRESSES, "args[3]->tcps_state", "args[4]->tcp_dport", "args[3]->tcps_lport"],
    isByPair: true,
  },
  {
    probes: ["tcp:::state-change"],
    numbers: ["args[3]->tcps_state", "args[5]->tcps_state"],
    keys: ["args[3]->tcps_raddr", "args[3]->tcps_lport"],
    isByPair: true,
  },
  {
    probes: ["tcpa:::"],
    numbers: ["args[5]->tcpa_evidence", "args[5]->tcpa_rtt_us"],
    keys: ["args[5]->tcpa_verdict", "probename"],
    isByPair: true,
  },
];
const FUNCTIONS: readonly ((value: string) => string)[] = [
  () => "count()",
  (value) => `sum(${value})`,
  (value) => `min(${value})`,
  (value) => `max(${value})`,
  (value) => `avg(${value})`,
  (value) => `stddev(${value})`,
  (value) => `quantize(${value})`,
  (value) => `lquantize(${value}, 0, 1500, 100)`,
  (value) => `llquantize(${value}, 10, 0, 6, 10)`,
];
const ENDS = [
  "",
  "",
  "trunc(@a, 3);",
  "trunc(@b, -2);",
  "normalize(@a, 7);",
  "printa(@a);",
  "clear(@b);",
  'printf("%d\\n", base);',
];

/** A program, and whether the packets between two addresses must stay together for it. */
function randomProgram(random: Random): { readonly text: string; readonly isByPair: boolean } {
  let isByPair = false;
  const clauses = ["a", "b", "c"].slice(0, random.below(3) + 1).map((name) => {
    const subject = random.pick(SUBJECTS), number = random.pick(subject.numbers);
    isByPair ||= subject.isByPair ?? false;
    const keys = Array.from({ length: random.below(3) }, () => random.pick(subject.keys));
    const index = keys.length > 0 ? `[${keys.join(", ")}]` : "";
    const predicate = random.below(3) === 0 ? `/${number} % 3 != 1/ ` : "";
    return `${random.pick(subject.probes)} ${predicate}{ this->v = ${number} * base; @${name}${index} = ` +
      `${random.pick(FUNCTIONS)("this->v")}; }`;
  });
  const has = (end: string) => [...end.matchAll(/@(\w)/g)].every(([, name]) => "abc".indexOf(name) < clauses.length);
  const end = Array.from({ length: 3 }, () => random.pick(ENDS)).filter(has).join(" ");
  const begin = `int base; BEGIN { base = ${random.below(3) + 1}; @z = count(); }`;
  return { text: `${begin} ${clauses.join(" ")} END { ${end} @z = count(); }`, isByPair };
}
const MIXES: readonly Mix[] = [PLAIN, BUSY, TAP].map((mix) => ({ ...mix, packets: 600 }));

/** @throws where parts come to something else than all at once */
export async function tryMerge(seed: number): Promise<{ readonly parts: number; readonly isByPair: boolean }> {
  const random = new Random(seed), { text, isByPair } = randomProgram(random);
  const packets = traffic(random, random.pick(MIXES));
  return await withFolder(async (folder) => {
    const captures = Array.from({ length: random.below(3) + 1 }, (_, i) => `${folder}/${i}.pcap`);
    captures.forEach((path, i) => {
      const share = Math.ceil(packets.length / captures.length);
      Deno.writeFileSync(path, pcap(packets.slice(i * share, (i + 1) * share)));
    });
    const isStated = random.below(2) === 1, local = random.pick(["none", OBSERVED_ADDRESSES]);
    const asked = ["-q", ...(isStated ? ["-x", `local=${local}`] : []), "-n", text];
    const named = (paths: readonly string[]) => paths.flatMap((path) => ["-r", path]);
    const expected = await run([...named(captures), ...asked]);
    const byCapture = isStated && !isByPair && captures.length > 1 && random.below(2) === 0;
    const count = byCapture ? captures.length : random.below(7) + 1;
    const files: string[] = [];
    for (let i = 0; i < count; i++) {
      files.push(`${folder}/${i}.pbp`);
      const own = byCapture ? named([captures[i]]) : [...named(captures), "--shard", `${i + 1}/${count}`];
      await run([...own, ...asked, "--partial", files[i]]);
    }
    const shuffled = files.map((path) => ({ path, at: random.below(1000) })).sort((a, b) => a.at - b.at);
    const merged = await merge(shuffled.map(({ path }) => path));
    strictEqual(merged.output, expected.output, `seed ${seed}: ${text}`);
    strictEqual(merged.status, expected.status);
    return { parts: count, isByPair };
  });
}
if (import.meta.main) {
  const [count = "1000", first = "1"] = Deno.args;
  let byPair = 0;
  for (let seed = Number(first); seed < Number(first) + Number(count); seed++) {
    if ((await tryMerge(seed)).isByPair) byPair++;
  }
  console.log(`${count} programs, ${byPair} of them by pairs of addresses: parts come to what one run prints`);
}
