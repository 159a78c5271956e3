/**
 * Notebooks as files: nbformat 4, read with what is wrong said.
 *
 * @module
 */

/** Text as notebooks keep it: whole, or in lines. */
export type NotebookText = string | readonly string[];

/** What a cell has shown. */
export type CellOutput = Record<string, unknown> & { output_type: string };

/** A cell of a notebook. */
export interface NotebookCell {
  readonly cell_type: string;
  readonly id?: string;
  readonly metadata: { readonly tags?: readonly string[] } & Record<string, unknown>;
  readonly source: NotebookText;
  outputs?: CellOutput[];
  execution_count?: number | null;
}

/** A notebook. */
export interface Notebook {
  cells: NotebookCell[];
  readonly metadata: Record<string, unknown> & {
    kernelspec?: { readonly name?: string; readonly language?: string };
    language_info?: unknown;
  };
  readonly nbformat: number;
  readonly nbformat_minor: number;
}

/** A notebook that cannot be read, or cannot be run. */
export class NotebookError extends Error {
  override readonly name = "NotebookError";
}

/** Text in one piece. */
export function joinText(text: NotebookText): string {
  return typeof text === "string" ? text : text.join("");
}

/** Text in lines, as Jupyter writes it. */
export function splitText(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** Whether a cell has a tag. */
export function hasTag(cell: NotebookCell, tag: string): boolean {
  return Array.isArray(cell.metadata.tags) && cell.metadata.tags.includes(tag);
}

/** Reads a notebook; throws a {@linkcode NotebookError}. */
export function parseNotebook(text: string): Notebook {
  let notebook: Notebook;
  try {
    notebook = JSON.parse(text);
  } catch (error) {
    throw new NotebookError(`it is not JSON: ${(error as Error).message}`);
  }
  if (notebook === null || typeof notebook !== "object" || !Array.isArray(notebook.cells)) {
    throw new NotebookError("it is not a notebook: it has no list of cells");
  }
  if (notebook.nbformat !== 4) {
    throw new NotebookError(`it is of format ${notebook.nbformat}, not 4: open it in Jupyter and save it`);
  }
  notebook.cells.forEach(checkCell);
  const { kernelspec } = notebook.metadata ?? {};
  if (kernelspec?.language !== undefined && kernelspec.language !== "typescript") {
    throw new NotebookError(`its cells are ${kernelspec.language} (kernel ${kernelspec.name}), not D and TypeScript`);
  }
  return { ...notebook, metadata: notebook.metadata ?? {} };
}

function checkCell(cell: NotebookCell, index: number): void {
  const lines = cell?.source;
  const isText = typeof lines === "string" || Array.isArray(lines) && lines.every((line) => typeof line === "string");
  if (typeof cell?.cell_type !== "string" || !isText || cell.metadata === null || typeof cell.metadata !== "object") {
    throw new NotebookError(`cell ${index + 1} is damaged: type, source or metadata are missing`);
  }
}

/** As Jupyter writes it. */
export function formatNotebook(notebook: Notebook): string {
  return `${JSON.stringify(notebook, null, 1)}\n`;
}
