/** `--help NAME`: what the reference says, and what it costs those who do not ask. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { operandHelp } from "../../lib/cli/command_line.ts";
import { type Subcommand, SUBCOMMANDS } from "../../lib/cli/commands/mod.ts";
import { helpOn } from "../../lib/cli/mod.ts";
import { helpOf } from "../../lib/cli/flag_help.ts";
import { FLAGS } from "../../lib/cli/flags.ts";
import { entryText, readOutputs, referenceEntries } from "../../lib/reference/mod.ts";
import { processArguments, type ProcessName } from "../../lib/cli/install/processes.ts";

const root = new URL("../../", import.meta.url);
function run(task: ProcessName, ...args: string[]) {
  const { code, stdout, stderr } = new Deno.Command(Deno.execPath(), {
    args: [...processArguments(task), ...args],
    cwd: root,
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).outputSync();
  const decoder = new TextDecoder();
  return { code, output: decoder.decode(stdout), errors: decoder.decode(stderr) };
}
const textOf = (name: string, columns?: number) => {
  const answer = helpOn(name, columns);
  return "text" in answer ? answer.text : undefined;
};

Deno.test("--help: every name of the reference is found, with its example and what that prints", () => {
  const outputs = readOutputs();
  for (const entry of referenceEntries()) {
    ok(textOf(entry.name)?.includes(entryText(entry, outputs)), `${entry.kind} ${entry.name}`);
  }
});
Deno.test("--help: every flag is found by its names", () => {
  for (const flag of FLAGS) {
    const { letter, long } = flag, help = helpOf(flag);
    for (const name of [letter && `-${letter}`, long && `--${long}`]) {
      if (name) ok(textOf(name)?.replace(/\s+/g, " ").includes(help.slice(1)), name);
    }
  }
});
Deno.test("--help: a name is found as people write it", () => {
  for (
    const [written, name] of [
      ["strlen()", "strlen"],
      ["@quantize", "quantize"],
      ["-x strsize=8", "strsize"],
      ["tcp:kernel:none:send", "tcp:::send"],
      ["tcp:::", "tcp"],
      ["d_agg_func", "D_AGG_FUNC"],
      ["struct ipinfo_t *", "ipinfo_t"],
      ["args[2]", "args"],
    ]
  ) strictEqual(textOf(written), textOf(name), written);
  match(textOf("state-change")!, /^tcp:::state-change[^]*^sctp:::state-change/m);
});
Deno.test("--help: the command prints it; of a name that is not known the nearest, with status 1", () => {
  strictEqual(run("probebook", "--help", "strlen").output, textOf("strlen"));
  const { code, errors } = run("probebook", "--help", "stlen");
  strictEqual(code, 1);
  strictEqual(errors, "dtrace: nothing is known of `stlen`\n  = help: did you mean `strlen`?\n");
});
Deno.test(":help prints the same; of commands their own text", () => {
  strictEqual(run("repl", "-e", ":help TH_SYN").output, textOf("TH_SYN"));
  match(run("repl", "-e", ":help watch").output, /^:watch \[PROGRAM\]\n/);
  match(run("repl", "-e", ":help args").output, /\(variable\)[^]*^:args PROBE/m);
  const { code, errors } = run("repl", "-e", ":help quantise");
  strictEqual(code, 1);
  match(errors, /nothing is known of `quantise`; did you mean `quantize`\?/);
});
Deno.test("a run loads nothing of the reference", () => {
  const list = Deno.readTextFileSync(new URL("lib/cli/modules.ts", root));
  ok(!/reference|documentation|explain|help/.test(list.replace("../engine/probe/explain.ts", "")), list);
});
Deno.test("--help: of every command, and of its own commands; `help` alone is the same", () => {
  for (const args of [["repl"], ["run"], ["kernel"], ["kernel", "install"], ["kernel", "doctor"]]) {
    const { code, output } = run("notebook", ...args, "--help");
    match(output, new RegExp(`^usage: probebook ${args.join(" ")} `), args.join(" "));
    strictEqual(code, 0);
  }
  match(run("probebook", "demo", "--help").output, /^probebook demo {2}\(command\)/);
  strictEqual(run("probebook", "help").output, run("probebook", "--help").output);
  strictEqual(run("probebook", "help", "strlen").output, textOf("strlen"));
});
Deno.test("words before flags: each command is known where a wrong one is to be mended", () => {
  for (const { name: word } of SUBCOMMANDS) {
    deepStrictEqual(operandHelp([word]), [`did you mean \`${word}\` as the first word?`]);
  }
});
Deno.test("--help of a command has its options, as the command's own help has", () => {
  const seen = (before: string, { name, options }: Subcommand) => {
    const text = textOf(before + name);
    for (const option of options) ok(text?.includes(`--${option.name}`), `${before}${name} --${option.name}`);
  };
  for (const command of SUBCOMMANDS) {
    seen("", command);
    for (const own of command.commands ?? []) seen(`${command.name} `, own);
  }
  for (const name of ["repl", "run", "page", "anonymise", "publish", "kernel"]) {
    const { output, code } = run("probebook", name, "--help");
    strictEqual(code, 0, name);
    const own = SUBCOMMANDS.find((command) => command.name === name)!;
    const options = [...own.options, ...(own.commands ?? []).flatMap(({ options }) => options)];
    for (const option of options) ok(output.includes(`--${option.name}`), `${name} --${option.name}`);
  }
});
Deno.test("words that nobody knows: the nearest, without a list of all", () => {
  for (
    const [args, status, errors] of [
      [["--tabel", "x.csv"], 2, "dtrace: illegal option -- tabel\n  = help: did you mean `--table`?\n"],
      [["rum", "x.ipynb"], 1, "dtrace: no probes specified\n  = help: did you mean `run`?\n"],
      [["anonymize", "x.pcap"], 1, "dtrace: no probes specified\n  = help: did you mean `anonymise`?\n"],
      [["-q", "repl"], 1, "dtrace: no probes specified\n  = help: did you mean `repl` as the first word?\n"],
      [
        ["web.pcap"],
        1,
        "dtrace: no probes specified\n  = help: a capture is read with `-r web.pcap`, and asked with `-n PROGRAM`; `--help` lists the flags\n",
      ],
      [
        ["-q", "ip:::send { @ = count(); }"],
        1,
        "dtrace: no probes specified\n  = help: a program is given with `-n`: `-n 'ip:::send { @ = count(); }'`\n",
      ],
      [
        ["-s", "BEGIN { exit(0); }"],
        1,
        "dtrace: failed to open BEGIN { exit(0); }: No such file or directory\n" +
        "  = help: a program on the command line is given with `-n`\n",
      ],
      [["-x", "quite"], 1, "dtrace: failed to set -x quite: Invalid option name\n  = help: did you mean `quiet`?\n"],
      [
        ["-x", "bufsze=4m"],
        1,
        "dtrace: failed to set -x bufsze: Invalid option name\n  = help: did you mean `bufsize`?\n",
      ],
      // before what it matches
      [["-r", "no.pcap", "-n", "ip:::send"], 1, "dtrace: no.pcap: no such file\n"],
      [["kernel", "instal"], 2, "probebook kernel: no command `instal`\n  = help: did you mean `install`?\n"],
    ] as const
  ) {
    const done = run("notebook", ...args);
    strictEqual(done.errors, errors);
    strictEqual(done.code, status);
  }
});
Deno.test("in a pipe DTrace's line has what may help below it; --plain-errors and -x errtags are that line alone", () => {
  const wrong = ["-n", "BEGIN { trace(execnam); }"];
  const line = "invalid probe specifier BEGIN { trace(execnam); }: ";
  const plain = "in action list: failed to resolve execnam: Unknown variable name\n";
  strictEqual(run("probebook", ...wrong).errors, `dtrace: ${line}${plain}  = help: did you mean \`execname\`?\n`);
  strictEqual(run("probebook", "--plain-errors", ...wrong).errors, `dtrace: ${line}${plain}`);
  strictEqual(run("probebook", "-x", "errtags", ...wrong).errors, `dtrace: ${line}[D_IDENT_UNDEF] ${plain}`);
});
Deno.test("the REPL: help, exit and quit without a colon, unless they are the person's own names", () => {
  strictEqual(run("repl", "-e", "help TH_SYN").output, textOf("TH_SYN"));
  match(run("repl", "-e", "help").output, /^What starts like a probe description/);
  match(run("repl", "-e", "let help = 5", "-e", "help").output, /^5\n/m);
  const { code, output, errors } = run("repl", "-e", "exit", "-e", "1 + 1");
  strictEqual(`${code}${errors}`, "0");
  ok(!output.includes("2"), output);
});
