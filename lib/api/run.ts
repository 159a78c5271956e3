/**
 * What a run came to.
 *
 * @module
 */
import type { RunResult } from "../session/mod.ts";
import type { Aggregation } from "./aggregation.ts";
import type { RunTable } from "./tables.ts";
import type { AnyAggregating } from "./clauses/aggregating.ts";
import type { TraceRecord } from "./record.ts";

/** What a run came to. It holds no file, no memory of the machine, and can be kept as long as it is needed. */
export interface Run {
  /** The program, as text. */
  readonly program: string;
  /** What DTrace would have printed. */
  readonly text: string;
  /** What DTrace would have said on standard error, a line each. */
  readonly messages: readonly string[];
  /** Aggregations by name: `@bytes` is `bytes`, `@` is `_`. */
  readonly aggregations: Readonly<Record<string, Aggregation>>;
  /** Records as tables, one for each clause that records, by the name `clause1`, `clause2` … as the program counts. */
  readonly tables: Readonly<Record<string, RunTable>>;
  /** Aggregations that printa() showed at several moments, as tables with a column of time. */
  readonly snapshots: Readonly<Record<string, RunTable>>;
  /** What an aggregating object of TypeScript came to; without rows where no clause came to it. */
  of(aggregating: AnyAggregating): Aggregation;
  /** What clauses recorded, in the order in which they did. */
  readonly records: readonly TraceRecord[];
  /** What was left out because of a limit. */
  readonly omitted: { readonly records: number; readonly characters: number; readonly messages: number };
  /** Exit status, packets, damage, what could not be decoded. */
  readonly result: RunResult;
}
