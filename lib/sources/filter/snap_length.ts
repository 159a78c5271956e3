/**
 * Whether a program looks beyond headers: then packets are needed whole.
 *
 * @module
 */
import { partsOf, type TypedClause, type TypedExpression, type TypedStatement } from "../../d/check/mod.ts";
import { type ArgumentPlaces, constantOf, type Pointer, resolvePointer, type Scope } from "./places.ts";

/** Bytes behind any header's address that are still header: those of TCP, and of IPv4 with options. */
const HEADER_BYTES = 60;
/** `captured` and `payload_captured` of `struct packet`: what they say changes with the snap length. */
const CAPTURED: readonly number[] = [16, 64];
const ADDRESS_CALLS: ReadonlySet<string> = new Set(["inet_ntoa", "inet_ntoa6", "link_ntop"]);
const ADDRESS_BYTES = 16;

/** Whether a clause reads nothing of a packet but its headers, given what its probe's arguments are. */
export function readsHeadersOnly(clause: TypedClause, args: ArgumentPlaces): boolean {
  const scope: Scope = { args, slots: new Map() };
  return (!clause.predicate || isHeader(clause.predicate, scope)) &&
    (clause.body ?? []).every((statement) => isHeaderStatement(statement, scope));
}
function isHeaderStatement(statement: TypedStatement, scope: Scope): boolean {
  const all = (list: readonly TypedExpression[]) => list.every((e) => isHeader(e, scope));
  switch (statement.kind) {
    case "expression":
      return isHeader(statement.expression, scope);
    case "if":
      return isHeader(statement.condition, scope) &&
        [...statement.then, ...statement.else].every((inner) => isHeaderStatement(inner, scope));
    case "aggregate":
      return all(statement.keys) && all(statement.args);
    case "action":
      return !statement.definition.traits.wholePacket &&
        all(statement.args.flatMap((arg) => arg.kind === "expression" ? [arg.expression] : []));
  }
}

/** Pointers to the packet's bytes must not get anywhere but into loads of headers and comparisons. */
function isHeader(e: TypedExpression, scope: Scope): boolean {
  if (isBytes(resolvePointer(e, scope))) return false;
  switch (e.kind) {
    case "load": {
      const at = resolvePointer(e.address, scope);
      if (!at) return isHeader(e.address, scope);
      if (at.base === "packet") return !at.addend && !CAPTURED.includes(at.offset);
      return at.base === "flow" ? !at.addend || isHeader(at.addend, scope) : isWithin(at, sizeOf(e));
    }
    case "compare":
      if (constantOf(e.right) === 0n && isBytes(resolvePointer(e.left, scope))) return true;
      break;
    case "logical":
    case "not":
      return partsOf(e).every((part) => isBytes(resolvePointer(part, scope)) || isHeader(part, scope));
    case "conditional":
      if (isBytes(resolvePointer(e.condition, scope))) return isHeader(e.then, scope) && isHeader(e.else, scope);
      break;
    case "call": {
      const first = e.args[0] && resolvePointer(e.args.at(-1)!, scope);
      if (ADDRESS_CALLS.has(e.definition.name) && isBytes(first)) return isWithin(first!, ADDRESS_BYTES);
      break;
    }
    case "let": {
      const inner = { ...scope, slots: new Map(scope.slots).set(e.slot.id, e.value) };
      const isPointer = resolvePointer(e.value, scope) !== undefined;
      return (isPointer || isHeader(e.value, scope)) && isHeader(e.body, inner);
    }
  }
  return partsOf(e).every((part) => isHeader(part, scope));
}
/** Whether a pointer leads to bytes of the packet, or to what tells of it as a whole. */
function isBytes(at: Pointer | undefined): boolean {
  return at !== undefined && at.base !== "flow";
}
function isWithin(at: Pointer, size: number): boolean {
  return !at.addend && at.base !== "payload" && at.offset >= 0 && at.offset + size <= HEADER_BYTES;
}
function sizeOf(e: TypedExpression): number {
  let type = e.type;
  while (type.kind === "typedef" || type.kind === "qualified") type = type.of;
  return type.kind === "int" ? type.size : 8;
}
