/** Fragments that a seed gives, beside a plain model: sets of bytes, a list of datagrams, no hash, no words of bits. */
import { deepStrictEqual, ok } from "node:assert";
import { Reassembler } from "../../../lib/packet/fragment/mod.ts";

interface Piece {
  readonly from: number;
  readonly bytes: readonly number[];
}
interface Datagram {
  readonly key: string;
  readonly since: number;
  pieces: Piece[];
  total: number;
  isDistrusted: boolean;
}
interface Fragment extends Piece {
  readonly key: string;
  readonly more: boolean;
}
/** What the module's head says, as it is said. */
class Model {
  readonly places: (Datagram | undefined)[];
  complete = 0;
  overlapping = 0;
  incomplete = 0;

  constructor(places: number, readonly seconds: number) {
    this.places = Array(places).fill(undefined);
  }
  add({ key, from, bytes, more }: Fragment, now: number): readonly number[] | undefined {
    for (const [i, one] of this.places.entries()) {
      if (one && Math.abs(now - one.since) > this.seconds) this.#drop(i);
    }
    const datagram = this.places.find((one) => one?.key === key) ?? this.#place(key, now);
    if (datagram.isDistrusted) return;
    const end = from + bytes.length, { total, pieces } = datagram;
    const isCopy = pieces.some((one) => one.from === from && one.bytes.join() === bytes.join());
    const isBeyond = total >= 0 && (end > total || !more && end !== total);
    // an end within eight bytes that something else has
    const round = (at: number) => Math.ceil(at / 8) * 8;
    const overlaps = pieces.some((one) => from < round(one.from + one.bytes.length) && round(end) > one.from);
    if (isCopy && !isBeyond) return;
    if (overlaps || isBeyond || !more && pieces.some((one) => one.from >= end)) {
      datagram.isDistrusted = true;
      this.overlapping++;
      return;
    }
    if (!more) datagram.total = end;
    pieces.push({ from, bytes });
    const all = pieces.toSorted((a, b) => a.from - b.from).flatMap((one) => one.bytes);
    if (all.length !== datagram.total) return;
    this.places[this.places.indexOf(datagram)] = undefined;
    this.complete++;
    return all;
  }
  #place(key: string, now: number): Datagram {
    let at = this.places.indexOf(undefined);
    if (at < 0) {
      at = 0;
      for (const [i, one] of this.places.entries()) if (one!.since < this.places[at]!.since) at = i;
      this.#drop(at);
    }
    return this.places[at] = { key, since: now, pieces: [], total: -1, isDistrusted: false };
  }
  #drop(at: number): void {
    if (!this.places[at]!.isDistrusted) this.incomplete++;
    this.places[at] = undefined;
  }
}

const ROOM = 4096;
Deno.test("fragments that a seed gives make what a plain model makes of them, and count as it does", () => {
  let seed = 5, made = 0;
  const random = (below: number) => {
    seed = Math.imul(seed ^ seed >>> 15, 0x2c1b3c6d) + 0x9e3779b9 | 0;
    return ((seed ^ seed >>> 13) >>> 0) % below;
  };
  for (let round = 0; round < 60; round++) {
    const places = 1 + random(5), memory = new Uint8Array(ROOM + places * 70_000);
    const reassembler = new Reassembler({ bytes: memory, reserve: () => ROOM }, places, 30);
    const model = new Model(places, 30);
    let now = 1000;
    for (let k = 0; k < 250; k++) {
      if (random(25) === 0) now += random(40) - 10;
      const id = random(6), source = random(2), site = random(2), unit = 256, from = random(4) * unit;
      const more = random(3) > 0, size = more ? unit * (1 + random(2)) : 1 + random(unit);
      // what stands at a place is mostly the same, so that there are copies
      const differs = random(20) === 0 ? 1 : 0;
      const bytes = Array.from({ length: size }, (_, i) => (from + i) * 7 + id + differs & 255);
      const packet = new Uint8Array(20 + size), view = new DataView(packet.buffer);
      packet.set([0x45, 0, 0, 0, 0, 0, 0, 0, 64, 17, 0, 0, 10, 0, 0, source, 10, 0, 0, 9]);
      view.setUint16(2, packet.length);
      view.setUint16(4, id);
      view.setUint16(6, from >> 3 | (more ? 0x2000 : 0));
      packet.set(bytes, 20);
      memory.set(packet, 0);
      const at = reassembler.add(0, packet.length, now, 0, false, site);
      const found = at === 0 ? undefined : [...memory.subarray(at + 20, at + reassembler.length)];
      const expected = model.add({ key: `${id} ${source} ${site}`, from, bytes, more }, now);
      deepStrictEqual(found, expected, `${round} ${k}`);
      const counts = (
        { complete, overlapping, incomplete }: Model | Reassembler,
      ) => [complete, overlapping, incomplete];
      deepStrictEqual(counts(reassembler), counts(model), `${round} ${k}`);
      if (at !== 0) made++;
    }
  }
  ok(made > 200, `${made}`);
});
