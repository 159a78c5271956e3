/**
 * Addresses in texts become what they become in captures: in programs, in prose, in the names that DNS has for them.
 *
 * @module
 */
import { formatAddress4, formatAddress6, maskAddress, parseAddress } from "../packet/address/mod.ts";

/** What is asked of an anonymiser. */
export interface AddressMapping {
  /** An address of 4 or 16 bytes. */
  mapAddress(address: Uint8Array): Uint8Array;
  /** An address of 6 bytes. */
  mapHardware(address: Uint8Array): Uint8Array;
}
export type LiteralKind = "IPv4" | "IPv6" | "subnet" | "hardware" | "reversed name" | "beginning" | "number";

/** An address that was found in a text, and stands there differently now. */
export interface LiteralChange {
  readonly kind: LiteralKind;
  /** Place in the text as it was. */
  readonly start: number;
  readonly from: string;
  readonly to: string;
}
export interface MappedText {
  readonly text: string;
  readonly changes: readonly LiteralChange[];
}

const OCTET = String.raw`\d{1,3}`, HEX2 = "[0-9a-fA-F]{1,2}";
/** In this order: what one has taken no other sees. Each is checked once more by what parses it. */
const PATTERNS: readonly { readonly kind: LiteralKind; readonly pattern: RegExp; readonly isCode?: boolean }[] = [
  {
    kind: "reversed name",
    pattern: new RegExp(
      String.raw`(?<![\w.])(?:${OCTET}\.){4}in-addr\.arpa\b|(?<![\w.])(?:[0-9a-f]\.){32}ip6\.arpa\b`,
      "gi",
    ),
  },
  {
    kind: "hardware",
    pattern: new RegExp(
      String
        .raw`(?<![\w:.-])(?:${HEX2}(?::${HEX2}){5}|[0-9a-f]{2}(?:-[0-9a-f]{2}){5}|[0-9a-f]{4}(?:\.[0-9a-f]{4}){2})(?![\w:-]|\.\w)`,
      "gi",
    ),
  },
  {
    kind: "IPv6",
    pattern:
      /(?<![\w:.])(?=[^\s:]*:[^\s:]*:)(?:[0-9a-fA-F:]*:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F:]+)(?:\/\d{1,3})?(?!\w)/g,
  },
  { kind: "IPv4", pattern: new RegExp(String.raw`(?<![\w.])${OCTET}(?:\.${OCTET}){3}(?:/\d{1,2})?(?!\w|\.\d)`, "g") },
  // as in names that providers make of addresses, whose own numbers may stand before
  {
    kind: "IPv4",
    pattern: new RegExp(String.raw`(?<!\d|(?<![A-Za-z\d])\d{1,9}-)${OCTET}(?:-${OCTET}){3}(?![\d-])`, "g"),
  },
  { kind: "beginning", pattern: new RegExp(String.raw`(?<=(["'\x60]))(?:${OCTET}\.){1,3}(?=\1)`, "g"), isCode: true },
];

/** @param isCode whether it is a program, in which a text in quotes may be the beginning of an address */
export function mapText(mapping: AddressMapping, text: string, isCode = false): MappedText {
  const changes: LiteralChange[] = [], taken = new Uint8Array(text.length);
  for (const { kind, pattern, isCode: onlyCode } of PATTERNS) {
    if (onlyCode && !isCode) continue;
    for (const match of text.matchAll(pattern)) {
      // the last colon of a sentence is not of the address
      const from = kind === "IPv6" ? match[0].replace(/(?<=[^:]):$/, "") : match[0];
      const start = match.index;
      if (from === "" || taken.subarray(start, start + from.length).some(Boolean)) continue;
      const found = MAPPERS[kind]?.(mapping, from);
      if (found === undefined) continue;
      taken.fill(1, start, start + from.length);
      if (found.to !== from) changes.push({ kind: found.kind ?? kind, start, from, to: found.to });
    }
  }
  return applied(text, changes);
}
/** A text with changes made, sorted by their places. */
function applied(text: string, changes: LiteralChange[]): MappedText {
  changes.sort((a, b) => a.start - b.start);
  let result = "", at = 0;
  for (const { start, from, to } of changes) {
    result += text.slice(at, start) + to;
    at = start + from.length;
  }
  return { text: result + text.slice(at), changes };
}

