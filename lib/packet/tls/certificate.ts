/**
 * What is asked of certificates (RFC 5280), read from their DER: names, times, key, signature. No chain and no signature is
 * judged.
 *
 * @module
 */
import { putAddress6 } from "../address/mod.ts";
import { hexOf, sha256 } from "../digest/mod.ts";

export interface Certificate {
  /** As RFC 2253 writes them: `CN=www.example.test,O=Example`. */
  readonly subject: string;
  readonly issuer: string;
  /** In hexadecimal. */
  readonly serial: string;
  /** Names and addresses of its subject, commas between. */
  readonly names: string;
  /** Nanoseconds since 1970. */
  readonly notBefore: bigint;
  readonly notAfter: bigint;
  readonly sha256: string;
  /** `RSA 2048`, `EC P-256`. */
  readonly key: string;
  readonly signature: string;
}
/** Thrown where a length leads out of what is around it. */
class Unreadable extends Error {}

const TAG = {
  INTEGER: 2,
  BIT_STRING: 3,
  OID: 6,
  SEQUENCE: 0x30,
  TLS_VERSION: 0xa0,
  EXTENSIONS: 0xa3,
  UTC: 0x17,
} as const;
const OF_NAMES: Readonly<Record<string, string>> = {
  "2.5.4.3": "CN",
  "2.5.4.4": "SN",
  "2.5.4.5": "serialNumber",
  "2.5.4.6": "C",
  "2.5.4.7": "L",
  "2.5.4.8": "ST",
  "2.5.4.9": "street",
  "2.5.4.10": "O",
  "2.5.4.11": "OU",
  "2.5.4.12": "title",
  "2.5.4.42": "GN",
  "0.9.2342.19200300.100.1.1": "UID",
  "0.9.2342.19200300.100.1.25": "DC",
  "1.2.840.113549.1.9.1": "emailAddress",
};
const SIGNATURES: Readonly<Record<string, string>> = {
  "1.2.840.113549.1.1.4": "md5WithRSAEncryption",
  "1.2.840.113549.1.1.5": "sha1WithRSAEncryption",
  "1.2.840.113549.1.1.10": "rsassaPss",
  "1.2.840.113549.1.1.11": "sha256WithRSAEncryption",
  "1.2.840.113549.1.1.12": "sha384WithRSAEncryption",
  "1.2.840.113549.1.1.13": "sha512WithRSAEncryption",
  "1.2.840.10040.4.3": "dsaWithSHA1",
  "1.2.840.10045.4.1": "ecdsa-with-SHA1",
  "1.2.840.10045.4.3.2": "ecdsa-with-SHA256",
  "1.2.840.10045.4.3.3": "ecdsa-with-SHA384",
  "1.2.840.10045.4.3.4": "ecdsa-with-SHA512",
  "1.3.101.112": "ED25519",
  "1.3.101.113": "ED448",
};
const CURVES: Readonly<Record<string, string>> = {
  "1.2.840.10045.3.1.7": "P-256",
  "1.3.132.0.34": "P-384",
  "1.3.132.0.35": "P-521",
};
const RSA = "1.2.840.113549.1.1.1", EC = "1.2.840.10045.2.1", SUBJECT_ALT_NAME = "2.5.29.17";

/** One element of DER: its tag, and where its content lies. */
interface Element {
  readonly tag: number;
  readonly at: number;
  readonly end: number;
}
class Der {
  constructor(readonly bytes: Uint8Array) {}

