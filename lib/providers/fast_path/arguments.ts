/**
 * Arguments of firings on the fast path. Hot functions: see lib/wasm/translate/README.md.
 *
 * @module
 */
import { CONTEXT } from "../../image/mod.ts";
import type { i32 } from "../../wasm/mod.ts";

/** An argument of the firing, whole as clauses load it: a load that is wider than the store before it has to wait. @inline */
export function storeArgument(view: DataView, n: i32, value: i32): void {
  view.setBigInt64(CONTEXT.ARG + n * 8, BigInt(value >>> 0), true);
}
/** Arguments of ip:::send and ip:::receive: see the provider. `packet` is the address of `struct packet`, or 0. @inline */
export function storeIpArguments(view: DataView, ip: i32, isFour: boolean, packet: i32): void {
  storeArgument(view, 0, packet);
  storeArgument(view, 1, 0);
  storeArgument(view, 2, ip);
  storeArgument(view, 3, packet);
  storeArgument(view, 4, isFour ? ip : 0);
  storeArgument(view, 5, isFour ? 0 : ip);
}
/** Arguments of what stands behind IP: `third` is the flow, or the packet again; `last` what was found in it. */
export function storeArguments(
  view: DataView,
  packet: i32,
  flow: i32,
  ip: i32,
  third: i32,
  transport: i32,
  last: i32,
): void {
  storeArgument(view, 0, packet);
  storeArgument(view, 1, flow);
  storeArgument(view, 2, ip);
  storeArgument(view, 3, third);
  storeArgument(view, 4, transport);
  storeArgument(view, 5, last);
}
