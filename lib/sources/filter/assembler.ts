/**
 * Classic BPF (McCanne and Jacobson, 1993; Linux's `filter.h`): numbers of its instructions, and an assembler with labels.
 *
 * @module
 */

/** Bytes of an instruction: `u16 code, u8 jt, u8 jf, u32 k`, little-endian as the host. */
export const FILTER_INSTRUCTION_BYTES = 8;
/** Most that Linux takes. */
export const MAX_INSTRUCTIONS = 4096;
export const CODE = {
  LD_WORD: 0x20,
  LD_HALF: 0x28,
  LD_BYTE: 0x30,
  /** At the index register and a constant. */
  LD_WORD_INDEXED: 0x40,
  LD_HALF_INDEXED: 0x48,
  LD_BYTE_INDEXED: 0x50,
  LD_LENGTH: 0x80,
  LD_CONSTANT: 0x00,
  /** X = 4 * (byte & 15): the length of an IPv4 header. */
  LDX_HEADER: 0xb1,
  AND: 0x54,
  RSH: 0x74,
  JUMP: 0x05,
  JEQ: 0x15,
  JGT: 0x25,
  JGE: 0x35,
  JSET: 0x45,
  RETURN: 0x06,
} as const;
/** Offsets that stand for what the kernel knows of a packet (Linux: SKF_AD_OFF and SKF_NET_OFF). */
export const ANCILLARY = {
  PROTOCOL: -0x1000,
  PACKET_TYPE: -0x1000 + 4,
  INTERFACE: -0x1000 + 8,
  NETWORK: -0x100000,
} as const;

export type FilterLabel = { at: number };
interface BpfInstruction {
  readonly code: number;
  readonly k: number;
  /** Of conditional jumps and JUMP: where to go; undefined: the next instruction. */
  readonly whenTrue?: FilterLabel;
  readonly whenFalse?: FilterLabel;
}

/** Gathers instructions; jumps go forward to labels that are placed later. */
export class FilterAssembler {
  readonly #code: BpfInstruction[] = [];

  get length(): number {
    return this.#code.length;
  }
  label(): FilterLabel {
    return { at: -1 };
  }
  place(label: FilterLabel): void {
    label.at = this.#code.length;
  }
  add(code: number, k = 0): void {
    this.#code.push({ code, k });
  }
  jump(to: FilterLabel): void {
    this.#code.push({ code: CODE.JUMP, k: 0, whenTrue: to });
  }
  /** A conditional jump on the accumulator; a side without a label goes on with the next instruction. */
  test(code: number, k: number, whenTrue: FilterLabel | undefined, whenFalse: FilterLabel | undefined): void {
    this.#code.push({ code, k, whenTrue, whenFalse });
  }

  /** The program's bytes. A conditional jump reaches 255 instructions: one to farther away goes by way of a JUMP. */
  assemble(): Uint8Array {
    const far = new Set<number>();
    let places = this.#places(far);
    for (let changed = true; changed;) {
      changed = false;
      for (const [index, one] of this.#code.entries()) {
        if (far.has(index) || !isConditional(one)) continue;
        for (const label of [one.whenTrue, one.whenFalse]) {
          if (label === undefined || places[label.at]! - places[index]! - 1 <= 255) continue;
          far.add(index);
          changed = true;
        }
      }
      places = this.#places(far);
    }
    const bytes = new Uint8Array(places[this.#code.length]! * FILTER_INSTRUCTION_BYTES);
    const view = new DataView(bytes.buffer);
    const put = (at: number, code: number, jt: number, jf: number, k: number) => {
      view.setUint16(at * FILTER_INSTRUCTION_BYTES, code, true);
      view.setUint8(at * FILTER_INSTRUCTION_BYTES + 2, jt);
      view.setUint8(at * FILTER_INSTRUCTION_BYTES + 3, jf);
      view.setUint32(at * FILTER_INSTRUCTION_BYTES + 4, k >>> 0, true);
    };
    for (const [index, one] of this.#code.entries()) {
      const at = places[index]!;
      const distance = (label: FilterLabel | undefined, from: number) =>
        (label === undefined ? places[index + 1]! : places[label.at]!) - from - 1;
      if (one.code === CODE.JUMP) put(at, one.code, 0, 0, distance(one.whenTrue, at));
      else if (!isConditional(one)) put(at, one.code, 0, 0, one.k);
      else if (!far.has(index)) put(at, one.code, distance(one.whenTrue, at), distance(one.whenFalse, at), one.k);
      else {
        put(at, one.code, 0, 1, one.k);
        put(at + 1, CODE.JUMP, 0, 0, distance(one.whenTrue, at + 1));
        put(at + 2, CODE.JUMP, 0, 0, distance(one.whenFalse, at + 2));
      }
    }
    return bytes;
  }
  /** Where each instruction comes to stand, and the end. */
  #places(far: ReadonlySet<number>): number[] {
    const places: number[] = [];
    let at = 0;
    for (let index = 0; index < this.#code.length; index++) {
      places.push(at);
      at += far.has(index) ? 3 : 1;
    }
    places.push(at);
    return places;
  }
}

const isConditional = ({ code }: { code: number }) => (code & 7) === 5 && code !== CODE.JUMP;
