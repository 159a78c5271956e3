/**
 * Where packets are met: on an interface, in VLANs within each other, under MPLS labels. Sites are numbered as they come, so
 * that one is as good as another to compare; 0 is nothing but the first interface.
 *
 * @module
 */
import type { LinkTags } from "../wire/mod.ts";

/** What a site consists of. */
export const PART = { VLAN: 1, MPLS: 2, INTERFACE: 4 } as const;
export const ALL_PARTS = 7;
/** Numbers take 16 bits; sites beyond share the last one. */
const MAX_SITES = 65535;
const VALUE_BITS = 20, VALUE = 2 ** VALUE_BITS - 1, VLAN_ID = 0xfff;

/** Sequences of numbers of 20 bits, numbered as they come. */
class Sequences {
  readonly #next = new Map<number, number>();
  count = 0;

  after(sequence: number, value: number): number {
    const key = sequence * 2 ** VALUE_BITS + (value & VALUE);
    let next = this.#next.get(key);
    if (next === undefined) {
      if (this.count === MAX_SITES) return MAX_SITES;
      this.#next.set(key, next = ++this.count);
    }
    return next;
  }
}

export class Sites {
  readonly #vlans = new Sequences();
  readonly #labels = new Sequences();
  readonly #sites = new Sequences();
  /** Of each site: numbers of its VLANs, labels, interface. */
  readonly #parts: (readonly [number, number, number])[] = [[0, 0, 0]];

  /** @param parts those that count, of {@linkcode PART} */
  constructor(readonly parts: number) {}
  /** There were more sites than can be told apart. */
  get isCrowded(): boolean {
    return this.#vlans.count === MAX_SITES || this.#labels.count === MAX_SITES ||
      this.#sites.count === MAX_SITES;
  }
  /** @param onInterface number of the interface, from 0 */
  of(link: LinkTags, onInterface: number): number {
    const { parts } = this;
    let vlans = 0, labels = 0;
    if (parts & PART.VLAN) {
      const count = Math.min(link.vlanCount, link.vlans.length);
      for (let i = 0; i < count; i++) vlans = this.#vlans.after(vlans, link.vlans[i] & VLAN_ID);
    }
    if (parts & PART.MPLS) {
      const count = Math.min(link.labelCount, link.labels.length);
      for (let i = 0; i < count; i++) labels = this.#labels.after(labels, link.labels[i]);
    }
    const number = parts & PART.INTERFACE ? onInterface : 0;
    if ((vlans | labels | number) === 0) return 0;
    const site = this.#sites.after(this.#sites.after(this.#sites.after(0, vlans), labels), number);
    this.#parts[site] ??= [vlans, labels, number];
    return site;
  }
  /** In which parts two sites differ. */
  difference(one: number, other: number): number {
    const a = this.#parts[one], b = this.#parts[other];
    if (!a || !b) return 0;
    return (a[0] === b[0] ? 0 : PART.VLAN) | (a[1] === b[1] ? 0 : PART.MPLS) | (a[2] === b[2] ? 0 : PART.INTERFACE);
  }
}
