import { deepStrictEqual, strictEqual } from "node:assert";
import { type CollectedRecord, consume, type OutputWriter } from "../../../lib/engine/consume/mod.ts";
import { ERROR_RECORD } from "../../../lib/image/mod.ts";
import {
  aggregation,
  bytesOf,
  clause,
  consumerOf,
  fieldsOf,
  FUNCTIONS,
  integer,
  text,
  TYPES,
} from "../fake_machine.ts";

const { INT, STRING, LONG, UNSIGNED_INT } = TYPES;
const trace = { action: "trace", fields: fieldsOf(INT, STRING), data: undefined };
const HEADING = "CPU     ID                    FUNCTION:NAME\n";
const BEGIN = "  0      1                           :BEGIN ";

Deno.test("default output: heading once, a line a record, a newline at the end", () => {
  const { consumer, machine, output } = consumerOf([clause(0, [trace]), clause(1, [])]);
  machine.record(1, bytesOf(integer(5), text("abc")));
  machine.record(2, new Uint8Array());
  strictEqual(consume(consumer), false);
  machine.record(2, new Uint8Array());
  consumer.finish();
  const line = `${BEGIN}        5  abc                              \n`;
  strictEqual(output(), `${HEADING}${line}${BEGIN}\n${BEGIN}\n\n`);
});

Deno.test("quiet: only what is traced, and the newline at the end", () => {
  const { consumer, machine, output } = consumerOf([clause(0, [trace])], ["quiet"]);
  machine.record(1, bytesOf(integer(5), text("abc")));
  consumer.finish();
  strictEqual(output(), "5abc\n");
});

Deno.test("flow indentation", () => {
  const enabled = [4, 5, 6, 7, 1].map((probe, i) => ({ epid: i + 1, probe, clause: 0 }))
    .concat({ epid: 6, probe: 4, clause: 0 });
  const { consumer, machine, output } = consumerOf([clause(0, [])], ["flowindent"], [], { enabled });
  // entry of f twice enabled, entry of read, BEGIN, return of read, return of f.
  for (const epid of [1, 6, 3, 5, 4, 2]) machine.record(epid, new Uint8Array());
  consumer.finish();
  const line = (name: string) => `  0 ${name.padEnd(41)} \n`;
  strictEqual(
    output(),
    `CPU ${"FUNCTION".padEnd(41)}\n` + line(" -> f") + line("  | f:entry") + line("   => read") + line("    | :BEGIN") +
      line("   <= read") + line(" <- f") + "\n",
  );
});

Deno.test("branches: what did not run prints nothing, each block has a line of its own", () => {
  const [field] = fieldsOf(INT);
  const at = (offset: number, block: number) => ({
    action: "trace",
    fields: [{ ...field, offset }],
    data: undefined,
    block,
  });
  const { consumer, machine, output } = consumerOf([clause(0, [at(8, 0), at(12, 1), at(16, 2)], { masked: true })]);
  machine.record(1, bytesOf(Uint8Array.of(1, 0, 1, 0, 0, 0, 0, 0), integer(1), integer(2), integer(3)));
  consumer.finish();
  strictEqual(output(), `${HEADING}${BEGIN}        1\n${BEGIN}        3\n\n`);
});

Deno.test("faults go to standard error", () => {
  const { consumer, machine, warnings, output } = consumerOf([clause(0, [])]);
  const fault = (action: number, offset: number, kind: number, address: bigint) => {
    const payload = new Uint8Array(ERROR_RECORD.BYTES);
    const view = new DataView(payload.buffer);
    view.setUint32(ERROR_RECORD.EPID, 1, true);
    view.setInt32(ERROR_RECORD.ACTION, action, true);
    view.setInt32(ERROR_RECORD.OFFSET, offset, true);
    view.setInt32(ERROR_RECORD.FAULT, kind, true);
    view.setBigInt64(ERROR_RECORD.ADDRESS, address, true);
    machine.record(0, payload);
  };
  fault(1, 12, 1, 0n);
  fault(0, -1, 4, 7n);
  consumer.finish();
  const place = "error on enabled probe ID 1 (ID 1: dtrace:::BEGIN)";
  deepStrictEqual(warnings, [
    `${place}: invalid address (0x0) in action #1 at DIF offset 12`,
    `${place}: divide-by-zero in predicate`,
  ]);
  strictEqual(output(), "\n");
});

