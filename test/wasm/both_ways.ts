/**
 * Runs functions of the subset both ways: as TypeScript, and translated, each on a memory of its own.
 *
 * @module
 */
import { stripTypeScriptTypes } from "node:module";
import { deepStrictEqual, ok } from "node:assert/strict";
import type { HotMemory } from "../../lib/wasm/mod.ts";
import { translate } from "../../lib/wasm/translate/mod.ts";
import { Random } from "../fuzz/random.ts";

type Argument = number | bigint | boolean;
type Exported = (...args: Argument[]) => number | bigint | boolean | undefined;
/** Bytes of a page that are random before each call, and are compared after it. */
const BYTES = 256;

export interface BothWays {
  readonly parameters: readonly { readonly name: string; readonly type: string }[];
  readonly result: string | undefined;
  call(args: readonly Argument[], fill: (bytes: Uint8Array) => void): void;
}
function memoryOf(): HotMemory & { readonly memory: WebAssembly.Memory } {
  const memory = new WebAssembly.Memory({ initial: 1 }), { buffer } = memory;
  return {
    memory,
    bytes: new Uint8Array(buffer),
    words: new Int32Array(buffer),
    doubles: new Float64Array(buffer),
    view: new DataView(buffer),
  };
}
/** Host functions that note what they are called with. */
function hostOf(calls: unknown[]): WebAssembly.ModuleImports {
  return {
    note: (...args: unknown[]) => void calls.push(args),
    answer: (a: number, b: number) => {
      calls.push([a, b]);
      return a ^ b;
    },
  };
}
const VIEWS: Readonly<Record<string, keyof HotMemory>> = {
  bytes: "bytes",
  words: "words",
  doubles: "doubles",
  view: "view",
};

/** Both forms of the exported function `f` of a text; `memory`, `bytes`, `words`, `doubles`, `view`, `host` are given by name. */
export function bothWays(text: string, files: Readonly<Record<string, string>> = {}): BothWays {
  const read = (path: string) => {
    const found = path === "f.ts" ? text : files[path];
    ok(found !== undefined, path);
    return found;
  };
  const { bytes, exports } = translate(read, "f.ts", ["f"]);
  const [{ parameters, result }] = exports;
  const machine = memoryOf(), script = memoryOf();
  const calls: [unknown[], unknown[]] = [[], []];
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
    host: { ...hostOf(calls[0]), memory: machine.memory },
  });
  const translated = instance.exports.f as Exported;
  const names = /export function f\(([^)]*)\)/.exec(text)![1].split(",").map((one) => one.trim().split(":")[0].trim())
    .filter((name) => name !== "");
  const plain = scriptOf(text, files);
  const givenToScript: Record<string, unknown> = { memory: script, host: hostOf(calls[1]) };
  for (const [name, view] of Object.entries(VIEWS)) givenToScript[name] = script[view];
  return {
    parameters,
    result,
    call(args, fill) {
      for (const memory of [machine, script]) fill(memory.bytes.subarray(0, BYTES));
      calls.forEach((one) => one.length = 0);
      const own = [...args];
      const given = names.map((name) => name in givenToScript ? givenToScript[name] : own.shift());
      const expected = attempt(() => plain(...given));
      const found = attempt(() => normal(translated(...args), result));
      const shown = `${text}\n${args.join(", ")}`;
      deepStrictEqual(found, expected, shown);
      deepStrictEqual(machine.bytes.subarray(0, BYTES), script.bytes.subarray(0, BYTES), shown);
      deepStrictEqual(calls[0], calls[1], shown);
    },
  };
}
/** What WebAssembly hands to JavaScript has no signs, and no booleans. */
function normal(value: ReturnType<Exported>, result: string | undefined): unknown {
  if (result === "boolean") return value === 1;
  if (result === "u32") return (value as number) >>> 0;
  return result === "u64" ? BigInt.asUintN(64, value as bigint) : value;
}
function attempt(run: () => unknown): unknown {
  const value = run();
  return Object.is(value, -0) ? 0 : value;
}
type Script = (...args: unknown[]) => unknown;
/** All files in one function, in the order of their imports. */
function scriptOf(text: string, files: Readonly<Record<string, string>>): Script {
  const whole = [...Object.values(files), text].map((one) =>
    stripTypeScriptTypes(one).replaceAll(/^(import|export \{|export \*).*$/gm, "").replaceAll(/^\s*export /gm, "")
  ).join("\n");
  return new Function(`"use strict"; ${whole}; return f;`)() as Script;
}

const EDGES = [0, 1, -1, 2, 7, 31, 32, 255, 256, 65535, 65536, 0x7fffffff, -0x80000000, -2, 1000000];
/** An argument of a type: often one at an edge. */
export function argument(random: Random, type: string): Argument {
  const whole = () => random.below(3) === 0 ? EDGES[random.below(EDGES.length)] : random.below(2 ** 32) | 0;
  switch (type) {
    case "i32":
      return whole();
    case "u32":
      return whole() >>> 0;
    case "boolean":
      return random.chance(0.5);
    case "f64":
      return random.below(2) === 0
        ? whole()
        : (random.below(2 ** 32) * 2 ** 16 + random.below(2 ** 16)) * (random.below(2) ? 1 : -1) /
          (random.below(3) ? 1 : 8);
    case "u64":
      return BigInt.asUintN(64, BigInt(whole()) << BigInt(random.below(40)));
    default:
      return BigInt.asIntN(64, BigInt(whole()) << BigInt(random.below(40)) ^ BigInt(random.below(2 ** 32)));
  }
}
/** Calls it so many times; `p` and `q` are addresses with room behind them. */
export function compareBothWays(both: BothWays, seed: number, rounds = 300): void {
  const random = new Random(seed);
  for (let round = 0; round < rounds; round++) {
    const bytes = Uint8Array.from({ length: BYTES }, () => random.below(3) ? random.below(256) : 0);
    const args = both.parameters.map(({ name, type }) => {
      if (name === "p" || name === "q") return random.below(BYTES / 2);
      return name === "n" ? random.below(40) : argument(random, type);
    });
    both.call(args, (to) => to.set(bytes));
  }
}
