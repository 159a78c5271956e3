/**
 * What D's names are, in words: the type, the meaning, and where that is said.
 *
 * @module
 */
import { builtins } from "../../builtins/mod.ts";
import {
  type DescribedInline,
  type DescribedMember,
  type DescribedType,
  describeType,
  type ProbeInformation,
} from "../../d/check/mod.ts";
import { LIBRARIES, providers } from "../../providers/mod.ts";
import type { DType } from "../../d/types/mod.ts";

/** An argument of a probe, with the type that clauses see. */
export interface ProbeArgument {
  readonly type: DType | undefined;
  readonly text: string;
  readonly doc?: string;
}
const GUIDE = "the DTrace guide";

/** A probe with its meaning and its arguments. */
export function describeProbe(probe: ProbeInformation, args: readonly ProbeArgument[]): string {
  const lines = args.map(({ text, doc }, index) => `  args[${index}]: ${text}${doc ? `  ${doc}` : ""}`);
  const provider = providers.find(({ name }) => name === probe.provider);
  const about = probe.doc ? [`  fires ${probe.doc}${provider ? ` (${provider.source})` : ""}`] : [];
  const why = probe.unavailable ? [`  it does not fire here: ${probe.unavailable}`] : [];
  return [fullName(probe), ...about, ...why, ...lines].join("\n");
}

/** An argument of a probe, with the members of its type. */
export function describeArgument(probe: ProbeInformation, index: number, { type, text, doc }: ProbeArgument): string {
  const described = type && describeType(type);
  const members = described?.members ?? [];
  const width = Math.max(0, ...members.map(({ name, type }) => name.length + type.length + 2));
  const lines = members.map(({ name, type, doc }) =>
    `  ${`${name}: ${type}`.padEnd(width)}${doc ? `  ${doc}` : ""}`.trimEnd()
  );
  return [`args[${index}]: ${text}`, ...doc ? [`  ${doc}`] : [], `  of ${fullName(probe)}${from(described)}`, ...lines]
    .join("\n");
}

/** A member of a struct. */
export function describeMember({ name, type, doc }: DescribedMember, of: DescribedType): string {
  return [`${name}: ${type}`, ...doc ? [`  ${doc}`] : [], `  member of ${of.name.replace(/ \*$/, "")}${from(of)}`].join(
    "\n",
  );
}

/** A constant, or an array of texts, of a library. */
export function describeInline({ name, type, value, library }: DescribedInline): string {
  return [`${name}: ${type} = ${value}`, `  ${about(library)}`].join("\n");
}

/** A variable or a function of D itself; undefined for other names. */
export function describeWord(name: string): string | undefined {
  const variable = builtins.variables.get(name);
  if (variable) return words(name, variable.type, variable.doc, "variable", "Variables", variable.unavailable);
  const subroutine = builtins.subroutines.get(name);
  if (subroutine) {
    return words(
      name,
      subroutine.prototype,
      subroutine.doc,
      "subroutine",
      "Actions and Subroutines",
      subroutine.unavailable,
    );
  }
  const action = builtins.actions.get(name);
  if (action) return words(name, action.prototype, action.doc, "action", "Actions and Subroutines", action.unavailable);
  const aggregating = builtins.aggregating.get(name);
  return aggregating && words(name, aggregating.prototype, aggregating.doc, "aggregating function", "Aggregations");
}

function words(
  name: string,
  type: string | undefined,
  doc: string,
  kind: string,
  chapter: string,
  why?: string,
): string {
  const lines = [type ? `${name}: ${type}` : name, `  ${doc}`];
  if (why) lines.push(`  not known here: ${why}`);
  return [...lines, `  ${kind} of D (${GUIDE}, ${chapter})`].join("\n");
}

function fullName({ provider, module, function: ofFunction, name }: ProbeInformation): string {
  return `${provider}:${module}:${ofFunction}:${name}`;
}

function from(type: DescribedType | undefined): string {
  return type?.library ? `, ${about(type.library)}` : "";
}

const headlines = new Map<string, string>();

/** The file, and the first sentence of what it says of itself: there the protocol's documents are named. */
function about(library: string): string {
  const name = library.slice(library.lastIndexOf("/") + 1);
  let said = headlines.get(name);
  if (said === undefined) {
    const { text = "" } = LIBRARIES.find((library) => library.name === name) ?? {};
    const [, comment = ""] = text.match(/^\s*\/\*([^]*?)\*\//) ?? [];
    const [sentence] = comment.replaceAll(/\s*\n\s*\*\s*/g, " ").trim().split(/\.(?:\s|$)/);
    said = sentence ? `${name}: ${sentence}` : name;
    headlines.set(name, said);
  }
  return said;
}
