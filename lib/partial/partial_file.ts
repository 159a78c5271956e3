/**
 * Partial results in files (`.pbp`): Parquet, so that other programs read them, with the facts in its footer.
 *
 * @module
 */
import type { AggregationEntry } from "../engine/aggregation/mod.ts";
import type { Files } from "../host/mod.ts";
import { sha256 } from "../packet/digest/mod.ts";
import { columnOf, parquetPieces, reasonOf, TableError, writeComplete } from "../table/mod.ts";
import type { NamedPartial } from "./merge.ts";
import { exactJson, parseExactJson } from "./exact_json.ts";
import { type Partial, PARTIAL_FORMAT, PartialError, type PartialFacts } from "./partial.ts";
import { type GatheredAggregation, partialTable } from "./partial_table.ts";

/** Of the entry in the footer. */
const FACTS = "probebook.partial", DIGEST = "probebook.partial.digest";
/** Columns that a merge reads. */
const READ = ["aggregation", "key", "part", "value"] as const;

/** The bytes of the file in pieces: the same whenever the same part is run. */
export async function* partialPieces(
  facts: PartialFacts,
  gathered: readonly GatheredAggregation[],
): AsyncGenerator<Uint8Array> {
  const table = partialTable(gathered), text = exactJson(facts);
  const [ids, keys, parts, values] = READ.map((name) => columnOf(table, name)!.values);
  const rows = Array.from({ length: table.rowCount }, (_, row): PartialRow => ({
    id: Number(ids.at(row)),
    key: keys.at(row) as Uint8Array,
    part: Number(parts.at(row)),
    value: BigInt(values.at(row) as bigint),
  }));
  yield* parquetPieces(table, [
    { key: FACTS, value: text },
    { key: DIGEST, value: digestOf(text, rows) },
  ]);
}
/** What a merge reads of a row. */
interface PartialRow {
  readonly id: number;
  readonly key: Uint8Array;
  readonly part: number;
  readonly value: bigint;
}
/** SHA-256 of all that a merge reads, so that a bit that has changed does not pass for another number. */
function digestOf(facts: string, rows: readonly PartialRow[]): string {
  const text = new TextEncoder().encode(facts);
  const bytes = new Uint8Array(rows.reduce((size, { key }) => size + ROW + key.length, text.length));
  const view = new DataView(bytes.buffer);
  bytes.set(text);
  let at = text.length;
  for (const { id, key, part, value } of rows) {
    view.setInt32(at, id);
    view.setInt32(at + 4, part);
    view.setBigInt64(at + 8, value);
    view.setInt32(at + 16, key.length);
    bytes.set(key, at + ROW);
    at += ROW + key.length;
  }
  return sha256(bytes).toHex();
}
/** Bytes of a row without its key. */
const ROW = 20;
/** There when it is complete, and not before. @throws PartialError D_PARTIAL_WRITE */
export async function writePartial(files: Files, path: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    await writeComplete(files, path, pieces);
  } catch (error) {
    if (error instanceof TableError) throw new PartialError("D_PARTIAL_WRITE", error.message);
    throw error;
  }
}
/** @throws PartialError D_PARTIAL_DAMAGED for what is not a whole one, or one of a newer format */
export async function parsePartial(bytes: Uint8Array<ArrayBuffer>, name: string): Promise<Partial> {
  const damaged = (why: string) => new PartialError("D_PARTIAL_DAMAGED", `${name} is not a partial result: ${why}`);
  const { parquetMetadataAsync, parquetRead } = await import("npm:hyparquet@1.31.5");
  const { compressors } = await import("npm:hyparquet-compressors@1.1.2");
  const { buffer, byteOffset, byteLength } = bytes;
  const file = {
    byteLength,
    slice: (from: number, to = byteLength) => buffer.slice(byteOffset + from, byteOffset + to),
  };
  const columns = Object.fromEntries(READ.map((name) => [name, [] as unknown[]]));
  let text: string | undefined, digest: string | undefined, rowCount: number;
  try {
    const metadata = await parquetMetadataAsync(file);
    const valueOf = (name: string) => metadata.key_value_metadata?.find(({ key }) => key === name)?.value;
    [text, digest, rowCount] = [valueOf(FACTS), valueOf(DIGEST), Number(metadata.num_rows)];
    await parquetRead({
      file,
      metadata,
      columns: [...READ],
      utf8: false,
      compressors,
      onChunk({ columnName, columnData, rowStart }) {
        const column = columns[columnName];
        for (let i = 0; i < columnData.length; i++) column[rowStart + i] = columnData[i];
      },
    });
  } catch (error) {
    throw damaged((error as Error).message);
  }
  if (text === undefined) throw damaged("it says nothing of a run");
  const rows = rowsOf(columns, rowCount);
  if (!rows || digest !== digestOf(text, rows)) throw damaged("its content is not what was written");
  const facts = parseExactJson(text) as PartialFacts;
  if (!(facts.format <= PARTIAL_FORMAT)) {
    throw damaged(`it has format ${facts.format}, and this program knows ${PARTIAL_FORMAT} at most`);
  }
  return { facts, entries: entriesOf(facts, rows, damaged) };
}
function rowsOf(columns: Readonly<Record<string, readonly unknown[]>>, count: number): PartialRow[] | undefined {
  const [ids, keys, parts, values] = READ.map((name) => columns[name]);
  const rows: PartialRow[] = [];
  for (let row = 0; row < count; row++) {
    const id = ids[row], key = keys[row], part = parts[row], value = values[row];
    if (typeof id !== "number" || !(key instanceof Uint8Array) || typeof part !== "number") return undefined;
    if (typeof value !== "bigint") return undefined;
    rows.push({ id, key, part, value });
  }
  return rows;
}
function entriesOf(
  { shapes: all }: PartialFacts,
  rows: readonly PartialRow[],
  damaged: (why: string) => PartialError,
): Map<number, AggregationEntry[]> {
  const shapes = new Map(all.map((shape) => [shape.id, shape]));
  const entries = new Map<number, AggregationEntry[]>(all.map(({ id }) => [id, []]));
  let last: AggregationEntry | undefined, lastId: number | undefined;
  for (const [i, { id, key, part, value }] of rows.entries()) {
    const shape = shapes.get(id);
    if (!shape || key.length !== shape.keySize || part < 0 || part >= shape.valueSize / 8) {
      throw damaged(`row ${i + 1} fits no aggregation of the program`);
    }
    if (last === undefined || lastId !== id || !isSame(last.key, key)) {
      last = { key: key.slice(), words: new BigInt64Array(shape.valueSize / 8) };
      lastId = id;
      entries.get(id)!.push(last);
    }
    last.words[part] = value;
  }
  return entries;
}
function isSame(left: Uint8Array, right: Uint8Array): boolean {
  for (let i = 0; i < left.length; i++) if (left[i] !== right[i]) return false;
  return true;
}
/** @throws PartialError D_PARTIAL_READ, D_PARTIAL_DAMAGED */
export async function readPartial(files: Files, path: string): Promise<NamedPartial> {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = await files.read(path);
  } catch (error) {
    throw new PartialError("D_PARTIAL_READ", `cannot open ${path}: ${reasonOf(error)}`);
  }
  const digest = sha256(bytes).toHex();
  return { ...await parsePartial(bytes, path), path, digest };
}
