/**
 * What the programs of one session share: variables, aggregations, types, inlines, translators.
 *
 * @module
 */
import type { Expression, Inline as InlineNode, ProbeDescription, ProgramNode } from "../syntax/mod.ts";
import type { DType } from "../types/mod.ts";
import { LONG } from "../types/mod.ts";
import type { CheckEnvironment } from "./environment.ts";
import { Reporter } from "./reporter.ts";
import { TypeSpace } from "./type_space.ts";
import type { ProbeInformation } from "./builtin_definitions.ts";
import type { AggregationVariable, Slot, TypedClause, TypedProgram, Variable, VariableScope } from "./typed.ts";
import { type Attributes, constantOf, errorValue, isError, type TranslatorEntry, type TypedValue } from "./value.ts";

/** A variable as the checker knows it; without a type until its first assignment. */
export interface VariableEntry {
  readonly variable: Variable;
  /** Has a type: declared or assigned. */
  typed: boolean;
  declared: boolean;
  /** Program in which it appeared. */
  readonly generation: number;
  /** Assigned a translated pointer: reading it goes through the translator again. */
  translator?: TranslatorEntry;
  attributes: Attributes;
  version: number;
}
/** A name that stands for an expression. */
export interface InlineEntry {
  readonly name: string;
  readonly type: DType;
  /** Undefined: a scalar. */
  readonly parameters?: readonly { readonly name: string; readonly type: DType }[];
  readonly node?: InlineNode;
  /** Checked value of a scalar, made at first use. */
  value?: TypedValue;
  /** While it is being checked, it does not know itself. */
  busy?: boolean;
  readonly generation: number;
  /** An enumerator rather than an inline. */
  readonly enumerator?: boolean;
  attributes: Attributes;
  version: number;
}
export interface AggregationSymbol {
  /** Missing until the aggregation is first assigned. */
  aggregation?: AggregationVariable;
  readonly name: string;
  readonly generation: number;
  readonly id: number;
}
/** A provider that a program declares. */
export interface DeclaredProvider {
  readonly probes: Map<string, { readonly native: readonly DType[]; readonly translated: readonly DType[] }>;
}
/** What surrounds the expression that is being checked. */
export interface ClauseContext {
  readonly description: ProbeDescription;
  readonly probes: readonly ProbeInformation[];
  /** The clause has other descriptions besides. */
  readonly hasOthers: boolean;
  /** Set when the meaning depended on the description: the body must be checked again for the next one. */
  dependent: boolean;
  /** `this->` variables are the program's. */
}

/**
 * Checks an expression of any kind. The state is handed it, so that what checks one kind can ask for the parts without
 * knowing all kinds.
 */
export type ExpressionChecker = (state: CheckState, node: Expression) => TypedValue;

export const STABLE: Attributes = [7, 7, 5];

export class CheckState {
  readonly reporter = new Reporter();
  /** The operand of the `&` that is being checked: one element behind an array has an address, too. */
  addressed: unknown;
  readonly types: TypeSpace;
  readonly globals = new Map<string, VariableEntry>();
  readonly threadLocals = new Map<string, VariableEntry>();
  locals = new Map<string, VariableEntry>();
  readonly aggregations = new Map<string, AggregationSymbol>();
  readonly inlines = new Map<string, InlineEntry>();
  readonly translators: TranslatorEntry[] = [];
  readonly variables: Variable[] = [];
  readonly aggregationList: AggregationVariable[] = [];
  readonly clauses: TypedClause[] = [];
  readonly options: TypedProgram["options"][number][] = [];
  /** Names that hide all others: parameters of inlines, inputs of translators. Innermost last. */
  readonly bindings: Map<string, TypedValue>[] = [];
  readonly pragmas = new Map<
    string,
    {
      kind: "attributes" | "binding";
      attributes?: Attributes;
      version?: number;
      span: import("../../diagnostic/mod.ts").Span;
    }[]
  >();
  readonly providerAttributes = new Map<string, Record<string, Attributes>>();
  readonly declaredProviders = new Map<string, DeclaredProvider>();
  /** The least stable of the probes and of the names that the program has used so far, for -v. */
  leastDescription: Attributes = [7, 7, 5];
  leastStatement: Attributes = [6, 6, 5];
  clause: ClauseContext | undefined;
  program: ProgramNode | undefined;
  generation = 0;
  destructive = false;
  /** Set by calls of destructive subroutines; statements take it. */
  sawDestructive = false;
  readonly destructiveStatements = new WeakSet<object>();
  library = false;
  /** Operations of the clauses so far, and expressions that were checked in bodies of inlines and translators. */
  parts = 0;
  expanded = 0;
  /** The place in the program on whose behalf such a body is checked. */
  expanding: import("../../diagnostic/mod.ts").Span | undefined;
  #slots = 0;
  #aggregationIds = 0;

