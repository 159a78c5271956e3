/**
 * Where the values of a clause lie: registers by linear scan over their intervals, the rest in the frame, and what is too much
 * for that in the page.
 *
 * @module
 */
import type { Register } from "../ir/mod.ts";
import type { Analysis, Interval } from "./analysis.ts";
import type { MachineRegister } from "./assembler.ts";
import { MAX_PAGE_VALUES, PAGE, SLOT } from "./frame.ts";

export type Location =
  | { readonly kind: "register"; readonly register: MachineRegister }
  | { readonly kind: "frame"; readonly offset: number }
  | { readonly kind: "page"; readonly offset: number };

/** More values at once than there is room for. */
export class TooManyValues extends Error {}

/** Registers that calls keep; those that they lose serve where a value does not live across one. */
const SHORT: readonly MachineRegister[] = [5, 4, 3];

/** @param frameBytes of the frame that values may take */
export function assignLocations(
  analysis: Analysis,
  kept: readonly MachineRegister[],
  frameBytes: number,
): ReadonlyMap<Register, Location> {
  const locations = new Map<Register, Location>();
  const intervals = [...analysis.intervals.values()].sort((a, b) => a.from - b.from);
  const freeRegisters = new Set<MachineRegister>([...kept, ...SHORT]);
  const frame = new Places(SLOT.VALUES - 8, -8, Math.floor((frameBytes + SLOT.VALUES) / 8));
  const page = new Places(PAGE.VALUES, 8, MAX_PAGE_VALUES);
  let active: { readonly interval: Interval; readonly free: () => void }[] = [];
  for (const interval of intervals) {
    active = active.filter(({ interval: { to }, free }) => {
      // one that ends where another begins has been read before that is written
      if (to > interval.from) return true;
      free();
      return false;
    });
    const { location, free } = choose(interval);
    locations.set(interval.register, location);
    active.push({ interval, free });
  }
  return locations;

  function choose(interval: Interval): { readonly location: Location; readonly free: () => void } {
    const short = interval.isPointer || crossesCall(analysis.calls, interval) ? [] : SHORT;
    const register = [...short, ...kept].find((one) => freeRegisters.has(one));
    if (register !== undefined) {
      freeRegisters.delete(register);
      return { location: { kind: "register", register }, free: () => freeRegisters.add(register) };
    }
    const inFrame = frame.take();
    if (inFrame !== undefined) {
      return { location: { kind: "frame", offset: inFrame }, free: () => frame.give(inFrame) };
    }
    const inPage = interval.isPointer ? undefined : page.take();
    if (inPage === undefined) throw new TooManyValues();
    return { location: { kind: "page", offset: inPage }, free: () => page.give(inPage) };
  }
}
function crossesCall(calls: readonly number[], { from, to }: Interval): boolean {
  let low = 0, high = calls.length;
  while (low < high) {
    const middle = low + high >> 1;
    if (calls[middle] > from) high = middle;
    else low = middle + 1;
  }
  return low < calls.length && calls[low] <= to;
}
/** Places of eight bytes side by side. */
class Places {
  readonly #free: number[] = [];
  #made = 0;
  constructor(readonly first: number, readonly step: number, readonly most: number) {}
  take(): number | undefined {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    return this.#made < this.most ? this.first + this.step * this.#made++ : undefined;
  }
  give(place: number): void {
    this.#free.push(place);
  }
}
