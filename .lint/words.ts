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
  { pattern: /\btold\b(?! apart)/i, instead: "`reported`, `said`, `called with`, `known by`" },
  { pattern: /\blately\b/i, instead: "`the flow cache`, or when" },
  { pattern: /\b(?:short|long|quick) ways?\b/i, instead: "`fast path`, `slow path`" },
  { pattern: /\bstanding program\b/i, instead: "`kept program`" },
];
/** In names. */
export const NAMES: readonly Banned[] = [
  { pattern: /^(?:MOST|LEAST)(?:_|$)/, instead: "`MAX_…`, `MIN_…` with what is counted" },
  {
    pattern: /[Ww]hoever|[a-z]Told|^#?told|^TOLD|[Ll]ately|^#?takeOrdinary|^(?:NOT_)?ORDINARY/,
    instead: "the field's term",
  },
  { pattern: /^(?:[cC]ourse(?![a-z])|HAPPENED$|happened$|Rhythm$)/, instead: "`timeSeries`, `outcome`, `rates`" },
  {
    pattern: /^(?:Voice|Outlet|Surface|[A-Za-z]*Feed|Lane|Surroundings|Gather(?:ed|ing))$/,
    instead: "`ConversationOutput`, `ParentChannel`, `ScreenRegion`, `ByteReader`, `…Input`, or what it holds",
  },
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
