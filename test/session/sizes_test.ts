import { deepStrictEqual, throws } from "node:assert";
import { indexBytes } from "../../lib/codegen/lower/mod.ts";
import { Options } from "../../lib/engine/options/mod.ts";
import { chooseSizes } from "../../lib/session/run/sizes.ts";

const MEMORY = 2 ** 30, MEGABYTE = 2 ** 20;

function chosen(...given: readonly string[]) {
  const options = new Options();
  for (const one of given) {
    const [name, value] = one.split("=");
    const error = options.set(name, value, "command");
    if (error !== undefined) throw new Error(error);
  }
  const { sizes, lowered } = chooseSizes(options, MEMORY);
  return [sizes.aggregation / MEGABYTE, sizes.aggregationFixed, lowered];
}

Deno.test("an aggregation buffer is a hard limit only where the user wants less than there is anyway", () => {
  deepStrictEqual(chosen(), [64, false, []]);
  deepStrictEqual(chosen("aggsize=1m"), [1, true, []]);
  deepStrictEqual(chosen("aggsize=64m"), [64, false, []]);
  deepStrictEqual(chosen("aggsize=128m"), [128, false, []]);
});
Deno.test("an aggregation buffer and its index leave half of the memory to packets and flows", () => {
  const [size, , lowered] = chosen("aggsize=400m");
  deepStrictEqual([size, lowered], [200, ["aggregation size lowered to 200m"]]);
  deepStrictEqual(200 * MEGABYTE + indexBytes(200 * MEGABYTE) <= MEMORY / 2, true);
  deepStrictEqual(400 * MEGABYTE + indexBytes(400 * MEGABYTE) > MEMORY / 2, true);
  throws(() => chosen("aggsize=400m", "bufresize=manual"), /Not enough space/);
});
