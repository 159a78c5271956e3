import { type AggregatingBuiltin, evaluateAll, oneWord } from "./aggregating_definition.ts";

export const max: AggregatingBuiltin = {
  ...oneWord,
  name: "max",
  doc: "The greatest of the values, as signed numbers.",
  prototype: "void(@)",
  check: evaluateAll,
  initial: () => [-(2n ** 63n)],
  update(b, value, [candidate]) {
    b.if(b.compare("gt_s", candidate, b.loadTrusted(value, 0, 8, true)), () => b.storeTrusted(value, 0, candidate, 8));
  },
  merge(into, from) {
    if (from[0] > into[0]) into[0] = from[0];
  },
  noBar: true,
  form: { joining: "greatest" },
};
