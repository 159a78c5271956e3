/**
 * Clauses of TypeScript in a program of D. Each becomes a clause of D on the same probes, in the same place, whose
 * predicate calls the function: order, exit() and the arguments that providers fill are then D's own affair. What the
 * function prints and records goes through the principal buffer as a number, so that it keeps its place there too.
 *
 * @module
 */
import type { ActionBuiltin, SubroutineBuiltin } from "../../builtins/mod.ts";
import type { HostFunction } from "../../codegen/ir/mod.ts";
import type { ProbeInformation, TypedExpression } from "../../d/check/mod.ts";
import type { AggregationStore } from "../../engine/aggregation/mod.ts";
import type { WatchedRecord } from "../../engine/consume/mod.ts";
import { CONTEXT, FIRED } from "../../image/mod.ts";
import { providers } from "../../providers/mod.ts";
import type { HostClauses, HostMachine } from "../../session/mod.ts";
import type { Value } from "../record.ts";
import type { Clause } from "./clause.ts";
import type { ClauseFailure } from "./clause_failure.ts";
import type { Firing } from "./firing.ts";
import { HostAggregations } from "./host_aggregations.ts";
import { type RunningState, setRunning } from "./running.ts";
import { type Uses, usesOf } from "./uses.ts";
import { VIEW_FAULT } from "./view.ts";
import { Views } from "./views.ts";

/** Names that no program of a user knows. */
const CALL = "__typescript", RECORD = "__typescript_record";

/** What one call of a clause left behind, in its order. */
export type Left = { readonly text: string } | { readonly values: Readonly<Record<string, Value | boolean>> };

interface HostClause {
  readonly clause: Clause;
  /** By the id of a probe. */
  readonly firings: (Firing | undefined)[];
}

export class TypeScriptClauses implements HostClauses, RunningState {
  readonly subroutines: ReadonlyMap<string, SubroutineBuiltin>;
  readonly actions: ReadonlyMap<string, ActionBuiltin>;
  readonly words: readonly string[];
  readonly flows: RunningState["flows"] = new Map();
  aggregations!: HostAggregations;
  failure: ClauseFailure | undefined;
  readonly #clauses: readonly HostClause[];
  readonly #uses: readonly Uses[];
  #machine!: HostMachine;
  #views!: Views;
  /** What the clause that is being called has left until now. */
  #pending: Left[] = [];
  /** By the number that stands in the principal buffer. */
  readonly #left = new Map<number, readonly Left[]>();
  #number = 0;

