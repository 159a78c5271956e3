/**
 * Writes one clause in the intermediate form: the {@linkcode Builder} that builtins see, with what only the lowering of
 * statements needs.
 *
 * @module
 */
import type { AggregationVariable, TypedExpression } from "../../d/check/mod.ts";
import { type DType, isByReference, resolveType, sizeOf } from "../../d/types/mod.ts";
import { type ActionDescription, CONTEXT, FAULT, type FieldDescription } from "../../image/mod.ts";
import type { Builder, HelperName, HostFunction, Instruction, IrClause, Register } from "../ir/mod.ts";
import { round } from "./memory_layout.ts";
import { ADDRESS_SIZE, ADDRESS_TEXT, isAddress } from "./address_values.ts";
import { InstructionWriter } from "./instruction_writer.ts";
import type { ProgramLowering } from "./shared_layout.ts";

/** Helpers whose argument is a string to be read, by position; `nullable` ones take 0 for an empty string. */
const STRING_ARGUMENTS: Partial<Record<HelperName, { readonly at: readonly number[]; readonly nullable: boolean }>> = {
  compare_strings: { at: [0, 1], nullable: true },
  string_length: { at: [0], nullable: false },
  copy_string: { at: [1], nullable: false },
  key_string: { at: [1], nullable: false },
};

/**
 * Code for an expression of any kind. The builder is handed it, so that what lowers one kind can ask for the parts without
 * knowing all kinds.
 */
export interface ExpressionLowering {
  /** The value; of by-reference types the address. */
  expression(b: ClauseBuilder, expression: TypedExpression): Register;
  /** Writes the seventeen bytes of an address at a trusted place and a constant offset. */
  address(b: ClauseBuilder, expression: TypedExpression, base: Register, offset: number): void;
}

export class ClauseBuilder extends InstructionWriter implements Builder {
  readonly slots = new Map<number, Register>();
  readonly actions: ActionDescription[] = [];
  /** Which run of statements between the borders of branches is being lowered. */
  block = 0;
  #payload: Register | undefined;
  #payloadSize: number;
  #records = false;
  #usesScratch = false;
  #current: { action: string; fields: FieldDescription[]; data: unknown; block: number } | undefined;

