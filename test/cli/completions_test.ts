/** Completions and the manual page: from the tables, and understood by those that read them. */
import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { completionScript, SHELLS } from "../../lib/cli/completions.ts";
import { type Subcommand, SUBCOMMANDS } from "../../lib/cli/commands/mod.ts";
import { FLAGS } from "../../lib/cli/flags.ts";
import { MANUAL, manualPage } from "../../lib/cli/manual.ts";
import { OPTIONS } from "../../lib/engine/options/mod.ts";

const root = new URL("../../", import.meta.url);
const has = (program: string) => {
  try {
    return new Deno.Command("sh", { args: ["-c", `command -v ${program}`] }).outputSync().success;
  } catch {
    return false;
  }
};
/** What bash offers for the last of these words. */
function completed(...words: string[]): string[] {
  const folder = Deno.makeTempDirSync();
  try {
    Deno.writeTextFileSync(`${folder}/probebook.bash`, completionScript("bash")!);
    Deno.writeTextFileSync(`${folder}/web.pcap`, "");
    const script = [
      `source ./probebook.bash`,
      `COMP_LINE=${JSON.stringify(words.join(" "))} COMP_POINT=${words.join(" ").length}`,
      "_probebook",
      'printf "%s\\n" "${COMPREPLY[@]}"',
    ].join("\n");
    const { success, stdout, stderr } = new Deno.Command("bash", {
      args: ["--norc", "--noprofile", "-c", script],
      cwd: folder,
      stdin: "null",
    }).outputSync();
    ok(success, new TextDecoder().decode(stderr));
    return new TextDecoder().decode(stdout).split("\n").filter((line) => line !== "").sort();
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

Deno.test({
  name: "completions: in bash, of flags, options, files and commands",
  ignore: !has("bash"),
  fn() {
    const names = FLAGS.filter(({ section }) => section !== "not here").flatMap(({ letter, long }) => [
      ...letter ? [`-${letter}`] : [],
      ...long ? [`--${long}`] : [],
    ]);
    deepStrictEqual(completed("probebook", "-"), names.toSorted());
    deepStrictEqual(completed("probebook", "--int"), ["--interface", "--interfaces"]);
    deepStrictEqual(completed("probebook", "-x", ""), OPTIONS.map(({ name }) => name).sort());
    deepStrictEqual(completed("probebook", "-q", "-x", "strs"), ["strsize"]);
    deepStrictEqual(completed("probebook", "-r", "w"), ["web.pcap"]);
    // bash puts what is chosen in place of what stands after the last colon
    deepStrictEqual(completed("probebook", "-n", "udp"), [
      "udp:::",
      "udp:::receive",
      "udp:::send",
      "udplite:::",
      "udplite:::receive",
      "udplite:::send",
    ]);
    deepStrictEqual(completed("probebook", "-n", "udp:::s"), ["send"]);
    deepStrictEqual(completed("probebook", "-n", "'udp:::s"), ["udp:::send"]);
    deepStrictEqual(completed("probebook", "-n", "BEG"), ["BEGIN"]);
    deepStrictEqual(completed("probebook", "-q", "-P", "tcp"), ["tcp", "tcpa"]);
    deepStrictEqual(completed("probebook", "ker"), ["kernel"]);
    deepStrictEqual(completed("probebook", "-q", "ker"), []);
    deepStrictEqual(completed("probebook", "--completions", ""), [...SHELLS].sort());
  },
});
/** Each command with its own options, those of `kernel` by the word behind it. */
function* commandsOf(
  commands: readonly Subcommand[],
  before: readonly string[] = [],
): Generator<[string[], Subcommand]> {
  for (const command of commands) {
    yield [[...before, command.name], command];
    yield* commandsOf(command.commands ?? [], [...before, command.name]);
  }
}
Deno.test({
  name: "completions: in bash, behind a command its own options, files where they stand, options of D",
  ignore: !has("bash"),
  fn() {
    for (const [words, { options, commands }] of commandsOf(SUBCOMMANDS)) {
      const names = options.flatMap(({ name, short }) => [...short ? [`-${short}`] : [], `--${name}`]).sort();
      deepStrictEqual(completed("probebook", ...words, "-"), commands ? [] : names, words.join(" "));
    }
    deepStrictEqual(completed("probebook", "kernel", ""), ["doctor", "install", "run", "uninstall"]);
    deepStrictEqual(completed("probebook", "repl", "-x", "strs"), ["strsize"]);
    deepStrictEqual(completed("probebook", "repl", "w"), ["web.pcap"]);
    deepStrictEqual(completed("probebook", "anonymise", "--key", "w"), ["web.pcap"]);
    deepStrictEqual(completed("probebook", "anonymise", "--profile", "w"), []);
    deepStrictEqual(completed("probebook", "kernel", "install", "--pre"), ["--prefix"]);
    deepStrictEqual(completed("probebook", "demo", "w"), []);
  },
});
Deno.test({
  name: "completions: in fish, behind a command its own options",
  ignore: !has("fish"),
  fn() {
    const path = Deno.makeTempFileSync({ suffix: ".fish" });
    const ask = (line: string) => {
      const script = `source ${path}; complete -C ${JSON.stringify(line)}`;
      const { stdout } = new Deno.Command("fish", { args: ["--no-config", "-c", script], stdin: "null" }).outputSync();
      return new TextDecoder().decode(stdout).split("\n").map((row) => row.split("\t")[0].replace(/=$/, "")).filter(
        Boolean,
      );
    };
    try {
      Deno.writeTextFileSync(path, completionScript("fish")!);
      const long = (words: string[]) => ask(`probebook ${words.join(" ")} --`).filter((name) => name !== "--").sort();
      for (const words of [["repl"], ["anonymise"], ["kernel", "install"]]) {
        const [, { options }] = [...commandsOf(SUBCOMMANDS)].find(([own]) => own.join(" ") === words.join(" "))!;
        deepStrictEqual(long(words), options.map(({ name }) => `--${name}`).sort());
      }
    } finally {
      Deno.removeSync(path);
    }
  },
});
for (const shell of SHELLS) {
  Deno.test({
    name: `completions: ${shell} reads its script`,
    ignore: !has(shell),
    fn() {
      const path = Deno.makeTempFileSync();
      try {
        Deno.writeTextFileSync(path, completionScript(shell)!);
        const { success, stderr } = new Deno.Command(shell, { args: ["-n", path] }).outputSync();
        ok(success, new TextDecoder().decode(stderr));
      } finally {
        Deno.removeSync(path);
      }
    },
  });
}
Deno.test("the manual page is what `deno task docs` writes", () => {
  strictEqual(Deno.readTextFileSync(new URL(MANUAL, root)), manualPage(), "it is old: deno task docs");
});
Deno.test({
  name: "the manual page is without a fault, and has every flag and option",
  ignore: !has("mandoc"),
  fn() {
    const path = new URL(MANUAL, root).pathname;
    const lint = new Deno.Command("mandoc", { args: ["-Tlint", "-Wwarning", path] }).outputSync();
    strictEqual(new TextDecoder().decode(lint.stdout), "");
    const shown = new Deno.Command("mandoc", { args: ["-Tascii", "-O", "width=200", path] }).outputSync();
    // deno-lint-ignore no-control-regex
    const text = new TextDecoder().decode(shown.stdout).replace(/.\x08/g, "");
    for (const { letter, long } of FLAGS) ok(text.includes(letter ? `-${letter}` : `--${long}`), letter ?? long);
    for (const [words, { options }] of commandsOf(SUBCOMMANDS)) {
      ok(text.includes(`probebook ${words.join(" ")}`), words.join(" "));
      for (const { name } of options) ok(text.includes(`--${name}`), `${words.join(" ")} --${name}`);
    }
    for (const { name } of OPTIONS) ok(new RegExp(`^ +${name}$|^ +${name} `, "m").test(text), name);
  },
});
