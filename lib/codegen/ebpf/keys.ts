/**
 * How much of an aggregation's keys can differ: of a text only so many bytes as the longest that there can be, so that the
 * kernel's keys are short.
 *
 * @module
 */
import type { ProbeCatalog, TypedClause, TypedExpression, TypedStatement } from "../../d/check/mod.ts";
import { isString } from "../../d/types/mod.ts";
import { type AggregationPlan, round } from "../lower/mod.ts";
import type { KeyPart } from "./layout.ts";

/** `comm` of a task, with its NUL. */
const COMM_BYTES = 16;
const NAMES = { probeprov: "provider", probemod: "module", probefunc: "function", probename: "name" } as const;
const PARTS = Object.keys(NAMES);

/** By aggregation and place of the key: bytes that the longest text takes, with its NUL. */
export class TextBounds {
  readonly #bounds = new Map<string, number>();
  /** The part of the probe's name that a key is in every statement; undefined for any other. */
  readonly #names = new Map<string, number | undefined>();

  constructor(clauses: readonly TypedClause[], readonly probes: ProbeCatalog, readonly stringSize: number) {
    for (const clause of clauses) this.#visit(clause.body ?? [], clause);
  }
  of(aggregation: number, key: number): number {
    return this.#bounds.get(`${aggregation} ${key}`) ?? this.stringSize;
  }
  /** Which part of the probe's name it always is. */
  name(aggregation: number, key: number): number | undefined {
    return this.#names.get(`${aggregation} ${key}`);
  }
  #visit(statements: readonly TypedStatement[], clause: TypedClause): void {
    for (const statement of statements) {
      if (statement.kind === "if") {
        this.#visit(statement.then, clause);
        this.#visit(statement.else, clause);
      }
      if (statement.kind !== "aggregate") continue;
      statement.keys.forEach((key, i) => {
        const name = `${statement.aggregation.id} ${i}`;
        const part = key.kind === "builtin" ? PARTS.indexOf(key.definition.name) : -1;
        const isSame = part >= 0 && (!this.#names.has(name) || this.#names.get(name) === part);
        this.#names.set(name, isSame ? part : undefined);
        this.#bounds.set(name, Math.max(this.#bounds.get(name) ?? 0, this.#bound(key, clause)));
      });
    }
  }
  #bound(expression: TypedExpression, clause: TypedClause): number {
    switch (expression.kind) {
      case "string":
        return Math.min(this.stringSize, expression.bytes.length + 1);
      case "to-string":
        return this.#bound(expression.operand, clause);
      case "conditional":
        return Math.max(this.#bound(expression.then, clause), this.#bound(expression.else, clause));
      case "builtin": {
        const { name } = expression.definition;
        if (name === "execname") return Math.min(this.stringSize, COMM_BYTES);
        if (!(name in NAMES)) return this.stringSize;
        const part = NAMES[name as keyof typeof NAMES];
        const lengths = clause.probes.map((id) => new TextEncoder().encode(this.probes.get(id)![part]).length + 1);
        return Math.min(this.stringSize, Math.max(1, ...lengths));
      }
      default:
        return this.stringSize;
    }
  }
}
/** Parts of the key that go into the kernel's, side by side; of the whole key where nothing is saved. */
export function keyParts({ description, keyBytes }: AggregationPlan, bounds: TextBounds): KeyPart[] {
  const { keys, id, keySize, comparedSize = keySize } = description;
  if (keys.length === 0) return [];
  const parts: KeyPart[] = [];
  let to = 0;
  const add = (from: number, size: number, name?: number) => {
    const last = parts.at(-1);
    if (name !== undefined) parts.push({ from, to, size, name });
    else if (last && last.name === undefined && last.from + last.size === from && last.to + last.size === to) {
      parts[parts.length - 1] = { ...last, size: last.size + size };
    } else parts.push({ from, to, size });
    to += size;
  };
  keys.forEach(({ offset, size, type, address }, i) => {
    const name = bounds.name(id, i);
    if (name !== undefined && size >= 8) return add(offset, 8, name);
    const bound = !address && isString(type) ? Math.min(size, round(bounds.of(id, i), 8)) : size;
    add(offset, bound);
  });
  // how keys were written stands behind them
  if (comparedSize < keySize) add(comparedSize, keySize - comparedSize);
  return to >= keyBytes && parts.every(({ name }) => name === undefined) ? [{ from: 0, to: 0, size: keyBytes }] : parts;
}
