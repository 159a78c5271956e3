import { match, ok, strictEqual } from "node:assert";
import { PATIENCE_MS, Screen, tmuxMissing } from "./tmux.ts";
import { processCommand } from "../../lib/cli/install/processes.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const CAPTURE = "test/captures/demo.pcap";
const missing = tmuxMissing();
if (missing) console.log(`the REPL in a terminal is not tested: ${missing}`);

/** The command as its task has it. */
function command(args: string, state: string, environment = ""): string {
  const task = processCommand("repl", Deno.execPath());
  return `cd ${ROOT} && ${environment} XDG_STATE_HOME=${state} TERM=screen-256color ${task} ${args}`;
}

interface World {
  readonly screen: Screen;
  readonly state: string;
  /** Enters a line, and waits for the prompt after what it says. */
  enter(text: string): Promise<string>;
}

function terminalTest(
  name: string,
  run: (t: Deno.TestContext, world: World) => Promise<void>,
  how: { args?: string; environment?: string; columns?: number; rows?: number; history?: string[] } = {},
): void {
  Deno.test({
    name: `repl: ${name}`,
    ignore: missing !== undefined,
    async fn(t) {
      const state = Deno.makeTempDirSync();
      if (how.history) {
        Deno.mkdirSync(`${state}/probebook`, { mode: 0o700 });
        const text = how.history.map((entry) => `${JSON.stringify(entry)}\n`).join("");
        Deno.writeTextFileSync(`${state}/probebook/history`, text, { mode: 0o600 });
      }
      const { columns = 80, rows = 30 } = how;
      const screen = await Screen.start(command(how.args ?? CAPTURE, state, how.environment), { columns, rows });
      try {
        await screen.shows(/^probe>$/m);
        if (how.args === undefined) await screen.shows(/demo\.pcap: Ethernet/);
        await run(t, { screen, state, enter: (text) => enter(screen, text) });
      } finally {
        await screen.close();
        Deno.removeSync(state, { recursive: true });
      }
    },
  });
}

/** How long a run took is another number each time. */
const untimed = (text: string): string => text.replaceAll(/(?<=^[\d,]+ packets in )[\d.]+ m?s$/gm, "…");

