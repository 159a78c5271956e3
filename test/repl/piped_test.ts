import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { processArguments, processCommand } from "../../lib/cli/install/processes.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const CAPTURE = "test/captures/demo.pcap";

interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command as its task has it, its standard input a pipe. */
async function repl(input: string, ...args: string[]): Promise<Outcome> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...processArguments("repl"), ...args],
    cwd: ROOT,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    env: { NO_COLOR: "1" },
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
  const { code, stdout, stderr } = await child.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { status: code, stdout: text(stdout), stderr: text(stderr) };
}

Deno.test("repl from a pipe: both languages, inputs of several lines, results on standard output alone", async () => {
  const input = `#pragma D option quiet
tcp:::accept-established
{
  @accepted = count();
}

let answer = [
  accepted.rows.length,
  runs.length,
];
answer
`;
  const { status, stdout, stderr } = await repl(input, CAPTURE);
  deepStrictEqual([status, stdout.trim().split(/\s+/).slice(0, 1)], [0, ["8"]], stderr);
  match(stdout, /\[ 1, 1 \]\n$/);
  ok(!stdout.includes("seen from"), stdout);
});

Deno.test("repl from a pipe: an error is said, what comes after it runs, and the status is 1", async () => {
  const { status, stdout, stderr } = await repl("tcp:::sent { }\nnothing.there\n1 + 1\n:nonsense\n", CAPTURE);
  deepStrictEqual([status, stdout], [1, "2\n"]);
  match(stderr, /error\[D_PDESC_ZERO\]/);
  match(stderr, /ReferenceError: nothing is not defined\n --> <cell 2>:1:1/);
  match(stderr, /there is no command `:nonsense`/);
});

Deno.test("repl from a pipe: the argument of exit() is the status", async () => {
  const { status } = await repl("BEGIN { exit(4); }\nBEGIN { exit(0); }\n");
  strictEqual(status, 4);
});

Deno.test("repl from a pipe: what is not whole at the end is run as it is", async () => {
  const { status, stderr } = await repl("tcp:::send {\n");
  strictEqual(status, 1);
  match(stderr, /error\[D_SYNTAX\]/);
});

Deno.test("repl from a pipe: without a source a question to packets says what to do", async () => {
  const { status, stderr } = await repl("tcp:::send { @ = count(); }\n");
  strictEqual(status, 1);
  match(stderr, /tcp:::send.* needs a capture/);
});

Deno.test("repl -e runs inputs from the command line", async () => {
  const { status, stdout } = await repl("", "-e", "1 + 1", "-e", ":kept", "-e", "_ * 21");
  deepStrictEqual([status, stdout], [0, "2\n42\n"]);
});

Deno.test("repl: a wrong command line is status 2, --help 0", async () => {
  const wrong = await repl("", "--nonsense");
  strictEqual(wrong.status, 2);
  match(wrong.stderr, /--nonsense/);
  const help = await repl("", "--help");
  strictEqual(help.status, 0);
  match(help.stdout, /usage: probebook repl/);
});

Deno.test("repl: a capture that cannot be read fails, with the reason", async () => {
  const { status, stderr } = await repl(":source no/such.pcap\n:source test/captures/own-bad-not-a-capture.pcap\n");
  strictEqual(status, 1);
  match(stderr, /no\/such\.pcap: no such file/);
  match(stderr, /own-bad-not-a-capture\.pcap: .*not a capture/);
});

Deno.test("repl: a damaged capture is used as far as it goes, and the status says so", async () => {
  const { status, stdout, stderr } = await repl(
    'BEGIN { } END { printf("end"); }\n',
    "test/captures/own-bad-cut-in-record.pcap",
  );
  strictEqual(status, 1);
  match(stdout, /end/);
  match(stderr, /truncated/);
});

