/**
 * `probebook repl`: on a terminal a conversation, else what standard input says.
 *
 * @module
 */
import { lazy } from "./lazy_modules.ts";
import { parseReplLine, type ReplCommandLine, replUsage, ReplUsageError } from "./repl_command_line.ts";

/** Runs the REPL; answers with the exit status. */
export async function replMain(args: readonly string[]): Promise<number> {
  let line: ReplCommandLine;
  try {
    line = parseReplLine(args);
  } catch (error) {
    if (!(error instanceof ReplUsageError)) throw error;
    console.error(`probebook repl: ${error.message}\n${replUsage()}`);
    return 2;
  }
  if (line.help) {
    console.log(replUsage().trimEnd());
    return 0;
  }
  const missing = missingPermission();
  if (missing) {
    console.error(`probebook repl: what is entered runs in a process of its own, and ${missing} is not permitted here`);
    console.error("  = help: the command has it where it is installed: `--allow-run`, `--allow-net=127.0.0.1`");
    console.error("  = help: `probebook -h` lists the flags of the command, which needs neither");
    return 1;
  }
  if (line.inputs.length === 0 && Deno.stdin.isTerminal() && Deno.stdout.isTerminal()) {
    const { talk } = await lazy.terminal();
    return await talk(line);
  }
  const { readPipe } = await lazy.pipe();
  return await readPipe(line);
}

/** What the evaluator's process needs: to be started, and to be spoken to over the loopback. */
function missingPermission(): string | undefined {
  const granted = (descriptor: Deno.PermissionDescriptor) => Deno.permissions.querySync(descriptor).state === "granted";
  if (!granted({ name: "run", command: Deno.execPath() })) return "starting it";
  return granted({ name: "net", host: "127.0.0.1" }) ? undefined : "speaking to it over 127.0.0.1";
}

/** The REPL as a process of its own: the prompt does not wait for a compiler to load. */
export async function runCommand(): Promise<never> {
  Deno.exit(await replMain(Deno.args));
}

if (import.meta.main) await runCommand();
