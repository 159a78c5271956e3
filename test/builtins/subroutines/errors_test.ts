/** Prototypes: too few, too many, of the wrong type; names that are newer than the version asked for. */
import { deepStrictEqual } from "node:assert";
import { builtins } from "../../../lib/builtins/mod.ts";
import { tagged } from "../world.ts";

/** A call that is right, by name; the number of arguments may be less by `optional`. */
const CALLS: Readonly<Record<string, readonly [args: string[], optional?: number]>> = {
  alloca: [["8"]],
  basename: [['"a"']],
  bcopy: [["p", "p", "8"]],
  cleanpath: [['"a"']],
  copyin: [["arg0", "8"]],
  copyinstr: [["arg0", "8"], 1],
  copyinto: [["arg0", "8", "p"]],
  copypayload: [["1", "8"]],
  payload: [["1", "1"], 1],
  payloadstr: [["1", "1"], 1],
  dirname: [['"a"']],
  getmajor: [["arg0"]],
  getminor: [["arg0"]],
  htonl: [["1"]],
  htonll: [["1"]],
  htons: [["1"]],
  index: [['"a"', '"b"', "1"], 1],
  inet_in: [['"192.0.2.1"', '"192.0.2.0/24"']],
  inet_ntop: [["2", "p"]],
  inet_prefix: [['"192.0.2.1"', "24"]],
  json: [['"a"', '"b"']],
  link_ntop: [["1", "p"]],
  lltostr: [["1", "10"], 1],
  memref: [["p", "8"]],
  memstr: [["p", "' '", "8"]],
  ntohl: [["1"]],
  ntohll: [["1"]],
  ntohs: [["1"]],
  rand: [[]],
  random: [[]],
  rindex: [['"a"', '"b"', "1"], 1],
  speculation: [[]],
  strchr: [['"a"', "'a'"]],
  strjoin: [['"a"', '"b"']],
  strlen: [['"a"']],
  strrchr: [['"a"', "'a'"]],
  strstr: [['"a"', '"b"']],
  strtok: [['"a"', '"b"']],
  strtoll: [['"a"', "10"], 1],
  substr: [['"a"', "1", "1"], 1],
  tolower: [['"a"']],
  toupper: [['"a"']],
};
/** Their arguments' types are in D's library, of which nothing is loaded here. */
const OF_LIBRARY: readonly string[] = ["http_header", "inet_ntoa", "inet_ntoa6"];
const program = (call: string) => `BEGIN { p = alloca(8); ${call}; }`;

Deno.test("each subroutine that packets can be asked with has a call that is right", () => {
  const all = [...builtins.subroutines.values()].filter(({ unavailable }) => !unavailable).map(({ name }) => name);
  deepStrictEqual(all.filter((name) => !Object.hasOwn(CALLS, name)).sort(), OF_LIBRARY);
});
for (const [name, [args, optional = 0]] of Object.entries(CALLS)) {
  const call = (count: number) => `${name}(${[...args, "1"].slice(0, count).join(", ")})`;
  Deno.test(`${name}: as many arguments as its prototype says`, () => {
    for (let count = args.length - optional; count <= args.length; count++) {
      deepStrictEqual(tagged(program(call(count))), [], call(count));
    }
  });
  Deno.test(`err.D_PROTO_LEN.${name}`, () => {
    for (const count of [args.length - optional - 1, args.length + 1]) {
      if (count >= 0) deepStrictEqual(tagged(program(call(count))), [["D_PROTO_LEN", call(count)]]);
    }
  });
}
const WRONG: [call: string, under: string][] = [
  ["strlen(1)", "1"],
  ["strjoin(1, 2)", "1"],
  ['substr("a", "b")', '"b"'],
  ['alloca("a")', '"a"'],
  ['htons("a")', '"a"'],
  ['lltostr("a")', '"a"'],
  ["strtoll(7)", "7"],
  ['mutex_owned("a")', '"a"'],
];
for (const [call, under] of WRONG) {
  Deno.test(`err.D_PROTO_ARG.${call.slice(0, call.indexOf("("))}`, () => {
    const found = tagged(program(call));
    deepStrictEqual(found[0], ["D_PROTO_ARG", under]);
  });
}
const SINCE: Readonly<Record<string, string[]>> = {
  "1.1": ["index", "rindex", "strchr", "strrchr", "strstr", "strtok", "substr"],
  "1.3": ["htonl", "htonll", "htons", "ntohl", "ntohll", "ntohs"],
  "1.5": ["inet_ntoa", "inet_ntoa6", "inet_ntop"],
  "1.8": ["tolower", "toupper"],
  "1.10": ["getf"],
  "1.11": ["json", "strtoll"],
};
Deno.test("versions that brought each subroutine", () => {
  const found: Record<string, string[]> = {};
  for (const { name, since, unavailable } of builtins.subroutines.values()) {
    if (since && name !== "memref" && (!unavailable || name === "getf")) (found[since] ??= []).push(name);
  }
  for (const names of Object.values(found)) names.sort();
  deepStrictEqual(found, SINCE);
  deepStrictEqual(tagged("int substr;\n\nBEGIN { substr = 1; }", { version: "1.0" }), []);
});
