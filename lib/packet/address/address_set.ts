/**
 * A set of addresses that is asked for every packet: two hash tables in the machine's memory, one a family.
 *
 * What is asked is hot: see lib/wasm/translate/README.md.
 *
 * @module
 */
import type { HotMemory, i32, i64 } from "../../wasm/mod.ts";
import type { AddressBytes } from "./parse.ts";

/**
 * Offsets in a set's head: how many addresses there are; base and mask (slots less 1) of each table; and a number that the
 * maker of the set keeps beside it.
 */
export const SET = { COUNT: 0, BASE4: 4, MASK4: 8, BASE6: 12, MASK6: 16, TAG: 20, BYTES: 24 } as const;
/** A slot: the address's words as they lie in a packet, and one that is not zero where the slot is taken. */
const SLOT4 = 8, SLOT6 = 24, FEW_SLOTS = 8;
const MIX: number = 0x9e3779b1 | 0;
/** 127.0.0.0/8 is every host's own (RFC 1122 section 3.2.1.3): resolvers listen at 127.0.0.53. */
const LOOPBACK = 127;

/** Where to look first for an address whose words give this in all; the mask is still to be applied. */
function slotOf(all: i32): i32 {
  return Math.imul(all, MIX) >>> 16 | 0;
}
/** Whether the IPv4 address at `at` is in the set; those of loopback always are. */
export function hasAddress4(memory: HotMemory, head: i32, at: i32): boolean {
  const { bytes, words, view } = memory;
  if (bytes[at] === LOOPBACK) return true;
  const word = view.getInt32(at, true), mask = words[head + SET.MASK4 >> 2];
  for (let slot = slotOf(word);; slot++) {
    slot &= mask;
    const entry = words[head + SET.BASE4 >> 2] + slot * SLOT4 | 0;
    if (words[entry + 4 >> 2] === 0) return false;
    if (words[entry >> 2] === word) return true;
  }
}
/** The same of IPv6. */
export function hasAddress6(memory: HotMemory, head: i32, at: i32): boolean {
  const { words, view } = memory;
  const low: i64 = view.getBigInt64(at, true), high: i64 = view.getBigInt64(at + 8, true);
  const mask = words[head + SET.MASK6 >> 2], all = low ^ high;
  for (let slot = slotOf(Number(BigInt.asIntN(32, all ^ all >> 32n)));; slot++) {
    slot &= mask;
    const entry = words[head + SET.BASE6 >> 2] + slot * SLOT6 | 0;
    if (words[entry + 16 >> 2] === 0) return false;
    if (view.getBigInt64(entry, true) === low && view.getBigInt64(entry + 8, true) === high) return true;
  }
}

export class AddressSet {
  /** Address of what {@linkcode hasAddress4} is given. */
  readonly head: number;
  readonly addresses: AddressBytes[] = [];
  #slots = 0;
  readonly #memory: HotMemory;
  readonly #take: (bytes: number) => number;

  /**
   * @param take gives so many bytes of the memory, of zero and aligned to 8
   * @param tag the number beside the set
   */
  constructor(memory: HotMemory, take: (bytes: number) => number, tag = 0) {
    this.#memory = memory;
    this.#take = take;
    this.head = take(SET.BYTES);
    this.#put(SET.TAG, tag);
    this.#grow(FEW_SLOTS);
  }
  get isEmpty(): boolean {
    return this.addresses.length === 0;
  }
  /** Of 4 or 16 bytes. */
  add(address: AddressBytes): void {
    if (!this.#enter(address)) return;
    this.addresses.push(address.slice());
    this.#put(SET.COUNT, this.addresses.length);
    if (2 * this.addresses.length > this.#slots) this.#grow(2 * this.#slots);
  }
  #put(at: number, value: number): void {
    this.#memory.words[this.head + at >> 2] = value;
  }
  /** Tables of so many slots, a power of two; the ones before are left behind. */
  #grow(slots: number): void {
    const base4 = this.#take(slots * (SLOT4 + SLOT6));
    this.#slots = slots;
    this.#put(SET.BASE4, base4);
    this.#put(SET.BASE6, base4 + slots * SLOT4);
    this.#put(SET.MASK4, slots - 1);
    this.#put(SET.MASK6, slots - 1);
    for (const address of this.addresses) this.#enter(address);
  }
  /** False where it is there already. */
  #enter(address: AddressBytes): boolean {
    const { words } = this.#memory, key = Array.from(new Int32Array(address.slice().buffer));
    const isFour = key.length === 1, size = isFour ? SLOT4 : SLOT6;
    const base = words[this.head + (isFour ? SET.BASE4 : SET.BASE6) >> 2];
    let slot = slotOf(key.reduce((all, word) => all ^ word, 0)) & this.#slots - 1;
    const at = () => base + slot * size >> 2;
    for (; words[at() + key.length] !== 0; slot = slot + 1 & this.#slots - 1) {
      if (key.every((word, i) => words[at() + i] === word)) return false;
    }
    words.set(key, at());
    words[at() + key.length] = 1;
    return true;
  }
  has4(at: number): boolean {
    return hasAddress4(this.#memory, this.head, at);
  }
  has6(at: number): boolean {
    return hasAddress6(this.#memory, this.head, at);
  }
}