  constructor(readonly environment: CheckEnvironment, readonly checkAny: ExpressionChecker) {
    const { builtins } = environment;
    const names = [builtins.variables, builtins.subroutines, builtins.actions, this.inlines, this.globals];
    this.types = new TypeSpace(environment.systemTypes, (name) => names.some((table) => table.has(name)));
    this.inlines.set("NULL", {
      name: "NULL",
      type: LONG,
      generation: 0,
      attributes: STABLE,
      version: 0,
      value: undefined,
    });
  }
  checkExpression(node: Expression): TypedValue {
    return this.checkAny(this, node);
  }
  checkAll(nodes: readonly Expression[]): TypedValue[] {
    return nodes.map((node) => this.checkAny(this, node));
  }
  /**
   * Checks an expression whose value something computes with: aggregations, aggregating functions and actions have
   * none. Translated data stays what it is.
   */
  checkOperand(node: Expression): TypedValue {
    const value = this.checkAny(this, node);
    if (isError(value) || !value.aggregating) return value;
    const { name } = value.aggregating.definition;
    this.reporter.error("D_CG_EXPR", `\`${name}()\` must be assigned to an aggregation`, node.span, {
      plain: `aggregating function ${name}( ) may not be called from a D expression (D program context required)`,
      help: [`it is a statement of its own: \`@name = ${name}(…);\``],
    });
    return errorValue(node.span);
  }
  /** Value of a constant expression; undefined if it is not constant, "error" if that was reported. */
  checkConstant(node: Expression): bigint | undefined | "error" {
    const value = this.checkAny(this, node);
    return isError(value) ? "error" : constantOf(value);
  }
  /** Frames of stack() and of ustack() where none are given. */
  get frames(): { readonly kernel: number; readonly process: number } {
    const { stackFrames = 20, userStackFrames = 20 } = this.environment.options;
    return {
      kernel: Number(this.pragmaOption("stackframes") ?? stackFrames) || 20,
      process: Number(this.pragmaOption("ustackframes") ?? userStackFrames) || 20,
    };
  }
  get stringSize(): number {
    return Number(this.pragmaOption("strsize") ?? this.environment.options.stringSize ?? 256) || 256;
  }
  /** What `#pragma D option` last set an option to; "" if it gave no value. */
  pragmaOption(name: string): string | undefined {
    const last = this.options.findLast((option) => option.name === name);
    return last && (last.value ?? "");
  }
  newSlot(type: DType): Slot {
    return { id: this.#slots++, type };
  }
  newAggregationId(): number {
    return ++this.#aggregationIds;
  }
  scope(scope: VariableScope): Map<string, VariableEntry> {
    return scope === "self" ? this.threadLocals : scope === "this" ? this.locals : this.globals;
  }
  /** Makes a variable. Its type is settled by the caller. */
  newVariable(scope: VariableScope, name: string, type: DType): VariableEntry {
    const variable: Variable = { id: this.variables.length, name, scope, type };
    this.variables.push(variable);
    const entry: VariableEntry = {
      variable,
      typed: false,
      declared: false,
      generation: this.generation,
      attributes: STABLE,
      version: 0,
    };
    this.scope(scope).set(name, entry);
    return entry;
  }
  /** Takes back the variables made since there were `count`. */
  forgetVariables(count: number): void {
    for (const variable of this.variables.splice(count)) {
      const entries = this.scope(variable.scope);
      if (entries.get(variable.name)?.variable === variable) entries.delete(variable.name);
    }
  }
}
