/**
 * Code of one clause: values in and out of their places, addresses turned into those of the kernel, faults.
 *
 * r0, r1 and r2 are nobody's; r3, r4 and r5 may hold values where an instruction calls nothing; r7 is the page, r8 the record.
 *
 * @module
 */
import { DROP_KINDS, type DropKind, FAULT, RECORD_HEADER } from "../../image/mod.ts";
import type { ActionPlace, Instruction, IrClause, Register } from "../ir/mod.ts";
import type { Analysis, Origin } from "./analysis.ts";
import { type Assembler, type Condition, FRAME, isImmediate, type Label, type MachineRegister } from "./assembler.ts";
import { CALL, CONTROL, MAP, PAGE, RING_PREFIX, SHARED_WINDOW, SLOT, WINDOW } from "./frame.ts";
import type { KernelLayout } from "./layout.ts";
import type { Location } from "./registers.ts";

export const PAGE_REGISTER = 7, RECORD_REGISTER = 8;
/** What an offset in an instruction holds. */
const MAX_OFFSET = 0x7fff;

/** Where control goes when a clause ends. */
export interface Exits {
  /** Without its record. */
  readonly leave: Label;
  /** With it. */
  readonly finish: Label;
  /** A fault was noted in the page. */
  readonly fault: Label;
}
/** A register and an offset that an instruction takes. */
export interface EbpfOperand {
  readonly base: MachineRegister;
  readonly offset: number;
}
interface Stub {
  readonly exits: Exits;
  readonly label: Label;
  readonly kind: number;
  readonly place: ActionPlace;
  readonly address: Register | MachineAddress | undefined;
}
/** A faulting address that is in a register of the machine when the jump is made. */
export interface MachineAddress {
  readonly machine: MachineRegister;
}

export class ClauseCode {
  readonly #stubs: Stub[] = [];
  /** Where a load through an address would fault: its check has gone before it. */
  readonly places = new Map<Register, ActionPlace>();
  static readonly NOWHERE: ActionPlace = { action: 0, position: 0 };

  constructor(
    readonly asm: Assembler,
    readonly clause: IrClause,
    readonly analysis: Analysis,
    readonly locations: ReadonlyMap<Register, Location>,
    readonly layout: KernelLayout,
    /** They change where the record begins and ends. */
    public exits: Exits,
  ) {}

  // values

  /** The value in a register of the machine: its own, or the one that is given. */
  value(register: Register, into: MachineRegister): MachineRegister {
    const constant = this.analysis.constant(register);
    if (constant !== undefined) {
      this.asm.constant(into, constant);
      return into;
    }
    if (this.analysis.isDerived(register)) {
      this.derived(this.analysis.origins.get(register)!, into);
      return into;
    }
    const location = this.locations.get(register);
    if (!location) throw new Error(`r${register} has no place`);
    if (location.kind === "register") return location.register;
    if (location.kind === "frame") this.asm.load(into, FRAME, location.offset, 8);
    else this.asm.load(into, PAGE_REGISTER, location.offset, 8);
    return into;
  }
  /** The value in just that register. */
  valueIn(register: Register, into: MachineRegister): void {
    this.asm.move(into, this.value(register, into));
  }
  /**
   * The same where it may come from several places: an address that the verifier follows becomes a number, which is what it
   * takes any other address for. A number has been in memory.
   */
  numberIn(register: Register, into: MachineRegister): void {
    this.valueIn(register, into);
    const origin = this.analysis.constant(register) === undefined ? this.analysis.origins.get(register) : undefined;
    if (origin === undefined || origin.kind === "own") return;
    this.asm.store(PAGE_REGISTER, PAGE.FAULT_ADDRESS, into, 8);
    this.asm.load(into, PAGE_REGISTER, PAGE.FAULT_ADDRESS, 8);
  }
  /** The constant that an instruction can hold; undefined for all else. */
  immediate(register: Register): number | undefined {
    const constant = this.analysis.constant(register);
    return constant !== undefined && isImmediate(constant) ? Number(constant) : undefined;
  }
  /** The register in which a result is best computed: its own, or the one that is given. */
  target(register: Register, otherwise: MachineRegister): MachineRegister {
    const location = this.locations.get(register);
    return location?.kind === "register" ? location.register : otherwise;
  }
  isRead(register: Register): boolean {
    return this.clause.uses[register] > 0 && this.locations.has(register);
  }
  assign(register: Register, from: MachineRegister): void {
    const location = this.locations.get(register);
    if (!location) return;
    if (location.kind === "register") this.asm.move(location.register, from);
    else this.asm.store(location.kind === "frame" ? FRAME : PAGE_REGISTER, location.offset, from, 8);
  }
  /** An address within something, made whole: distances beyond it are cut off, for the verifier follows it. */
  derived(origin: Origin, into: MachineRegister): void {
    this.pointer(origin, into);
    if (origin.kind !== "own" && origin.offset !== 0) this.asm.aluConstant("add", into, origin.offset);
  }

