import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { colorsOf, completeInput, programOf } from "../../lib/repl/completion.ts";
import { COMMANDS } from "../../lib/repl/commands/command_table.ts";
import { wrap } from "../../lib/diagnostic/mod.ts";
import { helpText } from "../../lib/repl/commands/help.ts";
import { Conversation, type ConversationOutput } from "../../lib/repl/conversation/mod.ts";
import { plainPaint } from "../../lib/repl/editor/mod.ts";
import { inputCompleteness } from "../../lib/repl/input_completeness.ts";

const silent: ConversationOutput = {
  width: 80,
  height: 24,
  color: false,
  paint: plainPaint,
  interactive: false,
  print() {},
  note() {},
  error() {},
  live() {},
};
const conversation = new Conversation(silent);

/** Ways to go on where the cursor (`|`) is, put in its place. */
async function ways(marked: string): Promise<string[]> {
  const offset = marked.indexOf("|");
  const text = marked.replace("|", "");
  const { start, end, candidates } = await completeInput(text, offset, conversation);
  return candidates.map((one) => text.slice(0, start) + one.text + text.slice(end));
}

const ONE: readonly (readonly [string, string])[] = [
  ["tcp:::state-c|", "tcp:::state-change"],
  [":args tcp:::state-c|", ":args tcp:::state-change"],
  [":probes udp:::rec|", ":probes udp:::receive"],
  ["tcp:::send { @[args[4]->tcp_dp|", "tcp:::send { @[args[4]->tcp_dport"],
  [":keep tcp:::send { @[args[4]->tcp_dp|", ":keep tcp:::send { @[args[4]->tcp_dport"],
  ["ip:::send { @n[args[2]->ip_saddr] = cou|", "ip:::send { @n[args[2]->ip_saddr] = count"],
  ["ip:::send { @total = count(); } END { printa(@to|", "ip:::send { @total = count(); } END { printa(@total"],
  [":d BEGIN { trace(walltimes|", ":d BEGIN { trace(walltimestamp"],
  [":set aggso|", ":set aggsortkey"],
  [":explain D_PDESC_Z|", ":explain D_PDESC_ZERO"],
  [":expl|", ":explain "],
  [":help sou|", ":help source"],
  [":help TH_SY|", ":help TH_SYN"],
  [":help strjo|", ":help strjoin"],
  [":help tcp:::state-c|", ":help tcp:::state-change"],
  [":source test/captures/dem|", ":source test/captures/demo.pcap"],
];
for (const [marked, wanted] of ONE) {
  Deno.test(`completion: ${marked}`, async () => ok((await ways(marked)).includes(wanted), String(await ways(marked))));
}

Deno.test("completion: of files the captures are offered, others where there is none", async () => {
  ok((await ways(":source test/captures/own-any|")).every((way) => way.endsWith(".pcap")));
  deepStrictEqual(await ways(":source deno.js|"), [":source deno.json"]);
});

Deno.test("completion: members are those of the clause's own probe", async () => {
  ok((await ways("udp:::send { args[4]->|")).some((way) => way.endsWith("udp_dport")));
  ok(!(await ways("tcp:::send { args[4]->|")).some((way) => way.endsWith("udp_dport")));
});

Deno.test("inputs: which language it is, and where the program starts", () => {
  deepStrictEqual(programOf("tcp:::send { }"), { start: 0, language: "d" });
  deepStrictEqual(programOf("1 + 1"), { start: 0, language: "typescript" });
  deepStrictEqual(programOf(":keep x"), { start: 5, language: "d" });
  deepStrictEqual(programOf(":ts tcp: 1"), { start: 3, language: "typescript" });
  deepStrictEqual(programOf(":::send { }"), { start: 0, language: "d" });
  strictEqual(programOf(":source a.pcap"), undefined);
});

Deno.test("inputs: which are whole", async () => {
  const status = async (text: string) => (await inputCompleteness(text, () => ({ status: "invalid" }))).status;
  const wanted: Record<string, string> = {
    "tcp:::send": "incomplete",
    "tcp:::send\n": "complete",
    "tcp:::send {": "incomplete",
    'tcp:::send { printf("}': "invalid",
    "tcp:::send { /* } */": "incomplete",
    "tcp:::send /args[4]->tcp_dport == 80/": "incomplete",
    "tcp:::send { }": "complete",
    "#pragma D option quiet": "incomplete",
    "self int x;": "incomplete",
    "self int x; BEGIN { self->x = 1; }": "complete",
    ":keep tcp:::send {": "incomplete",
    ":keep": "complete",
    ":source x": "complete",
    "quantize?": "complete",
  };
  for (const [text, verdict] of Object.entries(wanted)) strictEqual(await status(text), verdict, text);
});

Deno.test("inputs: colours of a command and of its program", () => {
  const styles = colorsOf(":keep tcp:::send { @a = count(); }", undefined).map(({ style }) => style);
  deepStrictEqual(styles, ["command", "probe", "aggregation"]);
});

Deno.test("help: every command is in it, and no line is wider than the terminal", () => {
  for (const columns of [60, 80, 120]) {
    const lines = helpText(COMMANDS, columns).split("\n");
    ok(lines.slice(3).every((line) => line.length < columns), lines.find((line) => line.length >= columns));
    for (const { usage } of COMMANDS) ok(lines.some((line) => line.includes(usage)), usage);
  }
  deepStrictEqual(wrap("one two three four five six", 20), ["one two three four", "five six"]);
});

Deno.test("commands: no two names begin so that neither could be shortened, and each says what it is", () => {
  strictEqual(new Set(COMMANDS.map(({ name }) => name)).size, COMMANDS.length);
  for (const { name, usage, meaning } of COMMANDS) {
    ok(usage.startsWith(`:${name}`), usage);
    ok(meaning.length > 5 && !meaning.endsWith("."), meaning);
  }
});
