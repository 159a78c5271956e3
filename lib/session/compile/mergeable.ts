/**
 * Whether a program can be run over parts of its packets, and what the parts gathered be merged into what one run over all
 * of them prints: each part must come to the same whatever the others hold.
 *
 * @module
 */
import { type ProbeCatalog, type TypedClause, type TypedProgram, type Variable, walkTyped } from "../../d/check/mod.ts";
import type { Diagnostic, Span } from "../../diagnostic/mod.ts";

/**
 * What packets must stay together:
 * - `packet`: none; any part of the packets may be run by itself
 * - `pair`: all between two addresses
 */
export type Together = "packet" | "pair";
export interface Mergeability {
  readonly together: Together;
  /** What makes it `pair`: the first place, and why. */
  readonly because?: { readonly span: Span; readonly message: string };
  /** Why it cannot be run in parts at all; empty where it can. */
  readonly refused: readonly Diagnostic[];
}

/** Members that number packets, connections, flows, interfaces in the order of their appearance, which is each part's own. */
const NUMBERED = ["cs_cid", "icmpq_cid", "pkt_addr", "if_addr", "tcps_addr", "udps_addr"];
const NUMBERED_MEMBER = new RegExp(`->\\s*(${NUMBERED.join("|")})\\b`, "g");
/** An index that keeps a connection's values apart from all others. */
const NAMES_FLOW = /->\s*(?:cs_cid|tcps_addr|udps_addr)$/;

const HELP: Readonly<Record<"variable" | "action" | "probe" | "number" | "builtin", string>> = {
  variable: "count with an aggregation, index the variable by `args[1]->cs_cid`, or run over all packets at once",
  action: "aggregate instead, and print in END, which runs where the parts are merged",
  probe: "run over all packets at once",
  number: "use addresses and ports for keys, which are the same in every part",
  builtin: "run over all packets at once",
};

/** @param catalog to which the ids of the clauses' probes belong */
export function judgeMergeable(typed: TypedProgram, catalog: ProbeCatalog): Mergeability {
  return new Judge(catalog).judge(typed);
}

/** BEGIN runs in every part and at the merge, END at the merge alone; all else runs in the parts. */
type Moment = "begin" | "end" | "packets";
interface VariableUse {
  readonly variable: Variable;
  readonly indexes: readonly string[];
  readonly moment: Moment;
  readonly writes: boolean;
  readonly span: Span;
}

class Judge {
  readonly #refused = new Map<string, Diagnostic>();
  readonly #uses: VariableUse[] = [];
  /** Where indexes of arrays stand: a number that only tells flows apart may be another in each part. */
  readonly #indexes: Span[] = [];
  #because: Mergeability["because"];

  constructor(readonly catalog: ProbeCatalog) {}

  judge(typed: TypedProgram): Mergeability {
    for (const clause of typed.clauses) this.#clause(clause);
    this.#variables();
    this.#numbers(typed.clauses);
    const refused = [...this.#refused.values()];
    return this.#because ? { together: "pair", because: this.#because, refused } : { together: "packet", refused };
  }
  #refuse(key: string, span: Span, message: string, help: string): void {
    if (this.#refused.has(key)) return;
    this.#refused.set(key, { tag: "D_NET_MERGE", severity: "error", span, message, help: [help] });
  }
  #needsPair(span: Span, message: string): void {
    this.#because ??= { span, message };
  }

