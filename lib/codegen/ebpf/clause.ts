/**
 * One clause: its instructions, its record in the ring, and where it goes when it ends.
 *
 * @module
 */
import { FAULT, RECORD_HEADER } from "../../image/mod.ts";
import type { Instruction, IrClause } from "../ir/mod.ts";
import { type Analysis, leaves } from "./analysis.ts";
import { type Assembler, FRAME, type Label, type MachineRegister } from "./assembler.ts";
import { jumpIfFalse, writeBinary, writeCompare, writeExtend, writeSelect, writeUnary } from "./arithmetic.ts";
import { ClauseCode, type InstructionOf, PAGE_REGISTER, RECORD_REGISTER } from "./code.ts";
import { CALL, CONTROL, MAP, PAGE, RING_PREFIX, SLOT, SPECULATION_MARK } from "./frame.ts";
import { hostCode } from "./host_code.ts";
import { writeDelete, writeEntry, writeFind } from "./keyed.ts";
import type { KernelLayout } from "./layout.ts";
import { writeCheck, writeCheckStore, writeLoad, writeStore } from "./memory.ts";
import { writeAddSquare, writeAllocate, writeLlquantizeIndex, writeQuantizeIndex } from "./numbers.ts";
import { assignLocations } from "./registers.ts";
import type { Facts } from "./sites.ts";
import { writeCompareStrings, writeCopyBytes, writeCopyString, writeStringLength, writeZeroBytes } from "./strings.ts";

export interface ClauseRequest {
  readonly asm: Assembler;
  readonly clause: IrClause;
  readonly analysis: Analysis;
  readonly layout: KernelLayout;
  readonly facts: Facts;
  readonly frameBytes: number;
  /** Where the next clause begins. */
  readonly next: Label;
  /** What is done about a fault that was noted in the page; then the next clause. */
  readonly attend: () => void;
}
const SPECULATIVE = new Set(["commit", "discard"]);

/** Writes the clause; falls through, or jumps, to `next`. */
export function writeClause(request: ClauseRequest): void {
  new ClauseWriter(request).write();
}

class ClauseWriter {
  readonly #w: ClauseCode;
  readonly #asm: Assembler;
  readonly #labels: Record<"discard" | "submit" | "fault" | "faultInRecord", Label>;
  readonly #request: ClauseRequest;
  /** The record may have been given away before the end. */
  readonly #endsEarly: boolean;

