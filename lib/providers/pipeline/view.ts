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

interface Candidate {
  readonly address: Uint8Array;
  packets: number;
  /** Packets it has sent, and of those with a hop limit that no router has touched. */
  sent: number;
  untouched: number;
}
interface Pair {
  readonly from: string;
  readonly to: string;
}
const INITIAL_HOPS = new Set([32, 64, 128, 255]);
/** An address as a name in a table: a character for each two bytes. */
const unit = (bytes: Uint8Array, at: number) => bytes[at] << 8 | bytes[at + 1];
function key(bytes: Uint8Array, at: number, length: number): string {
  let name = String.fromCharCode(unit(bytes, at), unit(bytes, at + 2));
  for (let i = 4; i < length; i += 2) name += String.fromCharCode(unit(bytes, at + i));
  return name;
}

/** Collects who talks to whom in a sample of packets. */
export class ViewSample {
  readonly #families = { 4: new Map<string, Candidate>(), 6: new Map<string, Candidate>() };
  readonly #pairs: { 4: Pair[]; 6: Pair[] } = { 4: [], 6: [] };

  constructor(readonly memory: Uint8Array) {}

  /** Takes the packet that was decoded last. Group addresses say nothing of who is observed. */
  add(d: Decoder): void {
    const family = d.version as 4 | 6;
    const length = family === 4 ? 4 : 16;
    const source = d.ip + (family === 4 ? 12 : 8), target = source + length;
    if (isGroup(this.memory, target, family)) return;
    const hops = this.memory[d.ip + (family === 4 ? 8 : 7)];
    const pair = { from: key(this.memory, source, length), to: key(this.memory, target, length) };
    const from = this.#meet(family, pair.from, source, length), to = this.#meet(family, pair.to, target, length);
    from.packets++;
    to.packets++;
    from.sent++;
    if (INITIAL_HOPS.has(hops)) from.untouched++;
    this.#pairs[family].push(pair);
  }
  #meet(family: 4 | 6, name: string, at: number, length: number): Candidate {
    const map = this.#families[family];
    let candidate = map.get(name);
    if (!candidate) {
      candidate = { address: this.memory.slice(at, at + length), packets: 0, sent: 0, untouched: 0 };
      map.set(name, candidate);
    }
    return candidate;
  }
  /** The host's addresses, or nothing when no host stands out. */
  infer(): AddressSet | undefined {
    const found = new AddressSet(this.memory);
    let total = 0, covered = 0;
    for (const family of [4, 6] as const) {
      const pairs = this.#pairs[family];
      total += pairs.length;
      const chosen = this.#choose(family);
      if (chosen.size === 0) continue;
      covered += pairs.filter(({ from, to }) => chosen.has(from) || chosen.has(to)).length;
      for (const name of chosen) found.add(this.#families[family].get(name)!.address);
    }
    return total > 0 && covered >= total * NEARLY_ALL ? found : undefined;
  }
  #choose(family: 4 | 6): Set<string> {
    const candidates = this.#families[family];
    let pairs = this.#pairs[family];
    const all = pairs.length;
    const chosen = new Set<string>();
    while (all > 0 && pairs.length > all * (1 - NEARLY_ALL) && chosen.size < MOST_ADDRESSES) {
      const best = this.#best(candidates, pairs, chosen.size === 0 ? all / 2 : 1);
      if (best === undefined) return new Set();
      chosen.add(best);
      pairs = pairs.filter(({ from, to }) => from !== best && to !== best);
    }
    return pairs.length > all * (1 - NEARLY_ALL) ? new Set() : chosen;
  }
  /** The address with most packets; of two that are alike the one whose packets no router has touched. */
  #best(candidates: Map<string, Candidate>, pairs: readonly Pair[], least: number): string | undefined {
    const counts = new Map<string, number>();
    for (const { from, to } of pairs) {
      counts.set(from, (counts.get(from) ?? 0) + 1);
      if (to !== from) counts.set(to, (counts.get(to) ?? 0) + 1);
    }
    const ranked = [...counts].sort((a, b) => b[1] - a[1]);
    const [first, second] = ranked;
    if (!first || first[1] < least) return undefined;
    if (!second || second[1] < first[1]) return first[0];
    const near = ([name]: [string, number]) => {
      const { sent, untouched } = candidates.get(name)!;
      return sent > 0 && untouched === sent;
    };
    const nearest = ranked.filter((one) => one[1] === first[1]).filter(near);
    return nearest.length === 1 ? nearest[0][0] : undefined;
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
  for (let i = from; i < batch.count && i < from + SAMPLE; i++) {
    if (batch.direction[i] !== 0) continue;
    const { linkType } = interfaces[batch.interface[i]];
    const reason = d.decode(batch.address[i], batch.capturedLength[i], batch.wireLength[i], linkType);
    if (reason === REASON.NONE) sample.add(d);
  }
  return sample.infer();
}
