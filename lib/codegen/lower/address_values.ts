/**
 * Addresses of the network as values: text that nobody looks at before it is printed stays seventeen bytes.
 *
 * @module
 */
import type { TypedExpression } from "../../d/check/mod.ts";
import { isString } from "../../d/types/mod.ts";
import { formatAddress4, formatAddress6, parseAddress } from "../../packet/address/mod.ts";
import type { BuiltinLowerings, LoweredSubroutine } from "../ir/mod.ts";

/** Bytes of an address as a value: its family, then sixteen. */
export const ADDRESS_SIZE = 17;
/** A string of fewer bytes may be too short for an address's text (RFC 3493: 46 with its NUL): then it is cut, like any other. */
export const ADDRESS_TEXT = 46;
/** Longest text that fits beside addresses. */
const SHORT = 15;
/** Families of the first byte; 0 stands for any other text. */
const FOUR = 4, SIX = 6;
const decoder = new TextDecoder();

/** How a call writes the address that its value is the text of, if it does. */
export function addressLowering(
  builtins: BuiltinLowerings,
  expression: TypedExpression,
): LoweredSubroutine["lowerAddress"] {
  if (expression.kind !== "call") return undefined;
  return builtins.subroutines.get(expression.definition.name)?.lowerAddress;
}
/**
 * The seventeen bytes of a constant text: those of the address where it is the text that an address is given, so that both
 * are one value. Undefined where there is no room for it.
 */
export function addressOfText(text: Uint8Array): Uint8Array | undefined {
  const end = text.indexOf(0), characters = end < 0 ? text : text.subarray(0, end);
  const field = new Uint8Array(ADDRESS_SIZE);
  const address = parseAddress(decoder.decode(characters));
  if (address) {
    field[0] = address.length === 4 ? FOUR : SIX;
    field.set(address, 1);
    const own = address.length === 4 ? formatAddress4(field, 1) : formatAddress6(field, 1, 1);
    if (own === decoder.decode(characters)) return field;
    field.fill(0);
  }
  if (characters.length > SHORT) return undefined;
  field.set(characters, 1);
  return field;
}
/** A constant text that can stand where an address stands. */
function isShortText(expression: TypedExpression): boolean {
  if (expression.kind === "to-string") return isShortText(expression.operand);
  return expression.kind === "string" && addressOfText(expression.bytes) !== undefined;
}
/** Whether values are kept as addresses: each of them can be, and they are not all constants. */
export function areAddresses(builtins: BuiltinLowerings, all: readonly TypedExpression[]): boolean {
  return all.some((one) => isAddress(builtins, one)) &&
    all.every((one) => isAddress(builtins, one) || isShortText(one));
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