const counts = aggregation(1, "a", "count", fieldsOf(STRING));
const totals = aggregation(2, "b", "count", fieldsOf(STRING));
const single = aggregation(3, "c", "count", []);
const row = (key: string, value: number) => `  ${key.padEnd(50)} ${String(value).padStart(16)}\n`;

Deno.test("aggregations at the end: by variable, value, key", () => {
  const { consumer, machine, output } = consumerOf([], ["quiet"], [counts, single]);
  for (const [key, value] of [["b", 2n], ["a", 2n], ["z", 1n], ["neg", -1n]] as const) {
    machine.add(1, text(key), [value]);
  }
  machine.add(3, new Uint8Array(), [7n]);
  consumer.finish();
  strictEqual(output(), `\n${row("neg", -1)}${row("z", 1)}${row("a", 2)}${row("b", 2)}${" ".repeat(16)}7\n`);
});

Deno.test("keys of numbers compare as unsigned; key sorting, reversal, key position", () => {
  const two = aggregation(1, "a", "count", fieldsOf(INT, UNSIGNED_INT));
  const run = (...options: string[]) => {
    const { consumer, machine } = consumerOf([], options, [two]);
    for (const [x, y, value] of [[-1, 1, 3n], [1, 3, 2n], [256, 2, 1n]] as const) {
      machine.add(1, bytesOf(integer(x), integer(y)), [value]);
    }
    return consumer.aggregations()[0].entries().map(({ keys }) => Number(keys[0]));
  };
  deepStrictEqual(run(), [256, 1, -1]);
  deepStrictEqual(run("aggsortrev"), [-1, 1, 256]);
  deepStrictEqual(run("aggsortkey"), [1, 256, -1]);
  deepStrictEqual(run("aggsortkey", "aggsortrev"), [-1, 256, 1]);
  deepStrictEqual(run("aggsortkey", "aggsortkeypos=1"), [-1, 256, 1]);
  deepStrictEqual(run("aggsortkey", "aggsortkeypos=9"), [1, 256, -1]);
});

Deno.test("addresses as keys: IPv4 before IPv6, numerically, printed as text", () => {
  const byAddress = aggregation(1, "a", "count", fieldsOf("address"));
  const { consumer, machine, output } = consumerOf([], ["aggsortkey", "quiet"], [byAddress]);
  const address = (...bytes: number[]) => Uint8Array.from({ length: 17 }, (_, i) => bytes[i] ?? 0);
  machine.add(1, address(6, 0, 1), [1n]);
  machine.add(1, address(4, 10, 0, 0, 1), [1n]);
  machine.add(1, address(4, 9, 0, 0, 1), [1n]);
  consumer.finish();
  strictEqual(output(), `\n${row("9.0.0.1", 1)}${row("10.0.0.1", 1)}${row("1::", 1)}`);
});

function printing(data: unknown, ...options: string[]) {
  const made = consumerOf(
    [clause(0, [{ action: "printa", fields: [], data }])],
    ["quiet", ...options],
    [counts, totals],
  );
  made.machine.add(1, text("x"), [1n]);
  made.machine.add(1, text("y"), [5n]);
  made.machine.add(2, text("x"), [9n]);
  made.machine.add(2, text("w"), [4n]);
  made.machine.record(1, new Uint8Array());
  made.consumer.drain();
  made.consumer.flush();
  return made.output();
}

