/**
 * What every cell finds, in TypeScript's words, for the language server.
 *
 * @module
 */

/** Declarations of what the child process puts in scope. */
export const CELL_SCOPE = `
interface Shown { /** With which it can be shown again. */ readonly id: string; update(value: unknown): Promise<Shown> }
interface Comm {
  readonly id: string; readonly target: string;
  onMessage?: (data: unknown) => unknown; onClose?: (data: unknown) => unknown;
  send(data: unknown): void; close(data?: unknown): void;
}
/** Shows a value under the cell: tables, charts, Vega-Lite specifications, HTML, images, or text. */
declare function display(
  value: unknown,
  options?: { raw?: boolean; metadata?: Record<string, unknown>; id?: string; update?: boolean },
): Promise<Shown>;
/** What a cell can do with its notebook. */
declare const notebook: {
  display: typeof display;
  /** HTML, from a template. */
  html(parts: TemplateStringsArray, ...values: unknown[]): unknown;
  /** Markdown, from a template. */
  md(parts: TemplateStringsArray, ...values: unknown[]): unknown;
  /** An SVG picture, from a template. */
  svg(parts: TemplateStringsArray, ...values: unknown[]): unknown;
  /** A picture: a file, or its bytes. */
  image(from: string | URL | Uint8Array): unknown;
  /** Takes away what the cell has shown: now, or when it shows something again. */
  clear(wait?: boolean): void;
  /** Aborted when the cell is interrupted. */
  readonly signal: AbortSignal;
  /** Asks for text that is not echoed. */
  password(prompt?: string): string | null;
  comms: {
    register(target: string, accept: (comm: Comm, data: unknown) => unknown): void;
    open(target: string, data?: unknown): Comm;
  };
};
`;
