/**
 * The kept program: clauses that are kept run together, again whenever one is added or taken away, or the source or
 * an option changes. So a question is built up clause by clause, each change answered at once.
 *
 * @module
 */
import { dCompleteness } from "../../notebook/text/mod.ts";
import { type CommandContext, CommandError, type ReplCommand } from "./repl_command.ts";
import { rerun } from "./sources.ts";

export const keep: ReplCommand = {
  name: "keep",
  argument: "d",
  usage: ":keep [CLAUSE]",
  meaning: "adds a clause to the kept program and runs it; without one, the program that was entered last",
  more: "The kept program runs again whenever a clause is added (:keep) or taken away (:drop), and when :source or " +
    ":set change what it depends on. Its clauses run together, in their order, with shared variables and aggregations.",
  async run(rest, context) {
    const { state } = context;
    const text = rest.trim() || state.lastProgram;
    if (!text) throw new CommandError("there is nothing to keep yet: :keep ip:::receive { @ = count(); }");
    if (dCompleteness(text).status === "invalid") throw new CommandError("that is not a complete clause");
    const before = state.kept;
    state.kept = [...before, state.newClause(text)];
    // what does not run is not kept
    if (!await rerun(context)) state.kept = before;
    listKept(context);
  },
};

export const drop: ReplCommand = {
  name: "drop",
  argument: "none",
  usage: ":drop NUMBER…|all",
  meaning: "takes clauses from the kept program and runs what is left",
  async run(rest, context) {
    const { state } = context;
    const words = rest.trim().split(/\s+/).filter(Boolean);
    if (words.length === 0) throw new CommandError("say which: :drop 2, or :drop all; :kept lists them");
    const numbers = words.includes("all") ? state.kept.map(({ number }) => number) : words.map(Number);
    const unknown = numbers.findIndex((number) => !state.kept.some((clause) => clause.number === number));
    if (unknown >= 0) throw new CommandError(`there is no clause ${words[unknown]} in the kept program`);
    state.kept = state.kept.filter(({ number }) => !numbers.includes(number));
    if (state.kept.length > 0) await rerun(context);
    listKept(context);
  },
};

export const kept: ReplCommand = {
  name: "kept",
  argument: "none",
  usage: ":kept",
  meaning: "the clauses of the kept program, with their numbers",
  run: (_rest, context) => listKept(context),
};

export const run: ReplCommand = {
  name: "run",
  argument: "none",
  usage: ":run",
  meaning: "runs the kept program once more",
  async run(_rest, context) {
    if (context.state.kept.length === 0) throw new CommandError("no clause is kept: :keep CLAUSE");
    await rerun(context);
  },
};

export const watch: ReplCommand = {
  name: "watch",
  argument: "d",
  usage: ":watch [PROGRAM]",
  meaning: "runs a program (or the kept one) and shows its aggregations while it runs",
  async run(rest, context) {
    const text = rest.trim() || context.state.keptText || context.state.lastProgram;
    if (!text) throw new CommandError("say what: :watch ip:::receive { @[args[2]->ip_saddr] = count(); }");
    await context.runD(text, { watch: true });
  },
};

function listKept({ state, output }: CommandContext): void {
  if (state.kept.length === 0) return output.note("no clause is kept");
  const width = String(state.kept.at(-1)!.number).length;
  for (const { number, text } of state.kept) {
    const [first, ...others] = text.split("\n");
    const margin = " ".repeat(width + 2);
    output.note([`${String(number).padStart(width)}  ${first}`, ...others.map((line) => margin + line)].join("\n"));
  }
}
