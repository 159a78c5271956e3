/**
 * MD5 (RFC 1321), for what is named by it: nothing rests on it.
 *
 * @module
 */
import { hexOf } from "./hex.ts";

const SHIFTS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
const SINES = Int32Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32) | 0);

/** Of some bytes, in hexadecimal. */
export function md5(bytes: Uint8Array): string {
  const padded = new Uint8Array((bytes.length + 8 >> 6) + 1 << 6), view = new DataView(padded.buffer);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  view.setUint32(padded.length - 8, bytes.length << 3, true);
  view.setUint32(padded.length - 4, bytes.length / 2 ** 29, true);
  const state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476);
  for (let at = 0; at < padded.length; at += 64) addBlock(state, view, at);
  return hexOf(new Uint8Array(state.buffer));
}
function addBlock(state: Int32Array, view: DataView, at: number): void {
  let [a, b, c, d] = state;
  for (let i = 0; i < 64; i++) {
    const round = i >> 4;
    const [mixed, word] = round === 0
      ? [b & c | ~b & d, i]
      : round === 1
      ? [d & b | ~d & c, 5 * i + 1 & 15]
      : round === 2
      ? [b ^ c ^ d, 3 * i + 5 & 15]
      : [c ^ (b | ~d), 7 * i & 15];
    const sum = a + mixed + SINES[i] + view.getInt32(at + 4 * word, true) | 0, shift = SHIFTS[4 * round + (i & 3)];
    [a, d, c, b] = [d, c, b, b + (sum << shift | sum >>> 32 - shift) | 0];
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
}
