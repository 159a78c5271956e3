/**
 * `probebook` where npm has installed it: a program of Node that becomes a process of Deno, which npm has brought along.
 *
 * @module
 */
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { processOf } from "./choose.ts";
import { PROCESSES, type ProcessFlags } from "./processes.ts";

const require = createRequire(import.meta.url);

/** The program `deno` of the package of this name: the one for this machine. */
function denoPath(): string {
  return (require("deno/install_api.cjs") as { runInstall: () => string }).runInstall();
}

/** Starts the command; ends as it ends. */
export function startCommand(root: URL): void {
  const args = process.argv.slice(2);
  const name = processOf(args, Boolean(process.stdin.isTTY && process.stdout.isTTY));
  const { flags, program, runs = [] }: ProcessFlags = PROCESSES[name];
  const deno = denoPath();
  const words = [
    "run",
    ...flags.map((flag) => flag === "--allow-run" ? `--allow-run=${[deno, "sh", ...runs].join(",")}` : flag),
    "--config",
    fileURLToPath(new URL("deno.json", root)),
    fileURLToPath(new URL(program.replace(/\.ts$/, ".js"), root)),
    ...args.slice(name === "repl" && args.length > 0 ? 1 : 0),
  ];
  const child = spawn(deno, words, { stdio: "inherit", env: { ...process.env, DENO_NO_UPDATE_CHECK: "1" } });
  // a terminal signals both: this one waits for what the other makes of it
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  child.on("error", (error) => {
    console.error(`probebook: ${error.message}`);
    process.exit(127);
  });
  child.on("exit", (status, signal) => {
    if (signal === null) process.exit(status ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
