/**
 * Which piece of what is typed is what. The text is unfinished most of the time, so this is a list of patterns and not a
 * parser: the compiler says what is wrong when it is run.
 *
 * @module
 */
import type { CellLanguage } from "./cell_language.ts";

/** What a piece of a program is. */
export type PieceStyle =
  | "plain"
  | "keyword"
  | "string"
  | "number"
  | "comment"
  | "probe"
  | "builtin"
  | "aggregation"
  | "type";

/** A piece of a text. */
export interface HighlightedPart<Style extends string = PieceStyle> {
  readonly start: number;
  readonly end: number;
  readonly style: Style;
}

/** Names of D that have a colour, from the compiler's tables. */
export interface KnownNames {
  readonly variables: ReadonlySet<string>;
  readonly functions: ReadonlySet<string>;
}

const D_KEYWORDS = words(
  "if else inline self this sizeof offsetof xlate stringof struct union enum typedef translator provider import const " +
    "extern unsigned signed",
);
const D_TYPES = words("int char short long float double void string userland");
const TYPESCRIPT_KEYWORDS = words(
  "abstract as async await break case catch class const continue debugger declare default delete do else enum export " +
    "extends finally for from function if implements import in instanceof interface keyof let namespace new of private " +
    "protected public readonly return satisfies static super switch this throw try type typeof var void while with yield",
);
const TYPESCRIPT_VALUES = words("true false null undefined NaN Infinity");
const TYPESCRIPT_TYPES = words("any bigint boolean never number object string symbol unknown");

const D_TOKEN = new RegExp(
  [
    String.raw`(?<comment>\/\*[^]*?(?:\*\/|$)|\/\/[^\n]*)`,
    String.raw`(?<string>"(?:\\[^]|[^"\\\n])*"?|'(?:\\[^]|[^'\\\n])*'?)`,
    String.raw`(?<directive>^[ \t]*#[^\n]*)`,
    String.raw`(?<aggregation>@\w*)`,
    String.raw`(?<number>\b(?:0[xX][\da-fA-F]+|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)[uUlL]*\b)`,
    String.raw`(?<macro>\$\$?\w+)`,
    String.raw`(?<name>[A-Za-z_\x60][\w\x60]*)`,
    String.raw`(?<bracket>[{}])`,
  ].join("|"),
  "gm",
);
/** From the end of a clause to the predicate or the braces of the next: descriptions of probes. */
const DESCRIPTION = /[\w$*?[\]`.!\-:]*:[\w$*?[\]`.!\-:]*|\b(?:BEGIN|END|ERROR|(?:tick|profile)-\w+)\b/g;

const TYPESCRIPT_TOKEN = new RegExp(
  [
    String.raw`(?<comment>\/\*[^]*?(?:\*\/|$)|\/\/[^\n]*)`,
    String.raw`(?<string>"(?:\\[^]|[^"\\\n])*"?|'(?:\\[^]|[^'\\\n])*'?|\x60(?:\\[^]|[^\x60\\])*\x60?)`,
    String
      .raw`(?<pattern>(?<=(?:^|[=(,:[!&|?{};]|\breturn)\s*)\/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n])+\/[a-z]*)`,
    String.raw`(?<number>\b(?:0[xXbBoO][\da-fA-F_]+|\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?)n?\b)`,
    String.raw`(?<name>[\p{ID_Start}$_][\p{ID_Continue}$]*)`,
  ].join("|"),
  "gmu",
);

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(" "));
}

/** The pieces of a text that have a colour, in order. */
export function highlight(text: string, language: CellLanguage, known?: KnownNames): HighlightedPart[] {
  return language === "d" ? highlightD(text, known) : highlightTypeScript(text);
}

function highlightD(text: string, known?: KnownNames): HighlightedPart[] {
  const pieces: HighlightedPart[] = [];
  let depth = 0, outside = 0;
  const skipped: HighlightedPart[] = [];
  /** What stands outside of braces, up to an offset. */
  const describe = (end: number) => {
    for (const found of text.slice(outside, end).matchAll(DESCRIPTION)) {
      const start = outside + found.index;
      if (!skipped.some((piece) => start < piece.end && piece.start < start + found[0].length)) {
        pieces.push({ start, end: start + found[0].length, style: "probe" });
      }
    }
  };
  for (const found of text.matchAll(D_TOKEN)) {
    const start = found.index, end = start + found[0].length;
    const groups = found.groups!;
    if (groups.bracket) {
      if (found[0] === "{" && depth++ === 0) describe(start);
      else if (found[0] === "}" && --depth <= 0) depth = 0, outside = end;
      continue;
    }
    const style = styleOfD(groups, known);
    if (style === "comment" || style === "string" || groups.directive) skipped.push({ start, end, style });
    if (style !== "plain") pieces.push({ start, end, style });
  }
  if (depth === 0) describe(text.length);
  return ordered(pieces);
}

function styleOfD(groups: Readonly<Record<string, string | undefined>>, known?: KnownNames): PieceStyle {
  const { comment, string, directive, aggregation, number, macro, name } = groups;
  if (comment !== undefined) return "comment";
  if (string !== undefined) return "string";
  if (directive !== undefined) return "keyword";
  if (aggregation !== undefined) return "aggregation";
  if (number !== undefined || macro !== undefined) return "number";
  if (name === undefined) return "plain";
  if (D_KEYWORDS.has(name)) return "keyword";
  if (D_TYPES.has(name) || /_t$/.test(name)) return "type";
  return known?.variables.has(name) || known?.functions.has(name) ? "builtin" : "plain";
}

/** Descriptions win over names in them; nothing overlaps. */
function ordered(pieces: readonly HighlightedPart[]): HighlightedPart[] {
  const probes = pieces.filter(({ style }) => style === "probe");
  const rest = pieces.filter((piece) =>
    piece.style === "probe" || !probes.some((probe) => piece.start < probe.end && probe.start < piece.end)
  );
  return rest.sort((a, b) => a.start - b.start);
}

function highlightTypeScript(text: string): HighlightedPart[] {
  const pieces: HighlightedPart[] = [];
  for (const found of text.matchAll(TYPESCRIPT_TOKEN)) {
    const style = styleOfTypeScript(found.groups!, text[found.index - 1] ?? "");
    if (style !== "plain") pieces.push({ start: found.index, end: found.index + found[0].length, style });
  }
  return pieces;
}

function styleOfTypeScript(groups: Readonly<Record<string, string | undefined>>, previous: string): PieceStyle {
  const { comment, string, pattern, number, name } = groups;
  if (comment !== undefined) return "comment";
  if (string !== undefined || pattern !== undefined) return "string";
  if (number !== undefined) return "number";
  if (name === undefined || previous === ".") return "plain";
  if (TYPESCRIPT_KEYWORDS.has(name)) return "keyword";
  if (TYPESCRIPT_VALUES.has(name)) return "number";
  return TYPESCRIPT_TYPES.has(name) || /^[A-Z]\w*[a-z]/.test(name) ? "type" : "plain";
}
