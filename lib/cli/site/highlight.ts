/**
 * Words of examples in colour: comments, texts, numbers, words of the language.
 *
 * @module
 */

/** Text for HTML. */
export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

const WORDS = {
  d: /^(?:this|self|typedef|struct|union|enum|inline|translator|sizeof|offsetof|stringof|xlate|pragma|provider|import|string|int|char|short|long|unsigned|u?int(?:8|16|32|64)_t)$/,
  ts:
    /^(?:import|export|from|const|let|var|function|async|await|return|for|of|in|if|else|while|new|class|type|interface|typeof|throw|try|catch|true|false|null|undefined)$/,
} as const;
/** In turn: a comment, a text, a number, an aggregation or a macro variable, a probe, a word. */
const PARTS =
  /(\/\*[\s\S]*?\*\/|\/\/[^\n]*)|("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)|(\b(?:0x[\da-f]+|\d[\d.]*[a-z]*)\b)|([@$]\w*)|(\b\w*:\w*:\w*:\w*)|(\w+)/gi;

/** Code as HTML. What a shell shows is left alone, but for the commands; other languages are only escaped. */
export function highlighted(code: string, language: string): string {
  if (/^(?:console|repl)\b/.test(language)) {
    return code.split("\n").map((line) =>
      /^(?:\$|probe>| {2}\.\.\.>) /.test(line) ? `<b>${escaped(line)}</b>` : escaped(line)
    ).join("\n");
  }
  const words = language === "d" ? WORDS.d : /^(?:ts|typescript)$/.test(language) ? WORDS.ts : undefined;
  if (!words) return escaped(code);
  let html = "", at = 0;
  for (const match of code.matchAll(PARTS)) {
    const [text, comment, quoted, number, sign, probe] = match;
    const kind = comment
      ? "c"
      : quoted
      ? "s"
      : number
      ? "n"
      : sign || probe && words === WORDS.d
      ? "p"
      : words.test(text)
      ? "k"
      : "";
    html += escaped(code.slice(at, match.index)) + (kind ? `<i class="${kind}">${escaped(text)}</i>` : escaped(text));
    at = match.index + text.length;
  }
  return html + escaped(code.slice(at));
}
