/**
 * Captures that some questions are about: fragments, and many captures of the same time.
 *
 * @module
 */
import { benchPath } from "./captures.ts";

const PACKETS = 300_000;
/** Offset of a second fragment behind one of 1,480 bytes, and the bit that says that more follow. */
const SECOND = 1480 >> 3, MORE = 0x2000;

/** UDP in two fragments each. */
export function writeFragments(path: string): void {
  writePackets(path, (n) => n % 2 === 0 ? [n >> 1, MORE, 1480] : [n >> 1, SECOND, 1128]);
}
/** Last fragments without a first: each might be of a datagram of its own. */
export function writeLastFragments(path: string): void {
  writePackets(path, (n) => [n, SECOND, 40]);
}
/** @param fragment identification, flags with offset, and bytes of payload by the number of the packet */
function writePackets(path: string, fragment: (n: number) => readonly [number, number, number]): void {
  using file = Deno.openSync(path, { write: true, create: true, truncate: true });
  const header = new DataView(new ArrayBuffer(24));
  [0xa1b2c3d4, 0x00040002, 0, 0, 65535, 1].forEach((word, i) => header.setUint32(4 * i, word, true));
  writeAll(file, new Uint8Array(header.buffer));
  const record = new Uint8Array(16 + 14 + 20 + 1480), view = new DataView(record.buffer);
  for (let n = 0; n < PACKETS; n++) {
    const [identification, place, payload] = fragment(n), length = 14 + 20 + payload;
    [1.7e9 + Math.floor(n / 1e5), n % 1e5 * 10, length, length].forEach((word, i) => view.setUint32(4 * i, word, true));
    view.setUint16(28, 0x0800);
    view.setUint32(30, 0x45000000 | 20 + payload);
    view.setUint32(34, (identification & 0xffff) << 16 | place);
    view.setUint32(38, 0x40110000);
    view.setUint32(42, 0x0a000000 + identification % 1000);
    view.setUint32(46, 0xc6120000 + identification % 777);
    view.setUint32(50, 1024 + identification % 5000 << 16 | 53);
    view.setUint32(54, 1480 + 1128 << 16);
    writeAll(file, record.subarray(0, 16 + length));
  }
}
/** Deals the packets of a pcap out to so many captures in turn, and gives their paths. */
export function dealOut(path: string, count: number): string[] {
  const bytes = Deno.readFileSync(path), view = new DataView(bytes.buffer);
  const parts: Uint8Array[][] = Array.from({ length: count }, () => [bytes.subarray(0, 24)]);
  for (let at = 24, n = 0; at < bytes.length; n++) {
    const end = at + 16 + view.getUint32(at + 8, true);
    parts[n % count].push(bytes.subarray(at, end));
    at = end;
  }
  return parts.map((part, i) => {
    const into = benchPath(`part${i}.pcap`);
    using file = Deno.openSync(into, { write: true, create: true, truncate: true });
    const whole = new Uint8Array(part.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const piece of part) {
      whole.set(piece, at);
      at += piece.length;
    }
    writeAll(file, whole);
    return into;
  });
}
function writeAll(file: Deno.FsFile, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
}
