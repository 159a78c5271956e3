/**
 * `:table` and `:chart`: what was gathered, in another form.
 *
 * @module
 */
import { type CommandContext, CommandError, type ReplCommand } from "./repl_command.ts";

const ROWS = 40;

export const table: ReplCommand = {
  name: "table",
  argument: "name",
  usage: ":table [NAME] [ROWS|FILE]",
  meaning: "an aggregation, or the records of a clause, of the last run as a table; without a name all of them; FILE " +
    "(.csv, .tsv, .json, .ndjson, .arrow, .parquet) is written",
  async run(rest, context) {
    const words = rest.trim().split(/\s+/).filter(Boolean);
    const file = fileOf(words);
    const rows = /^\d+$/.test(words.at(-1) ?? "") ? Number(words.pop()) : ROWS;
    await context.show({ what: "table", name: nameOf(words), rows, file });
  },
};

export const chart: ReplCommand = {
  name: "chart",
  argument: "name",
  usage: ":chart [NAME] [FILE]",
  meaning: "the same as a chart: as an image where the terminal shows them, else in blocks; FILE (.png, .svg, .html, " +
    ".vl.json) is written",
  async run(rest, context: CommandContext) {
    const words = rest.trim().split(/\s+/).filter(Boolean);
    const file = fileOf(words);
    await context.show({ what: "chart", name: nameOf(words), image: context.output.images !== undefined, file });
  },
};

/** The last word, where it is the name of a file: names of aggregations have neither a dot nor a slash. */
function fileOf(words: string[]): string | undefined {
  return /[./]/.test(words.at(-1) ?? "") ? words.pop() : undefined;
}
function nameOf(words: readonly string[]): string | undefined {
  if (words.length > 1) throw new CommandError(`one name is enough: ${words.join(", ")}`);
  return words[0]?.replace(/^@/, "") || (words[0] === "@" ? "_" : undefined);
}
