import { addToWord, type AggregatingBuiltin, evaluateAll, oneWord } from "./aggregating_definition.ts";

export const sum: AggregatingBuiltin = {
  ...oneWord,
  isAdditive: true,
  form: { joining: "sum" },
  name: "sum",
  doc: "The sum of the values, modulo 2^64.",
  prototype: "void(@)",
  check: evaluateAll,
  update: (b, value, [amount]) => addToWord(b, value, 0, amount),
};
