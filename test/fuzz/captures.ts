/**
 * Captures that a seed makes and damages, through the reader, the decoder and D's clauses. Whatever the bytes, nothing
 * throws, and there is one answer: whole and in pieces, by the fast path and by the slow one.
 *
 * @module
 */
import { type Packet, pcap } from "../captures/writer.ts";
import { FRAMES } from "../packet/wire/frames.ts";
import { pcapng } from "../generate/containers.ts";
import { LINKS, onInterfaces, onLink } from "../generate/links.ts";
import { BUSY, PLAIN, TAP, traffic } from "../generate/traffic.ts";
import { FAST_PROGRAM_START, FAST_PROGRAMS } from "../session/fast_programs.ts";
import { firstDifference, outcomeOf, ReusedMachine, type ReusedSettings } from "../session/reused_machine.ts";
import type { Random } from "./random.ts";
import { Random as SeededRandom } from "./random.ts";

/** Each alone has a fast path of its own; the last one has none. */
const PROGRAMS = [
  `ip:::send, ip:::receive { @[probename, args[2]->ip_saddr, args[2]->ip_daddr] = quantize(args[2]->ip_plength);
    @t[args[2]->ip_ver, args[4] == NULL] = sum(timestamp % 1000003); }`,
  `tcp:::send, tcp:::receive { @[probename, args[3]->tcps_raddr, args[3]->tcps_rport, args[3]->tcps_state] = count();
    @n[probename, args[4]->tcp_flags] = sum(args[3]->tcps_snxt * 7 + args[3]->tcps_rnxt * 5 + args[3]->tcps_suna * 3);
    @w[probename] = sum(args[3]->tcps_swnd * 3 + args[3]->tcps_rwnd + args[3]->tcps_srtt); }`,
  `ip:::send, ip:::receive { @ip[args[2]->ip_saddr, args[2]->ip_daddr] = sum(args[2]->ip_plength); @n = count(); }
   tcpa::: { @tcpa[probename, args[5]->tcpa_verdict, args[5]->tcpa_evidence] = count(); }
   tcp:::state-change { @state[args[3]->tcps_state, args[5]->tcps_state] = count(); }
   udp:::send, udp:::receive { @udp[args[4]->udp_dport] = sum(args[4]->udp_length + args[0]->pkt_payload); }
   icmp:::send, icmp6:::send { @icmp[args[4]->icmp_type] = count(); } arp:::send { @arp = count(); }
   igmp:::record { @igmp[args[5]->igmpr_type, args[5]->igmpr_source] = count(); }
   mld:::record { @mld[args[5]->mldr_type, args[5]->mldr_source] = count(); }
   ipa::: { @ipa[probename] = count(); } sctp:::send { @sctp = count(); }`,
] as const;
const LOCALS = ["none", "10.1.0.1,fd00::1"] as const;
/** What may well stand in a header: versions, lengths, protocols, flags, edges. */
const TELLING = [
  0,
  1,
  4,
  5,
  6,
  8,
  15,
  16,
  17,
  20,
  41,
  43,
  44,
  47,
  50,
  51,
  58,
  59,
  60,
  64,
  69,
  0x81,
  0x86,
  0x88,
  254,
  255,
];
const PACKETS = 40;

