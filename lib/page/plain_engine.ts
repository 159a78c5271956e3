/**
 * The engine of small pages: it has none of the words that completion shows beside types and prototypes. Of the comments in
 * D's library it has those that tables take units and kinds from.
 *
 * @module
 */
import { LIBRARIES } from "../providers/mod.ts";
import { libraryFacts } from "../table/mod.ts";

/** As the bundler writes a text of several lines. */
const literal = (text: string) => `\`${text.replace(/[\\`]|\$\{/g, "\\$&")}\``;
/** A member with its comment; a string, which may look like a comment; a comment. */
const PIECE = /(^\t+\w[\w *]*?(\w+)(?:\[\d+\])?;)(\s*\/\* .*? \*\/$)|("(?:[^"\\]|\\.)*")|\/\*[^]*?\*\//gm;

/** A file of D's library with as few comments. */
export function shortLibrary(text: string): string {
  const { members } = libraryFacts();
  return text.replace(PIECE, (piece, declared, member, _comment, quoted) => {
    if (declared !== undefined) return members.has(member) ? piece : declared;
    return quoted ?? "";
  }).replace(/[ \t]+$/gm, "").replace(/\n{2,}/g, "\n");
}
/** What built-in names, protocols, probes, options and counters of MIBs are said to be, as the bundler writes it. */
const WORDS = /\b(doc|meaning|source(?=:"[^"]*RFC)|(?:ip|udp|tcp)\w+(?=:"with )):"(?:[^"\\]|\\.)*"/g;

/** @throws Error where the library is not in the script as it was written */
export function withoutWords(script: string): string {
  let short = script;
  for (const { name, text } of LIBRARIES) {
    const whole = literal(text);
    if (short.split(whole).length !== 2) throw new Error(`the text of ${name} is not in the script of the engine`);
    short = short.replace(whole, () => literal(shortLibrary(text)));
  }
  return short.replace(WORDS, '$1:""');
}
