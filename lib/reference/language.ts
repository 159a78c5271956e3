/**
 * Variables, subroutines, actions and aggregating functions as entries, made of their definitions.
 *
 * @module
 */
import { builtins } from "../builtins/mod.ts";
import { documentation } from "../builtins/documentation/mod.ts";
import { commandOf, type EntryKind, type ReferenceEntry } from "./entry.ts";

/** As far as it is read here. */
interface Definition {
  readonly name: string;
  readonly doc: string;
  readonly prototype?: string;
  readonly type?: string;
  readonly indexed?: boolean;
  readonly since?: string;
  readonly unavailable?: string;
  readonly destructive?: boolean;
  readonly traits?: { readonly destructive?: boolean };
}
const KINDS = {
  variables: "variable",
  subroutines: "subroutine",
  actions: "action",
  aggregating: "aggregating function",
} as const satisfies Record<keyof typeof builtins, EntryKind>;

function usageOf({ name, type, indexed, prototype }: Definition, kind: EntryKind): string {
  if (prototype === undefined) {
    return `${type ? `${type}${type.endsWith("*") ? "" : " "}` : ""}${name}${indexed ? "[]" : ""}`;
  }
  const at = prototype.indexOf("(");
  const result = prototype.slice(0, at).replace(/^_?u?(?:symaddr|stack)$|^void$/, ""), rest = prototype.slice(at);
  const call = `${name}${rest.replaceAll("@", "VALUE")}`;
  if (kind === "aggregating function") return `@NAME[KEY, ...] = ${call}`;
  return result === "" || result.startsWith("_") ? call : `${result}${result.endsWith("*") ? "" : " "}${call}`;
}

/** All that is built into the language. */
export function languageEntries(): ReferenceEntry[] {
  return (Object.keys(KINDS) as (keyof typeof KINDS)[]).flatMap((group) =>
    [...builtins[group].values() as Iterable<Definition>].map((definition): ReferenceEntry => {
      const { name, doc, since, unavailable } = definition;
      const known = Object.hasOwn(documentation[group], name) ? documentation[group][name] : undefined;
      const isDestructive = definition.destructive || definition.traits?.destructive;
      const paragraphs = [[doc, known?.more].filter(Boolean).join(" ")];
      if (unavailable) paragraphs.push(`Not available for packets: ${unavailable}. A program that uses it is refused.`);
      if (since) paragraphs.push(`Since version ${since} of D.`);
      return {
        kind: KINDS[group],
        name,
        usage: usageOf(definition, KINDS[group]),
        paragraphs,
        examples: known ? [commandOf(known.example, isDestructive ? "-w" : "")] : [],
      };
    })
  );
}
