/**
 * From where a capture is seen: `send` and `receive` are those of a host. Direction that the capture itself tells wins;
 * then the addresses given; then the one address that nearly every packet has to do with; else each packet is both sent
 * and received, as on a tap.
 *
 * @module
 */
import { formatAddress } from "../../engine/consume/mod.ts";
import { Decoder, REASON } from "../../packet/wire/mod.ts";
import type { PacketBatch, PacketSource } from "../../sources/mod.ts";
import { AddressSet, parseAddress } from "./address.ts";

/** Packets by which the observed host is found. */
const SAMPLE = 4096;
/** Packets after which it is looked again whether there is any hope to find one. */
const LOOK = 512;
/** Part of the packets that must have to do with the host. */
const NEARLY_ALL = 0.95;
/** A host's further addresses of one family, link-local ones and kin. */
const MOST_ADDRESSES = 3;

/** `-x local=…` is no list of addresses. */
export class ViewError extends Error {
  override readonly name = "ViewError";
}
export type ViewSource = "given" | "capture" | "inferred" | "tap";

/** What -x local says: addresses, "none" for a tap, nothing to have it inferred. */
export function parseLocal(text: string | undefined, memory: Uint8Array): AddressSet | "none" | undefined {
  if (text === undefined || text === "") return undefined;
  if (text === "none") return "none";
  const set = new AddressSet(memory);
  for (const part of text.split(",")) {
    const address = parseAddress(part.trim());
    if (!address) {
      throw new ViewError(
        `\`${part.trim()}\` in \`-x local\` is no address: give addresses with commas between, or none`,
      );
    }
    set.add(address);
  }
  return set;
}
const textOf = (address: Uint8Array): string => {
  const field = new Uint8Array(17);
  field[0] = address.length === 4 ? 4 : 6;
  field.set(address, 1);
  return formatAddress(field, 0);
};
/** One line for the user. */
export function describeView(source: ViewSource, local: AddressSet): string | undefined {
  const names = local.addresses.map(textOf).join(", ");
  if (source === "tap") {
    return "no one host takes part in nearly all packets: each is both sent and received (say whose view it is with " +
      "`-x local=ADDRESS,…`)";
  }
  return source === "inferred"
    ? `seen from ${names}, which takes part in nearly all packets (\`-x local=\` changes it)`
    : undefined;
}

const INITIAL_HOPS = new Set([32, 64, 128, 255]);
/** No address of a sample's. */
const NONE = -1;

/**
 * The addresses of one family in a sample, numbered as they come, and the packets between them. Typed arrays: this is done
 * once, before the first packet of a run fires, by code that has not run before.
 */
class FamilySample {
  /** Packets: numbers of their two ends. */
  readonly from: Int32Array = new Int32Array(SAMPLE);
  readonly to: Int32Array = new Int32Array(SAMPLE);
  packets = 0;
  /** By address: packets it takes part in. */
  readonly #counts = new Int32Array(2 * SAMPLE);
  /** By address: packets it has sent, and of those with a hop limit that no router has touched. */
  readonly #sent = new Int32Array(2 * SAMPLE);
  readonly #untouched = new Int32Array(2 * SAMPLE);
  /** By address: its words as they lie in memory. */
  readonly #words: Int32Array;
  #addresses = 0;
  /** Hash table: numbers of addresses plus 1. */
  readonly #slots = new Int32Array(4 * SAMPLE);

