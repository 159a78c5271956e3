/**
 * Addresses of the observed host: from text, from capture metadata, and back to text.
 *
 * @module
 */

/** 4 or 16 bytes. */
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
export function parseAddress(text: string): AddressBytes | undefined {
  return text.includes(":") ? parse6(text) : parse4(text);
}

/** The network's broadcast address (RFC 919): what goes there is for every host on it. */
export function broadcastOf(address: AddressBytes, prefixLength = 32): AddressBytes | undefined {
  if (address.length !== 4 || prefixLength > 30 || prefixLength < 8) return undefined;
  const broadcast = address.slice();
  const view = new DataView(broadcast.buffer);
  view.setUint32(0, view.getUint32(0) | 0xffffffff >>> prefixLength);
  return broadcast;
}

/** 127.0.0.0/8 is every host's own (RFC 1122 section 3.2.1.3): resolvers listen at 127.0.0.53. */
const LOOPBACK = 127;
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
