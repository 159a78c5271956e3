/**
 * Addresses of the network as values: text that nobody looks at before it is printed stays seventeen bytes.
 *
 * @module
 */
import type { TypedExpression } from "../../d/check/mod.ts";
import { isString } from "../../d/types/mod.ts";
import type { BuiltinLowerings, LoweredSubroutine } from "../ir/mod.ts";

/** Bytes of an address as a value: its family, then sixteen. */
export const ADDRESS_SIZE = 17;
/** A string of fewer bytes may be too short for an address's text (RFC 3493: 46 with its NUL): then it is cut, like any other. */
export const ADDRESS_TEXT = 46;
/** Longest text that fits beside addresses. */
const SHORT = 15;

/** How a call writes the address that its value is the text of, if it does. */
export function addressLowering(
  builtins: BuiltinLowerings,
  expression: TypedExpression,
): LoweredSubroutine["lowerAddress"] {
  if (expression.kind !== "call") return undefined;
  return builtins.subroutines.get(expression.definition.name)?.lowerAddress;
}
/** A constant text that can stand where an address stands. */
export function isShortText(expression: TypedExpression): boolean {
  if (expression.kind === "to-string") return isShortText(expression.operand);
  return expression.kind === "string" && expression.bytes.length <= SHORT;
}
/** Whether every value the expression can have is an address or a short text, and one of them an address. */
export function isAddress(builtins: BuiltinLowerings, expression: TypedExpression): boolean {
  switch (expression.kind) {
    case "call":
      return addressLowering(builtins, expression) !== undefined;
    case "conditional": {
      // each branch is asked once: asked twice on each level, thirty levels would take hours
      const then = isAddress(builtins, expression.then), otherwise = isAddress(builtins, expression.else);
      return then && otherwise || then && isShortText(expression.else) || otherwise && isShortText(expression.then);
    }
    case "let":
      return isAddress(builtins, expression.body);
    case "to-string":
      return isString(expression.operand.type) && isAddress(builtins, expression.operand);
    case "comma":
      return isAddress(builtins, expression.right);
    default:
      return false;
  }
}