  #clause({ probes, predicate, body, span }: TypedClause): void {
    const moment = this.#probes(probes, span);
    if (moment === "packets" && body === undefined) {
      this.#refuse("default", span, "a clause without actions prints a line for each packet", HELP.action);
    }
    walkTyped([predicate, body], (node) => this.#node(node as AnyNode, moment));
  }
  #probes(ids: readonly number[], span: Span): Moment {
    const moments = new Set<Moment>();
    for (const id of ids) {
      const probe = this.catalog.get(id)!;
      const text = `\`${probe.provider}:::${probe.name}\``;
      if (probe.provider === "dtrace") {
        moments.add(probe.name === "BEGIN" ? "begin" : probe.name === "END" ? "end" : "packets");
        continue;
      }
      moments.add("packets");
      if (probe.follows === "pair") this.#needsPair(span, `${text} follows connections`);
      else if (probe.follows === undefined) {
        const why = probe.provider === "profile"
          ? "fires by the time of each part"
          : "depends on packets of other parts";
        this.#refuse(text, span, `${text} ${why}`, HELP.probe);
      }
    }
    if (moments.size > 1) this.#refuse("moments", span, "the clause is for packets and for BEGIN or END", HELP.probe);
    return moments.has("packets") ? "packets" : moments.has("end") ? "end" : "begin";
  }
  #node(node: AnyNode, moment: Moment): void {
    const { kind, definition, span } = node;
    // what the library does with addresses stays within a clause
    if (moment === "packets" && definition && span && span.source.kind !== "library") {
      const { name, unmergeable } = definition;
      if (unmergeable !== undefined) this.#refuse(name, span, `\`${name}\` ${unmergeable}`, HELP.builtin);
      else if (kind === "action") {
        this.#refuse(name, span, `\`${name}\` acts for each packet, in the order in which they come`, HELP.action);
      }
    }
    if (kind === "variable") this.#use(node as VariableNode, node.span!, moment, false);
    const { target } = node;
    if ((kind === "assign" || kind === "step") && target?.kind === "variable") {
      this.#use(node.target as VariableNode, span!, moment, true);
    }
  }
  #use({ variable, keys }: VariableNode, span: Span, moment: Moment, writes: boolean): void {
    if (variable.scope === "this") return;
    this.#indexes.push(...keys.map((key) => key.span));
    const indexes = keys.map(({ span: { source, start, end } }) => source.text.slice(start, end).trim());
    this.#uses.push({ variable, indexes, moment, writes, span });
  }
  /** What BEGIN sets is the same in all parts; what packets set must be kept apart by flow. */
  #variables(): void {
    for (const variable of new Set(this.#uses.map((use) => use.variable))) {
      const uses = this.#uses.filter((use) => use.variable === variable);
      const written = uses.find(({ moment, writes }) => moment === "packets" && writes);
      if (!written) continue;
      const other = uses.find(({ indexes, moment }) => moment !== "packets" || !namesFlow(indexes));
      const name = `${variable.scope === "self" ? "self->" : ""}${variable.name}`;
      if (!other) this.#needsPair(written.span, `\`${name}\` is kept by connection`);
      else this.#refuse(name, written.span, `\`${name}\` depends on packets of other parts`, HELP.variable);
    }
  }
  #numbers(clauses: readonly TypedClause[]): void {
    for (const source of new Set(clauses.map(({ span }) => span.source))) {
      for (const { 0: text, 1: member, index } of blank(source.text).matchAll(NUMBERED_MEMBER)) {
        const end = index + text.length;
        if (this.#indexes.some((span) => span.source === source && span.start <= index && end <= span.end)) continue;
        const message = `\`${member}\` is a number in the order of appearance, which is each part's own`;
        this.#refuse(member, { source, start: end - member.length, end }, message, HELP.number);
      }
    }
  }
}
interface AnyNode {
  readonly kind?: string;
  readonly span?: Span;
  readonly definition?: { readonly name: string; readonly unmergeable?: string };
  readonly target?: { readonly kind: string } & Partial<VariableNode>;
}
interface VariableNode {
  readonly variable: Variable;
  readonly keys: readonly { readonly span: Span }[];
}
function namesFlow(indexes: readonly string[]): boolean {
  const has = (pattern: RegExp) => indexes.some((index) => pattern.test(index));
  return has(NAMES_FLOW) || has(/->\s*ip_saddr$/) && has(/->\s*ip_daddr$/);
}
/** A text without its comments and strings, of the same length. */
function blank(text: string): string {
  return text.replace(/\/\*[^]*?\*\/|"(?:[^"\\\n]|\\.)*"/g, (part) => " ".repeat(part.length));
}
