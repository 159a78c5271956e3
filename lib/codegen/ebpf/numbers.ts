/**
 * Helpers that compute: buckets of distributions, sums of squares, scratch.
 *
 * @module
 */
import { leadingZeros } from "./arithmetic.ts";
import { type ClauseCode, type InstructionOf, PAGE_REGISTER } from "./code.ts";
import { PAGE } from "./frame.ts";
import { SCRATCH_BYTES } from "./layout.ts";

type Helper = InstructionOf<"helper">;

/** (value) → bucket 0…126: 63 is zero, 64 is 1, 62 is -1. */
export function writeQuantizeIndex(w: ClauseCode, i: Helper): void {
  const { asm } = w;
  const negative = asm.label(), done = asm.label();
  w.valueIn(i.args[0], 0);
  asm.jumpIfConstant("slt", 0, 0, negative);
  leadingZeros(w);
  asm.negate(0);
  asm.aluConstant("add", 0, 127);
  asm.jump(done);
  asm.place(negative);
  asm.negate(0);
  leadingZeros(w);
  // the least value of all has no room of its own: it falls into bucket 0
  asm.jumpIfConstant("eq", 0, 0, done);
  asm.aluConstant("add", 0, -1);
  asm.place(done);
  w.assign(i.to, 0);
}
/** (value, factor, low, high, steps), all but the value constants: the magnitudes one after the other. */
export function writeLlquantizeIndex(w: ClauseCode, i: Helper): void {
  const { asm } = w;
  const [factor, low, high, steps] = i.args.slice(1).map((arg) => w.analysis.constant(arg)!);
  const done = asm.label();
  w.valueIn(i.args[0], 1);
  let last = factor ** low, base = 1n;
  const below = asm.label();
  jumpBelow(last, below);
  for (let order = low; order <= high; order++) {
    const size = last * factor;
    const buckets = size > steps ? steps : size;
    const above = asm.label();
    const width = size / buckets;
    asm.constant(2, size);
    asm.jumpIf("sge", 1, 2, above);
    // the value lies from `last` on: the difference has no sign
    asm.constant(2, last);
    asm.alu("sub", 1, 2);
    asm.constant(2, width);
    asm.alu("div", 1, 2);
    asm.move(0, 1);
    asm.constant(2, base);
    asm.alu("add", 0, 2);
    asm.jump(done);
    asm.place(above);
    base += buckets - buckets / factor;
    last = size;
  }
  asm.constant(0, base);
  asm.jump(done);
  asm.place(below);
  asm.constant(0, 0);
  asm.place(done);
  w.assign(i.to, 0);

  function jumpBelow(start: bigint, label: ReturnType<typeof asm.label>): void {
    asm.constant(2, start);
    asm.jumpIf("slt", 1, 2, label);
  }
}
/** (address of two words, value): adds the square to the 128-bit sum there, by halves of 32 bits. */
export function writeAddSquare(w: ClauseCode, i: Helper): void {
  const { asm } = w;
  const origin = w.analysis.origin(i.args[0]);
  if (!origin) throw new Error("a sum of squares at an unknown place");
  const positive = asm.label();
  w.valueIn(i.args[1], 3);
  asm.jumpIfConstant("sge", 3, 0, positive);
  asm.negate(3);
  asm.place(positive);
  asm.move(4, 3);
  asm.aluConstant("rsh", 3, 32);
  asm.moveHalf(4, 4);
  asm.move(5, 3);
  asm.alu("mul", 5, 4);
  // value² = high²·2^64 + 2·cross·2^32 + low²
  asm.alu("mul", 3, 3);
  asm.alu("mul", 4, 4);
  asm.move(0, 5);
  asm.aluConstant("rsh", 0, 31);
  asm.alu("add", 3, 0);
  asm.aluConstant("lsh", 5, 33);
  asm.alu("add", 4, 5);
  carry(w, 5);
  const { base, offset } = w.operand(origin, 0, 16, { action: 0, position: 0 });
  asm.load(0, base, offset, 8);
  asm.alu("add", 4, 0);
  carry(w, 0);
  asm.store(base, offset, 4, 8);
  asm.load(0, base, offset + 8, 8);
  asm.alu("add", 0, 3);
  asm.store(base, offset + 8, 0, 8);
}
/** `r3 += r4 < other`: the sum in r4 has gone past its end. */
function carry({ asm }: ClauseCode, other: 0 | 5): void {
  const none = asm.label();
  asm.jumpIf("ge", 4, other, none);
  asm.aluConstant("add", 3, 1);
  asm.place(none);
}
/** (bytes) → address of scratch, or 0: for sizes that are known only now. */
export function writeAllocate(w: ClauseCode, i: Helper): void {
  if (w.analysis.constant(i.to) !== undefined) return;
  const { asm, layout } = w;
  const none = asm.label(), done = asm.label();
  w.valueIn(i.args[0], 0);
  asm.jumpIfConstant("gt", 0, SCRATCH_BYTES, none);
  asm.load(1, PAGE_REGISTER, PAGE.SCRATCH_NEXT, 8);
  asm.alu("add", 0, 1);
  asm.aluConstant("add", 0, 7);
  asm.aluConstant("and", 0, -8);
  asm.jumpIfConstant("gt", 0, SCRATCH_BYTES, none);
  asm.store(PAGE_REGISTER, PAGE.SCRATCH_NEXT, 0, 8);
  asm.constant(0, layout.scratchAt);
  asm.alu("add", 0, 1);
  asm.jump(done);
  asm.place(none);
  asm.constant(0, 0);
  asm.place(done);
  w.assign(i.to, 0);
}
