/**
 * Whose view each interface of each input has, from the first packets of all inputs. Inputs that are parts of one capture
 * (the same link, one after the other in time, nothing that contradicts) share one: they give what the whole gives.
 *
 * @module
 */
import type { CaptureInterface, Moment, Preview } from "../../sources/mod.ts";
import { SAMPLED } from "./sampled_addresses.ts";
import { judge, type Verdict } from "./judge.ts";
import { Sample } from "./sample.ts";
import { Patience, type PatienceSettings, Scan } from "./scan.ts";

/** Captures that others may go on with, at once. */
const OPEN = 64;
/** Of what may go on with a capture whose view is decided so many packets are looked at first. */
const A_LOOK = 256;

/** One view, and what is seen from it. */
export interface FoundView extends Verdict {
  /** Inputs by name, and which interface where an input has several. */
  readonly members: readonly string[];
  /** Packets of IP that were looked at, and those whose direction the capture tells. */
  readonly taken: number;
  readonly stated: number;
}
export interface FoundViews {
  readonly all: readonly FoundView[];
  /** Index of the view of an interface of an input; undefined where none of its packets were among the first. */
  at(input: number, number: number): number | undefined;
  /** A pipe was not waited for until it had brought enough. */
  readonly isCut: boolean;
}

/** A capture that others may go on with. */
interface Group {
  readonly kind: string;
  readonly members: string[];
  sample: Sample | undefined;
  verdict: Verdict;
  taken: number;
  stated: number;
  until: Moment;
}

/** Looks at the first packets of all inputs. */
export async function findViews(preview: Preview, settings: PatienceSettings): Promise<FoundViews> {
  const finding = new Finding(preview, new Patience(settings));
  try {
    return await finding.run();
  } finally {
    preview.end();
  }
}

class Finding {
  readonly #groups: Group[] = [];
  readonly #places = new Map<string, number>();

  constructor(readonly preview: Preview, readonly patience: Patience) {}
  async run(): Promise<FoundViews> {
    for (const input of await this.#inOrderOfTime()) await this.#look(input);
    const places = this.#places;
    return {
      all: this.#groups.map(({ verdict, members, taken, stated }) => ({
        ...verdict,
        members,
        taken,
        stated,
      })),
      at: (input, number) => places.get(`${input} ${number}`),
      isCut: this.patience.isOver,
    };
  }
  async #inOrderOfTime(): Promise<number[]> {
    const inputs = Array.from({ length: this.preview.inputs }, (_, input) => input);
    if (inputs.length === 1) return inputs;
    const firsts: (Moment | undefined)[] = [];
    for (const input of inputs) {
      firsts[input] = (await new Scan(this.preview, () => undefined, 1).run(input, this.patience)).first;
    }
    return inputs.filter((input) => firsts[input]).sort((a, b) => compareMoments(firsts[a]!, firsts[b]!) || a - b);
  }
  async #look(input: number): Promise<void> {
    // most of what goes on with a long capture shows it at once
    const isShort = this.#groups.some(({ sample }) => sample?.isFull);
    let samples = await this.#scan(input, isShort ? A_LOOK : undefined);
    if (isShort && samples.some((one) => !this.#groupFor(one)?.sample?.isFull)) samples = await this.#scan(input);
    for (const one of samples) {
      const group = this.#groupFor(one);
      if (!group) this.#begin(one);
      else await this.#join(one, group);
      this.#places.set(`${input} ${one.number}`, group ? this.#groups.indexOf(group) : this.#groups.length - 1);
    }
    for (const group of this.#groups.slice(0, -OPEN)) group.sample = undefined;
  }
  async #scan(input: number, max?: number): Promise<Looked[]> {
    const samples: Sample[] = [];
    const sampleOf = (number: number) => samples[number] ??= new Sample(this.preview.bytes);
    const scan = new Scan(this.preview, sampleOf, max);
    const { interfaces, first, last } = await scan.run(input, this.patience);
    const name = this.preview.name(input);
    return interfaces.flatMap((one, number) => {
      const sample = samples[number];
      if (!sample?.hasAnything || !first || !last) return [];
      const label = interfaces.length > 1 ? `${name}: ${one.name ?? `interface ${number}`}` : name;
      return [{ input, number, sample, verdict: judge(sample), label, kind: kindOf(one, number), first, last }];
    });
  }
  #groupFor({ kind, first, sample, verdict }: Looked): Group | undefined {
    return this.#groups.slice(-OPEN).findLast((group) =>
      group.kind === kind && group.sample !== undefined && compareMoments(group.until, first) <= 0 &&
      isSameLink(group.sample, sample) && !contradicts(group.verdict, verdict, sample)
    );
  }
  #begin({ kind, label, sample, verdict, last }: Looked): void {
    const { taken, stated } = sample;
    this.#groups.push({ kind, members: [label], sample, verdict, taken, stated, until: last });
  }
  /** What is seen of the parts together is what the first packets of the whole show. */
  async #join({ input, number, label, last }: Looked, group: Group): Promise<void> {
    group.members.push(label);
    group.until = last;
    const sample = group.sample!;
    if (sample.isFull) return;
    await new Scan(this.preview, (one) => one === number ? sample : undefined).run(input, this.patience);
    group.verdict = judge(sample);
    group.taken = sample.taken;
    group.stated = sample.stated;
  }
}
/** An interface of an input, as its own packets show it. */
interface Looked {
  readonly input: number;
  readonly number: number;
  readonly sample: Sample;
  readonly verdict: Verdict;
  readonly label: string;
  readonly kind: string;
  readonly first: Moment;
  readonly last: Moment;
}

function kindOf({ linkType, name }: CaptureInterface, number: number): string {
  return `${linkType} ${name ?? `#${number}`}`;
}
function compareMoments(a: Moment, b: Moment): number {
  return a.seconds - b.seconds || a.nanoseconds - b.nanoseconds;
}
/** The greatest sender of the one is seen in the other: a station, or an address where links have none. */
function isSameLink(one: Sample, other: Sample): boolean {
  if (other.stations.size > 0) {
    const max = other.stationFrames.indexOf(Math.max(...other.stationFrames));
    return one.stations.has([...other.stations.keys()][max]);
  }
  return other.families.some((family, f) => {
    const { table } = family;
    let busiest = -1;
    for (let number = 0; number < table.count; number++) {
      if (busiest < 0 || table.get(number, SAMPLED.PACKETS) > table.get(busiest, SAMPLED.PACKETS)) busiest = number;
    }
    return busiest >= 0 && one.families[f].table.has(table.bytes(busiest));
  });
}
/** The one is seen from one host, the other from another. */
function contradicts(group: Verdict, own: Verdict, sample: Sample): boolean {
  if (group.addresses.length === 0 || own.addresses.length === 0) return false;
  const same = own.addresses.some((address) => group.addresses.some((other) => isEqual(address, other)));
  if (same) return false;
  // that it takes part in nearly all is not a contradiction where the other does, too
  return own.reasons.some((reason) => reason !== "part") || !sample.isCoveredBy(group.addresses);
}
function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
