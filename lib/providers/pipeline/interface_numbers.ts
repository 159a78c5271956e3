/**
 * Interfaces by what they are: the same name is the same interface, in whichever file; without a name it is the number within
 * its file that counts, so that the parts of a capture are of one interface. What Linux captured on all interfaces at once
 * says of each packet on which.
 *
 * @module
 */
import { LINK } from "../../packet/wire/mod.ts";
import type { PacketSource } from "../../sources/mod.ts";

export class InterfaceNumbers {
  readonly #known = new Map<string | number, number>();
  readonly #numbers: number[] = [];
  #several = false;

  constructor(readonly source: PacketSource, readonly bytes: Uint8Array) {}

  /** Packets may be of more than one interface. */
  get areSeveral(): boolean {
    if (this.#numbers.length < this.source.interfaces.length) this.#learn();
    return this.#several;
  }
  /** Of a frame, from 0 in the order in which they are met. */
  of(index: number, frame: number, captured: number): number {
    // what nearly every capture is: of one interface
    if (!this.areSeveral) return 0;
    if (this.source.interfaces[index].linkType !== LINK.LINUX_SLL2 || captured < 8) return this.#numbers[index];
    const { bytes } = this;
    const device = (bytes[frame + 4] << 24 | bytes[frame + 5] << 16 | bytes[frame + 6] << 8 | bytes[frame + 7]) >>> 0;
    return this.#number(this.#numbers[index] * 2 ** 32 + device);
  }
  #learn(): void {
    const { interfaces } = this.source;
    for (let i = this.#numbers.length; i < interfaces.length; i++) {
      const { name, file, linkType } = interfaces[i];
      const inFile = interfaces.slice(0, i).filter((one) => one.file === file).length;
      // where each packet says its own, the capture's is only where numbers are looked up
      const key = linkType === LINK.LINUX_SLL2 ? "" : name ?? inFile;
      this.#numbers.push(linkType === LINK.LINUX_SLL2 ? 0 : this.#number(`${key}`));
      this.#several ||= linkType === LINK.LINUX_SLL2 || this.#numbers[i] > 0;
    }
  }
  #number(key: string | number): number {
    let number = this.#known.get(key);
    if (number === undefined) this.#known.set(key, number = this.#known.size);
    return number;
  }
}
