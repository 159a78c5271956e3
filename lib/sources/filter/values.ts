/**
 * What a value may come from: constants and fields of the packet, found through translators, as far as a filter cares.
 *
 * @module
 */
import type { TypedExpression } from "../../d/check/mod.ts";
import type { DType } from "../../d/types/mod.ts";
import type { Side } from "./need.ts";
import { constantOf, resolvePointer, type Scope, someWithin } from "./places.ts";

/** One of the things that a value may be. */
export type ValueOrigin =
  | { readonly kind: "constant"; readonly value: bigint }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "port"; readonly side: Side }
  /** The first byte of the IP header, and what is in its upper half. */
  | { readonly kind: "first-byte" }
  | { readonly kind: "version" }
  | { readonly kind: "protocol"; readonly network: "ip4" | "ip6" }
  | { readonly kind: "tcp-flags"; readonly mask: number }
  /** An address as text. */
  | { readonly kind: "address"; readonly family: 4 | 6; readonly side: Side }
  | { readonly kind: "unknown" };

const UNKNOWN: readonly ValueOrigin[] = [{ kind: "unknown" }];
/** Arguments that are never null while a probe with them fires. */
const NEVER_NULL = new Set(["packet", "flow", "ip", "transport", "arp"]);
/** Offsets in `struct flow`. */
const FLOW = { LOCAL_SIDE: 10, PORT: 12, ADDRESS: 16 } as const;

export function originsOf(e: TypedExpression, scope: Scope): readonly ValueOrigin[] {
  switch (e.kind) {
    case "integer":
      return [{ kind: "constant", value: e.value }];
    case "string":
      return [{ kind: "text", text: String.fromCharCode(...e.bytes) }];
    case "slot": {
      const value = scope.slots.get(e.slot.id);
      return value ? originsOf(value, scope) : UNKNOWN;
    }
    case "let":
      return originsOf(e.body, withSlot(scope, e));
    case "comma":
      return originsOf(e.right, scope);
    case "to-string":
    case "at":
      return originsOf(e.kind === "at" ? e.address : e.operand, scope);
    case "convert":
      return originsOf(e.operand, scope).map((origin) => converted(origin, e.type));
    case "conditional": {
      const known = nullTest(e.condition, scope);
      if (known !== undefined) return originsOf(known ? e.then : e.else, scope);
      return [...originsOf(e.then, scope), ...originsOf(e.else, scope)];
    }
    case "load":
      return [loaded(e, scope)];
    case "arithmetic":
      return originsOf(e.left, scope).map((left) => computed(left, e.operator, constantOf(e.right)));
    case "call":
      return [called(e, scope)];
    default:
      return UNKNOWN;
  }
}
export function withSlot(scope: Scope, e: TypedExpression & { kind: "let" }): Scope {
  return { ...scope, slots: new Map(scope.slots).set(e.slot.id, e.value) };
}
/** What a comparison of an argument with NULL comes to, when that is known beforehand. */
function nullTest(e: TypedExpression, scope: Scope): boolean | undefined {
  if (e.kind === "convert") return nullTest(e.operand, scope);
  if (e.kind !== "compare" || (e.operator !== "==" && e.operator !== "!=")) return undefined;
  if (constantOf(e.right) !== 0n) return undefined;
  const pointer = resolvePointer(e.left, scope);
  if (!pointer || pointer.addend || !NEVER_NULL.has(pointer.base)) return undefined;
  return e.operator === "!=";
}

