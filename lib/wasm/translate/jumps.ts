/**
 * Conditions of several parts as jumps: what decides, decides at once, and no 0 or 1 is made of it to be looked at again.
 *
 * @module
 */
import type { CallExpression, Expression, LogicalExpression, Statement } from "acorn";
import { branch, branchIf, type Code, i32, sequence } from "../code.ts";
import { bindArguments, onlyReturn, putInBy } from "./calls.ts";
import { conditionOf, constantIn } from "./expressions.ts";
import type { FunctionState, Jump } from "./function_state.ts";

/** Without parentheses and negations: they change no more than where to jump. */
function bare(node: Expression): Expression {
  if (node.type === "ParenthesizedExpression") return bare(node.expression);
  return node.type === "UnaryExpression" && node.operator === "!" ? bare(node.argument) : node;
}
/** Whether a condition is made of others. */
export function isOfSeveral(state: FunctionState, test: Expression): boolean {
  const node = bare(test);
  return node.type === "LogicalExpression" || node.type === "ConditionalExpression" ||
    node.type === "CallExpression" && putInBy(state, node as CallExpression)?.result === "boolean";
}

/** Jumps where the condition is as the jump says, else goes on behind it. */
export function jump(state: FunctionState, node: Expression, to: Jump): Code {
  const known = constantIn(state, node);
  if (known !== undefined) return always(state, Boolean(known), to);
  switch (node.type) {
    case "ParenthesizedExpression":
      return jump(state, node.expression, to);
    case "UnaryExpression":
      if (node.operator === "!") return jump(state, node.argument, { ...to, where: !to.where });
      break;
    case "LogicalExpression":
      return jumpOfBoth(state, node, to);
    case "ConditionalExpression": {
      const { test, consequent, alternate } = node, chosen = constantIn(state, test);
      if (chosen !== undefined) return jump(state, chosen ? consequent : alternate, to);
      return state.block((end) => {
        const then = state.block((depth) =>
          sequence(jump(state, test, { where: false, depth }), jump(state, consequent, to), branch(state.depth - end))
        );
        return sequence(then, jump(state, alternate, to));
      });
    }
    case "CallExpression":
      if (putInBy(state, node as CallExpression)?.result === "boolean") return jumpOfCall(state, node, to);
  }
  const condition = conditionOf(state, node);
  return branchIf(state.depth - to.depth, to.where ? condition : i32.eqz(condition));
}
function always(state: FunctionState, holds: boolean, { where, depth }: Jump): Code {
  return holds === where ? branch(state.depth - depth) : [];
}
function jumpOfBoth(state: FunctionState, node: LogicalExpression, to: Jump): Code {
  const { operator, left, right } = node, isAnd = operator === "&&", known = constantIn(state, left);
  if (operator === "??") throw state.error(node, "`??` is not part of the subset");
  if (known !== undefined) return Boolean(known) === isAnd ? jump(state, right, to) : always(state, !isAnd, to);
  if (isAnd !== to.where) return sequence(jump(state, left, to), jump(state, right, to));
  return state.block((depth) => sequence(jump(state, left, { where: !to.where, depth }), jump(state, right, to)));
}
/** The function's body in place of the call: each of its returns jumps, or leaves the body. */
function jumpOfCall(state: FunctionState, node: CallExpression, jumps: Jump): Code {
  const made = putInBy(state, node)!, { scope, before } = bindArguments(state, node, made), only = onlyReturn(made);
  if (only) return sequence(...before, state.inFunction(made, scope, undefined, () => jump(state, only, jumps)));
  const body = state.block((depth) =>
    state.inFunction(
      made,
      scope,
      { result: undefined, depth, jump: jumps },
      () => state.translator.statements(state, made.node.body.body as Statement[]),
    )
  );
  return sequence(...before, body);
}