  // addresses

  /** Base of what an origin is within, without its constant offset; what is added at run time is bounded and added. */
  pointer(origin: Exclude<Origin, { kind: "own" }> | Origin, into: MachineRegister, room = 8): void {
    const spare: MachineRegister = into === 2 ? 1 : 2;
    if (origin.kind === "record") this.asm.move(into, RECORD_REGISTER);
    else if (origin.kind === "value") this.valueIn(origin.register, into);
    else throw new Error("an own address has no pointer of its own");
    for (const added of origin.added) {
      const size = origin.kind === "record" ? this.clause.payloadSize : this.layout.valueBytes(origin.register);
      const most = size - origin.offset - room;
      this.valueIn(added, spare);
      const within = this.asm.label();
      this.asm.jumpIfConstant("le", spare, Math.max(0, most), within);
      this.asm.constant(spare, 0);
      this.asm.place(within);
      this.asm.alu("add", into, spare);
    }
  }
  /**
   * What an instruction takes to reach `bytes` bytes of an address with a known origin. Uses r1 and r2.
   * A value of a map that may not be there faults.
   */
  operand(origin: Origin, offset: number, bytes: number, place: ActionPlace): EbpfOperand {
    if (origin.kind === "own") return this.ownOperand(origin, offset, bytes, place);
    if (origin.kind === "record") {
      const at = RING_PREFIX.BYTES + RECORD_HEADER.BYTES + origin.offset + offset;
      if (origin.added.length === 0) return this.near(RECORD_REGISTER, at, 1);
      this.pointer(origin, 1, offset + bytes);
      return this.near(1, at, 1);
    }
    if (origin.added.length > 0) {
      this.pointer(origin, 1, offset + bytes);
      return this.near(1, origin.offset + offset, 1);
    }
    const base = this.value(origin.register, 1);
    this.faultIf("eq", base, 0, FAULT.BADADDR, place, { machine: base });
    return this.near(base, origin.offset + offset, 1);
  }
  /** The same where the offset may be larger than an instruction takes. */
  near(base: MachineRegister, offset: number, into: MachineRegister): EbpfOperand {
    if (offset <= MAX_OFFSET) return { base, offset };
    this.asm.move(into, base);
    this.asm.aluConstant("add", into, offset);
    return { base: into, offset: 0 };
  }
  ownOperand(origin: Extract<Origin, { kind: "own" }>, offset: number, bytes: number, place: ActionPlace): EbpfOperand {
    const { asm } = this;
    const isShared = origin.at >= SHARED_WINDOW;
    const start = origin.at - (isShared ? SHARED_WINDOW : WINDOW);
    if (origin.added.length === 0) {
      if (!isShared) return this.near(PAGE_REGISTER, this.layout.page.window + start + offset, 1);
      asm.mapValue(1, MAP.SHARED, CONTROL.BYTES + start + offset);
      return { base: 1, offset: 0 };
    }
    // from the start of the window, so that one comparison bounds it
    this.valueIn(origin.added[0], 2);
    for (const added of origin.added.slice(1)) {
      const by = this.value(added, 1);
      asm.alu("add", 2, by);
    }
    this.addConstant(2, start + offset);
    const size = isShared ? this.layout.sharedBytes : this.layout.windowBytes;
    this.faultIf("gt", 2, size - bytes, FAULT.BADADDR, place, undefined);
    if (isShared) asm.mapValue(1, MAP.SHARED, CONTROL.BYTES);
    else {
      asm.move(1, PAGE_REGISTER);
      asm.aluConstant("add", 1, this.layout.page.window);
    }
    asm.alu("add", 1, 2);
    return { base: 1, offset: 0 };
  }
  addConstant(register: MachineRegister, value: number): void {
    if (value !== 0) this.asm.aluConstant("add", register, value);
  }
  /** The kernel's address of what lies at an operand, in a register. */
  addressOf({ base, offset }: EbpfOperand, into: MachineRegister): void {
    this.asm.move(into, base);
    this.addConstant(into, offset);
  }
  /**
   * The kernel's address of what a D address names, in r3: one of ours is turned into the page's or the shared value's, any
   * other is as it is. Uses r1 and r2.
   */
  actualAddress(address: Register, offset = 0): void {
    const { asm, layout } = this;
    const origin = this.analysis.origin(address);
    if (origin && origin.kind === "own" && origin.added.length === 0) {
      return this.addressOf(this.ownOperand(origin, offset, 1, ClauseCode.NOWHERE), 3);
    }
    if (origin && origin.kind !== "own") {
      return this.addressOf(this.operand(origin, offset, 1, this.placeOf(address)), 3);
    }
    this.valueIn(address, 3);
    this.addConstant(3, offset);
    const done = asm.label(), notPage = asm.label();
    asm.constant(1, WINDOW);
    asm.move(2, 3);
    asm.alu("sub", 2, 1);
    asm.jumpIfConstant("ge", 2, layout.windowBytes, notPage);
    asm.move(3, PAGE_REGISTER);
    asm.aluConstant("add", 3, layout.page.window);
    asm.alu("add", 3, 2);
    asm.jump(done);
    asm.place(notPage);
    asm.constant(1, SHARED_WINDOW - WINDOW);
    asm.alu("sub", 2, 1);
    asm.jumpIfConstant("ge", 2, Math.max(1, layout.sharedBytes), done);
    asm.mapValue(3, MAP.SHARED, CONTROL.BYTES);
    asm.alu("add", 3, 2);
    asm.place(done);
  }
  placeOf(address: Register): ActionPlace {
    return this.places.get(address) ?? ClauseCode.NOWHERE;
  }

