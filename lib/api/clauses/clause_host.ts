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
import type { HostMachine } from "../../session/mod.ts";
import type { Value } from "../record.ts";
import type { Clause } from "./clause.ts";
import { ClauseCalls, type OwnClauses } from "./calls.ts";
import type { ClauseFailure } from "./clause_failure.ts";
import type { Firing } from "./firing.ts";
import { HostAggregations } from "./host_aggregations.ts";
import { type Uses, usesOf } from "./uses.ts";
import { readPayload } from "./payload.ts";
import { Views } from "./views.ts";

/** Names that no program of a user knows. */
const CALL = "__typescript", RECORD = "__typescript_record";

interface HostClause {
  readonly clause: Clause;
  /** By the id of a probe. */
  readonly firings: (Firing | undefined)[];
}

export class TypeScriptClauses implements OwnClauses {
  readonly subroutines: ReadonlyMap<string, SubroutineBuiltin>;
  readonly actions: ReadonlyMap<string, ActionBuiltin>;
  readonly words: readonly string[];
  readonly #clauses: readonly HostClause[];
  readonly #uses: readonly Pick<Uses, "args" | "names">[];
  #machine!: HostMachine;
  #views!: Views;
  /** What they leave stands in the principal buffer as a number. */
  readonly #calls = new ClauseCalls((status) => this.#exit(status));

  constructor(clauses: readonly Clause[]) {
    this.#clauses = clauses.map((clause) => ({ clause, firings: [] }));
    this.#uses = clauses.map(({ body, when }) => {
      const of = [body, when].flatMap((one) => one ? [usesOf(one)] : []);
      return {
        // the payload is known by the packet
        args: of.reduce((bits, { args, names }) => bits | args | (names.has("payload") ? 1 : 0), 0),
        names: new Set(of.flatMap(({ names }) => [...names])),
      };
    });
    this.words = argumentTypes(clauses.map(({ description }) => description).join());
    this.subroutines = new Map([[CALL, this.#call()]]);
    this.actions = new Map([[RECORD, this.#record()]]);
  }

  get failure(): ClauseFailure | undefined {
    return this.#calls.failure;
  }
  programText(n: number): string {
    const args = Array.from({ length: 10 }, (_, i) => i).filter((i) => this.#uses[n].args >> i & 1);
    const { description, where } = this.#clauses[n].clause;
    const call = `${CALL}(${[n, ...args.map((i) => `arg${i}`)].join(", ")})`;
    return `${description}\n/${where === undefined ? call : `(${where}) && ${call}`}/ { ${RECORD}(); }`;
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
      call: () => this.#calls.number,
      direct: () => this.#calls.number,
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
        this.#calls.write(Number(context.value(record, field)), context);
      },
    };
  }
  valuesOf({ values: [first] }: WatchedRecord): readonly Readonly<Record<string, Value | boolean>>[] | undefined {
    return first?.action === RECORD ? this.#calls.valuesOf(Number(first.value)) : undefined;
  }

  enable(machine: HostMachine): void {
    this.#machine = machine;
    const taken = machine.checker.finish().aggregations.map(({ name }) => name);
    const typeOf = (member: string) => this.#views.typeOf(member);
    this.#calls.aggregations = new HostAggregations(machine.memory, machine.stringSize, new Set(taken), typeOf);
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
      // behind what `where` asks
      const call = predicate?.kind === "logical" ? predicate.right : predicate;
      if (call?.kind !== "call" || call.definition.name !== CALL) continue;
      const [n] = call.args;
      if (n.kind === "integer") ids[Number(n.value)].push(...probes);
    }
    return ids;
  }
  #firing(probe: ProbeInformation): Firing {
    const { memory } = this.#machine;
    return new ProbeFiring(this.#views.arguments(probe), probe, memory, {
      ...this.#calls.offered,
      payload: (offset = 0, length) => readPayload(memory, offset, length),
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
    return this.#calls.call(clause, firings[this.#machine.memory.words[CONTEXT.PROBE_ID >> 2]]!);
  }
  handOver(store: AggregationStore): void {
    this.#calls.aggregations.handOver(store);
  }
}

const INTEGER = { kind: "int", name: "long", size: 8, signed: true, isChar: false } as const;

class ProbeFiring implements Firing {
  readonly probeprov: string;
  readonly probemod: string;
  readonly probefunc: string;
  readonly probename: string;
  readonly record: Firing["record"];
  readonly print: Firing["print"];
  readonly exit: Firing["exit"];
  readonly payload: Firing["payload"];
  readonly #memory: HostMachine["memory"];

  constructor(
    readonly args: readonly unknown[],
    { provider, module, function: inFunction, name }: ProbeInformation,
    memory: HostMachine["memory"],
    { record, print, exit, payload }: Pick<Firing, "record" | "print" | "exit" | "payload">,
  ) {
    this.probeprov = provider;
    this.probemod = module;
    this.probefunc = inFunction;
    this.probename = name;
    this.record = record;
    this.print = print;
    this.exit = exit;
    this.payload = payload;
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
