/**
 * `-C`: runs the system's C preprocessor on a program.
 *
 * @module
 */
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
export async function preprocess(text: string, directory: string, options: PreprocessorOptions): Promise<string> {
  const path = options.path ?? "cpp";
  const args = [...PREDEFINED, `-D__${Deno.build.os === "darwin" ? "Darwin" : "Linux"}`];
  if (Deno.build.arch === "x86_64") args.push("-D__amd64");
  if (options.stdc === "a" || options.stdc === "t") args.push("-U__STDC__", "-D__STDC__=0");
  if (options.stdc === "s") args.push("-U__STDC__");
  if (options.printHeaders) args.push("-H");
  args.push("-w", "-iquote", directory, ...options.flags, "-");
  // an interpreter line would be taken for a directive; its newline stays, so that lines keep their numbers
  const input = text.replace(/^#![^\n]*/, "");
  const run = await spawn(path, args, new TextEncoder().encode(input));
  const detail = new TextDecoder().decode(run.stderr);
  if (!run.success) throw new PreprocessorError("Preprocessor failed to process input program", detail);
  if (options.printHeaders && detail) Deno.stderr.writeSync(run.stderr);
  return new TextDecoder().decode(run.stdout).replaceAll(/^(# \d+ )"<stdin>"/gm, `$1"${MAIN_FILE}"`);
}

/** Runs the preprocessor with the text as its standard input. */
async function spawn(path: string, args: string[], input: Uint8Array<ArrayBuffer>): Promise<Deno.CommandOutput> {
  try {
    const child = new Deno.Command(path, { args, stdin: "piped", stdout: "piped", stderr: "piped" }).spawn();
    const output = child.output();
    const writer = child.stdin.getWriter();
    await writer.write(input).then(() => writer.close(), () => {/* it ended early: its status says why */});
    return await output;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw new PreprocessorError("Preprocessor not found", `no program \`${path}\`: -C needs a C preprocessor`);
    }
    if (error instanceof Deno.errors.NotCapable || error instanceof Deno.errors.PermissionDenied) {
      throw new PreprocessorError("Failed to exec preprocessor", `this process may not run \`${path}\``);
    }
    throw error;
  }
}
