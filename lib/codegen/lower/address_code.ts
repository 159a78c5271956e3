/**
 * Code for addresses as values: how they are written, and compared with constants.
 *
 * @module
 */
import type { TypedExpression } from "../../d/check/mod.ts";
import type { Register } from "../ir/mod.ts";
import { addressLowering } from "./address_values.ts";
import type { ClauseBuilder } from "./clause_builder.ts";

/** Writes the seventeen bytes at a trusted address and a constant offset. */
export function lowerAddress(b: ClauseBuilder, expression: TypedExpression, base: Register, offset: number): void {
  switch (expression.kind) {
    case "to-string":
      return lowerAddress(b, expression.operand, base, offset);
    case "let":
      b.slots.set(expression.slot.id, b.lower(expression.value));
      return lowerAddress(b, expression.body, base, offset);
    case "comma":
      b.lower(expression.left);
      return lowerAddress(b, expression.right, base, offset);
    case "conditional":
      b.if(
        b.condition(expression.condition),
        () => lowerAddress(b, expression.then, base, offset),
        () => lowerAddress(b, expression.else, base, offset),
      );
      return;
    case "string": {
      const bytes = new Uint8Array(24);
      bytes.set(expression.bytes, 1);
      const view = new DataView(bytes.buffer);
      b.storeTrusted(base, offset, b.constant(view.getBigInt64(0, true)), 8);
      b.storeTrusted(base, offset + 8, b.constant(view.getBigInt64(8, true)), 8);
      b.storeTrusted(base, offset + 16, b.constant(bytes[16]), 1);
      return;
    }
    case "call":
      addressLowering(b.program.builtins, expression)!(b, expression.args, b.place(base, offset));
      return;
    default:
      throw new Error(`not an address: ${expression.kind}`);
  }
}
/**
 * `args[2]->ip_saddr == "192.0.2.1"` without making a text: the constant is made an address instead.
 *
 * @returns 1 when the address's text is that of the constant; undefined when bytes cannot tell (another spelling, IPv6)
 */
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
