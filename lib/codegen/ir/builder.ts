/**
 * The door through which builtins lower themselves: it writes the typed intermediate form and knows no machine.
 *
 * All registers are 64 bits wide. Control flow only goes forward (if/else and leaving the clause), as eBPF wants it.
 *
 * @module
 */
import type { DType } from "../../d/types/mod.ts";
import type { AggregationVariable, TypedExpression } from "../../d/check/mod.ts";
import type { MachineKind } from "../../image/mod.ts";
import type { HotMemory } from "../../wasm/mod.ts";
import type { HelperName } from "./helpers.ts";

/** A virtual register of 64 bits. */
export type Register = number & { readonly register: unique symbol };
export type IrBinary =
  | "add"
  | "sub"
  | "mul"
  | "div_s"
  | "div_u"
  | "rem_s"
  | "rem_u"
  | "and"
  | "or"
  | "xor"
  | "shl"
  | "shr_s"
  | "shr_u";
export type IrCompare = "eq" | "ne" | "lt_s" | "lt_u" | "le_s" | "le_u" | "gt_s" | "gt_u" | "ge_s" | "ge_u";
export type IrUnary = "clz" | "ctz" | "neg" | "not" | "bswap16" | "bswap32" | "bswap64";

/**
 * A function of the host (the process around the machine), called where speed does not matter: it works on the
 * machine's memory. Pointers come as numbers (u32), integers as bigints, according to `parameters`.
 * It reports a fault with `host.fault(kind, address)`, and its result is then ignored.
 */
export type HostFunction = PlainHostFunction | HotHostFunction;

interface CalledFromMachine {
  readonly name: string;
  readonly parameters: readonly ("pointer" | "i64")[];
  readonly result: "pointer" | "i64" | "none";
}
/**
 * One that is a hot function (lib/wasm/translate): WebAssembly on the machine's memory, called with where in the program,
 * pointers as 32 bits and integers as 64. It finds in the context what it needs of the machine.
 */
export interface HotHostFunction extends CalledFromMachine {
  readonly hot: (memory: WebAssembly.Memory) => WebAssembly.ExportValue;
  /** The same in TypeScript, on views of a memory. */
  // deno-lint-ignore no-explicit-any
  readonly script: (memory: HotMemory, where: number, ...args: any[]) => number | bigint;
}
export interface PlainHostFunction extends CalledFromMachine {
  call(host: HostMemory, ...args: (number | bigint)[]): number | bigint | void;
  /** Called as it is, with where in the program and pointers as signed 32-bit numbers: for those in hot paths. */
  direct?(where: number, ...args: number[]): number;
}
/** What a host function may touch. */
export interface HostMemory {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly stringSize: number;
  fault(kind: number, address?: bigint): void;
  /** Scratch of the running clause, 8-byte aligned; 0 after a NOSCRATCH fault. */
  allocate(size: number): number;
  /** Bytes up to NUL or stringSize, checked; undefined after a BADADDR fault. A view, not a copy. */
  readString(address: number): Uint8Array | undefined;
  /** Allocates stringSize bytes of scratch and writes the bytes (cut to stringSize-1) and a NUL. */
  writeString(bytes: Uint8Array): number;
  /** Whether [address, address+size) may be read. Faults BADADDR if not. */
  readable(address: number, size: number): boolean;
  /** Whether [address, address+size) is scratch that the running clause has allocated. */
  inScratch(address: number, size: number): boolean;
  /** A place for state that lasts through a run (strtok's position, the random generator), by key. */
  state<T>(key: string, initial: () => T): T;
}

