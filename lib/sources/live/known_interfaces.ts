/**
 * The interfaces of a live source, as packets refer to them.
 *
 * @module
 */
import type { CaptureInterface } from "../source.ts";
import type { KnownInterface } from "./block.ts";
import { addressesFor, hostAddresses, LIVE } from "./interfaces.ts";
import type { KernelInterface } from "./libc.ts";
import { linkTypeOf } from "./link.ts";

/** How often it is looked whether the host has got other addresses, ms. */
const LOOK_MS = 1000;

export class KnownInterfaces {
  readonly all: CaptureInterface[] = [];
  readonly #byIndex = new Map<number, KnownInterface>();
  readonly #added: { readonly one: KernelInterface; readonly dropped?: () => number }[] = [];
  #addresses = hostAddresses();
  #looked = performance.now();

  constructor(readonly snapLength: number, readonly list: () => readonly KernelInterface[]) {}

  /** @param dropped Packets lost on it so far, where that is counted for it alone */
  add(one: KernelInterface, dropped?: () => number): void {
    this.#added.push({ one, dropped });
    this.#describe(one, dropped);
  }
  #describe({ name, index, hardware }: KernelInterface, dropped?: () => number): void {
    const linkType = linkTypeOf(hardware);
    this.#byIndex.set(index, { number: this.all.length, linkType });
    this.all.push({
      linkType,
      name,
      file: LIVE,
      snapLength: this.snapLength,
      ...addressesFor(name, this.#addresses, index === this.#added[0]!.one.index),
      get dropped() {
        return dropped?.();
      },
    });
  }
  /**
   * A host may get addresses while it is watched, and what comes to them is its own. An interface is described again then,
   * for the packets that follow, so that saved packets say the same.
   */
  refresh(): void {
    const now = performance.now();
    if (now - this.#looked < LOOK_MS) return;
    this.#looked = now;
    const addresses = hostAddresses();
    const known = new Set(this.#addresses.map(textOf));
    if (addresses.every((one) => known.has(textOf(one)))) return;
    this.#addresses = addresses;
    for (const { one, dropped } of this.#added) this.#describe(one, dropped);
  }
  /** An interface by the kernel's index; one that is new since the start is looked up. */
  readonly find = (index: number, hardware: number): KnownInterface => {
    const known = this.#byIndex.get(index);
    if (known) return known;
    this.add(this.list().find((one) => one.index === index) ?? { name: `#${index}`, index, flags: 0, hardware });
    return this.#byIndex.get(index)!;
  };
}
const textOf = (one: { readonly interface: string; readonly address: Uint8Array }) => `${one.interface} ${one.address}`;
