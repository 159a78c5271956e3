/**
 * What the functions of one WebAssembly module share.
 *
 * @module
 */
import { UNREADABLE_END } from "../../image/mod.ts";
import type { HostFunction } from "../ir/mod.ts";
import type { AggregationPlan, MemoryLayout } from "../lower/mod.ts";
import { readable, readableText, storable } from "./runtime/access.ts";
import type { RuntimeFunction } from "./runtime/function.ts";
import { Runtime } from "./runtime/runtime.ts";
import { call, type Code, get, i32, i64, ModuleWriter, TYPE, type ValueType } from "../../wasm/mod.ts";

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
    readonly layout: MemoryLayout,
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
  /** 1 when D may read so many bytes at the address. */
  readable(address: Code, size: Code): Code {
    const made = this.runtime.function("readable", () => readable(this.memoryBytes - UNREADABLE_END));
    return call(made.index, address, size);
  }
  /** 1 when D may read a string at the address. */
  readableText(address: Code): Code {
    const { stringSize } = this.layout.sizes;
    const made = this.runtime.function(
      "readable text",
      () => readableText(stringSize, (at, size) => this.readable(at, size)),
    );
    return call(made.index, address);
  }
  swap(operator: "bswap16" | "bswap32" | "bswap64"): number {
    return this.runtime.function(operator, () => SWAPS[operator]()).index;
  }
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
