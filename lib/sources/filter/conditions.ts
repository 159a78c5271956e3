/**
 * What a predicate pins down of a packet, in alternatives. It may be understood too widely, never too narrowly.
 *
 * @module
 */
import type { CompareOperator, TypedExpression } from "../../d/check/mod.ts";
import type { Constraint, PacketNeed, Side } from "./need.ts";
import { originsOf, type ValueOrigin, withSlot } from "./values.ts";
import type { Scope } from "./places.ts";

/** What must hold in one alternative. */
export interface FilterCondition {
  readonly network?: PacketNeed["network"];
  /** Of the header named by `network`. */
  readonly protocol?: number;
  readonly constraints: readonly Constraint[];
}
/** Any of these; an empty list: never. */
export type Conditions = readonly FilterCondition[];

const ALWAYS: Conditions = [{ constraints: [] }];
const NEVER: Conditions = [];
/** More alternatives than that are taken for no condition at all. */
const MAX_CONDITIONS = 32;
const NEGATED: Readonly<Record<CompareOperator, CompareOperator>> = {
  "==": "!=",
  "!=": "==",
  "<": ">=",
  ">=": "<",
  ">": "<=",
  "<=": ">",
};
const MIRRORED: Readonly<Record<CompareOperator, CompareOperator>> = {
  "==": "==",
  "!=": "!=",
  "<": ">",
  ">": "<",
  "<=": ">=",
  ">=": "<=",
};

/** What follows from an expression being other than 0. */
export function conditionsOf(e: TypedExpression, scope: Scope): Conditions {
  switch (e.kind) {
    case "compare":
      return compared(e.operator, e.left, e.right, scope);
    case "compare-strings":
      return e.operator === "==" ? compared("==", e.left, e.right, scope) : ALWAYS;
    case "logical": {
      if (e.operator === "^^") return ALWAYS;
      const left = conditionsOf(e.left, scope), right = conditionsOf(e.right, scope);
      return e.operator === "||" ? either(left, right) : both(left, right);
    }
    case "not":
      if (e.operand.kind === "compare") {
        return compared(NEGATED[e.operand.operator], e.operand.left, e.operand.right, scope);
      }
      return ALWAYS;
    case "conditional":
      return either(conditionsOf(e.then, scope), conditionsOf(e.else, scope));
    case "convert":
      return conditionsOf(e.operand, scope);
    case "comma":
      return conditionsOf(e.right, scope);
    case "let":
      return conditionsOf(e.body, withSlot(scope, e));
    default:
      return any(originsOf(e, scope).map(nonZero));
  }
}
function either(left: Conditions, right: Conditions): Conditions {
  return any([left, right]);
}
function any(all: readonly Conditions[]): Conditions {
  const flat = all.flat();
  return flat.length > MAX_CONDITIONS || flat.some(isAlways) ? ALWAYS : flat;
}
function both(left: Conditions, right: Conditions): Conditions {
  // what is too much to be multiplied out still holds by half
  if (left.length * right.length > MAX_CONDITIONS) return left.length < right.length ? left : right;
  return left.flatMap((a) => right.flatMap((b) => joined(a, b) ?? []));
}
const isAlways = ({ network, protocol, constraints }: FilterCondition) =>
  network === undefined && protocol === undefined && constraints.length === 0;
/** Undefined: they exclude each other. */
function joined(a: FilterCondition, b: FilterCondition): FilterCondition | undefined {
  if (a.network !== undefined && b.network !== undefined && a.network !== b.network) return undefined;
  if (a.protocol !== undefined && b.protocol !== undefined && a.protocol !== b.protocol) return undefined;
  return {
    network: a.network ?? b.network,
    protocol: a.protocol ?? b.protocol,
    constraints: [...a.constraints, ...b.constraints],
  };
}

function nonZero(origin: ValueOrigin): Conditions {
  if (origin.kind === "constant") return origin.value === 0n ? NEVER : ALWAYS;
  if (origin.kind === "tcp-flags") return one({ kind: "tcp-flags", mask: origin.mask });
  return ALWAYS;
}
const one = (...constraints: Constraint[]): Conditions => [{ constraints }];

function compared(operator: CompareOperator, left: TypedExpression, right: TypedExpression, scope: Scope): Conditions {
  const origins = originsOf(left, scope), others = originsOf(right, scope);
  if (isFixed(others)) return comparedWith(operator, origins, others[0]!);
  return isFixed(origins) ? comparedWith(MIRRORED[operator], others, origins[0]!) : ALWAYS;
}
const isFixed = (origins: readonly ValueOrigin[]) =>
  origins.length === 1 && (origins[0]!.kind === "constant" || origins[0]!.kind === "text");
