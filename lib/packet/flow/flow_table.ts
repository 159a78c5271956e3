/**
 * Flows: one record for each pair of endpoints and protocol, found by hash. Records lie in the machine's memory, so that
 * D reads them through pointers; a full table forgets the flow that has been quiet longest among a few, and first those
 * of which only one packet was seen.
 *
 * @module
 */
import { isEmbryonic } from "../tcp/mod.ts";
import { CACHE, CACHE_SLOTS, cacheSlot } from "./flow_cache.ts";
import { FLOW, MIX, MIX_AGAIN } from "./record.ts";

export interface FlowMemory {
  readonly bytes: Uint8Array;
  readonly words: Int32Array;
  reserve(size: number, what: string): number;
}
/** Records that are looked at when one must go: each costs a look into memory that is far away. */
const CANDIDATES = 4;
/** A flow of one packet counts as quiet for so many seconds more: what floods send must not drive out conversations. */
const SINGLE_SECONDS = 60;
/**
 * Connections begun that nothing has answered: beyond so many the first of them goes, as systems bound theirs (FreeBSD's
 * syncache holds 15,360). A flood then uses the same part of memory again and again, which is near.
 */
const EMBRYONIC = 32768;
const TCP = 6;
/** Slots at the start, as a power of two. */
const FEW_BITS = 16;
/** Flows of one hash slot. Chance makes a dozen; only ends chosen to collide make more, and those must not cost time. */
const MAX_SLOT_ENTRIES = 32;
/**
 * Places of records take 20 bits where one record points to another; the 12 bits above are of the hash, so that a record
 * that is not the one looked for is seldom looked at: records are far away in memory, these words are near.
 */
const PLACE_BITS = 20, PLACE = 2 ** PLACE_BITS - 1;

export class FlowTable {
  /** Which end of the flow found last has sent the packet: 0 or 1. */
  side = 0;
  /** The flow found last was not there before. */
  isNew = false;
  /** Flows that were forgotten to make room. */
  evicted = 0;
  /** Where the packet was met, if that keeps flows apart: part of the key of what is found next. */
  site = 0;
  readonly #bytes: Uint8Array;
  readonly #words: Int32Array;
  /** By hash: place of the slot's first record plus 1, and its tag; 0 where there is none. As many as flows, or more. */
  #heads: Int32Array;
  /** By place: the same of the next record of the slot. */
  readonly #next: Int32Array;
  /** By place: seconds of the last packet, modulo 2^16: what is nine hours old is told apart; of a flow of one packet a minute less. */
  readonly #last: Uint16Array;
  /** Slots of the flow cache: the place of the flow found last, plus 1. */
  readonly #cached: Int32Array;
  /** By a record's place in the table: where its packets are met. */
  readonly #sites: Uint16Array | undefined;
  /**
   * Places of the flows of TCP that came last, in a ring, and their slots: these are far away in memory, and one that is
   * known beforehand is waited for together with that of the new flow.
   */
  readonly #begun: Int32Array;
  readonly #begunSlot: Int32Array;
  #begunCount = 0;
  readonly capacity: number;
  /** Address of the head of the flow cache, see {@linkcode CACHE}. */
  readonly cache: number;
  #mask: number;
  readonly #base: number;
  /** Addresses of what is looked for, as they lie in a record: the lesser end's four words, then the other's. */
  readonly #key = new Int32Array(8);
  #used = 0;
  #hand = 0;
  #nextId = 1;

