/** Programs run on the machine: each claim is a sentence of the D language's documentation, computed by hand. */
import { deepStrictEqual, strictEqual } from "node:assert";
import { begin, World } from "./machine_world.ts";

const EXPRESSIONS: [expression: string, value: unknown][] = [
  ["1 + 2 * 3", 7],
  ["(1 + 2) * 3", 9],
  ["7 / 2", 3],
  ["-7 / 2", -3],
  ["-7 % 3", -1],
  ["1LL << 40", 1n << 40n],
  ["5 & 3 | 8 ^ 1", 9],
  ["~0", -1],
  ["!5", 0],
  ["!0", 1],
  ["1 && 2", 1],
  ["1 && 0", 0],
  ["0 || 3", 1],
  ["1 ^^ 2", 0],
  ["0 ^^ 2", 1],
  ["2 > 1 ? 10 : 20", 10],
  ["(char)300", 44],
  ["(int8_t)200", -56],
  ["(uint8_t)-1", -1],
  ['"abc" == "abc"', 1],
  ['"abc" < "abd"', 1],
  ['"abc" > "ab"', 1],
  ['strlen("hello")', 5n],
  ["sizeof (int)", 4n],
  ['"text"', "text"],
  ['upper("text")', "TEXT"],
  ["(1, 2)", 2],
  ["-9223372036854775807 - 1", -(2n ** 63n)],
];
for (const [expression, value] of EXPRESSIONS) {
  Deno.test(`machine: ${expression}`, () => {
    const [found] = begin(`trace(${expression});`);
    strictEqual(
      typeof value === "string" ? found : BigInt(found as number),
      typeof value === "string" ? value : BigInt(value as number),
    );
  });
  if (!expression.includes('"')) {
    // the same through variables, so that nothing is folded
    const numbers = [...expression.matchAll(/\b\d+\b/g)].map(([number]) => number);
    const opaque = expression.replace(/\b\d+\b/g, (number) => `v${numbers.indexOf(number)}`);
    const assign = [...new Set(numbers)].map((number) => `v${numbers.indexOf(number)} = (int64_t)${number}; `).join("");
    if (expression.includes("LL") || expression.includes("~")) continue;
    Deno.test(`machine: ${opaque} (${expression})`, () => {
      strictEqual(BigInt(begin(`${assign} trace(${opaque});`).at(-1) as number), BigInt(value as number));
    });
  }
}

