/**
 * Records as columns: fed by the consumer with each record as it lies in the buffer.
 *
 * @module
 */
import type { ProbeInformation } from "../d/check/mod.ts";
import { isSigned } from "../d/types/mod.ts";
import type { AggregationResult } from "../engine/aggregation/mod.ts";
import { isNumberSized } from "../engine/format/mod.ts";
import type { RecordedClause, RecordSink } from "../engine/consume/mod.ts";
import { probeText } from "../engine/probe/mod.ts";
import type { RecordView } from "../engine/record/mod.ts";
import { RECORD_HEADER } from "../image/mod.ts";
import { aggregationTable, SnapshotCollector } from "./aggregation_table.ts";
import { Codes, columnFor, type RecordedColumn, Validity, WideIntegers } from "./columns.ts";
import { plainText } from "./cell_text.ts";
import { combinedKind } from "./kinds.ts";
import { describeExpression, UniqueNames } from "./column_names.ts";
import type { ResultTable, TableColumn } from "./table.ts";

export interface CollectorSettings {
  /** Rows that a table keeps, those of each clause (each aggregation, where printa() shows it) for itself; later ones are counted. */
  readonly rowLimit?: number;
  /** A clause that never fires is a table without rows, too. */
  readonly withEmpty?: boolean;
}
export const DEFAULT_ROW_LIMIT = 10_000_000;

interface ColumnSource {
  readonly offset: number;
  /** Index of the action, whose byte in the mask says whether it ran. */
  readonly action: number;
  readonly column: RecordedColumn;
  readonly validity?: Validity;
  readonly description: Omit<TableColumn, "values">;
}

/** The rows of one clause. */
class ClauseRows {
  rows = 0;
  omitted = 0;
  readonly #timestamps = new WideIntegers(true, true);
  readonly #probes = new Codes();
  /** By the id of a probe. */
  readonly #codes = new Map<number, number>();
  readonly #texts: string[] = [];
  #lastProbe: ProbeInformation | undefined;
  #lastCode = 0;
  readonly #parts: readonly ColumnSource[];

