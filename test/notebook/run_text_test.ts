import { deepStrictEqual, match, strictEqual } from "node:assert";
import { RunText } from "../../lib/notebook/run_text.ts";

function said(run: (text: RunText) => void, whole = false): { stdout: string; stderr: string } {
  const streams = { stdout: "", stderr: "" };
  const text = new RunText((stream, more) => void (streams[stream] += more), whole);
  run(text);
  text.end();
  return streams;
}
const numbered = (count: number) => Array.from({ length: count }, (_, i) => `line ${i}\n`);

Deno.test("cell text: little is shown as it is", () => {
  deepStrictEqual(said((text) => numbered(3).forEach((line) => text.print(line))), {
    stdout: "line 0\nline 1\nline 2\n",
    stderr: "",
  });
});
for (const piece of ["a line at a time", "all at once"]) {
  Deno.test(`cell text: of much the beginning, the end, and how much is between, ${piece}`, () => {
    const lines = numbered(100_000), whole = lines.join("");
    const { stdout } = said((text) =>
      piece === "all at once" ? text.print(whole) : lines.forEach((one) => text.print(one))
    );
    const shown = stdout.split("\n");
    const at = shown.findIndex((line) => line.startsWith("…"));
    const [, cut, characters] = shown[at].match(/^… ([\d,]+) lines \(([\d,]+) characters\) not shown: /)!;
    const number = (digits: string) => Number(digits.replaceAll(",", ""));
    // every line is shown or counted, and no character is lost
    strictEqual(shown.length - 2 + number(cut), lines.length);
    strictEqual(stdout.length - shown[at].length - 1 + number(characters), whole.length);
    strictEqual(shown[at - 1], `line ${at - 1}`);
    strictEqual(shown[at + 1], `line ${at + number(cut)}`);
    strictEqual(shown.at(-2), "line 99999");
  });
}
Deno.test("cell text: all of it where that is asked for", () => {
  const whole = numbered(50_000).join("");
  strictEqual(said((text) => text.print(whole), true).stdout, whole);
});
Deno.test("cell text: a fault at every packet is three lines and a count; other messages are told apart", () => {
  const fault = (address: number) =>
    `error on enabled probe ID 2 (ID 17: ip:kernel:none:receive): invalid address (0x${
      address.toString(16)
    }) in action #1`;
  const { stderr } = said((text) => {
    for (let i = 0; i < 1000; i++) text.say(fault(i));
    for (const count of [1, 2, 3, 4, 5]) text.say(`${count} packet drops on eth0`);
    for (let i = 0; i < 5; i++) text.say("same");
  });
  const lines = stderr.trimEnd().split("\n");
  strictEqual(lines.filter((line) => line.startsWith("error on")).length, 3);
  strictEqual(lines.filter((line) => / packet drops on /.test(line)).length, 5);
  match(stderr, /… and 997 times more: error on enabled probe ID 2 .* invalid address \(0x…\)/);
  match(stderr, /… and 2 times more: same\n/);
});