  /** @param length words of an address */
  constructor(readonly memory: Uint8Array, readonly length: number) {
    this.#words = new Int32Array(2 * SAMPLE * length);
  }
  add(source: number, hops: number): void {
    const from = this.#number(source), to = this.#number(source + 4 * this.length), at = this.packets++;
    this.from[at] = from;
    this.to[at] = to;
    this.#counts[from]++;
    if (to !== from) this.#counts[to]++;
    this.#sent[from]++;
    if (INITIAL_HOPS.has(hops)) this.#untouched[from]++;
  }
  #number(at: number): number {
    const { memory, length } = this, words = this.#words, slots = this.#slots;
    const next = this.#addresses * length;
    let hash = 0;
    for (let i = 0; i < length; i++, at += 4) {
      const word = memory[at] | memory[at + 1] << 8 | memory[at + 2] << 16 | memory[at + 3] << 24;
      words[next + i] = word;
      hash = Math.imul(hash ^ word, 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    for (let slot = hash & slots.length - 1;; slot = slot + 1 & slots.length - 1) {
      const known = slots[slot] - 1;
      if (known < 0) {
        slots[slot] = ++this.#addresses;
        return this.#addresses - 1;
      }
      let same = words[known * length] === words[next];
      for (let i = 1; same && i < length; i++) same = words[known * length + i] === words[next + i];
      if (same) return known;
    }
  }
  address(number: number): Uint8Array {
    return new Uint8Array(this.#words.buffer, 4 * number * this.length, 4 * this.length).slice();
  }
  /** Packets that no choice of addresses can cover, at least. */
  get beyondAll(): number {
    const most = this.#counts.subarray(0, this.#addresses).slice().sort().subarray(-MOST_ADDRESSES);
    return this.packets - most.reduce((sum, count) => sum + count, 0);
  }
  /** The addresses that nearly all packets have to do with, and how many packets those are. */
  choose(): { readonly chosen: readonly number[]; readonly covered: number } {
    const all = this.packets, chosen: number[] = [];
    let left = all;
    while (all > 0 && left > all * (1 - NEARLY_ALL) && chosen.length < MOST_ADDRESSES) {
      const best = this.#best(chosen, chosen.length === 0 ? all / 2 : 1);
      if (best === NONE) return { chosen: [], covered: 0 };
      chosen.push(best);
      left = 0;
      for (let i = 0; i < all; i++) if (!this.#isCovered(i, chosen)) left++;
    }
    return left > all * (1 - NEARLY_ALL) ? { chosen: [], covered: 0 } : { chosen, covered: all - left };
  }
  #isCovered(packet: number, chosen: readonly number[]): boolean {
    return chosen.includes(this.from[packet]) || chosen.includes(this.to[packet]);
  }
  /** The address with most of the packets left; of several that are alike the one whose packets no router has touched. */
  #best(chosen: readonly number[], least: number): number {
    const counts = new Int32Array(this.#addresses), { from, to } = this;
    for (let i = 0; i < this.packets; i++) {
      if (chosen.length > 0 && this.#isCovered(i, chosen)) continue;
      counts[from[i]]++;
      if (to[i] !== from[i]) counts[to[i]]++;
    }
    let most = 0;
    for (let i = 0; i < counts.length; i++) if (counts[i] > most) most = counts[i];
    if (most === 0 || most < least) return NONE;
    const first = counts.indexOf(most);
    if (counts.indexOf(most, first + 1) < 0) return first;
    let nearest = NONE;
    for (let i = first; i < counts.length; i++) {
      const isNear = counts[i] === most && this.#sent[i] > 0 && this.#untouched[i] === this.#sent[i];
      if (isNear && nearest !== NONE) return NONE;
      if (isNear) nearest = i;
    }
    return nearest;
  }
}

/** Collects who talks to whom in a sample of packets. */
class ViewSample {
  readonly #four: FamilySample;
  readonly #six: FamilySample;

  constructor(readonly memory: Uint8Array) {
    this.#four = new FamilySample(memory, 1);
    this.#six = new FamilySample(memory, 4);
  }
  /** Takes the packet that was decoded last. Group addresses say nothing of who is observed. */
  add(d: Decoder): void {
    const isFour = d.version === 4;
    const source = d.ip + (isFour ? 12 : 8), target = source + (isFour ? 4 : 16);
    if (isGroup(this.memory, target, d.version)) return;
    (isFour ? this.#four : this.#six).add(source, this.memory[d.ip + (isFour ? 8 : 7)]);
  }
  /** Whether a host cannot stand out any more among so many packets at most: too many are between others already. */
  isHopeless(most: number): boolean {
    return Math.max(0, this.#four.beyondAll) + Math.max(0, this.#six.beyondAll) > most * (1 - NEARLY_ALL);
  }
  /** The host's addresses, or nothing when no host stands out. */
  infer(): AddressSet | undefined {
    const found = new AddressSet(this.memory);
    let total = 0, coveredInAll = 0;
    for (const family of [this.#four, this.#six]) {
      total += family.packets;
      const { chosen, covered } = family.choose();
      coveredInAll += covered;
      for (const number of chosen) found.add(family.address(number));
    }
    return total > 0 && coveredInAll >= total * NEARLY_ALL ? found : undefined;
  }
}
/** Multicast, and IPv4's limited broadcast. */
export function isGroup(bytes: Uint8Array, at: number, family: number): boolean {
  const first = bytes[at];
  if (family === 6) return first === 0xff;
  return first >> 4 === 14 || first === 255 && bytes[at + 1] === 255 && bytes[at + 2] === 255 && bytes[at + 3] === 255;
}
/** Who takes part in nearly all packets of a batch from one on, of those without a direction; undefined if nobody does. */
export function inferLocal(
  memory: Uint8Array,
  interfaces: PacketSource["interfaces"],
  batch: PacketBatch,
  from: number,
): AddressSet | undefined {
  const d = new Decoder(memory);
  const sample = new ViewSample(memory);
  const end = Math.min(batch.count, from + SAMPLE);
  for (let i = from; i < end; i++) {
    if ((i - from) % LOOK === LOOK - 1 && sample.isHopeless(end - from)) return undefined;
    if (batch.direction[i] !== 0) continue;
    const { linkType } = interfaces[batch.interface[i]];
    const reason = d.decode(batch.address[i], batch.capturedLength[i], batch.wireLength[i], linkType);
    if (reason === REASON.NONE) sample.add(d);
  }
  return sample.infer();
}
