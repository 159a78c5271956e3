/**
 * Finds what is said of a name, and the nearest names where nothing is.
 *
 * @module
 */
import { suggest } from "../d/check/mod.ts";
import type { ReferenceEntry } from "./entry.ts";

/**
 * As people write it: `strlen()`, `@count`, `-x strsize=8`, `tcp:::`, `tcp:kernel:none:send`, `d_proto_len`, `struct ipinfo_t *`.
 */
function spellings(text: string): string[] {
  const name = text.trim().replace(/^-x\s*/, "").replace(/=.*$/, "").replace(/^@/, "").replace(/\(.*\)$|\[.*\]$/, "")
    .replace(/^struct\s+/, "").replace(/\s*\*$/, "").replace(/:+$/, "").trim();
  const parts = name.split(":");
  const full = parts.length > 1 ? `${parts[0]}:::${parts.at(-1)}` : name;
  return [...new Set([text.trim(), name, full, name.toUpperCase()])];
}
/** What is said of a name: several entries where it means several things, none where it is unknown. */
export function findEntries(entries: readonly ReferenceEntry[], text: string): ReferenceEntry[] {
  for (const name of spellings(text)) {
    const found = entries.filter((entry) => entry.name === name);
    if (found.length > 0) return found;
  }
  const probe = `:::${text.trim()}`;
  return entries.filter(({ kind, name }) => kind === "probe" && name.endsWith(probe));
}
/** Names that are near: `did you mean …?`, or nothing. */
export function nearNames(entries: readonly ReferenceEntry[], text: string): string[] {
  const names = new Set(
    entries.flatMap(({ kind, name }) => kind === "probe" ? [name, name.split(":").at(-1)!] : [name]),
  );
  for (const wrong of spellings(text)) {
    const lines = suggest(wrong, names);
    if (lines.length > 0) return lines;
  }
  return [];
}
