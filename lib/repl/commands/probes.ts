/**
 * `:probes`, `:args` and `:explain`: what there is to ask, and what a mistake means.
 *
 * @module
 */
import { type CommandContext, CommandError, type ReplCommand } from "./command.ts";

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
  usage: ":args PROBE",
  meaning: "the arguments of a probe, with their types and members",
  async run(rest, context) {
    if (rest.trim() === "") throw new CommandError("say which probe: :args tcp:::send");
    await describe("args", rest.trim(), context);
  },
};

async function describe(what: "probes" | "args", pattern: string, { engine, voice }: CommandContext): Promise<void> {
  const found = (await engine.language()).describe(what, pattern);
  if (!found) throw new CommandError(`no probe matches \`${pattern}\`; :probes lists them all`);
  voice.print(`${String(found.bundle["text/plain"])}\n`);
}

export const explain: ReplCommand = {
  name: "explain",
  argument: "tag",
  usage: ":explain [TAG]",
  meaning: "what an error means and what to do: of a tag, or of the last error",
  async run(rest, { state, voice }) {
    const { explanationOf } = await import("../../diagnostic/explain/mod.ts");
    const last = state.entries.findLast(({ error }) => error)?.error;
    const tag = (rest.trim() || last?.name.match(/D_[A-Z0-9_]+/)?.[0] || "").toUpperCase();
    if (tag === "") {
      throw new CommandError(last ? `the last error (${last.name}) has no tag` : "say which: :explain D_PDESC_ZERO");
    }
    const explanation = explanationOf(tag);
    if (!explanation) throw new CommandError(`there is no tag \`${tag}\`: errors show theirs, as in error[D_SYNTAX]`);
    const lines = [`${voice.paint("error", tag)}: ${explanation.text}`];
    if (explanation.wrong) lines.push("", "Wrong:", `  ${explanation.wrong}`);
    if (explanation.right) lines.push("Right:", `  ${explanation.right}`);
    voice.print(`${lines.join("\n")}\n`);
  },
};