  element(at: number, end: number): Element {
    const { bytes } = this;
    if (end - at < 2) throw new Unreadable();
    const tag = bytes[at++], first = bytes[at++];
    let length = first;
    if (first >= 0x80) {
      const size = first & 0x7f;
      if (size === 0 || size > 4 || size > end - at) throw new Unreadable();
      length = 0;
      for (let i = 0; i < size; i++) length = length * 256 + bytes[at++];
    }
    if (length > end - at) throw new Unreadable();
    return { tag, at, end: at + length };
  }
  /** The elements within one. */
  inside({ at, end }: Element): Element[] {
    const all: Element[] = [];
    while (at < end) {
      const one = this.element(at, end);
      all.push(one);
      at = one.end;
    }
    return all;
  }
  oid({ at, end }: Element): string {
    const numbers: number[] = [];
    for (let value = 0; at < end; at++) {
      value = value * 128 + (this.bytes[at] & 0x7f);
      if (this.bytes[at] & 0x80) continue;
      if (numbers.length === 0) {
        numbers.push(Math.min(2, Math.floor(value / 40)), value - 40 * Math.min(2, Math.floor(value / 40)));
      } else numbers.push(value);
      value = 0;
    }
    return numbers.join(".");
  }
  text({ tag, at, end }: Element): string {
    const bytes = this.bytes.subarray(at, end);
    // BMPString has two bytes for each letter
    if (tag === 0x1e) {
      return String.fromCharCode(
        ...Array.from({ length: bytes.length >> 1 }, (_, i) => bytes[2 * i] << 8 | bytes[2 * i + 1]),
      );
    }
    return tag === 0x0c ? new TextDecoder().decode(bytes) : String.fromCharCode(...bytes);
  }
  hex({ at, end }: Element): string {
    return hexOf(this.bytes, at, end);
  }
}
/** Undefined where it cannot be read. */
export function readCertificate(bytes: Uint8Array, at: number, end: number): Certificate | undefined {
  try {
    return read(new Der(bytes), at, end);
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}
function read(der: Der, at: number, end: number): Certificate {
  const [body, algorithm] = der.inside(der.element(at, end)), parts = der.inside(part(body));
  const [serial, , issuer, validity, subject, key, ...more] = parts[0]?.tag === TAG.TLS_VERSION
    ? parts.slice(1)
    : parts;
  const [notBefore, notAfter] = der.inside(part(validity)), oid = der.oid(part(der.inside(part(algorithm))[0]));
  const extensions = more.find(({ tag }) => tag === TAG.EXTENSIONS);
  return {
    subject: nameOf(der, part(subject)),
    issuer: nameOf(der, part(issuer)),
    serial: der.hex(part(serial)).replace(/^00(?=[89a-f])/, ""),
    names: extensions ? alternativeNames(der, extensions) : "",
    notBefore: timeOf(der, part(notBefore)),
    notAfter: timeOf(der, part(notAfter)),
    sha256: hexOf(sha256(der.bytes.subarray(at, end))),
    key: keyOf(der, part(key)),
    signature: SIGNATURES[oid] ?? oid,
  };
}
function part(element: Element | undefined): Element {
  if (!element) throw new Unreadable();
  return element;
}
/** RFC 2253: the last part first, what has a meaning there escaped. */
function nameOf(der: Der, name: Element): string {
  const parts = der.inside(name).map((set) =>
    der.inside(set).map((pair) => {
      const [type, value] = der.inside(pair), oid = der.oid(part(type));
      const text = der.text(part(value)).replace(/[,+"\\<>;]|^[ #]| $/g, (found) => `\\${found}`);
      return `${OF_NAMES[oid] ?? oid}=${text}`;
    }).join("+")
  );
  return parts.reverse().join();
}
/** UTCTime has two digits for the year: 1950 to 2049 (RFC 5280 section 4.1.2.5.1). */
function timeOf(der: Der, element: Element): bigint {
  const text = der.text(element), isShort = element.tag === TAG.UTC;
  const [, year, rest] = (isShort ? /^(\d\d)(\d{10})Z$/ : /^(\d{4})(\d{10})Z$/).exec(text) ?? [];
  if (year === undefined) throw new Unreadable();
  const full = isShort ? Number(year) + (Number(year) < 50 ? 2000 : 1900) : Number(year);
  const [month, day, hours, minutes, seconds] = rest.match(/../g)!.map(Number);
  return BigInt(Date.UTC(full, month - 1, day, hours, minutes, seconds)) * 1_000_000n;
}
function keyOf(der: Der, key: Element): string {
  const [algorithm, bits] = der.inside(key), [type, parameter] = der.inside(part(algorithm)), oid = der.oid(part(type));
  if (oid === EC) {
    const curve = der.oid(part(parameter));
    return `EC ${CURVES[curve] ?? curve}`;
  }
  if (oid !== RSA) return SIGNATURES[oid] ?? oid;
  const { at, end } = part(bits), [modulus] = der.inside(der.element(at + 1, end)), { bytes } = der;
  let from = part(modulus).at;
  while (from < modulus.end && bytes[from] === 0) from++;
  return `RSA ${from < modulus.end ? 8 * (modulus.end - from) - Math.clz32(bytes[from]) + 24 : 0}`;
}
/** Names of hosts, addresses, mail addresses, URIs. */
function alternativeNames(der: Der, extensions: Element): string {
  const names: string[] = [];
  for (const extension of der.inside(part(der.inside(extensions)[0]))) {
    const [type, ...rest] = der.inside(extension);
    if (der.oid(part(type)) !== SUBJECT_ALT_NAME) continue;
    const { at, end } = part(rest.at(-1));
    for (const one of der.inside(der.element(at, end))) {
      if ([0x81, 0x82, 0x86].includes(one.tag)) names.push(der.text({ ...one, tag: 0x16 }));
      else if (one.tag === 0x87) names.push(addressText(der.bytes, one.at, one.end));
    }
  }
  return names.join();
}
function addressText(bytes: Uint8Array, at: number, end: number): string {
  if (end - at !== 16) return bytes.subarray(at, end).join(".");
  const out = new Uint8Array(64);
  return new TextDecoder().decode(out.subarray(0, putAddress6(bytes, at, out, 0, 2)));
}