function integerOf(type: DType): { size: number; signed: boolean } | undefined {
  if (type.kind === "typedef" || type.kind === "qualified") return integerOf(type.of);
  if (type.kind === "int") return type;
  return type.kind === "enum" ? { size: 4, signed: true } : undefined;
}
/** Most that an origin can be; conversions to types that hold it change nothing. */
const BITS: Readonly<Record<ValueOrigin["kind"], number>> = {
  "constant": 64,
  "text": 0,
  "port": 16,
  "first-byte": 8,
  "version": 4,
  "protocol": 8,
  "tcp-flags": 8,
  "address": 0,
  "unknown": 0,
};
function converted(origin: ValueOrigin, type: DType): ValueOrigin {
  const to = integerOf(type);
  if (origin.kind === "constant") {
    if (!to) return origin;
    const bits = to.size * 8;
    return {
      kind: "constant",
      value: to.signed ? BigInt.asIntN(bits, origin.value) : BigInt.asUintN(bits, origin.value),
    };
  }
  if (BITS[origin.kind] === 0) return origin;
  if (!to) return { kind: "unknown" };
  return to.size * 8 - (to.signed ? 1 : 0) >= BITS[origin.kind] ? origin : { kind: "unknown" };
}

function loaded(e: TypedExpression & { kind: "load" }, scope: Scope): ValueOrigin {
  const at = resolvePointer(e.address, scope);
  const type = integerOf(e.type);
  if (!at || e.bits || !type || type.signed) return { kind: "unknown" };
  const field = `${at.base}+${at.offset}:${type.size}`;
  if (at.addend) {
    const isSide = at.base === "flow" && at.offset === FLOW.PORT && type.size === 2 && isLocalSide(at.addend, scope);
    return isSide ? { kind: "port", side: "either" } : { kind: "unknown" };
  }
  switch (field) {
    case `flow+${FLOW.PORT}:2`:
    case `flow+${FLOW.PORT + 2}:2`:
      return { kind: "port", side: "either" };
    case "ip+0:1":
    case "ip4+0:1":
    case "ip6+0:1":
      return { kind: "first-byte" };
    case "ip4+9:1":
      return { kind: "protocol", network: "ip4" };
    case "ip6+6:1":
      return { kind: "protocol", network: "ip6" };
    case "transport+13:1":
      return { kind: "tcp-flags", mask: 0xff };
    default:
      return { kind: "unknown" };
  }
}
/** Whether an index is computed from `local_side` and constants alone. */
function isLocalSide(e: TypedExpression, scope: Scope): boolean {
  switch (e.kind) {
    case "convert":
      return isLocalSide(e.operand, scope);
    case "slot": {
      const value = scope.slots.get(e.slot.id);
      return value !== undefined && isLocalSide(value, scope);
    }
    case "load": {
      const at = resolvePointer(e.address, scope);
      return at?.base === "flow" && at.offset === FLOW.LOCAL_SIDE && !at.addend;
    }
    case "arithmetic":
      if (e.operator === "-") return constantOf(e.left) === 1n && isLocalSide(e.right, scope);
      if (e.operator === "*" || e.operator === "<<") {
        return isLocalSide(e.left, scope) && constantOf(e.right) !== undefined;
      }
      return false;
    default:
      return false;
  }
}

function computed(left: ValueOrigin, operator: string, right: bigint | undefined): ValueOrigin {
  if (right === undefined) return { kind: "unknown" };
  if (left.kind === "first-byte" && operator === ">>" && right === 4n) return { kind: "version" };
  if (left.kind === "tcp-flags" && operator === "&") {
    return { kind: "tcp-flags", mask: left.mask & Number(BigInt.asUintN(8, right)) };
  }
  return { kind: "unknown" };
}

