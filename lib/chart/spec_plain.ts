/**
 * Specifications of other people: made plain data, and what Vega would draw as a blank picture without a word is said, with
 * the part of the specification that it is about.
 *
 * @module
 */
import type { VegaLiteSpec } from "./spec.ts";

/** A specification that makes no picture. The message begins with the part. */
export class ChartError extends Error {
  override readonly name = "ChartError";
  constructor(readonly part: string, message: string) {
    super(part === "" ? message : `${part}: ${message}`);
  }
}

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);

/**
 * Bigints, which neither JSON nor Vega knows: numbers, and where one of a column is not safe as a number text with all digits,
 * so that no two of them become one.
 */
export function plainSpec(spec: VegaLiteSpec): VegaLiteSpec {
  return plain(spec) as VegaLiteSpec;
}
function plain(value: unknown): unknown {
  if (typeof value === "bigint") return isSafe(value) ? Number(value) : String(value);
  if (Array.isArray(value)) return value.some(hasBigint) ? plainRows(value) : value;
  if (!isObject(value) || !hasBigint(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
}
function plainRows(rows: readonly unknown[]): unknown[] {
  const unsafe = new Set<string>();
  for (const row of rows) {
    if (!isObject(row)) continue;
    for (const [name, value] of Object.entries(row)) if (typeof value === "bigint" && !isSafe(value)) unsafe.add(name);
  }
  const mixed = rows.some((row) => typeof row === "bigint" && !isSafe(row));
  return rows.map((row) => {
    if (typeof row === "bigint") return mixed ? String(row) : Number(row);
    if (!isObject(row)) return plain(row);
    return Object.fromEntries(
      Object.entries(row).map(([name, value]) => [name, unsafe.has(name) ? textOfNumber(value) : plain(value)]),
    );
  });
}
const isSafe = (value: bigint): boolean => Number.isSafeInteger(Number(value));
const textOfNumber = (value: unknown): unknown =>
  typeof value === "bigint" || typeof value === "number" ? String(value) : plain(value);
function hasBigint(value: unknown): boolean {
  if (typeof value === "bigint") return true;
  if (Array.isArray(value)) return value.some(hasBigint);
  return isObject(value) && Object.values(value).some(hasBigint);
}

/** Where an expression stands, and its text. */
interface Expression {
  readonly part: string;
  readonly text: string;
}
const EXPRESSIONS = new Set(["filter", "calculate", "test", "expr", "labelExpr"]);
const MARKS = new Set([
  ...["arc", "area", "bar", "circle", "geoshape", "image", "line", "point", "rect", "rule", "square", "text", "tick"],
  ...["trail", "boxplot", "errorband", "errorbar"],
]);

/** What can be found out before Vega is asked. @throws ChartError */
export function judgeSpec(spec: VegaLiteSpec): void {
  const named = isObject(spec.datasets) ? spec.datasets : {};
  judgePart(spec, "", { rows: undefined, named, isKnown: false, isMissing: true });
}
/** The data of a part: its rows, where they are in the specification as they will be drawn. */
interface Inherited {
  readonly rows: readonly unknown[] | undefined;
  readonly named: Json;
  readonly isKnown: boolean;
  /** Neither here nor above: a mark is drawn once for each row, and so never. */
  readonly isMissing?: boolean;
}
const SOURCES = ["values", "name", "url", "sequence", "sphere", "graticule"];
const WITHIN = ["layer", "hconcat", "vconcat", "concat"], BELOW = ["spec"];

function judgePart(part: Json, path: string, inherited: Inherited): void {
  const at = (name: string) => path === "" ? name : `${path}.${name}`;
  const { mark } = part;
  const type = isObject(mark) ? mark.type : mark;
  if (typeof type === "string" && !MARKS.has(type)) throw new ChartError(at("mark"), `there is no mark \`${type}\``);
  const data = "data" in part ? dataOf(part.data, at("data"), inherited) : inherited;
  const isChanged = Array.isArray(part.transform) && part.transform.length > 0;
  const own = isChanged ? { ...data, isKnown: false } : data;
  if (mark !== undefined && data.isMissing) throw new ChartError(at("data"), "there is none");
  if (isObject(part.encoding)) judgeEncoding(part.encoding, at("encoding"), own);
  for (const name of WITHIN) {
    if (!Array.isArray(part[name])) continue;
    part[name].forEach((one, i) => isObject(one) && judgePart(one, `${at(name)}[${i}]`, own));
  }
  // a repeated part has fields that are named elsewhere
  for (const name of BELOW) {
    if (isObject(part[name])) judgePart(part[name], at(name), "repeat" in part ? { ...own, isKnown: false } : own);
  }
}
function dataOf(data: unknown, path: string, { named }: Inherited): Inherited {
  const unknown = { rows: undefined, named, isKnown: false };
  if (data === undefined || isObject(data) && !SOURCES.some((name) => name in data)) {
    return { ...unknown, isMissing: true };
  }
  if (!isObject(data)) return unknown;
  if (data.url !== undefined) {
    throw new ChartError(`${path}.url`, "a chart loads nothing: put the data into the specification");
  }
  const rows = data.values ?? (typeof data.name === "string" ? named[data.name] : undefined);
  if (rows === undefined && typeof data.name === "string") {
    throw new ChartError(`${path}.name`, `no data is called \`${data.name}\``);
  }
  if (!Array.isArray(rows)) return unknown;
  const bad = rows.findIndex((row) => row === null || row === undefined);
  if (bad >= 0) throw new ChartError(`${path}.values[${bad}]`, `it is ${rows[bad]}: a row is an object`);
  return { rows, named, isKnown: data.format === undefined };
}
function judgeEncoding(encoding: Json, path: string, { rows, isKnown }: Inherited): void {
  for (const [channel, value] of Object.entries(encoding)) {
    for (const definition of Array.isArray(value) ? value : [value]) {
      if (!isObject(definition) || !("field" in definition)) continue;
      const { field } = definition;
      const part = `${path}.${channel}.field`;
      if (field === null || field === undefined) {
        throw new ChartError(part, `it is ${field}: expected the name of a field`);
      }
      if (typeof field !== "string") continue;
      if (field in Object.prototype) {
        throw new ChartError(part, `Vega cannot have a field that is called \`${field}\`: give it another name`);
      }
      if (isKnown && rows && rows.length > 0) judgeValues(rows, field, definition.type, part);
    }
  }
}
function judgeValues(rows: readonly unknown[], field: string, type: unknown, part: string): void {
  const path = pathOf(field);
  let isThere = false;
  for (const row of rows) {
    const value = valueAt(row, path) ?? valueAt(row, [field]);
    if (value !== undefined && (value !== null || type !== "quantitative")) return;
    if (value === null) isThere = true;
  }
  if (isThere) throw new ChartError(part, `\`${field}\` is null in every row`);
  const there = isObject(rows[0]) ? Object.keys(rows[0]).join(", ") : "none";
  throw new ChartError(part, `no row of the data has a field \`${field}\`: there is ${there}`);
}
/** A name may be a path (`a.b`, `a[0]`); a backslash takes a character as it is. */
function pathOf(field: string): string[] {
  const steps = field.match(/(?:\\.|[^.[\]\\])+/g) ?? [field];
  return steps.map((step) => step.replaceAll(/\\(.)/g, "$1").replaceAll(/^["']|["']$/g, ""));
}
function valueAt(row: unknown, path: readonly string[]): unknown {
  let value = row;
  for (const step of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Json)[step];
  }
  return value;
}

/** Expressions in a specification, but for those in data. */
export function expressionsOf(value: unknown, path = ""): Expression[] {
  if (Array.isArray(value)) return value.flatMap((one, i) => expressionsOf(one, `${path}[${i}]`));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    if (name === "values" || name === "datasets") return [];
    const part = path === "" ? name : `${path}.${name}`;
    if (typeof member === "string" && EXPRESSIONS.has(name)) return [{ part, text: member }];
    return expressionsOf(member, part);
  });
}
/** What an expression is made of, as far as it is looked at. */
interface ExpressionNode {
  readonly type: string;
  readonly operator?: string;
}
/** @throws ChartError for what Vega's expressions do not have, and its interpreter would stumble over in silence */
export function judgeExpressions(expressions: readonly Expression[], parse: (text: string) => unknown): void {
  for (const { part, text } of expressions) {
    let tree: unknown;
    try {
      tree = parse(text);
    } catch (error) {
      throw new ChartError(part, `\`${text}\`: ${(error as Error).message}`);
    }
    const operator = operatorsOf(tree).find((operator) => operator === "in" || operator === "instanceof");
    if (operator === undefined) continue;
    const instead = operator === "in" ? ": indexof(list, value) >= 0 and isValid(datum.field) say such things" : "";
    throw new ChartError(part, `\`${text}\`: Vega has no operator \`${operator}\`${instead}`);
  }
}
function operatorsOf(tree: unknown): string[] {
  if (Array.isArray(tree)) return tree.flatMap(operatorsOf);
  if (!isObject(tree)) return [];
  const { type, operator } = tree as unknown as ExpressionNode;
  return [
    ...(type === "BinaryExpression" && operator !== undefined ? [operator] : []),
    ...Object.values(tree).flatMap(operatorsOf),
  ];
}
/** What Vega has to say while it compiles or runs, with the expressions it can be about. */
export function failureOf(error: unknown, expressions: readonly Expression[]): ChartError {
  if (error instanceof ChartError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const [, name] = /["`: ](\w+)["`]?$/.exec(message) ?? [];
  const about = expressions.filter(({ text }) => name !== undefined && new RegExp(`\\b${name}\\b`).test(text));
  const few = (about.length > 0 ? about : expressions).slice(0, 3);
  const parts = few.map(({ part }) => part).join(", ");
  return new ChartError(
    parts,
    parts === "" ? message : `${few.map(({ text }) => `\`${text}\``).join(", ")}: ${message}`,
  );
}
