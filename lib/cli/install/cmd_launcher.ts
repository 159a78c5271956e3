/**
 * The program that `deno task install` puts on the PATH of Windows: `probebook.cmd`, for `cmd.exe`.
 *
 * @module
 */
import { BY_WORD, OF_FILES, OF_INTERFACES } from "./choose.ts";
import type { Installed } from "./launcher.ts";
import { PROCESSES, type ProcessFlags, type ProcessName } from "./processes.ts";

/** In a script a percent sign begins a variable. */
const plain = (text: string) => text.replaceAll("%", "%%");
const folderOf = (root: string) => root.replaceAll("/", "\\").replace(/\\$/, "");

/** A script that chooses the process as the program for shells does; without any word it is the REPL, whatever the terminal. */
export function cmdLauncher({ deno, root }: Installed): string {
  const start = (name: ProcessName, args: string) => {
    const { flags, program, runs = [] }: ProcessFlags = PROCESSES[name];
    const few = flags.map((flag) =>
      flag === "--allow-run" ? `"--allow-run=${["%deno%", "sh", ...runs].join(",")}"` : flag
    );
    const file = program.replaceAll("/", "\\");
    return [
      `:${name}`,
      `"%deno%" run ${few.join(" ")} --config "%root%\\deno.json" "%root%\\${file}" ${args}`,
      "exit /b %errorlevel%",
    ];
  };
  const others = [...new Set(Object.values(BY_WORD))].filter((name) => name !== "repl");
  return [
    "@echo off",
    "rem probebook: each of its commands with the permissions that it needs, and no others.",
    "rem Written by `deno task install`; the program itself is in the folder below.",
    "setlocal DisableDelayedExpansion",
    `set "root=${plain(folderOf(root))}"`,
    `set "deno=${plain(deno)}"`,
    'if not exist "%deno%" set "deno=deno"',
    'if not exist "%root%\\deno.json" (',
    "  echo probebook: %root% has gone: run `deno task install` where it is now>&2",
    "  exit /b 127",
    ")",
    'set "DENO_NO_UPDATE_CHECK=1"',
    'set "words="',
    'if "%~1"=="" goto :repl',
    ...OF_FILES.map((word) => `if "%~1 %~2"=="kernel ${word}" goto :probebook`),
    'if "%~1"=="repl" goto :words_of_repl',
    ...Object.entries(BY_WORD).filter(([, name]) => name !== "repl").map(([word, name]) =>
      `if "%~1"=="${word}" goto :${name}`
    ),
    // a value behind `=` is a word of its own here
    ...OF_INTERFACES.map((flag) => `for %%w in (%*) do if "%%~w"=="${flag}" goto :live`),
    "goto :probebook",
    ":words_of_repl",
    "set words=%*",
    "set words=%words:*repl=%",
    ...start("repl", "%words%"),
    ...start("probebook", "%*"),
    ...start("live", "%*"),
    ...others.flatMap((name) => start(name, "%*")),
    "",
  ].join("\r\n");
}
