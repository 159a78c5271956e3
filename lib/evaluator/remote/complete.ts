/**
 * Completion and inspection of TypeScript from what lives in the evaluator: real objects, real columns of tables, while
 * a cell runs too, and without running anything that has an effect.
 *
 * @module
 */
import { accessAt, accessBefore } from "./expression_before.ts";
import type { Evaluation, Inspector, RemoteValue } from "./inspector.ts";
import type { Candidate, Completion, Inspection, NamedValue } from "./suggestions.ts";

const KEYWORDS = [
  ..."abstract any as async await boolean break case catch class const continue debugger declare default delete do else"
    .split(" "),
  ..."enum export extends false finally for from function if implements import in instanceof interface keyof let never"
    .split(" "),
  ..."new null number object of readonly return satisfies static string super switch symbol this throw true try type"
    .split(" "),
  ..."typeof undefined unknown using var void while with yield".split(" "),
];
/** What every object has is not news. */
const EVERYWHERE = new Set(Object.getOwnPropertyNames(Object.prototype));
const LOOK_MS = 200;
const MAX_CANDIDATES = 500;

interface PropertyDescriptor {
  readonly name: string;
  readonly value?: RemoteValue;
  readonly get?: RemoteValue;
  readonly symbol?: RemoteValue;
  readonly isOwn?: boolean;
}

/** All ways to go on at an offset of a cell. */
export async function completeTypeScript(inspector: Inspector, text: string, offset: number): Promise<Completion> {
  const access = accessBefore(text, offset);
  if (access.isMember && !access.object) return { start: access.start, end: offset, candidates: [] };
  const found = access.object ? await members(inspector, access.object) : await names(inspector);
  const fits = (name: string) => name.startsWith(access.prefix);
  const candidates = found.filter((one) => fits(one.text) && (access.quote || isName(one.text)));
  if (access.object === undefined && access.prefix !== "") {
    const known = new Set(candidates.map((one) => one.text));
    candidates.push(...KEYWORDS.filter((word) => fits(word) && !known.has(word)).map(keyword));
  }
  return { start: access.start, end: offset, candidates: candidates.slice(0, MAX_CANDIDATES) };
}

/** What the name at an offset is. */
export async function inspectTypeScript(
  inspector: Inspector,
  text: string,
  offset: number,
): Promise<Inspection | undefined> {
  const { object, isMember, prefix } = accessAt(text, offset);
  if (!prefix || isMember && !object) return undefined;
  const expression = object ? `(${object}).${prefix}` : prefix;
  const value = await look(inspector, expression);
  if (!value || value.type === "undefined") return undefined;
  const plain = await describe(inspector, expression, value);
  return { bundle: { "text/plain": plain } };
}

const LONGEST_VALUE = 60;
/** What names are worth now, a line each. */
export async function describeValues(inspector: Inspector, names: readonly string[]): Promise<NamedValue[]> {
  const found = await Promise.all(names.map(async (name) => {
    const value = await look(inspector, name);
    if (!value) return undefined;
    const { description, value: plain, type } = value;
    const text = type === "string" ? JSON.stringify(plain) : type === "function" ? signature(value) : description;
    const line = (text ?? String(plain ?? type)).replaceAll(/\s+/g, " ");
    return { name, value: line.length > LONGEST_VALUE ? `${line.slice(0, LONGEST_VALUE)}…` : line };
  }));
  release(inspector);
  return found.filter((one) => one !== undefined);
}

/** Evaluates without effects: what would change something throws instead. */
async function look(inspector: Inspector, expression: string): Promise<RemoteValue | undefined> {
  try {
    const { result, exceptionDetails } = await inspector.call<Evaluation>("Runtime.evaluate", {
      expression: `(${expression})`,
      throwOnSideEffect: true,
      timeout: LOOK_MS,
      objectGroup: "look",
    });
    return exceptionDetails ? undefined : result;
  } catch {
    return undefined;
  }
}

