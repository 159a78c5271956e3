/**
 * What the functions of one WebAssembly module share.
 *
 * @module
 */
import type { HostFunction } from "../builder.ts";
import { CONTEXT } from "../../image/mod.ts";
import type { Layout } from "../layout.ts";
import type { AggregationPlan } from "../lower/program.ts";
import { Runtime, type RuntimeFunction } from "../runtime/runtime.ts";
import { call, type Code, get, i32, i64, ModuleWriter, TYPE, type ValueType, ZERO } from "../../wasm/mod.ts";

const { I32, I64 } = TYPE;
/** Bytes a row of the table of names takes: four addresses. */
export const NAME_ROW = 16;

export class Backend {
  readonly module = new ModuleWriter();
  readonly runtime: Runtime;
  /** Function that attends to a fault. */
  faulted = 0;
  readonly #hosts = new Map<HostFunction, number>();

  /** @param namesAt table of names, a row for each enabled probe id from 0; see {@linkcode NAME_ROW} */
  constructor(
    readonly layout: Layout,
    readonly plans: ReadonlyMap<number, AggregationPlan>,
    readonly memoryBytes: number,
    readonly namesAt: number,
    hosts: Iterable<HostFunction>,
  ) {
    for (const host of hosts) {
      const types = host.parameters.map((kind): ValueType => kind === "pointer" ? I32 : I64);
      const results: ValueType[] = host.result === "none" ? [] : host.result === "pointer" ? [I32] : [I64];
      // the first parameter says where in the program a fault would be
      const index = this.module.import(`h${this.#hosts.size}`, { parameters: [I32, ...types], results });
      this.#hosts.set(host, index);
    }
    this.runtime = new Runtime(this.module, layout);
  }
  hostIndex(host: HostFunction): number {
    return this.#hosts.get(host)!;
  }
  probeName(epid: Code, part: number): Code {
    return i64.load32_u(i32.mul(epid, i32.const(NAME_ROW)), this.namesAt + 4 * part);
  }
  /** 1 when D may store so many bytes at the address. */
  storable(address: Code, size: number): Code {
    return call(this.runtime.function("storable", () => storable(this.layout)).index, address, i64.const(BigInt(size)));
  }
  swap(operator: "bswap16" | "bswap32" | "bswap64"): number {
    return this.runtime.function(operator, () => SWAPS[operator]()).index;
  }
}

function storable({ variables, dynamic }: Layout): RuntimeFunction {
  const inside = (base: Code, end: Code): Code =>
    i32.and(i64.ge_u(get(0), base), i64.le_u(i64.add(get(0), get(1)), end));
  const fixed = ({ base, size }: { base: number; size: number }): Code =>
    inside(i64.const(BigInt(base)), i64.const(BigInt(base + size)));
  const scratch = inside(i64.load32_u(ZERO, CONTEXT.SCRATCH_BASE), i64.load32_u(ZERO, CONTEXT.SCRATCH_END));
  return {
    signature: { parameters: [I64, I64], results: [I32] },
    locals: [],
    body: i32.or(i32.or(fixed(variables), fixed(dynamic)), scratch),
  };
}
const byteOf = (value: Code, from: number, to: number): Code =>
  i64.shl(i64.and(i64.shr_u(value, i64.const(BigInt(8 * from))), i64.const(0xffn)), i64.const(BigInt(8 * to)));
/** The lowest so many bytes in the other order; the rest is zero. */
function swap(bytes: number): RuntimeFunction {
  let body = byteOf(get(0), 0, bytes - 1);
  for (let n = 1; n < bytes; n++) body = i64.or(body, byteOf(get(0), n, bytes - 1 - n));
  return { signature: { parameters: [I64], results: [I64] }, locals: [], body };
}
const SWAPS = { bswap16: () => swap(2), bswap32: () => swap(4), bswap64: () => swap(8) };
