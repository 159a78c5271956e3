/**
 * A conversation as a file: a notebook that runs again, a script of D, a script of TypeScript.
 *
 * @module
 */
import { parse } from "npm:acorn@8.15.0";
import { stripTypeScriptTypes } from "node:module";
import { wholeProgram } from "../../notebook/text/mod.ts";
import type { ConversationEntry, ConversationState } from "../conversation/conversation_state.ts";
import { CommandError } from "./repl_command.ts";

/** What is to be written. */
export interface SavedText {
  readonly path: string;
  readonly text: string;
}
/** The files of a conversation, by the name's end: one, but for several programs of D, which are a file each. */
export function savedTexts(path: string, state: ConversationState): SavedText[] {
  if (state.entries.length === 0) throw new CommandError("nothing was entered yet");
  if (path.endsWith(".ipynb")) return [{ path, text: notebookText(state) }];
  if (path.endsWith(".d")) return scriptsOf(path, state);
  if (path.endsWith(".ts")) return [{ path, text: typeScriptText(state) }];
  throw new CommandError(`what is \`${path}\`? Its name ends in .ipynb, .d or .ts`);
}

/** nbformat 4.5. Cells of D say what they read and under which options, so that each runs by itself. */
export function notebookText({ entries }: Pick<ConversationState, "entries">): string {
  let captures = "";
  const cells = entries.map((entry, index) => {
    const source = entry.language === "d" ? withSource(entry, captures) : entry.text;
    if (entry.language === "d") captures = entry.captures.join("\n");
    return {
      cell_type: "code",
      id: `cell-${index + 1}`,
      execution_count: index + 1,
      metadata: {},
      source: lines(source),
      outputs: outputsOf(entry),
    };
  });
  const notebook = {
    cells,
    metadata: {
      kernelspec: { display_name: "Probebook", language: "typescript", name: "probebook" },
      language_info: { file_extension: ".ts", mimetype: "text/typescript", name: "typescript" },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
  return `${JSON.stringify(notebook, null, 1)}\n`;
}

/** The captures are set where they change. */
function withSource({ text, captures, linux, options }: ConversationEntry, before: string): string {
  const words = [
    ...linuxWords(linux),
    ...options.map(([name, value]) => `-x ${quoted(value === undefined ? name : `${name}=${value}`)}`),
  ];
  return [
    ...captures.join("\n") === before ? [] : [`%source ${captures.map(quoted).join(" ")}`],
    ...words.length > 0 ? [`%%d ${words.join(" ")}`] : [],
    text,
  ].join("\n");
}

/** The options of `%%d` that say the same. */
function linuxWords(linux: ConversationEntry["linux"]): string[] {
  if (!linux) return [];
  const { command, process } = linux;
  return [
    "--linux",
    ...command === undefined ? [] : ["-c", quoted(command)],
    ...process ? ["-p", String(process)] : [],
  ];
}

function quoted(path: string): string {
  return /^[\w./+=,:-]+$/.test(path) ? path : `"${path.replaceAll(/["\\]/g, "\\$&")}"`;
}

function lines(text: string): string[] {
  return text.split(/(?<=\n)/);
}

function outputsOf({ output, error }: ConversationEntry): unknown[] {
  const outputs: unknown[] = [];
  // deno-lint-ignore no-control-regex
  const text = output.replaceAll(/\x1b\[[0-9;]*m/g, "");
  if (text) outputs.push({ output_type: "stream", name: "stdout", text: lines(text) });
  if (error) {
    outputs.push({
      output_type: "error",
      ename: error.name,
      evalue: error.message,
      traceback: error.text.split("\n"),
    });
  }
  return outputs;
}

/**
 * The programs of D that ran; those of TypeScript are not there. Each ran by itself: in one file they would be one program,
 * whose variables and aggregations are the same, whose first exit() ends all of it.
 */
function scriptsOf(path: string, { entries }: ConversationState): SavedText[] {
  const programs = entries.filter(({ language, error }) => language === "d" && !error);
  if (programs.length === 0) throw new CommandError("no program of D ran: .ipynb and .ts keep TypeScript");
  return programs.map(({ text, captures, linux, options }, i) => {
    const read = captures.length > 0 ? `/* ${captures.join(", ").replaceAll("*/", "* /")} */\n` : "";
    const set = options.map(([name, value]) => `#pragma D option ${name}${value === undefined ? "" : `=${value}`}\n`)
      .join("");
    return {
      path: programs.length === 1 ? path : path.replace(/\.d$/, `-${i + 1}.d`),
      text: `#!/usr/bin/env -S probebook ${linux ? "trace " : ""}-s\n\n${read}${set}${text.trim()}\n`,
    };
  });
}

/** A module that does the same again: programs of D become calls of `trace`. */
function typeScriptText({ entries }: ConversationState): string {
  const good = entries.filter(({ error }) => !error);
  if (good.length === 0) throw new CommandError("nothing ran without an error");
  const imports = new Set<string>([`import { d, trace } from ${JSON.stringify(MODULE)};`]);
  const several = declaredTwice(good);
  const parts = good.map((entry) =>
    entry.language === "d" ? tracePart(entry) : typeScriptPart(entry, imports, several)
  );
  // names may be declared again, as at the prompt, and `_` may be anything
  return [...imports, "", "// deno-lint-ignore no-explicit-any", "let _: any;", "", parts.join("\n\n"), ""].join("\n");
}

/** Our own module, wherever the script is put. */
const MODULE = import.meta.resolve("../../../mod.ts");

function tracePart({ text, captures, linux }: ConversationEntry): string {
  const source = linux
    ? JSON.stringify({ linux: true, ...linux })
    : captures.length > 0
    ? JSON.stringify(captures)
    : "null";
  const program = wholeProgram(text);
  const literal = /`|\$\{/.test(program) ? JSON.stringify(program) : `d\`${program}\``;
  const bound = [...new Set([...text.matchAll(/@([A-Za-z_]\w*)/g)].map(([, name]) => name))]
    .map((name) => `var ${name} = _.aggregations.${name};`);
  return [`_ = await trace(${source}, ${literal});`, "console.log(_.text);", ...bound].join("\n");
}

function typeScriptPart({ text }: ConversationEntry, imports: Set<string>, several: ReadonlySet<string>): string {
  // imports go to the top, where a module has them
  const rest = text.replaceAll(/^[ \t]*import\s[^;(]*?from\s*["'][^"']+["'];?[ \t]*\n?/gm, (found) => {
    imports.add(`${found.trim().replace(/;$/, "")};`);
    return "";
  }).trim();
  if (rest === "") return "";
  if (isExpression(rest)) return `_ = (${rest.replace(/;\s*$/, "")});\nconsole.log(_);`;
  return rest.replaceAll(/^(?:let|const)(?=\s+([\w$]+))/gm, (word, name) => several.has(name) ? "var" : word);
}

/** Names that are declared in more than one input, or are those of an aggregation too. */
function declaredTwice(entries: readonly ConversationEntry[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const { text, language } of entries) {
    const pattern = language === "d" ? /@([A-Za-z_]\w*)/g : /^(?:let|const|var|class|function)\s+([\w$]+)/gm;
    for (const name of new Set([...text.matchAll(pattern)].map(([, name]) => name))) {
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return new Set([...counts].filter(([, count]) => count > 1).map(([name]) => name));
}

/** Whether a text of TypeScript is an expression, whose value was shown. */
function isExpression(text: string): boolean {
  try {
    const { body } = parse(stripTypeScriptTypes(text), {
      ecmaVersion: "latest",
      sourceType: "module",
      allowAwaitOutsideFunction: true,
    });
    return body.length === 1 && body[0].type === "ExpressionStatement";
  } catch {
    return false;
  }
}
