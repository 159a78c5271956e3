/**
 * From a sample of packets to the host on which they were captured, with the reasons; or to nobody, where the evidence is
 * weak: then every packet is taken as on a tap.
 *
 * @module
 */
import { type AddressTable, SAMPLED } from "./sampled_addresses.ts";
import { type Family, NEARLY_ALL, type Sample } from "./sample.ts";

/** Of so many packets one may be a stray. */
const ENOUGH_FOR_A_STRAY = 10;
/** With so many peers, none of which takes part in nearly all packets, a host stands out. */
const SOME_PEERS = 3;
/** Addresses of a host in one family that are found by what it takes part in, link-local ones and the like. */
const MAX_ADDRESSES = 3;
/** Addresses that one station may send from and still be a host and no router. */
const MAX_STATION_ADDRESSES = 16;
/** Points that make a host of one who takes part in nearly all packets. */
const ENOUGH = 2;
/** An answer that took so many times as long came through the network; and must have taken so long at all, microseconds. */
const TIMES_AS_LONG = 3, THROUGH_A_NETWORK_US = 100;
/** No host takes longer than that to answer at once, microseconds. */
const AT_ONCE_US = 1000;

/** Why: in the words of the message. */
export type Reason = "part" | "hops" | "answers" | "checksums" | "padding" | "loopback";
export interface Verdict {
  /** The host's addresses, 4 or 16 bytes each; none where no host stands out. */
  readonly addresses: readonly Uint8Array[];
  readonly reasons: readonly Reason[];
  /** Packets between two hosts that were looked at, and those of them that the host takes part in. */
  readonly packets: number;
  readonly covered: number;
}
const NOBODY: Verdict = { addresses: [], reasons: [], packets: 0, covered: 0 };

/** A few addresses of one family that take part in nearly all of its packets. */
interface Candidate {
  readonly family: Family;
  readonly addresses: readonly number[];
  readonly covered: number;
  readonly points: number;
  readonly reasons: readonly Reason[];
}

export function judge(sample: Sample): Verdict {
  if (sample.stated > 0) return NOBODY;
  const found = sample.families.map((family) => judgeFamily(family, sample));
  const best = found.reduce((one, other) => other && (!one || other.points > one.points) ? other : one, undefined);
  const packets = sample.families.reduce((sum, family) => sum + family.packets, 0);
  if (!best) return { ...NOBODY, packets };
  const station = stationOf(best);
  let covered = 0;
  const addresses: Uint8Array[] = [], reasons = new Set<Reason>();
  for (const [i, family] of sample.families.entries()) {
    // what one family shows of the host's station holds for the other, too
    const own = station === undefined ? undefined : ofStation(family, station);
    const chosen = found[i]?.addresses ?? [];
    const part = own && chosen.every((number) => mayBeOf(family, number, station!))
      ? [...new Set([...chosen, ...own])]
      : chosen;
    found[i]?.reasons.forEach((reason) => reasons.add(reason));
    covered += coveredBy(family, part);
    for (const number of part) addresses.push(family.table.bytes(number));
  }
  if (packets - covered > straysAmong(packets)) return { ...NOBODY, packets };
  return { addresses, reasons: [...reasons], packets, covered };
}

