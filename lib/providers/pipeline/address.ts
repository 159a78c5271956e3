/**
 * Addresses of the observed host: from text, from capture metadata, and back to text.
 *
 * @module
 */

import { type AddressBytes, parseAddress } from "../../packet/address/mod.ts";

export { parseAddress };

/** The network's broadcast address (RFC 919): what goes there is for every host on it. */
export function broadcastOf(address: AddressBytes, prefixLength = 32): AddressBytes | undefined {
  if (address.length !== 4 || prefixLength > 30 || prefixLength < 8) return undefined;
  const broadcast = address.slice();
  const view = new DataView(broadcast.buffer);
  view.setUint32(0, view.getUint32(0) | 0xffffffff >>> prefixLength);
  return broadcast;
}

/** 127.0.0.0/8 is every host's own (RFC 1122 section 3.2.1.3): resolvers listen at 127.0.0.53. */
export const LOOPBACK = 127;
/** So many are looked through quicker than looked up. */
const FEW = 8;

/** A set of addresses that is asked for every packet. */
export class AddressSet {
  readonly #four: number[] = [];
  #many: Set<number> | undefined;
  readonly #six: Int32Array[] = [];
  readonly addresses: AddressBytes[] = [];

  constructor(readonly memory: Uint8Array) {}
  get isEmpty(): boolean {
    return this.addresses.length === 0;
  }
  add(address: AddressBytes): void {
    const view = new DataView(address.buffer, address.byteOffset, address.byteLength);
    if (address.length === 4) {
      if (this.#four.includes(view.getInt32(0))) return;
      this.#four.push(view.getInt32(0));
      if (this.#four.length > FEW) this.#many = new Set(this.#four);
    } else {
      const words = Int32Array.from([0, 4, 8, 12], (offset) => view.getInt32(offset));
      if (this.#six.some((other) => other.every((word, i) => word === words[i]))) return;
      this.#six.push(words);
    }
    this.addresses.push(address.slice());
  }
  has4(at: number): boolean {
    const { memory } = this;
    const word = memory[at] << 24 | memory[at + 1] << 16 | memory[at + 2] << 8 | memory[at + 3];
    if (this.#many !== undefined) return this.#many.has(word) || memory[at] === LOOPBACK;
    for (let i = 0; i < this.#four.length; i++) if (this.#four[i] === word) return true;
    return memory[at] === LOOPBACK;
  }
  has6(at: number): boolean {
    for (let i = 0; i < this.#six.length; i++) if (this.#is(this.#six[i], at)) return true;
    return false;
  }
  #is(words: Int32Array, at: number): boolean {
    const { memory } = this;
    for (let i = 0; i < 4; i++) {
      const from = at + 4 * i;
      const word = memory[from] << 24 | memory[from + 1] << 16 | memory[from + 2] << 8 | memory[from + 3];
      if (words[i] !== word) return false;
    }
    return true;
  }
}
