/**
 * The bytes that a packet carries, for clauses of TypeScript: what D's payload() reads.
 *
 * @module
 */
import { CONTEXT, FAULT, type MachineMemory } from "../../image/mod.ts";
import { VIEW_FAULT } from "./view.ts";

/** Members of `struct packet`. */
const PACKET = { PAYLOAD: 56, CAPTURED: 64 } as const;

/** A copy; a fault where they were not captured. */
export function readPayload({ bytes, words, view }: MachineMemory, offset: number, length?: number): Uint8Array {
  const own = words[CONTEXT.PAYLOAD_START >> 2] >>> 0, record = words[CONTEXT.PACKET_RECORD >> 2] >>> 0;
  const start = own !== 0 ? own : record !== 0 ? words[record + PACKET.PAYLOAD >> 2] >>> 0 : 0;
  const size = own !== 0 ? words[CONTEXT.PAYLOAD_SIZE >> 2] : record !== 0 ? words[record + PACKET.CAPTURED >> 2] : 0;
  const count = length ?? size - offset;
  if (![offset, count].every(Number.isInteger) || offset < 0 || count < 0 || offset + count > size) {
    words[CONTEXT.FAULT >> 2] ||= FAULT.BADADDR;
    view.setBigInt64(CONTEXT.FAULT_ADDRESS, BigInt(start + (Number.isInteger(offset) ? offset : 0)), true);
    throw VIEW_FAULT;
  }
  return bytes.slice(start + offset, start + offset + count);
}
