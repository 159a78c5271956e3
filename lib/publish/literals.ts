/**
 * The cells of a notebook with the addresses in them mapped, and what an author has to look at before agreeing to it.
 *
 * @module
 */
import { type AddressMapping, type LiteralChange, mapNumbers, type MappedText, mapText } from "../anonymise/mod.ts";
import { languageOf } from "../notebook/text/mod.ts";
import type { SourceCell } from "./notebook_port.ts";

export interface CellChange {
  /** From 1. */
  readonly cell: number;
  readonly what: string;
  readonly before: string;
  readonly after: string;
}
export interface MappedCells {
  readonly cells: readonly SourceCell[];
  readonly changes: readonly CellChange[];
  /** How many literals of each kind became others. */
  readonly literals: Readonly<Record<string, number>>;
  /** What looks like the name of a host, a person or a folder, and stays. */
  readonly names: readonly string[];
}
export interface LiteralMapping {
  readonly addresses: AddressMapping;
  readonly originals: ReadonlyMap<string, string>;
  /** Texts that stay as they are: an author says that they are none of anybody. */
  readonly allowed: readonly string[];
  /** Paths of captures, by what they become. */
  readonly paths: ReadonlyMap<string, string>;
}
export function mapCells(cells: readonly SourceCell[], mapping: LiteralMapping): MappedCells {
  const changes: CellChange[] = [], literals: Record<string, number> = {}, names = new Set<string>();
  const mapped = cells.map((cell, index) => {
    const before = cell.source, { text, made } = mapCell(cell, mapping);
    for (const { kind } of made) literals[kind] = (literals[kind] ?? 0) + 1;
    // where a capture lies is nothing to agree to
    if (made.length > 0) {
      const program = withoutMagics(before), language = languageOf(program) === "d" ? "D" : "TypeScript";
      const what = cell.kind === "prose" ? "prose" : program.trim() === "" ? "magics" : language;
      changes.push({ cell: index + 1, what, before, after: text });
    }
    for (const name of namesIn(text, cell.kind !== "prose")) names.add(name);
    return text === before ? cell : { ...cell, source: text };
  });
  return { cells: mapped, changes, literals, names: [...names].sort() };
}
const withoutMagics = (source: string) => source.replaceAll(/^\s*%.*$/gm, "");

function mapCell({ kind, source }: SourceCell, { addresses, originals, allowed, paths }: LiteralMapping) {
  const isCode = kind !== "prose", made: LiteralChange[] = [];
  const take = ({ text, changes }: MappedText) => {
    made.push(...changes);
    return text;
  };
  // what is allowed stands aside meanwhile, and what are paths
  const kept: string[] = [];
  const aside = (text: string, from: string, to: string) => text.split(from).join(`\ue000${kept.push(to) - 1}\ue001`);
  let text = source.replaceAll(/[\ue000\ue001]/g, "");
  for (const [from, to] of paths) text = aside(text, from, to);
  for (const one of allowed) text = aside(text, one, one);
  text = take(mapText(addresses, text, isCode));
  if (isCode) text = take(mapNumbers(addresses, text, originals));
  return { text: text.replace(/\ue000(\d+)\ue001/g, (_, index) => kept[Number(index)]), made };
}
/** Lines that differ, each before and after. */
export function differenceLines({ cell, what, before, after }: CellChange): string[] {
  const [old, made] = [before.split("\n"), after.split("\n")];
  const lines = old.flatMap((line, i) => line === made[i] ? [] : [`  - ${line}`, `  + ${made[i]}`]);
  return [`cell ${cell}, ${what}:`, ...lines];
}

/** Endings of names: what else has a dot in it is a number, a file or a part of a program. */
const HOST =
  /(?<![\w@/.-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9][a-z0-9-]{2,}\.(?:com|net|org|edu|gov|mil|int|io|dev|de|at|ch|fr|nl|uk|us|eu|ru|cn|jp|br|au|ca|local|lan|internal|intranet|corp|home|localdomain)(?![\w(-]|\.\w)/gi;
const PERSON = /[\w.+-]+@[\w-]+\.[\w.-]+\w|(?:\/home|\/Users|C:\\Users)[/\\][\w.-]+/g;
function namesIn(text: string, isCode: boolean): string[] {
  const texts = isCode ? [...text.matchAll(/"[^"\n]*"|'[^'\n]*'|`[^`]*`/g)].map(([quoted]) => quoted) : [text];
  return texts.flatMap((one) => [HOST, PERSON].flatMap((pattern) => [...one.matchAll(pattern)].map(([name]) => name)));
}
