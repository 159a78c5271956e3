/**
 * What cells show, gathered as a notebook keeps it.
 *
 * @module
 */
import type { Bundle, CellError, Display } from "../../lib/evaluator/mod.ts";
import { type CellOutput, joinText, type NotebookText, splitText } from "./notebook_file.ts";

/** Outputs of all cells, by the number of the cell. */
export class CellOutputs {
  readonly #byCell = new Map<number, CellOutput[]>();
  readonly #byDisplay = new Map<string, CellOutput[]>();
  readonly #clearing = new Set<number>();

  /** What a cell has shown. */
  of(cell: number): CellOutput[] {
    let outputs = this.#byCell.get(cell);
    if (!outputs) this.#byCell.set(cell, outputs = []);
    return outputs;
  }

  /** Text: what follows on the same stream goes into one piece. */
  write(stream: "stdout" | "stderr", text: string, cell: number): void {
    const outputs = this.#open(cell);
    const last = outputs.at(-1);
    if (last?.output_type === "stream" && last.name === stream) {
      last.text = splitText(joinText(last.text as NotebookText) + text);
    } else outputs.push({ output_type: "stream", name: stream, text: splitText(text) });
  }

  /** Something shown, or shown again in all its places. */
  display({ bundle, metadata = {}, id, update }: Display, cell: number): void {
    const data = keptBundle(bundle);
    if (update && id !== undefined) {
      for (const output of this.#byDisplay.get(id) ?? []) Object.assign(output, { data, metadata });
      return;
    }
    const output: CellOutput = { output_type: "display_data", data, metadata };
    this.#open(cell).push(output);
    if (id !== undefined) this.#byDisplay.set(id, [...this.#byDisplay.get(id) ?? [], output]);
  }

  /** The value of a cell. */
  result({ bundle, metadata = {} }: Display, cell: number, count: number): void {
    const data = keptBundle(bundle);
    this.#open(cell).push({ output_type: "execute_result", execution_count: count, data, metadata });
  }

  /** The error with which a cell ended. */
  error({ name, message, text }: CellError, cell: number): void {
    this.#open(cell).push({ output_type: "error", ename: name, evalue: message, traceback: text.split("\n") });
  }

  /** Takes away what a cell has shown: now, or when it shows something again. */
  clear(wait: boolean, cell: number): void {
    if (wait) this.#clearing.add(cell);
    else this.of(cell).length = 0;
  }

  #open(cell: number): CellOutput[] {
    const outputs = this.of(cell);
    if (this.#clearing.delete(cell)) outputs.length = 0;
    return outputs;
  }
}

/** Texts in lines; JSON as it is. */
function keptBundle(bundle: Bundle): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(bundle).map(([type, value]) => [
      type,
      typeof value === "string" && !/json$/.test(type) && !/^image\/(?!svg)/.test(type) ? splitText(value) : value,
    ]),
  );
}
