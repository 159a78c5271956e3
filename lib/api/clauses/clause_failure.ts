/**
 * A clause that threw.
 *
 * @module
 */
import type { Run } from "../run.ts";
import type { ClausePlace } from "./clause.ts";

/** A clause threw, and the run stopped there. What was gathered until then is in `run`; what was thrown is the `cause`. */
export class ClauseError extends Error {
  /** By which it is known, also from another copy of the library. */
  override readonly name = "ClauseError";
  /** Where the clause stands. */
  readonly clause: ClausePlace | undefined;
  /** `provider:::name` of the probe that fired. */
  readonly probe: string;
  /** Number of the packet in the source, from 1; undefined where none had come (BEGIN) or all had (END). */
  readonly packet: number | undefined;
  /** Time of the firing, nanoseconds since 1970. */
  readonly timestamp: bigint;
  /** What was gathered. */
  declare readonly run: Run;

  /** Runs make them. */
  constructor(failure: ClauseFailure, packet: number | undefined, run: Run) {
    const { clause, probe, timestamp, cause } = failure;
    const at = packet === undefined ? "" : ` at packet ${packet}`;
    const where = clause ? `${clause.file}:${clause.line}${columnOf(clause)}` : "a clause";
    super(`${where}: the clause on ${probe} failed${at}, ${formatTimestamp(timestamp)}: ${describe(cause)}`, { cause });
    this.clause = clause;
    this.probe = probe;
    this.packet = packet;
    this.timestamp = timestamp;
    // a printed error shows what went wrong, not all that was gathered
    Object.defineProperty(this, "run", { value: run, enumerable: false });
  }
}
/** What is known where a clause throws. */
export interface ClauseFailure {
  readonly clause: ClausePlace | undefined;
  readonly probe: string;
  readonly timestamp: bigint;
  readonly cause: unknown;
}
/** The text of a cell is not run as it was written: its lines are the same, its columns are not. */
function columnOf({ file, column }: ClausePlace): string {
  return file.startsWith("<") ? "" : `:${column}`;
}
function describe(cause: unknown): string {
  return cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
}
/** UTC with all nine digits of the second. */
function formatTimestamp(ns: bigint): string {
  const second = 1_000_000_000n;
  const nanoseconds = ((ns % second) + second) % second;
  const date = new Date(Number((ns - nanoseconds) / 1_000_000n));
  return `${date.toISOString().slice(0, 19)}.${String(nanoseconds).padStart(9, "0")}Z`;
}