Deno.test("repl: :table and :chart of aggregations and records, :set, a description without a clause", async () => {
  const input = `:set quiet
tcp:::accept-established { @hosts[args[3]->tcps_raddr] = count(); trace(args[3]->tcps_rport); }
:table hosts
:table clause1 2
clause1.rowCount
:chart hosts
:set -quiet
tcp:::accept-refused

:table nothing
`;
  const { status, stdout, stderr } = await repl(input, CAPTURE);
  strictEqual(status, 1);
  match(stdout, /tcps_raddr +count\n192\.0\.2\.2\d +\d/);
  match(stdout, /at tcp:::accept-established, 2026-11-23 UTC\ntimestamp +tcps_rport\n18:35:\d\d/);
  match(stdout, /^8$/m);
  match(stdout, /█/);
  match(stdout, /none:accept-refused/);
  match(stderr, /has no `nothing`/);
});

Deno.test("repl: several programs of D are saved as a file each, and each gives what it gave", async () => {
  const directory = Deno.makeTempDirSync();
  try {
    const programs = [
      "tcp:::accept-established { @n = count(); }",
      "udp:::send, udp:::receive { @n = count(); }",
      "BEGIN { x = 7; exit(0); }",
      'int x; END { printf("%d\\n", x); }',
    ];
    const { stdout, status, stderr } = await repl(
      [":set quiet", ...programs, `:save ${directory}/all.d`, `:save ${directory}/all.d`, ""].join("\n"),
      CAPTURE,
    );
    strictEqual(status, 1);
    match(stderr, /saved in .*all-1\.d, .*all-4\.d/);
    match(stderr, /all-1\.d is there already: `:save! .*all\.d` replaces it/);
    deepStrictEqual(
      [...Deno.readDirSync(directory)].map(({ name }) => name).sort(),
      [1, 2, 3, 4].map((n) => `all-${n}.d`),
    );
    const printed = programs.map((_, i) => {
      const main = `${ROOT}lib/cli/main.ts`;
      const args = ["run", "-A", "--quiet", main, "-r", CAPTURE, "-s", `${directory}/all-${i + 1}.d`];
      const { stdout, code } = new Deno.Command(Deno.execPath(), { args, env: { NO_COLOR: "1" } }).outputSync();
      strictEqual(code, 0);
      return new TextDecoder().decode(stdout);
    });
    const words = (text: string) => text.split(/\s+/).filter(Boolean);
    deepStrictEqual(words(printed.join("\n")), words(stdout));
    // x of the last one is another x
    strictEqual(printed[3].trim(), "0");
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
});

Deno.test("repl: what was saved runs again: as a script of TypeScript, as one of D, as a notebook", async () => {
  const directory = Deno.makeTempDirSync();
  try {
    const input = `tcp:::accept-established { @accepted = count(); }
let twice = 2 * accepted.rows[0].value
let twice = String(2 * accepted.rows[0].value)
twice
failing here
:save ${directory}/a.ts
:save ${directory}/a.d
:save ${directory}/a.ipynb
:save ${directory}/a.ts
`;
    const { status, stderr } = await repl(input, CAPTURE);
    strictEqual(status, 1);
    match(stderr, /a\.ts is there already/);
    const run = (...args: string[]) =>
      new Deno.Command(Deno.execPath(), { args, cwd: ROOT, env: { NO_COLOR: "1" } }).outputSync();
    const script = run("run", "-A", "--quiet", `--config=${ROOT}deno.json`, `${directory}/a.ts`);
    const printed = new TextDecoder().decode(script.stdout);
    strictEqual(script.code, 0, new TextDecoder().decode(script.stderr));
    match(printed, /^\s+8\n[^]*^16\n$/m);
    const program = Deno.readTextFileSync(`${directory}/a.d`);
    match(program, /^#!.*probebook -s\n/);
    match(program, /@accepted = count\(\)/);
    const notebook = JSON.parse(Deno.readTextFileSync(`${directory}/a.ipynb`));
    strictEqual(notebook.nbformat, 4);
    deepStrictEqual(
      notebook.cells.map(({ outputs }: { outputs: { output_type: string }[] }) =>
        outputs.map(({ output_type }) => output_type)
      ),
      [["stream"], [], [], ["stream"], ["error"]],
    );
    strictEqual(
      notebook.cells[0].source.join(""),
      `%source ${CAPTURE}\ntcp:::accept-established { @accepted = count(); }`,
    );
    deepStrictEqual([...Deno.readDirSync(directory)].map(({ name }) => name).sort(), ["a.d", "a.ipynb", "a.ts"]);
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
});

Deno.test("repl: the file of --write may be written, wherever it is, and nothing beside it", async () => {
  const folder = Deno.realPathSync(Deno.makeTempDirSync());
  try {
    const write = (name: string) => `Deno.writeTextFileSync("${folder}/${name}", "x")`;
    const { stderr } = await repl(
      [
        "1",
        write("seen.pcapng"),
        `:source --interface lo --write ${folder}/seen.pcapng`,
        write("seen.pcapng"),
        write("other"),
        `:source --interface lo --write ${folder}/a,b.pcapng`,
        "",
      ].join("\n"),
    );
    strictEqual([...stderr.matchAll(/NotCapable/g)].length, 2, stderr);
    match(stderr, /process was restarted, with access to interfaces and to \/.*\/seen\.pcapng/);
    match(stderr, /`\/.*\/a,b\.pcapng` has a comma in its path/);
    deepStrictEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["seen.pcapng"]);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

/** Data, and a format's own controls. */
const NASTY = "#pragma D option quiet\n" +
  'BEGIN { printf("<\\033[1m%s>", "e\\033[31mth\\007"); @["\\033[3J"] = count(); printa("%s|%@d", @); exit(0); }';
// deno-lint-ignore no-control-regex
const CONTROLS = /[\x00-\x09\x0b-\x1f\x7f-\x9f]/;

Deno.test("repl from a pipe: data goes as it is to a pipe", async () => {
  const { stdout } = await repl(`${NASTY}\n`);
  // deno-lint-ignore no-control-regex
  match(stdout, /<\x1b\[1me\x1b\[31mth\x07>\x1b\[3J\|1/);
});

Deno.test("repl from a pipe: tables of Arquero in columns; :table and :chart write files, where the person says", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const input = `ip:::receive { @by[args[2]->ip_saddr] = count(); trace(args[2]->ip_plength); }
by.table.orderby("ip_saddr").slice(0, 3)
:table by ${folder}/by.csv
:chart by ${folder}/by.svg
:table ${folder}/all.csv
:table by ${folder}/none/by.csv
:chart by ${folder}/by.xyz
`;
    const { status, stdout, stderr } = await repl(input, "-x", "quiet", CAPTURE);
    strictEqual(status, 1);
    match(stdout, /^ip_saddr {4}count\n192\.0\.2\.20 {5}54\n192\.0\.2\.21 {5}30\n192\.0\.2\.22 {5}46$/m);
    match(stderr, /by\.csv: by: count by ip_saddr/);
    match(await Deno.readTextFile(`${folder}/by.csv`), /^ip_saddr,count\r?\n(.*\r?\n)*192\.0\.2\.22,46\r?\n/);
    match(await Deno.readTextFile(`${folder}/by.svg`), /^<svg /);
    match(stderr, /there are several: name one, as in `:table by /);
    match(stderr, /none\/by\.csv cannot be written/);
    match(stderr, /by\.xyz/);
    deepStrictEqual([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), ["by.csv", "by.svg"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

const hasScript = new Deno.Command("sh", { args: ["-c", "command -v script"] }).outputSync().success;
Deno.test({
  name: `repl on a terminal: data is shown, the format's own controls are obeyed${
    hasScript ? "" : " (skipped: no script(1))"
  }`,
  ignore: !hasScript,
  fn() {
    const command = `${processCommand("repl", Deno.execPath())} --no-color -e '${NASTY}' -e ':table'`;
    const { stdout } = new Deno.Command("script", {
      args: ["-qec", command, "/dev/null"],
      cwd: ROOT,
      env: { TERM: "xterm" },
      stdin: "null",
    }).outputSync();
    const text = new TextDecoder().decode(stdout);
    // deno-lint-ignore no-control-regex
    match(text, /<\x1b\[1me\\u001b\[31mth\\u0007>\\u001b\[3J\|1/);
    match(text, /\n\\u001b\[3J +1\r\n/);
    ok(!CONTROLS.test(text.replaceAll("\x1b[1m", "").replaceAll("\r\n", "\n")), JSON.stringify(text));
  },
});
