/**
 * `:probes`, `:args` and `:explain`: what there is to ask, and what a mistake means.
 *
 * @module
 */
import { lazy } from "../lazy_modules.ts";
import { wrap } from "../../diagnostic/mod.ts";
import { type CommandContext, CommandError, type ReplCommand } from "./repl_command.ts";

export const probes: ReplCommand = {
  name: "probes",
  argument: "probe",
  usage: ":probes [PATTERN]",
  meaning: "the probes that match: :probes tcp::: or :probes *-established",
  run: (rest, context) => describe("probes", rest.trim(), context),
};

export const args: ReplCommand = {
  name: "args",
  argument: "probe",
  usage: ":args PROBE [N]",
  meaning: "the arguments of a probe, or the Nth of them, with their types and members",
  async run(rest, context) {
    const [probe, index] = rest.trim().split(/\s+/);
    if (!probe) throw new CommandError("say which probe: :args tcp:::send, or :args tcp:::send 4");
    const { engine, output, state } = context;
    const isOfLinux = state.linux !== undefined;
    const found = await engine.describe("args", probe, isOfLinux) ?? "";
    const [first, ...more] = found.split("\n").filter((line) => /^\S/.test(line));
    if (!first) throw new CommandError(`no probe matches \`${probe}\`; :probes lists them all`);
    // of several probes the types alone: their members would fill many screens
    if (more.length > 0) return output.print(`${found}\n`);
    const lines = found.split("\n").filter((line) => !/^\s*args\[/.test(line));
    const count = found.match(/^\s*args\[/gm)?.length ?? 0;
    const wanted = index === undefined ? Array.from({ length: count }, (_, i) => i) : [Number(index)];
    for (const number of wanted) {
      const text = `${first} { args[${number}]; }`;
      const argument = await engine.describeArgument(text, text.indexOf("args[") + 1, isOfLinux);
      if (argument === undefined) {
        throw new CommandError(`${first} has ${count} arguments: args[0] to args[${count - 1}]`);
      }
      lines.push(...String(argument).split("\n").filter((line) => !/^ {2}of \S/.test(line)).map((line) => `  ${line}`));
    }
    output.print(`${lines.join("\n")}\n`);
  },
};

async function describe(
  what: "probes" | "args",
  pattern: string,
  { engine, output, state }: CommandContext,
): Promise<void> {
  const found = await engine.describe(what, pattern, state.linux !== undefined);
  if (!found) throw new CommandError(`no probe matches \`${pattern}\`; :probes lists them all`);
  output.print(`${found}\n`);
}

export const explain: ReplCommand = {
  name: "explain",
  argument: "tag",
  usage: ":explain [TAG]",
  meaning: "what an error means and what to do: of a tag, or of the last error",
  async run(rest, { state, output }) {
    const { explanationOf } = await lazy.explanations();
    const last = state.entries.findLast(({ error }) => error)?.error;
    const tag = (rest.trim() || last?.name.match(/D_[A-Z0-9_]+/)?.[0] || "").toUpperCase();
    if (tag === "") {
      throw new CommandError(last ? `the last error (${last.name}) has no tag` : "say which: :explain D_PDESC_ZERO");
    }
    const explanation = explanationOf(tag);
    if (!explanation) throw new CommandError(`there is no tag \`${tag}\`: errors show theirs, as in error[D_SYNTAX]`);
    const [first, ...more] = wrap(`${tag}: ${explanation.text}`, output.width - 1);
    const lines = [first.replace(tag, output.paint("error", tag)), ...more];
    if (explanation.wrong) lines.push("", "Wrong:", `  ${explanation.wrong}`);
    if (explanation.right) lines.push("Right:", `  ${explanation.right}`);
    output.print(`${lines.join("\n")}\n`);
  },
};
