/**
 * Words that are not used: what stands for them is plainer, or is what the field says.
 *
 * @module
 */

export interface Banned {
  readonly pattern: RegExp;
  readonly instead: string;
}
/** In comments and in texts, those of messages among them. */
export const TEXT: readonly Banned[] = [
  { pattern: /\bwhoever\b/i, instead: "say who: the caller, the reader of the output" },
  { pattern: /\banew\b/i, instead: "`again`, `restarted`" },
  { pattern: /\b(?:and|its|their|or) kin\b/, instead: "`and others`, `similar …`" },
  { pattern: /\b(?:is|are|was|were|bytes) wanted\b/, instead: "`is expected`, `is needed`, `is asked for`" },
  { pattern: /\b(?:can|cannot|could not|may not) be had\b/, instead: "`is not available`" },
  {
    pattern: /(?<!\b(?:[Tt]?here|which) )\b(?:is|are) no (?!longer|more|other|less|better|worse|shorter|faster|one\b)/,
    instead: "`is not a …`",
  },
  { pattern: /\b(?:there|where|here)(?:of|by|in|upon)\b/i, instead: "a plain relative clause" },
  { pattern: /\brest of the world\b/, instead: "`yields to the event loop`" },
  { pattern: /\bmay not be had\b|\bcannot be here\b/, instead: "`is not available`" },
];
/** In names. */
export const NAMES: readonly Banned[] = [
  { pattern: /^(?:MOST|LEAST)(?:_|$)/, instead: "`MAX_…`, `MIN_…` with what is counted" },
  { pattern: /[Ww]hoever/, instead: "the field's term" },
];

/** The first banned word of a text, or of a name, and where it begins. */
export function bannedIn(
  text: string,
  list: readonly Banned[],
): { readonly word: string; readonly instead: string } | undefined {
  for (const { pattern, instead } of list) {
    const found = pattern.exec(text);
    if (found) return { word: found[0].trim(), instead };
  }
  return undefined;
}
