/**
 * Runs classic BPF over bytes, as Linux does: what a filter lets pass, found out without a kernel.
 *
 * @module
 */
import { ANCILLARY, CODE, FILTER_INSTRUCTION_BYTES } from "./assembler.ts";

/** What only a kernel knows of a packet. */
export interface KernelFacts {
  /** Length on the wire. */
  readonly length?: number;
  /** EtherType. */
  readonly protocol?: number;
  readonly packetType?: number;
  readonly interface?: number;
  /** Offset of the network header. */
  readonly network?: number;
}

/** Bytes of the packet that pass, 0: none. A load beyond the packet ends the program with 0. */
export function interpretFilter(program: Uint8Array, packet: Uint8Array, surroundings: KernelFacts = {}): number {
  const view = new DataView(program.buffer, program.byteOffset, program.byteLength);
  let a = 0, x = 0;
  for (let pc = 0; pc < program.length / FILTER_INSTRUCTION_BYTES; pc++) {
    const at = pc * FILTER_INSTRUCTION_BYTES;
    const code = view.getUint16(at, true), k = view.getUint32(at + 4, true);
    const go = (holds: boolean) => pc += view.getUint8(at + (holds ? 2 : 3));
    switch (code) {
      case CODE.LD_WORD:
      case CODE.LD_HALF:
      case CODE.LD_BYTE:
      case CODE.LD_WORD_INDEXED:
      case CODE.LD_HALF_INDEXED:
      case CODE.LD_BYTE_INDEXED: {
        const size = code & 0x18 ? (code & 0x10 ? 1 : 2) : 4;
        const value = load(packet, (code & 0x40 ? x : 0) + (k | 0), size, surroundings);
        if (value === undefined) return 0;
        a = value;
        break;
      }
      case CODE.LDX_HEADER: {
        const value = load(packet, k | 0, 1, surroundings);
        if (value === undefined) return 0;
        x = (value & 15) * 4;
        break;
      }
      case CODE.LD_LENGTH:
        a = surroundings.length ?? packet.length;
        break;
      case CODE.LD_CONSTANT:
        a = k;
        break;
      case CODE.AND:
        a = (a & k) >>> 0;
        break;
      case CODE.RSH:
        a >>>= k;
        break;
      case CODE.JUMP:
        pc += k;
        break;
      case CODE.JEQ:
        go(a === k);
        break;
      case CODE.JGT:
        go(a > k);
        break;
      case CODE.JGE:
        go(a >= k);
        break;
      case CODE.JSET:
        go((a & k) !== 0);
        break;
      case CODE.RETURN:
        return k;
      default:
        throw new TypeError(`no instruction of classic BPF that filters use: 0x${code.toString(16)}`);
    }
  }
  throw new TypeError("the filter runs off its end");
}

function load(packet: Uint8Array, offset: number, size: number, about: KernelFacts): number | undefined {
  if (offset === ANCILLARY.PROTOCOL) return about.protocol ?? 0;
  if (offset === ANCILLARY.PACKET_TYPE) return about.packetType ?? 0;
  if (offset === ANCILLARY.INTERFACE) return about.interface ?? 0;
  if (offset < 0) offset += (about.network ?? 0) - ANCILLARY.NETWORK;
  if (offset < 0 || offset + size > packet.length) return undefined;
  let value = 0;
  for (let i = 0; i < size; i++) value = value * 256 + packet[offset + i]!;
  return value;
}
