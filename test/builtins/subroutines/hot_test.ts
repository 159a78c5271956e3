/**
 * Subroutines of texts are hot functions: WebAssembly and TypeScript leave the same memory and give the same, and both give
 * what a plain definition gives, whatever the arguments, wherever the text lies.
 *
 * @module
 */
import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { CONTEXT, FAULT, PAGE_BYTES, READABLE_BASE } from "../../../lib/image/mod.ts";
import { formatAddress4, formatAddress6 } from "../../../lib/packet/address/mod.ts";
import { instantiateHot } from "../../../lib/wasm/mod.ts";
import * as scripts from "../../../lib/builtins/subroutines/hot/texts.ts";
import { TEXTS_WASM, type TextsFunctions } from "../../../lib/builtins/subroutines/hot/texts.wasm.ts";

type Name = keyof TextsFunctions;
const PAGES = 5, END = PAGES * PAGE_BYTES, READABLE_END = END - 8;
/** A page for texts, one of packets between others, one for scratch. */
const TEXTS = READABLE_BASE, PACKETS = 2 * PAGE_BYTES, SCRATCH = 3 * PAGE_BYTES, SIZE = 64;
const SIGNATURES: Readonly<Record<Name, string>> = {
  ...{ inetNtoa: "p", inetNtoa6: "p", inetNtop: "fp", strjoin: "pp", substr: "piib", strstr: "pp", index: "ppib" },
  ...{ rindex: "ppib", strchr: "pi", strrchr: "pi", toupper: "p", tolower: "p", lltostr: "ib" },
};

/** Numbers that a seed gives. */
function numbers(seed: number): (below: number) => number {
  return (below) => {
    seed = Math.imul(seed ^ seed >>> 15, 0x2c1b3c6d) + 0x9e3779b9 | 0;
    return ((seed ^ seed >>> 13) >>> 0) % below;
  };
}
class Side {
  readonly memory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES });
  readonly bytes = new Uint8Array(this.memory.buffer);
  readonly words = new Int32Array(this.memory.buffer);
  readonly doubles = new Float64Array(this.memory.buffer);
  readonly view = new DataView(this.memory.buffer);
  readonly wasm = instantiateHot<TextsFunctions>(TEXTS_WASM, this.memory);

  constructor() {
    this.bytes[CONTEXT.PAGES + PACKETS / PAGE_BYTES] = 1;
    this.words[CONTEXT.PACKET_START >> 2] = PACKETS + 100;
    this.words[CONTEXT.PACKET_END >> 2] = PACKETS + 160;
    this.words[CONTEXT.STRING_SIZE >> 2] = SIZE;
    this.words[CONTEXT.MEMORY_END >> 2] = READABLE_END;
    this.words[CONTEXT.SCRATCH_BASE >> 2] = SCRATCH;
  }
  begin(room: number): void {
    this.words[CONTEXT.FAULT >> 2] = FAULT.NONE;
    this.words[CONTEXT.SCRATCH_NEXT >> 2] = SCRATCH;
    this.words[CONTEXT.SCRATCH_END >> 2] = SCRATCH + room;
  }
  text(at: number): string {
    const end = Math.min(this.bytes.indexOf(0, at), at + SIZE);
    return String.fromCharCode(...this.bytes.subarray(at, end < 0 ? at + SIZE : end));
  }
}
function fill({ bytes }: Side, random: (below: number) => number): void {
  for (const [from, to] of [[TEXTS, TEXTS + 4096], [PACKETS, PACKETS + 400], [END - 200, END]]) {
    for (let at = from; at < to; at++) {
      // many zeros, for short texts and addresses with runs of them; few letters, that parts are found
      bytes[at] = random(4) === 0 ? 0 : random(5) === 0 ? random(256) : 0x40 + random(3);
    }
  }
}
function place(random: (below: number) => number): number {
  switch (random(8)) {
    case 0:
      return PACKETS + 80 + random(100);
    case 1:
      return END - random(120);
    case 2:
      return [0, READABLE_BASE - 1, END, 0xffffffff, READABLE_END - 1, PACKETS - 3, SCRATCH - 2][random(7)];
    default:
      return TEXTS + random(4000);
  }
}
const integer = (random: (below: number) => number): bigint =>
  [BigInt(random(80) - 40), BigInt(random(256)), -(2n ** 63n), 2n ** 63n - 1n, BigInt(random(2 ** 31)) << 29n][
    random(5)
  ];
function argument(kind: string, random: (below: number) => number): number | bigint {
  if (kind === "p") return place(random);
  if (kind === "f") return BigInt([2, 10, 26, 28, 30, 3, 0][random(7)]) | (random(3) === 0 ? 1n << 40n : 0n);
  return kind === "b" ? BigInt([0, 1, 10, 16, 8, 36, 2, 37][random(8)]) : integer(random);
}

