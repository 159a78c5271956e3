/**
 * JSON in which a bigint is `{"n": "digits"}`, so that no number loses any.
 *
 * @module
 */
export function exactJson(value: unknown): string {
  return JSON.stringify(value, (_, part) => typeof part === "bigint" ? { n: String(part) } : part);
}
/** @throws SyntaxError */
export function parseExactJson(text: string): unknown {
  return JSON.parse(text, (_, part) => isDigits(part) ? BigInt(part.n) : part);
}
function isDigits(part: unknown): part is { readonly n: string } {
  if (typeof part !== "object" || part === null) return false;
  const { n } = part as { n?: unknown };
  return typeof n === "string" && Object.keys(part).length === 1 && /^-?\d+$/.test(n);
}
