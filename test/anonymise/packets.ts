/**
 * Packets with addresses, names and checksums in them, and what must hold of them once they are rewritten.
 *
 * @module
 */
import { deepStrictEqual } from "node:assert";
import { bytes, ip4, type Part, SOURCE4, SOURCE6, TARGET4, TARGET6 } from "../packet/wire/frames.ts";
import { placesOf, Rewriting } from "./rewriting.ts";

export const u16 = (value: number): number[] => [value >> 8 & 255, value & 255];
export const u32 = (value: number): number[] => [...u16(value >>> 16), ...u16(value)];
export const MARKERS4 = [SOURCE4, TARGET4].map((text) => bytes(text)),
  MARKERS6 = [SOURCE6, TARGET6].map((text) => bytes(text));
export const ADDRESS4 = "11 22 33 44", ADDRESS6 = "24 00 11 22 33 44 55 66 77 88 99 aa bb cc dd ee";
export const MAC = "00 1b 21 12 34 56";
export const OTHERS = [ADDRESS4, ADDRESS6, MAC].map((text) => bytes(text));
/** Text that must not be left anywhere. */
export const SECRET = new TextEncoder().encode("secret-of-somebody");

/** RFC 1071 over a pseudo-header and data; the sum that is right stands where the field is 0. */
export function sum(...parts: readonly Part[]): number {
  const data = bytes(...parts);
  let total = 0;
  for (let i = 0; i < data.length; i++) total += i & 1 ? data[i] : data[i] << 8;
  while (total > 0xffff) total = (total & 0xffff) + (total >>> 16);
  return total;
}
export const PSEUDO4 = (protocol: number, length: number): Uint8Array =>
  bytes(SOURCE4, TARGET4, 0, protocol, u16(length));
export const PSEUDO6 = (protocol: number, length: number): Uint8Array =>
  bytes(SOURCE6, TARGET6, u32(length), 0, 0, 0, protocol);
/** With the checksum at a place, right or off by something. */
export function summed(data: Uint8Array, at: number, pseudo: Uint8Array = bytes(), off = 0): Uint8Array {
  const field = (~sum(pseudo, data) + off) & 0xffff;
  return bytes(data.subarray(0, at), u16(field), data.subarray(at + 2));
}
export const udp = (from: number, to: number, payload: Part): Uint8Array => {
  const data = bytes(payload);
  return bytes(u16(from), u16(to), u16(8 + data.length), 0, 0, data);
};
export const tcp = (options: Part, payload: Part): Uint8Array => {
  const extra = bytes(options);
  return bytes(
    u16(4000),
    u16(80),
    u32(1000),
    u32(2000),
    (5 + extra.length / 4) << 4,
    0x18,
    u16(8192),
    u32(0),
    extra,
    payload,
  );
};
/** With the header's checksum. */
export const four = (inner: Uint8Array, protocol: number, options: Part = "", fragment = 0): Uint8Array => {
  const packet = ip4(inner, { protocol, options, fragment }), header = (packet[0] & 15) * 4;
  return bytes(summed(packet.subarray(0, header), 10), packet.subarray(header));
};
/** What stands in a frame, rewritten; without pins nothing keeps its place. */
export function rewritten(frame: Uint8Array, choices = {}): { readonly bytes: Uint8Array; readonly kept: number } {
  return new Rewriting({ pins: false, ...choices }).frame(frame);
}
/** Nothing of addresses and secrets is left, at even and odd addresses. */
export function checkGone(name: string, frame: Uint8Array): Uint8Array {
  const rewriting = new Rewriting({ pins: false }), { bytes: after } = rewriting.frame(frame);
  for (const sought of [...MARKERS4, ...MARKERS6, ...OTHERS, SECRET]) {
    deepStrictEqual(placesOf(after, sought), [], name);
  }
  deepStrictEqual(rewriting.frame(frame, 1, frame.length, 1).bytes, after, `${name} at an odd address`);
  for (let length = 0; length < frame.length; length++) {
    const { bytes: cut } = rewriting.frame(frame.subarray(0, length), 1, frame.length);
    for (const sought of [...MARKERS4, ...MARKERS6, ...OTHERS, SECRET]) {
      deepStrictEqual(placesOf(cut, sought), [], name);
    }
  }
  return after;
}
