/**
 * `--dump`: what a program becomes, pass by pass, and `--timings`: how long that took. Loaded when it is asked for.
 *
 * @module
 */
import { typeName } from "../d/types/mod.ts";
import { disassemble } from "../wasm/text/mod.ts";
import type { CompilationObserver, Session } from "../session/mod.ts";
import type { Dump } from "./flag_values.ts";

type TokenSource = Parameters<NonNullable<CompilationObserver["token"]>>[1];
type Read = Parameters<NonNullable<CompilationObserver["token"]>>[0];
type Tree = Parameters<NonNullable<CompilationObserver["parsed"]>>[0];
type Pass = Parameters<NonNullable<CompilationObserver["passed"]>>[0];

/** Keeps what a compilation tells. */
export class Observations implements CompilationObserver {
  #tokens = new Map<TokenSource, Map<number, Read>>();
  #trees: Tree[] = [];
  readonly #passes = new Map<Pass, number>();

  begin(): void {
    this.#trees = [];
    this.#tokens = new Map();
    this.#passes.clear();
  }
  token(token: Read, source: TokenSource): void {
    let tokens = this.#tokens.get(source);
    if (!tokens) this.#tokens.set(source, tokens = new Map());
    tokens.set(token.start, token);
  }
  parsed(tree: Tree): void {
    this.#trees.push(tree);
  }

  /** Compiles, and writes what is asked for; tokens and trees of a program that is then found wrong, too. @throws as compiling does */
  async compile(session: Session, what: Dump, write: (shown: string | Uint8Array) => void): Promise<void> {
    try {
      await session.compile();
    } catch (error) {
      if (what === "tokens" || what === "ast") write(await this.dump(what, session));
      throw error;
    }
    write(await this.dump(what, session));
  }
  passed(pass: Pass, ms: number): void {
    this.#passes.set(pass, (this.#passes.get(pass) ?? 0) + ms);
  }

  /** What is shown: text, but of the machine's program its bytes. */
  async dump(what: Dump, session: Session): Promise<string | Uint8Array> {
    if (what === "wasm-bytes") return session.lower().program.bytes;
    if (what === "wasm") return disassemble(session.lower().program.bytes);
    if (what === "ir") return await session.intermediateText();
    if (what === "types") return typesText(session);
    if (what === "tokens") return [...this.#tokens].map(([source, tokens]) => tokensText(source, tokens)).join("");
    return this.#trees.flatMap(({ items }) => items.map((item) => treeText(item))).join("");
  }

  /** A line for each pass. */
  timings(): string[] {
    return [...this.#passes].map(([pass, ms]) => `${pass.padEnd(12)}${ms.toFixed(3).padStart(10)} ms`);
  }
}

function tokensText({ text: all }: TokenSource, read: ReadonlyMap<number, Read>): string {
  // what was read in another scope before has other places
  const tokens = [...read.values()].sort((a, b) => a.start - b.start)
    .filter(({ start }, i, all) => i === 0 || start >= all[i - 1].end);
  return tokens.map(({ kind, start, end, text }) => {
    const written = all.slice(start, end), before = all.slice(0, start).split("\n");
    const meant = text && text !== written && kind !== "string" ? ` ${JSON.stringify(text)}` : "";
    const place = `${before.length}:${before.at(-1)!.length + 1}`;
    return `${place.padEnd(8)}${kind.padEnd(18)}${JSON.stringify(written)}${meant}`.trimEnd() + "\n";
  }).join("");
}

/** Clauses as they were checked: each expression with its type and the text that it was made of. */
function typesText(session: Session): string {
  const { clauses, variables, aggregations } = session.compilation.checker.finish();
  const parts = clauses.map((clause) => {
    const { index, probes, predicate, body } = clause;
    const head = `clause ${index}: ${probes.length} probe${probes.length === 1 ? "" : "s"}${shownText(clause.span)}\n`;
    const condition = predicate ? treeText(predicate, 1, "predicate") : "";
    return head + condition + (body ?? []).map((statement) => treeText(statement, 1)).join("");
  });
  for (const { scope, name, type, keys } of variables) {
    const indexed = keys ? `[${keys.map(typeName).join(", ")}]` : "";
    parts.push(`variable ${scope === "global" ? "" : `${scope}->`}${name}${indexed}: ${typeName(type)}\n`);
  }
  for (const { name, definition, keys } of aggregations) {
    parts.push(`aggregation @${name}[${keys.map(typeName).join(", ")}]: ${definition.name}\n`);
  }
  return parts.join("");
}

type TreeNode = { readonly [key: string]: unknown };
type Span = { readonly source: { readonly text: string }; readonly start: number; readonly end: number };
const isObject = (value: unknown): value is TreeNode => typeof value === "object" && value !== null;
const isSpan = (value: unknown): value is Span => isObject(value) && isObject(value.source);
/** Trees refer to what stands elsewhere by an object with a name, a number, or both. */
const REFERENCES = new Set(["variable", "aggregation", "definition", "slot"]);
const MAX_SHOWN = 48;

function shownText(span: unknown): string {
  if (!isSpan(span)) return "";
  const text = span.source.text.slice(span.start, span.end).replace(/\s+/g, " ").trim();
  return `  «${text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN - 1)}…` : text}»`;
}

/** A node and what is below it, indented by their depth. */
function treeText(node: object, depth = 0, label = ""): string {
  const { kind = "", span } = node as TreeNode;
  const words: string[] = [], below: string[] = [];
  for (const [key, value] of Object.entries(node)) {
    if (key === "kind" || key === "span" || key.endsWith("Span") || value === undefined) continue;
    if (value instanceof Uint8Array) words.push(JSON.stringify(new TextDecoder().decode(value)));
    else if (REFERENCES.has(key) && isObject(value)) words.push(String(value.name ?? `${key} ${value.id}`));
    else if (Array.isArray(value)) {
      value.forEach((one, i) =>
        isObject(one) ? below.push(treeText(one, depth + 1, `${key}[${i}]`)) : words.push(`${one}`)
      );
    } else if (key === "type" && isType(value)) words.push(`: ${typeName(value)}`);
    else if (isObject(value)) below.push(treeText(value, depth + 1, key));
    else if (key === "operator") words.push(String(value));
    else if (value !== false && typeof value !== "function") words.push(value === true ? key : `${key}=${value}`);
  }
  const head = [label && `${label}:`, String(kind), ...words].filter(Boolean).join(" ");
  return `${"  ".repeat(depth)}${head}${shownText(span)}\n${below.join("")}`;
}
/** Types of the checker have no place in a text; the ones that were written have. */
function isType(value: unknown): value is Parameters<typeof typeName>[0] {
  return isObject(value) && "kind" in value && !("span" in value);
}
