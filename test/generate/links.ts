/**
 * The same packets on other links: frames of Ethernet as the headers of other link types put them.
 *
 * @module
 */
import { type Packet, pcap, Section } from "../captures/writer.ts";
import type { Random } from "../fuzz/random.ts";
import { concatenate } from "../captures/writer.ts";
import { u16, u32 } from "./frame.ts";

export interface Link {
  readonly name: string;
  readonly type: number;
  /** What a frame of Ethernet is there; undefined for one that the link cannot carry. */
  of(frame: Uint8Array, random: Random): Uint8Array | undefined;
}
const IPV4 = 0x800, IPV6 = 0x86dd;
const typeAt = (frame: Uint8Array, at: number) => frame[at] << 8 | frame[at + 1];
/** Where the tags of a frame end: behind the EtherType of what it carries. */
function behindTags(frame: Uint8Array): number {
  let at = 14;
  while ([0x8100, 0x88a8].includes(typeAt(frame, at - 2))) at += 4;
  return at;
}
const isIp = (frame: Uint8Array) => [IPV4, IPV6].includes(typeAt(frame, behindTags(frame) - 2));
const joined = (head: readonly number[], frame: Uint8Array, from: number) =>
  Uint8Array.from([...head, ...frame.subarray(from)]);
const tagged = (tags: readonly number[]) => (frame: Uint8Array) =>
  Uint8Array.from([...frame.subarray(0, 12), ...tags, ...frame.subarray(12)]);
const bare = (head: (version: number) => readonly number[]) => (frame: Uint8Array) => {
  const at = behindTags(frame);
  return isIp(frame) ? joined(head(frame[at] >> 4), frame, at) : undefined;
};
/** Linux's packet types, and types of hardware: Ethernet, loopback, tunnel, netlink, radio. */
const PACKET_TYPES = [0, 1, 2, 3, 4], HARDWARE = [1, 1, 1, 772, 65534, 824, 803];

export const LINKS: readonly Link[] = [
  { name: "Ethernet", type: 1, of: (frame) => frame },
  { name: "VLAN", type: 1, of: tagged([0x81, 0, 0x20, 7]) },
  { name: "QinQ", type: 1, of: tagged([0x88, 0xa8, 0, 5, 0x81, 0, 0, 9]) },
  { name: "old QinQ", type: 1, of: tagged([0x91, 0, 0, 5, 0x91, 0, 0, 9]) },
  { name: "three tags", type: 1, of: tagged([0x88, 0xa8, 0, 5, 0x88, 0xa8, 0, 6, 0x81, 0, 0, 9]) },
  {
    name: "SLL",
    type: 113,
    of(frame, random) {
      const at = behindTags(frame), head = [...u16(random.pick(PACKET_TYPES)), ...u16(random.pick(HARDWARE)), 0, 6];
      return joined([...head, ...frame.subarray(6, 12), 0, 0, ...frame.subarray(at - 2, at)], frame, at);
    },
  },
  {
    name: "SLL2",
    type: 276,
    of(frame, random) {
      const at = behindTags(frame), head = [...frame.subarray(at - 2, at), 0, 0, ...u32(1 + random.below(2))];
      const rest = [...u16(random.pick(HARDWARE)), random.pick(PACKET_TYPES), 6, ...frame.subarray(6, 12), 0, 0];
      return joined([...head, ...rest], frame, at);
    },
  },
  { name: "raw", type: 101, of: bare(() => []) },
  { name: "raw IPv4 or IPv6", type: 229, of: bare(() => []) },
  { name: "null", type: 0, of: bare((version) => [version === 4 ? 2 : 30, 0, 0, 0]) },
  { name: "loop", type: 108, of: bare((version) => [0, 0, 0, version === 4 ? 2 : 24]) },
];

/** Packets on a link, as far as it can carry them; their lengths on the wire are the link's. */
export function onLink(packets: readonly Packet[], link: Link, random: Random): Packet[] {
  return packets.flatMap(({ bytes, ...packet }) => {
    const frame = link.of(bytes, random);
    return frame ? [{ ...packet, bytes: frame }] : [];
  });
}
/** The first bytes of each. */
export const cutAt = (packets: readonly Packet[], most: number): Packet[] =>
  packets.map(({ bytes, ...packet }) => ({ ...packet, bytes: bytes.subarray(0, most), wire: bytes.length }));
export const fileOnLink = (packets: readonly Packet[], link: Link, random: Random): Uint8Array =>
  pcap(onLink(packets, link, random), { linkType: link.type });

/** Options of an interface and of a packet: a name, a frame check sequence's length, flags with a direction. */
const NAME = 2, FCS_LENGTH = 13, FLAGS = 2;
/**
 * A pcapng file of several interfaces with names: packets go to one of them by chance, some with a direction, and where an
 * interface says so with a frame check sequence behind them.
 */
export function onInterfaces(packets: readonly Packet[], links: readonly Link[], random: Random): Uint8Array {
  const text = (name: string) => new TextEncoder().encode(name);
  const fcs = links.map((_, i) => i === links.length - 1 ? 4 : 0);
  const head = new Section(true);
  const empty = head.bytes.length;
  links.forEach(({ type }, i) =>
    head.interface(type, 262144, [[NAME, text(`eth${i % 3}`)], ...fcs[i] ? [[FCS_LENGTH, [fcs[i]]] as const] : []])
  );
  const blocks = [head.bytes];
  for (const { seconds, nanoseconds, bytes } of packets) {
    const i = random.below(links.length), frame = links[i].of(bytes, random);
    if (!frame) continue;
    const time = BigInt(seconds) * 1_000_000n + BigInt(nanoseconds / 1000);
    const whole = fcs[i] ? Uint8Array.from([...frame, 1, 2, 3, 4]) : frame;
    const flags = random.chance(0.3) ? [[FLAGS, [1 + random.below(2), 0, 0, 0]] as const] : [];
    blocks.push(new Section(true).enhanced(i, time, whole, whole.length, flags).bytes.subarray(empty));
  }
  return concatenate(...blocks);
}
