import { addToWord, type AggregatingBuiltin, oneWord } from "./aggregating_definition.ts";

export const count: AggregatingBuiltin = {
  ...oneWord,
  isAdditive: true,
  form: { isCount: true, joining: "sum" },
  name: "count",
  doc: "Counts how often it is reached.",
  prototype: "void()",
  check: () => ({ evaluated: [], parameters: undefined }),
  update: (b, value) => addToWord(b, value, 0, b.constant(1)),
};