Deno.test("texts: WebAssembly and TypeScript leave the same, whatever they are called with", () => {
  const random = numbers(1), machine = new Side(), script = new Side();
  const faults = new Set<number>(), names = Object.keys(SIGNATURES) as Name[];
  let given = 0;
  for (let round = 0; round < 6000; round++) {
    if (round % 50 === 0) {
      fill(machine, random);
      script.bytes.set(machine.bytes);
    }
    const name = names[round % names.length], room = random(6) === 0 ? random(9) * 8 : 4096;
    const args = [...SIGNATURES[name]].map((kind) => argument(kind, random));
    for (const side of [machine, script]) side.begin(room);
    const where = random(2 ** 20);
    const run = machine.wasm[name] as (...args: (number | bigint)[]) => number | bigint;
    const other = scripts[name] as (memory: Side, ...args: (number | bigint)[]) => number | bigint;
    const found = run(where, ...args), expected = other(script, where, ...args);
    const called = `${name}(${args.join(", ")})`;
    strictEqual(typeof found === "number" ? found >>> 0 : found, expected, called);
    for (const [from, to] of [[CONTEXT.ARG, CONTEXT.PRIVATE], [SCRATCH, SCRATCH + 256]]) {
      deepStrictEqual(machine.bytes.subarray(from, to), script.bytes.subarray(from, to), called);
    }
    faults.add(machine.words[CONTEXT.FAULT >> 2]);
    if (machine.words[CONTEXT.FAULT >> 2] === FAULT.NONE) given++;
  }
  deepStrictEqual([...faults].sort(), [FAULT.NONE, FAULT.BADADDR, FAULT.ILLOP, FAULT.NOSCRATCH].sort());
  ok(given > 3000 && given < 5900, `${given}`);
});
Deno.test("texts of addresses are those that everything else prints", () => {
  const random = numbers(2), side = new Side();
  for (let round = 0; round < 3000; round++) {
    for (let i = 0; i < 16; i++) side.bytes[TEXTS + i] = random(3) === 0 ? random(256) : random(4) === 0 ? 255 : 0;
    if (random(3) === 0) side.bytes.fill(0, TEXTS, TEXTS + 10);
    side.begin(4096);
    strictEqual(side.text(side.wasm.inetNtoa(0, TEXTS)), formatAddress4(side.bytes, TEXTS));
    strictEqual(side.text(side.wasm.inetNtop(0, 10n, TEXTS)), formatAddress6(side.bytes, TEXTS, 1));
  }
});
/** As documented, by JavaScript's own functions. */
Deno.test("texts: what is made of texts is what a plain definition makes", () => {
  const random = numbers(3), side = new Side();
  const put = (at: number) => {
    const text = Array.from({ length: random(8) }, () => "aAbz"[random(4)]).join("");
    side.bytes.set(new TextEncoder().encode(`${text}\0`), at);
    return text;
  };
  for (let round = 0; round < 4000; round++) {
    const one = put(TEXTS), other = put(TEXTS + 64).slice(0, 2);
    side.bytes[TEXTS + 64 + other.length] = 0;
    side.begin(4096);
    const { wasm } = side, at = TEXTS, second = TEXTS + 64;
    strictEqual(side.text(wasm.strjoin(0, at, second)), one + other);
    strictEqual(side.text(wasm.toupper(0, at)), one.toUpperCase());
    strictEqual(side.text(wasm.tolower(0, at)), one.toLowerCase());
    const found = one.indexOf(other);
    strictEqual(wasm.strstr(0, at, second) >>> 0, found < 0 ? 0 : at + found);
    const letter = one.lastIndexOf("a");
    strictEqual(wasm.strrchr(0, at, 0x61n) >>> 0, letter < 0 ? 0 : at + letter);
    if (one !== "") {
      strictEqual(wasm.index(0, at, second, 0n, 0n), BigInt(found));
      strictEqual(wasm.rindex(0, at, second, 0n, 0n), BigInt(one.lastIndexOf(other)));
    }
    const from = random(9), length = random(9);
    strictEqual(side.text(wasm.substr(0, at, BigInt(from), BigInt(length), 1n)), one.substring(from, from + length));
    if (from > 0 && from <= one.length) {
      strictEqual(side.text(wasm.substr(0, at, BigInt(-from), 0n, 0n)), one.slice(-from));
    }
    const value = integer(random), base = 2 + random(35);
    const digits = (base === 10 ? value : BigInt.asUintN(64, value)).toString(base);
    const before = base === 16 ? "0x" : base === 8 && value !== 0n ? "0" : "";
    strictEqual(side.text(wasm.lltostr(0, value, BigInt(base))), (before + digits).slice(0, SIZE));
  }
});
