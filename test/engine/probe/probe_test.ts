import { deepStrictEqual, strictEqual, throws } from "node:assert";
import {
  type Consumption,
  enableImage,
  EnablingError,
  explainNoMatch,
  fire,
  formatListing,
  matchGlob,
  ProbeRegistry,
} from "../../../lib/engine/probe/mod.ts";
import { CONTEXT, FIRED } from "../../../lib/image/mod.ts";
import { clause, consumerOf, FakeMachine, REGISTRY } from "../fake_machine.ts";

Deno.test("globs", () => {
  const table: [string, string, boolean][] = [
    ["receive", "", true],
    ["", "", true],
    ["receive", "receive", true],
    ["receive", "rec", false],
    ["receive", "rec*", true],
    ["receive", "*", true],
    ["", "*", true],
    ["receive", "*eive", true],
    ["receive", "r*c*v*", true],
    ["receive", "r*c*x*", false],
    ["receive", "r**e", true],
    ["receive", "?eceiv?", true],
    ["receive", "receive?", false],
    ["receive", "receive*", true],
    ["send", "[rs]end", true],
    ["send", "[a-s]end", true],
    ["send", "[!a-r]end", true],
    ["send", "[!s]end", false],
    ["send", "[a-r]end", false],
    ["s-d", "s[-x]d", true],
    ["s-d", "s[x-]d", true],
    ["s]d", "s[]]d", true],
    ["send", "[send", false],
    ["a*b", "a\\*b", true],
    ["axb", "a\\*b", false],
    ["a", "a\\", false],
    ["SEND", "send", false],
    ["send", "*[d]", true],
  ];
  for (const [name, pattern, expected] of table) strictEqual(matchGlob(name, pattern), expected, `${name} ${pattern}`);
  // Time is bounded by the product of the lengths.
  strictEqual(matchGlob("a".repeat(2000), "a*".repeat(1000) + "b"), false);
});

const any = { provider: "", module: "", function: "", name: "" };

Deno.test("ids: BEGIN, END, ERROR first, then in order of registration", () => {
  deepStrictEqual(REGISTRY.all().map(({ id, provider, name }) => `${id} ${provider} ${name}`), [
    "1 dtrace BEGIN",
    "2 dtrace END",
    "3 dtrace ERROR",
    "4 fbt entry",
    "5 fbt return",
    "6 syscall entry",
    "7 syscall return",
  ]);
  strictEqual(REGISTRY.get(2)?.name, "END");
  strictEqual(REGISTRY.get(0), undefined);
  strictEqual(REGISTRY.match({ ...any, id: 99 }).length, 0);
  deepStrictEqual(REGISTRY.match({ ...any, id: 4 }).map(({ name }) => name), ["entry"]);
  deepStrictEqual(REGISTRY.match({ ...any, name: "e*" }).map(({ id }) => id), [4, 6]);
  deepStrictEqual(REGISTRY.match({ ...any, provider: "fbt" }).map(({ id }) => id), [4, 5]);
});

Deno.test("probes on demand get ids after all others, once", () => {
  const registry = new ProbeRegistry([{
    meaning: "",
    source: "",
    name: "profile",
    probes: () => [],
    provide: ({ name }) => /^tick-\d+$/.test(name) ? [{ provider: "profile", module: "", function: "", name }] : [],
  }]);
  deepStrictEqual(registry.match({ ...any, name: "tick-5" }).map(({ id }) => id), [1]);
  deepStrictEqual(registry.match({ ...any, provider: "prof*", name: "tick-5" }).map(({ id }) => id), [1]);
  strictEqual(registry.match({ ...any, provider: "ip", name: "tick-6" }).length, 0);
  strictEqual(registry.match({ ...any, name: "tock-6" }).length, 0);
  strictEqual(registry.all().length, 1);
});

