/**
 * `args[2]->ip_saddr == "192.0.2.1"` without making a text: the constant is made an address instead.
 *
 * @module
 */
import type { TypedExpression } from "../../d/check/mod.ts";
import type { Register } from "../ir/mod.ts";
import { lowerAddress } from "./addresses.ts";
import type { ClauseBuilder } from "./clause_builder.ts";

/** 1 when the address's text is that of the constant; undefined when bytes cannot tell (another spelling, IPv6). */
export function compareAddress(
  b: ClauseBuilder,
  address: TypedExpression,
  text: TypedExpression,
): Register | undefined {
  while (text.kind === "to-string") text = text.operand;
  if (text.kind !== "string") return undefined;
  const bytes = dottedQuad(text.bytes);
  if (!bytes) return undefined;
  const staged = b.staging(24);
  lowerAddress(b, address, staged, 0);
  const view = new DataView(bytes.buffer);
  const first = b.compare("eq", b.loadTrusted(staged, 0, 8, false), b.constant(view.getBigInt64(0, true)));
  const second = b.compare("eq", b.loadTrusted(staged, 8, 8, false), b.constant(view.getBigInt64(8, true)));
  const third = b.compare("eq", b.loadTrusted(staged, 16, 1, false), b.constant(bytes[16]));
  return b.binary("and", b.binary("and", first, second), third);
}
/** The seventeen bytes of an IPv4 address in the only spelling that inet_ntoa() gives. */
function dottedQuad(bytes: Uint8Array): Uint8Array | undefined {
  const text = String.fromCharCode(...bytes);
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)) {
    return undefined;
  }
  const address = new Uint8Array(17);
  address[0] = 4;
  address.set(parts.map(Number), 1);
  return address;
}