/** Any of the origins against something that is constant. */
function comparedWith(operator: CompareOperator, origins: readonly ValueOrigin[], other: ValueOrigin): Conditions {
  if (other.kind === "text") {
    return operator === "==" ? any(origins.map((origin) => textIs(origin, other.text))) : ALWAYS;
  }
  if (other.kind !== "constant") return ALWAYS;
  return any(origins.map((origin) => numberIs(operator, origin, other.value)));
}
function numberIs(operator: CompareOperator, origin: ValueOrigin, value: bigint): Conditions {
  const number = Number(value);
  switch (origin.kind) {
    case "constant":
      return operator === "==" && origin.value !== value ? NEVER : ALWAYS;
    case "port":
      return portIs(operator, origin.side, number);
    case "version":
      if (operator !== "==") return ALWAYS;
      return number === 4 ? [{ network: "ip4", constraints: [] }] : number === 6 ? [SIX] : NEVER;
    case "protocol":
      if (operator !== "==") return ALWAYS;
      return [{ network: origin.network, protocol: number, constraints: [] }];
    case "tcp-flags":
      return flagsAre(operator, origin.mask, number);
    default:
      return ALWAYS;
  }
}
const SIX: FilterCondition = { network: "ip6", constraints: [] };

function portIs(operator: CompareOperator, side: Side, value: number): Conditions {
  if (value < 0 || value > 0xffff) return ALWAYS;
  const [min, max] = {
    "==": [value, value],
    "!=": [0, 0xffff],
    "<": [0, value - 1],
    "<=": [0, value],
    ">": [value + 1, 0xffff],
    ">=": [value, 0xffff],
  }[operator] as [number, number];
  if (min > max) return NEVER;
  return min === 0 && max === 0xffff ? ALWAYS : one({ kind: "port", side, min, max });
}
function flagsAre(operator: CompareOperator, mask: number, value: number): Conditions {
  if (operator === "!=" && value === 0) return one({ kind: "tcp-flags", mask });
  if (operator !== "==") return ALWAYS;
  if (value < 0 || (value & ~mask) !== 0) return NEVER;
  return one({ kind: "tcp-flags", mask, value });
}

function textIs(origin: ValueOrigin, text: string): Conditions {
  if (origin.kind === "text") return origin.text === text ? ALWAYS : NEVER;
  if (origin.kind !== "address") return ALWAYS;
  const addresses = origin.family === 4 ? [parseFour(text)] : parseSix(text);
  return addresses.flatMap((address): Conditions => {
    if (!address) return NEVER;
    const constraints = [{ kind: "host", side: origin.side, address }] as const;
    return [{ network: origin.family === 4 ? "ip4" : "ip6", constraints }];
  });
}
/** Only the form that is printed: any other text is equal to no printed address. */
function parseFour(text: string): Uint8Array | undefined {
  const parts = /^\d{1,3}(\.\d{1,3}){3}$/.test(text) ? text.split(".").map(Number) : [];
  return parts.length === 4 && parts.every((part) => part < 256) ? Uint8Array.from(parts) : undefined;
}
/** IPv6 addresses that hold an IPv4 address (mapped, compatible) are printed as that, or with it at the end. */
function parseSix(text: string): Uint8Array[] {
  const four = parseFour(text);
  if (four) return [0xff, 0].map((fill) => Uint8Array.from([...Array(10).fill(0), fill, fill, ...four]));
  if (!/^[0-9a-f:.]+$/i.test(text) || !text.includes(":")) return [];
  const tail = /:(\d+(?:\.\d+){3})$/.exec(text);
  const last = tail ? parseFour(tail[1]!) : undefined;
  if (tail && !last) return [];
  const hex = (i: number) => (last![i]! << 8 | last![i + 1]!).toString(16);
  const plain = tail ? `${text.slice(0, -tail[1]!.length)}${hex(0)}:${hex(2)}` : text;
  const halves = plain.split("::").map((half) => half === "" ? [] : half.split(":"));
  const zeros = 8 - halves.flat().length;
  if (halves.length > 2 || (halves.length === 1 ? zeros !== 0 : zeros < 1)) return [];
  const groups = halves.length === 1 ? halves[0]! : [...halves[0]!, ...Array(zeros).fill("0"), ...halves[1]!];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return [];
  return [Uint8Array.from(groups.flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16) & 255]))];
}
