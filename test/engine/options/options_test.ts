import { deepStrictEqual, strictEqual } from "node:assert";
import {
  OPTION_MESSAGES,
  OPTIONS,
  Options,
  parseRate,
  parseSize,
  pragmaMessage,
} from "../../../lib/engine/options/mod.ts";

const BAD = OPTION_MESSAGES.value;

Deno.test("sizes", () => {
  const table: [string | undefined, bigint | undefined][] = [
    [undefined, 0n],
    ["512", 512n],
    ["4k", 4096n],
    ["4K", 4096n],
    ["2m", 2097152n],
    ["1g", 1073741824n],
    ["1T", 1099511627776n],
    ["0x10", 16n],
    ["010", 8n],
    ["0x10k", 16384n],
    ["k", 0n],
    ["4kb", undefined],
    ["4q", undefined],
    ["-1", undefined],
    ["1.5m", undefined],
    ["99999999999999999999", undefined],
    ["9223372036854775807k", undefined],
  ];
  for (const [text, value] of table) {
    deepStrictEqual(parseSize(text), value === undefined ? { error: BAD } : { value }, text);
  }
});

Deno.test("rates are kept as periods in nanoseconds", () => {
  const table: [string, bigint | undefined][] = [
    ["1s", 1_000_000_000n],
    ["1sec", 1_000_000_000n],
    ["5MS", 5_000_000n],
    ["10us", 10_000n],
    ["10usec", 10_000n],
    ["7", 7n],
    ["7ns", 7n],
    ["1m", 60_000_000_000n],
    ["1min", 60_000_000_000n],
    ["1h", 3_600_000_000_000n],
    ["1day", 86_400_000_000_000n],
    ["101hz", 9_900_990n],
    ["0hz", 0n],
    ["3Hz", 333_333_333n],
    ["1fortnight", undefined],
    ["-1s", undefined],
  ];
  for (const [text, value] of table) {
    deepStrictEqual(parseRate(text), value === undefined ? { error: BAD } : { value }, text);
  }
});

Deno.test("booleans: nothing, words in any case, numbers, empty for unset", () => {
  for (const yes of [undefined, "yes", "ENABLE", "enabled", "True", "on", "set", "0", "17", "0x1"]) {
    const options = new Options();
    strictEqual(options.set("quiet", yes), undefined);
    strictEqual(options.flag("quiet"), true, yes);
  }
  for (const no of ["no", "disable", "Disabled", "false", "OFF", "unset", ""]) {
    const options = new Options();
    options.set("quiet");
    strictEqual(options.set("quiet", no), undefined);
    strictEqual(options.flag("quiet"), false, no);
  }
  for (const bad of ["maybe", "-1", "1k", " "]) strictEqual(new Options().set("quiet", bad), BAD);
});

Deno.test("err.D_PRAGMA_OPTSET.options: names, values, places", () => {
  type Row = [string, string | undefined, "command" | "pragma" | "setopt", string | undefined];
  const table: Row[] = [
    ["nonsense", undefined, "command", OPTION_MESSAGES.name],
    ["zdefs", "1", "command", BAD],
    ["zdefs", undefined, "pragma", undefined],
    ["droptags", "anything", "command", undefined],
    ["bufpolicy", "ring", "pragma", undefined],
    ["bufpolicy", "RING", "pragma", BAD],
    ["bufpolicy", undefined, "pragma", BAD],
    ["bufresize", "manual", "command", undefined],
    ["linktype", "ELF", "command", undefined],
    ["encoding", "latin1", "command", BAD],
    ["cpphdrs", undefined, "pragma", OPTION_MESSAGES.place],
    ["define", "X=1", "pragma", OPTION_MESSAGES.place],
    ["define", undefined, "pragma", BAD],
    ["setenv", "A=b", "pragma", OPTION_MESSAGES.place],
    ["unsetenv", "A=b", "command", BAD],
    ["strsize", "4g", "pragma", OPTION_MESSAGES.tooLarge],
    ["strsize", "1k", "pragma", undefined],
    ["bufsize", "1m", "setopt", OPTION_MESSAGES.active],
    ["switchrate", "10ms", "setopt", undefined],
    ["iregs", "0", "command", BAD],
    ["iregs", "8x", "command", undefined],
    ["pgmax", "0", "command", undefined],
    ["version", "1.5", "pragma", undefined],
    ["version", "1.77", "pragma", OPTION_MESSAGES.versionUnknown],
    ["version", "one", "pragma", OPTION_MESSAGES.versionForm],
    ["amin", "Evolving/Evolving/ISA", "pragma", undefined],
    ["amin", "Evolving/ISA", "pragma", BAD],
    ["local", "10.0.0.1,fe80::1", "command", undefined],
    ["local", undefined, "command", BAD],
  ];
  for (const [name, value, place, error] of table) {
    strictEqual(new Options().set(name, value, place), error, `${name}=${value}`);
  }
  strictEqual(pragmaMessage("x", undefined, "E"), "failed to set option 'x': E");
  strictEqual(pragmaMessage("x", "1", "E"), "failed to set option 'x' to '1': E");
});

Deno.test("defaults, lists, and who set what", () => {
  const options = new Options();
  strictEqual(options.size("bufsize"), 4194304);
  strictEqual(options.size("strsize"), 256);
  strictEqual(options.rate("cleanrate"), 9900990n);
  strictEqual(options.flag("temporal"), true);
  strictEqual(options.isGiven("bufsize"), false);
  options.set("bufsize", "1m");
  strictEqual(options.isGiven("bufsize"), true);
  options.set("libdir", "a");
  options.set("libdir", "b");
  deepStrictEqual(options.list("libdir"), ["a", "b"]);
  strictEqual(options.value("aggsortkeypos"), undefined);
  options.set("aggsortkeypos", "2");
  strictEqual(options.value("aggsortkeypos"), 2);
  options.active = true;
  strictEqual(options.set("bufsize", "2m"), OPTION_MESSAGES.active);
});

Deno.test("the table has each option once, with a line about it", () => {
  strictEqual(new Set(OPTIONS.map(({ name }) => name)).size, OPTIONS.length);
  for (const { name, doc, kind, choices } of OPTIONS) {
    strictEqual(doc.length > 5, true, name);
    strictEqual(choices !== undefined, kind === "choice", name);
  }
});
