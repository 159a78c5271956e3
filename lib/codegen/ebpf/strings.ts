/**
 * Helpers that copy, measure and compare. Every text is read by a function of the kernel that stops at its end, fails where
 * nothing may be read, and takes at most strsize bytes.
 *
 * @module
 */
import { FAULT } from "../../image/mod.ts";
import type { ActionPlace, Register } from "../ir/mod.ts";
import { round } from "../lower/mod.ts";
import type { Origin } from "./analysis.ts";
import { FRAME, type MachineRegister } from "./assembler.ts";
import { ClauseCode, type EbpfOperand, type InstructionOf, PAGE_REGISTER } from "./code.ts";
import { CALL, CONTROL, MAP, SHARED_WINDOW, SLOT } from "./frame.ts";
import type { NameTable } from "./layout.ts";

type Helper = InstructionOf<"helper">;
const COMM_BYTES = 16;
/** So many words are written one by one; more by a loop. */
const UNROLLED = 128;

/** Constant bytes up to their NUL, where an address is that of a constant text. */
function literal(w: ClauseCode, register: Register): Uint8Array | undefined {
  const at = w.analysis.constant(register);
  if (at === undefined) return undefined;
  const found = w.layout.texts.get(Number(at));
  if (!found) return undefined;
  const end = found.indexOf(0);
  return end < 0 ? found : found.subarray(0, end);
}
const isComm = (w: ClauseCode, register: Register): boolean =>
  w.analysis.constant(register) === BigInt(w.layout.commAt);

