/**
 * One clause of the intermediate form as a WebAssembly function: (enabled probe id) → nothing.
 *
 * Pure instructions whose result is read once are written where it is read. A fault branches to the end of the one
 * block around everything, where the fault is attended to.
 *
 * @module
 */
import { CONTEXT, FAULT, FIRED, READABLE_BASE, RECORD_HEADER } from "../../image/mod.ts";
import type { ActionPlace, Instruction, IrBinary, IrClause, IrCompare, Register } from "../ir/mod.ts";

import { WORD } from "../lower/mod.ts";
import { countDrop, entryFunction, growIndex, raiseStatus } from "./runtime/aggregation.ts";
import { deleteFunction, findFunction } from "./runtime/dynamic.ts";
import { timeNow } from "./runtime/faults.ts";
import { speculationEnd } from "./runtime/speculation.ts";
import {
  block,
  branch,
  branchIf,
  call,
  type Code,
  drop,
  f64,
  fillBytes,
  get,
  i32,
  i64,
  leave,
  rows,
  select,
  sequence,
  set,
  TYPE,
  type ValueType,
  when,
  ZERO,
} from "../../wasm/mod.ts";
import type { Backend } from "./backend.ts";

const { I32, I64 } = TYPE;
const EPID = 0, RECORD = 1, OWNER = 2, TEMPORARY = 3, FIRST_REGISTER = 4;
const CLAUSE_LOCALS: readonly ValueType[] = [I32, I32, I32];

const BINARY: Record<IrBinary, (left: Code, right: Code) => Code> = i64;
const COMPARE: Record<IrCompare, (left: Code, right: Code) => Code> = i64;
const LOAD = {
  1: [i64.load8_u, i64.load8_s],
  2: [i64.load16_u, i64.load16_s],
  4: [i64.load32_u, i64.load32_s],
  8: [i64.load, i64.load],
} as const;
const STORE = { 1: i64.store8, 2: i64.store16, 4: i64.store32, 8: i64.store } as const;
export const NOW: Code = timeNow(i64.trunc_f64_s, f64.load(ZERO, CONTEXT.TIME_SECONDS));

type Pure = Extract<Instruction, { op: "binary" | "unary" | "compare" | "extend" | "select" }>;
const isPure = (i: Instruction): i is Pure =>
  i.op === "binary" && !/^(div|rem)/.test(i.operator) || i.op === "unary" || i.op === "compare" || i.op === "extend" ||
  i.op === "select";

export class ClauseWriter {
  /** Pure instructions that wait to be written where they are read. */
  readonly #waiting = new Map<Register, Pure>();
  readonly #locals = new Map<Register, number>();
  #depth = 0;
  #nextLocal = FIRST_REGISTER;

  constructor(readonly backend: Backend, readonly clause: IrClause) {}

