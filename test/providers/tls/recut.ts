/**
 * The same connections in other segments: cut, reordered, sent again. Of Ethernet and IPv4 with TCP.
 *
 * @module
 */
import type { Packet } from "../../captures/writer.ts";
import type { Random } from "../../fuzz/random.ts";

const ETHERNET = 14;

/** Packets of a capture in pcap's own format, microseconds, this machine's byte order. */
export function readPackets(path: string): Packet[] {
  const bytes = Deno.readFileSync(path), view = new DataView(bytes.buffer), packets: Packet[] = [];
  for (let at = 24; at < bytes.length;) {
    const captured = view.getUint32(at + 8, true);
    packets.push({
      seconds: view.getUint32(at, true),
      nanoseconds: view.getUint32(at + 4, true) * 1000,
      bytes: bytes.slice(at + 16, at + 16 + captured),
    });
    at += 16 + captured;
  }
  return packets;
}
function headerOf({ bytes }: Packet): { readonly data: number; readonly end: number } {
  const ip = 4 * (bytes[ETHERNET] & 15), tcp = ETHERNET + ip;
  return { data: tcp + 4 * (bytes[tcp + 12] >> 4), end: ETHERNET + (bytes[ETHERNET + 2] << 8 | bytes[ETHERNET + 3]) };
}
/** A segment with some of the data of another. */
function part(packet: Packet, from: number, to: number): Packet {
  const { data, end } = headerOf(packet), tcp = ETHERNET + 4 * (packet.bytes[ETHERNET] & 15);
  const bytes = new Uint8Array(data + to - from), view = new DataView(bytes.buffer);
  bytes.set(packet.bytes.subarray(0, data));
  bytes.set(packet.bytes.subarray(data + from, data + to), data);
  view.setUint16(ETHERNET + 2, bytes.length - ETHERNET);
  view.setUint32(tcp + 4, view.getUint32(tcp + 4) + from);
  // SYN, FIN and PSH stay with the data that they stand beside
  if (data + to < end) bytes[tcp + 13] &= ~9;
  return { ...packet, bytes };
}
/** Segments of so many bytes of data at most. */
export function cut(packets: readonly Packet[], size: number): Packet[] {
  return packets.flatMap((packet) => {
    const { data, end } = headerOf(packet), length = end - data;
    if (length <= size) return [packet];
    return Array.from(
      { length: Math.ceil(length / size) },
      (_, i) => part(packet, i * size, Math.min(length, (i + 1) * size)),
    );
  });
}
const sourceOf = ({ bytes }: Packet) => bytes[ETHERNET + 20] << 8 | bytes[ETHERNET + 21];
/** What one end sends without a word of the other is put in another order, some of it sent twice. */
export function shuffle(packets: readonly Packet[], random: Random): Packet[] {
  const all: Packet[] = [];
  for (let i = 0; i < packets.length;) {
    let run = i + 1;
    while (run < packets.length && sourceOf(packets[run]) === sourceOf(packets[i])) run++;
    const some = packets.slice(i, run);
    if (random.below(3) === 0) some.push(...packets.slice(i, i + 1));
    for (let k = some.length - 1; k > 0; k--) {
      const other = Math.max(0, k - random.below(5));
      [some[k], some[other]] = [some[other], some[k]];
    }
    all.push(...some);
    i = run;
  }
  return all;
}
