/**
 * Interfaces of a pcapng section: how each counts time, and what the source says of them.
 *
 * @module
 */
import type { CaptureInterface, Moment } from "../source.ts";
import type { AddInterface } from "./capture_format.ts";
import { eachOption } from "./pcapng_options.ts";
import { corrupt, type Damage } from "./problem.ts";
import { TimeUnits } from "./time_units.ts";
import { PACKET_LIMIT, PACKET_LIMIT_DECLARED, type ReadBuffer } from "./read_buffer.ts";

/** Interfaces in a file at most: each costs memory, and no machine has as many. */
const INTERFACE_LIMIT = 0x10000;
const NAME_LIMIT = 256;
const ADDRESS_LIMIT = 1024;
const IF = { NAME: 2, IPV4: 4, IPV6: 5, TSRESOL: 9, FCSLEN: 13, TSOFFSET: 14 } as const;
const ISB = { STARTTIME: 2, ENDTIME: 3, IFRECV: 4, IFDROP: 5, OSDROP: 7 } as const;
const SHB_USERAPPL = 4;
const MICROSECONDS = 6;

/** One interface, as packets refer to it. */
export interface NgInterface {
  /** In the source's list. */
  readonly index: number;
  readonly snapLength: number;
  readonly limit: number;
  readonly units: TimeUnits;
  /** The entry in the source's list, whose counters move. */
  readonly entry: InterfaceBlock;
}

type Counters = "received" | "dropped" | "isCountSure" | "watchedFrom" | "watchedUntil";
type InterfaceBlock = Omit<CaptureInterface, "file" | Counters> & { -readonly [K in Counters]?: CaptureInterface[K] };

/**
 * Programs by what they say they are (shb_userappl), of which it is sure how they count. dumpcap says how many packets it
 * was given, without those that were dropped (its `received` counts what its callback sees); this program, whose words are
 * "probebook", counts what the filter let pass, dropped or not, as pcap_stats() does on Linux.
 */
const COUNTS_WITHOUT_DROPS = /^Dumpcap /, COUNTS_WITH_DROPS = /^probebook/;

export class NgInterfaces {
  #section: NgInterface[] = [];
  /** The program that wrote the section, as it says; empty where it does not. */
  writer = "";
  /** Sections often describe the same interfaces again, as in captures put end to end: those are one. */
  readonly #known = new Map<string, { readonly index: number; readonly entry: InterfaceBlock }>();

  constructor(private readonly add: AddInterface) {}

  startSection(): void {
    this.#section = [];
    this.writer = "";
  }
  /** Reads the options of a Section Header Block that lies whole in the buffer. */
  noteWriter({ view, bytes, start: at }: ReadBuffer, size: number, little: boolean): undefined {
    eachOption(view, at + 24, at + size - 4, little, (code, value, length) => {
      if (code === SHB_USERAPPL) this.writer ||= text(bytes, value, length);
    });
  }
  /** Those of the section, in order of their numbers. */
  get described(): readonly NgInterface[] {
    return this.#section;
  }
  get(id: number): NgInterface | undefined {
    return id < this.#section.length ? this.#section[id] : undefined;
  }