Deno.test("machine: variables of each scope", () => {
  deepStrictEqual(begin("x = 3; this->y = x + 1; self->z = this->y + 1; trace(x); trace(this->y); trace(self->z);"), [
    3,
    4,
    5,
  ]);
  deepStrictEqual(begin("x = 3; trace(x++); trace(x); trace(++x); trace(x--); x += 10; trace(x); x <<= 2; trace(x);"), [
    3,
    4,
    5,
    5,
    14,
    56,
  ]);
  deepStrictEqual(begin('s = "abc"; t = s; s = "d"; trace(t); trace(s);'), ["abc", "d"]);
});
Deno.test("machine: shifts to the right keep the sign of signed values", () => {
  deepStrictEqual(begin("x = (int64_t)-8; trace(x >> 1); y = (uint64_t)-8; trace(y >> 60);"), [-4n, 15n]);
});
Deno.test("machine: associative arrays", () => {
  const body = `a[1, "x"] = 5; a[2, "x"] = 6; a[1, "y"] = 7;
    trace(a[1, "x"]); trace(a[2, "x"]); trace(a[1, "y"]); trace(a[3, "z"]);
    a[1, "x"] = 0; trace(a[1, "x"]); trace(a[2, "x"]); a[2, "x"]++; trace(a[2, "x"]);
    names["k"] = "value"; trace(names["k"]);`;
  deepStrictEqual(begin(body), [5, 6, 7, 0, 0, 6, 7, "value"]);
});
Deno.test("machine: elements that are freed make room again, and what does not fit is counted", () => {
  const world = new World("one { a[arg0] = 1; a[arg0] = 0; }\nanother { b[arg0] = 1; }", { dynamic: 4096 });
  for (let i = 0; i < 1000; i++) world.fire("one", i);
  strictEqual(world.drops("DYNAMIC"), 0n);
  for (let i = 0; i < 1000; i++) world.fire("another", i);
  // 4096 bytes less the one freed element of the other array, 32 bytes an element
  strictEqual(world.drops("DYNAMIC"), 1000n - 127n);
});
Deno.test("machine: structs, members, bit-fields, pointers", () => {
  const types = `struct point { int x; short y; unsigned bits : 3; unsigned more : 7; char name[8]; };
    struct point p;`;
  deepStrictEqual(
    begin("p.x = 5; p.y = -2; p.bits = 5; p.more = 100; trace(p.x); trace(p.y); trace(p.bits); trace(p.more);", types),
    [5, -2, 5, 100],
  );
  deepStrictEqual(
    begin(
      "this->q = (struct point *)alloca(20); this->q->x = 9; trace(this->q->x); trace((this->q + 0)->x + 1); p.name[0] = 'h'; p.name[1] = 'i'; trace(stringof(p.name));",
      types,
    ),
    [9, 10, "hi"],
  );
  deepStrictEqual(begin("this->m = (char *)alloca(8); this->m[3] = 7; trace(this->m[3]); trace(*(this->m + 3));"), [
    7,
    7,
  ]);
});
Deno.test("machine: if and else record only what ran", () => {
  const world = new World("one { if (arg0 > 1) { trace(1); } else { trace(2); trace(3); } trace(4); }");
  world.fire("one", 0);
  world.fire("one", 2);
  deepStrictEqual(world.records(), [2, 3, 4, 1, 4]);
});
Deno.test("machine: predicates, probes in order, exit", () => {
  const world = new World(
    "one /arg0 == 1/ { trace(1); }\none { trace(2); exit(3); }\none { trace(9); }\nEND { trace(5); }",
  );
  strictEqual(world.fire("one", 1) & 1, 1);
  world.fire("one", 1);
  world.fire("END");
  deepStrictEqual(world.records(), [1, 2, 5]);
});
Deno.test("machine: names of the probe that fires", () => {
  const world = new World("p::: { trace(probename); }");
  world.fire("another");
  world.fire("one");
  deepStrictEqual(world.records(), ["another", "one"]);
});
Deno.test("machine: a fault ends its clause and is told to ERROR and the consumer", () => {
  const world = new World(
    "BEGIN { trace(1); trace(*(int *)0x10); trace(2); }\nBEGIN { trace(arg0); }\nERROR { trace(arg2); trace(arg4); trace(arg5); }",
  );
  world.fire("BEGIN", 77);
  deepStrictEqual(world.records(), [2n, 1n, 16n, { epid: 1, action: 2, fault: 1, address: 16n }, 77n]);
});
const FAULTS: [body: string, kind: number][] = [
  ["x = arg0; trace(1 / x);", 4],
  ["x = arg0; trace(1 % x);", 4],
  ["x = (uint64_t)arg0; trace(x / x);", 4],
  ["x = arg0 - 1; y = (int64_t)0x8000000000000000; trace(y / x);", 4],
  ["x = arg0 - 1; y = (int64_t)0x8000000000000000; trace(y % x);", 4],
  ["trace(*(char *)NULL);", 1],
  ["trace(*(int *)(arg0 - 4));", 1],
  ["trace(*(int *)0x7fffffffffff);", 1],
  ["trace(stringof((char *)16));", 1],
  ["trace(strlen((char *)-1));", 1],
  ["*(int *)alloca(4096); alloca(8);", 5],
  ["alloca(-8);", 5],
];
for (const [body, kind] of FAULTS) {
  Deno.test(`machine: fault ${kind} of ${body}`, () => {
    const found = begin(body);
    strictEqual((found.at(-1) as { fault: number }).fault, kind);
  });
}
Deno.test("machine: stores only go to D's own memory", () => {
  const [fault] = begin('this->p = (int *)"text"; *this->p = 5;') as { fault: number }[];
  strictEqual(fault.fault, 1);
});
Deno.test("machine: a fault in ERROR is a double error", () => {
  const world = new World("BEGIN { trace(*(int *)0); }\nERROR { trace(*(int *)0); }");
  world.fire();
  strictEqual(world.drops("DBLERROR"), 1n);
});
Deno.test("machine: entries of aggregations by keys", () => {
  const world = new World('one { @[arg0, "k"] = sum(arg1); @total = count(); }');
  for (const [key, value] of [[1, 10], [2, 20], [1, 5]]) world.fire("one", key, value);
  deepStrictEqual(world.entries(1).map(({ key, words }) => [key[0], words[0]]), [[1, 15n], [2, 20n]]);
  deepStrictEqual(world.entries(2).map(({ words }) => words[0]), [3n]);
});
Deno.test("machine: many keys, entries that do not fit are counted", () => {
  const world = new World("one { @[arg0] = count(); }", { aggregation: 2400 });
  for (let i = 0; i < 300; i++) world.fire("one", i % 150);
  // 24 bytes an entry
  strictEqual(world.entries(1).length, 100);
  strictEqual(world.drops("AGGREGATION"), 100n);
});
Deno.test("machine: removing entries leaves the others to be found", () => {
  const world = new World("one { @[arg0] = count(); @b[arg0] = count(); }");
  for (let i = 0; i < 50; i++) world.fire("one", i);
  world.machine.filterEntries(1, () => false);
  for (let i = 0; i < 50; i++) world.fire("one", i);
  strictEqual(world.entries(1).length, 50);
  deepStrictEqual(new Set(world.entries(1).map(({ words }) => words[0])), new Set([1n]));
  deepStrictEqual(new Set(world.entries(2).map(({ words }) => words[0])), new Set([2n]));
});
Deno.test("machine: addresses as keys are seventeen bytes, in every spelling of the expression", () => {
  const world = new World('one { @[arg0 ? quad(arg0) : "none"] = count(); }');
  world.fire("one", 0x04030201);
  world.fire("one", 0);
  const zeros = Array.from({ length: 12 }, () => 0);
  deepStrictEqual(world.entries(1).map(({ key }) => key), [
    [4, 1, 2, 3, 4, ...zeros],
    [0, ...new TextEncoder().encode("none"), ...zeros],
  ]);
});
Deno.test("machine: an address is compared with a text without being one", () => {
  deepStrictEqual(
    begin('x = 0x04030201; trace(quad(x) == "1.2.3.4"); trace(quad(x) == "1.2.3.5"); trace(quad(x) != "1.2.3.5");'),
    [1, 0, 1],
  );
});
const BUCKETS: [bigint, number][] = [
  [0n, 63],
  [1n, 64],
  [2n, 65],
  [3n, 65],
  [4n, 66],
  [-1n, 62],
  [-2n, 61],
  [-3n, 61],
  [2n ** 62n, 126],
  [2n ** 63n - 1n, 126],
  [-(2n ** 62n), 0],
  [-(2n ** 63n), 0],
];
Deno.test("machine: buckets of quantize", () => {
  for (const [value, bucket] of BUCKETS) {
    const world = new World("one { @ = quantize(arg0); }");
    world.fire("one", value);
    strictEqual(world.entries(1)[0].words.indexOf(1n), bucket, `${value}`);
  }
});
Deno.test("machine: sums of squares have 128 bits", () => {
  const world = new World("one { @ = stddev(arg0); }");
  const values = [2n ** 63n - 1n, -(2n ** 63n), 12345678901234567n, -3n];
  values.forEach((value) => world.fire("one", value));
  const [, , low, high] = world.entries(1)[0].words;
  const sum = values.reduce((all, value) => all + value * value, 0n);
  strictEqual(BigInt.asUintN(64, high) << 64n | BigInt.asUintN(64, low), sum);
});
Deno.test("machine: a clause whose record does not fit is dropped whole and counted", () => {
  const world = new World("one { x++; trace(x); }", { principal: 100 });
  for (let i = 0; i < 6; i++) world.fire("one");
  // 24 bytes a record
  deepStrictEqual(world.records(), [1n, 2n, 3n, 4n]);
  strictEqual(world.drops("PRINCIPAL"), 2n);
});
Deno.test("machine: speculations are committed, discarded, and run out", () => {
  const world = new World(`one { self->s = speculation(); }
    one { speculate(self->s); trace(arg0); }
    another /arg0/ { commit(self->s); }
    another /!arg0/ { discard(self->s); }
    BEGIN { trace(speculation()); trace(speculation()); trace(speculation()); }`);
  world.fire("one", 5);
  deepStrictEqual(world.records(), []);
  world.fire("another", 1);
  deepStrictEqual(world.records(), [5n]);
  world.fire("one", 6);
  world.fire("another", 0);
  deepStrictEqual(world.records(), [5n]);
  world.fire("BEGIN");
  deepStrictEqual(world.records(), [5n, 1, 2, 0]);
  strictEqual(world.drops("SPECUNAVAIL"), 1n);
});
Deno.test("machine: a reset forgets all", () => {
  const world = new World('one { a[arg0]++; x++; s = "t"; @[x] = count(); trace(x); trace(a[arg0]); }');
  for (let run = 0; run < 2; run++) {
    world.machine.reset();
    world.fire("one", 4);
    deepStrictEqual(world.records(), [1n, 1n]);
    strictEqual(world.entries(1).length, 1);
  }
});
Deno.test("machine: an entry begins at zero where others have been", () => {
  const world = new World("one { @[arg0] = quantize(arg1); @n[arg0] = count(); }");
  const { machine } = world;
  const counted = () => world.entries(1).map(({ key, words }) => [key[0], words.findIndex((word) => word !== 0n)]);
  for (let key = 1; key <= 9; key++) world.fire("one", key, 1);
  machine.filterEntries(1, () => false);
  machine.filterEntries(2, (key) => machine.memory.bytes[key] === 9);
  world.fire("one", 20, 1 << 10);
  deepStrictEqual(counted(), [[20, 64 + 10]]);
  machine.discardEntries();
  for (let key = 1; key <= 30; key++) world.fire("one", key, 1 << 20);
  deepStrictEqual(counted(), Array.from({ length: 30 }, (_, i) => [i + 1, 64 + 20]));
  machine.reset();
  for (let key = 1; key <= 40; key++) world.fire("one", key, 1 << 5);
  deepStrictEqual(counted(), Array.from({ length: 40 }, (_, i) => [i + 1, 64 + 5]));
});
