/** A few builtins and probes, enough for every rule of the checker. */
import { CompileError, type Diagnostic } from "../../../lib/diagnostic/mod.ts";
import {
  type ActionDefinition,
  type AggregatingDefinition,
  type CheckEnvironment,
  type CheckOptions,
  type ProbeInformation,
  ProgramChecker,
  type SubroutineDefinition,
  type TypedProgram,
  type VariableDefinition,
} from "../../../lib/d/check/mod.ts";
import { parseProgram, type ProgramNode } from "../../../lib/d/syntax/mod.ts";

function parse(text: string, isTypeName: (name: string) => boolean): ProgramNode {
  return parseProgram({ name: "test.d", text, kind: "script" }, {
    isTypeName,
    macroArguments: ["test.d"],
    macroVariables: new Map(),
    defaultArguments: false,
    preferProbeSpecifier: false,
  });
}

function table<T extends { name: string }>(...definitions: T[]): Map<string, T> {
  return new Map(definitions.map((definition) => [definition.name, definition]));
}
const doc = "";
const variable = (name: string, type?: string, indexed?: boolean, since?: string): VariableDefinition => ({
  name,
  doc,
  type,
  indexed,
  since,
});
const subroutine = (name: string, prototype: string): SubroutineDefinition => ({ name, doc, prototype });
const action = (
  name: string,
  prototype: string,
  traits: Partial<ActionDefinition["traits"]> = {},
): ActionDefinition => ({
  name,
  doc,
  prototype,
  traits: { records: true, ...traits },
  check: () => undefined,
});
const aggregating = (name: string, prototype: string): AggregatingDefinition => ({
  name,
  doc,
  prototype,
  check: (_context, args) => ({ evaluated: args, parameters: undefined }),
});
const PROBES: ProbeInformation[] = [
  { id: 1, provider: "dtrace", module: "", function: "", name: "BEGIN", args: [] },
  { id: 2, provider: "dtrace", module: "", function: "", name: "END", args: [] },
  {
    id: 3,
    provider: "ip",
    module: "kernel",
    function: "none",
    name: "send",
    args: [{ native: "struct raw *", translated: "pkt_t *" }, { native: "int" }],
    attributes: { identifier: "Evolving/Evolving/ISA", argument: "Evolving/Evolving/ISA" },
  },
  {
    id: 4,
    provider: "ip",
    module: "kernel",
    function: "none",
    name: "receive",
    args: [{ native: "struct raw *", translated: "pkt_t *" }, { native: "string" }],
  },
  {
    id: 5,
    provider: "ip",
    module: "kernel",
    function: "none",
    name: "odd",
    args: [{ native: "struct raw *", translated: "other_t *" }, { native: "nothing_t" }],
  },
];
export function environment(options: CheckOptions = {}): CheckEnvironment {
  const matches = (pattern: string, text: string) =>
    pattern === "" || new RegExp(`^${pattern.replaceAll("*", ".*")}$`).test(text);
  return {
    options,
    builtins: {
      variables: table(
        variable("timestamp", "uint64_t"),
        variable("probename", "string"),
        variable("arg0", "int64_t"),
        variable("args", undefined, true),
        variable("uregs", "uint64_t", true),
        variable("newer", "int", false, "1.10"),
      ),
      subroutines: table(
        subroutine("strlen", "size_t(const char *)"),
        subroutine("substr", "string(const char *, int, [int])"),
        subroutine("speculation", "int()"),
        subroutine("alloca", "void *(size_t)"),
      ),
      actions: table(
        action("trace", "void(@)"),
        action("printf", "void(@, ...)"),
        action("clear", "void(...)"),
        action("stack", "stack(...)"),
        action("exit", "void(int)", { special: "exit" }),
        action("speculate", "void(int)", { records: false, special: "speculate" }),
        action("commit", "void(int)", { records: false, special: "commit" }),
        action("discard", "void(int)", { records: false, special: "discard" }),
        action("panic", "void()", { destructive: true }),
      ),
      aggregating: table(aggregating("count", "void()"), aggregating("sum", "void(@)"), aggregating("avg", "void(@)")),
    },
    probes: {
      all: () => PROBES,
      get: (id) => PROBES.find((probe) => probe.id === id),
      match: (d) =>
        PROBES.filter((probe) =>
          d.id !== undefined
            ? probe.id === d.id
            : matches(d.provider, probe.provider) && matches(d.module, probe.module) &&
              matches(d.function, probe.function) && matches(d.name, probe.name)
        ),
    },
    refuseOption: (name) => name === "nosuch" ? "Invalid option name" : undefined,
    isPresent: () => false,
  };
}
const LIBRARY = `struct raw { int length; unsigned int flags : 3; char *text; struct raw *next; };

typedef struct pkt { int p_length; string p_text; uint8_t p_small; int p_missing; } pkt_t;

typedef struct other { int o; } other_t;

translator pkt_t < struct raw *r > { p_length = r->length; p_text = stringof(r->text); p_small = r->length; };

inline string name_of[int n] = n == 1 ? "one" : n == 2 ? "two" : "many";

inline int LIMIT = 10;
`;
/** Checks a program over the small library. */
export function check(text: string, options?: CheckOptions): TypedProgram {
  const checker = new ProgramChecker(environment(options));
  checker.checkLibrary(parse(LIBRARY, (name) => checker.isTypeName(name)));
  checker.checkProgram(parse(text + "\n", (name) => checker.isTypeName(name)));
  return checker.finish();
}
/** The mistakes of a program. */
export function mistakes(text: string, options?: CheckOptions): readonly Diagnostic[] {
  try {
    check(text, options);
    return [];
  } catch (error) {
    if (error instanceof CompileError) return error.diagnostics;
    throw error;
  }
}
