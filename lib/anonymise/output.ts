/**
 * Captures written again, so that nothing of the old container is left: link types, times, directions, what interfaces lost.
 *
 * @module
 */
import { PcapngWriter, PcapWriter } from "../sources/capture/writing/mod.ts";
import { type CaptureInterface, DIRECTION, type Moment, type PacketBatch } from "../sources/mod.ts";
import { linkTypeText } from "../packet/wire/mod.ts";
import { type PacketSink, Refusal } from "./anonymiser.ts";

export interface CaptureOutput extends PacketSink {
  /** After the last packet. */
  end(interfaces: readonly CaptureInterface[]): void;
  /** What this format could not hold. */
  readonly remarks: readonly string[];
}
/** Seconds since 1970 in 32 bits, and nanoseconds in 64. */
const PCAP_SECONDS = 0xffffffff, PCAPNG_SECONDS = 18_446_744_073;
export type CaptureFormat = "pcap" | "pcapng";
/** By the name of a file: pcapng unless it ends in `.pcap` or `.cap`. */
export const formatOf = (path: string): CaptureFormat => /\.(pcap|cap)$/i.test(path) ? "pcap" : "pcapng";

/** @param write takes all of the bytes, which are its own until it returns */
export function openOutput(format: CaptureFormat, write: (bytes: Uint8Array) => void): CaptureOutput {
  return format === "pcap" ? new PcapOutput(write) : new PcapngOutput(write);
}

/** Times that a format does not have become the nearest that it has, and that is said. */
class Times {
  #outside = 0;

  constructor(readonly format: CaptureFormat, readonly last: number) {}
  note(seconds: number): void {
    if (seconds < 0 || seconds > this.last) this.#outside++;
  }
  get remarks(): string[] {
    if (this.#outside === 0) return [];
    return [`${this.#outside} packets have times that a ${this.format} cannot hold: the nearest were written`];
  }
}
class PcapngOutput implements CaptureOutput {
  readonly #times = new Times("pcapng", PCAPNG_SECONDS);
  readonly #writer: PcapngWriter;
  #last: Moment = { seconds: 0, nanoseconds: 0 };
  readonly #delivered: number[] = [];

  constructor(write: (bytes: Uint8Array) => void) {
    this.#writer = new PcapngWriter(write);
  }
  describe(interfaces: readonly CaptureInterface[]): void {
    this.#writer.describe(interfaces);
    while (this.#delivered.length < interfaces.length) this.#delivered.push(0);
  }
  get remarks(): readonly string[] {
    return this.#times.remarks;
  }
  packet(batch: PacketBatch, index: number, bytes: Uint8Array): void {
    this.#writer.packet(batch, index, bytes);
    this.#times.note(batch.seconds[index]);
    this.#delivered[batch.interface[index]]++;
    if (index === batch.count - 1) {
      this.#last = { seconds: batch.seconds[index], nanoseconds: batch.nanoseconds[index] };
    }
  }
  end(interfaces: readonly CaptureInterface[]): void {
    for (const [index, { received, dropped }] of interfaces.entries()) {
      if (received === undefined && dropped === undefined) continue;
      this.#writer.count(index, { received, dropped, delivered: this.#delivered[index] }, this.#last);
    }
    this.#writer.end();
  }
}
class PcapOutput implements CaptureOutput {
  #writer: PcapWriter | undefined;
  #linkType = 1;
  #hasDirections = false;
  readonly #times = new Times("pcap", PCAP_SECONDS);

  constructor(private readonly write: (bytes: Uint8Array) => void) {}
  describe(interfaces: readonly CaptureInterface[]): void {
    const [first, ...others] = interfaces;
    if (first === undefined) return;
    const other = others.find(({ linkType }) => linkType !== first.linkType);
    if (other) {
      const both = `${linkTypeText(first.linkType)} and ${linkTypeText(other.linkType)}`;
      throw new Refusal(`a pcap has one link type, and here there are ${both}: write a .pcapng`);
    }
    this.#linkType = first.linkType;
    this.#writer ??= new PcapWriter(this.write, first.linkType, first.snapLength);
  }
  packet(batch: PacketBatch, index: number, bytes: Uint8Array): void {
    this.#writer!.packet(batch, index, bytes);
    this.#times.note(batch.seconds[index]);
    if (batch.direction[index] !== DIRECTION.UNKNOWN) this.#hasDirections = true;
  }
  end(interfaces: readonly CaptureInterface[]): void {
    if (interfaces.length > 0) this.describe(interfaces);
    this.#writer ??= new PcapWriter(this.write, this.#linkType);
    this.#writer.end();
  }
  get remarks(): readonly string[] {
    const { remarks } = this.#times;
    if (this.#hasDirections) remarks.push("a pcap has no directions of packets: write a .pcapng to keep them");
    return remarks;
  }
}