async function enter(screen: Screen, text: string): Promise<string> {
  const prompts = async () => (await screen.text(true)).match(/^probe>/gm)?.length ?? 0;
  const before = await prompts();
  await screen.type(text);
  await screen.press("Enter");
  for (const end = performance.now() + PATIENCE_MS; await prompts() <= before;) {
    if (performance.now() > end) throw new Error(`no prompt comes back:\n${await screen.text()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return await screen.text();
}

terminalTest("a question in D, and its answer used in TypeScript", async (t, { screen, enter }) => {
  await enter("ip:::receive { @sources[args[2]->ip_saddr] = count(); }");
  await enter("sources.rows.length");
  await t.assertSnapshot(untimed(await screen.text()));
});

terminalTest("completion of probes, members and functions; a menu that is chosen from", async (t, { screen }) => {
  await screen.type("tcp:::state-c");
  await screen.press("Tab");
  await screen.shows(/tcp:::state-change$/m);
  await screen.press("C-u");
  await screen.type("tcp:::send { @[args[4]->tcp_");
  await screen.press("Tab");
  await screen.shows(/tcp_dport/);
  await screen.press("Tab", "Tab");
  await t.assertSnapshot(await screen.shows(/args\[4\]->tcp_dport/));
  await screen.press("Enter");
  await screen.type("] = cou");
  await screen.press("Tab");
  await screen.shows(/tcp_dport\] = count$/m);
  await screen.press("C-u");
  await screen.type(":expl");
  await screen.press("Tab");
  await screen.shows(/^probe> :explain$/m);
  await screen.type("D_PDESC_Z");
  await screen.press("Tab");
  await screen.shows(/:explain D_PDESC_ZERO$/m);
});

terminalTest("completion of what TypeScript has declared", async (_t, { screen, enter }) => {
  await enter("const answers = { first: 1, second: 2 }");
  await screen.type("answers.fi");
  await screen.press("Tab");
  await screen.shows(/answers\.first$/m);
  await screen.press("C-u");
  await screen.type("answ");
  await screen.press("Tab");
  await screen.shows(/^probe> answers$/m);
});

terminalTest("several lines: indented, edited in any of them, run when whole", async (t, { screen }) => {
  await screen.type("function twice(x: number) {");
  await screen.press("Enter");
  await screen.type("return 2 * x");
  await screen.press("Enter");
  await screen.type("}");
  await screen.press("Up", "End");
  await screen.type(" + 1");
  await screen.press("Down", "End", "Enter");
  await screen.shows(/\}\nprobe>$/);
  await screen.type("twice(3)");
  await screen.press("Enter");
  await t.assertSnapshot(await screen.shows(/^7\nprobe>$/m));
});

terminalTest("history: Up, Ctrl-R, between runs", async (t, { screen, state, enter }) => {
  await enter("1 + 1");
  await screen.press("Up", "Up");
  await screen.shows(/^probe> tcp:::send \{\n {2}\.\.\.> {3}@ = count\(\);\n {2}\.\.\.> \}$/m);
  await screen.press("C-c", "C-r");
  await screen.type("old");
  await t.assertSnapshot(await screen.shows(/search: old\) "an old one"/));
  await screen.press("Enter");
  await screen.shows(/^"?an old one"?\nprobe>$/m);
  await enter(" 'a secret'");
  const file = Deno.readTextFileSync(`${state}/probebook/history`);
  match(file, /"1 \+ 1"/);
  ok(!file.includes("secret"), file);
  strictEqual(Deno.statSync(`${state}/probebook/history`).mode! & 0o777, 0o600);
}, { history: ['"an old one"', "tcp:::send {\n  @ = count();\n}"] });

terminalTest("Ctrl-C clears a line, ends a loop and keeps what was declared", async (_t, { screen, enter }) => {
  await screen.type("let kept = 41; half a thou");
  await screen.press("C-c");
  await screen.shows(/half a thou\^C\nprobe>$/m);
  await enter("let kept = 41");
  await screen.type("console.log('begun'); while (true) {}");
  await screen.press("Enter");
  await screen.shows(/^begun$/m);
  await screen.press("C-c");
  await screen.shows(/^interrupted\nprobe>$/m);
  await enter("kept + 1");
  match(await screen.text(), /^42$/m);
});

terminalTest("Ctrl-C ends a trace, and what was gathered is printed", async (_t, { screen, enter }) => {
  // so that everything is loaded when it begins
  await enter("BEGIN { exit(0); }");
  await screen.type('tick-10ms { @beats = count(); } tick-10ms /++n == 3/ { printf("three\\n"); }');
  await screen.press("Enter");
  await screen.shows(/three$/m);
  await screen.press("C-c");
  await screen.shows(/\^C\n+ +[1-9]\d*\nprobe>$/m);
}, { args: "--no-history" });

terminalTest(
  "aggregations are watched while a program runs, and printed when it ends",
  async (_t, { screen, enter }) => {
    await enter("BEGIN { exit(0); }");
    await screen.type(":watch tick-50ms { @beats[probename] = count(); }");
    await screen.press("Enter");
    const first = Number((await screen.shows(/^ {2}tick-50ms +\d+\n\d+ s$/m)).match(/tick-50ms +(\d+)$/m)![1]);
    await screen.shows((text) => Number(text.match(/^ {2}tick-50ms +(\d+)$/m)?.[1] ?? 0) > first + 4);
    await screen.press("C-c");
    // what changed in place has gone, and the last state is printed once
    const text = await screen.shows(/^\^C\n+ {2}tick-50ms +\d+\n(interrupted\n)?probe>$/m);
    strictEqual(text.match(/^ {2}tick-50ms/gm)?.length, 1);
  },
  { args: "--no-history" },
);

terminalTest("a paste of many lines is one input, and runs with Enter", async (t, { screen }) => {
  await screen.paste('BEGIN\n{\n\tprintf("pasted\\n");\n\texit(0);\n}\n');
  await screen.shows(/exit\(0\);/);
  await t.assertSnapshot(untimed(await screen.text()));
  await screen.press("Enter");
  await screen.shows(/pasted/);
});

terminalTest("wide characters: the cursor stands where it should, and nothing is torn", async (_t, { screen }) => {
  await screen.type('"日本👩‍👩‍👧x"');
  await screen.press("Left", "Left");
  await screen.shows(/日本/);
  const column = "probe> ".length + 1 + 4 + 2;
  for (const end = performance.now() + PATIENCE_MS; (await screen.cursor()).column !== column;) {
    if (performance.now() > end) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  strictEqual((await screen.cursor()).column, column);
  await screen.press("BSpace", "BSpace");
  await screen.press("Enter");
  await screen.shows(/^"日x"\nprobe>$/m);
});

terminalTest("resize: the line is laid out anew, and nothing is left over", async (t, { screen }) => {
  const text = "tcp:::send { @[args[2]->ip_saddr, args[2]->ip_daddr, args[4]->tcp_sport] = count(); }";
  await screen.type(text);
  await screen.shows(/count\(\); \}$/m);
  await screen.resize(40, 20);
  await screen.shows((now) => /count\(\); \}$/m.test(now) && now.split("\n").every((line) => line.length <= 40));
  await screen.resize(70, 20);
  await screen.shows(/^probe> tcp.*ip_daddr, args\[4\]->$/m);
  await t.assertSnapshot(untimed(await screen.text()));
  await screen.press("C-u");
  await screen.type("40 + 2");
  await screen.press("Enter");
  await screen.shows(/^42\nprobe>$/m);
});

terminalTest("colours as one types; none under NO_COLOR", async (_t, { screen }) => {
  await screen.type("tcp:::send { @a = count(); }");
  await screen.shows(/count/);
  // deno-lint-ignore no-control-regex
  await screen.showsColored(/\x1b\[[0-9;]*36m[^\n]*tcp:::send/);
});

terminalTest("NO_COLOR", async (_t, { screen, enter }) => {
  await enter("[1, 'a']");
  await screen.type("tcp:::send { @a = count(); }");
  await screen.shows(/count/);
  // deno-lint-ignore no-control-regex
  ok(!/\x1b\[[0-9;]*3\dm/.test(await screen.colored()));
}, { environment: "NO_COLOR=1" });

terminalTest(
  "errors: of D in a frame, of TypeScript with the input's own lines; :explain",
  async (t, { screen, enter }) => {
    await enter("ip:::receive { @[args[2]->ip_sadr] = count(); }");
    await enter(":explain");
    await enter("const a = 1; nothing.such");
    await t.assertSnapshot(untimed(await screen.text()));
  },
);

terminalTest("a kept program: clauses come and go, and it runs each time", async (t, { enter }) => {
  await enter(":keep tcp:::accept-established { @a = count(); }");
  await enter(":keep tcp:::connect-established { @c = count(); }");
  await enter(":keep tcp:::wrong { }");
  await t.assertSnapshot(untimed(await enter(":drop 1")));
}, { rows: 60 });

terminalTest("prompt() of TypeScript asks here, and a password is not shown", async (_t, { screen, state, enter }) => {
  await screen.type("const name = prompt('Name?')");
  await screen.press("Enter");
  await screen.shows(/^Name\?/m);
  await screen.type("Ada");
  await screen.press("Enter");
  await screen.shows(/Name\? ?Ada\nprobe>$/m);
  await screen.type("const word = notebook.password('Word: ')");
  await screen.press("Enter");
  await screen.shows(/^Word:/m);
  await screen.type("hush");
  await screen.press("Enter");
  await screen.shows(/^Word:\nprobe>$/m);
  match(await enter("[name, word.length]"), /\[ "Ada", 4 \]/);
  ok(!(await screen.text(true)).includes("hush"));
  ok(!Deno.readTextFileSync(`${state}/probebook/history`).includes("Ada"));
});

terminalTest("Ctrl-D leaves; the terminal is as it was", async (_t, { screen }) => {
  await screen.press("C-d");
  strictEqual(await screen.ended(), 0);
});

terminalTest("exit() of D is the status", async (_t, { screen, enter }) => {
  await enter("BEGIN { exit(3); }");
  await screen.type(":quit");
  await screen.press("Enter");
  strictEqual(await screen.ended(), 3);
});

Deno.test({
  name: "repl: Ctrl-Z under `deno task` gives the terminal back to the shell, and `fg` the prompt",
  ignore: missing !== undefined,
  async fn() {
    const state = Deno.makeTempDirSync();
    // a shell with jobs, whose prompt nothing else looks like
    const screen = await Screen.start(`cd ${ROOT} && XDG_STATE_HOME=${state} PS1='shell> ' bash --norc -i`, {
      columns: 80,
      rows: 30,
    });
    try {
      await screen.shows(/^shell>$/m);
      await screen.type(`${Deno.execPath()} task -q repl ${CAPTURE}`);
      await screen.press("Enter");
      await screen.shows(/demo\.pcap: Ethernet.*\n+probe>$/m);
      await screen.press("C-z");
      await screen.shows(/Stopped[^]*^shell>$/m);
      await screen.type("echo $((40 + 2))");
      await screen.press("Enter");
      await screen.shows(/^42$/m);
      await screen.type("fg");
      await screen.press("Enter");
      await screen.shows(/fg\n[^]*^probe>$/m);
      await screen.type("6 * 11");
      await screen.press("Enter");
      await screen.shows(/^66$/m);
      await screen.press("C-d");
      await screen.shows(/66[^]*^shell>$/m);
      await screen.type("exit");
      await screen.press("Enter");
      await screen.shows(/\[ended with 0\]/);
    } finally {
      await screen.close();
      Deno.removeSync(state, { recursive: true });
    }
  },
});
