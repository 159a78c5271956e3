/** Programs checked with all that is built in. */
import { CompileError, type Diagnostic } from "../../lib/diagnostic/mod.ts";
import { type CheckOptions, type ProbeInformation, ProgramChecker } from "../../lib/d/check/mod.ts";
import { parseProgram } from "../../lib/d/syntax/mod.ts";
import { builtins } from "../../lib/builtins/mod.ts";

const BEGIN: ProbeInformation = { id: 1, provider: "dtrace", module: "", function: "", name: "BEGIN", args: [] };

/** The mistakes of a program that has no clauses but of BEGIN. */
export function mistakes(text: string, options: CheckOptions = {}): readonly Diagnostic[] {
  const checker = new ProgramChecker({
    builtins,
    probes: { all: () => [BEGIN], get: (id) => id === 1 ? BEGIN : undefined, match: () => [BEGIN] },
    options,
  });
  try {
    checker.checkProgram(parseProgram({ name: "test.d", text: `${text}\n`, kind: "script" }, {
      isTypeName: (name) => checker.isTypeName(name),
      macroArguments: ["test.d"],
      macroVariables: new Map(),
      defaultArguments: false,
      preferProbeSpecifier: false,
    }));
    checker.finish();
    return [];
  } catch (error) {
    if (error instanceof CompileError) return error.diagnostics;
    throw error;
  }
}
/** Tag and text under the carets of each mistake. */
export function tagged(text: string, options?: CheckOptions): [tag: string, under: string | undefined][] {
  return mistakes(text, options).map(({ tag, span }) => [tag, span?.source.text.slice(span.start, span.end)]);
}