Deno.test("-l and -lv", () => {
  const probe = { id: 12, provider: "ip", module: "kernel", function: "none", name: "send" };
  strictEqual(
    formatListing([probe]),
    "   ID   PROVIDER            MODULE                          FUNCTION NAME\n" +
      "   12         ip            kernel                              none send\n",
  );
  const attributes = { identifier: "Evolving/Evolving/ISA", argument: "Private/Private/Unknown" };
  const args = [{ native: "struct ip *", translated: "ipinfo_t *" }, { native: "int" }];
  const block = (names: string, semantics: string, group: string) =>
    `\t\tIdentifier Names: ${names}\n\t\tData Semantics:   ${semantics}\n\t\tDependency Class: ${group}\n\n`;
  strictEqual(
    formatListing([{ ...probe, attributes, args }], true).split("\n").slice(2).join("\n"),
    "\n\tProbe Description Attributes\n" + block("Evolving", "Evolving", "ISA") +
      "\tArgument Attributes\n" + block("Private", "Private", "Unknown") +
      "\tArgument Types\n\t\targs[0]: ipinfo_t *\n\t\targs[1]: int\n\n",
  );
  strictEqual(formatListing([probe], true).endsWith("\tArgument Types\n\t\tNone\n\n"), true);
});

Deno.test("why nothing matches: the part that failed and names near it", () => {
  const why = (fields: Partial<typeof any> & { id?: number }) => {
    const { part, text, near } = explainNoMatch(REGISTRY, { ...any, ...fields });
    return [part, text, ...near];
  };
  deepStrictEqual(why({ provider: "dtrac" }), ["provider", "dtrac", "dtrace"]);
  deepStrictEqual(why({ provider: "syscall", function: "raed", name: "entry" }), ["function", "raed", "read"]);
  deepStrictEqual(why({ provider: "dtrace", name: "begin" }), ["name", "begin", "BEGIN"]);
  deepStrictEqual(why({ id: 99 }), ["id", "99"]);
  deepStrictEqual(explainNoMatch(REGISTRY, { ...any, provider: "fbt", name: "x" }).there, ["entry", "return"]);
});

class FiringMachine extends FakeMachine {
  status = 0;
  override fire() {
    return (() => this.status) as never;
  }
  override aggregationFill() {
    return { used: 3, size: 4 };
  }
}

Deno.test("enabling: attends to what a firing leaves", () => {
  const { image } = consumerOf([clause(0, [])]);
  const machine = new FiringMachine([]);
  const seen: string[] = [];
  const consumption: Consumption = {
    drain: () => (seen.push("drain"), false),
    drainAggregations: () => void seen.push("aggregations"),
  };
  const enabling = enableImage(machine, image, REGISTRY, consumption, { destructive: false });
  const begin = REGISTRY.get(1)!;
  strictEqual(fire(enabling, begin), false);
  deepStrictEqual(seen, []);
  machine.status = FIRED.CONSUME;
  strictEqual(fire(enabling, begin), false);
  machine.status = FIRED.DRAIN;
  strictEqual(fire(enabling, begin), false);
  deepStrictEqual(seen, ["drain", "drain", "aggregations"]);
  machine.status = FIRED.EXIT;
  machine.memory.words[CONTEXT.EXIT_STATUS >> 2] = 259;
  machine.memory.words[CONTEXT.STATUS >> 2] = FIRED.EXIT;
  strictEqual(fire(enabling, begin), true);
  strictEqual(enabling.isOver, true);
  strictEqual(enabling.exitStatus, 3);
  strictEqual(machine.memory.words[CONTEXT.STATUS >> 2], 0);
});

Deno.test("destructive actions want -w", () => {
  const { image, machine } = consumerOf([clause(0, [])]);
  const consumption = { drain: () => false, drainAggregations: () => {} };
  const enable = (destructive: boolean) =>
    enableImage(machine, { ...image, destructive: true }, REGISTRY, consumption, { destructive });
  throws(() => enable(false), (error) => error instanceof EnablingError && /^Destructive actions/.test(error.message));
  enable(true);
});
