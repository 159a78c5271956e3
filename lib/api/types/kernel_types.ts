/**
 * The arguments of probes of the running kernel as TypeScript: no two kernels have the same, so they are written when they are
 * asked for (`probebook trace -l --types`).
 *
 * @module
 */
import { probeArguments, type ProbeInformation } from "../../d/check/mod.ts";
import { type DType, resolveType } from "../../d/types/mod.ts";
import { probeText } from "../../engine/probe/mod.ts";
import type { Session } from "../../session/mod.ts";
import { isTextPointer } from "../clauses/kernel_clauses.ts";
import { memberKind, membersOf } from "../clauses/member_kind.ts";

/** Members of members are written so far: the kernel's structures lead everywhere. */
const MAX_DEPTH = 3;
const DECLARED_IN = import.meta.resolve("../clauses/firing.ts");

/** A module that tells the compiler of TypeScript of the probes that a session's programs match. */
export function kernelTypesText(session: Session): string {
  const { checker } = session.compilation;
  const lines = session.listProbes().filter(({ args }) => args !== undefined).flatMap((probe) => {
    const types = probeArguments(checker, probe).map(({ translated }) => argumentType(probe, translated));
    const names = (probe.args ?? []).flatMap(({ doc }, n) => doc ? [`args[${n}] ${doc.replaceAll("*/", "")}`] : []);
    const doc = names.length > 0 ? `    /** ${names.join("; ")} */\n` : "";
    return namesOf(probe).map((name) =>
      `${doc}    readonly ${JSON.stringify(name)}: readonly [${types.join(", ")}];\n`
    );
  });
  return `/** Written by \`probebook trace -l --types\`: arguments of probes of the kernel that ran. */
export {};
declare module ${JSON.stringify(DECLARED_IN)} {
  interface KernelProbes {
${lines.join("")}  }
}
`;
}
/** The whole name, and the one without a module that says nothing. */
function namesOf(probe: ProbeInformation): string[] {
  const { provider, module, function: inFunction, name } = probe;
  const whole = probeText(probe);
  return module === "" || inFunction === "" ? [whole] : [whole, `${provider}::${inFunction}:${name}`];
}
function argumentType(probe: ProbeInformation, type: DType | undefined): string {
  return isTextPointer(probe, type) ? "string" : typeText(type, 0);
}
function typeText(type: DType | undefined, depth: number): string {
  const kind = type && memberKind(type);
  switch (kind?.kind) {
    case "number":
      return kind.size === 8 ? "bigint" : "number";
    case "time":
      return "bigint";
    case "text":
      return "string";
    case "view": {
      if (depth === MAX_DEPTH) return "any";
      const members = membersOf(kind.struct).map((member) =>
        `readonly ${JSON.stringify(member.name)}: ${typeText(member.type, depth + 1)}`
      );
      return `{ ${members.join("; ")} }`;
    }
    default:
      return type && resolveType(type).kind === "array" ? "unknown" : "bigint";
  }
}
