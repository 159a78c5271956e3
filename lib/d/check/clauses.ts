/**
 * Clauses: their probes, predicate and statements.
 *
 * @module
 */
import type { ClauseNode, Statement } from "../syntax/mod.ts";
import { isScalar } from "../types/mod.ts";
import { belowMinimum } from "./attributes.ts";
import { measureClause } from "./measure.ts";
import { checkOrder } from "./ordering.ts";
import { matchProbes } from "./probes.ts";
import type { CheckState } from "./check_state.ts";
import { expandTranslation } from "./translators.ts";
import type { TypedClause, TypedExpression, TypedStatement } from "./typed.ts";
import { isError, type TypedValue, typeNameOf } from "./value.ts";

/** One typed clause for each description: what args[] means may differ. */
export function checkClause(state: CheckState, node: ClauseNode): void {
  let made: Pick<TypedClause, "predicate" | "body"> | undefined;
  for (const description of node.descriptions) {
    state.reporter.region = undefined;
    const probes = matchProbes(state, description);
    if (!probes) continue;
    state.clause = { description, probes, hasOthers: node.descriptions.length > 1, dependent: false };
    if (!made) made = checkParts(state, node);
    const clause: TypedClause = {
      index: state.clauses.length,
      descriptions: [description],
      probes: probes.map((probe) => probe.id),
      predicate: made.predicate,
      body: made.body,
      span: node.span,
    };
    measureClause(state, clause);
    state.clauses.push(clause);
    for (const probe of probes) belowMinimum(state, probe, description.span);
    if (state.clause.dependent) made = undefined;
    state.clause = undefined;
  }
  if (state.clause === undefined && node.descriptions.length > 0) return;
}

/**
 * Actions are checked before the predicate, as most often they make the variables it reads; if that leaves a name
 * unknown, once more the other way round.
 */
function checkParts(state: CheckState, node: ClauseNode): Pick<TypedClause, "predicate" | "body"> {
  const { reporter } = state;
  const conditional = node.body?.some((statement) => statement.kind === "if") ?? false;
  if (conditional) {
    const predicate = checkPredicate(state, node);
    return { predicate, body: checkBody(state, node) };
  }
  const errors = reporter.count, variables = state.variables.length;
  const body = checkBody(state, node);
  const unknown = reporter.since(errors).some(({ tag }) => tag === "D_IDENT_UNDEF" || tag === "D_VAR_UNDEF");
  if (!unknown || !node.predicate) return { body, predicate: checkPredicate(state, node) };
  reporter.rollBack(errors);
  state.forgetVariables(variables);
  const predicate = checkPredicate(state, node);
  return { predicate, body: checkBody(state, node) };
}
function checkPredicate(state: CheckState, node: ClauseNode): TypedExpression | undefined {
  if (!node.predicate) return undefined;
  state.reporter.region = "in predicate";
  const value = state.checkOperand(node.predicate);
  if (!isError(value) && !(isScalar(value.type) && isPlain(value))) {
    state.reporter.error(
      "D_PRED_SCALAR",
      `a predicate is a number or a pointer, not \`${typeNameOf(value)}\``,
      value.span,
      {
        plain: "predicate result must be of scalar type",
        plainOffset: node.span.end,
      },
    );
  }
  state.reporter.region = undefined;
  return value.expression;
}
function isPlain(value: TypedValue): boolean {
  return !value.action && !value.aggregation && !value.translation;
}
function checkBody(state: CheckState, node: ClauseNode): TypedStatement[] | undefined {
  if (!node.body) return undefined;
  state.reporter.region = "in action list";
  const body = checkStatements(state, node.body);
  checkOrder(state, body);
  state.reporter.region = undefined;
  return body;
}
function checkStatements(state: CheckState, statements: readonly Statement[]): TypedStatement[] {
  const typed: TypedStatement[] = [];
  for (const statement of statements) {
    if (statement.kind === "if") typed.push(checkIf(state, statement));
    else {
      state.sawDestructive = false;
      const made = checkStatement(state, state.checkExpression(statement.expression), statement.span);
      if (made && state.sawDestructive) state.destructiveStatements.add(made);
      if (made) typed.push(made);
    }
  }
  return typed;
}
function checkIf(state: CheckState, node: Statement & { kind: "if" }): TypedStatement {
  const condition = state.checkOperand(node.condition);
  if (!isError(condition) && !(isScalar(condition.type) && isPlain(condition))) {
    state.reporter.error(
      "D_OP_SCALAR",
      `a condition is a number or a pointer, not \`${typeNameOf(condition)}\``,
      condition.span,
      { plain: "operator && requires operands of scalar type" },
    );
  }
  return {
    kind: "if",
    condition: condition.expression,
    then: checkStatements(state, node.then),
    else: checkStatements(state, node.else),
    span: node.span,
  };
}
function checkStatement(state: CheckState, value: TypedValue, span: ClauseNode["span"]): TypedStatement | undefined {
  if (isError(value)) return undefined;
  if (value.statement) return value.statement;
  if (value.action) {
    const { definition, args, data } = value.action;
    if (definition.traits.destructive) state.destructive = true;
    return { kind: "action", definition, args, data, span };
  }
  if (value.aggregation) {
    const { name } = value.aggregation;
    state.reporter.error("D_AGG_NULL", `\`@${name}\` alone does nothing`, span, {
      plain: `expression has null effect: @${name}`,
    });
    return undefined;
  }
  if (value.aggregating) {
    const { name } = value.aggregating.definition;
    state.reporter.error("D_CG_EXPR", `\`${name}()\` must be assigned to an aggregation`, span, {
      plain: `aggregating function ${name}( ) may not be called from a D expression (D program context required)`,
      help: [`write \`@ = ${name}(…)\``],
    });
    return undefined;
  }
  if (value.translation?.pointer) {
    state.reporter.error("D_CG_DYN", "a translated pointer is not a value of its own", span, {
      plain: "expression cannot evaluate to result of a translated pointer",
    });
    return undefined;
  }
  const expression = value.translation
    ? expandTranslation(state, value.translation, span).expression
    : value.expression;
  return { kind: "expression", expression, span };
}
