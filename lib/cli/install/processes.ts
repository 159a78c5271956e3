/**
 * The processes of the command: what each may do. The tasks of `deno.json` have the same permissions (by test), and the
 * programs that are installed choose among them.
 *
 * @module
 */
/** Those of every process of ours (lib/evaluator says why, and a test that they are the same); read by Node too, which has no Deno. */
const ENGINE_FLAGS = "--v8-flags=--min-semi-space-size=16,--no-lazy,--invocation-count-for-turbofan=60000";

/** One way to run the command. */
export interface ProcessFlags {
  /** Permissions, and what else is passed to `deno run`. */
  readonly flags: readonly string[];
  /** Path of the program in the repository. */
  readonly program: string;
  /** Programs that it runs beside Deno and a shell: what is installed knows all of them, and may run no others. */
  readonly runs?: readonly string[];
  /** What stands before the arguments of a person. */
  readonly said?: readonly string[];
  /** The same in a task, whose name is the command already; what is installed has it among its arguments. */
  readonly task?: readonly string[];
}

const VARIABLES = "TERM,COLUMNS,NO_COLOR,_DTRACE_TESTING";
/** Where Jupyter keeps its kernels, for `kernel install`. */
const OF_JUPYTER = "HOME,USERPROFILE,APPDATA,XDG_DATA_HOME,JUPYTER_DATA_DIR,JUPYTER_PATH,VIRTUAL_ENV,CONDA_PREFIX";
const ENGINE = [ENGINE_FLAGS, "--no-prompt"];
const FILES = ["--allow-read", "--allow-write"];
/** A process that starts another one, in which cells run, and speaks to it. */
const OF_CELLS = [...FILES, "--allow-run", "--allow-env", "--allow-sys=uid,gid", "--allow-net=127.0.0.1"];
/** The same for the cells of what is published: with a shell that ends them, and without variables but those that cells have. */
const OF_PUBLISHED = [
  "--allow-read",
  "--allow-sys=uid,gid",
  "--allow-net=127.0.0.1",
  "--allow-env=TERM,COLORTERM,COLUMNS,LINES,NO_COLOR,LANG,LANGUAGE,LC_ALL,LC_CTYPE,LC_TIME,LC_NUMERIC,TZ,PATH,HOME,TMPDIR," +
  "DENO_DIR,XDG_CACHE_HOME,SystemRoot,USERPROFILE,LOCALAPPDATA,TEMP,TMP,PATHEXT,SOURCE_DATE_EPOCH,_DTRACE_TESTING",
];
const MAIN = "lib/cli/start.ts", REPL = "lib/cli/start_repl.ts";
/** What cells that watch interfaces may do besides. */
const WATCHING = ["--allow-run=sh,dumpcap,tcpdump", "--allow-ffi"];

/** By the name of the task. */
export const PROCESSES = {
  demo: {
    flags: [...ENGINE, "--allow-read", `--allow-env=${VARIABLES}`, "--allow-sys=uid,gid"],
    program: "lib/cli/demo.ts",
  },
  probebook: {
    flags: [
      ...[...ENGINE, ...FILES, "--allow-run=cpp,sh"],
      ...[`--allow-env=${VARIABLES},${OF_JUPYTER}`, "--allow-sys=uid,gid"],
    ],
    program: MAIN,
  },
  live: {
    flags: [
      ...[...ENGINE, ...FILES, "--allow-run=cpp,sh,dumpcap,tcpdump", `--allow-env=${VARIABLES}`],
      ...["--allow-sys=uid,gid,networkInterfaces", "--allow-ffi"],
    ],
    program: MAIN,
  },
  page: { flags: [...ENGINE, ...FILES, "--allow-run"], program: MAIN, task: ["page"] },
  publish: {
    flags: [...ENGINE, ...OF_PUBLISHED, "--allow-write", "--allow-run"],
    program: MAIN,
    runs: ["ssh-keygen"],
    task: ["publish"],
  },
  // writes nowhere: the process that it starts writes in the folder of temporary files (confined.ts)
  verify: { flags: [...ENGINE, ...OF_PUBLISHED, "--allow-run"], program: MAIN, task: ["verify"] },
  unpack: { flags: [...ENGINE, ...FILES, `--allow-env=${VARIABLES}`], program: MAIN, task: ["unpack"] },
  trace: {
    flags: [
      ...[...ENGINE, ...FILES, "--allow-run=cpp,sh", `--allow-env=${VARIABLES}`, "--allow-sys=uid,gid"],
      "--allow-ffi",
    ],
    program: MAIN,
    task: ["trace"],
  },
  notebook: { flags: [...ENGINE, ...OF_CELLS], program: MAIN },
  repl: { flags: ["-q", ...ENGINE, ...OF_CELLS], program: REPL },
  "repl:live": { flags: ["-q", ...ENGINE, ...OF_CELLS], program: REPL, said: WATCHING },
} as const satisfies Readonly<Record<string, ProcessFlags>>;

/** The name of a process. */
export type ProcessName = keyof typeof PROCESSES;

/** What is given to `deno`, for a process that stands in the repository. */
export function processArguments(name: ProcessName): string[] {
  const { flags, program, said = [] }: ProcessFlags = PROCESSES[name];
  return ["run", ...flags, program, ...said];
}

/** The same as the command of a shell. No word of it needs quotes, but `deno` may. */
export function processCommand(name: ProcessName, deno: string): string {
  return [deno, ...processArguments(name)].join(" ");
}

/** What a task says: it runs where the person stands, and not where `deno.json` is. */
export function taskCommand(name: ProcessName): string {
  const { flags, program, said = [], task = [] }: ProcessFlags = PROCESSES[name];
  const words = ["deno", "run", ...flags, `"$ROOT/${program}"`, ...said, ...task];
  return `ROOT="$PWD" && cd "$INIT_CWD" && ${words.join(" ")}`;
}