  /** @param maskSize bytes of the action mask; 0 for a clause without branches */
  constructor(
    readonly program: ProgramLowering,
    readonly maskSize: number,
    readonly lowering: ExpressionLowering,
  ) {
    super();
    this.#payloadSize = maskSize;
  }
  get stringSize(): number {
    return this.program.sizes.stringSize;
  }
  get packetSize(): number {
    return this.program.sizes.packetSize;
  }
  get aggregations(): readonly AggregationVariable[] {
    return this.program.typed.aggregations;
  }
  dataAddress(bytes: Uint8Array): Register {
    return this.constant(this.program.layout.constant(bytes));
  }
  helper(name: HelperName, ...args: Register[]): Register {
    if (name === "speculate" || name === "commit") {
      this.emit({ op: name, speculation: this.use(args[0]), place: this.here });
      if (this.#payload !== undefined) this.moved();
      return this.constant(0);
    }
    const strings = STRING_ARGUMENTS[name];
    strings?.at.forEach((at) => this.checkText(args[at], strings.nullable));
    if (name === "copy_bytes") this.checkBytes(args[1], args[2]);
    if (name === "allocate") this.#usesScratch = true;
    const to = this.newRegister();
    args.forEach((arg) => this.use(arg));
    this.emit({ op: "helper", to, name, args, place: this.here });
    this.forgetLoads();
    if (name === "allocate") {
      this.if(this.compare("eq", to, this.constant(0)), () => this.fault(FAULT.NOSCRATCH));
    }
    return to;
  }
  host(hostFunction: HostFunction, ...args: Register[]): Register {
    this.#usesScratch = true;
    this.program.hosts.add(hostFunction);
    // the host sees the low 32 bits of an address only: one that lies outside must not become one that lies inside
    args.forEach((arg, i) => hostFunction.parameters[i] === "pointer" && this.checkPointer(arg));
    const to = this.newRegister();
    args.forEach((arg) => this.use(arg));
    this.emit({ op: "host", to, function: hostFunction, args, place: this.here });
    this.forgetLoads();
    return to;
  }
  lower(expression: TypedExpression): Register {
    return this.lowering.expression(this, expression);
  }
  setStatus(bits: number): void {
    const zero = this.constant(0);
    const old = this.loadUnchecked(zero, CONTEXT.STATUS, 4, false);
    this.storeTrusted(zero, CONTEXT.STATUS, this.binary("or", old, this.constant(bits)), 4);
  }

  /** A value that decides a branch. */
  condition(expression: TypedExpression): Register {
    return this.lower(expression);
  }
  /** A trusted address and a constant offset, as one register. */
  place(base: Register, offset: number): Register {
    const at = this.binary("add", base, this.constant(offset));
    this.own.add(at);
    return at;
  }
  /** A place of the clause's own for a key of so many bytes. */
  staging(size: number): Register {
    const to = this.constant(this.program.layout.reserve(size));
    this.own.add(to);
    return to;
  }
  /** Whether it is kept as an address rather than as its text. */
  isAddress(expression: TypedExpression): boolean {
    return this.stringSize >= ADDRESS_TEXT && isAddress(this.program.builtins, expression);
  }
  address(expression: TypedExpression, destination: Register): boolean {
    if (!this.isAddress(expression)) return false;
    this.lowering.address(this, expression, destination, 0);
    return true;
  }
  /** 1 once exit() was called. */
  exited(): Register {
    return this.loadUnchecked(this.constant(0), CONTEXT.EXITED, 4, false);
  }
  /** Ends the clause here; its record is complete. */
  finishEarly(): void {
    this.emit({ op: "finish" });
  }
  /** Address of the value of an entry whose key was put at the address, or 0 after a drop. */
  entry(aggregation: number, key: number): Register {
    const to = this.newRegister();
    this.emit({ op: "entry", to, aggregation, key });
    return to;
  }
  find(
    variable: number,
    key: number,
    keySize: number,
    value: { readonly size: number; readonly isBytes: boolean },
    allocate: boolean,
  ): Register {
    const to = this.newRegister();
    const { size: valueSize, isBytes } = value;
    this.emit({ op: "find", to, variable, key, keySize, valueSize, allocate, isBytes });
    if (allocate) this.forgetLoads();
    return to;
  }
  delete(variable: number, key: number, keySize: number): void {
    this.emit({ op: "delete", variable, key, keySize });
    this.forgetLoads();
  }

  /** Room for the record: its size is known at the end. Comes before everything the body does. */
  reserve(): void {
    this.emit({ op: "reserve" });
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
  /** The payload moves when a speculation begins, so its address is asked for again after that. */
  moved(): void {
    this.#payload = this.newRegister();
    this.own.add(this.#payload);
    this.emit({ op: "payload", to: this.#payload });
  }
  #store(offset: number, value: Register, bytes: 1 | 2 | 4 | 8): void {
    const address = this.use(this.#payload!);
    this.emit({ op: "store", address, offset, value: this.use(value), bytes });
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
    if (this.isAddress(expression)) {
      const offset = this.#addField(ADDRESS_SIZE, 1, type, { address: true, label });
      this.lowering.address(this, expression, this.#payload!, offset);
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
  fieldValue(address: Register, type: DType): void {
    this.#copyField(address, sizeOf(type, this.stringSize), type);
  }
  fieldBytes(address: Register, size: number, length?: Register): void {
    const type: DType = {
      kind: "array",
      of: { kind: "int", name: "unsigned char", size: 1, signed: false, isChar: true },
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
    const list = this.list;
    this.list = [];
    return list;
  }
  finish(predicate: readonly Instruction[]): IrClause {
    this.endAction();
    return {
      predicate,
      body: this.takeInstructions(),
      uses: this.uses,
      constants: this.values,
      variables: this.variables,
      registers: this.registerCount,
      usesScratch: this.#usesScratch,
      payloadSize: round(this.#payloadSize, 8),
      records: this.#records,
      maskSize: this.maskSize,
      args: this.argumentBits,
      readsNames: this.readsNames,
    };
  }
}
