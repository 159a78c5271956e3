/**
 * Programs as they are typed at a prompt.
 *
 * @module
 */

/** A description alone, perhaps with a predicate, is a program as with `-n`: that the probe fired is recorded. */
export function wholeProgram(text: string): string {
  // comments and strings may have braces in them
  const code = text.replaceAll(/\/\*[^]*?\*\/|\/\/[^\n]*|"(?:\\[^]|[^"\\\n])*"/g, "");
  return /[{};#]/.test(code) ? text : `${text.trimEnd()} {}`;
}
