/**
 * Writes one clause in the intermediate form: the {@linkcode Builder} that builtins see, with what only the lowering of
 * statements needs.
 *
 * @module
 */
import type { Aggregation, TypedExpression } from "../../d/check/mod.ts";
import { type DType, isByReference, resolveType, sizeOf } from "../../d/types/mod.ts";
import { type ActionDescription, CONTEXT, FAULT, type FieldDescription, READABLE_BASE } from "../../image/mod.ts";
import type { Builder, HostFunction, IrBinary, IrCompare, IrUnary, Register } from "../builder.ts";
import type { HelperName } from "../helpers.ts";
import type { Instruction, IrClause, Place } from "../ir/instructions.ts";
import { round } from "../layout.ts";
import { isAddress, lowerAddress } from "./addresses.ts";
import { lowerExpression } from "./expressions.ts";
import type { ProgramLowering } from "./program.ts";

/** A member's offset up to this needs no check of its own once its base was checked. */
const SLACK = 4096;
export const ADDRESS_SIZE = 17;
const PARTS = ["provider", "module", "function", "name"] as const;
/** Helpers whose argument is a string to be read, by position; `nullable` ones take 0 for an empty string. */
const STRING_ARGUMENTS: Partial<Record<HelperName, { readonly at: readonly number[]; readonly nullable: boolean }>> = {
  compare_strings: { at: [0, 1], nullable: true },
  string_length: { at: [0], nullable: false },
  copy_string: { at: [1], nullable: false },
  key_string: { at: [1], nullable: false },
};

export class ClauseBuilder implements Builder {
  readonly slots = new Map<number, Register>();
  readonly actions: ActionDescription[] = [];
  /** Which run of statements between the borders of branches is being lowered. */
  block = 0;
  #list: Instruction[] = [];
  #registers = 0;
  #uses: number[] = [];
  #constants = new Map<bigint, Register>();
  #values: bigint[] = [];
  #variables = new Set<Register>();
  /** What is known to hold a value already, on the path that leads here. */
  #known = new Map<string, Register>();
  /** Addresses of keys and records being made: no D pointer leads there. */
  #own = new Set<Register>();
  #action = 0;
  #position = 0;
  #payload: Register | undefined;
  #payloadSize: number;
  #records = false;
  #usesScratch = false;
  #args = 0;
  #readsNames = false;
  #current: { action: string; fields: FieldDescription[]; data: unknown; block: number } | undefined;