/** Some packets of any kind. */
function packetsOf(random: Random): Packet[] {
  const packets = traffic(random, { ...random.pick([PLAIN, BUSY, TAP]), packets: PACKETS });
  return packets;
}
/** Some of them damaged. */
function damaged(packets: readonly Packet[], random: Random): Packet[] {
  return packets.map((packet) => {
    if (!random.chance(0.15)) return packet;
    if (random.chance(0.3)) return { ...packet, bytes: random.pick(FRAMES).bytes };
    const bytes = packet.bytes.slice();
    if (random.chance(0.3)) {
      return { ...packet, bytes: bytes.subarray(0, random.below(bytes.length + 1)), wire: bytes.length };
    }
    // headers tell more than payload
    const reach = random.chance(0.8) ? Math.min(74, bytes.length) : bytes.length;
    bytes[random.below(reach)] = random.chance(0.5) ? random.pick(TELLING) : random.below(256);
    return { ...packet, bytes };
  });
}
/** The bytes of a file, damaged or not. */
function fileOf(random: Random): Uint8Array {
  const link = random.chance(0.5) ? LINKS[0] : random.pick(LINKS);
  const packets = damaged(onLink(packetsOf(random), link, random), random);
  const linkType = random.chance(0.95) ? link.type : random.pick([0, 1, 12, 101, 113, 276, 105, 127, 228, 9]);
  const make = [
    () => pcap(packets, { linkType }),
    () => pcap(packets, { linkType, little: false }),
    () => pcap(packets, { linkType, magic: 0xa1b23c4d }),
    () => linkType === 1 ? pcapng(packets, random.chance(0.8)) : pcap(packets, { linkType }),
    () => linkType === 1 ? onInterfaces(packets, [LINKS[0], random.pick(LINKS)], random) : pcap(packets, { linkType }),
  ];
  const bytes = random.pick(make)();
  return random.chance(0.5) ? damage(random, bytes) : bytes;
}
function damage(random: Random, bytes: Uint8Array): Uint8Array {
  if (random.chance(0.3)) return bytes.slice(0, random.below(bytes.length));
  const at = random.below(bytes.length);
  if (random.chance(0.2)) {
    return new Uint8Array([...bytes.subarray(0, at), ...bytes.subarray(at + 1 + random.below(8))]);
  }
  for (let flips = 1 + random.below(4); flips > 0; flips--) bytes[random.below(bytes.length)] ^= 1 << random.below(8);
  return bytes;
}

export class CaptureFuzzer {
  private constructor(readonly machines: readonly ReusedMachine[]) {}
  static async make(): Promise<CaptureFuzzer> {
    // what is damaged behind a program's end is met only where more is read at a time
    const lasting = Object.values(FAST_PROGRAMS).filter(({ of }) => of !== "end");
    const fast = lasting.map(({ text }) => FAST_PROGRAM_START + text);
    return new CaptureFuzzer(await Promise.all([...PROGRAMS, ...fast].map((program) => ReusedMachine.make(program))));
  }
  /**
   * Runs what a seed makes in four ways.
   *
   * @returns packets, and those of them that took the fast path
   * @throws with the seed, when it crashes or when two ways differ
   */
  try(seed: number): { packets: number; fast: number } {
    const random = new SeededRandom(seed), bytes = fileOf(random);
    const machine = this.machines[seed % this.machines.length], local = random.pick(LOCALS);
    const most = 1 + random.below(700);
    try {
      const slow = outcomeOf(machine, machine.run(bytes, { local }));
      const ways: readonly (readonly [name: string, settings: ReusedSettings])[] = [
        ["pieces", { local, most }],
        ["records", { local, fastPath: true, recordsAfter: 1 + random.below(30) }],
        ["fast", { local, fastPath: true }],
      ];
      for (const [name, settings] of ways) {
        const result = machine.run(bytes, settings), seen = outcomeOf(machine, result);
        if (seen !== slow) throw new Error(`${name} differs, ${firstDifference(seen, slow)}`);
        if (name === "fast") {
          return { packets: result.packets, fast: result.packets - (result.report?.slowPathPackets ?? result.packets) };
        }
      }
      throw new Error("no way was the fast one");
    } catch (error) {
      throw new Error(`seed ${seed}: ${error instanceof Error ? error.stack : error}`, { cause: error });
    }
  }
}
/** `captures COUNT FIRST` of the command; returns how many failed. */
export async function fuzzCaptures(count: number, first: number): Promise<number> {
  const fuzzer = await CaptureFuzzer.make();
  let failed = 0, packets = 0, fast = 0;
  for (let seed = first; seed < first + count; seed++) {
    try {
      const tried = fuzzer.try(seed);
      packets += tried.packets;
      fast += tried.fast;
    } catch (error) {
      failed++;
      console.error((error as Error).message);
    }
  }
  console.log(`${count} captures from seed ${first}: ${packets} packets, ${fast} by the fast path, ${failed} failed`);
  return failed;
}
