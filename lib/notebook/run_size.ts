/**
 * How much memory a run holds, about: so that of many runs not all are kept.
 *
 * @module
 */
import type { Run } from "../api/mod.ts";
import { DictionaryValues, NullableValues, type ResultTable } from "../table/mod.ts";

type Values = ResultTable["columns"][number]["values"];

/** A text in a dictionary, an object of a record, beyond what they hold. */
const TEXT = 64, RECORD = 200;

/** Bytes, within a factor of two. */
export function bytesOf({ text, messages, records, aggregations, tables, snapshots }: Run): number {
  const all = [
    ...Object.values(aggregations).map(({ resultTable }) => resultTable),
    ...Object.values(tables).map(({ resultTable }) => resultTable),
    ...Object.values(snapshots).map(({ resultTable }) => resultTable),
  ];
  const columns = all.flatMap((table) => table.columns.map(({ values }) => valuesBytes(values)));
  const said = messages.reduce((sum, message) => sum + message.length, text.length);
  return columns.reduce((sum, bytes) => sum + bytes, said) + records.length * RECORD;
}
function valuesBytes(values: Values): number {
  if (values instanceof NullableValues) return values.valid.length + valuesBytes(values.values);
  if (values instanceof DictionaryValues) return values.codes.byteLength + values.size * TEXT;
  const { byteLength } = values as { readonly byteLength?: number };
  return byteLength ?? values.length * TEXT;
}
