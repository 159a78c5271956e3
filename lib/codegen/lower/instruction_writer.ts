/**
 * The part of a clause's builder that knows nothing of clauses: arithmetic, memory, branches.
 *
 * @module
 */
import { CONTEXT, FAULT, READABLE_BASE } from "../../image/mod.ts";
import type { ActionPlace, Instruction, IrBinary, IrCompare, IrUnary, Register } from "../ir/mod.ts";
import { Known } from "./known.ts";

/** A member's offset up to this needs no check of its own once its base was checked. */
const SLACK = 4096;
const PARTS = ["provider", "module", "function", "name"] as const;

/** Instructions, registers, and what is known of them on the path that leads here. */
export abstract class InstructionWriter {
  protected list: Instruction[] = [];
  protected registerCount = 0;
  protected readonly uses: number[] = [];
  protected readonly values: bigint[] = [];
  protected readonly variables = new Set<Register>();
  /** Addresses of keys and records being made: no D pointer leads there. */
  protected readonly own = new Set<Register>();
  /** Bit n: argn is read. */
  protected argumentBits = 0;
  protected readsNames = false;
  #constants = new Map<bigint, Register>();
  /** What is known to hold a value already, on the path that leads here. */
  #known = new Known();
  /** The same of what was loaded from memory, until something is written there. */
  #loads = new Known();
  /** Bytes behind an address that are there unless it is NULL. */
  readonly #trusted = new Map<Register, number>();
  /** How many instructions that may write to memory were emitted. */
  #writes = 0;
  #action = 0;
  #position = 0;