/** The candidate with points enough, of the one that takes part in most and the one that could be its only peer. */
function judgeFamily(family: Family, { hasFineTimes }: Sample): Candidate | undefined {
  const addresses = cover(family, []);
  if (addresses.length === 0) return undefined;
  const { table } = family;
  if (addresses.every((number) => table.isLoopback(number))) {
    return { family, addresses, covered: coveredBy(family, addresses), points: 10, reasons: ["loopback"] };
  }
  const rivals = cover(family, addresses);
  const others = rivals.length > 0 ? rivals : peersOf(family, addresses);
  const evidence = compare(table, addresses, others, hasFineTimes);
  let points = evidence.reduce((sum, [, more]) => sum + more, 0);
  // with so many peers that none of them could be the host
  const isAlone = rivals.length === 0 && others.length >= SOME_PEERS;
  if (isAlone) points += ENOUGH;
  if (points >= ENOUGH) return candidate(family, addresses, points, evidence, 1, isAlone);
  if (rivals.length > 0 && -points >= ENOUGH) return candidate(family, rivals, -points, evidence, -1, false);
  return undefined;
}
function candidate(
  family: Family,
  addresses: readonly number[],
  points: number,
  evidence: Evidence,
  sign: 1 | -1,
  isAlone: boolean,
): Candidate {
  const reasons = evidence.filter(([, more]) => more * sign > 0).map(([reason]) => reason);
  if (isAlone) reasons.unshift("part");
  return { family, addresses, covered: coveredBy(family, addresses), points, reasons };
}

/**
 * At most three addresses that nearly all packets have to do with, none of them among those left out; none where there are
 * no such.
 */
function cover(family: Family, without: readonly number[]): number[] {
  const all = family.packets, strays = straysAmong(all), chosen: number[] = [];
  for (let left = all; left > strays;) {
    const best = chosen.length === MAX_ADDRESSES
      ? -1
      : mostIn(family, chosen, without, chosen.length === 0 ? all / 2 : 1);
    if (best < 0) return [];
    chosen.push(best);
    left = all - coveredBy(family, chosen);
  }
  return chosen;
}
/** Packets that may have nothing to do with the host. */
function straysAmong(packets: number): number {
  return Math.max(packets * (1 - NEARLY_ALL), packets >= ENOUGH_FOR_A_STRAY ? 1 : 0);
}
/** The other ends of what some addresses take part in. */
function peersOf({ from, to, packets }: Family, some: readonly number[]): number[] {
  const peers = new Set<number>();
  for (let i = 0; i < packets; i++) {
    if (some.includes(from[i])) peers.add(to[i]);
    else if (some.includes(to[i])) peers.add(from[i]);
  }
  return [...peers].filter((peer) => !some.includes(peer));
}
function coveredBy({ from, to, packets }: Family, chosen: readonly number[]): number {
  let covered = 0;
  for (let i = 0; i < packets; i++) if (chosen.includes(from[i]) || chosen.includes(to[i])) covered++;
  return covered;
}
/** Whether two addresses may be of one host: one station sends for both, as far as that was seen. */
function canBeOne(table: AddressTable, one: number, other: number): boolean {
  const station = table.get(one, SAMPLED.STATION), station2 = table.get(other, SAMPLED.STATION);
  return station <= 0 || station2 <= 0 || station === station2;
}
/** The address with most of the packets left; of several that are alike the one that came first. -1 where it has too few. */
function mostIn(family: Family, chosen: readonly number[], without: readonly number[], min: number): number {
  const { from, to, packets, table } = family;
  const counts = new Int32Array(table.count);
  for (let i = 0; i < packets; i++) {
    if (chosen.length > 0 && (chosen.includes(from[i]) || chosen.includes(to[i]))) continue;
    counts[from[i]]++;
    if (to[i] !== from[i]) counts[to[i]]++;
  }
  let best = -1;
  for (let number = 0; number < counts.length; number++) {
    if (without.includes(number) || counts[number] < Math.max(1, min)) continue;
    if (!chosen.every((other) => canBeOne(table, number, other))) continue;
    if (best < 0 || counts[number] > counts[best]) best = number;
  }
  return best;
}

/** Points for some addresses, negative for the others. */
type Evidence = readonly (readonly [reason: Reason, points: number])[];
function compare(table: AddressTable, some: readonly number[], others: readonly number[], times: boolean): Evidence {
  return [
    ["hops", hopPoints(table, some, others)],
    ["answers", times ? answerPoints(table, some, others) : 0],
    ["checksums", sharePoints(table, some, others, SAMPLED.PARTIAL, SAMPLED.SUMMED)],
    ["padding", sharePoints(table, some, others, SAMPLED.SHORT, SAMPLED.PADDED)],
  ];
}
const total = (table: AddressTable, some: readonly number[], what: number) =>
  some.reduce((sum, number) => sum + table.get(number, what), 0);

