/**
 * Clauses made ready for their records: which actions ran, and the values they recorded.
 *
 * @module
 */
import {
  type ActionDescription,
  type ClauseDescription,
  type FieldDescription,
  type MachineMemory,
  RECORD_HEADER,
} from "../../image/mod.ts";
import { type LineWriter, resultValue } from "../format/mod.ts";
import type { RecordView } from "../record/mod.ts";
import type { ActionRecord, ConsumeContext, ConsumedAction } from "./action_definitions.ts";
import type { ProbeInformation } from "../../d/check/mod.ts";
import type { CollectedValue, WatchedRecord } from "./consumer_results.ts";
import { type RecordedClause, recordedClause, type RecordSink } from "./sink.ts";

/** An action of a clause with the one record object that is filled again for each record. */
export interface ReadyAction {
  readonly description: ActionDescription;
  readonly consumed: ConsumedAction;
  readonly record: { -readonly [K in keyof ActionRecord]: ActionRecord[K] };
}

export class ReadyClause {
  readonly actions: readonly ReadyAction[];
  /** For the sink, if there is one. */
  readonly recorded: RecordedClause | undefined;
  /** Some actions do more than print. */
  readonly acts: boolean;
  /** Writes a quiet record's line, where all actions are such that print by a plain format and none is behind a branch. */
  readonly line: LineWriter | undefined;
  /** What it records at each firing; undefined where that depends on branches. */
  readonly fields: readonly FieldDescription[] | undefined;

  /** @param number of the clause in the program's text, from 1 */
  constructor(
    readonly clause: ClauseDescription,
    number: number,
    consumers: ReadonlyMap<string, ConsumedAction>,
    { bytes, view }: MachineMemory,
    sink: RecordSink | undefined,
    context: ConsumeContext,
  ) {
    this.actions = clause.actions.map((description) => {
      const consumed = consumers.get(description.action);
      if (!consumed) throw new Error(`no consumer of the action ${description.action}`);
      const { action, fields, data } = description;
      return { description, consumed, record: { action, fields, data, bytes, view, payload: 0, timestamp: 0n } };
    });
    this.recorded = sink && recordedClause(clause, number, consumers);
    this.acts = this.actions.some(({ consumed }) => !consumed.isData);
    const writers = clause.masked
      ? []
      : this.actions.map(({ consumed, record }) => consumed.lineWriter?.(record, context));
    this.fields = clause.masked ? undefined : clause.actions.flatMap(({ fields }) => fields);
    const isPlain = writers.length > 0 && writers.every((writer) => writer !== undefined);
    this.line = isPlain
      ? (bytes, view, payload, to) => {
        for (const write of writers) write!(bytes, view, payload, to);
      }
      : undefined;
    if (isPlain && writers.length === 1) this.line = writers[0];
  }
  /** Actions that ran, by the lines they print: a clause without branches has one line. */
  blocks(record: RecordView): ReadyAction[][] {
    const { clause, actions } = this;
    const blocks: ReadyAction[][] = [];
    let number: number | undefined;
    const timestamp = record.view.getBigInt64(record.start + RECORD_HEADER.TIMESTAMP, true);
    for (let i = 0; i < actions.length; i++) {
      if (clause.masked && record.bytes[record.payload + i] === 0) continue;
      const ready = actions[i];
      ready.record.bytes = record.bytes;
      ready.record.view = record.view;
      ready.record.payload = record.payload;
      ready.record.timestamp = timestamp;
      const block = ready.description.block ?? 0;
      if (blocks.length === 0 || block !== number) blocks.push([]);
      number = block;
      blocks[blocks.length - 1].push(ready);
    }
    if (blocks.length === 0 && !clause.masked) blocks.push([]);
    return blocks;
  }
}

/** What some actions of a clause have recorded. */
export function valuesOf(actions: readonly ReadyAction[], { bytes, view, payload }: RecordView): CollectedValue[] {
  return actions.flatMap(({ description }) =>
    description.fields.map((field) => ({
      action: description.action,
      ...(field.label === undefined ? {} : { label: field.label }),
      type: field.type,
      value: resultValue(field, bytes, view, payload),
    }))
  );
}

/** The record that is being consumed, as those see it who watch. */
export class CurrentRecord implements WatchedRecord {
  #ready!: ReadyClause;
  probe!: ProbeInformation;
  record!: RecordView;

  show(ready: ReadyClause, probe: ProbeInformation, record: RecordView): WatchedRecord {
    this.#ready = ready;
    this.probe = probe;
    this.record = record;
    return this;
  }
  get clause(): number {
    return this.#ready.clause.index;
  }
  get timestampNs(): bigint {
    return this.record.view.getBigInt64(this.record.start + RECORD_HEADER.TIMESTAMP, true);
  }
  get values(): CollectedValue[] {
    return valuesOf(this.#ready.blocks(this.record).flat(), this.record);
  }
  get fields(): readonly FieldDescription[] | undefined {
    return this.#ready.fields;
  }
}
