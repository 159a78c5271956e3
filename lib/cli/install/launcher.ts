/**
 * The program that is put on the PATH: it chooses, by the first words, which process the command is to be, so that a
 * question to a capture cannot watch interfaces, and what reads a notebook is started by nothing else.
 *
 * @module
 */
import { PROCESSES, type ProcessFlags, type ProcessName } from "./processes.ts";

/** Commands that start cells, by their first words; what is not here asks captures, or watches interfaces. */
const OF_CELLS: Readonly<Record<string, ProcessName>> = { repl: "repl", run: "notebook", kernel: "notebook" };
/** Commands of `kernel` that only write files. */
const OF_FILES = ["install", "uninstall"];
/** Flags with which interfaces are watched or listed. */
const OF_INTERFACES = ["--interface", "--interfaces"];

/** The process for a command line; the same rule as that of the programs below. */
export function processOf(args: readonly string[], onTerminal: boolean): ProcessName {
  const [first, second] = args;
  if (args.length === 0 && onTerminal) return "repl";
  if (first === "kernel" && OF_FILES.includes(second)) return "probebook";
  if (Object.hasOwn(OF_CELLS, first ?? "")) return OF_CELLS[first];
  return args.some((word) => OF_INTERFACES.includes(word.split("=")[0])) ? "live" : "probebook";
}

/** For a shell of POSIX: one word, whatever is in it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Where what is started lies. */
export interface Installed {
  /** The program `deno`; the one on the PATH where it has gone. */
  readonly deno: string;
  /** Folder of the project, without a slash at its end. */
  readonly root: string;
}

/** A program for the shell. It becomes the process that it chooses: a start takes no longer than without it. */
export function shellLauncher({ deno, root }: Installed): string {
  const line = (name: ProcessName) => {
    const { flags, program }: ProcessFlags = PROCESSES[name];
    const few = flags.map((flag) => flag === "--allow-run" ? `"--allow-run=$deno,sh"` : flag);
    return `exec "$deno" run ${few.join(" ")} --config "$root/deno.json" "$root/${program}" "$@"`;
  };
  const interfaces = OF_INTERFACES.flatMap((flag) => [flag, `${flag}=*`]).join("|");
  const cells = Object.entries(OF_CELLS).filter(([, name]) => name === "notebook").map(([word]) => word).join("|");
  return `#!/bin/sh
# probebook: each of its commands with the permissions that it needs, and no others.
# Written by \`deno task install\`; the program itself is in the folder below.
root=${quoted(root)}
deno=${quoted(deno)}
[ -x "$deno" ] || deno=$(command -v deno) || { echo "probebook: there is no deno on the PATH" >&2; exit 127; }
[ -f "$root/deno.json" ] || { echo "probebook: $root has gone: run \\\`deno task install\\\` where it is now" >&2; exit 127; }
export DENO_NO_UPDATE_CHECK=1
if [ $# -eq 0 ] && [ -t 0 ] && [ -t 1 ]; then ${line("repl")}; fi
case "\${1-} \${2-}" in
  ${OF_FILES.map((word) => `"kernel ${word}"`).join("|")}) ;;
  "repl "*) shift; ${line("repl")} ;;
  ${cells.split("|").map((word) => `"${word} "*`).join("|")}) ${line("notebook")} ;;
  *) for word do case $word in ${interfaces}) ${line("live")} ;; esac; done ;;
esac
${line("probebook")}
`;
}
