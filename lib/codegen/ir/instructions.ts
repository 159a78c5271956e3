/**
 * The typed intermediate form: what stands between a checked program and a machine.
 *
 * Registers hold 64 bits and are assigned once, but for variables (`assign`). Control only goes forward. Every
 * instruction that may fault knows its place: the action (0 the predicate) and its position within it.
 *
 * @module
 */
import type { HostFunction, IrBinary, IrCompare, IrUnary, Register } from "./builder.ts";
import type { HelperName } from "./helpers.ts";

/** Action number and position within the action, as ERROR tells them. */
export interface ActionPlace {
  readonly action: number;
  readonly position: number;
}
export type Instruction =
  | { readonly op: "constant"; readonly to: Register; readonly value: bigint }
  | {
    readonly op: "binary";
    readonly to: Register;
    readonly operator: IrBinary;
    readonly left: Register;
    readonly right: Register;
  }
  | { readonly op: "unary"; readonly to: Register; readonly operator: IrUnary; readonly operand: Register }
  | {
    readonly op: "compare";
    readonly to: Register;
    readonly operator: IrCompare;
    readonly left: Register;
    readonly right: Register;
  }
  | {
    readonly op: "extend";
    readonly to: Register;
    readonly value: Register;
    readonly bytes: 1 | 2 | 4;
    readonly signed: boolean;
  }
  | {
    readonly op: "select";
    readonly to: Register;
    readonly condition: Register;
    readonly then: Register;
    readonly otherwise: Register;
  }
  /** Nothing is checked: see `check`. */
  | {
    readonly op: "load";
    readonly to: Register;
    readonly address: Register;
    readonly offset: number;
    readonly bytes: 1 | 2 | 4 | 8;
    readonly signed: boolean;
  }
  | {
    readonly op: "store";
    readonly address: Register;
    readonly offset: number;
    readonly value: Register;
    readonly bytes: 1 | 2 | 4 | 8;
  }
  /**
   * Faults BADADDR unless D may read there; `nullable` lets 0 pass.
   * `bytes`: `extent` bytes, or as many as `size` says. `text`: up to a NUL, or strsize bytes. `inside`: only that it is an
   * address of the machine's memory, of which so much more is there (what is behind it is known, or looked at by the host).
   */
  | {
    readonly op: "check";
    readonly what: "bytes" | "text" | "inside";
    readonly address: Register;
    readonly extent: number;
    readonly size?: Register;
    readonly nullable: boolean;
    readonly place: ActionPlace;
  }
  /**
   * Faults BADADDR unless D may store `extent` bytes there: into one variable, into one element of an associative array, or
   * into scratch that the clause has allocated.
   */
  | { readonly op: "check-store"; readonly address: Register; readonly extent: number; readonly place: ActionPlace }
  /** Packet time, ns. */
  | { readonly op: "time"; readonly to: Register }
  /** Address of a name of the probe that fires: part 0 provider, 1 module, 2 function, 3 name. */
  | { readonly op: "probe-name"; readonly to: Register; readonly part: number }
  | {
    readonly op: "if";
    readonly condition: Register;
    readonly then: readonly Instruction[];
    readonly otherwise: readonly Instruction[];
  }
  /** Gives a variable a value, its first one too. */
  | { readonly op: "assign"; readonly to: Register; readonly value: Register }
  | {
    readonly op: "helper";
    readonly to: Register;
    readonly name: HelperName;
    readonly args: readonly Register[];
    readonly place: ActionPlace;
  }
  | {
    readonly op: "host";
    readonly to: Register;
    readonly function: HostFunction;
    readonly args: readonly Register[];
    readonly place: ActionPlace;
  }
  | { readonly op: "fault"; readonly kind: number; readonly address?: Register; readonly place: ActionPlace }
  | { readonly op: "leave" }
  /** Ends the clause with its record as far as it is. */
  | { readonly op: "finish" }
  /** Takes room for the clause's record, or counts a drop and leaves. */
  | { readonly op: "reserve" }
  /** Where the record's payload begins. */
  | { readonly op: "payload"; readonly to: Register }
  /** From here on the clause records into a speculation; leaves when there is none of that number. */
  | { readonly op: "speculate"; readonly speculation: Register; readonly place: ActionPlace }
  /** Ends the clause's own record early, then moves a speculation's records to the principal buffer. */
  | { readonly op: "commit"; readonly speculation: Register; readonly place: ActionPlace }
  /** Address of the value of an aggregation's entry for the key, made if absent; 0 when there is no room. */
  | { readonly op: "entry"; readonly to: Register; readonly aggregation: number; readonly key: number }
  /** Address of a dynamic variable's value, or 0. */
  | {
    readonly op: "find";
    readonly to: Register;
    readonly variable: number;
    readonly key: number;
    readonly keySize: number;
    readonly valueSize: number;
    readonly allocate: boolean;
    /** D may store into the value itself: it is a string, an array or a struct. */
    readonly isBytes: boolean;
  }
  | { readonly op: "delete"; readonly variable: number; readonly key: number; readonly keySize: number };

/** One clause in the intermediate form. */
export interface IrClause {
  readonly predicate: readonly Instruction[];
  readonly body: readonly Instruction[];
  /** How often a register is read. */
  readonly uses: readonly number[];
  /** Values of the registers that are constants. */
  readonly constants: readonly (bigint | undefined)[];
  /** Registers that are assigned more than once. */
  readonly variables: ReadonlySet<Register>;
  readonly registers: number;
  readonly usesScratch: boolean;
  /** Bytes of the record's payload; the clause writes no record when `records` is false. */
  readonly payloadSize: number;
  readonly records: boolean;
  /** Bytes of the action mask at the payload's begin. */
  readonly maskSize: number;
  /** Words of arguments that it reads: bit n for argn. */
  readonly args: number;
  /** It asks for names of the probe that fires. */
  readonly readsNames: boolean;
}
