/** What is installed can do all that the command can, each part of it with the permissions of its task, and without a network. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { ENGINE_FLAGS } from "../../lib/evaluator/mod.ts";
import { processOf } from "../../lib/cli/install/choose.ts";
import { PROCESSES, type ProcessFlags, taskCommand } from "../../lib/cli/install/processes.ts";

const ROOT = new URL("../../", import.meta.url);
const { tasks } = JSON.parse(Deno.readTextFileSync(new URL("deno.json", ROOT))) as {
  tasks: Record<string, { command: string }>;
};
const names = Object.keys(PROCESSES) as (keyof typeof PROCESSES)[];
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

Deno.test("the tasks have the permissions of what is installed, and stand where the person stands", () => {
  for (const name of names) strictEqual(tasks[name].command, taskCommand(name));
});

Deno.test("every process of ours runs with the same flags of the engine, so that each finds code that is compiled", () => {
  for (const name of names) ok((PROCESSES[name] as ProcessFlags).flags.includes(ENGINE_FLAGS), name);
});

/** Command lines, whether on a terminal, and what they are. */
const LINES: readonly (readonly [readonly string[], boolean, string])[] = [
  [[], true, "repl"],
  [[], false, "probebook"],
  [["repl", "x.pcap"], false, "repl"],
  [["run", "x.ipynb"], false, "notebook"],
  [["kernel", "doctor"], false, "notebook"],
  [["kernel", "install", "--user"], false, "probebook"],
  [["page", "-o", "x.html"], false, "page"],
  [["--interfaces"], false, "live"],
  [["-q", "--interface", "lo", "-n", "BEGIN"], false, "live"],
  [["--interface=lo"], false, "live"],
  [["-r", "repl"], false, "probebook"],
  [["-n", 'ip::: { printf("--interface"); }'], false, "probebook"],
];

/** A `deno` that says what it was called with. */
const STUB = `#!/bin/sh\nfor word do printf '%s\\n' "$word"; done\n`;

Deno.test({
  name: "deno task install: the program chooses the process, and runs from elsewhere",
  ignore: Deno.build.os === "windows",
  async fn(t) {
    const folder = await Deno.makeTempDir();
    try {
      const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["task", "-q", "--config", new URL("deno.json", ROOT).pathname, "install", "--root", "in stalled"],
        cwd: folder,
        env: { NO_COLOR: "1", INIT_CWD: folder },
      }).output();
      ok(success, decode(stderr));
      match(decode(stdout), /installed .*\/in stalled\/bin\/probebook/);
      const program = `${folder}/in stalled/bin/probebook`;
      await t.step("from another folder, with its files named from there", async () => {
        Deno.copyFileSync(new URL("test/captures/demo.pcap", ROOT), `${folder}/own.pcap`);
        const run = await new Deno.Command(program, {
          args: ["-qr", "own.pcap", "-n", "ip:::receive { @ = count(); }", "--table", "out.csv"],
          cwd: folder,
        }).output();
        strictEqual(run.code, 0, decode(run.stderr));
        ok(Deno.readTextFileSync(`${folder}/out.csv`).length > 0);
      });
      await t.step("a closed standard output is an error; one that goes nowhere on purpose is none", async () => {
        const status = async (how: string) => {
          const args = ["-c", `"$0" -qn 'BEGIN { trace(1); exit(0); }' ${how}`, program];
          const { code, stderr } = await new Deno.Command("sh", { args, stdout: "piped" }).output();
          return [code, decode(stderr)];
        };
        deepStrictEqual(await status(">&-"), [1, "dtrace: standard output is closed\n"]);
        deepStrictEqual(await status(">/dev/null"), [0, ""]);
        deepStrictEqual(await status("1<>/dev/null"), [0, ""]);
        deepStrictEqual(await status("| cat"), [0, ""]);
      });
      await t.step("each command with its own process", () => {
        const stub = `${folder}/deno`;
        Deno.writeTextFileSync(stub, STUB, { mode: 0o755 });
        const text = Deno.readTextFileSync(program).replace(/^deno=.*$/m, `deno='${stub}'`);
        Deno.writeTextFileSync(program, text);
        for (const [args, onTerminal, name] of LINES) {
          strictEqual(processOf(args, onTerminal), name, args.join(" "));
          if (onTerminal) continue;
          const { stdout } = new Deno.Command(program, { args: [...args], stdin: "null" }).outputSync();
          const { flags, program: path } = PROCESSES[name as keyof typeof PROCESSES] as ProcessFlags;
          deepStrictEqual(decode(stdout).trimEnd().split("\n"), [
            "run",
            ...flags.map((flag) => flag === "--allow-run" ? `--allow-run=${stub},sh` : flag),
            "--config",
            new URL("deno.json", ROOT).pathname,
            new URL(path, ROOT).pathname,
            ...args.slice(name === "repl" ? 1 : 0),
          ], args.join(" "));
        }
      });
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
