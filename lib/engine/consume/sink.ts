/**
 * Records as they lie in the buffer, for code that makes columns of them: no object is made for a record.
 *
 * @module
 */
import type { ProbeInformation } from "../../d/check/mod.ts";
import type { ClauseDescription, FieldDescription } from "../../image/mod.ts";
import type { RecordView } from "../record/mod.ts";
import type { ConsumedAction } from "./action_definitions.ts";
import type { AggregationResult } from "../aggregation/mod.ts";

/** A value that a clause records. */
export interface RecordedField {
  readonly field: FieldDescription;
  /** Index of its action in the clause: its place in the mask of a masked clause. */
  readonly action: number;
  /** What to call it where it has no label: the action. */
  readonly name: string;
}
/** A clause that records data. One object for the whole run. */
export interface RecordedClause {
  readonly clause: ClauseDescription;
  /** From 1, as the program's text has them: `a, b { … }` is one clause there and two in the image. */
  readonly number: number;
  readonly fields: readonly RecordedField[];
}
export interface RecordSink {
  /** A clause that may record: called with each of them before the first firing. */
  expect?(recorded: RecordedClause): void;
  /** A clause has recorded at a firing; the view is valid during the call. */
  record(recorded: RecordedClause, probe: ProbeInformation, record: RecordView): void;
  /** printa() shows an aggregation. */
  snapshot?(result: AggregationResult, timestampNs: bigint): void;
}

/** Clauses of the image by the clause of the text that they come from: numbers from 1. */
export function clauseNumbers(clauses: readonly ClauseDescription[]): number[] {
  const numbers: number[] = [];
  clauses.forEach(({ span: { source, start } }, i) => {
    const before = clauses[i - 1]?.span;
    const same = before !== undefined && before.source === source && before.start === start;
    numbers.push((numbers.at(-1) ?? 0) + (same ? 0 : 1));
  });
  return numbers;
}
/** What a clause records, or undefined if that is nothing to keep: it only acts (clear, exit …). */
export function recordedClause(
  clause: ClauseDescription,
  number: number,
  actions: ReadonlyMap<string, ConsumedAction>,
): RecordedClause | undefined {
  const fields = clause.actions.flatMap(({ action, fields }, i) =>
    actions.get(action)?.isData ? fields.map((field) => ({ field, action: i, name: action })) : []
  );
  // a clause without a body records that it fired, and so does a printf() without values
  const marks = clause.defaultAction || clause.actions.some(({ action }) => actions.get(action)?.isData);
  return marks ? { clause, number, fields } : undefined;
}