/** Names in scope, those that cells declared first. */
async function names(inspector: Inspector): Promise<Candidate[]> {
  const lexical = await inspector.call<{ names: string[] }>("Runtime.globalLexicalScopeNames");
  const own = await Promise.all(lexical.names.map(async (name) => candidate(name, await look(inspector, name))));
  const known = new Set(lexical.names);
  const globals = await members(inspector, "globalThis");
  return [...own, ...globals.filter((one) => !known.has(one.text) && !one.text.startsWith("__"))];
}

async function members(inspector: Inspector, expression: string): Promise<Candidate[]> {
  let value = await look(inspector, expression);
  if (value && value.type !== "undefined" && !value.objectId) value = await look(inspector, `Object(${expression})`);
  if (!value?.objectId) return [];
  const { result } = await inspector.call<{ result: PropertyDescriptor[] }>("Runtime.getProperties", {
    objectId: value.objectId,
    ownProperties: false,
  });
  release(inspector);
  const own = result.filter((one) => one.isOwn && !one.symbol),
    inherited = result.filter((one) => !one.isOwn && !one.symbol);
  const listed = (some: PropertyDescriptor[]) => some.filter((one) => !/^\d+$/.test(one.name) || some.length < 50);
  return [...listed(own), ...inherited].map((one) => candidate(one.name, one.value));
}

function release(inspector: Inspector): void {
  inspector.call("Runtime.releaseObjectGroup", { objectGroup: "look" }).catch(() => {});
}

function candidate(text: string, value: RemoteValue | undefined): Candidate {
  if (!value) return { text, kind: "property" };
  if (value.type === "function") {
    const isClass = /^class\b/.test(value.description ?? "");
    return { text, kind: isClass ? "class" : "function", detail: isClass ? `class ${text}` : signature(value) };
  }
  return { text, kind: value.type === "object" ? "instance" : "variable", detail: typeName(value) };
}

function keyword(text: string): Candidate {
  return { text, kind: "keyword" };
}

function isName(text: string): boolean {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u.test(text);
}

function typeName(value: RemoteValue): string {
  return value.subtype === "null" ? "null" : value.className ?? value.type;
}

/** The head of a function's text: name and parameters. */
function signature(value: RemoteValue): string {
  const text = value.description ?? "";
  let depth = 0;
  const open = text.indexOf("(");
  for (let at = open; at >= 0 && at < Math.min(text.length, 300); at++) {
    if (text[at] === "(") depth++;
    else if (text[at] === ")" && --depth === 0) return text.slice(0, at + 1).replaceAll(/\s+/g, " ");
  }
  return "function";
}

/** The text of the runtime's own functions is of no use to anybody. */
function isReadable(value: RemoteValue): boolean {
  const text = value.description ?? "";
  if (/\[native code\]/.test(text) || !value.objectId) return false;
  return text.includes("\n") || text.length < 120;
}

async function describe(inspector: Inspector, expression: string, value: RemoteValue): Promise<string> {
  if (value.type === "function") {
    const text = value.description ?? "";
    return !isReadable(value) ? signature(value) : text.length > 2000 ? `${text.slice(0, 2000)}…` : text;
  }
  const shown = await look(inspector, `typeof ${expression}`);
  const kind = value.className ?? String(shown?.value ?? value.type);
  if (!value.objectId) return `${kind}: ${value.description ?? String(value.value)}`;
  const found = await members(inspector, expression);
  const lines = found.filter((one) => one.kind !== "function" && !EVERYWHERE.has(one.text)).slice(0, 40).map((one) =>
    `  ${one.text}${one.detail ? `: ${one.detail}` : ""}`
  );
  const functions = found.filter((one) => one.kind === "function" && isName(one.text) && !EVERYWHERE.has(one.text))
    .slice(0, 40);
  const methods = functions.length > 0 ? `  functions: ${functions.map((one) => one.text).join(", ")}` : undefined;
  return [`${kind} ${value.description === value.className ? "" : value.description ?? ""}`.trim(), ...lines, methods]
    .filter((line) => line !== undefined).join("\n");
}
