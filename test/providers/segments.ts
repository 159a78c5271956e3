/**
 * Frames of TCP segments between two hosts, and captures of them in a temporary file.
 *
 * @module
 */
import { bytes, type Part } from "../packet/wire/frames.ts";
import { type Packet, pcap } from "../captures/writer.ts";
import { trace, type Traced } from "../session/in_process.ts";

export interface SegmentOf {
  /** 0: from the client, 192.0.2.1 port 4000; 1: from the server, 192.0.2.2 port 80. */
  readonly from: 0 | 1;
  /** The client's port, if not 4000. */
  readonly port?: number;
  readonly flags: number;
  readonly seq: number;
  readonly ack?: number;
  readonly data?: number;
  readonly window?: number;
  /** Padded with no-operations. */
  readonly options?: Part;
}
const u16 = (value: number): number[] => [value >> 8 & 255, value & 255];
const u32 = (value: number): number[] => [...u16(value >>> 16), ...u16(value)];

/** The segment from its ports on; data are letters by their number, so that two of one place are alike. */
export function segment(
  { from, flags, seq, ack = 0, data = 0, window = 64240, options = [], port = 4000 }: SegmentOf,
): Uint8Array {
  const ports = from === 0 ? [port, 80] : [80, port];
  const option = [...bytes(options)];
  while (option.length % 4 !== 0) option.push(1);
  const letters = Array.from({ length: data }, (_, i) => 97 + (seq + i >>> 0) % 26);
  const header = [...u16(ports[0]), ...u16(ports[1]), ...u32(seq), ...u32(ack), (20 + option.length) / 4 << 4, flags];
  return bytes(header, u16(window), 0, 0, 0, 0, option, letters);
}
/** Ethernet and IPv4 before a part of a segment; `offset` in bytes, `more` and `id` for fragments. */
export function frame4(from: 0 | 1, part: Uint8Array, offset = 0, more = false, id = 1): Uint8Array {
  const ends = from === 0 ? [1, 2] : [2, 1];
  const ethernet = [2, 0, 0, 0, 0, ends[1], 2, 0, 0, 0, 0, ends[0], 8, 0];
  const fragment = u16(offset >> 3 | (more ? 0x2000 : 0));
  return bytes(ethernet, 0x45, 0, u16(20 + part.length), u16(id), fragment, 64, 6, 0, 0, [192, 0, 2, ends[0]], [
    ...[192, 0, 2, ends[1]],
  ], part);
}
/** The same of IPv6, 2001:db8::1 and ::2; with a fragment header where `id` is given. */
export function frame6(from: 0 | 1, part: Uint8Array, offset = 0, more = false, id?: number): Uint8Array {
  const ends = from === 0 ? [1, 2] : [2, 1];
  const address = (end: number) => bytes("20 01 0d b8", Array(11).fill(0), end);
  const fragment = id === undefined ? [] : [6, 0, ...u16(offset | (more ? 1 : 0)), ...u32(id)];
  const ethernet = [2, 0, 0, 0, 0, ends[1], 2, 0, 0, 0, 0, ends[0], 0x86, 0xdd];
  const header = [0x60, 0, 0, 0, ...u16(part.length + fragment.length), id === undefined ? 6 : 44, 64];
  return bytes(ethernet, header, address(ends[0]), address(ends[1]), fragment, part);
}
/** A second between frames. */
export async function traceFrames(
  frames: readonly (Uint8Array | Packet)[],
  program: string,
  options: Record<string, string> = { local: "none" },
): Promise<Traced> {
  const packets = frames.map((one, i) =>
    one instanceof Uint8Array ? { seconds: 1_700_000_000 + i, nanoseconds: 0, bytes: one } : one
  );
  const path = Deno.makeTempFileSync({ suffix: ".pcap" });
  try {
    Deno.writeFileSync(path, pcap(packets));
    const settings = Object.entries(options).map(([name, value]) => ({ name, value }));
    return await trace(program, { captures: [path], options: [{ name: "quiet" }, ...settings] });
  } finally {
    Deno.removeSync(path);
  }
}
