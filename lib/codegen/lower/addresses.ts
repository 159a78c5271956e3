/**
 * Addresses of the network as values: text that nobody looks at before it is printed stays seventeen bytes.
 *
 * @module
 */
import type { TypedExpression } from "../../d/check/mod.ts";
import { isString } from "../../d/types/mod.ts";
import type { LoweredSubroutine, Register } from "../ir/mod.ts";
import type { ClauseBuilder } from "./clause_builder.ts";

/** A string of fewer bytes may be too short for an address's text (RFC 3493: 46 with its NUL): then it is cut, like any other. */
export const ADDRESS_TEXT = 46;
/** Longest text that fits beside addresses. */
const SHORT = 15;

function addressLowering(expression: TypedExpression): LoweredSubroutine["lowerAddress"] {
  if (expression.kind !== "call") return undefined;
  return (expression.definition as unknown as Partial<LoweredSubroutine>).lowerAddress;
}
/** A constant text that can stand where an address stands. */
export function isShortText(expression: TypedExpression): boolean {
  if (expression.kind === "to-string") return isShortText(expression.operand);
  return expression.kind === "string" && expression.bytes.length <= SHORT;
}
/** Whether every value the expression can have is an address or a short text, and one of them an address. */
export function isAddress(expression: TypedExpression): boolean {
  switch (expression.kind) {
    case "call":
      return addressLowering(expression) !== undefined;
    case "conditional": {
      // each branch is asked once: asked twice on each level, thirty levels would take hours
      const then = isAddress(expression.then), otherwise = isAddress(expression.else);
      return then && otherwise || then && isShortText(expression.else) || otherwise && isShortText(expression.then);
    }
    case "let":
      return isAddress(expression.body);
    case "to-string":
      return isString(expression.operand.type) && isAddress(expression.operand);
    case "comma":
      return isAddress(expression.right);
    default:
      return false;
  }
}

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
      addressLowering(expression)!(b, expression.args, b.place(base, offset));
      return;
    default:
      throw new Error(`not an address: ${expression.kind}`);
  }
}
