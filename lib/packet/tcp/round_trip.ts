/**
 * Round trips: RFC 6298 section 2, in microseconds.
 *
 * @module
 */
import { END, SEEN } from "./layout.ts";

/** The timed segment of an endpoint has been acknowledged: returns the sample, and smooths it in. */
export function sampleRoundTrip(w: Int32Array, end: number, now: number): number {
  const sample = (now - w[end + END.RTT_SENT]) >>> 0;
  w[end + END.SEEN] &= ~SEEN.TIMING;
  const srtt = w[end + END.SRTT];
  if (srtt === 0) {
    w[end + END.SRTT] = sample > 0 ? sample : 1;
    w[end + END.RTTVAR] = sample >> 1;
    return sample;
  }
  w[end + END.RTTVAR] = Math.trunc((3 * w[end + END.RTTVAR] + Math.abs(srtt - sample)) / 4);
  w[end + END.SRTT] = Math.max(1, Math.trunc((7 * srtt + sample) / 8));
  return sample;
}
