/**
 * Parameters of a notebook, in the way of papermill: a cell with the tag `parameters` declares them with what they
 * usually are, and a cell after it gives them other values.
 *
 * @module
 */
import { declaredNames } from "../../lib/evaluator/mod.ts";
import { parseCellText } from "../cells/mod.ts";
import { hasTag, joinText, type Notebook, type NotebookCell, NotebookError, splitText } from "./notebook_file.ts";

/** A parameter and its value. */
export interface NotebookParameter {
  readonly name: string;
  readonly value: unknown;
}

/** Reads `NAME=VALUE`: what is JSON is what it says, everything else is text. */
export function readParameter(text: string): NotebookParameter {
  const [, name, value] = text.match(/^([A-Za-z_$][\w$]*)=(.*)$/s) ?? [];
  if (!name) throw new NotebookError(`\`${text}\` is not NAME=VALUE`);
  try {
    return { name, value: JSON.parse(value) };
  } catch {
    return { name, value };
  }
}

/** The notebook with a cell that sets the parameters; throws a {@linkcode NotebookError}. */
export function setParameters(notebook: Notebook, parameters: readonly NotebookParameter[]): Notebook {
  const cells = notebook.cells.filter((cell) => !hasTag(cell, "injected-parameters"));
  if (parameters.length === 0) return { ...notebook, cells };
  const at = cells.findIndex((cell) => cell.cell_type === "code" && hasTag(cell, "parameters"));
  if (at < 0) throw new NotebookError("it has no cell with the tag `parameters`");
  const known = declaredNames(parseCellText(joinText(cells[at].source)).text);
  for (const { name } of parameters) {
    if (known.includes(name)) continue;
    const there = known.length > 0 ? `; there are ${known.join(", ")}` : "";
    throw new NotebookError(`its parameters have no \`${name}\`${there}`);
  }
  const text = parameters.map(({ name, value }) => `let ${name} = ${JSON.stringify(value)};`).join("\n");
  const injected: NotebookCell = {
    cell_type: "code",
    ...notebook.nbformat_minor >= 5 ? { id: "injected-parameters" } : {},
    metadata: { tags: ["injected-parameters"] },
    execution_count: null,
    source: splitText(text),
    outputs: [],
  };
  return { ...notebook, cells: cells.toSpliced(at + 1, 0, injected) };
}
