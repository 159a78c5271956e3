/**
 * Reads a file with the libraries of the Arrow project, and prints what they see: types by name, rows of values (integers
 * and times as digits, bytes as a list). A process of its own and without the lock file, so that whoever only uses the
 * command is not made to fetch these libraries.
 *
 *     deno run -A --no-lock test/table/other_reader.ts FILE
 *     deno run -A --no-lock test/table/other_reader.ts --make FILE
 *
 * @module
 */
// named at run time: what is named in the text goes into the lock file
const arrow = await import(["npm:apache-arrow@21.2.0"][0]);

if (Deno.args[0] === "--make") {
  const t = arrow.vectorFromArray([1000, 2000], new arrow.TimestampMillisecond());
  const n = arrow.vectorFromArray([1n, 2n ** 60n], new arrow.Int64());
  Deno.writeFileSync(Deno.args[1], arrow.tableToIPC(new arrow.Table({ t, n }), "file"));
} else {
  let bytes = Deno.readFileSync(Deno.args[0]);
  if (Deno.args[0].endsWith(".parquet")) {
    const parquet = await import(["npm:parquet-wasm@0.8.0"][0]);
    bytes = parquet.readParquet(bytes).intoIPCStream();
  }
  const table = arrow.tableFromIPC(bytes);
  const types = table.schema.fields.map(({ name, type }: any) => `${name} ${type}`);
  const columns = table.schema.fields.map(({ name, type }: any) => {
    const vector = table.getChild(name);
    // the reader makes milliseconds of times: the words themselves
    if (/^Timestamp/.test(String(type))) return [...vector.data[0].values].map(String);
    return Array.from({ length: table.numRows }, (_, row) => plain(vector.get(row)));
  });
  const metadata = Object.fromEntries(
    table.schema.fields.map(({ name, metadata }: any) => [name, Object.fromEntries(metadata)]),
  );
  console.log(JSON.stringify({ types, columns, metadata, rows: table.numRows }));
}
function plain(value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  return value instanceof Uint8Array ? [...value] : value;
}
