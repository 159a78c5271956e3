/**
 * What a notebook has set for its cells of D.
 *
 * @module
 */

/** Captures and options that hold until they are changed. */
export class NotebookState {
  captures: readonly string[] = [];
  readonly options = new Map<string, string | undefined>();
}
