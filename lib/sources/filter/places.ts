/**
 * Where in a packet the arguments of packet probes point.
 *
 * @module
 */
import type { ArgumentPlace } from "../../protocols/mod.ts";
import { partsOf, type ProbeInformation, type TypedExpression } from "../../d/check/mod.ts";

/** What a pointer into a packet, or into what is kept of it, is derived from. `ip4` and `ip6` are null for packets of the other version. */
export type Base = "packet" | "flow" | "ip" | "ip4" | "ip6" | "transport" | "arp" | "frame" | "payload";
export interface Pointer {
  readonly base: Base;
  /** Bytes from there: the constant part. */
  readonly offset: number;
  /** What is added that is not constant. */
  readonly addend?: TypedExpression;
}
/** What the arguments of a probe are; undefined for those that lead to no header. */
export type ArgumentPlaces = readonly (Base | undefined)[];

const BASES: Readonly<Record<ArgumentPlace, Base | undefined>> = {
  "packet": "packet",
  "flow": "flow",
  "ip": "ip",
  "ip4": "ip4",
  "ip6": "ip6",
  "transport": "transport",
  "arp": "arp",
  "link": undefined,
  "quoted": undefined,
  "quoted-flow": undefined,
  "content": undefined,
  "none": undefined,
};
export function argumentPlaces({ args = [] }: ProbeInformation): ArgumentPlaces {
  return args.map(({ place }) => BASES[place ?? "none"]);
}

/** Values of slots (`let`) around an expression. */
export type Slots = ReadonlyMap<number, TypedExpression>;
export interface Scope {
  readonly args: ArgumentPlaces;
  readonly slots: Slots;
}

/** Offsets of pointers in `struct packet` that lead to bytes of the packet. */
const FRAME = 40, PAYLOAD = 56;

/** Where an expression points, if it comes from an argument of the probe. */
export function resolvePointer(expression: TypedExpression, scope: Scope): Pointer | undefined {
  switch (expression.kind) {
    case "builtin": {
      const index = argumentIndex(expression);
      const base = index === undefined ? undefined : scope.args[index];
      return base && { base, offset: 0 };
    }
    case "slot": {
      const value = scope.slots.get(expression.slot.id);
      return value && resolvePointer(value, scope);
    }
    case "convert":
      return resolvePointer(expression.operand, scope);
    case "at":
      return resolvePointer(expression.address, scope);
    case "arithmetic":
      return expression.operator === "+" ? resolveSum(expression, scope) : undefined;
    case "load": {
      const at = resolvePointer(expression.address, scope);
      if (at?.base !== "packet" || at.addend || expression.bits) return undefined;
      return at.offset === FRAME
        ? { base: "frame", offset: 0 }
        : at.offset === PAYLOAD
        ? { base: "payload", offset: 0 }
        : undefined;
    }
    default:
      return undefined;
  }
}
function resolveSum(sum: TypedExpression & { kind: "arithmetic" }, scope: Scope): Pointer | undefined {
  const left = resolvePointer(sum.left, scope);
  const pointer = left ?? resolvePointer(sum.right, scope);
  const rest = left ? sum.right : sum.left;
  if (pointer === undefined) return undefined;
  const added = constantOf(rest);
  if (added !== undefined) return { ...pointer, offset: pointer.offset + Number(added) };
  // two parts that are not constant are more than anything here understands
  return pointer.addend ? undefined : { ...pointer, addend: rest };
}

/** Number of the argument that `argN` or `args[N]` reads. */
export function argumentIndex(expression: TypedExpression): number | undefined {
  if (expression.kind !== "builtin") return undefined;
  const { definition: { name }, args } = expression;
  if (name === "args") {
    const index = args[0] && constantOf(args[0]);
    return index === undefined ? undefined : Number(index);
  }
  const match = /^arg(\d)$/.exec(name);
  return match ? Number(match[1]) : undefined;
}
export function constantOf(expression: TypedExpression): bigint | undefined {
  if (expression.kind === "integer") return expression.value;
  return expression.kind === "convert" ? constantOf(expression.operand) : undefined;
}

/** Whether anything in an expression, slots opened, is so. */
export function someWithin(
  expression: TypedExpression,
  slots: Slots,
  holds: (e: TypedExpression) => boolean,
): boolean {
  if (holds(expression)) return true;
  if (expression.kind === "slot") {
    const value = slots.get(expression.slot.id);
    return value !== undefined && someWithin(value, slots, holds);
  }
  return partsOf(expression).some((part) => someWithin(part, slots, holds));
}
