/**
 * A conversation as a file: a notebook that runs again, a script of D, a script of TypeScript.
 *
 * @module
 */
import type { ConversationState, Entry } from "../conversation/state.ts";
import { CommandError } from "./command.ts";

/** The text of a file, by its name's end. */
export function savedText(path: string, state: ConversationState): string {
  if (state.entries.length === 0) throw new CommandError("nothing was entered yet");
  if (path.endsWith(".ipynb")) return notebookText(state);
  if (path.endsWith(".d")) return scriptText(state);
  if (path.endsWith(".ts")) return typeScriptText(state);
  throw new CommandError(`what is \`${path}\`? Its name ends in .ipynb, .d or .ts`);
}

/** nbformat 4.5. Cells of D say what they read, so that each runs by itself. */
export function notebookText(state: ConversationState): string {
  let captures = "";
  const cells = state.entries.map((entry, index) => {
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
function withSource({ text, captures }: Entry, before: string): string {
  if (captures.join("\n") === before) return text;
  return `%source ${captures.map(quoted).join(" ")}\n${text}`;
}

function quoted(path: string): string {
  return /^[\w./+-]+$/.test(path) ? path : `"${path.replaceAll(/["\\]/g, "\\$&")}"`;
}

function lines(text: string): string[] {
  return text.split(/(?<=\n)/);
}

function outputsOf({ output, error }: Entry): unknown[] {
  const outputs: unknown[] = [];
  if (output) outputs.push({ output_type: "stream", name: "stdout", text: lines(output) });
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

/** The programs of D that ran; those of TypeScript are not there. */
function scriptText({ entries }: ConversationState): string {
  const programs = entries.filter(({ language, error }) => language === "d" && !error);
  if (programs.length === 0) throw new CommandError("no program of D ran: .ipynb and .ts keep TypeScript");
  const parts = programs.map(({ text, captures }) => {
    const read = captures.length > 0 ? `/* ${captures.join(", ").replaceAll("*/", "* /")} */\n` : "";
    return `${read}${text.trim()}\n`;
  });
  return `#!/usr/bin/env -S probebook -s\n\n${parts.join("\n")}`;
}

/** A module: programs of D become calls of `trace`. */
function typeScriptText({ entries }: ConversationState): string {
  const good = entries.filter(({ error }) => !error);
  if (good.length === 0) throw new CommandError("nothing ran without an error");
  const imports: string[] = [];
  let runs = 0;
  const parts = good.map(({ language, text, captures }) => {
    if (language === "typescript") return typeScriptPart(text, imports);
    runs++;
    const source = captures.length > 0 ? JSON.stringify(captures) : "null";
    const program = text.replaceAll(/\\(?=[`$])|`|\$\{/g, "\\$&");
    return `const run${runs} = await trace(${source}, d\`${program}\`);\nconsole.log(run${runs}.text);`;
  });
  const head = runs > 0 ? ['import { d, trace } from "@probebook/probebook";'] : [];
  return `${[...head, ...new Set(imports)].join("\n")}\n\n${parts.join("\n\n")}\n`.trimStart();
}

/** Imports go to the top, where a module has them. */
function typeScriptPart(text: string, imports: string[]): string {
  return text.replaceAll(/^[ \t]*import\s[^;(]*?from\s*["'][^"']+["'];?[ \t]*\n?/gm, (found) => {
    imports.push(found.trim());
    return "";
  }).trim();
}
