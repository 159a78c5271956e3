/**
 * eBPF's instructions (versions 1 to 3, RFC 9669) as bytes: labels, and references to maps that get their numbers when the
 * program is loaded.
 *
 * @module
 */

/** Registers: r0 result, r1…r5 arguments (lost at each call), r6…r9 kept, r10 end of the frame. */
export type MachineRegister = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10;
export const FRAME = 10 as const;

const CLASS = { LD: 0, LDX: 1, ST: 2, STX: 3, JMP: 5, ALU64: 7, ALU32: 4 } as const;
const SIZE = { 4: 0x00, 2: 0x08, 1: 0x10, 8: 0x18 } as const;
const MODE = { IMM: 0x00, MEM: 0x60, ATOMIC: 0xc0 } as const;
const FROM_REGISTER = 0x08;
/** Arithmetic of 64 bits by its code. */
const ALU = {
  add: 0x00,
  sub: 0x10,
  mul: 0x20,
  div: 0x30,
  or: 0x40,
  and: 0x50,
  lsh: 0x60,
  rsh: 0x70,
  neg: 0x80,
  mod: 0x90,
  xor: 0xa0,
  mov: 0xb0,
  arsh: 0xc0,
  end: 0xd0,
} as const;
export type AluName = Exclude<keyof typeof ALU, "neg" | "end">;
/** Conditions of jumps by their code; `s` in front: signed. */
const JUMP = {
  eq: 0x10,
  gt: 0x20,
  ge: 0x30,
  ne: 0x50,
  sgt: 0x60,
  sge: 0x70,
  lt: 0xa0,
  le: 0xb0,
  slt: 0xc0,
  sle: 0xd0,
} as const;
export type Condition = keyof typeof JUMP;
/** The condition that holds where this one does not. */
export const OPPOSITE: Readonly<Record<Condition, Condition>> = {
  eq: "ne",
  ne: "eq",
  gt: "le",
  le: "gt",
  ge: "lt",
  lt: "ge",
  sgt: "sle",
  sle: "sgt",
  sge: "slt",
  slt: "sge",
};
const ALWAYS = 0x00, CALL = 0x80, EXIT = 0x90;
/** In the source of a 64-bit constant: the number of a map, an address within its first value; in a call: a function of the program. */
const PSEUDO = { MAP: 1, MAP_VALUE: 2, CALL: 1 } as const;

export interface Label {
  at: number | undefined;
  /** Something jumps there: code that nothing reaches is refused. */
  isReached: boolean;
}
/** Where the number of a map goes: the instruction, and the map in the order of the image's maps. */
export interface MapReference {
  readonly at: number;
  readonly map: number;
}
/** The code of one program. */
export interface AssembledProgram {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly references: readonly MapReference[];
  /** Of each instruction that begins something of the source's: its number, and what it is of, ascending. */
  readonly marks: readonly { readonly at: number; readonly clause: number }[];
}
/** A jump that is farther than its 16 bits reach. */
export class JumpTooFar extends Error {}

export const INSTRUCTION_BYTES = 8;
const FITS = 2n ** 31n;
/** Whether an instruction holds the constant. */
export const isImmediate = (value: bigint): boolean => value >= -FITS && value < FITS;

export class Assembler {
  #bytes = new Uint8Array(1024);
  #view = new DataView(this.#bytes.buffer);
  #count = 0;
  readonly #jumps: { readonly at: number; readonly label: Label; readonly isCall: boolean }[] = [];
  readonly #references: MapReference[] = [];
  readonly #marks: { at: number; clause: number }[] = [];

