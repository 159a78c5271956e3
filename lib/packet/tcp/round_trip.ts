/**
 * Round trips: RFC 6298 section 2, in microseconds.
 *
 * @module
 */
import { type Code, f64, get, i32, i64, type ModuleWriter, sequence, set, tee, TYPE, when } from "../../wasm/mod.ts";
import { END, SEEN, wordAt } from "./layout.ts";

const { I32, I64, F64 } = TYPE;
const THOUSAND = i64.const(1000n);

/**
 * A function of the module: (address of an endpoint, now: what is below 2^32 and what is above) → the sample. The timed
 * segment of the endpoint has been acknowledged: the sample is smoothed in. A time that went back is no time.
 */
export function sampleRoundTrip(module: ModuleWriter): number {
  const [end, now, above, sample, srtt, deviation, seen] = [0, 1, 2, 3, 4, 5, 6];
  const { load, store } = wordAt(end);
  const sixtyFour = (low: Code, high: Code) =>
    i64.or(i64.extend_i32_u(low), i64.shl(i64.extend_i32_u(high), i64.const(32n)));
  // 48 bits of each time are known
  const passed = i64.shr_s(
    i64.shl(
      i64.sub(
        sixtyFour(get(now), get(above)),
        sixtyFour(load(END.RTT_SENT), i32.load16_u(get(end), 4 * END.STATE + 2)),
      ),
      i64.const(16n),
    ),
    i64.const(16n),
  );
  const isCoarse = i32.and(get(seen), i32.const(SEEN.COARSE));
  const inMicroseconds = (word: number) =>
    i64.mul(i64.extend_i32_u(load(word)), when(isCoarse, THOUSAND, i64.const(1n), I64));
  const smoothed = i64.div_s(i64.add(i64.mul(get(srtt), i64.const(7n)), get(sample)), i64.const(8n));
  return module.function({ parameters: [I32, I32, I32], results: [F64] }, [I64, I64, I64, I32], [
    set(sample, passed),
    when(i64.lt_s(get(sample), i64.const(0n)), set(sample, i64.const(0n))),
    set(seen, i32.and(load(END.SEEN), i32.const(~SEEN.TIMING))),
    set(srtt, inMicroseconds(END.SRTT)),
    when(
      i64.eqz(get(srtt)),
      sequence(
        set(srtt, i64.or(get(sample), i64.extend_i32_u(i64.eqz(get(sample))))),
        set(deviation, i64.shr_u(get(sample), i64.const(1n))),
      ),
      sequence(
        set(deviation, i64.sub(get(srtt), get(sample))),
        when(i64.lt_s(get(deviation), i64.const(0n)), set(deviation, i64.sub(i64.const(0n), get(deviation)))),
        set(
          deviation,
          i64.div_s(
            i64.add(i64.mul(inMicroseconds(END.RTTVAR), i64.const(3n)), get(deviation)),
            i64.const(4n),
          ),
        ),
        when(i64.le_s(tee(srtt, smoothed), i64.const(0n)), set(srtt, i64.const(1n))),
      ),
    ),
    // over an hour there is no room for microseconds
    set(seen, i32.and(get(seen), i32.const(~SEEN.COARSE))),
    when(
      i32.wrap(i64.shr_u(i64.or(get(srtt), get(deviation)), i64.const(32n))),
      sequence(
        set(srtt, i64.div_u(get(srtt), THOUSAND)),
        set(deviation, i64.div_u(get(deviation), THOUSAND)),
        set(seen, i32.or(get(seen), i32.const(SEEN.COARSE))),
      ),
    ),
    store(END.SRTT, i32.wrap(get(srtt))),
    store(END.RTTVAR, i32.wrap(get(deviation))),
    store(END.SEEN, get(seen)),
    f64.convert_i64_s(get(sample)),
  ]).index;
}
