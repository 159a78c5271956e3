/**
 * Addresses of the network from their text.
 *
 * @module
 */

/** 4 or 16 bytes, in the order of the network. */
export type AddressBytes = Uint8Array;

function parse4(text: string): AddressBytes | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  const numbers = match?.slice(1).map(Number);
  return numbers?.every((number) => number < 256) ? Uint8Array.from(numbers) : undefined;
}
/** RFC 4291 section 2.2; a zone after `%` is left out. */
function parse6(text: string): AddressBytes | undefined {
  let [plain] = text.split("%");
  const tail = /:(\d+\.\d+\.\d+\.\d+)$/.exec(plain);
  if (tail) {
    const four = parse4(tail[1]);
    if (!four) return undefined;
    const hex = (i: number) => (four[i] << 8 | four[i + 1]).toString(16);
    plain = `${plain.slice(0, -tail[1].length)}${hex(0)}:${hex(2)}`;
  }
  const halves = plain.split("::");
  if (halves.length > 2) return undefined;
  const groups = halves.map((half) => half === "" ? [] : half.split(":"));
  const count = groups.reduce((sum, half) => sum + half.length, 0);
  if (halves.length === 1 ? count !== 8 : count > 7) return undefined;
  const all = halves.length === 1 ? groups[0] : [...groups[0], ...Array(8 - count).fill("0"), ...groups[1]];
  if (!all.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return Uint8Array.from(all.flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16) & 255]));
}
/** An IPv4 or IPv6 address; undefined if the text is none. */
export function parseAddress(text: string): AddressBytes | undefined {
  return text.includes(":") ? parse6(text) : parse4(text);
}

/** A network: an address and how many of its first bits count. */
export interface Prefix {
  readonly address: AddressBytes;
  readonly length: number;
}
/** `10.0.0.0/8`, `2001:db8::/32`; an address alone counts whole. Undefined if the text is none of these. */
export function parsePrefix(text: string): Prefix | undefined {
  const match = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text);
  const address = match && parseAddress(match[1]);
  if (!address) return undefined;
  const length = match[2] === undefined ? address.length * 8 : Number(match[2]);
  return length <= address.length * 8 ? { address, length } : undefined;
}
/** Sets all but the first bits of an address to zero. */
export function maskAddress(bytes: Uint8Array, at: number, size: number, length: number): void {
  for (let i = 0; i < size; i++) {
    const bits = Math.max(0, Math.min(8, length - 8 * i));
    bytes[at + i] &= 0xff00 >> bits;
  }
}