  /**
   * @param capacity most flows kept at once
   * @param isBySite whether `site` is part of a flow's key
   */
  constructor(memory: FlowMemory, capacity: number, isBySite = false) {
    this.capacity = Math.min(capacity, PLACE);
    if (isBySite) this.#sites = new Uint16Array(this.capacity);
    this.#next = new Int32Array(this.capacity);
    this.#begun = new Int32Array(Math.min(this.capacity, EMBRYONIC));
    this.#begunSlot = new Int32Array(this.#begun.length);
    this.#bytes = memory.bytes;
    this.#words = memory.words;
    const recordBytes = this.capacity * FLOW.BYTES, slotBytes = 4 * CACHE_SLOTS;
    this.#base = memory.reserve(recordBytes + CACHE.BYTES + slotBytes + 2 * this.capacity, "flows");
    this.cache = this.#base + recordBytes;
    const slots = this.cache + CACHE.BYTES, last = slots + slotBytes;
    this.#cached = new Int32Array(memory.bytes.buffer, slots, CACHE_SLOTS);
    this.#last = new Uint16Array(memory.bytes.buffer, last, this.capacity);
    memory.words[this.cache + CACHE.RECORDS >> 2] = this.#base;
    memory.words[this.cache + CACHE.SLOTS >> 2] = slots;
    memory.words[this.cache + CACHE.LAST >> 2] = last;
    // few flows are found quicker among few slots: those are near
    const heads = 2 ** Math.min(FEW_BITS, Math.ceil(Math.log2(this.capacity)));
    this.#heads = new Int32Array(heads);
    this.#mask = heads - 1;
  }
  get size(): number {
    return this.#used;
  }
  /** The place of a record in the table, from 0. */
  placeOf(record: number): number {
    return (record - this.#base) / FLOW.BYTES;
  }
  /** Address of a record by its place. */
  #record(index: number): number {
    return this.#base + index * FLOW.BYTES;
  }

