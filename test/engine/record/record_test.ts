import { deepStrictEqual, strictEqual, throws } from "node:assert";
import { DropReporter, formatDrop, PrincipalBuffer } from "../../../lib/engine/record/mod.ts";
import { CONTEXT, DROP_KINDS, type DropKind, RECORD_HEADER } from "../../../lib/image/mod.ts";
import { BUFFER, FakeMachine, integer } from "../fake_machine.ts";

/** Records are 24 bytes each: a header and one number. */
function run(policy: "switch" | "fill" | "ring", limit: number) {
  const machine = new FakeMachine([]);
  const buffer = new PrincipalBuffer(machine.memory, policy, limit);
  const seen: string[] = [];
  return {
    machine,
    buffer,
    seen,
    put: (...numbers: number[]) => numbers.forEach((number) => machine.record(number, integer(number, 8))),
    read: (last = false) =>
      buffer.read(({ epid, nextEpid, view, payload }) => {
        seen.push(`${epid}>${nextEpid}:${view.getUint32(payload, true)}`);
      }, last),
  };
}

Deno.test("switch: read in order, emptied, with a look at the next record", () => {
  const { put, read, seen, machine } = run("switch", 1000);
  put(1, 2, 3);
  read();
  deepStrictEqual(seen, ["1>2:1", "2>3:2", "3>0:3"]);
  strictEqual(machine.memory.words[CONTEXT.PRINCIPAL_NEXT >> 2], BUFFER);
  read(true);
  strictEqual(seen.length, 3);
});

Deno.test("ring: the newest that fit, at the end only", () => {
  const { put, read, seen } = run("ring", 72);
  put(1, 2);
  read();
  put(3, 4, 5);
  read();
  deepStrictEqual(seen, []);
  put(6);
  read(true);
  deepStrictEqual(seen, ["4>5:4", "5>6:5", "6>0:6"]);
});

Deno.test("ring: memory is bounded", () => {
  const { put, read, seen } = run("ring", 48);
  for (let i = 1; i <= 20000; i++) {
    put(i);
    if (i % 100 === 0) read();
  }
  read(true);
  deepStrictEqual(seen, ["19999>20000:19999", "20000>0:20000"]);
});

Deno.test("fill: the oldest that fit, then tracing ends; END has room of its own", () => {
  const { put, read, seen, buffer } = run("fill", 60);
  put(1, 2);
  read();
  strictEqual(buffer.isFull, false);
  put(3, 4);
  read();
  strictEqual(buffer.isFull, true);
  put(9);
  read(true);
  deepStrictEqual(seen, ["1>2:1", "2>9:2", "9>0:9"]);
});

Deno.test("a record whose size leads nowhere is refused", () => {
  for (const size of [0, 8, 4096]) {
    const { put, read, machine } = run("switch", 1000);
    put(1);
    machine.memory.view.setUint32(BUFFER + RECORD_HEADER.SIZE, size, true);
    throws(() => read(), /record of \d+ bytes/);
  }
});

Deno.test("drops in DTrace's words", () => {
  const table: [DropKind, bigint, string][] = [
    ["PRINCIPAL", 3n, "3 drops on CPU 0"],
    ["PRINCIPAL", 1n, "1 drop on CPU 0"],
    ["AGGREGATION", 1n, "1 aggregation drop on CPU 0"],
    ["DYNAMIC", 2n, "2 dynamic variable drops"],
    ["DYNRINSE", 2n, "2 dynamic variable drops with non-empty rinsing list"],
    ["DYNDIRTY", 1n, "1 dynamic variable drop with non-empty dirty list"],
    ["SPEC", 1n, "1 speculative drop"],
    ["SPECUNAVAIL", 1n, "1 failed speculation (no speculative buffer available)"],
    ["SPECBUSY", 2n, "2 failed speculations (available buffer(s) still busy)"],
    ["DBLERROR", 2n, "2 errors in ERROR probe enabling"],
    ["STKSTROVERFLOW", 2n, "2 jstack()/ustack() string table overflows"],
  ];
  for (const [kind, count, expected] of table) {
    strictEqual(formatDrop(kind, count, 0, false), expected);
    strictEqual(formatDrop(kind, count, 0, true), `[DTRACEDROP_${kind}] ${expected}`);
  }
});

Deno.test("drops are told once", () => {
  const { memory } = new FakeMachine([]);
  const reporter = new DropReporter(memory);
  const set = (kind: DropKind, count: bigint) =>
    memory.view.setBigUint64(CONTEXT.DROPS + 8 * DROP_KINDS.indexOf(kind), count, true);
  deepStrictEqual(reporter.report(false), []);
  set("PRINCIPAL", 5n);
  set("SPEC", 1n);
  deepStrictEqual(reporter.report(false), ["1 speculative drop", "5 drops on CPU 0"]);
  set("PRINCIPAL", 7n);
  deepStrictEqual(reporter.report(true), ["[DTRACEDROP_PRINCIPAL] 2 drops on CPU 0"]);
  deepStrictEqual(reporter.report(true), []);
});
