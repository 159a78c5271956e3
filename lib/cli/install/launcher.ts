/**
 * The program that `deno task install` puts on the PATH.
 *
 * @module
 */
import { BY_WORD, OF_FILES, OF_INTERFACES } from "./choose.ts";
import { PROCESSES, type ProcessFlags, type ProcessName } from "./processes.ts";

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
    const { flags, program, runs = [] }: ProcessFlags = PROCESSES[name];
    const few = flags.map((flag) =>
      flag === "--allow-run" ? `"--allow-run=${["$deno", "sh", ...runs].join(",")}"` : flag
    );
    return `exec "$deno" run ${few.join(" ")} --config "$root/deno.json" "$root/${program}" "$@"`;
  };
  const interfaces = OF_INTERFACES.flatMap((flag) => [flag, `${flag}=*`]).join("|");
  const others = Object.entries(BY_WORD).filter(([, name]) => name !== "repl").map(([word, name]) =>
    `  "${word} "*) ${line(name)} ;;`
  );
  return `#!/bin/sh
# probebook: each of its commands with the permissions that it needs, and no others.
# Written by \`deno task install\`; the program itself is in the folder below.
root=${quoted(root)}
deno=${quoted(deno)}
[ -x "$deno" ] || deno=$(command -v deno) || { echo "probebook: there is no deno on the PATH" >&2; exit 127; }
[ -f "$root/deno.json" ] || { echo "probebook: $root has gone: run \\\`deno task install\\\` where it is now" >&2; exit 127; }
# Deno opens /dev/null where standard output is closed, and then nobody can tell
{ true 3>&1; } 2>/dev/null || { echo "dtrace: standard output is closed" >&2; exit 1; }
export DENO_NO_UPDATE_CHECK=1
if [ $# -eq 0 ] && [ -t 0 ] && [ -t 1 ]; then ${line("repl")}; fi
case "\${1-} \${2-}" in
  ${OF_FILES.map((word) => `"kernel ${word}"`).join("|")}) ;;
  "repl "*) shift; ${line("repl")} ;;
${others.join("\n")}
  *) for word do case $word in ${interfaces}) ${line("live")} ;; esac; done ;;
esac
${line("probebook")}
`;
}
