/**
 * `:source` and `:set`: what programs of D read, and how.
 *
 * @module
 */
import { lazy } from "../lazy_modules.ts";
import type { LinuxRequest } from "../../evaluator/mod.ts";
import { linuxRequest, parseWords, readSetting, splitWords } from "../../notebook/text/mod.ts";
import { type CommandContext, CommandError, type ReplCommand } from "./repl_command.ts";

export const source: ReplCommand = {
  name: "source",
  argument: "file",
  files: /\.(pcap|pcapng|cap|snoop|dmp)(\.(gz|zst))?$/,
  usage: ":source [+] [FILE…]",
  meaning:
    "the captures that programs read; + adds, `none` forgets, --interface NAME watches, `linux` asks the running kernel, " +
    "alone it lists them",
  more:
    "`:source --interface NAME` watches an interface of this host instead (any is all of them); Ctrl-C ends a run " +
    "over it, and :watch shows what comes in. It takes the privilege to capture (root, or dumpcap or tcpdump with it). " +
    "With `--write FILE` each run saves what it sees: as a capture that gives the same again. " +
    "`:source linux` asks the running kernel: its probes are there in the place of those of packets, Ctrl-C ends a run. " +
    "`-c COMMAND` runs a program with each, `-p PID` ends with one that is there: $target is its process. " +
    "A capture of that name is `./linux`.",
  async run(rest, context) {
    const words = splitWords(rest);
    const { state } = context;
    if (words.length > 0) {
      const change = await readSources(words, state);
      const { engine, output } = context;
      const isAnew = change.linux
        ? await engine.allowLinux()
        : change.interfaces.length > 0 && await engine.allowInterfaces(change.save);
      state.captures = change.captures;
      state.interfaces = change.interfaces;
      state.linux = change.linux;
      state.save = change.save;
      if (isAnew) {
        const access = change.linux ? "the kernel" : "interfaces";
        output.note(
          "what TypeScript had declared is gone: the process was restarted, with access to " +
            (change.save === undefined ? access : `${access} and to ${change.save}`),
        );
      }
    }
    listSources(context);
    if (words.length > 0 && state.kept.length > 0 && hasSource(context)) await rerun(context);
  },
};

function hasSource({ state }: CommandContext): boolean {
  return state.captures.length + state.interfaces.length > 0 || state.linux !== undefined;
}

/** The kept program runs whenever what it depends on has changed. */
export async function rerun(context: CommandContext): Promise<boolean> {
  return await context.runD(context.state.keptText);
}

async function readSources(
  words: readonly string[],
  state: { readonly captures: readonly string[] },
): Promise<{ captures: string[]; interfaces: string[]; linux?: LinuxRequest; save?: string }> {
  if (words.length === 1 && words[0] === "none") return { captures: [], interfaces: [] };
  if (words[0] === "linux" || words[0] === "--linux") {
    return { captures: [], interfaces: [], linux: readLinux(words.slice(1)) };
  }
  const captures: string[] = words[0] === "+" ? [...state.captures] : [], interfaces: string[] = [];
  let save: string | undefined;
  const rest = words[0] === "+" ? words.slice(1) : [...words];
  while (rest.length > 0) {
    const word = rest.shift()!;
    const [, said] = word.match(/^--interface(?:=(.*))?$/) ?? [];
    if (word.startsWith("--interface")) {
      const name = said ?? rest.shift();
      if (!name) throw new CommandError("--interface needs a name; `:source --interface any` is all of them");
      interfaces.push(name);
      continue;
    }
    const [, file] = word.match(/^--write(?:=(.*))?$/) ?? [];
    if (word.startsWith("--write")) {
      save = file ?? rest.shift();
      if (!save) throw new CommandError("--write needs a file");
      continue;
    }
    const problem = await checkCapture(word);
    if (problem) throw new CommandError(problem);
    if (!captures.includes(word)) captures.push(word);
  }
  if (captures.length > 0 && interfaces.length > 0) {
    throw new CommandError("either captures or interfaces are read, not both");
  }
  if (save !== undefined && interfaces.length === 0) {
    throw new CommandError("--write saves what an interface shows: name one with --interface");
  }
  return { captures, interfaces, save };
}

function readLinux(words: readonly string[]): LinuxRequest {
  const { values, rest } = parseWords(words, LINUX_OPTIONS, ":source linux");
  if (rest.length > 0) throw new CommandError(`:source linux is the running kernel alone: what is \`${rest[0]}\`?`);
  return linuxRequest(values.get("-c")?.at(-1), values.get("-p")?.at(-1));
}
const LINUX_OPTIONS = [
  { name: "-c", value: "COMMAND", meaning: "a program that runs beside" },
  { name: "-p", value: "PID", meaning: "a process that is there" },
];

/** What is wrong with a file, before it is asked anything. */
async function checkCapture(path: string): Promise<string | undefined> {
  const { captureProblem } = await lazy.captureFacts();
  return await captureProblem(path);
}

function listSources({ state, output }: CommandContext): void {
  if (state.linux) {
    const { command, process } = state.linux;
    const beside = command !== undefined
      ? `, beside \`${command}\``
      : process !== undefined
      ? `, until process ${process} ends`
      : "";
    return output.note(`asking the running kernel${beside}`);
  }
  if (state.interfaces.length > 0) {
    return output.note(
      `watching ${state.interfaces.join(", ")}${state.save === undefined ? "" : `, saved in ${state.save}`}`,
    );
  }
  if (state.captures.length === 0) return output.note("no capture is open: :source FILE");
  for (const path of state.captures) output.note(`${path}  ${sizeText(path)}`);
}

function sizeText(path: string): string {
  try {
    const { size } = Deno.statSync(path);
    const power = size < 1000 ? 0 : size < 1e6 ? 1 : size < 1e9 ? 2 : 3;
    const value = size / 1000 ** power;
    return `${power === 0 ? value : value.toFixed(1)} ${["bytes", "kB", "MB", "GB"][power]}`;
  } catch {
    return "";
  }
}

export const set: ReplCommand = {
  name: "set",
  argument: "option",
  usage: ":set [OPTION[=VALUE]…]",
  meaning: "options of D (-x) for all programs from here on; -OPTION takes one back, without one they are listed",
  async run(rest, context) {
    const { state, output } = context;
    const words = splitWords(rest);
    if (words.length === 0) {
      const set = [...state.options].map(([name, value]) => value === undefined ? name : `${name}=${value}`);
      output.note(set.length > 0 ? set.join("\n") : "no option is set; :set Tab shows which there are");
      return;
    }
    const { optionProblem } = await lazy.captureFacts();
    for (const word of words) {
      if (word.startsWith("-")) {
        if (!state.options.delete(word.slice(1))) throw new CommandError(`\`${word.slice(1)}\` is not set`);
        continue;
      }
      const { name, value } = readSetting(word);
      const problem = optionProblem(name, value);
      if (problem) throw new CommandError(`\`${word}\`: ${problem}`);
      state.options.set(name, value);
    }
    if (state.kept.length > 0 && hasSource(context)) await rerun(context);
  },
};
