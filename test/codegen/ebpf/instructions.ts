/** What single instructions do (RFC 9669), and where they lead. */

type Bytes = Uint8Array<ArrayBuffer>;
export const U64 = (value: bigint): bigint => BigInt.asUintN(64, value);
const S64 = (value: bigint): bigint => BigInt.asIntN(64, value);

/** What a program may not do. */
export class ProgramFault extends Error {}

/** The verifier looks at where jumps lead before all else: code that nothing leads to is refused. */
export function refuseUnreachable(code: Bytes): void {
  const view = new DataView(code.buffer, code.byteOffset, code.length);
  const reached = new Uint8Array(code.length / 8), open = [0];
  while (open.length > 0) {
    const pc = open.pop()!;
    if (pc < 0 || pc >= reached.length) throw new ProgramFault(`a jump to ${pc}`);
    if (reached[pc]) continue;
    reached[pc] = 1;
    const opcode = code[8 * pc], offset = view.getInt16(8 * pc + 2, true);
    const isWide = opcode === 0x18, isCall = opcode === 0x85, isJump = (opcode & 7) === 5;
    if (isWide) reached[pc + 1] = 1;
    if (opcode === 0x95) continue;
    if (isCall && code[8 * pc + 1] >> 4 === 1) open.push(pc + 1 + view.getInt32(8 * pc + 4, true));
    if (isJump && !isCall) open.push(pc + 1 + offset);
    if (opcode !== 0x05) open.push(pc + (isWide ? 2 : 1));
  }
  const unreachable = reached.indexOf(0);
  if (unreachable >= 0) throw new ProgramFault(`unreachable instruction ${unreachable}`);
}
export const SIZES = [4, 2, 1, 8] as const;
export function swapped(value: bigint, bits: number): bigint {
  let result = 0n;
  for (let i = 0; i < bits; i += 8) result = result << 8n | value >> BigInt(i) & 0xffn;
  return result;
}
export function arithmetic(operation: number, left: bigint, right: bigint, bits: 32 | 64): bigint {
  const unsigned = (value: bigint) => BigInt.asUintN(bits, value);
  const [l, r] = [unsigned(left), unsigned(right)], shift = r & BigInt(bits - 1);
  switch (operation) {
    case 0x00:
      return l + r;
    case 0x10:
      return l - r;
    case 0x20:
      return l * r;
    case 0x30:
      return r === 0n ? 0n : l / r;
    case 0x40:
      return l | r;
    case 0x50:
      return l & r;
    case 0x60:
      return l << shift;
    case 0x70:
      return l >> shift;
    case 0x80:
      return -l;
    case 0x90:
      return r === 0n ? l : l % r;
    case 0xa0:
      return l ^ r;
    case 0xb0:
      return r;
    case 0xc0:
      return BigInt.asIntN(bits, l) >> shift;
    default:
      throw new ProgramFault(`operation ${operation}`);
  }
}
export function holds(condition: number, left: bigint, right: bigint): boolean {
  const [l, r, sl, sr] = [U64(left), U64(right), S64(left), S64(right)];
  switch (condition) {
    case 0x10:
      return l === r;
    case 0x20:
      return l > r;
    case 0x30:
      return l >= r;
    case 0x40:
      return (l & r) !== 0n;
    case 0x50:
      return l !== r;
    case 0x60:
      return sl > sr;
    case 0x70:
      return sl >= sr;
    case 0xa0:
      return l < r;
    case 0xb0:
      return l <= r;
    case 0xc0:
      return sl < sr;
    case 0xd0:
      return sl <= sr;
    default:
      throw new ProgramFault(`condition ${condition}`);
  }
}
