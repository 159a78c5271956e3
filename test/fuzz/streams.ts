/**
 * Streams of TLS that a seed damages, cuts and loses parts of, through the reassembler and the reader, and packets of QUIC. Whatever the bytes,
 * nothing throws, and nothing outside of what was captured is read: what lies around it changes nothing.
 *
 * @module
 */
import { CryptoStream, LongHeader, readFrames } from "../../lib/packet/quic/mod.ts";
import { StreamCounts, StreamDirection } from "../../lib/packet/stream/mod.ts";
import {
  ja3Of,
  ja3sOf,
  ja4Of,
  readCertificate,
  TlsHandshake,
  type TlsHello,
  TlsReader,
  type TlsSink,
} from "../../lib/packet/tls/mod.ts";
import { readPackets } from "../providers/tls/recut.ts";
import { Random } from "./random.ts";

const CAPTURE = new URL("../../notebooks/captures/tls.pcap", import.meta.url).pathname;
const ETHERNET = 14;

interface Talk {
  /** 0: the client. */
  readonly side: 0 | 1;
  readonly data: Uint8Array;
}
/** What both ends of each connection say, in the order in which they do. */
function conversations(): Talk[][] {
  const all = new Map<number, Talk[]>();
  for (const { bytes } of readPackets(CAPTURE)) {
    const tcp = ETHERNET + 4 * (bytes[ETHERNET] & 15), data = tcp + 4 * (bytes[tcp + 12] >> 4);
    const [from, to] = [0, 2].map((at) => bytes[tcp + at] << 8 | bytes[tcp + at + 1]);
    const end = ETHERNET + (bytes[ETHERNET + 2] << 8 | bytes[ETHERNET + 3]), side = from > to ? 0 : 1;
    if (!all.has(Math.max(from, to))) all.set(Math.max(from, to), []);
    if (end > data) all.get(Math.max(from, to))!.push({ side, data: bytes.slice(data, end) });
  }
  return [...all.values()];
}
/** Bytes with some of them changed, left out, said twice. */
function damage(data: Uint8Array, random: Random): Uint8Array {
  const bytes = data.slice();
  // headers of records and of messages stand at the beginning
  for (let n = 1 + random.below(4); n > 0; n--) {
    const at = random.chance(0.7) ? random.below(Math.min(120, bytes.length)) : random.below(bytes.length);
    bytes[at] = random.chance(0.5) ? random.pick([0, 1, 2, 3, 11, 20, 21, 22, 23, 127, 128, 255]) : random.below(256);
  }
  if (random.chance(0.8)) return bytes;
  const at = random.below(bytes.length), end = Math.min(bytes.length, at + 1 + random.below(60));
  return random.chance(0.5)
    ? Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(end)])
    : Uint8Array.from([...bytes.subarray(0, end), ...bytes.subarray(at)]);
}
function textOf(hello: TlsHello): string {
  const { bytes, sni, alpn, version, bad, resumption, cipherCount, extensionCount, group } = hello;
  const hex = ({ at, end }: { at: number; end: number }) => bytes.subarray(at, end).toHex();
  const names = hello.isServer ? ja3sOf(hello) : `${ja3Of(hello)} ${ja4Of(hello, "t")}`;
  return `${hex(sni)} ${hex(alpn)} ${version} ${bad} ${resumption} ${cipherCount} ${extensionCount} ${group} ${names}`;
}
function noting(notes: string[]): TlsSink {
  const note = (text: string) => (notes.push(text), false);
  return {
    readsCertificates: true,
    keepsNames: true,
    hello: (handshake, hello) => note(`hello ${textOf(hello)} ${handshake.segments} ${handshake.records}`),
    certificate: (_handshake, bytes, at, end) => {
      const found = readCertificate(bytes, at, end);
      return note(`certificate ${end - at} ${found ? Object.values(found).join() : "-"}`);
    },
    complete: ({ resumed }) => note(`complete ${resumed}`),
    alert: (_handshake, level, code) => note(`alert ${level} ${code}`),
    malformed: (_handshake, why) => note(why),
  };
}
/** All that is found, with these bytes around what was captured. */
function play(talks: readonly Talk[], seed: number, around: number): string[] {
  const random = new Random(seed), notes: string[] = [], counts = new StreamCounts();
  const reader = new TlsReader(noting(notes)), next = [0, 0];
  const directions = [0, 1].map((side) => {
    const direction = new StreamDirection(side, counts);
    direction.begin(0, false);
    direction.reader = reader;
    return direction;
  });
  for (const { side, data } of talks) {
    for (let at = 0; at < data.length;) {
      const length = Math.min(data.length - at, 1 + random.below(random.chance(0.5) ? 2000 : 90));
      const captured = random.chance(0.03) ? random.below(length + 1) : length;
      const bytes = new Uint8Array(captured + 64).fill(around);
      bytes.set(data.subarray(at, at + captured), 32);
      const seq = next[side] + at - (random.chance(0.05) ? random.below(9) : 0);
      const place = { seq, bytes, at: 32, end: 32 + captured, length, seconds: 1, nanoseconds: 0 };
      if (!random.chance(0.03)) directions[side].add(place);
      if (random.chance(0.2)) directions[side].acknowledge(next[side] + at, 1, 0);
      at += length;
    }
    next[side] += data.length;
  }
  for (const direction of directions) direction.close("capture");
  if (counts.kept !== 0) throw new Error(`${counts.kept} bytes are still counted as kept`);
  return notes;
}
/** A header and frames of QUIC that a seed makes, with these bytes around them. */
function playQuic(data: Uint8Array, seed: number, around: number): string[] {
  const random = new Random(seed), notes: string[] = [];
  const placed = (bytes: readonly number[]) => {
    const all = new Uint8Array(bytes.length + 64).fill(around);
    all.set(bytes, 32);
    return all;
  };
  const varint = (value: number) => value < 64 ? [value] : [0x40 | value >> 8 & 0x3f, value & 255];
  const version = random.pick([[0, 0, 0, 1], [0x6b, 0x33, 0x43, 0xcf], [0, 0, 0, 0], [0x1a, 0x2a, 0x3a, 0x4a], [
    0xff,
    0,
    0,
    29,
  ]]);
  const head = [
    0xc0 | random.below(64),
    ...version,
    random.below(24),
    ...Array(random.below(30)).fill(5),
    random.below(24),
  ];
  const header = [...head, ...Array(random.below(40)).fill(0).map(() => random.below(256))];
  const one = new LongHeader(), bytes = placed(header), captured = 32 + random.below(header.length + 1);
  const isRead = one.read(bytes, 32, captured, 32 + header.length);
  notes.push(
    isRead
      ? `${one.type} ${one.destinationEnd} ${one.sourceEnd} ${one.token} ${one.tokenEnd} ${one.number} ${one.end}`
      : "-",
  );
  const streams = [new CryptoStream(), new CryptoStream()], handshake = new TlsHandshake(noting(notes));
  for (let n = 0; n < 6; n++) {
    const frames: number[] = [];
    for (let k = random.below(5); k > 0; k--) {
      const from = random.below(data.length), size = random.below(Math.min(60, data.length - from) + 1);
      const said = random.chance(0.1) ? random.below(4000) : size;
      frames.push(...[0, 1, ...(random.chance(0.2) ? [random.pick([2, 3, 0x1c, 0x1d, 9]), random.below(256), 1] : [])]);
      frames.push(
        6,
        ...varint(random.chance(0.1) ? 16_000 : from),
        ...varint(said),
        ...data.subarray(from, from + size),
      );
    }
    const side = random.below(2), opened = { bytes: placed(frames).subarray(32), end: frames.length, number: n };
    const { isWhole } = readFrames(opened, {
      crypto(offset, from, at, end) {
        streams[side].add(offset, from, at, end);
        for (let more = streams[side].next(); more; more = streams[side].next()) {
          handshake.sides[side].feed(more.bytes, more.at, more.end, { side, seconds: 1, nanoseconds: 0 }, n, 0);
        }
        return false;
      },
      close: (code) => (notes.push(`close ${code}`), false),
    });
    notes.push(`${isWhole}`);
  }
  return notes;
}
export class StreamFuzzer {
  readonly #conversations = conversations();

