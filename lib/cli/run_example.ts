/**
 * Runs the command lines of the reference in this process, hundreds of them in seconds, and gives what the command would print.
 *
 * @module
 */
import { denoHost } from "../host/deno/mod.ts";
import { describeProgram, quietnessOf, reportLines, Session } from "../session/mod.ts";
import { parseCommandLine } from "./command_line.ts";
import { errorText } from "./command_failure.ts";
import { processOf } from "./install/choose.ts";
import { processCommand } from "./install/processes.ts";

const NAME = "dtrace";

/** A command line's words as a shell splits them: quotes, and a backslash outside of them. */
export function shellWords(command: string): string[] {
  const words: string[] = [];
  for (const [word] of command.matchAll(/(?:'[^']*'|"[^"]*"|\\.|[^\s'"\\])+/gs)) {
    words.push(word.replace(/'([^']*)'|"([^"]*)"|\\(.)/gs, (_all, single, double, one) => single ?? double ?? one));
  }
  return words;
}
/** What only a process of its own shows: programs that it starts, the preprocessor, other modes than a run. */
export function needsProcess(command: string): boolean {
  return / -c |\bsystem\(|freopen|[ -]C | -l|-x cpp |--|-h\b|-V\b/.test(command);
}

/** Both streams, blanks at the ends of lines taken off, and what is the same for every question to a capture. */
export async function runExample(command: string, root: URL): Promise<string> {
  return trimmed(needsProcess(command) ? await runProcess(command, root) : await runHere(command));
}
/** Whose view the capture is, and that it holds ARP too: the pages say it once. */
const OF_CAPTURE = /^dtrace: (?:seen from .*|\d+ packets?: not IP: ARP)\n?/gm;
/** A command line with `probebook` as the process that each command is, from the repository. */
export function withProcesses(command: string): string {
  return command.replace(/(?<![\w/-])probebook (\S+)/g, (_, word) => {
    return `${processCommand(processOf([word], false), Deno.execPath())} ${word}`;
  });
}
/** The same, by the command itself. */
export async function runProcess(command: string, root: URL): Promise<string> {
  const shell = `${withProcesses(command)} 2>&1`;
  const { stdout } = await new Deno.Command("sh", { args: ["-c", shell], cwd: root, stdin: "null" }).output();
  return trimmed(new TextDecoder().decode(stdout));
}
/** Blanks at the ends of lines, which an editor takes away, do not count. */
function trimmed(text: string): string {
  return text.replace(OF_CAPTURE, "").split("\n").map((line) => line.trimEnd()).join("\n").replace(/^\n+|\n+$/g, "");
}

async function runHere(command: string): Promise<string> {
  const parts: string[] = [], decoder = new TextDecoder();
  const output = { write: (bytes: Uint8Array) => void parts.push(decoder.decode(bytes, { stream: true })) };
  const warn = (message: string) => void parts.push(`${NAME}: ${message}\n`);
  const line = parseCommandLine(shellWords(command).slice(1));
  try {
    const session = new Session(
      {
        programs: line.programs.map(({ flag, text }) => {
          if (flag === "s") throw new Error("an example reads no script");
          return { flag, text };
        }),
        macroArguments: line.operands,
        commandName: NAME,
        options: line.options,
        captures: line.captures,
        limits: { packets: line.count, nanoseconds: line.forNs },
      },
      { output, warn, reopen: () => output, system() {} },
      denoHost,
    );
    const isQuiet = () => session.options.flag("quiet");
    for (const { program, matches } of await session.compile()) {
      if (isQuiet() || line.compileOnly) continue;
      warn(`${describeProgram(program)} matched ${matches} probe${matches === 1 ? "" : "s"}`);
    }
    if (session.options.flag("verbose")) parts.push(await session.intermediateText());
    if (line.compileOnly) session.lower();
    else for (const message of reportLines(await session.run(), quietnessOf(session.options))) warn(message);
  } catch (error) {
    const tags = line.options.some((option) => option.name === "errtags");
    parts.push(errorText(NAME, error, { plain: true, help: !tags, tags }));
  }
  return parts.join("");
}
