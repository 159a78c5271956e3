/**
 * `%%capture`: what a cell shows is kept instead of shown.
 *
 * @module
 */
import type { Bundle, Display, EvaluatorListener } from "../../lib/evaluator/mod.ts";

/** What a cell has said. */
class CapturedOutput {
  stdout = "";
  stderr = "";
  #displays: Display[] = [];

  write(stream: "stdout" | "stderr", text: string): void {
    this[stream] += text;
  }
  /** One that replaces another takes its place. */
  display(display: Display): void {
    const at = display.update ? this.#displays.findIndex(({ id }) => id !== undefined && id === display.id) : -1;
    if (at >= 0) this.#displays[at] = display;
    else this.#displays.push(display);
  }
  clear(): void {
    this.stdout = this.stderr = "";
    this.#displays = [];
  }
  /** As cells find it. */
  get value(): { readonly stdout: string; readonly stderr: string; readonly outputs: readonly Bundle[] } {
    return { stdout: this.stdout, stderr: this.stderr, outputs: this.#displays.map(({ bundle }) => bundle) };
  }
}

/** The cells whose output is kept. */
export class Captures {
  readonly #cells = new Map<number, CapturedOutput>();

  begin(cell: number): CapturedOutput {
    const captured = new CapturedOutput();
    this.#cells.set(cell, captured);
    return captured;
  }
  end(cell: number): void {
    this.#cells.delete(cell);
  }
  /** Where the output of a cell goes, if it is kept. */
  of(cell: number): CapturedOutput | undefined {
    return this.#cells.get(cell);
  }
}

/** Hears an evaluator: what cells say goes to where they are kept, else to what shows it. */
export function hearing(
  shown: Required<Pick<EvaluatorListener, "write" | "display" | "clear">>,
  captures: Captures,
): Required<Pick<EvaluatorListener, "write" | "display" | "clear">> {
  const of = (cell: number) => captures.of(cell) ?? shown;
  return {
    write: (stream, text, cell) => of(cell).write(stream, text, cell),
    display: (display, cell) => of(cell).display(display, cell),
    clear: (wait, cell) => of(cell).clear(wait, cell),
  };
}
