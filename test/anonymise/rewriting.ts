/**
 * Rewrites frames as the anonymiser does, for tests.
 *
 * @module
 */
import { type Choices, Counts, USUAL } from "../../lib/anonymise/mod.ts";
import { AddressMap, HardwareMap, makeNoise, makePrefixFunction } from "../../lib/anonymise/map/mod.ts";
import { Walker } from "../../lib/anonymise/walk/mod.ts";

export const KEY: Uint8Array = Uint8Array.from({ length: 32 }, (_, i) => i * 7 + 3);
/** Room before a frame, so that what is read before its beginning shows. */
export const AT = 256;
const ROOM = 0x20000;

export interface Rewritten {
  readonly bytes: Uint8Array;
  /** Bytes of headers. */
  readonly kept: number;
}
export class Rewriting {
  readonly counts: Counts = new Counts();
  readonly addresses: AddressMap;
  readonly #space = new Uint8Array(ROOM);
  readonly #walker: Walker;

  constructor(choices: Partial<Choices> = {}, key: Uint8Array = KEY) {
    const all = { ...USUAL, ...choices };
    this.addresses = new AddressMap(makePrefixFunction(all.prefixes, key), all.pins);
    const noise = makeNoise(key), hardware = new HardwareMap(noise, all.keep.has("oui"));
    const { addresses, counts } = this;
    this.#walker = new Walker(this.#space, { addresses, hardware, noise, choices: all, counts });
  }
  /** @param offset from an even address */
  frame(frame: Uint8Array, linkType = 1, wire = frame.length, offset = 0): Rewritten {
    const at = AT + offset;
    this.#space.fill(0x45, at - 64, at + frame.length + 64);
    this.#space.set(frame, at);
    const kept = this.#walker.rewrite(at, frame.length, wire, linkType);
    for (let i = 0; i < 64; i++) {
      if (this.#space[at - 1 - i] !== 0x45 || this.#space[at + frame.length + i] !== 0x45) {
        throw new Error("written outside");
      }
    }
    return { bytes: this.#space.slice(at, at + frame.length), kept };
  }
}
/** Places at which a sequence of bytes stands. */
export function placesOf(bytes: Uint8Array, sought: Uint8Array): number[] {
  const places: number[] = [];
  for (let at = 0; at + sought.length <= bytes.length; at++) {
    if (sought.every((byte, i) => bytes[at + i] === byte)) places.push(at);
  }
  return places;
}
