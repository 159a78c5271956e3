/**
 * What is known of a clause before its code is written: where values come from, how long they live, what is written together.
 *
 * Control only goes forward, so a value lives from its definition to its last use in the order of the text.
 *
 * @module
 */
import { CONTEXT } from "../../image/mod.ts";
import type { Instruction, IrClause, Register } from "../ir/mod.ts";
import { SHARED_WINDOW, WINDOW } from "./frame.ts";

/** Where an address points: the verifier accepts stores only where it knows that. */
export type Origin =
  /** Into the page or into what is shared: an address as D sees it. */
  | { readonly kind: "own"; readonly at: number; readonly added: readonly Register[] }
  /** Into the value of a map's entry, which a register holds. */
  | {
    readonly kind: "value";
    readonly register: Register;
    readonly offset: number;
    readonly added: readonly Register[];
  }
  /** Into the payload of the record. */
  | { readonly kind: "record"; readonly offset: number; readonly added: readonly Register[] };

/** Registers that an instruction reads, in no order. */
function readsOf(i: Instruction): readonly Register[] {
  switch (i.op) {
    case "binary":
    case "compare":
      return [i.left, i.right];
    case "unary":
      return [i.operand];
    case "extend":
    case "assign":
      return [i.value];
    case "select":
      return [i.condition, i.then, i.otherwise];
    case "load":
    case "check-store":
      return [i.address];
    case "store":
      return [i.address, i.value];
    case "check":
      return i.size === undefined ? [i.address] : [i.address, i.size];
    case "if":
      return [i.condition];
    case "helper":
    case "host":
      return i.args;
    case "fault":
      return i.address === undefined ? [] : [i.address];
    case "speculate":
    case "commit":
      return [i.speculation];
    default:
      return [];
  }
}
/** Instructions whose code leaves the registers of arguments as they are. */
const QUIET = new Set<Instruction["op"]>([
  "compare",
  "extend",
  "select",
  "assign",
  "payload",
  "constant",
  "check",
  "if",
]);

export interface Interval {
  readonly register: Register;
  readonly from: number;
  to: number;
  /** It holds an address that the verifier follows: memory of a map cannot keep it. */
  readonly isPointer: boolean;
}

export class Analysis {
  readonly origins = new Map<Register, Origin>();
  readonly constants: (bigint | undefined)[];
  readonly intervals = new Map<Register, Interval>();
  /** Conditions that are written where they are used. */
  readonly fused = new Map<Register, Extract<Instruction, { op: "compare" }>>();
  /** Registers that hold a name of the probe, and which part of it. */
  readonly names = new Map<Register, number>();
  /** Positions at which the registers of arguments are lost. */
  readonly calls: number[] = [];
  readonly predicate: readonly Instruction[];
  readonly body: readonly Instruction[];
  #position = 0;

