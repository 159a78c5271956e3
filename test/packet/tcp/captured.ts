/**
 * A simple model of what a capture shows of two ends that send each other data: every byte that was captured, every byte
 * that was acknowledged, kept one by one. It knows no state and no time.
 *
 * @module
 */
import type { Step } from "./steps.ts";
import { TH } from "../../../lib/packet/tcp/mod.ts";

/** What the model knows of a segment for certain. */
export interface Known {
  /** It acknowledges what was not acknowledged before, and some of that was not captured. */
  readonly acknowledgesUnseen: boolean;
  /** It begins beyond all that its end was seen to have sent. */
  readonly skips: boolean;
  /** All of it was captured before. */
  readonly isRepeated: boolean;
  /** It begins below what its end was seen to have sent. */
  readonly isBehind: boolean;
}
interface End {
  /** Numbers captured, without wrapping; those begin anywhere. */
  readonly captured: Set<number>;
  next: number | undefined;
  acked: number | undefined;
  isAcked: boolean;
}
/** Sequence numbers of the steps must be below 2^53, and are not wrapped. */
export class CaptureModel {
  readonly #ends: readonly [End, End] = [
    { captured: new Set(), next: undefined, acked: undefined, isAcked: false },
    { captured: new Set(), next: undefined, acked: undefined, isAcked: false },
  ];
  take({ from, flags, seq, ack = 0, length = 0 }: Step): Known {
    const own = this.#ends[from], other = this.#ends[1 - from];
    const size = length + (flags & TH.SYN ? 1 : 0) + (flags & TH.FIN ? 1 : 0);
    const isAck = (flags & TH.ACK) !== 0;
    let acknowledgesUnseen = false;
    if (isAck) {
      if (other.next !== undefined) {
        for (let i = other.acked ?? other.next; i < ack; i++) acknowledgesUnseen ||= !other.captured.has(i);
      }
      other.acked = Math.max(other.acked ?? ack, ack);
      other.isAcked = true;
    }
    let isRepeated = size > 0;
    for (let i = seq; i < seq + size; i++) isRepeated &&= own.captured.has(i);
    const known = {
      acknowledgesUnseen,
      skips: own.next !== undefined && seq > own.next && (flags & TH.SYN) === 0,
      isRepeated,
      isBehind: own.next !== undefined && seq < own.next,
    };
    for (let i = seq; i < seq + size; i++) own.captured.add(i);
    if (own.acked === undefined) own.acked = seq;
    own.next = Math.max(own.next ?? seq + size, seq + size);
    return known;
  }
}