  /** Reads an Interface Description Block that lies whole in the buffer. */
  describe(buffer: ReadBuffer, size: number, little: boolean): Damage | undefined {
    const { view, bytes, start: at } = buffer;
    const byteOffset = buffer.offsetOf(at);
    if (size < 20) return corrupt(`interface description of ${size} bytes: 20 are the least`, byteOffset);
    if (this.#section.length === INTERFACE_LIMIT || this.#known.size === INTERFACE_LIMIT) {
      return corrupt(`more than ${INTERFACE_LIMIT} interfaces`, byteOffset);
    }
    const linkType = view.getUint16(at + 8, little);
    const snapLength = view.getUint32(at + 12, little);
    let name: string | undefined;
    let resolution = MICROSECONDS;
    let offset = 0, fcsLength = 0;
    const addresses: Uint8Array[] = [];
    const prefixLengths: number[] = [];
    eachOption(view, at + 16, at + size - 4, little, (code, value, length) => {
      if (code === IF.NAME) name ??= text(bytes, value, length);
      else if (code === IF.TSRESOL && length >= 1) resolution = view.getUint8(value);
      // bytes in the files that there are, bits in an earlier draft: no sequence has more than 8 bytes
      else if (code === IF.FCSLEN && length >= 1) {
        const given = view.getUint8(value);
        fcsLength = given > 8 ? given >> 3 : given;
      } else if (code === IF.TSOFFSET && length >= 8) offset = Number(view.getBigInt64(value, little));
      else if (addresses.length >= ADDRESS_LIMIT) return;
      else if (code === IF.IPV4 && length === 8) {
        addresses.push(bytes.slice(value, value + 4));
        prefixLengths.push(Math.clz32(~view.getUint32(value + 4)));
      } else if (code === IF.IPV6 && length === 17) {
        addresses.push(bytes.slice(value, value + 16));
        prefixLengths.push(Math.min(128, bytes[value + 16]!));
      }
    });
    const entry: InterfaceBlock = {
      linkType,
      ...(name !== undefined && { name }),
      ...(snapLength > 0 && { snapLength }),
      ...(fcsLength > 0 && { fcsLength }),
      ...(addresses.length > 0 && { addresses, prefixLengths }),
    };
    const known = this.#enter(entry);
    this.#section.push({
      index: known.index,
      snapLength,
      limit: Math.max(PACKET_LIMIT, Math.min(snapLength, PACKET_LIMIT_DECLARED)),
      units: new TimeUnits(resolution, offset),
      entry: known.entry,
    });
  }
  #enter(entry: InterfaceBlock): { readonly index: number; readonly entry: InterfaceBlock } {
    const id = this.#section.length;
    const key = JSON.stringify([
      id,
      entry.linkType,
      entry.name,
      entry.snapLength,
      entry.fcsLength,
      entry.addresses?.map(String),
    ]);
    let known = this.#known.get(key);
    if (known === undefined) {
      known = { index: this.add(entry), entry };
      this.#known.set(key, known);
    }
    return known;
  }
}

/**
 * Reads what an Interface Statistics Block says: packets received, and lost by the interface and by the system; when the
 * interface was watched, but that only of a capture that begins by saying it, since time must not depend on what is read
 * later.
 */
export function noteStatistics(
  { entry, units }: NgInterface,
  buffer: ReadBuffer,
  size: number,
  place: { readonly little: boolean; readonly isFirst: boolean; readonly writer: string },
): void {
  const { view, start: at } = buffer;
  const { little, isFirst, writer } = place;
  const momentAt = (value: number): Moment | undefined => {
    const row = { seconds: new Float64Array(1), nanoseconds: new Int32Array(1) };
    if (!units.write(view.getUint32(value, little), view.getUint32(value + 4, little), row, 0)) return undefined;
    return { seconds: row.seconds[0]!, nanoseconds: row.nanoseconds[0]! };
  };
  let dropped: bigint | undefined, received: bigint | undefined;
  eachOption(view, at + 20, at + size - 4, little, (code, value, length) => {
    if (length !== 8) return;
    if (code === ISB.IFDROP || code === ISB.OSDROP) dropped = (dropped ?? 0n) + view.getBigUint64(value, little);
    else if (code === ISB.IFRECV) received = view.getBigUint64(value, little);
    else if (code === ISB.STARTTIME && isFirst) entry.watchedFrom ??= momentAt(value);
    else if (code === ISB.ENDTIME && entry.watchedFrom !== undefined) entry.watchedUntil = momentAt(value);
  });
  if (dropped !== undefined) entry.dropped = exact(dropped);
  if (received === undefined) return;
  entry.received = exact(received + (COUNTS_WITHOUT_DROPS.test(writer) ? dropped ?? 0n : 0n));
  entry.isCountSure = !dropped || COUNTS_WITHOUT_DROPS.test(writer) || COUNTS_WITH_DROPS.test(writer);
}

/** A number where that is exact. */
function exact(count: bigint): number | bigint {
  return count <= Number.MAX_SAFE_INTEGER ? Number(count) : count;
}

function text(bytes: Uint8Array, at: number, length: number): string {
  const name = new TextDecoder().decode(bytes.subarray(at, at + Math.min(length, NAME_LIMIT)));
  const end = name.indexOf("\0");
  return end < 0 ? name : name.slice(0, end);
}