  /** Locals beyond the parameter and the body. */
  write(): { readonly locals: readonly ValueType[]; readonly body: Code } {
    const { clause } = this;
    const start = sequence(
      i32.store(ZERO, get(EPID), CONTEXT.EPID),
      clause.usesScratch ? i32.store(ZERO, i32.load(ZERO, CONTEXT.SCRATCH_BASE), CONTEXT.SCRATCH_NEXT) : [],
    );
    const body = sequence(this.#list(clause.predicate), this.#list(clause.body), this.#commit(), leave());
    const faults = call(this.backend.faulted, get(EPID));
    const locals = [...CLAUSE_LOCALS, ...Array.from({ length: this.#nextLocal - FIRST_REGISTER }, () => I64)];
    return { locals, body: sequence(start, block(body), faults) };
  }
  #list(list: readonly Instruction[]): Code {
    const parts: Code[] = [];
    for (const instruction of list) {
      if (isPure(instruction)) {
        const uses = this.clause.uses[instruction.to];
        if (uses === 0) continue;
        if (uses === 1 && this.#isStable(instruction)) {
          this.#waiting.set(instruction.to, instruction);
          continue;
        }
      }
      parts.push(this.#write(instruction));
    }
    return rows(parts);
  }
  /** Whether none of the operands may change before the result is read. */
  #isStable(i: Pure): boolean {
    const operands = i.op === "extend"
      ? [i.value]
      : i.op === "unary"
      ? [i.operand]
      : i.op === "select"
      ? [i.condition, i.then, i.otherwise]
      : [i.left, i.right];
    return operands.every((register) => !this.clause.variables.has(register));
  }
  #local(register: Register): number {
    let local = this.#locals.get(register);
    if (local === undefined) {
      local = this.#nextLocal++;
      this.#locals.set(register, local);
    }
    return local;
  }
  /** The value of a register, 64 bits. */
  #value(register: Register): Code {
    const constant = this.clause.constants[register];
    if (constant !== undefined) return i64.const(constant);
    const waiting = this.#waiting.get(register);
    if (waiting) return this.#pure(waiting);
    return get(this.#local(register));
  }
  /** A register as a truth, 32 bits. */
  #truth(register: Register): Code {
    const waiting = this.#waiting.get(register);
    if (waiting?.op === "compare") return this.#comparison(waiting);
    if (
      waiting?.op === "binary" && waiting.operator === "and" && this.#isTruth(waiting.left) &&
      this.#isTruth(waiting.right)
    ) {
      return i32.and(this.#truth(waiting.left), this.#truth(waiting.right));
    }
    return i64.ne(this.#value(register), i64.const(0n));
  }
  #isTruth(register: Register): boolean {
    return this.#waiting.get(register)?.op === "compare";
  }
  /** A register as an address of the machine. */
  #address(register: Register): Code {
    const constant = this.clause.constants[register];
    return constant !== undefined ? i32.const(Number(BigInt.asIntN(32, constant))) : i32.wrap(this.#value(register));
  }
  #comparison({ operator, left, right }: Extract<Pure, { op: "compare" }>): Code {
    if (operator === "eq" && this.clause.constants[right] === 0n) {
      return this.#isTruth(left) ? i32.eqz(this.#truth(left)) : i64.eqz(this.#value(left));
    }
    return COMPARE[operator](this.#value(left), this.#value(right));
  }
  #pure(i: Pure): Code {
    switch (i.op) {
      case "binary":
        return BINARY[i.operator](this.#value(i.left), this.#value(i.right));
      case "compare":
        return i64.extend_i32_u(this.#comparison(i));
      case "select":
        return select(this.#value(i.then), this.#value(i.otherwise), this.#truth(i.condition));
      case "extend":
        return this.#extend(this.#value(i.value), i.bytes, i.signed);
      case "unary":
        return this.#unary(i);
    }
  }
  #extend(value: Code, bytes: 1 | 2 | 4, signed: boolean): Code {
    if (!signed) return i64.and(value, i64.const((1n << BigInt(8 * bytes)) - 1n));
    return bytes === 1 ? i64.extend8_s(value) : bytes === 2 ? i64.extend16_s(value) : i64.extend32_s(value);
  }
  #unary({ operator, operand }: Extract<Pure, { op: "unary" }>): Code {
    const value = this.#value(operand);
    switch (operator) {
      case "neg":
        return i64.sub(i64.const(0n), value);
      case "not":
        return i64.xor(value, i64.const(-1n));
      case "clz":
        return i64.clz(value);
      case "ctz":
        return i64.ctz(value);
      default:
        return call(this.backend.swap(operator), value);
    }
  }
  #assign(register: Register, value: Code): Code {
    return this.clause.uses[register] === 0 ? drop(value) : set(this.#local(register), value);
  }
  /** Notes a fault and goes to the end; `depth` counts the blocks that the caller opened itself. */
  #fault(kind: number, address: Code, place: ActionPlace, depth: number): Code {
    const where = i32.const(place.action << 16 | Math.min(place.position, 0xffff));
    return sequence(
      call(this.backend.runtime.index("raise"), i32.const(kind), address, where),
      branch(this.#depth + depth),
    );
  }
  /** After a call in the machine that may have noted what kind of fault there is, but not where. */
  #ifFaulted(place: ActionPlace): Code {
    const kind = i32.load(ZERO, CONTEXT.FAULT);
    const where = i32.const(place.action << 16 | Math.min(place.position, 0xffff));
    return when(
      kind,
      sequence(call(this.backend.runtime.index("raise"), kind, i64.const(0n), where), branch(this.#depth + 1)),
    );
  }
  #afterCall(): Code {
    return branchIf(this.#depth, i32.load(ZERO, CONTEXT.FAULT));
  }
  #write(i: Instruction): Code {
    switch (i.op) {
      case "constant":
        return [];
      case "load":
        if (this.clause.uses[i.to] === 0) return [];
        return this.#assign(i.to, LOAD[i.bytes][i.signed ? 1 : 0](this.#address(i.address), i.offset));
      case "store":
        return STORE[i.bytes](this.#address(i.address), this.#value(i.value), i.offset);
      case "assign":
        return this.#assign(i.to, this.#value(i.value));
      case "time":
        return this.#assign(i.to, NOW);
      case "probe-name":
        return this.#assign(i.to, this.backend.probeName(get(EPID), i.part));
      case "check":
        return this.#check(i);
      case "check-store":
        return when(
          i32.eqz(this.backend.storable(this.#value(i.address), i.extent)),
          this.#fault(FAULT.BADADDR, this.#value(i.address), i.place, 1),
        );
      case "if":
        return this.#if(i);
      case "fault":
        return this.#fault(i.kind, i.address === undefined ? i64.const(0n) : this.#value(i.address), i.place, 0);
      case "leave":
        return leave();
      case "finish":
        return sequence(this.#commit(), leave());
      case "helper":
        return this.#helper(i);
      case "host":
        return this.#host(i);
      case "entry":
        return this.#entry(i);
      case "find":
        return this.#find(i);
      case "delete": {
        const made = this.backend.runtime.function(
          `delete ${i.variable} ${i.keySize}`,
          () => deleteFunction(i.variable, i.keySize, this.backend.layout),
        );
        return call(made.index, i32.const(i.key));
      }
      case "reserve":
        return this.#reserve();
      case "payload":
        return this.#assign(i.to, i64.extend_i32_u(i32.add(get(RECORD), i32.const(RECORD_HEADER.BYTES))));
      case "speculate":
        return this.#speculate(i);
      case "commit":
        return sequence(
          this.#commit(),
          set(OWNER, i32.const(WORD.NOWHERE)),
          drop(call(this.backend.runtime.index("commit"), this.#value(i.speculation))),
          this.#ifFaulted(i.place),
        );
      default:
        return this.#assign(i.to, this.#pure(i));
    }
  }
  #check({ what, address, extent, size, nullable, place }: Extract<Instruction, { op: "check" }>): Code {
    const bytes = size === undefined ? BigInt(extent) : this.clause.constants[size];
    const constant = this.clause.constants[address];
    // what the program itself has at a known place needs no question
    if (constant !== undefined && what !== "text" && bytes !== undefined && this.backend.layout.has(constant, bytes)) {
      return [];
    }
    const value = this.#value(address);
    let bad: Code;
    if (what === "inside") {
      const limit = this.backend.memoryBytes - READABLE_BASE - extent;
      bad = i64.ge_u(i64.sub(value, i64.const(BigInt(READABLE_BASE))), i64.const(BigInt(limit)));
    } else if (what === "text") bad = i32.eqz(this.backend.readableText(value));
    else bad = i32.eqz(this.backend.readable(value, size === undefined ? i64.const(bytes!) : this.#value(size)));
    if (nullable) bad = when(i64.eqz(value), ZERO, bad, I32);
    return when(bad, this.#fault(FAULT.BADADDR, value, place, 1));
  }
  #if({ condition, then, otherwise }: Extract<Instruction, { op: "if" }>): Code {
    const truth = this.#truth(condition);
    this.#depth++;
    const branches = [this.#list(then), this.#list(otherwise)];
    this.#depth--;
    if (branches[0].length === 0 && branches[1].length > 0) return when(i32.eqz(truth), branches[1]);
    if (branches[0].length === 0) return [];
    return when(truth, branches[0], branches[1]);
  }
  #helper({ name, to, args, place }: Extract<Instruction, { op: "helper" }>): Code {
    const { parameters } = this.backend.runtime.signature(name);
    const values = args.map((arg, n) => parameters[n] === I32 ? this.#address(arg) : this.#value(arg));
    const made = this.#assign(to, call(this.backend.runtime.index(name), ...values));
    return name === "discard" ? sequence(made, this.#ifFaulted(place)) : made;
  }
  #host(i: Extract<Instruction, { op: "host" }>): Code {
    const { parameters, result } = i.function;
    const where = i32.const(i.place.action << 16 | Math.min(i.place.position, 0xffff));
    const values = i.args.map((arg, n) => parameters[n] === "pointer" ? this.#address(arg) : this.#value(arg));
    const made = call(this.backend.hostIndex(i.function), where, ...values);
    const stored = result === "none" ? made : this.#assign(i.to, result === "pointer" ? i64.extend_i32_u(made) : made);
    return sequence(stored, this.#afterCall());
  }
  #entry(i: Extract<Instruction, { op: "entry" }>): Code {
    const { runtime, layout, plans } = this.backend;
    const plan = plans.get(i.aggregation)!;
    const grow = runtime.function("grow index", () => growIndex(layout)).index;
    const make = () => entryFunction(plan, layout, layout.sizes.aggregationFixed, grow);
    const made = runtime.function(`entry ${i.aggregation}`, make);
    return this.#assign(i.to, i64.extend_i32_u(call(made.index, i32.const(i.key))));
  }
  #find(i: Extract<Instruction, { op: "find" }>): Code {
    const name = `find ${i.variable} ${i.keySize} ${i.allocate}`;
    const make = () => findFunction(i.variable, i.keySize, i.valueSize, i.allocate, i.isBytes, this.backend.layout);
    const made = this.backend.runtime.function(name, make);
    return this.#assign(i.to, i64.extend_i32_u(call(made.index, i32.const(i.key))));
  }

  get #recordSize(): number {
    return RECORD_HEADER.BYTES + this.clause.payloadSize;
  }
  /** Local RECORD is where the next record goes; leaves with a drop when it does not fit. */
  #reserve(): Code {
    if (!this.clause.records) return [];
    return sequence(
      set(OWNER, i32.const(CONTEXT.PRINCIPAL_NEXT)),
      set(RECORD, i32.load(ZERO, CONTEXT.PRINCIPAL_NEXT)),
      when(
        i32.gt_u(i32.add(get(RECORD), i32.const(this.#recordSize)), i32.load(ZERO, CONTEXT.PRINCIPAL_END)),
        sequence(countDrop("PRINCIPAL"), raiseStatus(FIRED.DRAIN), leave()),
      ),
      this.#header(),
    );
  }
  #header(): Code {
    const { maskSize } = this.clause;
    return sequence(
      i32.store(get(RECORD), get(EPID), RECORD_HEADER.EPID),
      i32.store(get(RECORD), i32.const(this.#recordSize), RECORD_HEADER.SIZE),
      i64.store(get(RECORD), NOW, RECORD_HEADER.TIMESTAMP),
      maskSize > 0 ? fillBytes(i32.add(get(RECORD), i32.const(RECORD_HEADER.BYTES)), ZERO, i32.const(maskSize)) : [],
    );
  }
  #commit(): Code {
    if (!this.clause.records) return [];
    const { base, size } = this.backend.layout.principal;
    return sequence(
      i32.store(get(OWNER), i32.add(get(RECORD), i32.const(this.#recordSize))),
      // before the next firing there is half of the buffer again
      when(i32.gt_u(get(RECORD), i32.const(base + size / 2 - this.#recordSize)), raiseStatus(FIRED.DRAIN)),
    );
  }
  #speculate({ speculation }: Extract<Instruction, { op: "speculate" }>): Code {
    const { runtime, layout } = this.backend;
    const find = set(TEMPORARY, i32.wrap(call(runtime.index("speculate"), this.#value(speculation))));
    const none = when(i32.eqz(get(TEMPORARY)), leave());
    if (!this.clause.records) return sequence(find, none);
    return sequence(
      find,
      none,
      set(OWNER, get(TEMPORARY)),
      set(RECORD, i32.load(get(OWNER))),
      when(
        i32.gt_u(
          i32.add(get(RECORD), i32.const(this.#recordSize)),
          speculationEnd(layout, i32.sub(get(OWNER), i32.const(4))),
        ),
        sequence(countDrop("SPEC"), leave()),
      ),
      this.#header(),
    );
  }
}
