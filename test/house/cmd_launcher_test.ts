/** What `deno task install` writes on Windows: read line by line, since `cmd.exe` is only there. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { BY_WORD, OF_FILES, OF_INTERFACES, processOf } from "../../lib/cli/install/choose.ts";
import { cmdLauncher } from "../../lib/cli/install/cmd_launcher.ts";
import { PROCESSES, type ProcessFlags, type ProcessName } from "../../lib/cli/install/processes.ts";

const TEXT = cmdLauncher({ deno: String.raw`C:\Program Files\deno\deno.exe`, root: "C:/Users/A 100%/probebook/" });
const LINES = TEXT.split("\r\n");

/** Follows the lines as far as they choose: `if`, `for`, `goto`. @returns the label that is reached */
function chosen(...args: string[]): string {
  const raw = args.map((word) => /[ {}@;,]/.test(word) ? `"${word}"` : word), at = (n: number) => args[n - 1] ?? "";
  for (const line of LINES) {
    const found = /^if "(%~1(?: %~2)?)"=="(.*)" goto :(\w+)$/.exec(line);
    if (found && found[1].replace("%~1", at(1)).replace("%~2", at(2)) === found[2]) return found[3];
    const loop = /^for %%w in \(%\*\) do if "%%~w"=="(.*)" goto :(\w+)$/.exec(line);
    // what is not in quotes ends at `=` as at a blank
    const words = raw.flatMap((word) => word.startsWith('"') ? [word.slice(1, -1)] : word.split(/[=,;]/));
    if (loop && words.includes(loop[1])) return loop[2];
    if (line.startsWith("goto :")) return line.slice(6);
  }
  return "";
}
/** The line behind a label that starts a process. */
const startOf = (label: string) => LINES.slice(LINES.indexOf(`:${label}`)).find((line) => line.startsWith('"%deno%"'))!;

Deno.test("probebook.cmd: paths are its own, lines end as cmd.exe wants them, the status is that of the process", () => {
  ok(!TEXT.replaceAll("\r\n", "").includes("\n"));
  ok(LINES.includes(String.raw`set "root=C:\Users\A 100%%\probebook"`));
  ok(LINES.includes(String.raw`set "deno=C:\Program Files\deno\deno.exe"`));
  const starts = LINES.filter((line) => line.startsWith('"%deno%"'));
  LINES.forEach((line, i) => line.startsWith('"%deno%"') && strictEqual(LINES[i + 1], "exit /b %errorlevel%"));
  ok(starts.length >= new Set(Object.values(BY_WORD)).size + 2);
  // every label that is gone to is there, once
  for (const [, label] of TEXT.matchAll(/goto :(\w+)/g)) {
    strictEqual(LINES.filter((line) => line === `:${label}`).length, 1, label);
  }
});
Deno.test("probebook.cmd: each command is the process that the program for shells makes of it, with its permissions", () => {
  const lines = [
    ...Object.keys(BY_WORD).filter((word) => word !== "repl").map((word) => [word, "x"]),
    ...OF_FILES.map((word) => ["kernel", word, "--user"]),
    ...OF_INTERFACES.map((flag) => ["-q", flag, "lo"]),
    ["--interface=lo"],
    ["-r", "repl"],
    ["-r", "x.pcap", "-n", "ip:::receive { @ = count(); }"],
    ["-n", 'ip::: { printf("--interface"); }'],
  ];
  for (const args of lines) strictEqual(chosen(...args), processOf(args, false), args.join(" "));
  strictEqual(chosen("repl", "x.pcap"), "words_of_repl");
  strictEqual(chosen(), "repl");
  for (const name of new Set<ProcessName>(["probebook", "live", ...Object.values(BY_WORD)])) {
    const { flags, program, runs = [] }: ProcessFlags = PROCESSES[name], line = startOf(name);
    const run = `"--allow-run=${["%deno%", "sh", ...runs].join(",")}"`;
    const few = flags.map((flag) => flag === "--allow-run" ? run : flag).join(" ");
    const file = program.replaceAll("/", "\\");
    const args = name === "repl" ? "%words%" : "%*";
    strictEqual(line, `"%deno%" run ${few} --config "%root%\\deno.json" "%root%\\${file}" ${args}`);
  }
});
Deno.test("probebook.cmd: the word `repl` is taken off, what stands behind it is handed on", () => {
  const at = LINES.indexOf(":words_of_repl");
  deepStrictEqual(LINES.slice(at, at + 4), [":words_of_repl", "set words=%*", "set words=%words:*repl=%", ":repl"]);
  match(startOf("words_of_repl"), /start_repl\.ts" %words%$/);
});
