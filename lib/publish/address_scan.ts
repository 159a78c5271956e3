/**
 * Looks for original addresses in all that is to be given away: in texts in every form that we know of, in packets byte by
 * byte. Finding none is what publishing stands on.
 *
 * @module
 */
import { bytesHost } from "./bytes_host.ts";
import { parseAddress } from "../packet/address/mod.ts";
import { openCapture, ScratchMemory } from "../sources/capture/mod.ts";

export interface FoundAddress {
  /** The part of what is published: a file of it, or what the page shows. */
  readonly part: string;
  /** `packet 12, byte 38`; `character 210: …`. */
  readonly place: string;
  /** The address, as people write it. */
  readonly address: string;
  /** How it stands there. */
  readonly form: string;
}
/** An address among the bytes of a packet. */
interface Hit {
  readonly at: number;
  readonly hex: string;
  readonly form: string;
}
/** So many are looked at: with more, a capture was not anonymised at all. */
const HITS_MAX = 100_000;
/** So many are named: then it is clear that something is wrong. */
const FOUND_MAX = 100;
const hexOf = (bytes: Uint8Array | readonly number[]) => Uint8Array.from(bytes).toHex();
const swapped = (hex: string) => hex.match(/../g)!.toReversed().join("");

/** A way in which an address stands in a text. `read` yields what may be one, in hexadecimal. */
interface TextForm {
  readonly form: string;
  readonly pattern: RegExp;
  read(match: RegExpExecArray): readonly string[];
}
const decimal4 = (parts: readonly string[]) =>
  parts.every((part) => Number(part) < 256) ? [hexOf(parts.map(Number))] : [];
/** Windows of 4, 6 and 16 bytes, in both orders. */
function windows(hex: string): string[] {
  const all: string[] = [];
  for (let at = 0; at + 8 <= hex.length; at += 2) {
    for (const size of [8, 12, 32]) {
      if (at + size > hex.length) break;
      const one = hex.slice(at, at + size);
      all.push(one, swapped(one));
    }
  }
  return all;
}
const FORMS: readonly TextForm[] = [
  {
    form: "in decimal",
    pattern: /(?<![0-9])(?=([0-9]{1,3})[.]([0-9]{1,3})[.]([0-9]{1,3})[.]([0-9]{1,3})(?![0-9])(?!\/[0-9]))/g,
    read: (match) => decimal4(match.slice(1, 5)),
  },
  {
    form: "as a name",
    pattern: /(?<![0-9])(?=([0-9]{1,3})[-_]([0-9]{1,3})[-_]([0-9]{1,3})[-_]([0-9]{1,3})(?![0-9]))/g,
    read: (match) => decimal4(match.slice(1, 5)),
  },
  {
    form: "as a reversed name",
    pattern: /(?<![0-9])(?=([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,3})\.in-addr)/gi,
    read: (match) => decimal4(match.slice(1, 5).toReversed()),
  },
  {
    form: "as a reversed name",
    pattern: /((?:[0-9a-f]\.){32})ip6/gi,
    read: (match) => [[...match[1].replaceAll(".", "")].toReversed().join("").toLowerCase()],
  },
  {
    form: "in text",
    pattern: /[0-9a-fA-F:]*:[0-9a-fA-F]*:[0-9a-fA-F:.]*/g,
    read([token]) {
      const found = [token, token.replace(/[:.]$/, ""), token.replace(/^:(?!:)/, "")].map(parseAddress);
      return found.filter((one) => one !== undefined).map(hexOf);
    },
  },
  {
    form: "in hexadecimal",
    pattern: /(?<![0-9a-fA-F])(?=([0-9a-fA-F]{1,2}(?:([:-])[0-9a-fA-F]{1,2})(?:\2[0-9a-fA-F]{1,2}){4}))/g,
    read: (match) => [match[1].split(match[2]).map((part) => part.padStart(2, "0")).join("").toLowerCase()],
  },
  {
    form: "in hexadecimal",
    pattern: /([0-9a-fA-F]{4})\.([0-9a-fA-F]{4})\.([0-9a-fA-F]{4})/g,
    read: (match) => [match.slice(1, 4).join("").toLowerCase()],
  },
  {
    form: "in hexadecimal",
    pattern: /(?:0[xX])?([0-9a-fA-F]{8,})/g,
    read: ([whole, digits]) =>
      windows((whole.startsWith("0x") || digits.length % 2 === 0 ? digits : `0${digits}`).toLowerCase()),
  },
  {
    form: "in hexadecimal",
    pattern: /(?<![0-9a-fA-F])[0-9a-fA-F]{2}(?:\s[0-9a-fA-F]{2}){3,}(?![0-9a-fA-F])/g,
    read: ([whole]) => windows(whole.replaceAll(/\s/g, "").toLowerCase()),
  },
  {
    form: "as a number",
    pattern: /(?<![0-9.])([0-9]{7,10})(?![0-9]|\.[0-9])/g,
    read(match) {
      const value = Number(match[1]);
      if (value > 0xffffffff) return [];
      const hex = value.toString(16).padStart(8, "0");
      return [hex, swapped(hex)];
    },
  },
];
/** An address as people write it. */
function addressText(hex: string): string {
  const bytes = Uint8Array.fromHex(hex);
  if (bytes.length === 4) return bytes.join(".");
  return bytes.length === 6 ? hex.match(/../g)!.join(":") : hex.match(/.{4}/g)!.join(":");
}

