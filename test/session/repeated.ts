/**
 * Captures that are long enough for fast paths: one of the repository's, again and again, as time goes on.
 *
 * @module
 */
import type { Random } from "../fuzz/random.ts";

const captures = new URL("../captures/", import.meta.url);
const HEADER = 24, RECORD = 16;
/** Bytes of a frame that decide what it is: of Ethernet, IPv4, IPv6 and TCP behind either, without options. */
const TELLING = [
  ...[12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 23, 26, 30, 34, 35, 36, 37, 38, 41, 42, 45, 46, 47, 48, 49, 54, 55],
  ...[58, 62, 66, 67, 68],
];
/** What may well stand there: versions, lengths, protocols, flags, edges. */
const VALUES = [
  0,
  1,
  2,
  4,
  5,
  6,
  8,
  16,
  17,
  19,
  20,
  43,
  44,
  51,
  58,
  60,
  64,
  69,
  70,
  80,
  86,
  96,
  128,
  134,
  136,
  221,
  255,
];

/**
 * Writes so many repetitions of a capture, each behind the one before, to a file that is to be removed. With `random` every
 * fourth packet is damaged: a byte of its headers is another one, it is cut short, or another header stands in between.
 */
export function repeatCapture(name: string, times: number, random?: Random): string {
  const bytes = Deno.readFileSync(new URL(name, captures));
  const view = new DataView(bytes.buffer);
  const records: Uint8Array[] = [];
  for (let at = HEADER; at < bytes.length;) {
    const end = at + RECORD + view.getUint32(at + 8, true);
    records.push(bytes.subarray(at, end));
    at = end;
  }
  const seconds = records.map((record) => viewOf(record).getUint32(0, true));
  const period = Math.max(...seconds) - seconds[0] + 2;
  const all: Uint8Array[] = [bytes.subarray(0, HEADER)];
  for (let n = 0; n < times; n++) {
    for (const [i, record] of records.entries()) {
      const made = random?.chance(0.25) ? damage(record.slice(), random) : record.slice();
      const head = viewOf(made);
      head.setUint32(0, seconds[i] + n * period, true);
      head.setUint32(8, made.length - RECORD, true);
      all.push(made);
    }
  }
  const path = Deno.makeTempFileSync({ prefix: "probebook-repeated-", suffix: ".pcap" });
  using file = Deno.openSync(path, { write: true });
  const whole = new Uint8Array(all.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of all) {
    whole.set(part, at);
    at += part.length;
  }
  for (let written = 0; written < whole.length;) written += file.writeSync(whole.subarray(written));
  return path;
}
const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function damage(record: Uint8Array, random: Random): Uint8Array {
  const frame = record.subarray(RECORD);
  if (random.chance(0.2)) return record.subarray(0, RECORD + random.below(Math.min(frame.length, 100) + 1));
  if (random.chance(0.1) && frame.length > 34 && frame[12] === 8 && frame[14] === 0x45) return authenticated(record);
  const offset = random.pick(TELLING);
  if (offset < frame.length) frame[offset] = random.pick(VALUES);
  return record;
}
/** The packet of IPv4 with an authentication header (RFC 4302) of 24 bytes before its transport's. */
function authenticated(record: Uint8Array): Uint8Array {
  const transport = RECORD + 34, made = new Uint8Array(record.length + 24);
  made.set(record.subarray(0, transport));
  made.set(record.subarray(transport), transport + 24);
  made[transport] = record[RECORD + 23];
  made[transport + 1] = 4;
  made[RECORD + 23] = 51;
  const view = viewOf(made);
  view.setUint16(RECORD + 16, view.getUint16(RECORD + 16) + 24);
  view.setUint32(12, view.getUint32(12, true) + 24, true);
  return made;
}
