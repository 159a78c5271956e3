/**
 * One program of the kernel: what starts at a site, the clauses that are enabled there, and what is done about faults.
 *
 * @module
 */
import { CONTEXT, ERROR_RECORD, FAULT, RECORD_HEADER } from "../../image/mod.ts";
import type { IrClause } from "../ir/mod.ts";
import type { Analysis } from "./analysis.ts";
import { type AssembledProgram, Assembler, FRAME, type Label, OPPOSITE } from "./assembler.ts";
import { writeClause, writeHeader } from "./clause.ts";
import { countDrop, PAGE_REGISTER, RECORD_REGISTER } from "./code.ts";
import {
  CALL,
  CONTROL,
  ERROR_FRAME_BYTES,
  FAULT_FRAME_BYTES,
  FRAME_BYTES,
  LEVELS,
  MAP,
  PAGE,
  RING_PREFIX,
  SLOT,
} from "./frame.ts";
import type { KernelLayout } from "./layout.ts";
import type { Facts, Site } from "./sites.ts";
import { writeArguments, writeSource } from "./sources.ts";

/** A clause that is to run at a site. */
export interface PlacedClause {
  readonly ir: IrClause;
  readonly analysis: Analysis;
  readonly index: number;
  /** Of a site with one probe; others find it in their table, in this word of the row. */
  readonly epid: number | undefined;
  readonly column: number;
}
export interface EbpfRequest {
  readonly site: Site;
  readonly clauses: readonly PlacedClause[];
  /** Those of ERROR. */
  readonly errorClauses: readonly PlacedClause[];
  readonly errorProbe: number;
  readonly layout: KernelLayout;
  readonly facts: Facts;
  /** END fires though exit() was called. */
  readonly isEnd: boolean;
  /** The map that finds the row of a probe by its number. */
  readonly table: number | undefined;
  /** What is added to the kernel's clock, so that it tells nanoseconds since 1970. */
  readonly clockOffset: bigint;
}

export function writeProgram(request: EbpfRequest): AssembledProgram {
  return new ProgramWriter(request).write();
}

class ProgramWriter {
  readonly #asm = new Assembler();
  readonly #attend = this.#asm.label();
  readonly #over = this.#asm.label();

  constructor(readonly request: EbpfRequest) {}