interface Mapped {
  readonly to: string;
  readonly kind?: LiteralKind;
}
/** Undefined where it is none after all. */
type Mapper = (mapping: AddressMapping, text: string) => Mapped | undefined;
const MAPPERS: Partial<Record<LiteralKind, Mapper>> = {
  IPv4(mapping, text) {
    if (!text.includes("-")) return mapNetwork(mapping, text);
    const address = parseAddress(text.replaceAll("-", "."));
    return address && { to: format(mapping.mapAddress(address)).replaceAll(".", "-") };
  },
  IPv6: mapNetwork,
  hardware(mapping, text) {
    const separator = /[:.-]/.exec(text)![0], isUpper = /[A-F]/.test(text) && !/[a-f]/.test(text);
    const groups = text.split(separator), isPadded = groups.every(({ length }) => length > 1);
    const digits = groups.map((group) => group.padStart(separator === "." ? 4 : 2, "0")).join("");
    const mapped = mapping.mapHardware(Uint8Array.fromHex(digits)).toHex();
    const parts = mapped.match(separator === "." ? /.{4}/g : /../g)!;
    const joined = parts.map((part) => isPadded ? part : part.replace(/^0/, "")).join(separator);
    return { to: isUpper ? joined.toUpperCase() : joined };
  },
  "reversed name"(mapping, text) {
    const parts = text.split("."), zone = parts.splice(-2), isFour = /^in-addr$/i.test(zone[0]);
    const address = isFour
      ? parseAddress(parts.toReversed().join("."))
      : Uint8Array.fromHex(parts.toReversed().join(""));
    if (address === undefined) return undefined;
    const mapped = mapping.mapAddress(address);
    const names = isFour ? [...mapped] : [...mapped.toHex()];
    return { to: [...names.toReversed(), ...zone].join(".") };
  },
  beginning(mapping, text) {
    const parts = text.split(".").slice(0, -1);
    const address = parseAddress([...parts, ...Array(4 - parts.length).fill("0")].join("."));
    return address &&
      { to: [...mapping.mapAddress(address)].slice(0, parts.length).map((part) => `${part}.`).join("") };
  },
};
/** An address, or a network: then its first bits are what counts. */
function mapNetwork(mapping: AddressMapping, text: string): Mapped | undefined {
  const [plain, bits] = text.split("/"), address = parseAddress(plain);
  if (address === undefined) return undefined;
  const size = address.length, mapped = mapping.mapAddress(address), as = dialectOf(plain, address);
  if (bits === undefined) return { to: format(mapped, as) };
  const length = Number(bits), network = address.slice();
  if (length > 8 * size) return undefined;
  maskAddress(network, 0, size, length);
  // of a network no other bit is set; an address with the length of its network is an address
  if (network.every((byte, i) => byte === address[i])) maskAddress(mapped, 0, size, length);
  return { to: `${format(mapped, as)}/${bits}`, kind: "subnet" };
}
/** How many zero groups `::` stands for at least: 1 as DTrace prints it, where nothing speaks against it. */
function dialectOf(text: string, address: Uint8Array): 1 | 2 {
  return address.length === 16 && text !== formatAddress6(address, 0, 1) && text === formatAddress6(address, 0, 2)
    ? 2
    : 1;
}
function format(address: Uint8Array, min: 1 | 2 = 1): string {
  return address.length === 4 ? formatAddress4(address, 0) : formatAddress6(address, 0, min);
}

/** Numbers of a program of D that may be addresses: written with as many digits as one has. */
const NUMBER = /(?<![\w.])(?:0[xX]([0-9a-fA-F]{7,8})|([1-9]\d{7,9}))(?=[uUlL]*(?![\w.]))/g;
/**
 * Numbers that are addresses of the captures, in either order of bytes, and in hexadecimal their networks (`0x0a010200`).
 *
 * @param originals addresses that were mapped, in hexadecimal
 */
export function mapNumbers(mapping: AddressMapping, text: string, originals: ReadonlyMap<string, string>): MappedText {
  const changes: LiteralChange[] = [];
  let networks: ReadonlySet<string> | undefined;
  for (const match of text.matchAll(NUMBER)) {
    const [from, hexadecimal, decimal] = match, isHex = hexadecimal !== undefined;
    const value = isHex ? parseInt(hexadecimal, 16) : Number(decimal);
    if (value > 0xffffffff) continue;
    const digits = value.toString(16).padStart(8, "0"), reversed = digits.match(/../g)!.toReversed().join("");
    let to: string | undefined;
    if (originals.has(digits)) to = originals.get(digits);
    else if (originals.has(reversed)) to = originals.get(reversed)!.match(/../g)!.toReversed().join("");
    else if (isHex && /0$/.test(digits) && value !== 0) {
      networks ??= networksOf(originals);
      const zeros = 31 - Math.clz32(value & -value), length = 32 - zeros;
      // a mask in the program says it; else it is an octet's end, or the last bit that is set
      const last = [...masksOf(text), 24, 16, 8, length].find((one) =>
        one >= length && networks!.has(`${digits}/${one}`)
      );
      if (last === undefined) continue;
      const mapped = mapping.mapAddress(Uint8Array.fromHex(digits));
      maskAddress(mapped, 0, 4, last);
      to = mapped.toHex();
    }
    if (to === undefined || to === digits) continue;
    const number = isHex
      ? `${from.slice(0, 2)}${/[A-F]/.test(hexadecimal) ? to.toUpperCase() : to}`
      : String(parseInt(to, 16));
    changes.push({ kind: "number", start: match.index, from, to: number });
  }
  return applied(text, changes);
}
/** How many bits the masks of a program have: `0xffffff00` is of 24. */
function masksOf(text: string): number[] {
  const masks = [...text.matchAll(/\b0[xX]([fF][0-9a-fA-F]{7})(?=[uUlL]*\b)/g)].map(([, digits]) =>
    parseInt(digits, 16)
  );
  return masks.map((mask) => Math.clz32(~mask)).filter((length, i) => masks[i] === (-1 << 32 - length) >>> 0);
}
/** `0a010200/24` of each IPv4 address: networks of 8 bits and more. */
function networksOf(originals: ReadonlyMap<string, string>): ReadonlySet<string> {
  const networks = new Set<string>();
  for (const address of originals.keys()) {
    if (address.length !== 8) continue;
    const value = parseInt(address, 16);
    for (let length = 8; length < 32; length++) {
      const network = (value & -1 << 32 - length) >>> 0;
      networks.add(`${network.toString(16).padStart(8, "0")}/${length}`);
    }
  }
  return networks;
}
