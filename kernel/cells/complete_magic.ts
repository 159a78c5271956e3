/**
 * Completion of magics: their names, options of `%%d`, file names.
 *
 * @module
 */
import type { Completion } from "../../lib/evaluator/mod.ts";
import { CELL_MAGICS, D_OPTIONS } from "./cell.ts";
import { magicNames } from "./magics.ts";

const FILE_BEFORE = /(?:^%(?:source|load|%writefile)\s(?:.*\s)?|--read[ =])(\S*)$/;

/** Ways to go on in a line of a magic; undefined in other lines. */
export function completeMagic(code: string, offset: number): Completion | undefined {
  const line = code.slice(code.lastIndexOf("\n", offset - 1) + 1, offset);
  const before = code.slice(0, offset - line.length);
  if (!/^\s*%/.test(line) || /^\s*%time\s/.test(line) || !/^(\s*%[^\n]*\n|\s*\n)*$/.test(before)) return undefined;
  const file = line.match(FILE_BEFORE);
  if (file) return completeFile(file[1], offset);
  const word = line.match(/\S*$/)![0];
  const known = /^\s*%%d\s/.test(line)
    ? D_OPTIONS.map(({ name, meaning }) => ({ text: name, kind: "keyword", detail: meaning }))
    : /^\s*%\S*$/.test(line)
    ? [...magicNames().map((name) => `%${name}`), ...CELL_MAGICS.map(({ name }) => name)]
      .map((text) => ({ text, kind: "magic" }))
    : [];
  const candidates = known.filter(({ text }) => text.startsWith(word));
  return { start: offset - word.length, end: offset, candidates };
}

function completeFile(path: string, offset: number): Completion {
  const slash = path.lastIndexOf("/") + 1;
  const name = path.slice(slash);
  try {
    const entries = [...Deno.readDirSync(path.slice(0, slash) || ".")]
      .filter((entry) => entry.name.startsWith(name) && (name || !entry.name.startsWith(".")))
      .map((entry) => ({ text: entry.isDirectory ? `${entry.name}/` : entry.name, kind: "path" }));
    return { start: offset - name.length, end: offset, candidates: entries.sort((a, b) => a.text < b.text ? -1 : 1) };
  } catch {
    return { start: offset, end: offset, candidates: [] };
  }
}