Deno.test("printa: plain, by format, several joined, sorted by one of them", () => {
  strictEqual(printing({ ids: [1] }), `\n${row("x", 1)}${row("y", 5)}`);
  strictEqual(printing({ ids: [1], format: "%s=%@d %@5d\n" }), "x=1     1\ny=5     5\n");
  const joined = (key: string, a: number, b: number) => row(key, a).slice(0, -1) + ` ${String(b).padStart(16)}\n`;
  strictEqual(printing({ ids: [1, 2] }), `\n${joined("w", 0, 4)}${joined("x", 1, 9)}${joined("y", 5, 0)}`);
  strictEqual(printing({ ids: [1, 2], format: "%s %@d %@d %@d|" }, "aggsortpos=1"), "y 5 0 0|w 0 4 4|x 1 9 9|");
  strictEqual(printing({ ids: [1, 2], format: "%s|" }, "aggsortkey", "aggsortrev"), "y|x|w|");
  strictEqual(printing({ ids: [1, 1], format: "%s %@d %@d|" }), "x 1 1|y 5 5|");
});

Deno.test("what printa() printed does not print again at the end", () => {
  const { consumer, machine, output } = consumerOf(
    [clause(0, [{ action: "printa", fields: [], data: { ids: [1], format: "%s\n" } }])],
    ["quiet"],
    [counts, totals],
  );
  machine.record(1, new Uint8Array());
  consumer.drain();
  machine.add(1, text("x"), [1n]);
  machine.add(2, text("x"), [2n]);
  machine.record(1, new Uint8Array());
  consumer.finish();
  strictEqual(output(), `x\n\n${row("x", 2)}`);
});

Deno.test("agghist: shares of the whole in one table", () => {
  const { consumer, machine, output } = consumerOf([], ["quiet", "agghist"], [counts]);
  machine.add(1, text("udp"), [2n]);
  machine.add(1, text("tcp"), [6n]);
  consumer.finish();
  strictEqual(
    output(),
    "\n\n" +
      "              key  ------------- Distribution ------------- count    \n" +
      `              udp |${"@".repeat(10).padEnd(40)} 2        \n` +
      `              tcp |${"@".repeat(30).padEnd(40)} 6        \n`,
  );
});

Deno.test("aggpack: one row a key over the buckets of the whole aggregation", () => {
  const packed = new Map(FUNCTIONS);
  packed.set("count", {
    ...FUNCTIONS.get("count")!,
    packRange: (words) => [Number(words[0]), Number(words[0]) + 1],
    packHeading: (first, last) => ` ${first}..${last}\n`,
    packRow: (words, first, last, _, display) => ` ${words[0]} of ${first}..${last} ${display.encoding}\n`,
  });
  const { consumer, machine, output } = consumerOf([], ["quiet", "aggpack"], [counts], { aggregating: packed });
  machine.add(1, text("udp"), [2n]);
  machine.add(1, text("tcp"), [6n]);
  consumer.finish();
  const key = (name: string) => name.padStart(17);
  strictEqual(output(), `\n\n${key("key")} 2..7\n${key("udp")} 2 of 2..7 utf8\n${key("tcp")} 6 of 2..7 utf8\n`);
});

Deno.test("clear, trunc, normalize; what was drained earlier merges", () => {
  const { consumer, machine } = consumerOf([], [], [counts]);
  const shown = () => consumer.aggregations()[0].entries().map(({ keys, value }) => `${keys[0]}=${value}`).join(" ");
  machine.add(1, text("a"), [10n]);
  machine.add(1, text("b"), [20n]);
  consumer.drainAggregations();
  machine.add(1, text("a"), [5n]);
  machine.add(1, text("c"), [40n]);
  strictEqual(shown(), "a=15 b=20 c=40");
  consumer.normalize(1, 5n);
  machine.add(1, text("d"), [50n]);
  strictEqual(shown(), "a=3 b=4 c=8 d=50");
  consumer.normalize(1, 1n);
  consumer.truncate(1, 3n);
  strictEqual(shown(), "b=20 c=40 d=50");
  consumer.truncate(1, -2n);
  strictEqual(shown(), "b=20 c=40");
  consumer.clear(1);
  strictEqual(shown(), "b=0 c=0");
  machine.add(1, text("c"), [2n]);
  strictEqual(shown(), "b=0 c=2");
  consumer.truncate(1, undefined);
  strictEqual(shown(), "");
});