/** The end that is nearer by a router or more is the host, if no router lies before it; who is farther is none. */
function hopPoints(table: AddressTable, some: readonly number[], others: readonly number[]): number {
  const known = total(table, some, SAMPLED.HOPS_KNOWN), known2 = total(table, others, SAMPLED.HOPS_KNOWN);
  if (known === 0 || known2 === 0) return 0;
  const hops = total(table, some, SAMPLED.HOPS) / known, hops2 = total(table, others, SAMPLED.HOPS) / known2;
  if (Math.abs(hops - hops2) < 0.8) return 0;
  // the nearer one may stand behind one router that is the host's own, as containers and what is translated do
  return hops < hops2 ? (hops < 1.2 ? 3 : 1) : (hops2 < 1.2 ? -3 : -1);
}
function answerPoints(table: AddressTable, some: readonly number[], others: readonly number[]): number {
  const count = total(table, some, SAMPLED.ANSWERS), count2 = total(table, others, SAMPLED.ANSWERS);
  const mean = (all: readonly number[], count: number) =>
    2 ** (all.reduce((sum, number) => sum + table.answerLogs[number], 0) / count);
  const taken = mean(some, count), taken2 = mean(others, count2);
  if (count === 0 && count2 === 0) return 0;
  // one side only: who takes longer than a host does is not where the capture was made
  if (count === 0) return taken2 > AT_ONCE_US ? 1 : 0;
  if (count2 === 0) return taken > AT_ONCE_US ? -1 : 0;
  const [fast, slow] = taken < taken2 ? [taken, taken2] : [taken2, taken];
  if (fast > AT_ONCE_US || slow < THROUGH_A_NETWORK_US || slow < TIMES_AS_LONG * fast) return 0;
  return taken < taken2 ? 3 : -3;
}
/** Where nearly all of one side shows it, and nearly nothing of the other. */
function sharePoints(
  table: AddressTable,
  some: readonly number[],
  others: readonly number[],
  what: number,
  without: number,
): number {
  const share = (all: readonly number[]) => {
    const yes = total(table, all, what), no = total(table, all, without);
    return yes + no < 2 ? undefined : yes / (yes + no);
  };
  const one = share(some), two = share(others);
  if (one === undefined || two === undefined) return 0;
  if (one > 0.5 && two < 0.05) return 4;
  return two > 0.5 && one < 0.05 ? -4 : 0;
}

/** The station that sends for all addresses of a candidate, if it sends for few. */
function stationOf({ family, addresses }: Candidate): number | undefined {
  let station: number | undefined;
  for (const number of addresses) {
    const known = family.table.get(number, SAMPLED.STATION);
    if (known < 0 || known > 0 && station !== undefined && station !== known - 1) return undefined;
    if (known > 0) station = known - 1;
  }
  return station;
}
function mayBeOf({ table }: Family, number: number, station: number): boolean {
  const known = table.get(number, SAMPLED.STATION);
  return known <= 0 || known === station + 1;
}
/** Addresses that a station sends from, unless it is a router's. */
function ofStation({ table }: Family, station: number): number[] | undefined {
  const own: number[] = [];
  for (let number = 0; number < table.count; number++) {
    // what a router passes on is not its own, and shows by its hop limit
    const hops = table.get(number, SAMPLED.HOPS), known = table.get(number, SAMPLED.HOPS_KNOWN);
    if (table.get(number, SAMPLED.STATION) === station + 1 && 2 * hops <= known) own.push(number);
  }
  return own.length > MAX_STATION_ADDRESSES ? undefined : own;
}
