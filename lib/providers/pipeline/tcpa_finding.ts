/**
 * `struct tcpa`: what is found in a segment, and the totals of its connection. Both paths write it. A hot function: see
 * lib/wasm/translate/README.md.
 *
 * @module
 */
import { FLOW } from "../../packet/flow/mod.ts";
import { END, SHARED } from "../../packet/tcp/mod.ts";
import type { f64, i32 } from "../../wasm/mod.ts";

/** Byte offsets; the D library has them as members. */
export const TCPA = {
  VERDICT: 0,
  HANDSHAKE: 4,
  /** 64 bits. */
  RTT: 8,
  SENDER: 16,
  EVIDENCE: 20,
  BYTES: 24,
  SEGMENTS: 40,
  RETRANSMITTED: 48,
  SIZE: 56,
} as const;

/** @param flow address of the connection's record; `side` has sent the segment. @param rtt microseconds, 0 without a sample */
export function writeFinding(
  words: Int32Array,
  at: i32,
  flow: i32,
  side: i32,
  verdict: i32,
  evidence: i32,
  rtt: f64,
): void {
  const base = flow + FLOW.TCP >> 2, to = at >> 2;
  words[to + (TCPA.VERDICT >> 2)] = verdict;
  words[to + (TCPA.EVIDENCE >> 2)] = evidence;
  words[to + (TCPA.RTT >> 2)] = rtt;
  words[to + (TCPA.RTT >> 2) + 1] = Math.floor(rtt / 2 ** 32);
  words[to + (TCPA.HANDSHAKE >> 2)] = words[base + SHARED.HANDSHAKE];
  words[to + (TCPA.SENDER >> 2)] = side;
  for (let end = 0; end < 2; end++) {
    const from = base + end * END.WORDS | 0;
    words[to + (TCPA.BYTES >> 2) + 2 * end] = words[from + END.BYTES_LOW];
    words[to + (TCPA.BYTES >> 2) + 2 * end + 1] = words[from + END.MSS] >>> 16;
    words[to + (TCPA.SEGMENTS >> 2) + end] = words[from + END.SEGMENTS];
    words[to + (TCPA.RETRANSMITTED >> 2) + end] = words[from + END.RETRANSMITTED];
  }
}