export interface Builder {
  /** -x strsize. */
  readonly stringSize: number;
  /** -x pcapsize. */
  readonly packetSize: number;
  constant(value: bigint | number): Register;
  binary(operator: IrBinary, left: Register, right: Register): Register;
  unary(operator: IrUnary, operand: Register): Register;
  /** 0 or 1. */
  compare(operator: IrCompare, left: Register, right: Register): Register;
  /** Cuts to bytes and extends. */
  extend(value: Register, bytes: 1 | 2 | 4, signed: boolean): Register;
  select(condition: Register, then: Register, otherwise: Register): Register;
  /** Runs one branch or the other. A register that both assign is made by {@linkcode variable}. */
  if(condition: Register, then: () => void, otherwise?: () => void): void;
  variable(initial: Register): Register;
  assign(variable: Register, value: Register): void;
  /** Through a D pointer: checked, faults BADADDR. */
  load(address: Register, bytes: 1 | 2 | 4 | 8, signed: boolean): Register;
  /** At an address the compiler itself made (context, buffers): not checked. */
  loadTrusted(address: Register, offset: number, bytes: 1 | 2 | 4 | 8, signed: boolean): Register;
  storeTrusted(address: Register, offset: number, value: Register, bytes: 1 | 2 | 4 | 8): void;
  /** A word of the firing context (offset from CONTEXT). */
  context(offset: number, bytes: 4 | 8, signed?: boolean): Register;
  setContext(offset: number, value: Register, bytes: 4 | 8): void;
  /** Time of the firing, ns since 1970. */
  time(): Register;
  /** Address of a name of the probe that fires, a string. */
  probeString(part: "provider" | "module" | "function" | "name"): Register;
  /** All words of arguments may be read, whichever. */
  needAllArguments(): void;
  /** Address of constant bytes in the data segment (NUL added). */
  dataAddress(bytes: Uint8Array): Register;
  helper(name: HelperName, ...args: Register[]): Register;
  host(hostFunction: HostFunction, ...args: Register[]): Register;
  /** Ends the clause with a fault. */
  fault(kind: number, address?: Register): void;
  /** Leaves the clause without a fault. */
  leave(): void;
  /** Evaluates a typed expression. By-reference types give an address. */
  lower(expression: TypedExpression): Register;
  /**
   * Writes an expression that is a network address (a call with {@linkcode LoweredSubroutine.lowerAddress}) as 17 bytes to a
   * trusted place; false, and nothing written, for any other.
   */
  address(expression: TypedExpression, destination: Register): boolean;
  /** A trusted place of the clause's own for so many bytes. */
  staging(size: number): Register;
  /** ORs bits of FIRED into the status. */
  setStatus(bits: number): void;
  /**
   * Begins the record of one action: actions call it once, then `field` for each value in order.
   * A clause's record is one run of bytes; space for it is taken before its first action.
   */
  beginAction(action: string, data?: unknown): void;
  /** Records a value; strings take strsize bytes, by-reference types their size, addresses known as such 17 bytes. */
  field(expression: TypedExpression): void;
  /** Records a register's low bytes, as an integer. */
  fieldRegister(value: Register, type: DType): void;
  /** Records `size` bytes at a (checked) address; with `length` only so many of them, the rest zero. */
  fieldBytes(address: Register, size: number, length?: Register): void;
  /** Records what lies at a (checked) address, of a type that is passed by reference. */
  fieldValue(address: Register, type: DType): void;
  readonly aggregations: readonly AggregationVariable[];
}

/** All builtins that a program may use, by name. */
export interface BuiltinLowerings {
  readonly variables: ReadonlyMap<string, LoweredVariable>;
  readonly subroutines: ReadonlyMap<string, LoweredSubroutine>;
  readonly actions: ReadonlyMap<string, LoweredAction>;
  readonly aggregating: ReadonlyMap<string, LoweredAggregating>;
}
/** The codegen side of builtins: `lib/builtins` fills both interfaces of each definition. */
export interface LoweredVariable {
  lower(b: Builder, args: readonly TypedExpression[]): Register;
}
/** A subroutine says how it is computed: by code that every machine can run, or by a function of the host. */
export type LoweredSubroutine = (LoweredToCode | LoweredToHost) & AddressLowering;

export interface LoweredToCode {
  lower(b: Builder, args: readonly TypedExpression[], data: unknown): Register;
}
/** It takes the arguments as they are, and what stands for those that were left out. */
export interface LoweredToHost {
  readonly host: HostFunction;
  given?(args: readonly TypedExpression[]): readonly bigint[];
  /** Machines whose host can be asked while a clause runs. */
  readonly availableIn: readonly MachineKind[];
}
interface AddressLowering {
  /**
   * For functions that make the text of a network address (inet_ntoa and others): writes the address itself, as 17 bytes
   * in the form of {@linkcode FieldDescription.address}, to a trusted destination. Used where the text is only a key or a
   * recorded value, so that no string is made until something prints.
   */
  lowerAddress?(b: Builder, args: readonly TypedExpression[], destination: Register): void;
}
export interface LoweredAction {
  /** As an expression, of the type that its definition says: the address of its value. */
  asValue?(b: Builder, args: readonly TypedExpression[], data: unknown): Register;
  lower(b: Builder, args: readonly import("../../d/check/mod.ts").TypedArgument[], data: unknown): void;
}
export interface LoweredAggregating {
  /** Bytes of one value, a multiple of 8. */
  valueSize(parameters: unknown): number;
  /** i64 words a fresh value begins with, where not all zero (min, max). */
  initial?(parameters: unknown): readonly bigint[];
  /** Updates the value at the (trusted) address. */
  update(b: Builder, value: Register, args: readonly Register[], parameters: unknown): void;
}
