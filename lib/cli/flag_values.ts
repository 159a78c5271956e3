/**
 * Values of flags: durations as people write them, what can be dumped.
 *
 * @module
 */
const UNITS: Record<string, number> = {
  ns: 1,
  us: 1e3,
  ms: 1e6,
  s: 1e9,
  sec: 1e9,
  m: 6e10,
  min: 6e10,
  h: 36e11,
  d: 864e11,
};

/** `10s`, `500ms`, `2m`; seconds without a unit. Undefined if it is not a duration. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)([a-z]*)$/.exec(text.trim().toLowerCase());
  if (!match) return undefined;
  const unit = UNITS[match[2] || "s"];
  return unit === undefined ? undefined : Number(match[1]) * unit;
}

/** What a compilation goes through, in order. */
export const DUMPS = ["tokens", "ast", "types", "ir", "wasm", "wasm-bytes"] as const;
export type Dump = typeof DUMPS[number];

const MAX_SHARDS = 100_000;
/** `2/8`: a part, and how many there are. Undefined if it is none. */
export function parseShard(text: string): { readonly index: number; readonly count: number } | undefined {
  const [, index, count] = /^(\d{1,6})\/(\d{1,6})$/.exec(text)?.map(Number) ?? [];
  return index >= 1 && index <= count && count <= MAX_SHARDS ? { index, count } : undefined;
}
