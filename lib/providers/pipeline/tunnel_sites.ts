/**
 * Numbers for where packets inside tunnels are met: two networks in two tunnels may use the same addresses. They go on from
 * the numbers of sites outside of tunnels, 0 being nothing special.
 *
 * An identifier that its receiver chooses (TEID of GTP-U, labels of MPLS) is another one for each direction, so that it keeps
 * apart what belongs together: of flows only the kind of tunnel counts there, of fragments all of it.
 *
 * @module
 */
import { tunnels } from "../../protocols/mod.ts";

/** Numbers take 16 bits; those beyond share the last one. */
const MAX_SITES = 65535;
const ID = 2 ** 32, KINDS = 32;
/** A site outside of tunnels, in place of a kind. */
const OUTSIDE = 31;

const isOneWay = new Uint8Array(KINDS);
for (const { type, isIdOneWay } of tunnels) isOneWay[type] = isIdOneWay ? 1 : 0;

export class TunnelSites {
  readonly #numbers = new Map<number, number>();
  #count = 0;

  get isCrowded(): boolean {
    return this.#count === MAX_SITES;
  }
  /** Of what is in no tunnel, met at a site. */
  outside(site: number): number {
    return site === 0 ? 0 : this.within(0, site, OUTSIDE);
  }
  /** Of what a tunnel carries whose own packets have the number `around`. */
  inside(around: number, type: number, id: number, isFragment: boolean): number {
    const isNamed = id >= 0 && (isFragment || isOneWay[type] === 0);
    return this.within(around, isNamed ? id : 0, isNamed ? 2 * type : 2 * type + 1);
  }
  /** Of a value within a number. */
  within(around: number, value: number, kind: number = OUTSIDE): number {
    const key = (around * KINDS + kind) * ID + value;
    let number = this.#numbers.get(key);
    if (number === undefined) {
      if (this.#count === MAX_SITES) return MAX_SITES;
      this.#numbers.set(key, number = ++this.#count);
    }
    return number;
  }
}
