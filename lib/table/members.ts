/**
 * What D's library says of the members of its structs: the comment `payload, bytes` gives `ip_plength` its unit, "port" and
 * "address" say what a value is. The library is D's own documentation, and the one place where units are written down.
 *
 * @module
 */
import { LIBRARIES } from "../providers/mod.ts";
import type { ColumnKind, Unit } from "./table.ts";

export interface MemberFacts {
  readonly unit?: Unit;
  readonly kind?: ColumnKind;
}
export interface LibraryFacts {
  readonly members: ReadonlyMap<string, MemberFacts>;
  /** Arrays of names by number, such as `tcp_state_string`: what they are indexed by says more. */
  readonly nameTables: ReadonlySet<string>;
  /** By number, in the order of a connection's life. */
  readonly tcpStates: ReadonlyMap<number, string>;
}

const MEMBER = /^\t+\w[\w *]*?(\w+)(?:\[\d+\])?;\s*\/\* (.*?) \*\/$/gm;
const NAME_TABLE = /^inline string (\w+)\[/gm;
/** How comments say units; "units of 8 bytes" and "32-bit words" are none of these. */
const UNITS: readonly (readonly [RegExp, Unit])[] = [
  [/(^|[,:;] )bytes(?=[:;,.]|$)|by the bytes in flight|^payload bytes/, "bytes"],
  [/, nanoseconds|\bnanoseconds since/, "ns"],
  [/, microseconds/, "us"],
  [/, milliseconds/, "ms"],
  [/\bsegments (sent|received|that|again)/, "segments"],
];
let facts: LibraryFacts | undefined;

/** Found once, when the first table is made. */
export function libraryFacts(): LibraryFacts {
  return facts ??= readFacts();
}
function readFacts(): LibraryFacts {
  const members = new Map<string, MemberFacts>();
  const nameTables = new Set<string>();
  const tcpStates = new Map<number, string>();
  for (const { text } of LIBRARIES) {
    for (const [, member, comment] of text.matchAll(MEMBER)) {
      const found = factsOf(member, comment);
      if (found && !members.has(member)) members.set(member, found);
    }
    const states = /^inline string tcp_state_string\[[\s\S]*?;$/m.exec(text)?.[0] ?? "";
    for (const [, number, state] of states.matchAll(/== (-?\d+) \? "([^"]+)"/g)) tcpStates.set(Number(number), state);
    for (const [, table] of text.matchAll(NAME_TABLE)) nameTables.add(table);
  }
  return { members, nameTables, tcpStates };
}
function factsOf(member: string, comment: string): MemberFacts | undefined {
  if (/since 1970/.test(comment)) return { kind: "time", unit: "ns" };
  if (/\bport\b/.test(comment) && /port$/.test(member)) return { kind: "port" };
  if (/\baddress, .*text/.test(comment)) return { kind: "address" };
  const unit = UNITS.find(([pattern]) => pattern.test(comment))?.[1];
  return unit && { unit };
}

/** The name of a value, where the library has a table of them for what the column shows (states of TCP). */
export function valueName({ name }: { readonly name: string }, value: number | bigint): string | undefined {
  return /^tcps_state(_before)?$/.test(name) ? libraryFacts().tcpStates.get(Number(value)) : undefined;
}
