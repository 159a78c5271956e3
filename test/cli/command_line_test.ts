import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { parseCommandLine, UsageError } from "../../lib/cli/command_line.ts";
import { FLAGS } from "../../lib/cli/flags.ts";
import { parseDuration } from "../../lib/cli/flag_values.ts";
import { usageText } from "../../lib/cli/usage.ts";

const fault = (args: string[]): UsageError => {
  try {
    parseCommandLine(args);
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error("no error");
};

Deno.test("a cluster's last flag may take an argument, joined or apart", () => {
  for (const args of [["-qn", "BEGIN"], ["-qnBEGIN"], ["-q", "-n", "BEGIN"]]) {
    const line = parseCommandLine(args);
    deepStrictEqual(line.programs, [{ flag: "n", text: "BEGIN" }]);
    deepStrictEqual(line.options.map((o) => o.name), ["quiet"]);
  }
});
Deno.test("flags may follow operands, and programs keep their order", () => {
  const line = parseCommandLine([
    "-P",
    "ip",
    "one",
    "-s",
    "x.d",
    "two",
    "-n",
    "tcp:::",
    "-m",
    "a:b",
    "-f",
    "c",
    "-i",
    "3",
  ]);
  deepStrictEqual(line.programs.map((p) => `${p.flag} ${p.text}`), [
    "P ip",
    "s x.d",
    "n tcp:::",
    "m a:b",
    "f c",
    "i 3",
  ]);
  deepStrictEqual(line.operands, ["one", "two"]);
});
Deno.test("-- makes an operand of what looks like a flag", () => {
  deepStrictEqual(parseCommandLine(["-e", "--", "-n", "-q"]).operands, ["-n"]);
});
Deno.test("a lone dash is an operand, and the argument of -r", () => {
  const line = parseCommandLine(["-r", "-", "-"]);
  deepStrictEqual([line.captures, line.operands], [["-"], ["-"]]);
});
Deno.test("long flags take = or the next word", () => {
  strictEqual(parseCommandLine(["--count", "5"]).count, 5);
  strictEqual(parseCommandLine(["--count=5"]).count, 5);
  strictEqual(parseCommandLine(["--for", "1.5s"]).forNs, 1.5e9);
});
Deno.test("-x splits at the first equals sign", () => {
  deepStrictEqual(parseCommandLine(["-x", "define=a=b", "-xquiet"]).options.map(({ name, value }) => [name, value]), [
    ["define", "a=b"],
    ["quiet", undefined],
  ]);
});
Deno.test("wrong usage is exit status 2, and says what getopt says", () => {
  for (
    const [args, message] of [
      [["-k"], "illegal option -- k"],
      [["-n"], "option requires an argument -- n"],
      [["-31"], "illegal option -- 31"],
      [["--nonsense"], "illegal option -- nonsense"],
      [["-h", "-n", "BEGIN"], "-h requires an output file if no scripts are specified"],
      [["-h", "-s", "a.d", "-s", "b.d"], "-h requires an output file if multiple scripts are specified"],
      [["-lV"], "only one of the [-hlV] options can be specified at a time"],
      [["--count", "x"], "--count x: expected a number of packets, from 1"],
      [["--for", "0s"], "--for 0s: expected a duration, such as 10s, 500ms or 2m"],
    ] as const
  ) {
    const error = fault([...args]);
    strictEqual(error.message, message);
    strictEqual(error.status, 2);
  }
});
Deno.test("a flag of dtrace(1) that is not available says why, exit status 1", () => {
  const onlyWhileItRuns = "not available here: probebook traces only while it runs";
  for (
    const [flag, why] of [
      ["-a", onlyWhileItRuns],
      ["-A", onlyWhileItRuns],
      ["-G", "not available here: a program is compiled when it runs, no object files are made"],
    ]
  ) {
    const error = fault([flag]);
    strictEqual(error.status, 1);
    strictEqual(error.message, `${flag}: ${why}`);
  }
});
Deno.test("-32 and -64 are taken", () => {
  parseCommandLine(["-32", "-64", "-n", "BEGIN"]);
});
Deno.test("durations", () => {
  strictEqual(parseDuration("10"), 1e10);
  strictEqual(parseDuration("500ms"), 5e8);
  strictEqual(parseDuration("2min"), 1.2e11);
  strictEqual(parseDuration("2 weeks"), undefined);
});
Deno.test("no flag twice, and every letter of dtrace(1) is there", () => {
  const letters = FLAGS.flatMap((f) => f.letter ?? []);
  strictEqual(new Set(letters).size, letters.length);
  for (const letter of "36aAbBcCDefFGhHiIlLmnopPqsSUvVwxXZ") ok(letters.includes(letter), letter);
});
Deno.test("help names every flag and is no wider than 100 columns", () => {
  const text = usageText();
  for (const flag of FLAGS) ok(text.includes(flag.letter ? `-${flag.letter}` : `--${flag.long}`));
  deepStrictEqual(text.split("\n").filter((row) => row.length > 100 && !row.startsWith("Usage")), []);
});
