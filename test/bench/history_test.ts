/** The history of measurements grows by a line; a table with other columns begins anew. */
import { strictEqual } from "node:assert/strict";
import { withMeasurement } from "./history.ts";
import type { Figure } from "./measure.ts";

const figure = (name: string, ratio?: number): Figure => ({
  section: "s",
  name,
  cpuMs: 1,
  wallMs: 1,
  peakMB: 1,
  ...(ratio !== undefined && { against: "C", ratio }),
});
const measured = (commit: string, figures: readonly Figure[], isChanged = false) => ({
  commit,
  isChanged,
  machine: "2 x A|B, linux",
  deno: "2.9.6",
  figures,
});

Deno.test("a measurement is a line of the table of its columns", () => {
  const first = withMeasurement("# Head\n", measured("aaa", [figure("C"), figure("count", 1.5)]));
  strictEqual(
    first,
    "# Head\n\n| commit | machine | count / C |\n| --- | --- | ---: |\n| aaa | 2 x A/B, linux | 1.50 |\n",
  );
  const aligned = first.replace("| commit | machine | count / C |", "| commit | machine        | count / C |");
  const second = withMeasurement(aligned, measured("bbb", [figure("C"), figure("count", 1.25)], true));
  strictEqual(second, `${aligned}| bbb and changes | 2 x A/B, linux | 1.25 |\n`);
  const third = withMeasurement(second, measured("ccc", [figure("count", 1), figure("sum", 2)]));
  strictEqual(
    third,
    `${second}\n| commit | machine | count / C | sum / C |\n| --- | --- | ---: | ---: |\n` +
      "| ccc | 2 x A/B, linux | 1.00 | 2.00 |\n",
  );
});
