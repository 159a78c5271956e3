/**
 * JA3 and JA3S, JA4 of a client: names of the way in which a program says hello. JA4S and the others are not free, and left out.
 *
 * @module
 */
import { hexOf, md5, sha256 } from "../digest/mod.ts";
import { type ByteRun, type TlsHello, u16 } from "./hello.ts";
import { EXTENSION, hex16, isGrease, TLS_VERSION } from "./numbers.ts";

const letters = new TextEncoder();

/** Numbers of two bytes, GREASE left out. */
function numbers(bytes: Uint8Array, { at, end }: ByteRun): number[] {
  const all: number[] = [];
  for (; at + 1 < end; at += 2) {
    const value = u16(bytes, at);
    if (!isGrease(value)) all.push(value);
  }
  return all;
}
function extensionTypes(hello: TlsHello): number[] {
  const types: number[] = [];
  hello.eachExtension((type) => {
    if (!isGrease(type)) types.push(type);
  });
  return types;
}
/** Version, suites, extensions, groups, formats of points. */
export function ja3Of(hello: TlsHello): string {
  const { bytes, legacy, suites, groups, formats } = hello;
  const lists = [
    numbers(bytes, suites),
    extensionTypes(hello),
    numbers(bytes, groups),
    [...bytes.subarray(formats.at, formats.end)],
  ];
  return md5(letters.encode([legacy, ...lists.map((list) => list.join("-"))].join()));
}
/** Version, suite, extensions of a server. */
export function ja3sOf(hello: TlsHello): string {
  const types: number[] = [];
  hello.eachExtension((type) => types.push(type));
  return md5(letters.encode([hello.legacy, hello.cipher, types.join("-")].join()));
}

const VERSIONS: Readonly<Record<number, string>> = {
  [TLS_VERSION.SSL2]: "s2",
  [TLS_VERSION.SSL3]: "s3",
  [TLS_VERSION.TLS10]: "10",
  [TLS_VERSION.TLS11]: "11",
  [TLS_VERSION.TLS12]: "12",
  [TLS_VERSION.TLS13]: "13",
  0xfeff: "d1",
  0xfefd: "d2",
  0xfefc: "d3",
};
const twoDigits = (count: number) => String(Math.min(99, count)).padStart(2, "0");
const isWord = (byte: number) =>
  byte >= 0x30 && byte <= 0x39 || byte >= 0x41 && byte <= 0x5a || byte >= 0x61 && byte <= 0x7a;

/** First and last letter of the first name of ALPN; of its bytes in hexadecimal where these are not letters. */
function alpnLetters({ bytes, alpn }: TlsHello): string {
  const size = alpn.end > alpn.at ? bytes[alpn.at] : 0, at = alpn.at + 1, end = at + size;
  if (size === 0 || end > alpn.end) return "00";
  const first = bytes[at], last = bytes[end - 1];
  if (isWord(first) && isWord(last)) return String.fromCharCode(first, last);
  const hex = hexOf(bytes, at, end);
  return hex[0] + hex[hex.length - 1];
}
const twelve = (text: string) => hexOf(sha256(letters.encode(text)), 0, 6);

/** @param transport `t` over TCP, `q` over QUIC, `d` over DTLS */
export function ja4Of(hello: TlsHello, transport: "t" | "q" | "d"): string {
  const { bytes, suites, signatures, version, cipherCount, extensionCount, hasSni } = hello;
  const kind = transport + (VERSIONS[version] ?? "00") + (hasSni ? "d" : "i");
  const counts = twoDigits(cipherCount) + twoDigits(extensionCount);
  const ciphers = numbers(bytes, suites).map(hex16).sort();
  const types = extensionTypes(hello).filter((type) => type !== EXTENSION.SERVER_NAME && type !== EXTENSION.ALPN);
  const algorithms = numbers(bytes, signatures).map(hex16);
  const extensions = types.map(hex16).sort().join() + (algorithms.length > 0 ? `_${algorithms.join()}` : "");
  const second = ciphers.length > 0 ? twelve(ciphers.join()) : "000000000000";
  const third = extensionCount > 0 ? twelve(extensions) : "000000000000";
  return `${kind}${counts}${alpnLetters(hello)}_${second}_${third}`;
}
