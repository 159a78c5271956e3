/**
 * The consumer's side of actions: how their data is printed.
 *
 * @module
 */
import type { FieldDescription } from "../../image/mod.ts";
import type { FormatNames, LineWriter } from "../format/mod.ts";
import type { RecordedPacket } from "./outputs.ts";

/** The data of one action in one record. */
export interface ActionRecord {
  readonly action: string;
  readonly fields: readonly FieldDescription[];
  readonly data: unknown;
  /** Machine memory, and where the record's payload begins: field offsets count from there. */
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly payload: number;
  /** Time of the firing, ns. */
  readonly timestamp: bigint;
}
/** What an action may do when its record is consumed. Implemented by the consumer. */
export interface ConsumeContext {
  readonly quiet: boolean;
  /** For conversions that name ports and hosts. */
  readonly names?: FormatNames;
  /** To standard output, or wherever -o or freopen() sent it. */
  write(text: string): void;
  writeBytes(bytes: Uint8Array): void;
  /** To standard error, with `dtrace: ` in front. */
  warn(text: string): void;
  /** Options by name, as the run has them now (`aggsortkey`, `rawbytes` …); undefined when unset. */
  option(name: string): string | number | boolean | undefined;
  /** setopt(), without a value "1"; when it is refused, the whole line to warn with. */
  setOption(name: string, value: string | undefined): string | undefined;
  /** Prints aggregations by id: with a format as printa(fmt, …), without as printa(@a). */
  printAggregations(ids: readonly number[], format: unknown): void;
  clear(id: number): void;
  /** limit undefined: all; n: keep the n largest; -n: the n smallest. */
  truncate(id: number, limit: bigint | undefined): void;
  /** 1 for denormalize. */
  normalize(id: number, factor: bigint): void;
  /** Value of a field: bigint for integers, bytes for the rest (addresses already as text). */
  value(record: ActionRecord, field: FieldDescription): bigint | Uint8Array;
  /** freopen(); "" puts standard output back. */
  reopen(path: string): void;
  /** pcap(): keeps it in the capture file that freopen() names; false where there is none. */
  packet(packet: RecordedPacket): boolean;
  /** Counts a packet of which something is to be said when the run ends: `3 packets ${what}`. */
  tally(what: string): void;
  /** Runs a command line with the system's shell, its output in place (system(), only under -w). */
  system(command: string): void;
}
/** Third face of an action (with ActionDefinition and LoweredAction). */
export interface ConsumedAction {
  /** What it records are values that it prints, and that is all it does: these are the columns of tables. */
  readonly isData?: boolean;
  /** It calls {@linkcode ConsumeContext.packet}. */
  readonly keepsPackets?: true;
  /** What writes its record as the bytes that {@linkcode consume} would print; undefined where that has to be asked. */
  lineWriter?(
    description: Pick<ActionRecord, "fields" | "data">,
    context: ConsumeContext,
  ): LineWriter | undefined;
  /** Whether a clause with this action prints a line of its own even without data (library actions such as clear do). */
  consume(context: ConsumeContext, record: ActionRecord): void;
}