/** Where a copy goes: known when the code is written, for the verifier must know it too. */
function destination(w: ClauseCode, register: Register): Origin {
  const origin = w.analysis.origin(register);
  if (!origin) throw new Error("a copy to an unknown place");
  return origin;
}
function zero(w: ClauseCode, { base, offset }: EbpfOperand, from: number, to: number): void {
  for (let at = from; at + 8 <= to; at += 8) w.asm.storeConstant(base, offset + at, 0, 8);
  for (let at = to & ~7; at < to; at++) if (at >= from) w.asm.storeConstant(base, offset + at, 0, 1);
}
/** The operand, with room for offsets up to `bytes` behind it. */
function reaching(w: ClauseCode, operand: EbpfOperand, bytes: number): EbpfOperand {
  if (operand.offset + bytes <= 0x7fff) return operand;
  w.addressOf(operand, 1);
  return { base: 1, offset: 0 };
}
function storeBytes(w: ClauseCode, { base, offset }: EbpfOperand, bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const from: MachineRegister = base === 2 ? 0 : 2;
  let at = 0;
  for (; at + 8 <= bytes.length; at += 8) {
    w.asm.constant(from, view.getBigInt64(at, true));
    w.asm.store(base, offset + at, from, 8);
  }
  for (; at < bytes.length; at++) w.asm.storeConstant(base, offset + at, bytes[at], 1);
}
/** The two words that hold the name of what runs. */
function copyComm(w: ClauseCode, { base, offset }: EbpfOperand): void {
  const from = w.near(PAGE_REGISTER, w.layout.pageOffset(w.layout.commAt), base === 2 ? 1 : 2);
  for (let at = 0; at < COMM_BYTES; at += 8) {
    w.asm.load(0, from.base, from.offset + at, 8);
    w.asm.store(base, offset + at, 0, 8);
  }
}
/** copy_string, and key_string where `limit` says how many bytes are looked at: the rest of these is zero. */
export function writeCopyString(w: ClauseCode, i: Helper, isKey: boolean): void {
  const [to, from] = i.args;
  const { stringSize } = w.layout.page;
  const origin = destination(w, to);
  const place = w.placeOf(from);
  const at = w.analysis.constant(to);
  const limit = isKey ? w.layout.textLimits.get(Number(at)) ?? stringSize : stringSize;
  // what lies behind the NUL of a recorded text is shown by some actions
  if (origin.kind === "record") zeroRange(w, origin, stringSize);
  const text = literal(w, from);
  if (text && text.length < limit && text.length <= 64) {
    const bytes = new Uint8Array(isKey ? limit : text.length + 1);
    bytes.set(text);
    return storeBytes(w, reaching(w, w.operand(origin, 0, bytes.length, place), bytes.length), bytes);
  }
  if (isComm(w, from) && limit >= COMM_BYTES) {
    const operand = reaching(w, w.operand(origin, 0, isKey ? limit : COMM_BYTES, place), limit);
    copyComm(w, operand);
    if (isKey) zero(w, operand, COMM_BYTES, limit);
    return;
  }
  const names = isKey ? w.layout.names.get(w.analysis.names.get(from) ?? -1) : undefined;
  if (names && w.layout.nameNumbers.has(Number(at))) return copyNumber(w, names, origin, place);
  if (names && names.width <= limit) return copyName(w, names, origin, limit, place);
  if (isKey) zeroRange(w, origin, limit);
  readText(w, origin, from, Math.min(limit, stringSize));
}
/** `r3 = address of the row` of a table for the enabled probe. */
function rowAddress(w: ClauseCode, at: number, width: number, rows: number, place: ActionPlace): void {
  const { asm } = w;
  asm.load(3, FRAME, SLOT.EPID, 8);
  asm.aluConstant("mul", 3, width);
  w.faultIf("gt", 3, (rows - 1) * width, FAULT.BADADDR, place, undefined);
  asm.mapValue(1, MAP.SHARED, CONTROL.BYTES + at - SHARED_WINDOW);
  asm.alu("add", 3, 1);
}
/** The number that stands for a name in a key. */
function copyNumber(w: ClauseCode, { numbersAt, rows }: NameTable, to: Origin, place: ActionPlace): void {
  rowAddress(w, numbersAt, 8, rows, place);
  w.asm.load(0, 3, 0, 8);
  const { base, offset } = w.operand(to, 0, 8, place);
  w.asm.store(base, offset, 0, 8);
}
/** A name of the table: whole words, zero behind its end. */
function copyName(w: ClauseCode, names: NameTable, to: Origin, limit: number, place: ActionPlace): void {
  const { asm } = w;
  const { at, width, rows } = names;
  rowAddress(w, at, width, rows, place);
  const operand = reaching(w, w.operand(to, 0, limit, place), limit);
  for (let word = 0; word < width; word += 8) {
    asm.load(0, 3, word, 8);
    asm.store(operand.base, operand.offset + word, 0, 8);
  }
  zero(w, operand, width, limit);
}
/** Up to its NUL or so many bytes: a NUL where there is room for it. */
function readText(w: ClauseCode, to: Origin, from: Register, bytes: number): void {
  const { asm } = w;
  const place = w.placeOf(from);
  w.actualAddress(from);
  asm.store(FRAME, SLOT.READ, 3, 8);
  w.addressOf(w.operand(to, 0, bytes, place), 1);
  asm.load(3, FRAME, SLOT.READ, 8);
  asm.constant(2, bytes);
  w.read(CALL.READ_TEXT, place, from);
  // the function puts a NUL into the last byte of what it had to cut; D keeps what is there
  const whole = asm.label();
  asm.jumpIfConstant("ne", 0, bytes, whole);
  w.addressOf(w.operand(to, bytes - 1, 1, place), 1);
  asm.load(3, FRAME, SLOT.READ, 8);
  asm.aluConstant("add", 3, bytes - 1);
  asm.constant(2, 1);
  w.read(CALL.READ, place, from);
  asm.place(whole);
}
/** Zeroes bytes at a place known to the verifier. Uses r0 to r2. */
function zeroRange(w: ClauseCode, to: Origin, bytes: number): void {
  const { asm } = w;
  if (bytes <= 8 * UNROLLED) {
    return zero(w, reaching(w, w.operand(to, 0, bytes, ClauseCode.NOWHERE), bytes), 0, bytes);
  }
  const whole = bytes & ~7;
  w.addressOf(w.operand(to, 0, bytes, ClauseCode.NOWHERE), 1);
  asm.constant(0, 0);
  const next = asm.label();
  asm.place(next);
  asm.storeConstant(1, 0, 0, 8);
  asm.aluConstant("add", 1, 8);
  asm.aluConstant("add", 0, 8);
  asm.jumpIfConstant("lt", 0, whole, next);
  for (let at = whole; at < bytes; at++) asm.storeConstant(1, at - whole, 0, 1);
}
export function writeZeroBytes(w: ClauseCode, i: Helper): void {
  const [to, size] = i.args;
  const bytes = w.analysis.constant(size);
  if (bytes === undefined) throw new Error("zero_bytes of a size that is not a constant");
  zeroRange(w, destination(w, to), Number(bytes));
}
/** (to, from, size), size a constant or bounded here by the room that there is. */
export function writeCopyBytes(w: ClauseCode, i: Helper): void {
  const { asm } = w;
  const [to, from, size] = i.args;
  const place = w.placeOf(from);
  const origin = destination(w, to);
  const constant = w.immediate(size);
  w.actualAddress(from);
  asm.store(FRAME, SLOT.READ, 3, 8);
  const room = constant ?? w.layout.roomAt(origin, w.clause.payloadSize);
  w.addressOf(w.operand(origin, 0, room, place), 1);
  if (constant === undefined) {
    w.valueIn(size, 2);
    w.faultIf("gt", 2, room, FAULT.BADADDR, place, from);
  } else asm.constant(2, constant);
  asm.load(3, FRAME, SLOT.READ, 8);
  w.read(CALL.READ, place, from);
}
/** `r0 = length up to NUL or strsize` */
export function writeStringLength(w: ClauseCode, i: Helper): void {
  const { asm, layout } = w;
  const [text] = i.args;
  w.actualAddress(text);
  w.addressOf(w.near(PAGE_REGISTER, layout.page.text(0), 1), 1);
  asm.constant(2, layout.page.stringSize + 1);
  w.read(CALL.READ_TEXT, w.placeOf(text), text);
  asm.aluConstant("add", 0, -1);
  w.assign(i.to, 0);
}
/** (a, b) → -1, 0, 1; NULL is an empty text. */
export function writeCompareStrings(w: ClauseCode, i: Helper): void {
  const { asm, layout } = w;
  const literals = i.args.map((arg) => literal(w, arg));
  // what a constant text has says how much of the other matters
  const shortest = Math.min(layout.page.stringSize, ...literals.flatMap((text) => text ? [text.length + 1] : []));
  i.args.forEach((arg, n) => literals[n] || fetchText(w, arg, n as 0 | 1, shortest));
  for (const [n, to] of [[0, 1], [1, 2]] as const) {
    if (literals[n]) asm.mapValue(to, MAP.SHARED, CONTROL.BYTES + literalAt(w, i.args[n]));
    else w.addressOf(w.near(PAGE_REGISTER, layout.page.text(n), to), to);
  }
  const next = asm.label(), equal = asm.label(), differ = asm.label(), done = asm.label();
  asm.constant(3, 0);
  asm.place(next);
  asm.load(4, 1, 0, 1);
  asm.load(5, 2, 0, 1);
  asm.jumpIf("ne", 4, 5, differ);
  asm.jumpIfConstant("eq", 4, 0, equal);
  asm.aluConstant("add", 1, 1);
  asm.aluConstant("add", 2, 1);
  asm.aluConstant("add", 3, 1);
  asm.jumpIfConstant("lt", 3, shortest, next);
  asm.place(equal);
  asm.constant(0, 0);
  asm.jump(done);
  asm.place(differ);
  asm.constant(0, 1);
  asm.jumpIf("gt", 4, 5, done);
  asm.constant(0, -1);
  asm.place(done);
  w.assign(i.to, 0);
}
const literalAt = (w: ClauseCode, register: Register): number => Number(w.analysis.constant(register)) - SHARED_WINDOW;

/** A text into one of the page's places for two, as far as it matters and one byte more. */
function fetchText(w: ClauseCode, text: Register, n: 0 | 1, bytes: number): void {
  const { asm, layout } = w;
  const done = asm.label(), empty = asm.label();
  const to = w.near(PAGE_REGISTER, layout.page.text(n), 1);
  if (w.analysis.constant(text) === 0n) return asm.storeConstant(to.base, to.offset, 0, 1);
  if (w.analysis.origin(text)?.kind !== "own") asm.jumpIfConstant("eq", w.value(text, 0), 0, empty);
  w.actualAddress(text);
  w.addressOf(w.near(PAGE_REGISTER, layout.page.text(n), 1), 1);
  asm.constant(2, round(bytes + 1, 8));
  w.read(CALL.READ_TEXT, w.placeOf(text), text);
  if (!empty.isReached) return;
  asm.jump(done);
  asm.place(empty);
  const cleared = w.near(PAGE_REGISTER, layout.page.text(n), 1);
  asm.storeConstant(cleared.base, cleared.offset, 0, 1);
  asm.place(done);
}