  constructor(readonly recorded: RecordedClause, readonly limit: number) {
    this.#parts = partsOf(recorded);
  }
  add(probe: ProbeInformation, { bytes, view, start, payload }: RecordView): void {
    if (this.rows === this.limit) {
      this.omitted++;
      return;
    }
    this.rows++;
    this.#timestamps.add(bytes, view, start + RECORD_HEADER.TIMESTAMP);
    if (probe !== this.#lastProbe) {
      this.#lastProbe = probe;
      this.#lastCode = this.#codes.get(probe.id) ?? this.#newProbe(probe);
    }
    this.#probes.add(this.#lastCode);
    const parts = this.#parts;
    for (let i = 0; i < parts.length; i++) {
      const { offset, action, column, validity } = parts[i];
      if (validity) {
        const ran = bytes[payload + action] !== 0;
        validity.add(ran);
        if (!ran) {
          column.skip();
          continue;
        }
      }
      column.add(bytes, view, payload + offset);
    }
  }
  /** Whether the records of another clause of the image are laid out as these are, and mean the same. */
  takes({ number, fields, clause }: RecordedClause): boolean {
    const own = this.recorded;
    return own.number === number && own.clause.masked === clause.masked && own.fields.length === fields.length &&
      own.fields.every(({ field, action }, i) => {
        const other = fields[i];
        return action === other.action && field.offset === other.field.offset && field.size === other.field.size &&
          field.address === other.field.address && isNumberSized(field) === isNumberSized(other.field) &&
          isSigned(field.type) === isSigned(other.field.type);
      });
  }
  #newProbe(probe: ProbeInformation): number {
    const code = this.#texts.length;
    this.#codes.set(probe.id, code);
    this.#texts.push(shortProbe(probe));
    return code;
  }
  table(name: string): ResultTable {
    const { clause } = this.recorded;
    const texts = this.#texts;
    const columns: TableColumn[] = [
      { name: "timestamp", kind: "time", unit: "ns", label: "timestamp", values: this.#timestamps.values() },
      { name: "probe", kind: "probe", label: "probe", values: this.#probes.values([...texts]) },
    ];
    for (const { column, validity, description } of this.#parts) {
      const values = column.values();
      columns.push({ ...description, values: validity?.wrap(values) ?? values });
    }
    const probe = descriptionsOf(this.recorded);
    const fields = columns.slice(2).map(({ label }) => label).join(", ");
    return {
      kind: "records",
      name,
      title: fields === "" ? probe : `${fields} at ${probe}`,
      columns,
      rowCount: this.rows,
      omitted: this.omitted,
      clause: clause.index,
      probe,
    };
  }
}
/** `tcp:::send`: what is empty or the same for all of a provider is left out. */
/** Module and function of a packet's probe say nothing; those of a kernel's tell one from another. */
function shortProbe(probe: ProbeInformation): string {
  if (probe.provider === "dtrace") return probe.name;
  const { module, function: inFunction } = probe;
  const isOfPacket = inFunction === "none";
  return probeText({
    ...probe,
    module: isOfPacket || module === "vmlinux" ? "" : module,
    function: isOfPacket ? "" : inFunction,
  });
}
/** The clause's own words for its probes, as far as the predicate or the body. */
function descriptionsOf({ clause: { span } }: RecordedClause): string {
  const text = span.source.text.slice(span.start, span.end);
  const end = text.search(/[{/;]/);
  return plainText((end < 0 ? text : text.slice(0, end)).replace(/\s+/g, " ").trim() || span.source.name);
}
function partsOf({ clause, fields }: RecordedClause): ColumnSource[] {
  const names = new UniqueNames();
  names.give("timestamp");
  names.give("probe");
  return fields.map(({ field, action, name }) => {
    const { column, kind } = columnFor(field);
    const facts = describeExpression(field.label ?? name);
    const description = {
      name: names.give(facts.name),
      label: facts.label,
      kind: combinedKind(kind, facts.kind),
      ...(facts.unit === undefined ? {} : { unit: facts.unit }),
    };
    const exact = description.kind === "time" && column instanceof WideIntegers;
    return {
      offset: field.offset,
      action,
      column: exact ? new WideIntegers(true, true) : column,
      ...(clause.masked ? { validity: new Validity() } : {}),
      description: description.kind === "time" && !exact ? { ...description, kind: "integer" } : description,
    };
  });
}
/** Collects the records of all clauses, and aggregations as printa() showed them. */
export class RecordCollector implements RecordSink {
  /** By the index of a clause in the image. */
  readonly #clauses: (ClauseRows | undefined)[] = [];
  readonly #all: ClauseRows[] = [];
  readonly #snapshots: SnapshotCollector;
  readonly #limit: number;

  constructor(readonly settings: CollectorSettings = {}) {
    this.#limit = settings.rowLimit ?? DEFAULT_ROW_LIMIT;
    this.#snapshots = new SnapshotCollector(this.#limit);
  }
  expect(recorded: RecordedClause): void {
    if (this.settings.withEmpty) this.#clauses[recorded.clause.index] ??= this.#open(recorded);
  }
  record(recorded: RecordedClause, probe: ProbeInformation, record: RecordView): void {
    const rows = this.#clauses[recorded.clause.index] ??= this.#open(recorded);
    rows.add(probe, record);
  }
  /** `a, b { … }` is one clause to its author, and one table, where both record alike. */
  #open(recorded: RecordedClause): ClauseRows {
    const same = this.#all.find((rows) => rows.takes(recorded));
    if (same) return same;
    const rows = new ClauseRows(recorded, this.#limit);
    this.#all.push(rows);
    return rows;
  }
  snapshot(result: AggregationResult, timestampNs: bigint): void {
    this.#snapshots.add(result, timestampNs);
  }
  /** A table for each clause that recorded, or may have, in the order of the program. May be asked for again as the run goes on. */
  tables(): ResultTable[] {
    const names = new UniqueNames();
    const ordered = this.#all.toSorted((a, b) => a.recorded.clause.index - b.recorded.clause.index);
    return ordered.map((rows) => rows.table(names.give(`clause${rows.recorded.number}`)));
  }
  /**
   * Tables of the aggregations that printa() showed at two or more moments: a row for each key at each moment, `time`
   * in front.
   */
  snapshots(): ResultTable[] {
    return this.#snapshots.tables();
  }
  /** All that a run came to: clauses, then aggregations, those taken at moments in place of their last state. */
  all(aggregations: readonly AggregationResult[]): ResultTable[] {
    const taken = new Map(this.snapshots().map((table) => [table.name, table]));
    const last = aggregations.map((result) => taken.get(result.description.name) ?? aggregationTable(result));
    return [...this.tables(), ...last];
  }
}
