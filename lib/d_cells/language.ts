/**
 * Completion and inspection of D from the tables that the compiler uses.
 *
 * @module
 */
import { builtins } from "../builtins/mod.ts";
import { type DescribedMember, describeType, probeArguments, type ProbeInformation } from "../d/check/mod.ts";
import type { DType } from "../d/types/mod.ts";
import { OPTIONS } from "../engine/consume/mod.ts";
import { matchGlob } from "../engine/probe/mod.ts";
import type { Candidate, Completion, Inspection } from "../evaluator/mod.ts";
import { Session } from "../session/mod.ts";
import { clauseDescriptions, type Cursor, cursorAt } from "./text/mod.ts";

const PARTS = ["provider", "module", "function", "name"] as const;
const KEYWORDS = ["if", "else", "inline", "self", "this", "sizeof", "offsetof", "xlate", "stringof", "struct"];

/** What is known of D here: libraries are read once. */
export class Language {
  readonly #session: Session;
  #loaded = false;

  constructor() {
    this.#session = new Session({ programs: [] }, { output: { write() {} }, warn() {} });
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
  arguments(probe: ProbeInformation): { type: DType | undefined; text: string; doc?: string }[] {
    this.#load();
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

  /** What the name at an offset is. */
  inspect(text: string, offset: number): Inspection | undefined {
    let end = offset;
    while (/\w/.test(text[end] ?? "")) end++;
    const cursor = cursorAt(text, end);
    if (cursor.kind === "description") return this.#inspectProbe(text, end);
    const name = text.slice(cursor.start, end);
    if (!name) return undefined;
    const found = this.#candidates(cursor, text, end).find((one) => one.text === name);
    if (!found) return undefined;
    return { bundle: { "text/plain": [found.text, found.detail].filter(Boolean).join(": ") } };
  }

  #load(): void {
    if (this.#loaded) return;
    this.#loaded = true;
    this.#session.compilation.loadLibraries();
  }

  #candidates(cursor: Cursor, text: string, offset: number): Candidate[] {
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
        return completeName(cursor, text);
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
      names.set(
        name,
        at === 3 ? (probe.args ?? []).map(({ native, translated }) => translated ?? native).join(", ") : "",
      );
    }
    const kind = at === 3 ? "event" : "module";
    const found = [...names].map(([text, detail]) => ({ text: at === 0 ? `${text}:::` : text, kind, detail }));
    if (at > 0) return found.filter(({ text }) => text !== "");
    return [...found, ...starting(prefix, ["BEGIN", "END", "ERROR"].map((text) => ({ text, kind: "event" })))];
  }

  #completeMember(cursor: Cursor & { kind: "member" }, text: string, offset: number): Candidate[] {
    const { left, prefix } = cursor;
    if (left === "self" || left === "this") {
      return starting(prefix, declared(text, new RegExp(`\\b${left}->([A-Za-z_]\\w*)`, "g"), "variable", `${left}->`));
    }
    return starting(
      prefix,
      this.#membersOf(left, text, offset).map(({ name, type, doc }) => ({
        text: name,
        kind: "field",
        detail: doc ? `${type}: ${doc}` : type,
      })),
    );
  }

  /** Members of `args[2]`, `args[4]->tcp_flags` and the like, by the probes of the clause. */
  #membersOf(left: string, text: string, offset: number): readonly DescribedMember[] {
    const [, index, rest] = left.match(/^args\[(\d+)\]((?:(?:->|\.)\w+)*)$/) ?? [];
    if (index === undefined) return [];
    for (const description of clauseDescriptions(text, offset)) {
      for (const probe of this.probes(description)) {
        const { type } = this.arguments(probe)[Number(index)] ?? {};
        if (type && !rest) return describeType(type).members;
      }
    }
    return [];
  }

  #inspectProbe(text: string, offset: number): Inspection | undefined {
    const [before] = text.slice(0, offset).match(/[^\s,;{}/]*$/)!;
    const [after] = text.slice(offset).match(/^[^\s,;{}/]*/)!;
    const found = before + after ? this.probes(before + after) : [];
    if (found.length === 0) return undefined;
    return { bundle: { "text/plain": found.slice(0, 20).map((probe) => this.describe(probe)).join("\n") } };
  }

  /** A probe with its arguments. */
  describe(probe: ProbeInformation): string {
    const lines = this.arguments(probe).map(({ text, doc }, index) =>
      `  args[${index}]: ${text}${doc ? `  ${doc}` : ""}`
    );
    const why = probe.unavailable ? [`  ${probe.unavailable}`] : [];
    return [PARTS.map((part) => probe[part]).join(":"), ...why, ...lines].join("\n");
  }
}

function completeName({ prefix, aggregating }: Cursor & { kind: "name" }, text: string): Candidate[] {
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
  ]);
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