function called(e: TypedExpression & { kind: "call" }, scope: Scope): ValueOrigin {
  const [first] = e.args;
  if (!first) return { kind: "unknown" };
  switch (e.definition.name) {
    case "ntohs":
      return portBehind(first, scope);
    case "inet_ntoa":
      return addressAt(first, 4, scope);
    case "inet_ntoa6":
      return addressAt(first, 6, scope);
    default:
      return { kind: "unknown" };
  }
}
/** A port in network order, as it stands in the header. */
function portBehind(e: TypedExpression, scope: Scope): ValueOrigin {
  if (e.kind === "convert") {
    const to = integerOf(e.type);
    return to && to.size >= 2 ? portBehind(e.operand, scope) : { kind: "unknown" };
  }
  if (e.kind === "slot") {
    const value = scope.slots.get(e.slot.id);
    return value ? portBehind(value, scope) : { kind: "unknown" };
  }
  if (e.kind !== "load" || e.bits || integerOf(e.type)?.size !== 2) return { kind: "unknown" };
  const at = resolvePointer(e.address, scope);
  if (at?.base !== "transport" || at.addend || at.offset !== 0 && at.offset !== 2) return { kind: "unknown" };
  return { kind: "port", side: at.offset === 0 ? "source" : "target" };
}
function addressAt(e: TypedExpression, family: 4 | 6, scope: Scope): ValueOrigin {
  const at = resolvePointer(e, scope);
  if (!at) return { kind: "unknown" };
  if (at.base === "flow") {
    const isAddress = at.addend
      ? at.offset === FLOW.ADDRESS && isLocalSide(at.addend, scope)
      : at.offset === FLOW.ADDRESS || at.offset === FLOW.ADDRESS + 16;
    return isAddress ? { kind: "address", family, side: "either" } : { kind: "unknown" };
  }
  const isHeader = at.base === "ip" || at.base === (family === 4 ? "ip4" : "ip6");
  const source = family === 4 ? 12 : 8, target = family === 4 ? 16 : 24;
  if (!isHeader || at.addend || at.offset !== source && at.offset !== target) return { kind: "unknown" };
  return { kind: "address", family, side: at.offset === source ? "source" : "target" };
}

/** Whether evaluating it leaves no trace: nothing assigned, nothing that may fault, nothing that counts calls. */
export function isQuiet(e: TypedExpression, scope: Scope, guarded = false): boolean {
  switch (e.kind) {
    case "assign":
    case "step":
    case "translate":
      return false;
    case "variable":
      return !e.allocate && e.keys.every((key) => isQuiet(key, scope, guarded));
    case "call":
      return QUIET_CALLS.has(e.definition.name) && e.args.every((arg) => isQuiet(arg, scope, guarded));
    case "arithmetic":
      if ((e.operator === "/" || e.operator === "%") && !constantOf(e.right)) return false;
      return isQuiet(e.left, scope, guarded) && isQuiet(e.right, scope, guarded);
    case "load": {
      const at = resolvePointer(e.address, scope);
      if (!at || at.base === "payload" || !NEVER_NULL.has(at.base) && !guarded) return false;
      return (!at.addend || isLocalSide(at.addend, scope) || at.base === "flow") && isQuiet(e.address, scope, guarded);
    }
    case "to-string":
      // a pointer that was loaded may be null
      return (guarded || e.operand.kind !== "load") && isQuiet(e.operand, scope, guarded);
    case "let":
      return isQuiet(e.value, scope, guarded) && isQuiet(e.body, withSlot(scope, e), guarded);
    case "logical":
      return isQuiet(e.left, scope, guarded) && isQuiet(e.right, scope, true);
    case "conditional":
      return isQuiet(e.condition, scope, guarded) && isQuiet(e.then, scope, true) && isQuiet(e.else, scope, true);
    case "compare":
    case "compare-strings":
    case "comma":
      return isQuiet(e.left, scope, guarded) && isQuiet(e.right, scope, guarded);
    case "negate":
    case "complement":
    case "not":
    case "convert":
      return isQuiet(e.operand, scope, guarded);
    case "at":
      return isQuiet(e.address, scope, guarded);
    case "builtin":
      return !someWithin(e, scope.slots, (part) => part !== e && part.kind !== "integer");
    case "integer":
    case "string":
    case "slot":
      return true;
  }
}
const QUIET_CALLS: ReadonlySet<string> = new Set([
  "ntohs",
  "ntohl",
  "ntohll",
  "htons",
  "htonl",
  "htonll",
  "inet_ntoa",
  "inet_ntoa6",
]);