Deno.test("clear: what is added stays where it is, what was drained becomes zero too", () => {
  const additive = new Map(FUNCTIONS).set("count", { ...FUNCTIONS.get("count")!, isAdditive: true });
  const { consumer, machine } = consumerOf([], [], [counts], { aggregating: additive });
  const shown = () => consumer.aggregations()[0].entries().map(({ keys, value }) => `${keys[0]}=${value}`).join(" ");
  machine.add(1, text("a"), [10n]);
  consumer.drainAggregations();
  machine.add(1, text("a"), [5n]);
  machine.add(1, text("b"), [20n]);
  strictEqual(shown(), "a=15 b=20");
  consumer.clear(1);
  strictEqual(shown(), "a=0 b=0");
  const words: bigint[] = [];
  machine.eachEntry(1, (_key, value) => words.push(machine.memory.view.getBigInt64(value, true)));
  deepStrictEqual(words, [0n, 0n]);
  machine.filterEntries(1, () => false);
  machine.add(1, text("b"), [7n]);
  strictEqual(shown(), "a=0 b=7");
});

Deno.test("more entries than memory bears stay in the machine", () => {
  const { consumer, machine } = consumerOf([], [], [counts]);
  machine.add(1, text("a"), [10n]);
  const inMachine = () => {
    let entries = 0;
    machine.eachEntry(1, () => entries++);
    return entries;
  };
  machine.entriesNow = () => ({ end: 0, count: 2_000_000 });
  consumer.drainAggregations();
  strictEqual(inMachine(), 1);
  machine.entriesNow = () => ({ end: 0, count: 1 });
  consumer.drainAggregations();
  strictEqual(inMachine(), 0);
});

Deno.test("setopt: dynamic options take effect at once, others are refused with the probe named", () => {
  const setopt = (name: string, value?: string) => ({ action: "setopt", fields: [], data: [name, value] });
  const { consumer, machine, output, warnings } = consumerOf([
    clause(0, [setopt("quiet"), setopt("bufsize", "1m"), setopt("nonsense", "x"), setopt("aggrate", "z")]),
  ]);
  machine.record(1, new Uint8Array());
  consumer.finish();
  strictEqual(output(), `${HEADING}${BEGIN}\n`);
  const place = "error on enabled probe ID 1 (ID 1: dtrace:::BEGIN): couldn't set option";
  deepStrictEqual(warnings, [
    `${place} "bufsize" to "1m": Operation illegal when tracing is active`,
    `${place} "nonsense" to "x": Invalid option name`,
    `${place} "aggrate" to "z": Invalid value for specified option`,
  ]);
});

Deno.test("freopen: elsewhere and back, and what cannot be opened", () => {
  const files: Record<string, string> = {};
  const reopen = (path: string): OutputWriter | string =>
    path === "bad"
      ? "No such file or directory"
      : { write: (bytes) => void (files[path] = (files[path] ?? "") + new TextDecoder().decode(bytes)) };
  const { consumer, output, warnings } = consumerOf([], ["quiet"], [], { reopen });
  consumer.write("one");
  consumer.reopen("f");
  consumer.write("two");
  consumer.reopen("bad");
  consumer.write("three");
  consumer.reopen("");
  consumer.finish();
  strictEqual(output(), "one\n");
  deepStrictEqual(files, { f: "twothree" });
  strictEqual(warnings[0].endsWith(`couldn't freopen() "bad": No such file or directory`), true);
});

Deno.test("records as data instead of text", () => {
  const records: CollectedRecord[] = [];
  const fields = fieldsOf(LONG, STRING).map((field, i) => ({ ...field, label: `x${i}` }));
  const { consumer, machine, output } = consumerOf(
    [clause(0, [{ action: "printf", fields, data: "%d %s" }])],
    [],
    [],
    { collect: (record) => void records.push(record) },
  );
  machine.record(1, bytesOf(integer(-7, 8), text("hé")));
  consumer.finish();
  strictEqual(output(), "");
  strictEqual(records.length, 1);
  deepStrictEqual(records[0].values.map(({ label, value }) => [label, value]), [["x0", -7n], ["x1", "hé"]]);
  strictEqual(records[0].probe.name, "BEGIN");
  strictEqual(records[0].timestampNs, 5n);
  strictEqual(records[0].text, "-7 h\udcc3\udca9");
});
