/**
 * What a source of packets is: bytes and times in, batches out.
 *
 * @module
 */
import type { Tag } from "../diagnostic/mod.ts";
import type { Host } from "../host/mod.ts";
import type { MachineMemory } from "../image/mod.ts";

/** Packet direction as the capture itself says it. */
export const DIRECTION = { UNKNOWN: 0, INBOUND: 1, OUTBOUND: 2 } as const;

/**
 * A run of packets, as columns. The bytes lie in the machine's memory, and so do the columns, so that its functions can
 * read them. Reused: valid until the next `next()`.
 */
export interface PacketBatch {
  count: number;
  /** Number of the first packet, from 1 as Wireshark counts. */
  firstNumber: number;
  /** Address of the first captured byte in machine memory. */
  readonly address: Int32Array;
  readonly capturedLength: Int32Array;
  readonly wireLength: Int32Array;
  /** Whole seconds since 1970 (may be negative), and nanoseconds 0…999999999. */
  readonly seconds: Float64Array;
  readonly nanoseconds: Int32Array;
  /** Index in `interfaces` of the source; says the link type too. */
  readonly interface: Int32Array;
  readonly direction: Uint8Array;
}
/**
 * Records that lie in memory one behind the other, of one interface and without directions, as nearly every capture holds
 * them: u32 seconds, fraction of a second, bytes captured and on the wire, little-endian, and then the frame.
 */
export interface RecordRun {
  /** Address of the first record that was not taken; the code that takes records moves it on. */
  at: number;
  /** Records taken through {@linkcode at}: the code that moves it on counts them here. */
  taken: number;
  /** Number of the first record that was not taken, as {@linkcode PacketBatch.firstNumber}. */
  readonly number: number;
  /** End of the bytes that are there: the last record may not be whole. */
  readonly end: number;
  /** Bytes captured at most; more is damage. */
  readonly limit: number;
  /** Fractions in a second; a record with as many or more is not a plain one. */
  readonly fractions: number;
  /** Takes the next record into the batch, as its only packet; false where there is none that is whole. */
  next(): boolean;
}
export interface CaptureInterface {
  /** Link type as the tcpdump registry numbers it (LINKTYPE_). */
  readonly linkType: number;
  readonly name?: string;
  readonly snapLength?: number;
  /** Bytes of a frame check sequence at the end of each packet, where the capture says that there is one. */
  readonly fcsLength?: number;
  /** Which file it came from. */
  readonly file: string;
  /** Number of that input in the source, from 0, and of the interface in the input. Missing where there is but one input. */
  readonly input?: number;
  readonly number?: number;
  /** The interface's own addresses (4 or 16 bytes each), where the capture says them. */
  readonly addresses?: readonly Uint8Array[];
  /** Length of the network's prefix of each of these, where it is known. */
  readonly prefixLengths?: readonly number[];
  /** Packets that the capturing system received, and lost, on it, as last reported in the capture; BigInt above 2^53. */
  readonly received?: number | bigint;
  readonly dropped?: number | bigint;
  /** False where the capture does not say whether those received include those lost. */
  readonly isCountSure?: boolean;
  /** When it began to be watched, and when that ended, where a capture says so before its first packet. */
  readonly watchedFrom?: Moment;
  readonly watchedUntil?: Moment;
}
/** Whole seconds since 1970, and nanoseconds 0…999999999. */
export interface Moment {
  readonly seconds: number;
  readonly nanoseconds: number;
}
/** Damage in a capture, or what became of an interface: everything before it was delivered. */
export interface SourceProblem {
  /** Path of the capture, or name of the interface. */
  readonly file: string;
  /** Lower case, `truncated record: 40 bytes expected, 12 there`. */
  readonly message: string;
  /** Where in the file; missing where it is nothing in a file that is wrong. */
  readonly byteOffset?: number;
  /** What kind of problem. */
  readonly tag: Extract<Tag, `D_SRC_${string}`>;
}
export interface PacketSource {
  /**
   * Fills and returns the batch, or undefined at the end. At most 16384 packets and one chunk of bytes.
   * A promise only where the bytes may be long in coming (standard input, a live source): files answer at once.
   * @param max how many packets are enough, where those behind them will be taken by {@linkcode records}
   */
  next(max?: number): PacketBatch | undefined | Promise<PacketBatch | undefined>;
  /** What lies behind the packets that `next` gave last, where it can be taken record by record. */
  records?(): RecordRun | undefined;
  /** The first packets of each input, to be looked at before `next` is called; missing where packets come as they happen. */
  readonly preview?: Preview;
  /** Grows as interfaces are met. */
  readonly interfaces: readonly CaptureInterface[];
  /** After the end: what was wrong. */
  readonly problems: readonly SourceProblem[];
  /** After the end: what is odd about the captures though nothing of them was lost. */
  readonly remarks?: readonly SourceProblem[];
  /** For progress: bytes consumed of all bytes (undefined when unknown, as on standard input). */
  readonly progress: { readonly bytesRead: number; readonly bytesTotal: number | undefined };
  close(): void;
}
/** What can be looked at of a source's inputs beforehand, without anything being taken away. */
export interface Preview {
  readonly inputs: number;
  /** Memory in which the packets lie that are looked at. */
  readonly bytes: Uint8Array;
  /** What messages call an input. */
  name(input: number): string;
  /** An input's packets from the first on; one input at a time. Interfaces are numbered as the input does. */
  open(input: number): PacketSource;
  /** Nothing more is looked at. */
  end(): void;
}
export interface OpenOptions {
  readonly memory: MachineMemory;
  /** Where files and decompression come from. */
  readonly host: Host;
}
