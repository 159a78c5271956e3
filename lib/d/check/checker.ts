/**
 * The door of the semantic pass: programs of one session, checked in order, sharing what they declare.
 *
 * @module
 */
import { CompileError, type Diagnostic, type Span } from "../../diagnostic/mod.ts";
import type { ProgramNode, SyntaxErrors, TopLevel } from "../syntax/mod.ts";
import { attributesText } from "./attributes.ts";
import { checkClause } from "./clauses.ts";
import { checkDeclaration } from "./declarations.ts";
import type { CheckEnvironment } from "./environment.ts";
import { checkAny } from "./expressions.ts";
import { declareInline } from "./inlines.ts";
import { checkPragma, reportUnusedPragmas } from "./pragmas.ts";
import { declareProvider } from "./providers.ts";
import { CheckState } from "./check_state.ts";
import { declareTranslator } from "./translators.ts";
import type { TypedExpression, TypedProgram } from "./typed.ts";

/** Checks the programs of one session. */
export class ProgramChecker {
  readonly #state: CheckState;

  constructor(environment: CheckEnvironment) {
    this.#state = new CheckState(environment, checkAny);
  }
  /** Whether a name is a type, for the parser. */
  isTypeName(name: string): boolean {
    return this.#state.types.isTypeName(name);
  }
  /** What is reported of programs that run nevertheless, once. */
  takeWarnings(): readonly Diagnostic[] {
    return this.#state.reporter.takeWarnings();
  }
  /** What descriptions of types and probes are made from. */
  get state(): CheckState {
    return this.#state;
  }
  /**
   * A library: its inlines and translators are checked when they are first used.
   * @throws CompileError
   */
  checkLibrary(program: ProgramNode): void {
    this.#check(program, true);
  }
  /**
   * A script or specifier.
   * @throws CompileError with all mistakes found
   */
  checkProgram(program: ProgramNode): void {
    this.#check(program, false);
  }
  /** What could not be parsed, and what is wrong with the pragmas around it, in the order of the text. */
  withPragmas({ diagnostics, pragmas }: SyntaxErrors): CompileError {
    const found: Diagnostic[] = [...diagnostics];
    try {
      for (const pragma of pragmas) checkPragma(this.#state, pragma);
      this.#state.reporter.finish();
    } catch (error) {
      if (!(error instanceof CompileError)) throw error;
      found.push(...error.diagnostics);
    }
    return new CompileError(found.sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0)));
  }
  #check(program: ProgramNode, library: boolean): void {
    const state = this.#state;
    state.generation++;
    state.leastDescription = [7, 7, 5];
    state.leastStatement = [6, 6, 5];
    state.library = library;
    state.locals = new Map();
    state.program = program;
    for (const item of program.items) {
      state.reporter.region = undefined;
      checkItem(state, item);
    }
    reportUnusedPragmas(state);
    const empty = program.items.every((item) => item.kind === "pragma");
    if (empty && !library && !state.environment.options.empty && state.pragmaOption("empty") === undefined) {
      const span: Span = { source: program.source, start: 0, end: 0 };
      state.reporter.error("D_EMPTY", "the program is empty", span, {
        plain: "empty D program translation unit",
        plainOffset: program.source.text.length,
      });
    }
    state.library = false;
    state.reporter.finish();
  }
  /** The least stable probe and the least stable name of the program checked last, `Stable/Stable/Common`. */
  get stability(): { readonly description: string; readonly statement: string } {
    const { leastDescription, leastStatement } = this.#state;
    return { description: attributesText(leastDescription), statement: attributesText(leastStatement) };
  }
  /**
   * The expression that is the one statement of a program's one clause, as that clause would have it; the clause itself is
   * forgotten. For code that reads arguments of probes from outside of D.
   * @throws CompileError
   */
  checkExpression(program: ProgramNode): TypedExpression {
    const { clauses } = this.#state;
    const before = clauses.length;
    try {
      this.#check(program, false);
      const statement = clauses[before]?.body?.[0];
      if (statement?.kind !== "expression") throw new Error("not a program of one expression");
      return statement.expression;
    } finally {
      clauses.length = before;
    }
  }
  /** Everything checked so far, for code generation. */
  finish(): TypedProgram {
    const { clauses, variables, aggregationList, options, destructive } = this.#state;
    return { clauses, variables, aggregations: aggregationList, options, destructive };
  }
}
function checkItem(state: CheckState, item: TopLevel): void {
  switch (item.kind) {
    case "clause":
      return checkClause(state, item);
    case "declaration":
      return checkDeclaration(state, item);
    case "inline":
      return declareInline(state, item);
    case "translator":
      return declareTranslator(state, item);
    case "provider":
      return declareProvider(state, item);
    case "pragma":
      return checkPragma(state, item);
  }
}

/**
 * Checks libraries and then one program, and gives what code is made from.
 * @throws CompileError
 */
export function checkProgram(
  environment: CheckEnvironment,
  program: ProgramNode,
  libraries: readonly ProgramNode[] = [],
): TypedProgram {
  const checker = new ProgramChecker(environment);
  for (const library of libraries) checker.checkLibrary(library);
  checker.checkProgram(program);
  return checker.finish();
}
