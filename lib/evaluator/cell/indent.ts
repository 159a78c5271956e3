/**
 * Indentation of lines that are typed, for both languages.
 *
 * @module
 */

/** The indentation that the next line probably wants. */
export function nextIndent(code: string): string {
  const last = code.trimEnd().split("\n").at(-1) ?? "";
  const indent = last.match(/^\s*/)![0];
  return /[{[(]\s*$/.test(last) ? `${indent}  ` : indent;
}