  constructor(clauses: readonly Clause[]) {
    this.#clauses = clauses.map((clause) => ({ clause, firings: [] }));
    this.#uses = clauses.map(({ body, when }) => {
      const of = [body, when].flatMap((one) => one ? [usesOf(one)] : []);
      return {
        args: of.reduce((bits, { args }) => bits | args, 0),
        names: new Set(of.flatMap(({ names }) => [...names])),
      };
    });
    this.words = argumentTypes(clauses.map(({ description }) => description).join());
    this.subroutines = new Map([[CALL, this.#call()]]);
    this.actions = new Map([[RECORD, this.#record()]]);
  }

  /** The clause of D that calls a clause: its description first, so that a mistake in it is shown alone. */
  programText(n: number): string {
    const args = Array.from({ length: 10 }, (_, i) => i).filter((i) => this.#uses[n].args >> i & 1);
    return `${this.#clauses[n].clause.description}\n/${CALL}(${
      [n, ...args.map((i) => `arg${i}`)].join(", ")
    })/ { ${RECORD}(); }`;
  }
  /** `__typescript(n, argx, argy)`: the arguments are named so that providers fill them. */
  #call(): SubroutineBuiltin {
    const functions = this.#clauses.map((_, n): HostFunction => ({
      name: CALL,
      parameters: [],
      result: "pointer",
      call: () => this.#fire(n),
      direct: () => this.#fire(n),
    }));
    return {
      name: CALL,
      doc: "Calls a clause of TypeScript.",
      prototype: "int(int, ...)",
      lower(b, [n, ...args]: readonly TypedExpression[]) {
        args.forEach((arg) => b.lower(arg));
        return b.host(functions[n.kind === "integer" ? Number(n.value) : 0]);
      },
    };
  }
  #record(): ActionBuiltin {
    const number: HostFunction = {
      name: RECORD,
      parameters: [],
      result: "pointer",
      call: () => this.#number,
      direct: () => this.#number,
    };
    return {
      name: RECORD,
      doc: "Records what a clause of TypeScript has left.",
      prototype: "void()",
      traits: { records: true },
      check: () => undefined,
      lower(b) {
        b.beginAction(RECORD);
        b.fieldRegister(b.host(number), INTEGER);
      },
      consume: (context, record) => {
        const [field] = record.fields;
        const number = Number(context.value(record, field));
        for (const one of this.left(number)) if ("text" in one) context.write(one.text);
        this.#forget(number);
      },
    };
  }
  /** What stands behind a number in the principal buffer. */
  left(number: number): readonly Left[] {
    return this.#left.get(number) ?? [];
  }
  /** Values that a record of such a clause stands for; undefined for a record of D. */
  valuesOf({ values: [first] }: WatchedRecord): readonly Readonly<Record<string, Value | boolean>>[] | undefined {
    if (first?.action !== RECORD) return undefined;
    return this.left(Number(first.value)).flatMap((one) => "values" in one ? [one.values] : []);
  }
  /** Numbers are read in their order: what is behind smaller ones was dropped, or has been read. */
  #forget(upTo: number): void {
    for (const number of this.#left.keys()) {
      if (number > upTo) return;
      this.#left.delete(number);
    }
  }

  enable(machine: HostMachine): void {
    this.#machine = machine;
    const taken = machine.checker.finish().aggregations.map(({ name }) => name);
    const typeOf = (member: string) => this.#views.typeOf(member);
    this.aggregations = new HostAggregations(machine.memory, machine.stringSize, new Set(taken), typeOf);
    this.#views = new Views(machine, new Set(this.#uses.flatMap(({ names }) => [...names])));
    const own = this.#ownClauses();
    this.#clauses.forEach(({ firings }, n) => {
      for (const id of own[n]) firings[id] = this.#firing(machine.probes.get(id)!);
    });
    this.#views.prepare();
  }
  /** Ids of the probes of each clause. */
  #ownClauses(): number[][] {
    const ids: number[][] = this.#clauses.map(() => []);
    for (const { probes, predicate } of this.#machine.checker.finish().clauses) {
      if (predicate?.kind !== "call" || predicate.definition.name !== CALL) continue;
      const [n] = predicate.args;
      if (n.kind === "integer") ids[Number(n.value)].push(...probes);
    }
    return ids;
  }
  #firing(probe: ProbeInformation): Firing {
    const { memory } = this.#machine;
    return new ProbeFiring(this.#views.arguments(probe), probe, memory, {
      record: (values) => void this.#pending.push({ values: recordable(values) }),
      print: (text) => void this.#pending.push({ text: String(text) }),
      exit: (status = 0) => this.#exit(status),
    });
  }
  #exit(status: number): void {
    const { words } = this.#machine.memory;
    words[CONTEXT.EXIT_STATUS >> 2] = status;
    words[CONTEXT.EXITED >> 2] = 1;
    words[CONTEXT.STATUS >> 2] |= FIRED.EXIT;
  }
  /** Calls a clause; 0 when it has left nothing behind. */
  #fire(n: number): number {
    const { clause, firings } = this.#clauses[n];
    const firing = firings[this.#machine.memory.words[CONTEXT.PROBE_ID >> 2]] as never;
    const before = setRunning(this);
    try {
      if (clause.when === undefined || clause.when(firing)) clause.body(firing);
    } catch (error) {
      // a fault is reported by the machine, and what the clause would have recorded is dropped, as in D
      if (error === VIEW_FAULT) this.#pending = [];
      else this.#fail(clause, firing, error);
    } finally {
      setRunning(before);
    }
    return this.#pending.length === 0 ? 0 : this.#leave();
  }
  #leave(): number {
    this.#left.set(++this.#number, this.#pending);
    this.#pending = [];
    return this.#number;
  }
  #fail(clause: Clause, { probeprov, probename, timestamp }: Firing, cause: unknown): void {
    this.failure ??= { clause: clause.place, probe: `${probeprov}:::${probename}`, timestamp, cause };
    this.#exit(1);
  }
  handOver(store: AggregationStore): void {
    this.aggregations.handOver(store);
  }
}

const INTEGER = { kind: "int", name: "long", size: 8, signed: true, isChar: false } as const;

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

class ProbeFiring implements Firing {
  readonly probeprov: string;
  readonly probemod: string;
  readonly probefunc: string;
  readonly probename: string;
  readonly record: Firing["record"];
  readonly print: Firing["print"];
  readonly exit: Firing["exit"];
  readonly #memory: HostMachine["memory"];

  constructor(
    readonly args: readonly unknown[],
    { provider, module, function: inFunction, name }: ProbeInformation,
    memory: HostMachine["memory"],
    { record, print, exit }: Pick<Firing, "record" | "print" | "exit">,
  ) {
    this.probeprov = provider;
    this.probemod = module;
    this.probefunc = inFunction;
    this.probename = name;
    this.record = record;
    this.print = print;
    this.exit = exit;
    this.#memory = memory;
  }
  /** Without a sign, as D's: a time before 1970 is a very great number. */
  get timestamp(): bigint {
    const time = this.walltimestamp;
    return time < 0n ? BigInt.asUintN(64, time) : time;
  }
  get walltimestamp(): bigint {
    const { doubles, words } = this.#memory;
    return BigInt(doubles[CONTEXT.TIME_SECONDS >> 3]) * 1_000_000_000n + BigInt(words[CONTEXT.TIME_NANOSECONDS >> 2]);
  }
}

/** Names of the types of all arguments that the probes of some descriptions may have. */
function argumentTypes(descriptions: string): string[] {
  const named = providers.filter(({ name }) => new RegExp(`\\b${name}\\b`).test(descriptions));
  const some = /[*?[]/.test(descriptions) || named.length === 0 || !/^[\s\w-]+:/.test(descriptions) ? providers : named;
  return some.flatMap((provider) =>
    provider.probes().flatMap(({ args = [] }) => args.flatMap(({ native, translated = "" }) => [native, translated]))
  );
}
