/**
 * The functions of TCP that run as machine code, made on a memory.
 *
 * @module
 */
import { type Code, ModuleWriter } from "../../wasm/mod.ts";
import { takeOrdinary } from "./ordinary.ts";
import { sampleRoundTrip } from "./round_trip.ts";

/** Where connections are kept. */
export interface TcpMemory {
  readonly words: Int32Array;
  readonly memory: WebAssembly.Memory;
}
/** See the makers of these functions. Endpoints are given as addresses, times as what is below 2^32 and what is above. */
export interface TcpFunctions {
  takeOrdinary(
    x: number,
    y: number,
    flags: number,
    seq: number,
    ack: number,
    window: number,
    length: number,
    now: number,
    nowAbove: number,
  ): number;
  /** The sample in microseconds. */
  sampleRoundTrip(end: number, now: number, nowAbove: number): number;
}
export function instantiateTcp({ memory }: TcpMemory, conditions?: readonly Code[]): TcpFunctions {
  const module = new ModuleWriter();
  module.export("takeOrdinary", takeOrdinary(module, conditions));
  module.export("sampleRoundTrip", sampleRoundTrip(module));
  return module.instantiate(memory) as unknown as TcpFunctions;
}
