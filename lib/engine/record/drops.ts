/**
 * Drops: what was lost, counted by the machine and reported in DTrace's words.
 *
 * @module
 */
import { CONTEXT, DROP_KINDS, type DropKind, type MachineMemory } from "../../image/mod.ts";

/** Singular, and what follows the plural's `s`. */
const WORDS: Readonly<Record<DropKind, readonly [what: string, more: string]>> = {
  PRINCIPAL: ["drop", ""],
  AGGREGATION: ["aggregation drop", ""],
  DYNAMIC: ["dynamic variable drop", ""],
  DYNRINSE: ["dynamic variable drop", " with non-empty rinsing list"],
  DYNDIRTY: ["dynamic variable drop", " with non-empty dirty list"],
  SPEC: ["speculative drop", ""],
  SPECBUSY: ["failed speculation", " (available buffer(s) still busy)"],
  SPECUNAVAIL: ["failed speculation", " (no speculative buffer available)"],
  DBLERROR: ["error", " in ERROR probe enabling"],
  STKSTROVERFLOW: ["jstack()/ustack() string table overflow", ""],
};
/** The order in which they are reported: the state's, then the aggregation buffer's, then the principal buffer's. */
const ORDER: readonly DropKind[] = [
  "DYNAMIC",
  "DYNRINSE",
  "DYNDIRTY",
  "SPEC",
  "SPECBUSY",
  "SPECUNAVAIL",
  "STKSTROVERFLOW",
  "DBLERROR",
  "AGGREGATION",
  "PRINCIPAL",
];

/** `3 drops on CPU 0`, with `[DTRACEDROP_PRINCIPAL] ` in front if tags are asked for. */
export function formatDrop(kind: DropKind, count: bigint, cpu: number, tags: boolean): string {
  const [what, more] = WORDS[kind];
  const onCpu = kind === "PRINCIPAL" || kind === "AGGREGATION" ? ` on CPU ${cpu}` : "";
  return `${tags ? `[DTRACEDROP_${kind}] ` : ""}${count} ${what}${count > 1n ? "s" : ""}${more}${onCpu}`;
}

/** Remembers what has been reported. */
export class DropReporter {
  readonly #reported = new Map<DropKind, bigint>();
  constructor(readonly memory: MachineMemory) {}

  /** All drops of a kind since the start. */
  count(kind: DropKind): bigint {
    return this.memory.view.getBigUint64(CONTEXT.DROPS + 8 * DROP_KINDS.indexOf(kind), true);
  }

  /** All drops since the start, by kind: those there were. */
  counts(): Partial<Record<DropKind, bigint>> {
    return Object.fromEntries(ORDER.map((kind) => [kind, this.count(kind)]).filter(([, count]) => count !== 0n));
  }
  /** Messages for what was dropped since the last call. */
  report(tags: boolean): string[] {
    const messages: string[] = [];
    const cpu = this.memory.words[CONTEXT.CPU >> 2];
    for (const kind of ORDER) {
      const count = this.count(kind);
      const reported = this.#reported.get(kind) ?? 0n;
      if (count === reported) continue;
      messages.push(formatDrop(kind, count - reported, cpu, tags));
      this.#reported.set(kind, count);
    }
    return messages;
  }
}
