/**
 * Round trips: RFC 6298 section 2, in microseconds.
 *
 * @module
 */
import { get, i32, i64, type ModuleWriter, sequence, set, tee, TYPE, when } from "../../wasm/mod.ts";
import { END, SEEN, wordAt } from "./layout.ts";

const { I32, I64 } = TYPE;

/**
 * A function of the module: (address of an endpoint, now) → the sample. The timed segment of the endpoint has been
 * acknowledged: the sample is smoothed in.
 */
export function sampleRoundTrip(module: ModuleWriter): number {
  const [end, now, sample, srtt, deviation] = [0, 1, 2, 3, 4];
  const { load, store } = wordAt(end);
  const difference = i64.sub(get(srtt), i64.extend_i32_u(get(sample)));
  const smoothed = i64.div_s(
    i64.add(i64.mul(get(srtt), i64.const(7n)), i64.extend_i32_u(get(sample))),
    i64.const(8n),
  );
  return module.function({ parameters: [I32, I32], results: [I32] }, [I32, I64, I64], [
    set(sample, i32.sub(get(now), load(END.RTT_SENT))),
    store(END.SEEN, i32.and(load(END.SEEN), i32.const(~SEEN.TIMING))),
    set(srtt, i64.extend_i32_s(load(END.SRTT))),
    when(
      i64.eqz(get(srtt)),
      sequence(
        store(END.SRTT, i32.or(get(sample), i32.eqz(get(sample)))),
        store(END.RTTVAR, i32.shr_s(get(sample), i32.const(1))),
      ),
      sequence(
        set(deviation, difference),
        when(i64.lt_s(get(deviation), i64.const(0n)), set(deviation, i64.sub(i64.const(0n), get(deviation)))),
        set(
          deviation,
          i64.div_s(
            i64.add(i64.mul(i64.extend_i32_s(load(END.RTTVAR)), i64.const(3n)), get(deviation)),
            i64.const(4n),
          ),
        ),
        store(END.RTTVAR, i32.wrap(get(deviation))),
        when(
          i64.le_s(tee(srtt, smoothed), i64.const(0n)),
          set(srtt, i64.const(1n)),
        ),
        store(END.SRTT, i32.wrap(get(srtt))),
      ),
    ),
    get(sample),
  ]).index;
}
