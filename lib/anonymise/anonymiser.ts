/**
 * Captures without what names people and hosts: packets go through one after the other, whatever their number.
 *
 * @module
 */
import { linkTypeText } from "../packet/wire/mod.ts";
import type { CaptureInterface, PacketBatch, PacketSource } from "../sources/mod.ts";
import type { Choices } from "./choices.ts";
import { Counts } from "./counts.ts";
import { AddressMap, HardwareMap, makeNoise, makePrefixFunction } from "./map/mod.ts";
import { isLinkKnown, Walker } from "./walk/mod.ts";

const DAY_SECONDS = 86400;

/** What cannot be anonymised is refused, not passed through. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}
/** Takes packets in their order; their bytes are its own until it returns. */
export interface PacketSink {
  /** Interfaces not described yet, in the source's order. */
  describe(interfaces: readonly CaptureInterface[]): void;
  packet(batch: PacketBatch, index: number, bytes: Uint8Array): void;
}

/** The maps of one key; several captures have the same. */
export class Anonymiser {
  readonly addresses: AddressMap;
  readonly hardware: HardwareMap;
  readonly counts: Counts = new Counts();
  /** Addresses that have become others, and which, in hexadecimal: since {@linkcode Anonymiser.remember}. */
  readonly originals: Map<string, string> = new Map();
  readonly #noise;
  /** Of interfaces. */
  readonly #names = new Map<string, string>();

  /** @param key 32 bytes, whose halves differ */
  constructor(readonly choices: Choices, key: Uint8Array) {
    this.addresses = new AddressMap(makePrefixFunction(choices.prefixes, key), choices.pins);
    this.#noise = makeNoise(key);
    this.hardware = new HardwareMap(this.#noise, choices.keep.has("oui"));
  }

  /**
   * Rewrites all packets of a source, in the memory they lie in, and hands them on.
   * Throws a {@linkcode Refusal} for what cannot be rewritten, and the signal's reason where that is aborted.
   */
  async run(source: PacketSource, bytes: Uint8Array, sink: PacketSink, signal?: AbortSignal): Promise<void> {
    const { addresses, hardware, counts, choices } = this;
    const walker = new Walker(bytes, { addresses, hardware, noise: this.#noise, choices, counts });
    let known = 0;
    for (;;) {
      const next = source.next();
      const batch = next instanceof Promise ? await next : next;
      if (batch === undefined) return;
      signal?.throwIfAborted();
      if (known < source.interfaces.length) {
        for (; known < source.interfaces.length; known++) this.#check(source.interfaces[known]);
        sink.describe(source.interfaces.map((described) => this.#mapped(described)));
      }
      this.#batch(batch, source, bytes, walker, sink);
    }
  }
  #batch(batch: PacketBatch, source: PacketSource, bytes: Uint8Array, walker: Walker, sink: PacketSink): void {
    const { counts, choices } = this;
    const isCut = choices.profile === "headers", isChanged = choices.profile !== "none";
    counts.packets += batch.count;
    for (let i = 0; i < batch.count; i++) {
      if (isChanged) {
        const captured = batch.capturedLength[i];
        const { linkType } = source.interfaces[batch.interface[i]];
        const kept = walker.rewrite(batch.address[i], captured, batch.wireLength[i], linkType);
        if (isCut && kept < captured) {
          batch.capturedLength[i] = kept;
          counts.cut++;
        }
      }
      if (choices.shiftDays !== 0) batch.seconds[i] += choices.shiftDays * DAY_SECONDS;
      sink.packet(batch, i, bytes);
    }
  }
  #check({ linkType, file }: CaptureInterface): void {
    if (this.choices.profile === "none" || isLinkKnown(linkType)) return;
    throw new Refusal(`${file} has frames of link type ${linkTypeText(linkType)}, in which addresses cannot be found`);
  }
  /** The same name becomes the same; addresses are mapped. */
  #mapped(described: CaptureInterface): CaptureInterface {
    const { name, addresses, ...rest } = described;
    if (this.choices.profile === "none") return described;
    if (name !== undefined && !this.#names.has(name)) this.#names.set(name, `if${this.#names.size}`);
    return {
      ...rest,
      ...(name !== undefined && { name: this.#names.get(name) }),
      ...(addresses && { addresses: addresses.map((address) => this.mapAddress(address)) }),
    };
  }
  /** From here on each address that becomes another one is remembered. */
  remember(): void {
    const { originals } = this;
    const words = (some: readonly number[]) => some.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
    this.addresses.noted = (from, to) => void originals.set(words(from), words(to));
    const long = ([upper, lower]: readonly [number, number]) => upper.toString(16).padStart(4, "0") + words([lower]);
    this.hardware.noted = (from, to) => void originals.set(long(from), long(to));
  }
  /** An address of 6 bytes. */
  mapHardware(address: Uint8Array): Uint8Array {
    const { hardware } = this, mapped = address.slice(), view = new DataView(mapped.buffer);
    hardware.map(view.getUint16(0), view.getUint32(2));
    view.setUint16(0, hardware.upper);
    view.setUint32(2, hardware.lower);
    return mapped;
  }
  /** An address of 4 or 16 bytes. */
  mapAddress(address: Uint8Array): Uint8Array {
    const mapped = address.slice(), view = new DataView(mapped.buffer);
    if (address.length === 4) view.setInt32(0, this.addresses.map4(view.getInt32(0)));
    else {
      this.addresses.map6(view.getInt32(0), view.getInt32(4), view.getInt32(8), view.getInt32(12));
      this.addresses.result.forEach((word, i) => view.setInt32(4 * i, word));
    }
    return mapped;
  }
}
