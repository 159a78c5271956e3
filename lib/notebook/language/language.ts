/**
 * Completion and inspection of D from the tables that the compiler uses.
 *
 * @module
 */
import type { Host } from "../../host/mod.ts";
import { builtins } from "../../builtins/mod.ts";
import {
  type DescribedInline,
  type DescribedMember,
  type DescribedType,
  describeInlines,
  describeType,
  probeArguments,
  type ProbeInformation,
} from "../../d/check/mod.ts";
import type { DType } from "../../d/types/mod.ts";
import { OPTIONS } from "../../engine/options/mod.ts";
import { matchGlob } from "../../engine/probe/mod.ts";
import type { Candidate, Completion, Inspection } from "../../evaluator/mod.ts";
import { Session, type SystemTracing } from "../../session/mod.ts";
import {
  describeArgument,
  describeInline,
  describeMember,
  describeProbe,
  describeWord,
  type ProbeArgument,
} from "./described.ts";
import { clauseDescriptions, cursorAt, type CursorContext } from "../text/mod.ts";

const PARTS = ["provider", "module", "function", "name"] as const;
const KEYWORDS = ["if", "else", "inline", "self", "this", "sizeof", "offsetof", "xlate", "stringof", "struct"];
const MAX_PROBES = 20;

/** What is known of D here: libraries are read once. */
export class LanguageKnowledge {
  readonly #session: Session;
  #inlines: readonly DescribedInline[] | undefined;

  /** @param system whose probes are meant, in the place of those of packets */
  constructor(host: Host, system?: SystemTracing) {
    this.#session = new Session({ programs: [], system }, { output: { write() {} }, warn() {} }, host);
    // those that are made when they are asked for
    if (system) this.#session.listProbes();
  }

  /** Reads the libraries, so that the first question finds them read. */
  prepare(): void {
    this.#constants();
  }

