/**
 * Filters as text, in the words of `tcpdump -d`.
 *
 * @module
 */
import { ANCILLARY, CODE, FILTER_INSTRUCTION_BYTES } from "./assembler.ts";

const LOADS: Readonly<Record<number, string>> = {
  [CODE.LD_WORD]: "ld",
  [CODE.LD_HALF]: "ldh",
  [CODE.LD_BYTE]: "ldb",
};
const INDEXED: Readonly<Record<number, string>> = {
  [CODE.LD_WORD_INDEXED]: "ld",
  [CODE.LD_HALF_INDEXED]: "ldh",
  [CODE.LD_BYTE_INDEXED]: "ldb",
};
const JUMPS: Readonly<Record<number, string>> = {
  [CODE.JEQ]: "jeq",
  [CODE.JGT]: "jgt",
  [CODE.JGE]: "jge",
  [CODE.JSET]: "jset",
};
const KNOWN: Readonly<Record<number, string>> = {
  [ANCILLARY.PROTOCOL]: "protocol",
  [ANCILLARY.PACKET_TYPE]: "type",
  [ANCILLARY.INTERFACE]: "ifidx",
};

/** One instruction a line, `(003) jeq      #0x800           jt 4	jf 9`. */
export function disassembleFilter(program: Uint8Array): string[] {
  const view = new DataView(program.buffer, program.byteOffset, program.byteLength);
  const lines: string[] = [];
  for (let pc = 0; pc < program.length / FILTER_INSTRUCTION_BYTES; pc++) {
    const at = pc * FILTER_INSTRUCTION_BYTES;
    const [name, operand] = instruction(view.getUint16(at, true), view.getUint32(at + 4, true), pc);
    const jump = name in { jeq: 0, jgt: 0, jge: 0, jset: 0 };
    const targets = jump ? `jt ${pc + 1 + view.getUint8(at + 2)}\tjf ${pc + 1 + view.getUint8(at + 3)}` : "";
    lines.push(`(${String(pc).padStart(3, "0")}) ${name.padEnd(8)} ${operand.padEnd(16)} ${targets}`.trimEnd());
  }
  return lines;
}

function instruction(code: number, k: number, pc: number): [name: string, operand: string] {
  const hex = `#0x${k.toString(16)}`;
  if (code in LOADS) return [LOADS[code]!, place(k | 0)];
  if (code in INDEXED) return [INDEXED[code]!, place(k | 0, "x + ")];
  if (code in JUMPS) return [JUMPS[code]!, hex];
  switch (code) {
    case CODE.LDX_HEADER:
      return ["ldxb", `4*(${place(k | 0)}&0xf)`];
    case CODE.LD_LENGTH:
      return ["ld", "#pktlen"];
    case CODE.LD_CONSTANT:
      return ["ld", hex];
    case CODE.AND:
      return ["and", hex];
    case CODE.RSH:
      return ["rsh", `#${k}`];
    case CODE.JUMP:
      return ["ja", String(pc + 1 + k)];
    case CODE.RETURN:
      return ["ret", `#${k}`];
    default:
      return ["unimp", `0x${code.toString(16)}`];
  }
}
function place(offset: number, index = ""): string {
  if (offset in KNOWN) return KNOWN[offset]!;
  return offset < 0 ? `[${index}net+${offset - ANCILLARY.NETWORK}]` : `[${index}${offset}]`;
}
