/**
 * Each kind of fast path (programs) on each link: it gives what the slow path gives, over generated traffic, and it is taken.
 */
import { fail, ok, strictEqual } from "node:assert";
import { pcap } from "../captures/writer.ts";
import { Random } from "../fuzz/random.ts";
import { cutAt, fileOnLink, LINKS, onInterfaces } from "../generate/links.ts";
import { OBSERVED_ADDRESSES, traffic } from "../generate/traffic.ts";
import { FAST_PROGRAM_START, FAST_PROGRAMS } from "./fast_programs.ts";
import { firstDifference, outcomeOf, ReusedMachine, type ReusedSettings } from "./reused_machine.ts";

const random = new Random(11);
const packets = traffic(random, { packets: 600, tcp: 0.5, trouble: 0.02, others: 0.05, odd: 0.3 });
const goingBack = packets.map((packet, i) =>
  i % 9 === 4 ? { ...packet, seconds: packet.seconds - i % 2, nanoseconds: 0 } : packet
);
/** Some segments say that their header is as long as it can be. */
const longHeaders = packets.map((packet, i) => {
  if (i % 5 > 0 || packet.bytes[23] !== 6) return packet;
  const bytes = packet.bytes.slice();
  bytes[46] = 0xf0;
  return { ...packet, bytes };
});
/**
 * Some frames are said to be of another protocol than IP, some datagrams are between hosts that nobody asked for, some carry a
 * tunnel, some segments are shorter than their header.
 */
const strange = packets.map((packet, i) => {
  const bytes = packet.bytes.slice(), isFour = bytes[12] === 8 && bytes[13] === 0 && bytes[14] === 0x45;
  const isUdp = isFour && bytes[23] === 17, isStamped = isFour && bytes[23] === 6 && bytes[46] === 0x80;
  if (i % 7 === 1) bytes.set([0x88, 0xb5], 12);
  else if (i % 7 === 3 && isUdp) bytes.set([203, 0, 113, 1, 203, 0, 113, 2], 26);
  else if (i % 7 === 5 && isUdp) bytes[23] = 4;
  else if (isStamped && bytes[16] === 0 && bytes[17] === 52) bytes[17] = 40;
  return { ...packet, bytes };
});
/** ARP, but with the last byte of its record's header it looks like IPv4, where that is the lowest byte of its length: 69. */
const disguised = packets.map((packet, i) =>
  i % 5 > 0 ? packet : {
    ...packet,
    bytes: Uint8Array.from({ length: 69 }, (_, at) => [255, 255, 255, 255, 255, 0, 0, 0, 17, 1, 1, 1, 8, 6][at] ?? 1),
  }
);
/** Parts of the packets that must take the fast path, by kind of the program. */
interface Least {
  readonly ip: number;
  readonly tcp: number;
  readonly flow: number;
}
const MOST: Least = { ip: 0.8, tcp: 0.25, flow: 0.5 }, NO_SEGMENTS: Least = { ...MOST, tcp: 0 };
const NONE: Least = { ip: 0, tcp: 0, flow: 0 };
/** Of headers behind IP that are cut short it is counted that they are. */
const CUT: Least = { ip: 0.4, tcp: 0.4, flow: 0.4 };
/** Segments in VLANs and on one of several interfaces may be copies of others. */
const OTHERWISE: Readonly<Record<string, Least>> = {
  VLAN: NO_SEGMENTS,
  QinQ: NO_SEGMENTS,
  "old QinQ": NO_SEGMENTS,
  // some are of radios, some have a direction that contradicts the addresses
  SLL: { ip: 0.3, tcp: 0.1, flow: 0.3 },
  SLL2: { ip: 0.3, tcp: 0, flow: 0.3 },
  "three tags": NONE,
};
interface World {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly least: Least;
}
const few = ["Ethernet", "SLL", "raw", "VLAN"].map((name) => LINKS.find((link) => link.name === name)!);
const WORLDS: readonly World[] = [
  ...LINKS.map((link) => ({
    name: link.name,
    bytes: fileOnLink(packets, link, random),
    least: OTHERWISE[link.name] ?? MOST,
  })),
  ...[200, 68, 64, 60, 54, 42, 37, 33, 13].map((most) => ({
    name: `first ${most} bytes`,
    bytes: pcap(cutAt(packets, most)),
    least: most < 34 ? NONE : most < 54 ? CUT : { ip: 0.5, tcp: 0.15, flow: 0.3 },
  })),
  { name: "long headers", bytes: pcap(longHeaders), least: { ip: 0.3, tcp: 0.1, flow: 0.3 } },
  { name: "strange frames", bytes: pcap(strange), least: { ip: 0.3, tcp: 0.1, flow: 0.2 } },
  { name: "disguised frames", bytes: pcap(disguised, { little: false }), least: { ip: 0.3, tcp: 0.1, flow: 0.2 } },
  { name: "times that go back", bytes: pcap(goingBack), least: { ip: 0.3, tcp: 0.1, flow: 0.3 } },
  { name: "several interfaces", bytes: onInterfaces(packets, few, random), least: { ip: 0.4, tcp: 0, flow: 0.2 } },
];
const WAYS: readonly { readonly name: string; readonly settings: ReusedSettings }[] = [
  { name: "columns", settings: { fastPath: true } },
  { name: "pieces", settings: { fastPath: true, most: 1000 } },
  { name: "records", settings: { fastPath: true, recordsAfter: 20 } },
];
for (const [name, { text, of }] of Object.entries(FAST_PROGRAMS)) {
  Deno.test(`${name}: on every link the fast path gives what the slow path gives, and is taken`, async () => {
    const machine = await ReusedMachine.make(FAST_PROGRAM_START + text);
    for (const [w, world] of WORLDS.entries()) {
      for (const local of ["none", OBSERVED_ADDRESSES]) {
        const slow = machine.run(world.bytes, { local }), expected = outcomeOf(machine, slow);
        strictEqual(slow.report!.slowPathPackets, slow.packets);
        const { name: way, settings } = WAYS[w % WAYS.length];
        const result = machine.run(world.bytes, { ...settings, local }),
          which = `${name}, ${world.name}, ${way}, ${local}`;
        const seen = outcomeOf(machine, result);
        if (seen !== expected) fail(`${which}: ${firstDifference(seen, expected)}`);
        const fast = 1 - result.report!.slowPathPackets / result.packets;
        if (of !== "end") ok(fast >= world.least[of], `${which}: ${fast}`);
      }
    }
  });
}