  /** All probes that match a description of any form (`tcp:::`, `send`, `ip:::send`). */
  probes(description: string): readonly ProbeInformation[] {
    const given = description.split(":");
    const fields = [...Array(Math.max(0, 4 - given.length)).fill(""), ...given];
    return this.#session.registry.all().filter((probe) =>
      PARTS.every((part, index) => matchGlob(probe[part], fields[index] ?? ""))
    );
  }

  /** The arguments of a probe with the types that clauses see. */
  arguments(probe: ProbeInformation): ProbeArgument[] {
    this.#constants();
    const types = probeArguments(this.#session.compilation.checker, probe);
    return (probe.args ?? []).map(({ native, translated, doc }, index) => ({
      type: types[index]?.translated,
      text: translated ?? native,
      doc,
    }));
  }

  /** Ways to go on. */
  complete(text: string, offset: number): Completion {
    const cursor = cursorAt(text, offset);
    const typed = text.slice(cursor.start, offset);
    const candidates = this.#candidates(cursor, text, offset).filter((one) => one.text !== typed);
    return { start: cursor.start, end: offset, candidates };
  }

  /** What the name at an offset is: its type, its meaning, and where that is said. */
  inspect(text: string, offset: number): Inspection | undefined {
    const found = this.#argumentAt(text, offset) ?? this.#wordAt(text, offset);
    return found === undefined ? undefined : { bundle: { "text/plain": found } };
  }

  /** A probe with its meaning and its arguments. */
  describe(probe: ProbeInformation): string {
    return describeProbe(probe, this.arguments(probe));
  }

  #wordAt(text: string, offset: number): string | undefined {
    let end = offset;
    while (/\w/.test(text[end] ?? "")) end++;
    const cursor = cursorAt(text, end);
    if (cursor.kind === "description") return this.#describeProbes(text, end);
    const name = text.slice(cursor.start, end);
    if (!name) return undefined;
    if (cursor.kind === "member") {
      const type = this.#typeOf(cursor.left, text, end);
      const member = type?.members.find((one) => one.name === name);
      if (type && member) return describeMember(member, type);
    }
    if (cursor.kind === "name") {
      const known = describeWord(name) ?? this.#describeConstant(name);
      if (known !== undefined) return known;
    }
    const found = this.#candidates(cursor, text, end).find((one) => one.text === name);
    if (found) return [found.text, found.detail].filter(Boolean).join(": ");
    return cursor.kind === "name" ? this.#describeMemberOfAny(name) : undefined;
  }

  /** A name alone that is a member of what some probe has for an argument: `tcp_flags`. */
  #describeMemberOfAny(name: string): string | undefined {
    const seen = new Set<string>();
    for (const probe of this.#session.registry.all()) {
      for (const [index, { type, text }] of this.arguments(probe).entries()) {
        if (!type || seen.has(text)) continue;
        seen.add(text);
        const described = describeType(type), member = described?.members.find((one) => one.name === name);
        if (!described || !member) continue;
        const place = `  args[${index}]->${name} in ${probe.provider}:::${probe.name} and others`;
        return `${describeMember(member, described)}\n${place}`;
      }
    }
    return undefined;
  }

  /** `args[2]`, wherever in it the cursor stands. */
  #argumentAt(text: string, offset: number): string | undefined {
    for (const found of text.matchAll(/\bargs\s*\[\s*(\d+)\s*\]/g)) {
      const end = found.index + found[0].length;
      if (offset < found.index || offset > end) continue;
      for (const probe of this.#probesAround(text, found.index)) {
        const argument = this.arguments(probe)[Number(found[1])];
        if (argument) return describeArgument(probe, Number(found[1]), argument);
      }
    }
    return undefined;
  }

  #describeProbes(text: string, offset: number): string | undefined {
    const [before] = text.slice(0, offset).match(/[^\s,;{}/]*$/)!;
    const [after] = text.slice(offset).match(/^[^\s,;{}/]*/)!;
    const found = before + after ? this.probes(before + after) : [];
    if (found.length === 0) return undefined;
    const more = found.length > MAX_PROBES ? [`… and ${found.length - MAX_PROBES} more`] : [];
    return [...found.slice(0, MAX_PROBES).map((probe) => this.describe(probe)), ...more].join("\n");
  }

  #describeConstant(name: string): string | undefined {
    const found = this.#constants().find((one) => one.name === name);
    return found && describeInline(found);
  }

  #constants(): readonly DescribedInline[] {
    if (!this.#inlines) {
      this.#session.compilation.loadLibraries();
      this.#inlines = describeInlines(this.#session.compilation.checker);
    }
    return this.#inlines;
  }

  #candidates(cursor: CursorContext, text: string, offset: number): Candidate[] {
    switch (cursor.kind) {
      case "nothing":
        return [];
      case "option":
        return starting(cursor.prefix, OPTIONS.map(({ name, doc }) => ({ text: name, kind: "keyword", detail: doc })));
      case "description":
        return this.#completeProbe(cursor.parts);
      case "aggregation":
        return starting(cursor.prefix, declared(text, /@([A-Za-z_]\w*)/g, "variable", "aggregation"));
      case "member":
        return this.#completeMember(cursor, text, offset);
      case "name":
        return this.#completeName(cursor, text);
    }
  }

  #completeProbe(parts: readonly string[]): Candidate[] {
    const all = this.#session.registry.all();
    const at = Math.min(parts.length, 4) - 1;
    const fitting = all.filter((probe) =>
      parts.slice(0, at).every((part, index) => matchGlob(probe[PARTS[index]], part))
    );
    const prefix = parts[at];
    const names = new Map<string, string>();
    for (const probe of fitting) {
      const name = probe[PARTS[at]];
      if (!name.startsWith(prefix) || names.has(name)) continue;
      const types = (probe.args ?? []).map(({ native, translated }) => translated ?? native).join(", ");
      names.set(name, at === 3 ? [probe.doc, types].filter(Boolean).join(": ") : "");
    }
    const kind = at === 3 ? "event" : "module";
    const found = [...names].map(([text, detail]) => ({ text: at === 0 ? `${text}:::` : text, kind, detail }));
    if (at > 0) return found.filter(({ text }) => text !== "");
    const special = all.filter(({ provider, name }) => provider === "dtrace" && name.startsWith(prefix));
    return [
      ...found,
      ...special.map((probe) => ({ text: probe.name, kind: "event", detail: probe.doc })),
    ];
  }

  #completeMember(cursor: CursorContext & { kind: "member" }, text: string, offset: number): Candidate[] {
    const { left, prefix } = cursor;
    if (left === "self" || left === "this") {
      return starting(prefix, declared(text, new RegExp(`\\b${left}->([A-Za-z_]\\w*)`, "g"), "variable", `${left}->`));
    }
    return starting(
      prefix,
      (this.#typeOf(left, text, offset)?.members ?? []).map(({ name, type, doc }) => ({
        text: name,
        kind: "field",
        detail: doc ? `${type}: ${doc}` : type,
      })),
    );
  }

  #completeName({ prefix, aggregating }: CursorContext & { kind: "name" }, text: string): Candidate[] {
    const listed = (table: ReadonlyMap<string, { doc: string; prototype?: string; type?: string }>, kind: string) =>
      [...table].map(([name, { doc, prototype, type }]): Candidate => ({
        text: name,
        kind,
        detail: [prototype ?? type, doc].filter(Boolean).join(": "),
      }));
    if (aggregating) return starting(prefix, listed(builtins.aggregating, "function"));
    return starting(prefix, [
      ...declared(text, /\b([A-Za-z_]\w*)\s*(?:\[[^\]]*\])?\s*=(?!=)/g, "variable", "of this program"),
      ...listed(builtins.variables, "variable"),
      ...listed(builtins.subroutines, "function"),
      ...listed(builtins.actions, "function"),
      ...KEYWORDS.map((word) => ({ text: word, kind: "keyword" })),
      // there are many: only when something has been typed
      ...prefix === "" ? [] : this.#constants().map(({ name, type, value }) => ({
        text: name,
        kind: "constant",
        detail: `${type} = ${value}`,
      })),
    ]);
  }

  /** The type of `args[2]`, `args[4]->tcp_hdr` and the like, by the probes of the clause. */
  #typeOf(left: string, text: string, offset: number): DescribedType | undefined {
    const [, index, chain] = left.match(/^args\[(\d+)\]((?:(?:->|\.)\w+)*)$/) ?? [];
    if (index === undefined) return undefined;
    const names = chain.split(/->|\./).slice(1);
    for (const probe of this.#probesAround(text, offset)) {
      let type: DType | undefined = this.arguments(probe)[Number(index)]?.type;
      for (const name of names) type = type && memberNamed(type, name)?.of;
      const described = type && describeType(type);
      if (described && described.members.length > 0) return described;
    }
    return undefined;
  }

  *#probesAround(text: string, offset: number): Iterable<ProbeInformation> {
    for (const description of clauseDescriptions(text, offset)) yield* this.probes(description);
  }
}

function memberNamed(type: DType, name: string): DescribedMember | undefined {
  return describeType(type).members.find((one) => one.name === name);
}

function starting(prefix: string, candidates: readonly Candidate[]): Candidate[] {
  const seen = new Set<string>();
  return candidates.filter(({ text }) => text.startsWith(prefix) && !seen.has(text) && seen.add(text));
}

/** Names that a pattern finds in the program. */
function declared(text: string, pattern: RegExp, kind: string, detail: string): Candidate[] {
  return [...new Set([...text.matchAll(pattern)].map(([, name]) => name))].map((name) => ({
    text: name,
    kind,
    detail,
  }));
}
