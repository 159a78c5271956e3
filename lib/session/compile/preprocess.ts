/**
 * `-C`: runs the system's C preprocessor on a program.
 *
 * @module
 */
import { FileError, type Host, type ProcessOutput } from "../../host/mod.ts";
import { PreprocessorError } from "../settings.ts";

/** What the flags and options say about the preprocessor. */
export interface PreprocessorOptions {
  /** -x cpppath */
  readonly path?: string;
  /** -D, -U, -I, in the order given, as flags. */
  readonly flags: readonly string[];
  /** -H: print included files on standard error. */
  readonly printHeaders: boolean;
  /** -X a, c, s, t. */
  readonly stdc?: string;
}

/** Name under which line markers speak of the program itself; the parser knows it from dtrace's own use. */
const MAIN_FILE = "/dev/fd/0";

/** The macros of dtrace(1), D version 1.13. Those that GNU's preprocessor adds and that are plain words are taken away. */
const PREDEFINED = [
  "-D__unix",
  "-D__SVR4",
  "-D__SUNW_D=1",
  "-D__SUNW_D_64",
  "-D__SUNW_D_VERSION=0x0100d000",
  "-Ulinux",
  "-Uunix",
  "-Ui386",
];

/** Preprocesses a program. `directory` is where `#include "…"` looks first. */
export async function preprocess(
  text: string,
  directory: string,
  options: PreprocessorOptions,
  host: Host,
): Promise<string> {
  const path = options.path ?? "cpp";
  const args = [...PREDEFINED, `-D__${host.identity.os === "darwin" ? "Darwin" : "Linux"}`];
  if (host.identity.architecture === "x86_64") args.push("-D__amd64");
  if (options.stdc === "a" || options.stdc === "t") args.push("-U__STDC__", "-D__STDC__=0");
  if (options.stdc === "s") args.push("-U__STDC__");
  if (options.printHeaders) args.push("-H");
  args.push("-w", "-iquote", directory, ...options.flags, "-");
  // an interpreter line would be taken for a directive; its newline stays, so that lines keep their numbers
  const input = text.replace(/^#![^\n]*/, "");
  const run = await spawn(path, args, new TextEncoder().encode(input), host);
  const detail = new TextDecoder().decode(run.stderr);
  if (!run.success) throw new PreprocessorError("Preprocessor failed to process input program", detail);
  if (options.printHeaders && detail) host.processes?.writeError(run.stderr);
  return new TextDecoder().decode(run.stdout).replaceAll(/^(# \d+ )"<stdin>"/gm, `$1"${MAIN_FILE}"`);
}

/** Runs the preprocessor with the text as its standard input. */
async function spawn(
  path: string,
  args: string[],
  input: Uint8Array<ArrayBuffer>,
  { processes }: Host,
): Promise<ProcessOutput> {
  if (!processes) throw new PreprocessorError("Preprocessor not found", "no programs can be run here");
  try {
    return await processes.run(path, args, input);
  } catch (error) {
    const problem = error instanceof FileError ? error.problem : "other";
    if (problem === "missing") {
      throw new PreprocessorError("Preprocessor not found", `no program \`${path}\`: -C needs a C preprocessor`);
    }
    if (problem === "not permitted" || problem === "denied") {
      throw new PreprocessorError("Failed to exec preprocessor", `this process may not run \`${path}\``);
    }
    throw error;
  }
}
