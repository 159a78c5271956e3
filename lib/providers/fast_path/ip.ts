/**
 * The fast path of ip's probes: arguments. Hot functions: see lib/wasm/translate/README.md.
 *
 * @module
 */
import { CONTEXT } from "../../image/mod.ts";
import type { i32 } from "../../wasm/mod.ts";

/** An argument of the firing, whole as clauses load it: a load that is wider than the store before it has to wait. @inline */
export function storeArgument(view: DataView, n: i32, value: i32): void {
  view.setBigInt64(CONTEXT.ARG + n * 8, BigInt(value >>> 0), true);
}
/** Arguments of ip:::send and ip:::receive: see the provider. @inline */
export function storeIpArguments(view: DataView, ip: i32, isFour: boolean): void {
  storeArgument(view, 0, 0);
  storeArgument(view, 1, 0);
  storeArgument(view, 2, ip);
  storeArgument(view, 3, 0);
  storeArgument(view, 4, isFour ? ip : 0);
  storeArgument(view, 5, isFour ? 0 : ip);
}
