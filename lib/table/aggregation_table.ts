/**
 * Aggregations as tables: a row for each key, or for each bucket of each key.
 *
 * @module
 */
import type { AggregationForm, AggregationResult, AggregationResultEntry } from "../engine/aggregation/mod.ts";
import { tracedKind } from "../d/types/mod.ts";
import { isNumberSized, isText } from "../engine/format/mod.ts";
import { combinedKind } from "./kinds.ts";
import { describeExpression, type ExpressionFacts, identifier, UniqueNames } from "./column_names.ts";
import type { AggregationShape, ColumnKind, ResultTable, TableColumn, Unit } from "./table.ts";
import { IntegerValues, KeyValues } from "./value_columns.ts";

type ResultDescription = AggregationResult["description"];

/** The entries as of now, in the order in which they would print. */
export function aggregationTable(result: AggregationResult): ResultTable {
  const rows = new AggregationRows(result, false);
  rows.add(result.entries());
  return rows.table();
}

/** Aggregations as printa() showed them, by the moment; rows beyond the limit are counted. */
export class SnapshotCollector {
  readonly #rows = new Map<number, { readonly rows: AggregationRows; moments: number; last: bigint }>();
  constructor(readonly rowLimit: number) {}

  add(result: AggregationResult, timestampNs: bigint): void {
    const { id } = result.description;
    let kept = this.#rows.get(id);
    if (!kept) {
      kept = { rows: new AggregationRows(result, true, this.rowLimit), moments: 0, last: -1n };
      this.#rows.set(id, kept);
    }
    if (kept.last !== timestampNs) kept.moments++;
    kept.last = timestampNs;
    kept.rows.add(result.entries(), timestampNs);
  }
  /** What was shown once only is not a time series. */
  tables(): ResultTable[] {
    return [...this.#rows.values()].filter(({ moments }) => moments > 1).map(({ rows }) => rows.table());
  }
}

interface Build {
  readonly description: Omit<TableColumn, "values">;
  readonly values: KeyValues | IntegerValues;
}
class AggregationRows {
  readonly #names = new UniqueNames();
  readonly #value: ExpressionFacts | undefined;
  readonly #time: Build | undefined;
  readonly #keys: readonly Build[];
  readonly #results: readonly Build[];
  readonly #form: AggregationForm;
  readonly #distribution: boolean;
  #rows = 0;
  #omitted = 0;
  #normal: bigint | undefined;

  readonly description: ResultDescription;
  readonly #starts: readonly bigint[] | undefined;

  constructor(result: AggregationResult, snapshots: boolean, readonly limit = Infinity) {
    const { description, form } = result;
    this.description = description;
    this.#form = form;
    this.#starts = result.bucketStarts?.();
    const { label } = description;
    this.#distribution = form.isDistribution === true;
    this.#value = label === undefined ? undefined : describeExpression(label);
    this.#time = snapshots
      ? { description: this.#named("time", "time", "time", "ns"), values: new IntegerValues(true) }
      : undefined;
    this.#keys = description.keys.map((field, i) => {
      const facts = describeExpression(field.label ?? `key${i + 1}`);
      const kind = combinedKind(kindOf(field), facts.kind);
      return {
        description: { ...this.#named(facts.name, kind, facts.label, facts.unit), ...intervalOf(kind, facts) },
        values: new KeyValues(kind === "time"),
      };
    });
    this.#results = this.#resultColumns();
  }
  #named(name: string, kind: ColumnKind, label: string, unit?: Unit): Omit<TableColumn, "values"> {
    return { name: this.#names.give(name), kind, label, ...(unit === undefined ? {} : { unit }) };
  }
  #resultColumns(): Build[] {
    const { function: name } = this.description;
    const unit = this.#value?.unit;
    const label = this.#value?.label;
    const integer = (column: string, text: string, ofValue: boolean): Build => ({
      description: this.#named(column, "integer", text, ofValue ? unit : undefined),
      values: new IntegerValues(),
    });
    if (this.#distribution) {
      const value = label ?? "value";
      return [integer("low", value, true), integer("high", value, true), integer("count", "count", false)];
    }
    const result = integer(name, label === undefined ? name : `${name}(${label})`, !this.#form.isCount);
    const further = (this.#form.moments ?? []).map((moment) =>
      moment === "count"
        ? integer("count", "count", false)
        : integer("mean", label === undefined ? "mean" : `mean(${label})`, true)
    );
    return [result, ...further];
  }
  add(entries: readonly AggregationResultEntry[], timestampNs?: bigint): void {
    for (const entry of entries) {
      if (entry.normal !== 1n) this.#normal = entry.normal;
      if (!this.#distribution) {
        const { value = 0n, moments } = entry;
        this.#row(entry, [value, ...this.#furtherOf(moments)], timestampNs);
      } else for (const { low, high, count } of entry.buckets ?? []) this.#row(entry, [low, high, count], timestampNs);
    }
  }
  #furtherOf(moments: AggregationResultEntry["moments"]): bigint[] {
    return (this.#form.moments ?? []).map((moment) => moments?.[moment] ?? 0n);
  }
  #row(entry: AggregationResultEntry, results: readonly bigint[], timestampNs: bigint | undefined): void {
    if (this.#rows === this.limit) {
      this.#omitted++;
      return;
    }
    this.#rows++;
    if (timestampNs !== undefined) this.#time?.values.push(timestampNs);
    this.#keys.forEach(({ values }, i) => values.push(entry.keys[i] as never));
    this.#results.forEach(({ values }, i) => values.push(results[i]));
  }
  table(): ResultTable {
    const { description } = this;
    const { joining, moments } = this.#form;
    const builds = [...this.#time ? [this.#time] : [], ...this.#keys, ...this.#results];
    const shape: AggregationShape = {
      function: description.function,
      keyCount: description.keys.length,
      distribution: this.#distribution,
      snapshots: this.#time !== undefined,
      ...(joining === undefined ? {} : { joining }),
      ...(moments === undefined ? {} : { moments }),
      ...(this.#starts === undefined ? {} : { bucketStarts: this.#starts }),
      ...(this.#normal === undefined ? {} : { normal: this.#normal }),
    };
    return {
      kind: "aggregation",
      name: description.name === "_" ? "_" : identifier(description.name),
      title: this.#title(),
      columns: builds.map((build) => ({ ...build.description, values: build.values.values() })),
      rowCount: this.#rows,
      omitted: this.#omitted,
      aggregation: shape,
    };
  }
  #title(): string {
    const { name, function: called } = this.description;
    const what = this.#value ? `${called}(${this.#value.label})` : called;
    const keys = this.#keys.map(({ description }) => description.label).join(", ");
    const text = [what, ...keys === "" ? [] : [`by ${keys}`], ...this.#time ? ["over time"] : []].join(" ");
    return name === "_" ? text : `${name}: ${text}`;
  }
}
/** A time as a text is not an interval. */
function intervalOf(kind: ColumnKind, { intervalNs }: ExpressionFacts): { readonly intervalNs?: bigint } {
  return intervalNs !== undefined && (kind === "time" || kind === "integer") ? { intervalNs } : {};
}
function kindOf(field: ResultDescription["keys"][number]): ColumnKind {
  if (field.address) return "address";
  if (isNumberSized(field)) return "integer";
  const traced = tracedKind(field.type);
  if (traced !== undefined) return traced === "stack" ? "stack" : "string";
  return isText(field.type) ? "string" : "bytes";
}
