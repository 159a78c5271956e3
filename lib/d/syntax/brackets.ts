/**
 * DTrace's lexer counts brackets itself and has words of its own for those that do not pair.
 *
 * @module
 */
const TOKEN = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\/\*[^]*?\*\/|[()[\]{}]/g;

/** How many of each kind are open at the end of a piece of text; strings and comments are stepped over. */
function openBrackets(text: string): { round: number; square: number; curly: number } {
  const open = { round: 0, square: 0, curly: 0 };
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === "(") open.round++;
    else if (token === ")") open.round--;
    else if (token === "[") open.square++;
    else if (token === "]") open.square--;
    else if (token === "{") open.curly++;
    else if (token === "}") open.curly--;
  }
  return open;
}

/** What DTrace says of a bracket, or the `/` that ends a predicate, at which the parser stopped; `before` is the item so far. */
export function bracketWords(before: string, token: string, endsPredicate: boolean): string | undefined {
  const { round, square, curly } = openBrackets(before);
  if (endsPredicate) {
    if (round > 0) return "closing ) expected in predicate before /";
    return square > 0 ? "closing ] expected in predicate before /" : undefined;
  }
  const open = token === ")" ? round : token === "]" ? square : token === "}" ? curly : 1;
  return open <= 0 ? `extra ${token} in input stream` : undefined;
}
