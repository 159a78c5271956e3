/**
 * Clauses of TypeScript on probes of a kernel, where no function of this process can run. Each becomes a clause of D on the same
 * probes that records what the function reads; the function is called when the record comes, in the order of records. What is
 * to be decided where the probe fires (`where`), and what must be read there (`read`), is D.
 *
 * @module
 */
import type { ActionBuiltin } from "../../builtins/mod.ts";
import { probeArguments, type ProbeInformation } from "../../d/check/mod.ts";
import { type DType, isSigned, resolveType } from "../../d/types/mod.ts";
import type { AggregationStore } from "../../engine/aggregation/mod.ts";
import type { WatchedRecord } from "../../engine/consume/mod.ts";
import type { ResultValue } from "../../engine/format/mod.ts";
import { probeText } from "../../engine/probe/mod.ts";
import type { HostMachine, Session } from "../../session/mod.ts";
import { ClauseCalls, type OwnClauses } from "./calls.ts";
import type { Clause } from "./clause.ts";
import type { ClauseFailure } from "./clause_failure.ts";
import type { Firing, ProcessFacts } from "./firing.ts";
import { HostAggregations } from "./host_aggregations.ts";
import { memberKind, membersOf } from "./member_kind.ts";
import { usesOf } from "./uses.ts";

/** A name that no program of a user knows. */
const FIRED = "__typescript_fired";
const VARIABLES = ["execname", "pid", "tid", "uid", "gid", "cpu", "errno"] as const satisfies (keyof ProcessFacts)[];
/** Structs behind structs are read so far. */
const MAX_DEPTH = 4;

/** A value that a clause of D records, and where the function finds it. */
interface Taken {
  /** An expression of D. */
  readonly text: string;
  put(firing: KernelFiring, value: ResultValue, probe: ProbeInformation): void;
}
/** Probes of one description, as the compiler knows them. */
interface Known {
  readonly probes: readonly ProbeInformation[];
  /** Types of the arguments of each, by its name: another run numbers probes in another way. */
  readonly types: ReadonlyMap<string, readonly (DType | undefined)[]>;
}

export class KernelClauses implements OwnClauses {
  readonly subroutines = new Map<string, never>();
  readonly actions: ReadonlyMap<string, ActionBuiltin>;
  readonly words: readonly string[] = [];
  readonly #taken: readonly (readonly Taken[])[];
  readonly #calls = new ClauseCalls((status) => this.#exit(status));
  readonly #firing = new KernelFiring(this.#calls.offered);
  #machine!: HostMachine;
  #exited = false;
  /** What the call for the record that is being consumed has left. */
  #number = 0;

