/**
 * Ways to go on at the cursor, and colours: which language it is, or which argument of which command.
 *
 * @module
 */
import { lazy } from "./lazy_modules.ts";
import { type CellLanguage, languageOf } from "../notebook/text/mod.ts";
import type { Completion } from "../evaluator/mod.ts";
import type { Conversation } from "./conversation/mod.ts";
import type { ReplCommand } from "./commands/repl_command.ts";
import { COMMANDS, findCommand, parseCommand } from "./commands/command_table.ts";
import { highlight, type KnownNames, type StyledPart } from "./editor/mod.ts";

/** The program in an input: where it starts, and its language. */
export function programOf(text: string): { readonly start: number; readonly language: CellLanguage } | undefined {
  const parsed = parseCommand(text);
  if (!parsed) return { start: 0, language: languageOf(text) };
  const command = commandNamed(parsed.name);
  if (command?.argument === "d") return { start: parsed.start, language: "d" };
  if (command?.argument === "typescript") return { start: parsed.start, language: "typescript" };
  return undefined;
}

function commandNamed(name: string): ReplCommand | undefined {
  try {
    return findCommand(name);
  } catch {
    return undefined;
  }
}

/** Colours of an input. */
export function colorsOf(text: string, known: KnownNames | undefined): StyledPart[] {
  const parsed = parseCommand(text);
  const program = programOf(text);
  const pieces: StyledPart[] = parsed ? [{ start: 0, end: parsed.start, style: "command" }] : [];
  if (!program) return pieces;
  const { start, language } = program;
  const colored = highlight(text.slice(start), language, known);
  return [...pieces, ...colored.map((piece) => ({ ...piece, start: piece.start + start, end: piece.end + start }))];
}

/** Ways to go on. */
export async function completeInput(text: string, offset: number, conversation: Conversation): Promise<Completion> {
  const program = programOf(text);
  if (program && offset >= program.start && !/^\s*:[A-Za-z]*$/.test(text.slice(0, offset))) {
    const { start, language } = program;
    const rest = text.slice(start), at = offset - start;
    const { engine, state } = conversation;
    const found = language === "d" || looksLikeProbe(rest, at)
      ? await engine.completeD(rest, at, state.linux !== undefined)
      : await completeBoth(conversation, rest, at);
    return { ...found, start: found.start + start, end: found.end + start };
  }
  return await completeCommand(text, offset, conversation);
}

/** A probe description that is begun: `tcp:::st`. */
function looksLikeProbe(text: string, offset: number): boolean {
  return /^\s*[\w*?$[\]-]*:[\w*?$[\]:-]*$/.test(text.slice(0, offset));
}

/** The first word of an input may be a provider as well as a name. */
async function completeBoth({ engine, state }: Conversation, text: string, offset: number): Promise<Completion> {
  const [, word] = text.slice(0, offset).match(/^\s*([A-Za-z][\w-]*)$/) ?? [];
  const found = await engine.completeTypeScript(text, offset);
  if (word === undefined) return found;
  const probes = await engine.completeD(text, offset, state.linux !== undefined);
  const end = offset, start = offset - word.length;
  if (probes.start !== start) return found;
  return { start, end, candidates: [...probes.candidates, ...found.start === start ? found.candidates : []] };
}

async function completeCommand(text: string, offset: number, conversation: Conversation): Promise<Completion> {
  const before = text.slice(0, offset);
  const [, word] = before.match(/^\s*:([A-Za-z]*)$/) ?? [];
  if (word !== undefined) {
    const candidates = COMMANDS.filter(({ name }) => name.startsWith(word))
      .map(({ name, meaning, argument }) => ({
        text: argument === "none" ? name : `${name} `,
        kind: "command",
        detail: meaning,
      }));
    return { start: offset - word.length, end: offset, candidates };
  }
  const command = commandNamed(parseCommand(text)?.name ?? "");
  const last = before.match(/\S*$/)![0];
  const candidates = command ? await argumentsOf(command, last, conversation) : [];
  if (command?.argument === "probe") return await completeProbe(last, offset, conversation);
  const cut = command?.argument === "file" ? last.lastIndexOf("/") + 1 : 0;
  return { start: offset - last.length + cut, end: offset, candidates };
}

async function completeProbe(word: string, offset: number, { engine, state }: Conversation): Promise<Completion> {
  const found = await engine.completeD(word, word.length, state.linux !== undefined);
  const shift = offset - word.length;
  return { ...found, start: found.start + shift, end: offset };
}

type Candidates = Completion["candidates"];

async function argumentsOf(command: ReplCommand, word: string, conversation: Conversation): Promise<Candidates> {
  const starting = (all: Candidates) => all.filter(({ text }) => text.startsWith(word));
  switch (command.argument) {
    case "file":
      return filesOf(word, command.files);
    case "option": {
      const { OPTIONS } = await lazy.options();
      return starting(OPTIONS.map(({ name, doc, kind }) => ({
        text: kind === "flag" || kind === "boolean" ? name : `${name}=`,
        kind: "option",
        detail: doc,
      })));
    }
    case "tag": {
      const { EXPLANATIONS } = await lazy.explanations();
      return starting([...EXPLANATIONS].map(([text, { text: detail }]) => ({ text, kind: "tag", detail })));
    }
    case "command": {
      const commands = COMMANDS.map(({ name, meaning }) => ({ text: name, kind: "command", detail: meaning }));
      if (word === "") return commands;
      const { helpNames } = await lazy.help();
      return starting([...commands, ...helpNames()]);
    }
    case "name":
      return starting(conversation.gathered.map(({ name, detail }) => ({ text: name, kind: "variable", detail })));
    default:
      return [];
  }
}

function filesOf(path: string, meant = /^/): Candidates {
  const slash = path.lastIndexOf("/") + 1;
  const name = path.slice(slash);
  try {
    const all = [...Deno.readDirSync(path.slice(0, slash) || ".")]
      .filter((entry) => entry.name.startsWith(name) && (name || !entry.name.startsWith(".")));
    const fitting = all.filter((entry) => !entry.isFile || meant.test(entry.name));
    return (fitting.length > 0 ? fitting : all)
      .map((entry) => ({
        text: isDirectory(entry, path.slice(0, slash)) ? `${entry.name}/` : entry.name,
        kind: "path",
      }))
      .sort((a, b) => a.text < b.text ? -1 : 1);
  } catch {
    return [];
  }
}

function isDirectory(entry: Deno.DirEntry, directory: string): boolean {
  if (!entry.isSymlink) return entry.isDirectory;
  try {
    return Deno.statSync(`${directory}${entry.name}`).isDirectory;
  } catch {
    return false;
  }
}
