/**
 * What a cell came to, against what the manifest says: tables first, then texts.
 *
 * @module
 */
import type { ManifestCell, ManifestOutput, ManifestProgram, ShownResult } from "../page/mod.ts";
import { canonicalJson, digestsOf, type ReplayedCell } from "../publish/mod.ts";
import { STATUS, type VerifyLine } from "./verify_line.ts";

export async function cellLine(cell: ManifestCell, made: ReplayedCell, number: number): Promise<VerifyLine> {
  const { recorded } = made;
  const kind = cell.kind === "d" ? "D" : cell.kind === "prose" ? "prose" : cell.language;
  const what = `cell ${number}, ${kind}`;
  const line = (faults: readonly string[], good: string): VerifyLine =>
    faults.length === 0
      ? { what, status: STATUS.EQUAL, text: good }
      : { what, status: STATUS.DIFFERS, text: `NOT as published: ${faults.join("; ")}` };
  if (cell.kind === "prose" && recorded.kind === "prose") {
    const faults = cell.values.flatMap(({ reference, text }, i) => {
      const is = recorded.values[i]?.text;
      return is === text ? [] : [`{{${reference}}} is ${is}, and not ${text}`];
    });
    if (cell.values.length !== recorded.values.length) faults.push("its references are others");
    const count = cell.values.length;
    return line(faults, count === 0 ? "numbers in it are not checked" : `equal: ${count} values`);
  }
  if (cell.kind === "code" && recorded.kind === "code") {
    const faults = cell.outputs.length === recorded.outputs.length
      ? cell.outputs.flatMap((output, i) => outputFaults(output, recorded.outputs[i]))
      : [`it shows ${recorded.outputs.length} things, and not ${cell.outputs.length}`];
    return line(faults, cell.outputs.length === 0 ? "shows nothing" : "equal");
  }
  if (cell.kind === "d" && recorded.kind === "d" && made.results) {
    return line(await programFaults(cell, made), good(cell));
  }
  return line(["it is another kind of cell"], "");
}
function good({ tables, outcome }: ManifestProgram): string {
  const { length } = tables;
  return `equal: ${length} table${length === 1 ? "" : "s"}, ${outcome.packets.toLocaleString("en-US")} packets`;
}
async function programFaults(cell: ManifestProgram, made: ReplayedCell): Promise<string[]> {
  const faults: string[] = [], { outcome, tables } = made.results!;
  if (made.recorded.kind !== "d") return ["it is another kind of cell"];
  const { run } = made.recorded, { program, settings, given, isSilent, isHidden } = cell;
  const said = { program, settings, given, isSilent, isHidden, captures: cell.captures };
  if (canonicalJson(said) !== canonicalJson({ ...run, captures: made.names })) {
    faults.push("what it is said to run is not what its text says");
  }
  const digests = await digestsOf(tables);
  for (const [i, published] of cell.tables.entries()) {
    const is = digests[i];
    if (canonicalJson(is) !== canonicalJson(published)) {
      const rows = is?.rows === published.rows ? "" : ` (${is?.rows ?? 0} rows, and not ${published.rows})`;
      faults.push(`table ${published.name}${rows}`);
    }
  }
  if (digests.length > cell.tables.length) faults.push(`${digests.length} tables, and not ${cell.tables.length}`);
  const { results, ...rest } = outcome, { results: shown, ...published } = cell.outcome;
  if (canonicalJson(results) !== canonicalJson(shown)) faults.push(shownFault(results, shown));
  for (const name of new Set([...Object.keys(rest), ...Object.keys(published)])) {
    const one = (rest as Record<string, unknown>)[name], other = (published as Record<string, unknown>)[name];
    if (canonicalJson(one) !== canonicalJson(other)) faults.push(`${NAMES[name] ?? name}${difference(one, other)}`);
  }
  return faults;
}
const NAMES: Readonly<Record<string, string>> = { text: "the text", lines: "the messages", packets: "the packets" };

function shownFault(results: readonly ShownResult[], shown: readonly ShownResult[]): string {
  for (const [i, one] of results.entries()) {
    const other = shown[i] as ShownResult | undefined;
    if (other === undefined || canonicalJson(one) === canonicalJson(other)) continue;
    const isRows = canonicalJson(one.rows) !== canonicalJson(other.rows);
    if (!isRows) return `the drawing of ${one.name}`;
    const row = one.rows.findIndex((cells, r) => canonicalJson(cells) !== canonicalJson(other.rows?.[r]));
    return `row ${row + 1} shown of ${one.name} is ${one.rows[row]?.join(" ")}, and not ${
      other.rows?.[row]?.join(" ")
    }`;
  }
  return "what is shown of its tables";
}
/** The first place where texts differ. */
function difference(made: unknown, published: unknown): string {
  if (typeof made === "number") return `: ${made}, and not ${published}`;
  const [one, other] = [made, published].map((text) => Array.isArray(text) ? text.join("\n") : String(text));
  const [lines, others] = [one.split("\n"), other.split("\n")];
  const at = lines.findIndex((line, i) => line !== others[i]);
  const shown = (line: string | undefined) => (line ?? "").trim().slice(0, 80);
  return `, line ${at + 1}: \`${shown(lines[at])}\`, and not \`${shown(others[at])}\``;
}
function outputFaults(published: ManifestOutput, made: ManifestOutput): string[] {
  if (canonicalJson(published) === canonicalJson(made)) return [];
  if (published.kind !== made.kind) return ["it shows something of another kind"];
  if (published.kind !== "shown" || made.kind !== "shown") {
    const text = (one: ManifestOutput) => one.kind === "shown" ? "" : one.text;
    return [`the text${difference(text(made), text(published))}`];
  }
  const types = new Set([...Object.keys(published.bundle), ...Object.keys(made.bundle)]);
  return [...types].filter((type) => published.bundle[type] !== made.bundle[type]).map((type) =>
    type.startsWith("image/")
      ? "the picture"
      : type.endsWith("json")
      ? "the drawing"
      : `the text${difference(made.bundle[type] ?? "", published.bundle[type] ?? "")}`
  );
}