  /** @param session of the descriptions of these clauses, in their order, compiled; undefined where they do not compile */
  constructor(readonly clauses: readonly Clause[], session: Session | undefined) {
    const known = session && knownProbes(session, clauses.length);
    this.#taken = clauses.map((clause, n) => takenBy(clause, known?.[n]));
    this.actions = new Map([[FIRED, this.#fired()]]);
  }
  get failure(): ClauseFailure | undefined {
    return this.#calls.failure;
  }
  programText(n: number): string {
    const { description, where } = this.clauses[n];
    const predicate = where === undefined ? "" : `/${where}/\n`;
    return `${description}\n${predicate}{ ${FIRED}(${[n, ...this.#taken[n].map(({ text }) => text)].join(", ")}); }`;
  }
  #fired(): ActionBuiltin {
    return {
      name: FIRED,
      doc: "Records what a clause of TypeScript reads.",
      prototype: "void(int, ...)",
      traits: { records: true },
      check: () => undefined,
      lower(b, args) {
        b.beginAction(FIRED);
        for (const arg of args) if (arg.kind === "expression") b.field(arg.expression);
      },
      consume: (context) => this.#calls.write(this.#number, context),
    };
  }
  /** Calls the clause of a record. */
  valuesOf({ values, probe, timestampNs }: WatchedRecord) {
    const [first] = values;
    if (first?.action !== FIRED) return undefined;
    this.#number = 0;
    // after exit() no clause runs any more but those of END
    if (this.#exited && probe.name !== "END") return [];
    const n = Number(first.value), firing = this.#firing;
    firing.begin(probe, timestampNs);
    this.#taken[n].forEach(({ put }, i) => put(firing, values[i + 1].value, probe));
    this.#number = this.#calls.call(this.clauses[n], firing);
    return this.#calls.valuesOf(this.#number);
  }
  enable(machine: HostMachine): void {
    this.#machine = machine;
    const taken = machine.checker.finish().aggregations.map(({ name }) => name);
    this.#calls.aggregations = new HostAggregations(
      machine.memory,
      machine.stringSize,
      new Set(taken),
      () => undefined,
    );
  }
  #exit(status: number): void {
    this.#exited = true;
    this.#machine.exit!(status);
  }
  handOver(store: AggregationStore): void {
    this.#calls.aggregations.handOver(store);
  }
}
function knownProbes({ compilation: { checker }, registry }: Session, count: number): readonly Known[] {
  const lists: ProbeInformation[][] = Array.from({ length: count }, () => []);
  for (const { probes, span } of checker.finish().clauses) {
    lists[Number(span.source.name)]?.push(...probes.map((id) => registry.get(id)!));
  }
  return lists.map((probes): Known => ({
    probes,
    types: new Map(probes.map((probe) => [
      probeText(probe),
      probeArguments(checker, probe).map(({ translated }) => translated),
    ])),
  }));
}
function takenBy({ body, when, read }: Clause, known: Known | undefined): Taken[] {
  const uses = [body, when].flatMap((one) => one ? [usesOf(one)] : []);
  const isPlain = uses.every(({ isPlain }) => isPlain);
  const names = new Set(uses.flatMap(({ names }) => [...names]));
  const args = uses.reduce((bits, { args }) => bits | args, 0);
  const list: Taken[] = Object.entries(read).map(([name, text]) => ({
    text: `(${text})`,
    put: (firing, value) => firing.read[name] = plain(value),
  }));
  for (const name of VARIABLES) {
    if (!names.has(name) && (isPlain || name === "errno")) continue;
    list.push({ text: name, put: (firing, value) => firing[name] = plainNumber(value) as never });
  }
  for (let n = 0; n < 10; n++) {
    if (args >> n & 1) list.push(...argument(n, known, isPlain ? names : undefined));
  }
  return list;
}
function argument(n: number, known: Known | undefined, names: ReadonlySet<string> | undefined): Taken[] {
  const types = [...known?.types.values() ?? []].map((list) => list[n]);
  if (known?.probes.length && known.probes.every((probe, i) => isTextPointer(probe, types[i]))) {
    return [{ text: `stringof(args[${n}])`, put: (firing, value) => firing.args[n] = value }];
  }
  const whole = types.find((type) => type && isComposite(type));
  if (!whole) {
    return [{
      text: `arg${n}`,
      put: (firing, value, probe) => firing.args[n] = scalar(value as bigint, known?.types.get(probeText(probe))?.[n]),
    }];
  }
  if (types.some((type) => type !== whole)) {
    throw new TypeError(
      `args[${n}] is not of one type in all probes of the clause: give each type a clause of its own`,
    );
  }
  return members(whole, {
    text: `args[${n}]`,
    names,
    depth: 0,
    put: (firing, value) => firing.args[n] = value,
    holder: (firing) => firing.args[n] ??= {},
  });
}
/** Of a tracepoint: a text in its record, which is gone when the function is called. */
export function isTextPointer({ provider }: ProbeInformation, type: DType | undefined): boolean {
  const resolved = type && resolveType(type), to = resolved?.kind === "pointer" ? resolveType(resolved.to) : undefined;
  return provider === "sdt" && to?.kind === "int" && to.isChar;
}
const isComposite = (type: DType): boolean => ["text", "view", "numbers"].includes(memberKind(type)?.kind ?? "");

interface Place {
  readonly text: string;
  readonly names: ReadonlySet<string> | undefined;
  readonly depth: number;
  put(firing: KernelFiring, value: unknown): void;
  holder(firing: KernelFiring): unknown;
}
/** What is read of a value: itself, or those of its members that the source names. */
function members(type: DType, { text, names, depth, put, holder }: Place): Taken[] {
  const kind = memberKind(type);
  switch (kind?.kind) {
    case "text":
      return [{ text: `stringof(${text})`, put: (firing, value) => put(firing, value) }];
    case "number":
    case "time":
      return [{ text, put: (firing, value) => put(firing, scalar(value as bigint, type)) }];
    case "view": {
      if (depth === MAX_DEPTH) return [];
      if (!names) throw new TypeError(`which members of \`${text}\` a clause reads is not clear: name them in it`);
      return membersOf(kind.struct).filter(({ name }) => names.has(name)).flatMap((member) => {
        const inside = (firing: KernelFiring) => holder(firing) as Record<string, unknown>;
        return members(member.type, {
          text: `${text}${kind.pointer ? "->" : "."}${member.name}`,
          names,
          depth: depth + 1,
          put: (firing, value) => inside(firing)[member.name] = value,
          holder: (firing) => inside(firing)[member.name] ??= {},
        });
      });
    }
    default:
      return [];
  }
}
/** What a register holds of a value of some type: a number, and a bigint for one of 64 bits. */
function scalar(value: bigint, type: DType | undefined): number | bigint {
  const resolved = type && resolveType(type);
  if (resolved?.kind === "enum") return Number(BigInt.asIntN(32, value));
  if (resolved?.kind !== "int") return BigInt.asUintN(64, value);
  const bits = 8 * resolved.size;
  const exact = isSigned(resolved) ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);
  return resolved.size === 8 ? exact : Number(exact);
}
const plainNumber = (value: ResultValue) => typeof value === "bigint" ? Number(value) : value;
function plain(value: ResultValue): ResultValue | number {
  if (typeof value !== "bigint") return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

class KernelFiring implements Firing<readonly unknown[]>, ProcessFacts {
  probeprov = "";
  probemod = "";
  probefunc = "";
  probename = "";
  timestamp = 0n;
  walltimestamp = 0n;
  args: unknown[] = [];
  read: Record<string, unknown> = {};
  execname = "";
  pid = 0;
  tid = 0;
  uid = 0;
  gid = 0;
  cpu = 0;
  errno = 0;
  readonly record: Firing["record"];
  readonly print: Firing["print"];
  readonly exit: Firing["exit"];

  constructor({ record, print, exit }: Pick<Firing, "record" | "print" | "exit">) {
    this.record = record;
    this.print = print;
    this.exit = exit;
  }
  begin({ provider, module, function: inFunction, name }: ProbeInformation, time: bigint): void {
    this.probeprov = provider;
    this.probemod = module;
    this.probefunc = inFunction;
    this.probename = name;
    this.timestamp = BigInt.asUintN(64, time);
    this.walltimestamp = time;
    this.args = [];
    this.read = {};
  }
  payload(): never {
    throw new TypeError("payload() is of packets: the kernel's probes carry none");
  }
}