  /** Instructions so far. */
  get count(): number {
    return this.#count;
  }
  #emit(code: number, to: number, from: number, offset: number, immediate: number): void {
    const at = this.#count * INSTRUCTION_BYTES;
    if (at + INSTRUCTION_BYTES > this.#bytes.length) {
      const larger = new Uint8Array(2 * this.#bytes.length);
      larger.set(this.#bytes);
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    this.#view.setUint8(at, code);
    this.#view.setUint8(at + 1, from << 4 | to);
    this.#view.setInt16(at + 2, offset, true);
    this.#view.setInt32(at + 4, immediate, true);
    this.#count++;
  }
  /** What follows belongs to a clause; the verifier's words are found by it. */
  mark(clause: number): void {
    this.#marks.push({ at: this.#count, clause });
  }
  label(): Label {
    return { at: undefined, isReached: false };
  }
  place(label: Label): void {
    label.at = this.#count;
  }

  /** `to = value` */
  constant(to: MachineRegister, value: bigint | number): void {
    const wide = BigInt.asIntN(64, BigInt(value));
    if (isImmediate(wide)) return this.#emit(CLASS.ALU64 | ALU.mov, to, 0, 0, Number(wide));
    this.#wide(to, 0, Number(BigInt.asIntN(32, wide)), Number(wide >> 32n));
  }
  #wide(to: number, kind: number, low: number, high: number): void {
    this.#emit(CLASS.LD | SIZE[8] | MODE.IMM, to, kind, 0, low);
    this.#emit(0, 0, 0, 0, high);
  }
  /** `to = map`, as calls want it. */
  map(to: MachineRegister, map: number): void {
    this.#references.push({ at: this.#count, map });
    this.#wide(to, PSEUDO.MAP, 0, 0);
  }
  /** `to = address of a byte of the map's only value` */
  mapValue(to: MachineRegister, map: number, offset: number): void {
    this.#references.push({ at: this.#count, map });
    this.#wide(to, PSEUDO.MAP_VALUE, 0, offset);
  }
  move(to: MachineRegister, from: MachineRegister): void {
    if (to !== from) this.#emit(CLASS.ALU64 | ALU.mov | FROM_REGISTER, to, from, 0, 0);
  }
  /** The low half; the high one becomes zero. */
  moveHalf(to: MachineRegister, from: MachineRegister): void {
    this.#emit(CLASS.ALU32 | ALU.mov | FROM_REGISTER, to, from, 0, 0);
  }
  alu(operation: AluName, to: MachineRegister, from: MachineRegister): void {
    this.#emit(CLASS.ALU64 | ALU[operation] | FROM_REGISTER, to, from, 0, 0);
  }
  aluConstant(operation: AluName, to: MachineRegister, value: number): void {
    this.#emit(CLASS.ALU64 | ALU[operation], to, 0, 0, value);
  }
  negate(to: MachineRegister): void {
    this.#emit(CLASS.ALU64 | ALU.neg, to, 0, 0, 0);
  }
  /** The low bytes in network order on a little-endian machine; the rest becomes zero. */
  swap(to: MachineRegister, bits: 16 | 32 | 64): void {
    this.#emit(CLASS.ALU32 | ALU.end | FROM_REGISTER, to, 0, 0, bits);
  }
  load(to: MachineRegister, base: MachineRegister, offset: number, bytes: 1 | 2 | 4 | 8): void {
    this.#emit(CLASS.LDX | SIZE[bytes] | MODE.MEM, to, base, offset, 0);
  }
  store(base: MachineRegister, offset: number, from: MachineRegister, bytes: 1 | 2 | 4 | 8): void {
    this.#emit(CLASS.STX | SIZE[bytes] | MODE.MEM, base, from, offset, 0);
  }
  storeConstant(base: MachineRegister, offset: number, value: number, bytes: 1 | 2 | 4 | 8): void {
    this.#emit(CLASS.ST | SIZE[bytes] | MODE.MEM, base, 0, offset, value);
  }
  /** Adds to the eight bytes there at once, whatever interrupts. */
  atomicAdd(base: MachineRegister, offset: number, from: MachineRegister): void {
    this.#emit(CLASS.STX | SIZE[8] | MODE.ATOMIC, base, from, offset, 0);
  }
  /** `r0 = old value`; the new one is stored where the old one was r0. */
  compareAndSwap(base: MachineRegister, offset: number, from: MachineRegister): void {
    this.#emit(CLASS.STX | SIZE[8] | MODE.ATOMIC, base, from, offset, 0xf1);
  }
  #jumpTo(label: Label, isCall: boolean): void {
    label.isReached = true;
    this.#jumps.push({ at: this.#count, label, isCall });
  }
  jump(label: Label): void {
    this.#jumpTo(label, false);
    this.#emit(CLASS.JMP | ALWAYS, 0, 0, 0, 0);
  }
  jumpIf(condition: Condition, left: MachineRegister, right: MachineRegister, label: Label): void {
    this.#jumpTo(label, false);
    this.#emit(CLASS.JMP | JUMP[condition] | FROM_REGISTER, left, right, 0, 0);
  }
  jumpIfConstant(condition: Condition, left: MachineRegister, right: number, label: Label): void {
    this.#jumpTo(label, false);
    this.#emit(CLASS.JMP | JUMP[condition], left, 0, 0, right);
  }
  /** A function of the kernel, by its number. */
  call(number: number): void {
    this.#emit(CLASS.JMP | CALL, 0, 0, 0, number);
  }
  /** A function of this program. */
  callLabel(label: Label): void {
    this.#jumpTo(label, true);
    this.#emit(CLASS.JMP | CALL, 0, PSEUDO.CALL, 0, 0);
  }
  exit(): void {
    this.#emit(CLASS.JMP | EXIT, 0, 0, 0, 0);
  }
  /** @throws JumpTooFar */
  finish(): AssembledProgram {
    for (const { at, label, isCall } of this.#jumps) {
      if (label.at === undefined) throw new Error("a jump to a label that stands nowhere");
      const distance = label.at - at - 1;
      if (isCall) this.#view.setInt32(at * INSTRUCTION_BYTES + 4, distance, true);
      else if (distance > 0x7fff || distance < -0x8000) throw new JumpTooFar();
      else this.#view.setInt16(at * INSTRUCTION_BYTES + 2, distance, true);
    }
    return {
      bytes: this.#bytes.slice(0, this.#count * INSTRUCTION_BYTES),
      references: this.#references,
      marks: this.#marks,
    };
  }
}
