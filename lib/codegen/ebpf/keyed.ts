/**
 * Entries of maps: of aggregations, which every processor has its own values in, and of variables that have keys.
 *
 * @module
 */
import type { ClauseCode, InstructionOf } from "./code.ts";
import { FRAME } from "./assembler.ts";
import { PAGE_REGISTER } from "./code.ts";
import { CALL, CONTROL, MAP, PAGE, SHARED_WINDOW, SLOT } from "./frame.ts";
import type { AggregationMap } from "./layout.ts";

/** Flag of an update: only what is not there yet. */
const NEW_ONLY = 1;

/** Address of the value for the key that was staged, made where there is none; 0 after a drop. */
export function writeEntry(w: ClauseCode, i: InstructionOf<"entry">): void {
  const { asm, layout } = w;
  const map = layout.aggregations.get(i.aggregation)!;
  const keyAt = packKey(w, map, i.key);
  const key = () => {
    if (keyAt === undefined) {
      asm.move(2, FRAME);
      asm.aluConstant("add", 2, SLOT.KEY);
    } else w.addressOf(w.near(PAGE_REGISTER, keyAt, 2), 2);
  };
  const lookup = () => {
    asm.map(1, map.map);
    key();
    asm.call(CALL.LOOKUP);
  };
  const found = asm.label(), done = asm.label();
  if (keyAt === undefined) {
    if (map.isByLevel) {
      asm.load(1, PAGE_REGISTER, PAGE.LEVEL, 8);
      asm.store(FRAME, SLOT.KEY, 1, 4);
    } else asm.storeConstant(FRAME, SLOT.KEY, 0, 4);
  }
  lookup();
  asm.jumpIfConstant("ne", 0, 0, found);
  if (keyAt !== undefined) {
    asm.map(1, map.map);
    key();
    asm.mapValue(3, MAP.SHARED, CONTROL.BYTES + map.freshAt - SHARED_WINDOW);
    asm.constant(4, NEW_ONLY);
    asm.call(CALL.UPDATE);
    lookup();
    asm.jumpIfConstant("ne", 0, 0, found);
  }
  w.countDrop("AGGREGATION");
  asm.constant(0, 0);
  asm.jump(done);
  asm.place(found);
  if (map.isFlagged) begin(w, map);
  asm.place(done);
  w.assign(i.to, 0);
}
/** The words that a value begins with, where this processor meets it for the first time; then the address behind the flag. */
function begin(w: ClauseCode, map: AggregationMap): void {
  const { asm } = w;
  const begun = asm.label();
  asm.load(1, 0, 0, 8);
  asm.jumpIfConstant("ne", 1, 0, begun);
  asm.storeConstant(0, 0, 1, 8);
  const { lowered, description } = map.plan;
  for (const [n, word] of (lowered.initial?.(description.parameters) ?? []).entries()) {
    if (word === 0n) continue;
    asm.constant(2, word);
    asm.store(0, 8 + 8 * n, 2, 8);
  }
  asm.place(begun);
  asm.aluConstant("add", 0, 8);
}
/** Puts the parts of a key side by side; the offset in the page where it lies, undefined without keys. */
function packKey(
  w: ClauseCode,
  { parts, packedAt, keyBytes, isByLevel }: AggregationMap,
  stagedAt: number,
): number | undefined {
  const { asm, layout } = w;
  if (keyBytes === 0) return undefined;
  const staged = layout.pageOffset(stagedAt);
  if (packedAt === 0) return staged;
  const packed = layout.pageOffset(packedAt);
  for (const { from, to, size } of parts) {
    for (let at = 0; at < size;) {
      const bytes = size - at >= 8 ? 8 : size - at >= 4 ? 4 : size - at >= 2 ? 2 : 1;
      const source = w.near(PAGE_REGISTER, staged + from + at, 1);
      asm.load(0, source.base, source.offset, bytes);
      const target = w.near(PAGE_REGISTER, packed + to + at, 1);
      asm.store(target.base, target.offset, 0, bytes);
      at += bytes;
    }
  }
  if (isByLevel) {
    asm.load(0, PAGE_REGISTER, PAGE.LEVEL, 8);
    const target = w.near(PAGE_REGISTER, packed + keyBytes - 8, 1);
    asm.store(target.base, target.offset, 0, 8);
  }
  return packed;
}
/** Address of a variable's value, or 0. */
export function writeFind(w: ClauseCode, i: InstructionOf<"find">): void {
  const { asm, layout } = w;
  const { map } = layout.variables.get(i.variable)!;
  const lookup = () => {
    asm.map(1, map);
    w.addressOf(w.near(PAGE_REGISTER, layout.pageOffset(i.key), 2), 2);
    asm.call(CALL.LOOKUP);
  };
  lookup();
  if (i.allocate) {
    const done = asm.label();
    asm.jumpIfConstant("ne", 0, 0, done);
    asm.map(1, map);
    w.addressOf(w.near(PAGE_REGISTER, layout.pageOffset(i.key), 2), 2);
    asm.mapValue(3, MAP.SHARED, CONTROL.BYTES + layout.zerosAt - SHARED_WINDOW);
    asm.constant(4, NEW_ONLY);
    asm.call(CALL.UPDATE);
    lookup();
    asm.jumpIfConstant("ne", 0, 0, done);
    w.countDrop("DYNAMIC");
    asm.constant(0, 0);
    asm.place(done);
  }
  w.assign(i.to, 0);
}
export function writeDelete(w: ClauseCode, i: InstructionOf<"delete">): void {
  const { asm, layout } = w;
  asm.map(1, layout.variables.get(i.variable)!.map);
  w.addressOf(w.near(PAGE_REGISTER, layout.pageOffset(i.key), 2), 2);
  asm.call(CALL.DELETE);
}
