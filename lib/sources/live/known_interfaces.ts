/**
 * The interfaces of a live source, as packets refer to them.
 *
 * @module
 */
import type { CaptureInterface } from "../source.ts";
import type { KnownInterface } from "./block.ts";
import { addressBytes, interfaceAddresses, LIVE } from "./interfaces.ts";
import type { KernelInterface } from "./libc.ts";
import { linkTypeOf, LOOPBACK_HARDWARE } from "./link.ts";

export class KnownInterfaces {
  readonly all: CaptureInterface[] = [];
  readonly #byIndex = new Map<number, KnownInterface>();
  readonly #addresses = interfaceAddresses();

  constructor(readonly snapLength: number, readonly list: () => readonly KernelInterface[]) {}

  /** @param dropped Packets lost on it so far, where that is counted for it alone */
  add({ name, index, hardware }: KernelInterface, dropped?: () => number): void {
    const linkType = linkTypeOf(hardware);
    this.#byIndex.set(index, { number: this.all.length, linkType });
    this.all.push({
      linkType,
      name,
      file: LIVE,
      snapLength: this.snapLength,
      addresses: this.#addressesOf(name, hardware),
      get dropped() {
        return dropped?.();
      },
    });
  }
  /** Packets to any of the host's own addresses go by way of loopback. */
  #addressesOf(name: string, hardware: number): Uint8Array[] {
    const texts = hardware === LOOPBACK_HARDWARE
      ? [...(this.#addresses.get(name) ?? []), ...[...this.#addresses.values()].flat()]
      : this.#addresses.get(name) ?? [];
    return [...new Set(texts)].flatMap((text) => addressBytes(text) ?? []);
  }
  /** An interface by the kernel's index; one that is new since the start is looked up. */
  readonly find = (index: number, hardware: number): KnownInterface => {
    const known = this.#byIndex.get(index);
    if (known) return known;
    this.add(this.list().find((one) => one.index === index) ?? { name: `#${index}`, index, flags: 0, hardware });
    return this.#byIndex.get(index)!;
  };
}
