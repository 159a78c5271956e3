/**
 * Names from a capture, of files, and traced strings never reach a terminal raw; a pipe or a file gets them as they are.
 *
 * @module
 */
import { match, ok, strictEqual } from "node:assert";
import { fileURLToPath } from "node:url";
import { visibleLine, visibleText } from "../../lib/diagnostic/mod.ts";
import { markControls, terminalText, unmarkControls } from "../../lib/engine/format/terminal_text.ts";
import { encodeText, textOfBytes } from "../../lib/engine/format/traced_text.ts";
import { lossLine, problemLine, reportLines } from "../../lib/session/mod.ts";
import { Bytes, Section } from "../captures/writer.ts";

const main = fileURLToPath(new URL("../../lib/cli/main.ts", import.meta.url));
const RAW = /(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;

Deno.test("control characters, C1 and marks of direction are shown as code points; the rest stays", () => {
  strictEqual(
    visibleLine("a\x1b[31mb\x07\x7f\x9b\u202e\u2066\n\t"),
    "a\\u001b[31mb\\u0007\\u007f\\u009b\\u202e\\u2066\\u000a\\u0009",
  );
  strictEqual(visibleText("é 漢字 ☃\n\tx\r"), "é 漢字 ☃\n\tx\\u000d");
});

Deno.test("a format's own control characters are obeyed, those of data are shown", () => {
  const data = textOfBytes(new TextEncoder().encode("x\x1b]0;y\x07\u202eé"));
  const text = `${markControls("\x1b[2J\r")}${data}\n`;
  strictEqual(terminalText(text), "\x1b[2J\rx\\u001b]0;y\\u0007\\u202eé\n");
  strictEqual(unmarkControls(markControls("\x1b[2J\r")), "\x1b[2J\r");
  // a character of two halves, of which the second could be taken for a mark
  strictEqual(terminalText("👍\udc1b"), "👍\x1b");
  // bytes that are no UTF-8, C1 among them
  ok(!RAW.test(terminalText(textOfBytes(Uint8Array.of(0x9b, 0x33, 0x31, 0x6d, 0xc2, 0x9b)))));
  strictEqual(new TextDecoder().decode(encodeText("plain")), "plain");
});

Deno.test("lines about a run show what is in names", () => {
  const result = {
    exitStatus: 0,
    interrupted: false,
    packets: 0,
    undecoded: [],
    problems: [{ file: "a\x1b[2J\n.pcap", message: "truncated", tag: "D_SRC_TRUNCATED" } as const],
    interfaces: [{ interface: "e\x1bth\u202e0", file: "b.pcap", received: 10, dropped: 2 }],
  };
  const lines = reportLines(result, "open");
  strictEqual(lines.length, 2);
  for (const line of lines) ok(!RAW.test(line) && !line.includes("\n"), line);
  match(lines.join("\n"), /e\\u001bth\\u202e0[^]*a\\u001b\[2J\\u000a\.pcap/);
  ok(lossLine(result.interfaces[0]!) && problemLine(result.problems[0]!));
});

/** An interface with a name that would change a terminal, packets lost on it, and a last block that is cut. */
function nasty(): Uint8Array<ArrayBuffer> {
  const name = new TextEncoder().encode("e\x1b[31m\u202eth\x07\x9b0");
  const bytes = new Uint8Array(60);
  bytes.set([8, 0, 0x45, 0, 0, 46], 12);
  const counts = [[4, new Bytes(true).u64(9n).bytes], [5, new Bytes(true).u64(4n).bytes]] as const;
  return new Section().interface(1, 0, [[2, name]]).enhanced(0, 1n, bytes)
    .block(5, new Bytes(true).u32(0).u64(0n).bytes, counts).enhanced(0, 2n, bytes).bytes.slice(0, -8);
}
const PROGRAM =
  'ip:::send { printf("<\\033[1m%s>", args[3]->if_name); trace(args[3]->if_name); @[args[3]->if_name] = count(); }';

/** Runs the command with a terminal of util-linux' script, or without one. */
function run(isTerminal: boolean): { readonly out: string; readonly error: string } {
  const folder = Deno.makeTempDirSync();
  try {
    const path = `${folder}/na\x1bsty.pcapng`;
    Deno.writeFileSync(path, nasty());
    const command = [Deno.execPath(), "run", "-A", "-q", main, "-r", path, "-x", "local=none", "-qn", PROGRAM];
    const quoted = command.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
    const { stdout, stderr } = new Deno.Command("sh", {
      args: ["-c", isTerminal ? `script -qec "$COMMAND 2>$ERRORS" /dev/null` : quoted],
      env: { COMMAND: quoted, ERRORS: `${folder}/errors` },
      stdin: "null",
    }).outputSync();
    const error = isTerminal ? Deno.readTextFileSync(`${folder}/errors`) : new TextDecoder().decode(stderr);
    return { out: new TextDecoder().decode(stdout), error };
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}
Deno.test("the command: standard error shows names, a pipe of standard output has them as they are", () => {
  const { out, error } = run(false);
  // deno-lint-ignore no-control-regex
  match(out, /<\x1b\[1me\x1b\[31m\u202eth\x07\x9b0>/);
  ok(!RAW.test(error), JSON.stringify(error));
  match(error, /na\\u001bsty\.pcapng: truncated block/);
  match(error, /e\\u001b\[31m\\u202eth\\u0007\\u009b0: 9 packets/);
});
const hasScript = new Deno.Command("sh", { args: ["-c", "command -v script"] }).outputSync().success;
Deno.test({
  name: `the command on a terminal: data is shown, the format's own controls are obeyed${
    hasScript ? "" : " (skipped: no script(1))"
  }`,
  ignore: !hasScript,
  fn() {
    const { out } = run(true);
    // deno-lint-ignore no-control-regex
    match(out, /<\x1b\[1me\\u001b\[31m\\u202eth\\u0007\\u009b0>/);
    ok(!RAW.test(out.replaceAll("\x1b[1m", "").replaceAll("\r\n", "\n")), JSON.stringify(out));
  },
});
