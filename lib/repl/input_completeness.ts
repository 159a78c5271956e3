/**
 * Whether an input is whole: Enter runs it then, and a pipe goes on with the next.
 *
 * @module
 */
import { dCompleteness } from "../notebook/text/mod.ts";
import type { Completeness } from "../evaluator/mod.ts";
import { inspectedName, parseCommand } from "./commands/command_table.ts";
import { programOf } from "./completion.ts";

/** Judges an input; how a text of TypeScript is judged is handed in, since that takes its parser. */
export function inputCompleteness(
  text: string,
  typeScript: (text: string) => Completeness | Promise<Completeness>,
): Completeness | Promise<Completeness> {
  const program = programOf(text);
  if (inspectedName(text) !== undefined) return { status: "complete" };
  if (!program) return { status: "complete" };
  const rest = text.slice(program.start);
  // a command without its program is the command's business
  if (parseCommand(text) && rest.trim() === "") return { status: "complete" };
  return program.language === "d" ? completenessOfD(rest) : typeScript(rest);
}

/** Pragmas and declarations alone ask nothing: a clause is to come. An empty line says that it is meant so. */
function completenessOfD(text: string): Completeness {
  const verdict = dCompleteness(text);
  const asks = text.includes("{") || /\n[ \t]*\n?$/.test(text);
  return verdict.status === "complete" && !asks ? { status: "incomplete", indent: "" } : verdict;
}