  /**
   * Plays what a seed makes twice, in other surroundings.
   *
   * @returns what was found
   * @throws with the seed, when it crashes or reads what was not captured
   */
  try(seed: number): readonly string[] {
    const random = new Random(seed);
    const talks = random.pick(this.#conversations).map((talk) => ({
      ...talk,
      data: random.chance(0.3) ? damage(talk.data, random) : talk.data,
    }));
    try {
      const [data] = talks, ofQuic = (around: number) => data ? playQuic(data.data, seed, around) : [];
      const one = [...play(talks, seed, 0), ...ofQuic(0)], other = [...play(talks, seed, 22), ...ofQuic(22)];
      if (one.join("\n") !== other.join("\n")) throw new Error(`what lies around was read:\n${one}\n${other}`);
      return one;
    } catch (error) {
      throw new Error(`seed ${seed}: ${error instanceof Error ? error.stack : error}`, { cause: error });
    }
  }
}
/** `streams COUNT FIRST` of the command; returns how many failed. */
export function fuzzStreams(count: number, first: number): number {
  const fuzzer = new StreamFuzzer();
  let failed = 0, found = 0;
  for (let seed = first; seed < first + count; seed++) {
    try {
      found += fuzzer.try(seed).length;
    } catch (error) {
      failed++;
      console.error((error as Error).message);
    }
  }
  console.log(`${count} streams from seed ${first}: ${found} messages found, ${failed} failed`);
  return failed;
}