  /** @param maskSize bytes of the action mask; 0 for a clause without branches */
  constructor(readonly program: ProgramLowering, readonly maskSize: number) {
    this.#payloadSize = maskSize;
  }
  get stringSize(): number {
    return this.program.sizes.stringSize;
  }
  get aggregations(): readonly Aggregation[] {
    return this.program.typed.aggregations;
  }
  #register(): Register {
    this.#uses.push(0);
    return this.#registers++ as Register;
  }
  #use<T extends Register | undefined>(register: T): T {
    if (register !== undefined) this.#uses[register]++;
    return register;
  }
  #emit(instruction: Instruction): void {
    this.#list.push(instruction);
    this.#position++;
  }
  get #place(): Place {
    return { action: this.#action, position: this.#position };
  }
  /** The next action in DTrace's count: a statement, or one argument of it. */
  nextAction(): void {
    this.#action++;
    this.#position = 0;
  }

  constant(value: bigint | number): Register {
    const wide = BigInt.asIntN(64, BigInt(value));
    const old = this.#constants.get(wide);
    if (old !== undefined) return old;
    const to = this.#register();
    // constants are not instructions in a place: the backend writes them where they are used
    this.#constants.set(wide, to);
    this.#values[to] = wide;
    return to;
  }
  /** Value of a register that is a constant. */
  valueOf(register: Register): bigint | undefined {
    return this.#values[register];
  }
  binary(operator: IrBinary, left: Register, right: Register): Register {
    const divides = operator.startsWith("div") || operator.startsWith("rem");
    const divisor = this.#values[right];
    if (divides && (divisor === undefined || divisor === 0n)) {
      this.if(this.compare("eq", right, this.constant(0)), () => this.fault(FAULT.DIVZERO));
    }
    if (operator === "div_s" && (divisor === undefined || divisor === -1n)) return this.#divideSigned(left, right);
    const a = this.#values[left], b = this.#values[right];
    if (operator === "add" && a !== undefined && b !== undefined) return this.constant(a + b);
    if ((operator === "add" || operator === "sub") && b === 0n) return left;
    const to = this.#register();
    this.#emit({ op: "binary", to, operator, left: this.#use(left), right: this.#use(right) });
    return to;
  }
  /** The machine traps on the least integer divided by -1; in D it is the least integer again. */
  #divideSigned(left: Register, right: Register): Register {
    const result = this.variable(this.constant(0));
    this.if(
      this.compare("eq", right, this.constant(-1)),
      () => this.assign(result, this.unary("neg", left)),
      () => {
        const to = this.#register();
        this.#emit({ op: "binary", to, operator: "div_s", left: this.#use(left), right: this.#use(right) });
        this.assign(result, to);
      },
    );
    return result;
  }
  unary(operator: IrUnary, operand: Register): Register {
    const to = this.#register();
    this.#emit({ op: "unary", to, operator, operand: this.#use(operand) });
    return to;
  }
  compare(operator: IrCompare, left: Register, right: Register): Register {
    const to = this.#register();
    this.#emit({ op: "compare", to, operator, left: this.#use(left), right: this.#use(right) });
    return to;
  }
  extend(value: Register, bytes: 1 | 2 | 4, signed: boolean): Register {
    const constant = this.#values[value];
    if (constant !== undefined) {
      return this.constant(signed ? BigInt.asIntN(bytes * 8, constant) : BigInt.asUintN(bytes * 8, constant));
    }
    const to = this.#register();
    this.#emit({ op: "extend", to, value: this.#use(value), bytes, signed });
    return to;
  }
  select(condition: Register, then: Register, otherwise: Register): Register {
    const to = this.#register();
    const uses = { condition: this.#use(condition), then: this.#use(then), otherwise: this.#use(otherwise) };
    this.#emit({ op: "select", to, ...uses });
    return to;
  }
  if(condition: Register, then: () => void, otherwise?: () => void): void {
    const known = this.#known;
    const branch = (write: () => void): Instruction[] => {
      const outer = this.#list;
      const list: Instruction[] = this.#list = [];
      this.#known = new Map(known);
      write();
      this.#list = outer;
      return list;
    };
    this.#use(condition);
    const thenList = branch(then);
    const otherwiseList = otherwise ? branch(otherwise) : [];
    this.#known = writesMemory(thenList) || writesMemory(otherwiseList) ? withoutLoads(known) : known;
    this.#list.push({ op: "if", condition, then: thenList, otherwise: otherwiseList });
  }
  variable(initial: Register): Register {
    const to = this.#register();
    this.#variables.add(to);
    this.assign(to, initial);
    return to;
  }
  assign(variable: Register, value: Register): void {
    this.#emit({ op: "assign", to: variable, value: this.#use(value) });
  }

  load(address: Register, bytes: 1 | 2 | 4 | 8, signed: boolean): Register {
    return this.loadAt(address, 0, bytes, signed);
  }
  /** Through a D pointer and a constant offset: the pointer is checked once for all members near it. */
  loadAt(base: Register, offset: number, bytes: 1 | 2 | 4 | 8, signed: boolean): Register {
    if (offset < 0 || offset + bytes > SLACK) {
      base = this.binary("add", base, this.constant(offset));
      offset = 0;
    }
    const name = `load ${base} ${offset} ${bytes} ${signed}`;
    const known = this.#variables.has(base) ? undefined : this.#known.get(name);
    if (known !== undefined) return known;
    this.check(base, SLACK, false);
    const to = this.#load(base, offset, bytes, signed);
    if (!this.#variables.has(base)) this.#known.set(name, to);
    return to;
  }
  check(address: Register, extent: number, nullable: boolean, size?: Register): void {
    const name = `check ${address}`;
    const stable = !this.#variables.has(address) && !nullable && !size && extent <= SLACK;
    if (stable && this.#known.has(name)) return;
    if (stable) this.#known.set(name, address);
    this.#emit({
      op: "check",
      address: this.#use(address),
      extent: Math.max(extent, SLACK),
      size: this.#use(size),
      nullable,
      place: this.#place,
    });
  }
  checkStore(address: Register, extent: number): void {
    this.#emit({ op: "check-store", address: this.#use(address), extent, place: this.#place });
  }
  #load(address: Register, offset: number, bytes: 1 | 2 | 4 | 8, signed: boolean): Register {
    const to = this.#register();
    this.#emit({ op: "load", to, address: this.#use(address), offset, bytes, signed });
    return to;
  }
  loadTrusted(address: Register, offset: number, bytes: 1 | 2 | 4 | 8, signed: boolean): Register {
    return this.#load(address, offset, bytes, signed);
  }
  storeTrusted(address: Register, offset: number, value: Register, bytes: 1 | 2 | 4 | 8): void {
    this.#emit({ op: "store", address: this.#use(address), offset, value: this.#use(value), bytes });
    if (!this.#own.has(address) && !(Number(this.#values[address] ?? READABLE_BASE) < READABLE_BASE)) {
      this.#forgetLoads();
    }
  }
  #forgetLoads(): void {
    this.#known = withoutLoads(this.#known);
  }
  context(offset: number, bytes: 4 | 8, signed = false): Register {
    if (offset >= CONTEXT.ARG && offset < CONTEXT.ARG + 80) this.#args |= 1 << (offset - CONTEXT.ARG) / 8;
    const name = `context ${offset} ${bytes} ${signed}`;
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const to = this.#load(this.constant(0), offset, bytes, signed);
    this.#known.set(name, to);
    return to;
  }
  setContext(offset: number, value: Register, bytes: 4 | 8): void {
    this.storeTrusted(this.constant(0), offset, value, bytes);
    for (const name of this.#known.keys()) if (name.startsWith(`context ${offset} `)) this.#known.delete(name);
  }
  /** All words of arguments may be read. */
  needAllArguments(): void {
    this.#args = 0x3ff;
  }
  time(): Register {
    const known = this.#known.get("time");
    if (known !== undefined) return known;
    const to = this.#register();
    this.#emit({ op: "time", to });
    this.#known.set("time", to);
    return to;
  }
  probeString(part: "provider" | "module" | "function" | "name"): Register {
    this.#readsNames = true;
    const to = this.#register();
    this.#emit({ op: "probe-name", to, part: PARTS.indexOf(part) });
    return to;
  }
  dataAddress(bytes: Uint8Array): Register {
    return this.constant(this.program.layout.constant(bytes));
  }
  helper(name: HelperName, ...args: Register[]): Register {
    if (name === "speculate" || name === "commit") {
      this.#emit({ op: name, speculation: this.#use(args[0]) });
      if (this.#payload !== undefined) this.moved();
      return this.constant(0);
    }
    const strings = STRING_ARGUMENTS[name];
    strings?.at.forEach((at) => this.check(args[at], this.stringSize, strings.nullable));
    if (name === "copy_bytes") this.check(args[1], 0, false, args[2]);
    if (name === "allocate") this.#usesScratch = true;
    const to = this.#register();
    args.forEach((arg) => this.#use(arg));
    this.#emit({ op: "helper", to, name, args, place: this.#place });
    this.#forgetLoads();
    if (name === "allocate") {
      this.if(this.compare("eq", to, this.constant(0)), () => this.fault(FAULT.NOSCRATCH));
    }
    return to;
  }
  host(hostFunction: HostFunction, ...args: Register[]): Register {
    this.#usesScratch = true;
    const to = this.#register();
    args.forEach((arg) => this.#use(arg));
    this.#emit({ op: "host", to, function: hostFunction, args, place: this.#place });
    this.#forgetLoads();
    return to;
  }
  fault(kind: number, address?: Register): void {
    this.#emit({ op: "fault", kind, address: this.#use(address), place: this.#place });
  }
  leave(): void {
    this.#emit({ op: "leave" });
  }
  lower(expression: TypedExpression): Register {
    return lowerExpression(this, expression);
  }
  setStatus(bits: number): void {
    const zero = this.constant(0);
    const old = this.#load(zero, CONTEXT.STATUS, 4, false);
    this.storeTrusted(zero, CONTEXT.STATUS, this.binary("or", old, this.constant(bits)), 4);
  }

  /** A value that decides a branch. */
  condition(expression: TypedExpression): Register {
    return this.lower(expression);
  }
  /** A trusted address and a constant offset, as one register. */
  place(base: Register, offset: number): Register {
    const at = this.binary("add", base, this.constant(offset));
    this.#own.add(at);
    return at;
  }
  /** A place of the clause's own for a key of so many bytes. */
  staging(size: number): Register {
    const to = this.constant(this.program.layout.reserve(size));
    this.#own.add(to);
    return to;
  }
  /** Address of the value of an entry whose key was put at the address, or 0 after a drop. */
  entry(aggregation: number, key: number): Register {
    const to = this.#register();
    this.#emit({ op: "entry", to, aggregation, key });
    return to;
  }
  find(variable: number, key: number, keySize: number, valueSize: number, allocate: boolean): Register {
    const to = this.#register();
    this.#emit({ op: "find", to, variable, key, keySize, valueSize, allocate });
    if (allocate) this.#forgetLoads();
    return to;
  }
  delete(variable: number, key: number, keySize: number): void {
    this.#emit({ op: "delete", variable, key, keySize });
    this.#forgetLoads();
  }

  /** Room for the record: its size is known at the end. Comes before everything the body does. */
  reserve(): void {
    this.#emit({ op: "reserve" });
    this.moved();
  }
  get records(): boolean {
    return this.#records;
  }
  beginAction(action: string, data?: unknown): void {
    this.endAction();
    this.#records = true;
    this.#current = { action, fields: [], data, block: this.block };
    if (this.maskSize > 0) this.#store(this.actions.length, this.constant(1), 1);
  }
  /** The description of the action that was begun is complete. */
  endAction(): void {
    if (this.#current) this.actions.push(this.#current);
    this.#current = undefined;
  }
  /** The payload moves when a speculation begins, so its address is asked for anew after that. */
  moved(): void {
    this.#payload = this.#register();
    this.#own.add(this.#payload);
    this.#emit({ op: "payload", to: this.#payload });
  }
  #store(offset: number, value: Register, bytes: 1 | 2 | 4 | 8): void {
    const address = this.#use(this.#payload!);
    this.#emit({ op: "store", address, offset, value: this.#use(value), bytes });
  }
  #addField(size: number, align: number, type: DType, more: Partial<FieldDescription> = {}): number {
    if (!this.#current) throw new Error("a field before its action");
    const offset = round(this.#payloadSize, align);
    this.#current.fields.push({ offset, size, type, ...more });
    this.#payloadSize = offset + size;
    if (this.#current.fields.length > 1) this.nextAction();
    return offset;
  }
  field(expression: TypedExpression): void {
    const { type, span } = expression;
    const label = span.source.text.slice(span.start, span.end);
    if (isAddress(expression)) {
      const offset = this.#addField(ADDRESS_SIZE, 1, type, { address: true, label });
      lowerAddress(this, expression, this.#payload!, offset);
      return;
    }
    const value = this.lower(expression);
    if (!isByReference(type)) {
      const size = sizeOf(type) as 1 | 2 | 4 | 8 || 8;
      this.#store(this.#addField(size, size, type, { label }), value, size);
      return;
    }
    const kind = resolveType(type).kind;
    if (kind === "string") {
      const offset = this.#addField(this.stringSize, 1, type, { label });
      this.helper("copy_string", this.#at(offset), value);
    } else if (kind === "dynamic") this.#store(this.#addField(8, 8, type, { label }), value, 8);
    else this.#copyField(value, sizeOf(type, this.stringSize), type, label);
  }
  #at(offset: number): Register {
    return this.binary("add", this.#payload!, this.constant(offset));
  }
  #copyField(address: Register, size: number, type: DType, label?: string): void {
    const offset = this.#addField(size, 8, type, { label });
    this.helper("copy_bytes", this.#at(offset), address, this.constant(size));
  }
  fieldRegister(value: Register, type: DType): void {
    const size = (sizeOf(type) || 8) as 1 | 2 | 4 | 8;
    this.#store(this.#addField(size, size, type), value, size);
  }
  fieldBytes(address: Register, size: number, length?: Register): void {
    const type: DType = {
      kind: "array",
      of: { kind: "int", name: "char", size: 1, signed: true, isChar: true },
      count: size,
    };
    if (length === undefined) return this.#copyField(address, size, type);
    const offset = this.#addField(size, 8, type);
    const at = this.#at(offset);
    this.helper("zero_bytes", at, this.constant(size));
    this.helper("copy_bytes", at, address, length);
  }

  /** What was written since the start or the last call, as a list of instructions. */
  takeInstructions(): Instruction[] {
    const list = this.#list;
    this.#list = [];
    return list;
  }
  finish(predicate: readonly Instruction[]): IrClause {
    this.endAction();
    return {
      predicate,
      body: this.takeInstructions(),
      uses: this.#uses,
      constants: this.#values,
      variables: this.#variables,
      registers: this.#registers,
      usesScratch: this.#usesScratch,
      payloadSize: round(this.#payloadSize, 8),
      records: this.#records,
      maskSize: this.maskSize,
      args: this.#args,
      readsNames: this.#readsNames,
    };
  }
}

function withoutLoads(known: Map<string, Register>): Map<string, Register> {
  return new Map([...known].filter(([name]) => !name.startsWith("load ")));
}
const WRITES = new Set<Instruction["op"]>(["store", "helper", "host", "find", "delete"]);
function writesMemory(list: readonly Instruction[]): boolean {
  return list.some((i) => WRITES.has(i.op) || i.op === "if" && (writesMemory(i.then) || writesMemory(i.otherwise)));
}
