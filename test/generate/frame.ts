/**
 * Frames of generated captures: Ethernet, VLAN tags, IPv4 and IPv6 with checksums, and what they carry.
 *
 * @module
 */

/** An end of the network: its MAC address, IPv4 address and IPv6 address. */
export interface Host {
  readonly mac: readonly number[];
  readonly four: readonly number[];
  readonly six: readonly number[];
  /** Hop limit with which its packets arrive at the capture. */
  readonly hops: number;
}
export function makeHost(number: number, hops: number): Host {
  const [high, low] = [number >> 8 & 255, number & 255];
  return {
    mac: [2, 0, 0, 0, high, low],
    four: [10, 1, high, low],
    six: [0xfd, 0, ...Array(12).fill(0), high, low],
    hops,
  };
}
export const u16 = (value: number): number[] => [value >> 8 & 255, value & 255];
export const u32 = (value: number): number[] => [...u16(value >>> 16), ...u16(value)];

/** The Internet checksum (RFC 1071) of some bytes. */
export function checksum(parts: readonly (readonly number[])[]): number {
  let sum = 0;
  for (const part of parts) {
    for (let i = 0; i < part.length; i += 2) sum += part[i] << 8 | (part[i + 1] ?? 0);
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}
export interface IpSettings {
  readonly version: 4 | 6;
  readonly protocol: number;
  /** IPv4's identification, IPv6's fragment identification. */
  readonly id?: number;
  /** Offset in bytes and whether more follow, where this is a fragment. */
  readonly fragment?: { readonly offset: number; readonly more: boolean };
  /** IPv6's hop-by-hop options, IPv4's router alert. */
  readonly options?: boolean;
}
const ALERT = [0x94, 4, 0, 0];

/** An IP packet (RFC 791, RFC 8200). */
export function ip(from: Host, to: Host, payload: readonly number[], settings: IpSettings): number[] {
  const { version, protocol, id = 0, fragment, options } = settings;
  if (version === 6) {
    const part = fragment
      ? [protocol, 0, ...u16(fragment.offset | (fragment.more ? 1 : 0)), ...u32(id), ...payload]
      : payload;
    const next = fragment ? 44 : protocol;
    const inner = options ? [next, 0, 5, 2, 0, 0, 1, 0, ...part] : part;
    return [0x60, 0, 0, 0, ...u16(inner.length), options ? 0 : next, from.hops, ...from.six, ...to.six, ...inner];
  }
  const extra = options ? ALERT : [];
  const flags = fragment ? fragment.offset >> 3 | (fragment.more ? 0x2000 : 0) : 0x4000;
  const start = [0x45 + extra.length / 4, 0, ...u16(20 + extra.length + payload.length), ...u16(id), ...u16(flags)];
  const rest = [from.hops, protocol], addresses = [...from.four, ...to.four, ...extra];
  return [...start, ...rest, ...u16(checksum([start, rest, addresses])), ...addresses, ...payload];
}
/** The transport's bytes with their checksum, which stands at `at` and covers a pseudo header too. */
export function summed(
  from: Host,
  to: Host,
  version: 4 | 6,
  protocol: number,
  bytes: readonly number[],
  at: number,
): number[] {
  const ends = version === 4 ? [from.four, to.four] : [from.six, to.six];
  const sum = checksum([...ends, u16(0), [0, protocol], u16(bytes.length), bytes]);
  return bytes.with(at, sum >> 8).with(at + 1, sum & 255);
}
export interface TcpSettings {
  readonly version: 4 | 6;
  readonly ports: readonly [number, number];
  readonly seq: number;
  readonly ack: number;
  readonly flags: number;
  readonly window: number;
  /** Padded to 4 bytes by whoever gives them. */
  readonly options?: readonly number[];
  readonly payload?: number;
}
/** A TCP segment (RFC 9293). */
export function tcp(from: Host, to: Host, settings: TcpSettings): number[] {
  const { version, ports, seq, ack, flags, window, options = [], payload = 0 } = settings;
  const header = [...u16(ports[0]), ...u16(ports[1]), ...u32(seq), ...u32(ack), (5 + options.length / 4) << 4, flags];
  const bytes = [...header, ...u16(window), 0, 0, 0, 0, ...options, ...Array(payload).fill(seq & 255)];
  return summed(from, to, version, 6, bytes, 16);
}
/** A UDP datagram (RFC 768). */
export function udp(from: Host, to: Host, version: 4 | 6, ports: readonly [number, number], payload: number): number[] {
  const bytes = [...u16(ports[0]), ...u16(ports[1]), ...u16(8 + payload), 0, 0, ...Array(payload).fill(0x61)];
  return summed(from, to, version, 17, bytes, 6);
}
/** An echo request or reply (RFC 792, RFC 4443). */
export function echo(from: Host, to: Host, version: 4 | 6, isReply: boolean, sequence: number): number[] {
  const type = version === 4 ? (isReply ? 0 : 8) : (isReply ? 129 : 128);
  const bytes = [type, 0, 0, 0, 0, 7, ...u16(sequence), ...Array(32).fill(0x65)];
  if (version === 6) return summed(from, to, 6, 58, bytes, 2);
  const sum = checksum([bytes]);
  return bytes.with(2, sum >> 8).with(3, sum & 255);
}
/** An Ethernet frame, padded to its least size, with so many VLAN tags. */
export function ethernet(from: Host, to: Host, type: number, inner: readonly number[], vlans: readonly number[] = []) {
  const tags = vlans.flatMap((vlan, i) => [...u16(i < vlans.length - 1 ? 0x88a8 : 0x8100), ...u16(vlan)]);
  const frame = [...to.mac, ...from.mac, ...tags, ...u16(type), ...inner];
  return Uint8Array.from(frame.length < 60 ? [...frame, ...Array(60 - frame.length).fill(0)] : frame);
}
/** An ARP request or reply (RFC 826). */
export function arp(from: Host, to: Host, isReply: boolean): number[] {
  const target = isReply ? to.mac : [0, 0, 0, 0, 0, 0];
  return [0, 1, 8, 0, 6, 4, 0, isReply ? 2 : 1, ...from.mac, ...from.four, ...target, ...to.four];
}
