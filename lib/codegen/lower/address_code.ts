/**
 * Code for addresses as values: how they are written, and compared with constants.
 *
 * @module
 */
import type { TypedExpression } from "../../d/check/mod.ts";
import type { Register } from "../ir/mod.ts";
import { addressLowering, addressOfText } from "./address_values.ts";
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
      const bytes = addressOfText(expression.bytes)!;
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
 * `args[2]->ip_saddr == "192.0.2.1"`, `== args[2]->ip_daddr`: bytes are compared, and no text is made.
 *
 * @returns 1 when both are the same text; undefined when the other is neither an address nor a constant
 */
export function compareAddress(
  b: ClauseBuilder,
  address: TypedExpression,
  other: TypedExpression,
): Register | undefined {
  const text = constantText(other);
  if (!text && !b.isAddress(other)) return undefined;
  const staged = b.staging(24);
  lowerAddress(b, address, staged, 0);
  if (!text) {
    const second = b.staging(24);
    lowerAddress(b, other, second, 0);
    return equalWords(b, staged, (offset, bytes) => b.loadTrusted(second, offset, bytes, false));
  }
  const bytes = addressOfText(text);
  // a long text that is the text of no address
  if (!bytes) return b.constant(0);
  const view = new DataView(bytes.buffer);
  return equalWords(
    b,
    staged,
    (offset, size) => b.constant(size === 8 ? view.getBigInt64(offset, true) : view.getUint8(offset)),
  );
}
function constantText(expression: TypedExpression): Uint8Array | undefined {
  if (expression.kind === "to-string") return constantText(expression.operand);
  return expression.kind === "string" ? expression.bytes : undefined;
}
function equalWords(
  b: ClauseBuilder,
  staged: Register,
  other: (offset: number, bytes: 1 | 8) => Register,
): Register {
  const same = (offset: number, bytes: 1 | 8) =>
    b.compare("eq", b.loadTrusted(staged, offset, bytes, false), other(offset, bytes));
  return b.binary("and", b.binary("and", same(0, 8), same(8, 8)), same(16, 1));
}
