/**
 * `--help NAME`, and `:help NAME` of the REPL: what the reference says of a name. Loaded when it is asked for.
 *
 * @module
 */
import { helpOf } from "./flag_help.ts";
import {
  entryText,
  findEntries,
  nearNames,
  readOutputs,
  referenceEntries,
  type ReferenceEntry,
} from "../reference/mod.ts";
import { optionRows, type Subcommand, SUBCOMMANDS, synopsisOf } from "./commands/mod.ts";
import { FLAGS } from "./flags.ts";
import { spelled } from "./usage.ts";

/** Flags of the command, by both of their names, and the commands that stand before flags. */
function commandEntries(): ReferenceEntry[] {
  const flags = FLAGS.flatMap((flag): ReferenceEntry[] => {
    const names = [flag.letter && `-${flag.letter}`, flag.long && `--${flag.long}`].filter((name) =>
      name !== undefined
    );
    const where = flag.section === "not here" ? ["It is DTrace's, and not available here."] : [];
    return names.map((name) => ({
      kind: "flag",
      name: name!,
      usage: spelled(flag),
      paragraphs: [`${helpOf(flag)[0].toUpperCase()}${helpOf(flag).slice(1)}.`, ...where],
      examples: [],
    }));
  });
  return [
    ...flags,
    ...SUBCOMMANDS.flatMap((command) => [
      entryOf(command),
      ...(command.commands ?? []).map((own) => entryOf(own, `${command.name} `)),
    ]),
  ];
}

/** A command with its options. */
function entryOf(command: Subcommand, before = ""): ReferenceEntry {
  const { meaning } = command;
  return {
    kind: "command",
    name: before + command.name,
    usage: `probebook ${before}${synopsisOf(command)}`,
    paragraphs: [`${meaning[0].toUpperCase()}${meaning.slice(1)}.`],
    rows: [
      ...optionRows(command),
      ...(command.commands ?? []).map((own) => [`${command.name} ${synopsisOf(own)}`, own.meaning] as const),
    ],
    examples: [],
  };
}

let kept: readonly ReferenceEntry[] | undefined;

function allEntries(): readonly ReferenceEntry[] {
  return kept ??= [...commandEntries(), ...referenceEntries()];
}
/** Every name of which something is said, with its first sentence. */
export function helpNames(): { readonly text: string; readonly kind: string; readonly detail: string }[] {
  return allEntries().map(({ name, kind, paragraphs }) => ({ text: name, kind, detail: paragraphs[0] ?? "" }));
}

/** What is said of a name, as text; where nothing is, the nearest names. */
export function helpOn(name: string, columns = 80): { readonly text: string } | { readonly near: readonly string[] } {
  const entries = allEntries();
  const found = findEntries(entries, name);
  if (found.length === 0) return { near: nearNames(entries, name) };
  const outputs = readOutputs();
  return { text: found.map((entry) => entryText(entry, outputs, columns)).join("\n") };
}