export class Scanner {
  readonly #originals: ReadonlySet<string>;
  readonly found: FoundAddress[] = [];
  /** Of first four bytes, whether anything begins so: a bit for each of their hashes. */
  readonly #first = new Uint8Array(1 << 19);

  /** @param originals in hexadecimal */
  constructor(originals: Iterable<string>) {
    this.#originals = new Set(originals);
    for (const one of this.#originals) {
      for (const hex of [one, swapped(one)]) this.#mark(parseInt(hex.slice(0, 8), 16));
    }
  }
  #mark(word: number): void {
    const hash = Math.imul(word, 0x9e3779b1) >>> 10;
    this.#first[hash >> 3] |= 1 << (hash & 7);
  }
  #mayBegin(word: number): boolean {
    const hash = Math.imul(word, 0x9e3779b1) >>> 10;
    return (this.#first[hash >> 3] & 1 << (hash & 7)) !== 0;
  }
  #add(found: FoundAddress): void {
    if (this.found.length < FOUND_MAX) this.found.push(found);
  }
  text(part: string, text: string): void {
    if (this.#originals.size === 0) return;
    for (const { form, pattern, read } of FORMS) {
      for (const match of text.matchAll(pattern)) {
        const hex = read(match).find((one) => this.#originals.has(one));
        if (hex === undefined) continue;
        const around = text.slice(Math.max(0, match.index - 20), match.index + 40).replaceAll(/\s+/g, " ");
        this.#add({ part, place: `character ${match.index}: … ${around} …`, address: addressText(hex), form });
      }
    }
  }
  /**
   * The packets of a capture. Bytes that were others before are what something became by chance, and tell nothing: what counts
   * is an address that has stayed where it was.
   *
   * @param original the capture as it was before, packet by packet the same
   */
  async capture(part: string, data: Uint8Array<ArrayBuffer>, original: Uint8Array<ArrayBuffer>): Promise<void> {
    if (this.#originals.size === 0) return;
    const hits: (Hit & { readonly packet: number; readonly stands: string })[] = [];
    await eachPacket(data, (bytes, packet) => {
      const inText = new TextDecoder("latin1").decode(bytes);
      if (/\d\.\d|[0-9a-fA-F]:[0-9a-fA-F:]/.test(inText)) this.text(`${part}, packet ${packet + 1}, as text`, inText);
      for (const hit of this.#binary(bytes)) {
        if (hits.length >= HITS_MAX) return;
        hits.push({ ...hit, packet, stands: bytes.subarray(hit.at, hit.at + hit.hex.length / 2).toHex() });
      }
    });
    if (hits.length === 0) return;
    const byPacket = Map.groupBy(hits, ({ packet }) => packet);
    await eachPacket(original, (before, packet) => {
      for (const { at, hex, form, stands } of byPacket.get(packet) ?? []) {
        if (before.subarray(at, at + hex.length / 2).toHex() !== stands) continue;
        this.#add({ part, place: `packet ${packet + 1}, byte ${at}`, address: addressText(hex), form });
      }
    });
  }
  *#binary(bytes: Uint8Array): Generator<Hit> {
    let word = 0;
    for (let i = 0; i < bytes.length; i++) {
      word = word << 8 | bytes[i];
      if (i < 3 || !this.#mayBegin(word)) continue;
      const at = i - 3;
      for (const size of [4, 6, 16]) {
        if (at + size > bytes.length) break;
        const hex = bytes.subarray(at, at + size).toHex(), other = swapped(hex);
        if (this.#originals.has(hex)) yield { at, hex, form: "as bytes" };
        else if (this.#originals.has(other)) yield { at, hex: other, form: "as bytes, backwards" };
      }
    }
  }
}
const MEMORY_MEGABYTES = 64;
/** @param see handed each packet; its bytes are the reader's until it returns */
async function eachPacket(
  data: Uint8Array<ArrayBuffer>,
  see: (packet: Uint8Array, index: number) => void,
): Promise<void> {
  const memory = new ScratchMemory(MEMORY_MEGABYTES);
  const source = openCapture(["capture"], { memory, host: bytesHost(new Map([["capture", data]])) });
  try {
    let index = 0;
    for (;;) {
      const next = source.next(), batch = next instanceof Promise ? await next : next;
      if (batch === undefined) return;
      for (let i = 0; i < batch.count; i++) {
        const at = batch.address[i];
        see(memory.bytes.subarray(at, at + batch.capturedLength[i]), index++);
      }
    }
  } finally {
    source.close();
  }
}