  // faults and drops

  /** A fault where the condition holds. */
  faultIf(
    condition: Condition,
    left: MachineRegister,
    right: number,
    kind: number,
    place: ActionPlace,
    address: Register | MachineAddress | undefined,
  ): void {
    const label = this.asm.label();
    this.#stubs.push({ exits: this.exits, label, kind, place, address });
    this.asm.jumpIfConstant(condition, left, right, label);
  }
  fault(kind: number, place: ActionPlace, address: Register | MachineAddress | undefined, exits = this.exits): void {
    const { asm } = this;
    const page = PAGE_REGISTER;
    if (address === undefined) asm.storeConstant(page, PAGE.FAULT_ADDRESS, 0, 8);
    else {
      const from = typeof address === "object" ? address.machine : this.value(address, 1);
      asm.store(page, PAGE.FAULT_ADDRESS, from, 8);
    }
    asm.storeConstant(page, PAGE.FAULT, kind, 8);
    asm.storeConstant(page, PAGE.FAULT_PLACE, place.action << 16 | Math.min(place.position, 0xffff), 8);
    asm.jump(exits.fault);
  }
  /** What was put off: code that few firings reach. */
  writeStubs(): void {
    for (const { exits, label, kind, place, address } of this.#stubs) {
      this.asm.place(label);
      this.fault(kind, place, address, exits);
    }
    this.#stubs.length = 0;
  }
  countDrop(kind: DropKind): void {
    countDrop(this.asm, kind);
  }
  /** Calls a function that reads memory: r1 to, r2 how much, r3 from; a negative result is a fault. */
  read(call: number, place: ActionPlace, address: Register | undefined): void {
    this.asm.call(call);
    this.faultIf("slt", 0, 0, FAULT.BADADDR, place, address);
  }
  /** Bytes of the kernel's memory into the frame. */
  readValue(address: Register, offset: number, bytes: 1 | 2 | 4 | 8): void {
    this.actualAddress(address, offset);
    this.asm.move(1, FRAME);
    this.asm.aluConstant("add", 1, SLOT.READ);
    this.asm.constant(2, bytes);
    this.read(CALL.READ, this.placeOf(address), address);
    this.asm.load(0, FRAME, SLOT.READ, bytes);
  }
}
/** Counts one drop of a kind, from any processor. Uses r1 and r2. */
export function countDrop(asm: Assembler, kind: DropKind): void {
  asm.mapValue(1, MAP.SHARED, CONTROL.DROPS + 8 * DROP_KINDS.indexOf(kind));
  asm.constant(2, 1);
  asm.atomicAdd(1, 0, 2);
}
export type InstructionOf<K extends Instruction["op"]> = Extract<Instruction, { readonly op: K }>;
