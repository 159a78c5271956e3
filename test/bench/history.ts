/**
 * What was measured, with the machine and the commit: for a file of JSON, and as a line of `HISTORY.md` (`deno task
 * bench-history`), so that a loss is seen. Of different machines only ratios can be compared.
 *
 * @module
 */
import { dropBenchFiles } from "./captures.ts";
import { type Figure, figures } from "./measure.ts";
import { quickFigures } from "./quick.ts";

const HISTORY = new URL("HISTORY.md", import.meta.url);
const HEAD = `# What was measured, by commit

Written by \`deno task bench-history\`, which measures as \`deno task bench --quick\` does: time of processors of the whole
process, as a ratio to the program that the heading of a column names. A table begins anew where its columns change.
`;

/** What the figures are of. */
interface Report {
  readonly commit: string;
  /** Files differ from the commit. */
  readonly isChanged: boolean;
  readonly machine: string;
  readonly deno: string;
  readonly figures: readonly Figure[];
}

function report(): Report {
  const git = (...args: string[]) => {
    const { success, stdout } = new Deno.Command("git", { args, cwd: new URL(".", import.meta.url) }).outputSync();
    return success ? new TextDecoder().decode(stdout).trim() : "";
  };
  return {
    commit: git("rev-parse", "--short", "HEAD"),
    isChanged: git("status", "--porcelain", "--untracked-files=no") !== "",
    machine: machine(),
    deno: Deno.version.deno,
    figures,
  };
}
/** Processor, how many, and the system. */
function machine(): string {
  let processor: string = Deno.build.arch;
  try {
    processor = /model name\s*:\s*(.+)/.exec(Deno.readTextFileSync("/proc/cpuinfo"))?.[1] ?? processor;
  } catch { /* not Linux */ }
  return `${navigator.hardwareConcurrency} x ${processor}, ${Deno.build.os}`;
}
/** Writes what was measured until now. */
export function writeReport(path: string): void {
  Deno.writeTextFileSync(path, `${JSON.stringify(report(), null, 2)}\n`);
}

/** The table of all measurements with one more. */
export function withMeasurement(history: string, { commit, isChanged, machine, figures }: Report): string {
  const told = figures.filter(({ ratio }) => ratio !== undefined);
  const head = row(["commit", "machine", ...told.map(({ name, against }) => `${name} / ${against}`)]);
  const line = row([
    isChanged ? `${commit} and changes` : commit,
    machine,
    ...told.map(({ ratio }) => ratio!.toFixed(2)),
  ]);
  const text = history.trimEnd();
  // what `deno fmt` has aligned is the same without its blanks
  const last = text.split("\n").filter((one) => one.startsWith("| commit")).at(-1);
  const isSame = last !== undefined && last.replaceAll(/\s+/g, "") === head.replaceAll(/\s+/g, "");
  if (isSame) return `${text}\n${line}\n`;
  return `${text}\n\n${head}\n${row(["---", "---", ...told.map(() => "---:")])}\n${line}\n`;
}
const row = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll("|", "/")).join(" | ")} |`;

if (import.meta.main) {
  await quickFigures(Deno.args[0] ?? "../shared/bench/peers");
  let history = HEAD;
  try {
    history = Deno.readTextFileSync(HISTORY);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  Deno.writeTextFileSync(HISTORY, withMeasurement(history, report()));
  dropBenchFiles();
}