  /** @param ownConstants values of registers that are known here though the intermediate form does not say so */
  constructor(
    readonly clause: IrClause,
    readonly ownConstants: (i: Instruction, constants: readonly (bigint | undefined)[]) => bigint | undefined,
  ) {
    this.constants = [...clause.constants];
    this.predicate = reachable(clause.predicate);
    this.body = reachable(clause.body);
    this.#visit(this.predicate);
    this.#visit(this.body);
  }
  constant(register: Register): bigint | undefined {
    return this.constants[register];
  }
  /** Where an address points; undefined for a number of D's, which may point anywhere. */
  origin(register: Register): Origin | undefined {
    const constant = this.constants[register];
    if (constant !== undefined) {
      return constant >= BigInt(WINDOW) && constant < BigInt(SHARED_WINDOW + 2 ** 44)
        ? { kind: "own", at: Number(constant), added: [] }
        : undefined;
    }
    return this.origins.get(register);
  }
  /** It has no value of its own until someone asks for it: an address within something that a register or the record holds. */
  isDerived(register: Register): boolean {
    const origin = this.origins.get(register);
    return origin !== undefined && origin.kind !== "own" && !(origin.kind === "value" && origin.register === register);
  }
  #visit(list: readonly Instruction[]): void {
    for (const [n, i] of list.entries()) {
      const position = ++this.#position;
      const isFused = this.#fuses(i, list[n + 1]);
      for (const register of readsOf(i)) this.#use(register, isFused ? position + 1 : position);
      if (!QUIET.has(i.op) && !this.#isQuiet(i)) this.calls.push(position);
      this.#define(i, position);
      if (i.op !== "if") continue;
      this.#visit(i.then);
      this.#visit(i.otherwise);
      this.#position++;
    }
  }
  #fuses(i: Instruction, next: Instruction | undefined): boolean {
    if (i.op !== "compare" || this.clause.uses[i.to] !== 1) return false;
    if (!next || next.op !== "if" && next.op !== "select" || next.condition !== i.to) return false;
    this.fused.set(i.to, i);
    return true;
  }
  #isQuiet(i: Instruction): boolean {
    switch (i.op) {
      case "binary":
        return true;
      case "unary":
        return i.operator === "neg" || i.operator === "not" || i.operator.startsWith("bswap");
      case "load":
        return this.origin(i.address) !== undefined;
      case "store":
        return this.origin(i.address) !== undefined;
      default:
        return false;
    }
  }
  #use(register: Register, position: number): void {
    const origin = this.origins.get(register);
    if (origin && this.isDerived(register)) {
      if (origin.kind === "value") this.#extend(origin.register, position);
      for (const added of origin.added) this.#extend(added, position);
      return;
    }
    const fused = this.fused.get(register);
    if (fused) return;
    this.#extend(register, position);
  }
  #extend(register: Register, position: number): void {
    const interval = this.intervals.get(register);
    if (interval && position > interval.to) interval.to = position;
  }
  #define(i: Instruction, position: number): void {
    if (!("to" in i)) return;
    const known = this.ownConstants(i, this.constants);
    if (known !== undefined && !this.clause.variables.has(i.to)) {
      this.constants[i.to] = known;
      return;
    }
    if (i.op === "select") {
      const condition = this.constants[i.condition];
      const chosen = condition === undefined ? undefined : condition !== 0n ? i.then : i.otherwise;
      const value = chosen === undefined ? undefined : this.constants[chosen];
      if (value !== undefined) {
        this.constants[i.to] = value;
        return;
      }
    }
    this.#note(i);
    if (this.isDerived(i.to) || this.fused.has(i.to)) return;
    const interval = this.intervals.get(i.to);
    // a variable that is given its second value
    if (interval) interval.to = Math.max(interval.to, position);
    else {
      const isPointer = this.origins.get(i.to)?.kind === "value";
      this.intervals.set(i.to, { register: i.to, from: position, to: position, isPointer });
    }
  }
  #note(i: Instruction): void {
    if (i.op === "entry" || i.op === "find") {
      this.origins.set(i.to, { kind: "value", register: i.to, offset: 0, added: [] });
    } else if (i.op === "probe-name") this.names.set(i.to, i.part);
    else if (i.op === "payload") this.origins.set(i.to, { kind: "record", offset: 0, added: [] });
    else if (i.op === "binary" && i.operator === "add") {
      const sum = this.#added(i.left, i.right) ?? this.#added(i.right, i.left);
      if (sum) this.origins.set(i.to, sum);
    }
  }
  #added(base: Register, by: Register): Origin | undefined {
    const origin = this.origin(base);
    if (!origin || this.origin(by) !== undefined) return undefined;
    const constant = this.constants[by];
    if (constant === undefined) return { ...origin, added: [...origin.added, by] };
    const distance = Number(constant);
    return origin.kind === "own"
      ? { ...origin, at: origin.at + distance }
      : { ...origin, offset: origin.offset + distance };
  }
}

/** Without what comes behind an instruction that leaves: the verifier refuses code that nothing reaches. */
function reachable(list: readonly Instruction[]): Instruction[] {
  const kept: Instruction[] = [];
  for (const i of list) {
    const one = i.op === "if" ? { ...i, then: reachable(i.then), otherwise: reachable(i.otherwise) } : i;
    kept.push(one);
    if (leaves(one)) break;
  }
  return kept;
}
/** Whether nothing behind it is reached. */
export function leaves(i: Instruction | undefined): boolean {
  if (!i) return false;
  if (i.op === "if") return leaves(i.then.at(-1)) && leaves(i.otherwise.at(-1));
  return i.op === "fault" || i.op === "leave" || i.op === "finish";
}
/** A word of the firing context that an instruction loads, by its offset. */
export function contextWord(i: Instruction, constants: readonly (bigint | undefined)[]): number | undefined {
  return i.op === "load" && constants[i.address] === 0n && i.offset < CONTEXT.PRIVATE ? i.offset : undefined;
}