  write(): AssembledProgram {
    const asm = this.#asm;
    this.#begin();
    const { clauses, errorClauses, isEnd } = this.request;
    const errorFrame = errorClauses.length > 0 ? ERROR_FRAME_BYTES : FAULT_FRAME_BYTES;
    const end = asm.label();
    clauses.forEach((clause, n) => {
      const next = n === clauses.length - 1 ? end : asm.label();
      if (!isEnd && n > 0) this.#unlessExited(end);
      this.#epid(clause, next);
      asm.mark(clause.index);
      this.#clause(clause, next, FRAME_BYTES - errorFrame, () => {
        asm.move(1, PAGE_REGISTER);
        asm.load(2, FRAME, SLOT.EPID, 8);
        asm.load(3, FRAME, SLOT.CPU, 8);
        asm.load(4, FRAME, SLOT.TIME, 8);
        asm.load(5, FRAME, SLOT.CONTEXT, 8);
        asm.callLabel(this.#attend);
      });
      if (next !== end) asm.place(next);
    });
    asm.place(end);
    this.#leavePage();
    asm.place(this.#over);
    asm.constant(0, 0);
    asm.exit();
    if (this.#attend.isReached) this.#attending();
    return asm.finish();
  }
  #clause({ ir, analysis }: PlacedClause, next: Label, frameBytes: number, attend: () => void): void {
    const { layout, facts } = this.request;
    writeClause({ asm: this.#asm, clause: ir, analysis, layout, facts, frameBytes, next, attend });
  }

  /** From the start to where the page of this processor and depth is r7, and all is known that clauses ask of the site. */
  #begin(): void {
    const asm = this.#asm;
    const { site, isEnd, table } = this.request;
    asm.store(FRAME, SLOT.CONTEXT, 1, 8);
    if (site.number !== undefined) {
      writeSource(asm, site.number);
      asm.store(FRAME, SLOT.KEY, 0, 4);
      asm.map(1, table!);
      asm.move(2, FRAME);
      asm.aluConstant("add", 2, SLOT.KEY);
      asm.call(CALL.LOOKUP);
      asm.jumpIfConstant("eq", 0, 0, this.#over);
      asm.load(1, 0, 0, 4);
      asm.jumpIfConstant("eq", 1, 0, this.#over);
      asm.store(FRAME, SLOT.SITE, 0, 8);
    }
    if (!isEnd) this.#unlessExited(this.#over);
    this.#conditions();
    this.#enterPage();
    this.#probe();
    this.#facts();
  }
  #conditions(): void {
    const asm = this.#asm;
    for (const { source, is, value } of this.request.site.when ?? []) {
      writeSource(asm, source);
      asm.jumpIfConstant(OPPOSITE[is], 0, value, this.#over);
    }
  }
  #unlessExited(label: Label): void {
    this.#asm.mapValue(1, MAP.SHARED, CONTROL.EXITED);
    this.#asm.load(1, 1, 0, 8);
    this.#asm.jumpIfConstant("ne", 1, 0, label);
  }
  #enterPage(): void {
    const asm = this.#asm;
    const entered = asm.label(), tooDeep = asm.label();
    const lookup = () => {
      asm.map(1, MAP.PAGES);
      asm.move(2, FRAME);
      asm.aluConstant("add", 2, SLOT.KEY);
      asm.call(CALL.LOOKUP);
      asm.jumpIfConstant("eq", 0, 0, this.#over);
    };
    asm.call(CALL.PROCESSOR);
    asm.store(FRAME, SLOT.CPU, 0, 8);
    asm.aluConstant("mul", 0, LEVELS);
    asm.store(FRAME, SLOT.KEY, 0, 4);
    lookup();
    asm.store(FRAME, SLOT.FIRST_PAGE, 0, 8);
    asm.move(PAGE_REGISTER, 0);
    asm.load(1, 0, PAGE.DEPTH, 8);
    asm.move(2, 1);
    asm.jumpIfConstant("eq", 1, 0, entered);
    asm.jumpIfConstant("ge", 1, LEVELS, tooDeep);
    asm.load(3, FRAME, SLOT.KEY, 4);
    asm.alu("add", 3, 1);
    asm.store(FRAME, SLOT.KEY, 3, 4);
    asm.store(FRAME, SLOT.READ, 1, 8);
    lookup();
    asm.move(PAGE_REGISTER, 0);
    asm.load(2, FRAME, SLOT.READ, 8);
    asm.jump(entered);
    asm.place(tooDeep);
    countDrop(asm, "PRINCIPAL");
    asm.jump(this.#over);
    asm.place(entered);
    asm.load(1, FRAME, SLOT.FIRST_PAGE, 8);
    asm.aluConstant("add", 2, 1);
    asm.store(1, PAGE.DEPTH, 2, 8);
  }
  #leavePage(): void {
    const asm = this.#asm;
    asm.load(1, FRAME, SLOT.FIRST_PAGE, 8);
    asm.load(2, 1, PAGE.DEPTH, 8);
    asm.aluConstant("add", 2, -1);
    asm.store(1, PAGE.DEPTH, 2, 8);
  }
  #probe(): void {
    const asm = this.#asm;
    const { site, clauses } = this.request;
    if (!clauses.some(({ ir }) => readsWord(ir, CONTEXT.PROBE_ID))) return;
    if (site.number === undefined) {
      asm.storeConstant(PAGE_REGISTER, PAGE.PROBE_ID, [...site.probes.values()][0], 8);
      return;
    }
    asm.load(1, FRAME, SLOT.SITE, 8);
    asm.load(1, 1, 0, 4);
    asm.store(PAGE_REGISTER, PAGE.PROBE_ID, 1, 8);
  }
  /** Time, name of the process, arguments: as far as clauses read them. */
  #facts(): void {
    const asm = this.#asm;
    const { site, clauses, errorClauses, layout, clockOffset } = this.request;
    const all = [...clauses, ...errorClauses];
    // a fault is recorded too, with its time: of a clause that neither records nor asks it is taken as 0
    if (all.some(({ ir }) => ir.records || usesTime(ir))) {
      asm.call(CALL.TIME);
      asm.constant(1, clockOffset);
      asm.alu("add", 0, 1);
      asm.store(FRAME, SLOT.TIME, 0, 8);
    } else asm.storeConstant(FRAME, SLOT.TIME, 0, 8);
    if (site.thread !== undefined) {
      writeSource(asm, site.thread);
      asm.store(PAGE_REGISTER, PAGE.THREAD, 0, 8);
    }
    if (all.some(({ ir }) => readsWord(ir, CONTEXT.EXECNAME))) this.#name();
    let wanted = clauses.reduce((bits, { ir }) => bits | ir.args, 0);
    if (site.result !== undefined && clauses.some(({ ir }) => readsWord(ir, CONTEXT.ERRNO))) wanted |= 1 << site.result;
    writeArguments(asm, site.args, wanted, layout);
  }
  /** The name of the thread that clauses see. */
  #name(): void {
    const asm = this.#asm;
    const { site, layout, facts } = this.request;
    asm.move(1, PAGE_REGISTER);
    asm.aluConstant("add", 1, layout.pageOffset(layout.commAt));
    asm.constant(2, COMM_BYTES);
    if (site.thread === undefined) return asm.call(CALL.COMM);
    // keys are compared to the end, and a text is read to its own
    for (let at = 0; at < COMM_BYTES; at += 8) asm.storeConstant(1, at, 0, 8);
    asm.load(3, PAGE_REGISTER, PAGE.THREAD, 8);
    asm.aluConstant("add", 3, facts.member("task_struct", "comm") ?? 0);
    asm.call(CALL.READ_TEXT);
  }
  /** The enabled probe id of a clause here; none: the clause is not enabled on the probe that fires. */
  #epid({ epid, column }: PlacedClause, next: Label): void {
    const asm = this.#asm;
    if (epid !== undefined) return asm.storeConstant(FRAME, SLOT.EPID, epid, 8);
    asm.load(1, FRAME, SLOT.SITE, 8);
    asm.load(1, 1, 4 * (1 + column), 4);
    asm.jumpIfConstant("eq", 1, 0, next);
    asm.store(FRAME, SLOT.EPID, 1, 8);
  }

  /** (page, enabled probe id, processor, time, context): runs ERROR's clauses, then tells the consumer of the fault. */
  #attending(): void {
    const asm = this.#asm;
    const { errorClauses } = this.request;
    asm.place(this.#attend);
    asm.move(PAGE_REGISTER, 1);
    asm.store(FRAME, SLOT.SITE, 2, 8);
    asm.store(FRAME, SLOT.CPU, 3, 8);
    asm.store(FRAME, SLOT.TIME, 4, 8);
    asm.store(FRAME, SLOT.CONTEXT, 5, 8);
    if (errorClauses.length > 0) this.#runError();
    this.#errorRecord();
    asm.constant(0, 0);
    asm.exit();
  }
  #runError(): void {
    const asm = this.#asm;
    const { errorClauses, errorProbe, isEnd } = this.request;
    const page = PAGE_REGISTER;
    const copy = (from: number, to: number) => {
      for (let word = 0; word < 80; word += 8) {
        asm.load(1, page, from + word, 8);
        asm.store(page, to + word, 1, 8);
      }
    };
    copy(PAGE.ARGUMENTS, PAGE.SAVED_ARGUMENTS);
    asm.load(1, page, PAGE.PROBE_ID, 8);
    asm.store(page, PAGE.IN_ERROR, 1, 8);
    asm.storeConstant(page, PAGE.PROBE_ID, errorProbe, 8);
    this.#errorArguments();
    const over = asm.label();
    // what the fault was is reported after these clauses, which may fault themselves
    for (const [n, at] of [PAGE.FAULT, PAGE.FAULT_PLACE, PAGE.FAULT_ADDRESS].entries()) {
      asm.load(1, page, at, 8);
      asm.store(page, PAGE.SAVED_ARGUMENTS + 80 + 8 * n, 1, 8);
    }
    for (const [n, clause] of errorClauses.entries()) {
      const next = asm.label();
      // of a fault in END all run: tracing is over there already
      if (!isEnd && n > 0) this.#unlessExited(over);
      asm.storeConstant(FRAME, SLOT.EPID, clause.epid!, 8);
      asm.mark(clause.index);
      this.#clause(clause, next, ERROR_FRAME_BYTES, () => countDrop(asm, "DBLERROR"));
      asm.place(next);
    }
    asm.place(over);
    for (const [n, at] of [PAGE.FAULT, PAGE.FAULT_PLACE, PAGE.FAULT_ADDRESS].entries()) {
      asm.load(1, page, PAGE.SAVED_ARGUMENTS + 80 + 8 * n, 8);
      asm.store(page, at, 1, 8);
    }
    asm.load(1, page, PAGE.IN_ERROR, 8);
    asm.store(page, PAGE.PROBE_ID, 1, 8);
    copy(PAGE.SAVED_ARGUMENTS, PAGE.ARGUMENTS);
  }
  /** arg1 the enabled probe, arg2 the action, arg3 the offset, arg4 the fault, arg5 the address. */
  #errorArguments(): void {
    const asm = this.#asm;
    const page = PAGE_REGISTER;
    const argument = (n: number) => PAGE.ARGUMENTS + 8 * n;
    asm.storeConstant(page, argument(0), 0, 8);
    asm.load(1, FRAME, SLOT.SITE, 8);
    asm.store(page, argument(1), 1, 8);
    this.#place();
    asm.store(page, argument(2), 1, 8);
    asm.store(page, argument(3), 2, 8);
    asm.load(1, page, PAGE.FAULT, 8);
    asm.store(page, argument(4), 1, 8);
    asm.load(1, page, PAGE.FAULT_ADDRESS, 8);
    asm.store(page, argument(5), 1, 8);
  }
  /** `r1 = action, r2 = offset` of the fault. */
  #place(): void {
    const asm = this.#asm;
    asm.load(1, PAGE_REGISTER, PAGE.FAULT_PLACE, 8);
    asm.move(2, 1);
    asm.aluConstant("rsh", 1, 16);
    asm.aluConstant("and", 2, 0xffff);
    asm.aluConstant("lsh", 2, 2);
  }
  #errorRecord(): void {
    const asm = this.#asm;
    const size = RECORD_HEADER.BYTES + ERROR_RECORD.BYTES, payload = RING_PREFIX.BYTES + RECORD_HEADER.BYTES;
    const room = asm.label(), done = asm.label();
    asm.map(1, MAP.RING);
    asm.constant(2, RING_PREFIX.BYTES + size);
    asm.constant(3, 0);
    asm.call(CALL.RESERVE);
    asm.jumpIfConstant("ne", 0, 0, room);
    countDrop(asm, "PRINCIPAL");
    asm.jump(done);
    asm.place(room);
    asm.move(RECORD_REGISTER, 0);
    asm.storeConstant(FRAME, SLOT.EPID, 0, 8);
    writeHeader(asm, size);
    asm.load(1, FRAME, SLOT.SITE, 8);
    asm.store(RECORD_REGISTER, payload + ERROR_RECORD.EPID, 1, 4);
    this.#place();
    asm.store(RECORD_REGISTER, payload + ERROR_RECORD.ACTION, 1, 4);
    asm.store(RECORD_REGISTER, payload + ERROR_RECORD.OFFSET, 2, 4);
    asm.load(1, PAGE_REGISTER, PAGE.FAULT, 8);
    asm.store(RECORD_REGISTER, payload + ERROR_RECORD.FAULT, 1, 4);
    asm.load(1, PAGE_REGISTER, PAGE.FAULT_ADDRESS, 8);
    asm.store(RECORD_REGISTER, payload + ERROR_RECORD.ADDRESS, 1, 8);
    asm.move(1, RECORD_REGISTER);
    asm.constant(2, 0);
    asm.call(CALL.SUBMIT);
    asm.place(done);
    asm.storeConstant(PAGE_REGISTER, PAGE.FAULT, FAULT.NONE, 8);
  }
}
/** TASK_COMM_LEN */
const COMM_BYTES = 16;
type Instruction = IrClause["body"][number];
function some(ir: IrClause, test: (i: Instruction) => boolean): boolean {
  const inList = (list: readonly Instruction[]): boolean =>
    list.some((i) => test(i) || i.op === "if" && (inList(i.then) || inList(i.otherwise)));
  return inList(ir.predicate) || inList(ir.body);
}
/** Whether a clause loads a word of the firing context. */
function readsWord(ir: IrClause, word: number): boolean {
  return some(ir, (i) => i.op === "load" && i.offset === word && ir.constants[i.address] === 0n);
}
const usesTime = (ir: IrClause): boolean => some(ir, (i) => i.op === "time");