  protected newRegister(): Register {
    this.uses.push(0);
    return this.registerCount++ as Register;
  }
  protected use<T extends Register | undefined>(register: T): T {
    if (register !== undefined) this.uses[register]++;
    return register;
  }
  protected emit(instruction: Instruction): void {
    this.list.push(instruction);
    if (WRITES.has(instruction.op)) this.#writes++;
    this.#position++;
  }
  protected get here(): ActionPlace {
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
    const to = this.newRegister();
    // constants are not instructions in a place: the backend writes them where they are used
    this.#constants.set(wide, to);
    this.values[to] = wide;
    return to;
  }
  /** Value of a register that is a constant. */
  valueOf(register: Register): bigint | undefined {
    return this.values[register];
  }
  binary(operator: IrBinary, left: Register, right: Register): Register {
    const divides = operator.startsWith("div") || operator.startsWith("rem");
    const divisor = this.values[right];
    if (divides && (divisor === undefined || divisor === 0n)) {
      this.if(this.compare("eq", right, this.constant(0)), () => this.fault(FAULT.DIVZERO));
    }
    const signed = operator === "div_s" || operator === "rem_s";
    if (signed && (divisor === undefined || divisor === -1n)) this.#refuseOverflow(left, right);
    const a = this.values[left], b = this.values[right];
    if (operator === "add" && a !== undefined && b !== undefined) return this.constant(a + b);
    if ((operator === "add" || operator === "sub") && b === 0n) return left;
    const to = this.newRegister();
    this.emit({ op: "binary", to, operator, left: this.use(left), right: this.use(right) });
    const behind = this.#trusted.get(left);
    if (operator === "add" && b !== undefined && b >= 0n && behind !== undefined) this.trust(to, behind - Number(b));
    return to;
  }
  /** The least integer divided by -1 does not fit: the fault of x86 processors, and so DTrace's. */
  #refuseOverflow(left: Register, right: Register): void {
    const min = this.compare("eq", left, this.constant(-(2n ** 63n)));
    const overflows = this.binary("and", min, this.compare("eq", right, this.constant(-1)));
    this.if(overflows, () => this.fault(FAULT.DIVZERO));
  }
  unary(operator: IrUnary, operand: Register): Register {
    const to = this.newRegister();
    this.emit({ op: "unary", to, operator, operand: this.use(operand) });
    return to;
  }
  compare(operator: IrCompare, left: Register, right: Register): Register {
    const to = this.newRegister();
    this.emit({ op: "compare", to, operator, left: this.use(left), right: this.use(right) });
    return to;
  }
  extend(value: Register, bytes: 1 | 2 | 4, signed: boolean): Register {
    const constant = this.values[value];
    if (constant !== undefined) {
      return this.constant(signed ? BigInt.asIntN(bytes * 8, constant) : BigInt.asUintN(bytes * 8, constant));
    }
    const to = this.newRegister();
    this.emit({ op: "extend", to, value: this.use(value), bytes, signed });
    return to;
  }
  select(condition: Register, then: Register, otherwise: Register): Register {
    const to = this.newRegister();
    const uses = { condition: this.use(condition), then: this.use(then), otherwise: this.use(otherwise) };
    this.emit({ op: "select", to, ...uses });
    return to;
  }
  if(condition: Register, then: () => void, otherwise?: () => void): void {
    const known = this.#known, loads = this.#loads, writes = this.#writes;
    const branch = (write: () => void): Instruction[] => {
      const outer = this.list;
      const list: Instruction[] = this.list = [];
      this.#known = new Known(known);
      this.#loads = new Known(loads);
      write();
      this.list = outer;
      return list;
    };
    this.use(condition);
    const thenList = branch(then);
    const otherwiseList = otherwise ? branch(otherwise) : [];
    this.#known = known;
    this.#loads = this.#writes === writes ? loads : new Known();
    this.list.push({ op: "if", condition, then: thenList, otherwise: otherwiseList });
  }
  variable(initial: Register): Register {
    const to = this.newRegister();
    this.variables.add(to);
    this.assign(to, initial);
    return to;
  }
  assign(variable: Register, value: Register): void {
    this.emit({ op: "assign", to: variable, value: this.use(value) });
  }

  load(address: Register, bytes: 1 | 2 | 4 | 8, signed: boolean): Register {
    return this.loadAt(address, 0, bytes, signed);
  }
  /** So many bytes behind the address are always there where it is not NULL: the code that made the pointer says so. */
  trust(address: Register, bytes: number): void {
    this.#trusted.set(address, Math.max(bytes, this.#trusted.get(address) ?? 0));
  }
  /** Through a D pointer and a constant offset: the pointer is checked once for all members near it. */
  loadAt(base: Register, offset: number, bytes: 1 | 2 | 4 | 8, signed: boolean): Register {
    if (offset < 0 || offset + bytes > SLACK) {
      base = this.binary("add", base, this.constant(offset));
      offset = 0;
    }
    const name = `load ${base} ${offset} ${bytes} ${signed}`;
    const known = this.variables.has(base) ? undefined : this.#loads.get(name);
    if (known !== undefined) return known;
    if (offset + bytes <= (this.#trusted.get(base) ?? 0)) this.#checkOnce("inside", base, SLACK);
    else this.#checkOnce("bytes", base, offset + bytes);
    const to = this.loadUnchecked(base, offset, bytes, signed);
    if (!this.variables.has(base)) this.#loads.set(name, to);
    return to;
  }
  /** Nothing where the path that leads here has checked as much. */
  #checkOnce(what: "bytes" | "inside", address: Register, extent: number): void {
    const name = `${what} ${address}`;
    if (!this.variables.has(address)) {
      if ((this.#known.get(name) ?? -1) >= extent) return;
      this.#known.set(name, extent as Register);
    }
    this.#check({ what, address, extent, nullable: false });
  }
  #check(
    check: Pick<Extract<Instruction, { op: "check" }>, "what" | "address" | "extent" | "size" | "nullable">,
  ): void {
    this.emit({
      op: "check",
      ...check,
      address: this.use(check.address),
      size: this.use(check.size),
      place: this.here,
    });
  }
  checkBytes(address: Register, size: Register): void {
    this.#check({ what: "bytes", address, extent: 0, size, nullable: false });
  }
  checkText(address: Register, nullable: boolean): void {
    this.#check({ what: "text", address, extent: 0, nullable });
  }
  /** The host looks at what is behind it. */
  checkPointer(address: Register): void {
    this.#check({ what: "inside", address, extent: 0, nullable: true });
  }
  checkStore(address: Register, extent: number): void {
    this.emit({ op: "check-store", address: this.use(address), extent, place: this.here });
  }
  protected loadUnchecked(address: Register, offset: number, bytes: 1 | 2 | 4 | 8, signed: boolean): Register {
    const to = this.newRegister();
    this.emit({ op: "load", to, address: this.use(address), offset, bytes, signed });
    return to;
  }
  loadTrusted(address: Register, offset: number, bytes: 1 | 2 | 4 | 8, signed: boolean): Register {
    return this.loadUnchecked(address, offset, bytes, signed);
  }
  storeTrusted(address: Register, offset: number, value: Register, bytes: 1 | 2 | 4 | 8): void {
    this.emit({ op: "store", address: this.use(address), offset, value: this.use(value), bytes });
    if (!this.own.has(address) && !(Number(this.values[address] ?? READABLE_BASE) < READABLE_BASE)) {
      this.forgetLoads();
    }
  }
  protected forgetLoads(): void {
    this.#loads = new Known();
  }
  context(offset: number, bytes: 4 | 8, signed = false): Register {
    if (offset >= CONTEXT.ARG && offset < CONTEXT.ARG + 80) this.argumentBits |= 1 << (offset - CONTEXT.ARG) / 8;
    const name = `context ${offset} ${bytes} ${signed}`;
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const to = this.loadUnchecked(this.constant(0), offset, bytes, signed);
    this.#known.set(name, to);
    return to;
  }
  setContext(offset: number, value: Register, bytes: 4 | 8): void {
    this.storeTrusted(this.constant(0), offset, value, bytes);
    for (const size of [4, 8]) {
      for (const signed of [false, true]) this.#known.forget(`context ${offset} ${size} ${signed}`);
    }
  }
  /** All words of arguments may be read. */
  needAllArguments(): void {
    this.argumentBits = 0x3ff;
  }
  time(): Register {
    const known = this.#known.get("time");
    if (known !== undefined) return known;
    const to = this.newRegister();
    this.emit({ op: "time", to });
    this.#known.set("time", to);
    return to;
  }
  probeString(part: "provider" | "module" | "function" | "name"): Register {
    this.readsNames = true;
    const to = this.newRegister();
    this.emit({ op: "probe-name", to, part: PARTS.indexOf(part) });
    return to;
  }
  fault(kind: number, address?: Register): void {
    this.emit({ op: "fault", kind, address: this.use(address), place: this.here });
  }
  leave(): void {
    this.emit({ op: "leave" });
  }
}

const WRITES = new Set<Instruction["op"]>(["store", "helper", "host", "find", "delete"]);