  /**
   * The flow of a packet from one endpoint to another; addresses are of 4 or 16 bytes in memory, ports in host order.
   * A new record is all zero but for its key and id.
   */
  find(
    family: number,
    protocol: number,
    from: number,
    to: number,
    sourcePort: number,
    targetPort: number,
    seconds: number,
  ): number {
    const words = this.#words;
    const length = family === 4 ? 4 : 16;
    const side = this.side = length === 4
      ? this.#take4(from, to, sourcePort, targetPort)
      : this.#take16(from, to, sourcePort, targetPort);
    const ports = side === 0 ? sourcePort | targetPort << 16 : targetPort | sourcePort << 16;
    const kind = protocol | family << 8;
    const hash = this.#hash(ports ^ kind ^ this.#keyOf(this.site), length >> 2, this.#key, 0);
    const tag = hash & ~PLACE;
    let steps = 0;
    for (let entry = this.#heads[hash & this.#mask]; entry !== 0; steps++) {
      const index = (entry & PLACE) - 1;
      if ((entry & ~PLACE) === tag) {
        const at = this.#record(index), word = at >> 2;
        if (
          words[word + (FLOW.PORT >> 2)] === ports && (words[word + (FLOW.PROTOCOL >> 2)] & 0xffff) === kind &&
          this.#isKey(word + (FLOW.ADDRESS >> 2), length >> 2) &&
          (this.#sites === undefined || this.#sites[index] === this.site)
        ) {
          this.#last[index] = seconds;
          this.isNew = false;
          this.#noteCached(length >> 2, ports, index);
          return at;
        }
      }
      entry = this.#next[index];
    }
    return this.#add(hash, kind, ports, seconds, steps);
  }
  #noteCached(length: number, ports: number, index: number): void {
    const key = this.#key;
    let addresses = key[0] ^ key[4];
    for (let i = 1; i < length; i++) addresses ^= key[i] ^ key[4 + i];
    const slot = cacheSlot(addresses, (ports & 0xffff) + (ports >>> 16));
    if (this.#sites === undefined || this.site === 0) this.#cached[slot] = index + 1;
    // what looks there knows nothing of sites: the record may have been another flow's of the same ends
    else if (this.#cached[slot] === index + 1) this.#cached[slot] = 0;
  }
  #keyOf(site: number): number {
    return Math.imul(site, MIX_AGAIN);
  }
  /**
   * The lesser endpoint is side 0: by its address, as a number of the network's byte order, then by its port. The key is
   * filled with both addresses as they lie in memory.
   */
  #take4(from: number, to: number, sourcePort: number, targetPort: number): number {
    const bytes = this.#bytes, key = this.#key;
    const a0 = bytes[from], a1 = bytes[from + 1], a2 = bytes[from + 2], a3 = bytes[from + 3];
    const b0 = bytes[to], b1 = bytes[to + 1], b2 = bytes[to + 2], b3 = bytes[to + 3];
    const a = (a0 << 24 | a1 << 16 | a2 << 8 | a3) >>> 0, b = (b0 << 24 | b1 << 16 | b2 << 8 | b3) >>> 0;
    const side = a > b || a === b && sourcePort > targetPort ? 1 : 0;
    key[side * 4] = a3 << 24 | a2 << 16 | a1 << 8 | a0;
    key[4 - side * 4] = b3 << 24 | b2 << 16 | b1 << 8 | b0;
    return side;
  }
  #take16(from: number, to: number, sourcePort: number, targetPort: number): number {
    const bytes = this.#bytes, key = this.#key;
    let order = 0;
    for (let i = 0; i < 16 && order === 0; i++) order = bytes[from + i] - bytes[to + i];
    const side = order > 0 || order === 0 && sourcePort > targetPort ? 1 : 0;
    const low = side === 0 ? from : to, high = side === 0 ? to : from;
    for (let i = 0; i < 16; i += 4) {
      key[i >> 2] = bytes[low + i] | bytes[low + i + 1] << 8 | bytes[low + i + 2] << 16 | bytes[low + i + 3] << 24;
      key[4 + (i >> 2)] = bytes[high + i] | bytes[high + i + 1] << 8 | bytes[high + i + 2] << 16 |
        bytes[high + i + 3] << 24;
    }
    return side;
  }
  /** Every bit of the key must reach the lowest bits: a multiplication carries only upwards, so halves are folded down. */
  #hash(start: number, length: number, from: Int32Array, at: number): number {
    let hash = Math.imul(start ^ start >>> 16, MIX);
    for (let i = 0; i < length; i++) {
      hash = Math.imul(hash ^ hash >>> 16 ^ from[at + i], MIX_AGAIN);
      hash = Math.imul(hash ^ hash >>> 15 ^ from[at + 4 + i], MIX);
    }
    hash = Math.imul(hash ^ hash >>> 15, MIX_AGAIN);
    return hash ^ hash >>> 16;
  }
  /** The hash of a record's key; its lower bits choose the slot. */
  hashOf(record: number): number {
    const words = this.#words, word = record >> 2;
    const kind = words[word + (FLOW.PROTOCOL >> 2)] & 0xffff;
    const site = this.#sites?.[this.placeOf(record)] ?? 0;
    return this.#hash(
      words[word + (FLOW.PORT >> 2)] ^ kind ^ this.#keyOf(site),
      kind >> 8 === 4 ? 1 : 4,
      words,
      word + (FLOW.ADDRESS >> 2),
    );
  }
  #isKey(word: number, length: number): boolean {
    const words = this.#words, key = this.#key;
    for (let i = 0; i < length; i++) {
      if (words[word + i] !== key[i] || words[word + 4 + i] !== key[4 + i]) return false;
    }
    return true;
  }
  #add(hash: number, kind: number, ports: number, seconds: number, steps: number): number {
    if (this.#used > this.#mask && this.#used < this.capacity) {
      this.#spread();
      // those that were many in one slot are in several now, perhaps none in that of the new flow
      steps = 0;
    }
    const words = this.#words, key = this.#key, used = this.#used;
    const slot = hash & this.#mask;
    const index = steps >= MAX_SLOT_ENTRIES
      ? this.#evictOf(slot, seconds)
      : (kind & 0xff) === TCP
      ? this.#placeOfBegun(slot, seconds)
      : this.#place(seconds);
    const at = this.#record(index), word = at >> 2;
    // a place that was never used is zero
    if (this.#used === used) words.fill(0, word, word + (FLOW.BYTES >> 2));
    words[word + (FLOW.ID >> 2)] = this.#nextId | 0;
    words[word + (FLOW.ID >> 2) + 1] = this.#nextId / 4294967296;
    this.#nextId++;
    words[word + (FLOW.PROTOCOL >> 2)] = kind;
    words[word + (FLOW.PORT >> 2)] = ports;
    const length = kind >> 8 === 4 ? 1 : 4;
    for (let i = 0; i < length; i++) {
      words[word + (FLOW.ADDRESS >> 2) + i] = key[i];
      words[word + (FLOW.ADDRESS >> 2) + 4 + i] = key[4 + i];
    }
    if (this.#sites !== undefined) this.#sites[index] = this.site;
    this.#last[index] = seconds - SINGLE_SECONDS;
    this.#next[index] = this.#heads[slot];
    this.#heads[slot] = index + 1 | hash & ~PLACE;
    this.isNew = true;
    this.#noteCached(length, ports, index);
    return at;
  }
  /** Gives the flows sixteen times as many slots. */
  #spread(): void {
    const old = this.#mask, begun = Math.min(this.#begunCount, this.#begun.length);
    const heads = this.#heads = new Int32Array(16 * this.#heads.length), next = this.#next;
    this.#mask = heads.length - 1;
    for (let index = 0; index < this.#used; index++) {
      const hash = this.hashOf(this.#record(index)), slot = hash & this.#mask;
      next[index] = heads[slot];
      heads[slot] = index + 1 | hash & ~PLACE;
    }
    for (let turn = 0; turn < begun; turn++) {
      const hash = this.hashOf(this.#record(this.#begun[turn]));
      // or the place has been given to another flow since
      if ((hash & old) === this.#begunSlot[turn]) this.#begunSlot[turn] = hash & this.#mask;
    }
  }
  #place(seconds: number): number {
    return this.#used < this.capacity ? this.#used++ : this.#evict(seconds);
  }
  /** A place for a connection that begins: of one that began long before and still only has, or another. */
  #placeOfBegun(slot: number, seconds: number): number {
    const begun = this.#begun, slots = this.#begunSlot, turn = this.#begunCount++ % begun.length;
    const first = begun[turn], firstSlot = slots[turn];
    slots[turn] = slot;
    if (this.#begunCount <= begun.length || !this.#isStillBegun(first, firstSlot)) {
      return begun[turn] = this.#place(seconds);
    }
    this.#unlink(first, firstSlot);
    return first;
  }
  /** The place may have been given to another flow since. */
  #isStillBegun(index: number, slot: number): boolean {
    const record = this.#record(index);
    return isEmbryonic(this.#words, record + FLOW.TCP >> 2) && (this.hashOf(record) & this.#mask) === slot;
  }
  /** Seconds since the flow's last packet; less than 0 where time went back. */
  #quiet(index: number, seconds: number): number {
    return (seconds - this.#last[index]) << 16 >> 16;
  }
  /** Takes the quietest of the next few records out of its slot; returns its place. */
  #evict(seconds: number): number {
    let best = this.#hand, oldest = this.#quiet(best, seconds);
    const count = Math.min(CANDIDATES, this.capacity);
    for (let i = 1; i < count; i++) {
      const index = (this.#hand + i) % this.capacity;
      const quiet = this.#quiet(index, seconds);
      if (quiet > oldest) {
        best = index;
        oldest = quiet;
      }
    }
    this.#hand = (this.#hand + count) % this.capacity;
    this.#unlink(best, this.hashOf(this.#record(best)) & this.#mask);
    return best;
  }
  /** The same among the flows of one slot. */
  #evictOf(slot: number, seconds: number): number {
    let best = (this.#heads[slot] & PLACE) - 1;
    for (let index = best; index >= 0; index = (this.#next[index] & PLACE) - 1) {
      // of equally quiet ones the first that came, which is the last in the slot
      if (this.#quiet(index, seconds) >= this.#quiet(best, seconds)) best = index;
    }
    this.#unlink(best, slot);
    return best;
  }
  #unlink(index: number, slot: number): void {
    const after = this.#next[index];
    let entry = this.#heads[slot];
    if ((entry & PLACE) === index + 1) this.#heads[slot] = after;
    else {
      let before = (entry & PLACE) - 1;
      while (((entry = this.#next[before]) & PLACE) !== index + 1) before = (entry & PLACE) - 1;
      this.#next[before] = after;
    }
    this.evicted++;
  }
}