  constructor(request: ClauseRequest) {
    const { asm, clause, analysis, layout, frameBytes, next } = request;
    this.#request = request;
    this.#asm = asm;
    const label = () => asm.label();
    this.#labels = { discard: label(), submit: label(), fault: label(), faultInRecord: label() };
    const kept: MachineRegister[] = clause.records ? [9, 6] : [9, 6, 8];
    const locations = assignLocations(analysis, kept, frameBytes);
    this.#w = new ClauseCode(asm, clause, analysis, locations, layout, {
      leave: next,
      finish: next,
      fault: this.#labels.fault,
    });
    this.#endsEarly = clause.body.some((i) => i.op === "commit");
    noteValues(analysis, layout);
  }
  write(): void {
    const { clause, analysis, next, attend } = this.#request;
    const asm = this.#asm, { discard, submit, fault, faultInRecord } = this.#labels;
    if (clause.usesScratch) asm.storeConstant(PAGE_REGISTER, PAGE.SCRATCH_NEXT, 0, 8);
    const falls = this.#list(analysis.predicate) && this.#list(analysis.body);
    if (falls) asm.jump(this.#w.exits.finish);
    this.#w.writeStubs();
    if (faultInRecord.isReached) {
      asm.place(faultInRecord);
      this.#giveBack(CALL.DISCARD);
    }
    if (fault.isReached || faultInRecord.isReached) {
      asm.place(fault);
      attend();
      asm.jump(next);
    }
    for (const [label, call] of [[discard, CALL.DISCARD], [submit, CALL.SUBMIT]] as const) {
      if (!label.isReached) continue;
      asm.place(label);
      this.#giveBack(call);
      asm.jump(next);
    }
  }
  /** The record in the ring: to the consumer, or to nobody. */
  #giveBack(call: number): void {
    const asm = this.#asm;
    const gone = asm.label();
    if (this.#endsEarly) asm.jumpIfConstant("eq", RECORD_REGISTER, 0, gone);
    asm.move(1, RECORD_REGISTER);
    if (call === CALL.SUBMIT) {
      asm.mapValue(2, MAP.SHARED, CONTROL.HAND_OVER);
      asm.load(2, 2, 0, 8);
    } else asm.constant(2, 0);
    asm.call(call);
    asm.place(gone);
  }
  /** Whether control comes to its end. */
  #list(list: readonly Instruction[]): boolean {
    for (const i of list) this.#write(i);
    return !leaves(list.at(-1));
  }
  #if({ condition, then, otherwise }: InstructionOf<"if">): void {
    const asm = this.#asm;
    if (then.length === 0 && otherwise.length === 0) return;
    const no = asm.label(), done = asm.label();
    jumpIfFalse(this.#w, condition, no);
    const falls = this.#list(then);
    if (otherwise.length === 0) return asm.place(no);
    if (falls) asm.jump(done);
    asm.place(no);
    this.#list(otherwise);
    asm.place(done);
  }
  #write(i: Instruction): void {
    const w = this.#w;
    switch (i.op) {
      case "constant":
      case "payload":
        return;
      case "binary":
        return writeBinary(w, i);
      case "unary":
        return writeUnary(w, i);
      case "compare":
        return writeCompare(w, i);
      case "extend":
        return writeExtend(w, i);
      case "select":
        return writeSelect(w, i);
      case "load":
        return writeLoad(w, i, this.#request.facts);
      case "store":
        return writeStore(w, i);
      case "check":
        return writeCheck(w, i);
      case "check-store":
        return writeCheckStore(w, i);
      case "assign":
        w.numberIn(i.value, 0);
        return w.assign(i.to, 0);
      case "time":
        this.#asm.load(0, FRAME, SLOT.TIME, 8);
        return w.assign(i.to, 0);
      case "probe-name":
        return this.#probeName(i);
      case "if":
        return this.#if(i);
      case "fault":
        return w.fault(i.kind, i.place, i.address);
      case "leave":
        return this.#asm.jump(w.exits.leave);
      case "finish":
        return this.#asm.jump(w.exits.finish);
      case "helper":
        return this.#helper(i);
      case "host":
        return hostCode(i.function.name)!(w, i, this.#request.facts);
      case "entry":
        return writeEntry(w, i);
      case "find":
        return writeFind(w, i);
      case "delete":
        return writeDelete(w, i);
      case "reserve":
        return this.#reserve();
      case "speculate":
        return this.#speculate(i);
      case "commit":
        return this.#commit(i);
    }
  }
  #probeName(i: InstructionOf<"probe-name">): void {
    const { width, at } = this.#w.layout.names.get(i.part)!;
    this.#asm.load(0, FRAME, SLOT.EPID, 8);
    this.#asm.aluConstant("mul", 0, width);
    this.#asm.constant(1, at);
    this.#asm.alu("add", 0, 1);
    this.#w.assign(i.to, 0);
  }
  #helper(i: InstructionOf<"helper">): void {
    const w = this.#w;
    if (SPECULATIVE.has(i.name)) return this.#mark(i.args[0], SPECULATION_MARK.DISCARD, i.place);
    switch (i.name) {
      case "compare_strings":
        return writeCompareStrings(w, i);
      case "string_length":
        return writeStringLength(w, i);
      case "copy_string":
      case "key_string":
        return writeCopyString(w, i, i.name === "key_string");
      case "copy_bytes":
        return writeCopyBytes(w, i);
      case "zero_bytes":
        return writeZeroBytes(w, i);
      case "quantize_index":
        return writeQuantizeIndex(w, i);
      case "llquantize_index":
        return writeLlquantizeIndex(w, i);
      case "add_square":
        return writeAddSquare(w, i);
      case "allocate":
        return writeAllocate(w, i);
      case "speculation":
        return this.#newSpeculation(i);
      default:
        throw new Error(`no code for ${i.name}`);
    }
  }
  /** Room for the record, or a drop. */
  #reserve(): void {
    const { clause, next } = this.#request;
    if (!clause.records) return;
    const asm = this.#asm, { discard, submit, faultInRecord } = this.#labels;
    const size = RECORD_HEADER.BYTES + clause.payloadSize;
    const reserved = asm.label();
    asm.map(1, MAP.RING);
    asm.constant(2, RING_PREFIX.BYTES + size);
    asm.constant(3, 0);
    asm.call(CALL.RESERVE);
    asm.jumpIfConstant("ne", 0, 0, reserved);
    this.#w.countDrop("PRINCIPAL");
    asm.jump(next);
    asm.place(reserved);
    asm.move(RECORD_REGISTER, 0);
    writeHeader(asm, size);
    for (let at = 0; at < clause.maskSize; at += 8) {
      asm.storeConstant(RECORD_REGISTER, RING_PREFIX.BYTES + RECORD_HEADER.BYTES + at, 0, 8);
    }
    this.#w.exits = { leave: discard, finish: submit, fault: faultInRecord };
  }
  #newSpeculation(i: InstructionOf<"helper">): void {
    const asm = this.#asm;
    const done = asm.label(), { speculations } = this.#w.layout.own.sizes;
    for (let n = 1; n <= speculations; n++) {
      const taken = asm.label();
      asm.mapValue(1, MAP.SHARED, CONTROL.SPECULATIONS + 8 * (n - 1));
      asm.constant(0, 0);
      asm.constant(2, 1);
      asm.compareAndSwap(1, 0, 2);
      asm.jumpIfConstant("ne", 0, 0, taken);
      asm.constant(0, n);
      asm.jump(done);
      asm.place(taken);
    }
    this.#w.countDrop("SPECUNAVAIL");
    asm.constant(0, 0);
    asm.place(done);
    this.#w.assign(i.to, 0);
  }
  /** `r1 = where the state of the speculation stands`, whose number is in r2; elsewhere where it is not active. */
  #findSpeculation(none: Label, tooHigh: () => void): void {
    const asm = this.#asm, { speculations } = this.#w.layout.own.sizes;
    const known = asm.label();
    asm.moveHalf(2, 2);
    asm.jumpIfConstant("eq", 2, 0, none);
    asm.jumpIfConstant("le", 2, speculations, known);
    tooHigh();
    asm.place(known);
    asm.mapValue(1, MAP.SHARED, CONTROL.SPECULATIONS - 8);
    asm.move(0, 2);
    asm.aluConstant("lsh", 0, 3);
    asm.alu("add", 1, 0);
    asm.load(0, 1, 0, 8);
    asm.jumpIfConstant("eq", 0, 0, none);
  }
  #speculate(i: InstructionOf<"speculate">): void {
    const { leave } = this.#w.exits;
    this.#w.valueIn(i.speculation, 2);
    this.#findSpeculation(leave, () => this.#asm.jump(leave));
    if (this.#request.clause.records) this.#asm.store(RECORD_REGISTER, RING_PREFIX.SPECULATION, 2, 4);
  }
  #commit(i: InstructionOf<"commit">): void {
    if (this.#request.clause.records) {
      this.#giveBack(CALL.SUBMIT);
      this.#asm.constant(RECORD_REGISTER, 0);
    }
    this.#mark(i.speculation, SPECULATION_MARK.COMMIT, i.place);
  }
  /** Tells the consumer what becomes of a speculation; it is free from now on. */
  #mark(speculation: InstructionOf<"commit">["speculation"], mark: number, place: InstructionOf<"commit">["place"]) {
    const asm = this.#asm, done = asm.label(), room = asm.label();
    this.#w.valueIn(speculation, 2);
    this.#findSpeculation(done, () => this.#w.fault(FAULT.ILLOP, place, undefined));
    asm.storeConstant(1, 0, 0, 8);
    asm.store(FRAME, SLOT.READ, 2, 8);
    asm.map(1, MAP.RING);
    asm.constant(2, RING_PREFIX.BYTES + RECORD_HEADER.BYTES);
    asm.constant(3, 0);
    asm.call(CALL.RESERVE);
    asm.jumpIfConstant("ne", 0, 0, room);
    this.#w.countDrop("PRINCIPAL");
    asm.jump(done);
    asm.place(room);
    asm.load(1, FRAME, SLOT.READ, 8);
    asm.store(0, RING_PREFIX.SPECULATION, 1, 4);
    asm.constant(1, mark);
    asm.store(0, RING_PREFIX.BYTES + RECORD_HEADER.EPID, 1, 4);
    asm.storeConstant(0, RING_PREFIX.BYTES + RECORD_HEADER.SIZE, RECORD_HEADER.BYTES, 4);
    asm.move(1, 0);
    asm.constant(2, 0);
    asm.call(CALL.SUBMIT);
    asm.place(done);
  }
}
/** What stands in front of the payload: r8 is the room in the ring, the frame knows the rest. */
export function writeHeader(asm: Assembler, size: number): void {
  const header = RING_PREFIX.BYTES;
  asm.load(1, FRAME, SLOT.CPU, 8);
  asm.store(RECORD_REGISTER, RING_PREFIX.CPU, 1, 8);
  asm.load(1, FRAME, SLOT.EPID, 8);
  asm.store(RECORD_REGISTER, header + RECORD_HEADER.EPID, 1, 4);
  asm.storeConstant(RECORD_REGISTER, header + RECORD_HEADER.SIZE, size, 4);
  asm.load(1, FRAME, SLOT.TIME, 8);
  asm.store(RECORD_REGISTER, header + RECORD_HEADER.TIMESTAMP, 1, 8);
}
/** How much lies behind each register that holds a map's value. */
function noteValues(analysis: Analysis, layout: KernelLayout): void {
  layout.forgetValues();
  const visit = (list: readonly Instruction[]): void => {
    for (const i of list) {
      if (i.op === "entry") {
        layout.setValueBytes(i.to, layout.aggregations.get(i.aggregation)!.plan.description.valueSize);
      } else if (i.op === "find") layout.setValueBytes(i.to, i.valueSize);
      else if (i.op === "if") {
        visit(i.then);
        visit(i.otherwise);
      }
    }
  };
  visit(analysis.predicate);
  visit(analysis.body);
}
