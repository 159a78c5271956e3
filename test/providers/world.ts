/** A checker with D's own library loaded, as a session has it, and the few builtins that the library calls. */
import type { SourceText } from "../../lib/diagnostic/mod.ts";
import { ProgramChecker, type SubroutineDefinition, type VariableDefinition } from "../../lib/d/check/mod.ts";
import { parseItems, parseProgram, type ProgramNode } from "../../lib/d/syntax/mod.ts";
import { ProbeRegistry } from "../../lib/engine/probe/mod.ts";
import { LIBRARIES, providers, selectDeclarations } from "../../lib/providers/mod.ts";
import { orderLibraries } from "../../lib/session/compile/libraries.ts";

const SUBROUTINES = [
  ["ntohs", "uint16_t(uint16_t)"],
  ["ntohl", "uint32_t(uint32_t)"],
  ["inet_ntoa", "string(ipaddr_t *)"],
  ["inet_ntoa6", "string(in6_addr_t *)"],
  ["link_ntop", "string(int, void *)"],
].map(([name, prototype]): [string, SubroutineDefinition] => [name, { name, prototype, doc: "" }]);

const VARIABLES: [string, VariableDefinition][] = [
  ["args", { name: "args", doc: "", indexed: true }],
  ["arg9", { name: "arg9", doc: "", type: "int64_t" }],
  ...["pid", "ppid", "tid", "uid", "gid", "cpu"].map((name): [string, VariableDefinition] => [
    name,
    { name, doc: "", type: "int" },
  ]),
  ["execname", { name: "execname", doc: "", type: "string" }],
];

export interface World {
  readonly checker: ProgramChecker;
  readonly registry: ProbeRegistry;
  /** Names of the libraries, in the order in which they were loaded. */
  readonly libraries: readonly string[];
  /** With `places`: only the items that begin there. */
  parse(text: string, name?: string, kind?: SourceText["kind"], places?: readonly number[]): ProgramNode;
}

/** With `texts`: only the declarations that those can refer to. */
export function makeWorld(texts?: readonly string[]): World {
  const registry = new ProbeRegistry(providers);
  const checker = new ProgramChecker({
    builtins: {
      variables: new Map(VARIABLES),
      subroutines: new Map(SUBROUTINES),
      actions: new Map([["trace", {
        name: "trace",
        prototype: "void(@)",
        doc: "",
        traits: { records: true },
        check: () => undefined,
      }]]),
      aggregating: new Map(),
    },
    probes: registry,
    options: {},
  });
  const parse = (text: string, name = "test.d", kind: SourceText["kind"] = "script", places?: readonly number[]) => {
    const source = { name, text, kind };
    const environment = {
      isTypeName: (name: string) => checker.isTypeName(name),
      macroArguments: [name],
      macroVariables: new Map(),
      defaultArguments: false,
      preferProbeSpecifier: false,
    };
    return places ? parseItems(source, environment, places) : parseProgram(source, environment);
  };
  const all = orderLibraries(LIBRARIES);
  const parts = texts ? selectDeclarations(all, texts) : all.map((library) => ({ library, places: undefined }));
  for (const { library, places } of parts) checker.checkLibrary(parse(library.text, library.name, "library", places));
  return { checker, registry, libraries: parts.map(({ library }) => library.name), parse };
}
