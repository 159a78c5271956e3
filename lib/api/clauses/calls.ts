/**
 * Calls of clauses of TypeScript: what they print and record waits under a number until its place in the output has come.
 *
 * @module
 */
import type { WatchedRecord } from "../../engine/consume/mod.ts";
import type { HostClauses } from "../../session/mod.ts";
import type { Value } from "../record.ts";
import type { Clause } from "./clause.ts";
import type { ClauseFailure } from "./clause_failure.ts";
import type { Firing } from "./firing.ts";
import type { HostAggregations } from "./host_aggregations.ts";
import { type RunningState, setRunning } from "./running.ts";
import { VIEW_FAULT } from "./view.ts";

/** What one call of a clause left behind, in its order. */
export type Left = { readonly text: string } | { readonly values: Readonly<Record<string, Value | boolean>> };
/** Clauses of one run, however they come to be called. */
export interface OwnClauses extends HostClauses {
  readonly failure: ClauseFailure | undefined;
  /** The clause of D that stands for a clause: its description first, so that a mistake in it is shown alone. */
  programText(n: number): string;
  /** Values that a record of such a clause stands for; undefined for a record of D. */
  valuesOf(record: WatchedRecord): readonly Readonly<Record<string, Value | boolean>>[] | undefined;
}

export class ClauseCalls implements RunningState {
  readonly flows: RunningState["flows"] = new Map();
  aggregations!: HostAggregations;
  failure: ClauseFailure | undefined;
  /** What the clause that is being called has left until now. */
  #pending: Left[] = [];
  readonly #left = new Map<number, readonly Left[]>();
  #number = 0;

  /** @param exit ends the run with a status, as exit() of D */
  constructor(readonly exit: (status: number) => void) {}

  /** What a firing offers besides what it tells. */
  readonly offered: Pick<Firing, "record" | "print" | "exit"> = {
    record: (values) => void this.#pending.push({ values: recordable(values) }),
    print: (text) => void this.#pending.push({ text: String(text) }),
    exit: (status = 0) => this.exit(status),
  };
  /** Calls a clause; 0 when it has left nothing behind, else the number of what it has. */
  call(clause: Clause, firing: Firing): number {
    const before = setRunning(this);
    try {
      if (clause.when === undefined || clause.when(firing as never)) clause.body(firing as never);
    } catch (error) {
      // a fault is reported by the machine, and what the clause would have recorded is dropped, as in D
      if (error === VIEW_FAULT) this.#pending = [];
      else this.#fail(clause, firing, error);
    } finally {
      setRunning(before);
    }
    if (this.#pending.length === 0) return 0;
    this.#left.set(++this.#number, this.#pending);
    this.#pending = [];
    return this.#number;
  }
  /** The number of the last call that has left something. */
  get number(): number {
    return this.#number;
  }
  left(number: number): readonly Left[] {
    return this.#left.get(number) ?? [];
  }
  valuesOf(number: number): readonly Readonly<Record<string, Value | boolean>>[] {
    return this.left(number).flatMap((one) => "values" in one ? [one.values] : []);
  }
  /** Writes what a call has printed, and forgets it. */
  write(number: number, to: { write(text: string): void }): void {
    for (const one of this.left(number)) if ("text" in one) to.write(one.text);
    // numbers are read in their order: what is behind smaller ones was dropped, or has been read
    for (const known of this.#left.keys()) {
      if (known > number) return;
      this.#left.delete(known);
    }
  }
  #fail(clause: Clause, { probeprov, probename, timestamp }: Firing, cause: unknown): void {
    this.failure ??= { clause: clause.place, probe: `${probeprov}:::${probename}`, timestamp, cause };
    this.exit(1);
  }
}
/** A copy: the clause may go on with its object. */
function recordable(values: Readonly<Record<string, Value | boolean>>): Record<string, Value | boolean> {
  for (const name in values) {
    const value: unknown = values[name];
    if (value === null || value === undefined || value instanceof Uint8Array) continue;
    if (typeof value === "object" || typeof value === "function" || typeof value === "symbol") {
      throw new TypeError(`\`${name}\` cannot be recorded: it is not a number, text, boolean or Uint8Array`);
    }
  }
  return { ...values };
}
