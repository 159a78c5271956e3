/**
 * Round trips: RFC 6298 section 2, in microseconds. A hot function: see lib/wasm/translate/README.md.
 *
 * @module
 */
import type { f64, i32 } from "../../wasm/mod.ts";
import { END, SEEN } from "./connection_layout.ts";
import { sinceTimed } from "./time.ts";

const LOW = 2 ** 32;

/**
 * The timed segment of an endpoint (word index) has been acknowledged: the sample is smoothed in, and returned. A time that
 * went back is not a time.
 */
export function sampleRoundTrip(w: Int32Array, end: i32, now: f64): f64 {
  const sample = Math.max(0, sinceTimed(w, end, now));
  const seen = w[end + END.SEEN], unit: f64 = (seen & SEEN.COARSE) !== 0 ? 1000 : 1;
  let srtt: f64 = (w[end + END.SRTT] >>> 0) * unit, deviation: f64 = (w[end + END.RTTVAR] >>> 0) * unit;
  if (srtt === 0) {
    srtt = Math.max(sample, 1);
    deviation = Math.floor(sample / 2);
  } else {
    deviation = Math.floor((deviation * 3 + Math.max(srtt - sample, sample - srtt)) / 4);
    srtt = Math.max(Math.floor((srtt * 7 + sample) / 8), 1);
  }
  // over an hour there is no room for microseconds
  const isCoarse = srtt >= LOW || deviation >= LOW;
  if (isCoarse) {
    srtt = Math.floor(srtt / 1000);
    deviation = Math.floor(deviation / 1000);
  }
  w[end + END.SRTT] = srtt;
  w[end + END.RTTVAR] = deviation;
  w[end + END.SEEN] = seen & ~(SEEN.TIMING | SEEN.COARSE) | (isCoarse ? SEEN.COARSE : 0);
  return sample;
}
