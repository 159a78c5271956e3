/**
 * The options of `probebook publish`, `verify` and `unpack`: parsing, help and the guide's tables are made of them.
 *
 * @module
 */
import { ANONYMISE_OPTIONS } from "./anonymise_options.ts";
import { optionTable, usageOf } from "./described.ts";
import type { LongOption } from "./long_options.ts";

const QUIET: LongOption = { name: "quiet", short: "q", meaning: "print only what is wrong" };
const HELP: LongOption = { name: "help", short: "h", meaning: "print this help" };
const anonymising = (names: readonly string[]) => ANONYMISE_OPTIONS.filter(({ name }) => names.includes(name));

export const PUBLISH_OPTIONS: readonly LongOption[] = [
  {
    name: "output",
    short: "o",
    value: "WHAT",
    meaning: "what to write: a page (it ends in .html), a zip file (.zip), or else a folder, new or empty",
  },
  ...anonymising(["profile", "reason", "key", "keep", "ip-id", "map", "no-pins", "shift-days"]),
  {
    name: "allow",
    value: "TEXT",
    repeats: true,
    meaning: "leave this text as it is, though it looks like an address, and do not look for it",
  },
  {
    name: "yes",
    short: "y",
    meaning: "agree to what becomes of addresses in cells, and to what differs: both are printed",
  },
  { name: "no-charts", meaning: "show text and tables alone: the page is smaller by what draws charts" },
  {
    name: "sign",
    value: "KEY",
    meaning: "sign the manifest by ssh-keygen, with a private key or the public one of an agent's",
  },
  { name: "title", value: "TEXT", meaning: "the title; without, the first heading" },
  { name: "author", value: "NAME", repeats: true, meaning: "who has written it; without, the notebook's `authors`" },
  {
    name: "date",
    value: "DAY",
    meaning: "2026-11-30; without, SOURCE_DATE_EPOCH, the notebook's `date`, or the day of the last packet",
  },
  { name: "license", value: "TEXT", meaning: "an address or a name; without, the notebook's `license`" },
  QUIET,
  HELP,
];
export const VERIFY_OPTIONS: readonly LongOption[] = [
  {
    name: "signers",
    value: "FILE",
    meaning: "who may have signed it, as `ssh-keygen -Y verify` reads it; without a signature of one of them it fails",
  },
  { name: "hashes-only", meaning: "look at hashes, signature and what is shown, and run nothing" },
  {
    name: "limit",
    value: "SECONDS",
    meaning: "what a cell of D may take, and all of those of TypeScript: 600 without it",
  },
  { name: "json", meaning: "print JSON, a line each" },
  QUIET,
  HELP,
];
export const UNPACK_OPTIONS: readonly LongOption[] = [
  {
    name: "output",
    short: "o",
    value: "FOLDER",
    meaning: "where to write notebook, captures and manifest: new, or empty",
  },
  QUIET,
  HELP,
];
export const publishUsage = () =>
  usageOf("probebook publish NOTEBOOK -o PAGE.html|FOLDER|FILE.zip [OPTION...]", PUBLISH_OPTIONS);
export const verifyUsage = () => usageOf("probebook verify PAGE|FOLDER|ZIP [OPTION...]", VERIFY_OPTIONS);
export const unpackUsage = () => usageOf("probebook unpack PAGE|FOLDER|ZIP -o FOLDER", UNPACK_OPTIONS);
/** The guide's tables, in Markdown. */
export function publishTables(): string {
  const tables = [["publish", PUBLISH_OPTIONS], ["verify", VERIFY_OPTIONS], ["unpack", UNPACK_OPTIONS]] as const;
  return tables.map(([command, options]) => optionTable(`\`probebook ${command}\``, options)).join("\n\n");
}
