/**
 * Statements.
 *
 * @module
 */
import type {
  AssignmentExpression,
  DoWhileStatement,
  Expression,
  ForStatement,
  Identifier,
  IfStatement,
  Node,
  ReturnStatement,
  Statement,
  UpdateExpression,
  VariableDeclaration,
  WhileStatement,
} from "acorn";
import { block, branch, type Code, drop, i32, leave, loop, sequence, set, when } from "../code.ts";
import { callOf, childrenOf, isAssigned } from "./calls.ts";
import { conditionOf, constantIn } from "./expressions.ts";
import { isOfSeveral, jump } from "./jumps.ts";
import { fixed, load, placeOf, store, viewOf } from "./memory_access.ts";
import { binary, hint } from "./operators.ts";
import type { FunctionState } from "./function_state.ts";
import { constant, convert, type TranslatedValue, type Type } from "./types.ts";

export function statements(state: FunctionState, body: readonly Statement[]): Code {
  return state.inScope(() => sequence(...body.map((one) => statement(state, one))));
}
function statement(state: FunctionState, node: Statement): Code {
  switch (node.type) {
    case "VariableDeclaration":
      return declare(state, node);
    case "ExpressionStatement":
      return effect(state, node.expression);
    case "BlockStatement":
      return statements(state, node.body);
    case "IfStatement":
      return decide(state, node);
    case "WhileStatement":
    case "ForStatement":
    case "DoWhileStatement":
      return repeat(state, node);
    case "BreakStatement":
    case "ContinueStatement": {
      const target = state.frame.loops.at(-1);
      if (node.label || !target) throw state.error(node, "`break` and `continue` are of the innermost loop");
      return branch(state.depth - (node.type === "BreakStatement" ? target.leave : target.next));
    }
    case "ReturnStatement":
      return giveBack(state, node);
    case "EmptyStatement":
      return [];
  }
  throw state.error(node, `\`${node.type}\` is not part of the subset`);
}

function declare(state: FunctionState, { kind, declarations }: VariableDeclaration): Code {
  return sequence(...declarations.map(({ id, init }) => {
    if (!init || kind === "var") throw state.error(id, "a variable is `let` or `const`, and has a value");
    if (id.type !== "Identifier") return takeApart(state, id, init);
    const written = state.source.typeOfVariable(id);
    const known = kind === "const" ? constantIn(state, init) : undefined;
    if (known !== undefined) {
      const value = written ? convert(constant(known), written) : constant(known);
      if (!value) throw state.error(init, `this is not ${written}`);
      state.bind(id.name, { kind: "constant", value: known });
      return [];
    }
    const value = state.expression(init, written), type = written ?? value.type;
    const made = convert(value, type);
    if (!made || type === "int" || type === "big") throw unfit(state, init, value, written);
    const index = state.newLocal(type);
    state.bind(id.name, { kind: "local", index, type });
    return set(index, made.code);
  }));
}
function unfit(state: FunctionState, node: Node, { type }: TranslatedValue, wanted: Type | undefined): Error {
  return state.error(node, wanted ? `${type} where ${wanted} is asked for${hint(type)}` : `${type}${hint(type)}`);
}
/** `const { bytes, words } = memory`: names for views. */
function takeApart(state: FunctionState, id: Node, init: Expression): Code {
  const { properties = [] } = id as unknown as { properties?: readonly { key: Identifier; value: Identifier }[] };
  const isMemory = init.type === "Identifier" && state.bindingOf(init.name)?.kind === "memory";
  for (const { key, value } of isMemory ? properties : []) {
    const view = viewOf(
      state,
      { type: "MemberExpression", object: init, property: key, computed: false } as unknown as Node,
    );
    if (!view || value.type !== "Identifier") throw state.error(key, `\`${key.name}\` is not a view of memory`);
    state.bind(value.name, { kind: "view", view });
  }
  if (!isMemory || properties.length === 0) throw state.error(id, "only the views of a memory are taken apart");
  return [];
}

function effect(state: FunctionState, node: Expression): Code {
  switch (node.type) {
    case "AssignmentExpression":
      return assign(state, node);
    case "UpdateExpression":
      return update(state, node);
    case "CallExpression": {
      const { code, value } = callOf(state, node);
      return value ? drop(code) : code;
    }
  }
  throw state.error(node, "a statement is an assignment or a call");
}
function assign(state: FunctionState, { operator, left, right }: AssignmentExpression): Code {
  const operation = operator.slice(0, -1);
  return change(state, left, (before) => {
    if (operation === "") return state.expression(right, before().type === "f64" ? "f64" : undefined);
    const old = before();
    const value = binary(operation, old, state.expression(right, old.type === "f64" ? "f64" : undefined), old.type);
    if (typeof value === "string") throw state.error(right, value);
    return isStep(state, right) ? asBefore(value, old) : value;
  });
}
/** Steps of counters and addresses, which stay far from the end of their 32 bits. */
function isStep(state: FunctionState, by: Expression): boolean {
  const known = constantIn(state, by);
  return typeof known === "number" && Math.abs(known) <= 0xffff;
}
const asBefore = (value: TranslatedValue, { type }: TranslatedValue): TranslatedValue =>
  value.type === "int" ? { ...value, type } : value;
function update(state: FunctionState, { operator, argument }: UpdateExpression): Code {
  return change(state, argument, (before) => {
    const old = before();
    const one: TranslatedValue = old.type === "i64" || old.type === "u64" ? constant(1n) : constant(1, old.type);
    const value = binary(operator === "++" ? "+" : "-", old, one);
    if (typeof value === "string") throw state.error(argument, value);
    return asBefore(value, old);
  });
}
/** Puts a new value where a name or an element of a view stands. */
function change(state: FunctionState, target: Node, make: (before: () => TranslatedValue) => TranslatedValue): Code {
  if (target.type === "Identifier") {
    const { name } = target as Identifier, binding = state.bindingOf(name);
    if (binding?.kind !== "local") throw state.error(target, `\`${name}\` is not a variable`);
    const { index, type } = binding;
    const value = make(() => state.expression(target as Identifier)), made = convert(value, type);
    if (!made) throw unfit(state, target, value, type);
    return set(index, made.code);
  }
  const found = placeOf(state, target);
  if (!found) throw state.error(target, "neither a variable nor an element of a view");
  const { place, before } = fixed(state, found);
  const value = make(() => load(place)), code = store(place, value);
  if (!code) throw state.error(target, `a store of ${value.type}`);
  return sequence(before, code);
}

function decide(state: FunctionState, { test, consequent, alternate }: IfStatement): Code {
  const known = constantIn(state, test);
  const branchOf = (one: Statement | null | undefined) => one ? statements(state, [one]) : [];
  if (known !== undefined) return branchOf(known ? consequent : alternate);
  if (isOfSeveral(state, test)) {
    if (!alternate) {
      return state.block((depth) => sequence(jump(state, test, { where: false, depth }), branchOf(consequent)));
    }
    return state.block((end) => {
      const then = state.block((depth) =>
        sequence(jump(state, test, { where: false, depth }), branchOf(consequent), branch(state.depth - end))
      );
      return sequence(then, branchOf(alternate));
    });
  }
  const condition = conditionOf(state, test);
  return state.nested(() => {
    const then = branchOf(consequent), otherwise = branchOf(alternate);
    if (then.length === 0) return otherwise.length === 0 ? drop(condition) : when(i32.eqz(condition), otherwise);
    return when(condition, then, otherwise);
  });
}
/** Whether `continue` of this loop stands in a part of it. */
function continues(node: Node): boolean {
  if (node.type === "ContinueStatement") return true;
  if (["WhileStatement", "ForStatement", "DoWhileStatement"].includes(node.type)) return false;
  return childrenOf(node).some(continues);
}
/** Rounds that are written one after the other: of a loop whose counter is known beforehand, and steps alike. */
const ROUNDS_MAX = 16;
function unrolled(state: FunctionState, node: Statement): Code | undefined {
  if (node.type !== "ForStatement" || node.init?.type !== "VariableDeclaration" || leaves(node.body)) return undefined;
  const [{ id, init }, ...more] = node.init.declarations, { test, update } = node;
  if (id.type !== "Identifier" || more.length > 0 || test?.type !== "BinaryExpression" || test.operator !== "<") {
    return undefined;
  }
  if (test.left.type !== "Identifier" || test.left.name !== id.name || isAssigned(node.body, id.name)) return undefined;
  const from = init && constantIn(state, init),
    to = constantIn(state, test.right),
    step = update && stepOf(state, update, id.name);
  if (typeof from !== "number" || typeof to !== "number" || !step || (to - from) / step > ROUNDS_MAX) return undefined;
  const rounds: Code[] = [];
  for (let value = from; value < to; value += step) {
    rounds.push(state.inScope(() => {
      state.bind(id.name, { kind: "constant", value });
      return statements(state, [node.body]);
    }));
  }
  return sequence(...rounds);
}
/** What a counter grows by; undefined where that is not known. */
function stepOf(state: FunctionState, node: Expression, name: string): number | undefined {
  if (node.type === "UpdateExpression" && node.operator === "++" && (node.argument as Identifier).name === name) {
    return 1;
  }
  if (node.type !== "AssignmentExpression" || node.operator !== "+=" || (node.left as Identifier).name !== name) {
    return undefined;
  }
  const by = constantIn(state, node.right);
  return typeof by === "number" && Number.isInteger(by) && by > 0 ? by : undefined;
}
/** Whether a loop's body may end it, or go on with the next round. */
function leaves(node: Node): boolean {
  if (node.type === "BreakStatement" || node.type === "ContinueStatement") return true;
  return childrenOf(node).some(leaves);
}
/** A block to leave, in it the loop, and in that a block around the body for what `continue` leaves. */
function repeat(state: FunctionState, node: WhileStatement | ForStatement | DoWhileStatement): Code {
  const known = unrolled(state, node);
  if (known) return known;
  return state.inScope(() => {
    const before = node.type === "ForStatement" && node.init
      ? node.init.type === "VariableDeclaration" ? declare(state, node.init) : effect(state, node.init)
      : [];
    const code = state.nested(() => {
      const leaving = state.depth;
      return state.nested(() => {
        const again = state.depth, { body, test } = node;
        const inner = bodyOf(state, body, leaving);
        const next = node.type === "ForStatement" && node.update ? effect(state, node.update) : [];
        if (node.type === "DoWhileStatement") return loop(inner, jump(state, node.test, { where: true, depth: again }));
        const check = test ? jump(state, test, { where: false, depth: leaving }) : [];
        return loop(check, inner, next, branch(state.depth - again));
      });
    });
    return sequence(before, block(code));
  });
}
function bodyOf(state: FunctionState, body: Statement, leaving: number): Code {
  const { loops } = state.frame;
  const inside = () => {
    loops.push({ leave: leaving, next: state.depth });
    const code = statements(state, [body]);
    loops.pop();
    return code;
  };
  return continues(body) ? block(state.nested(inside)) : inside();
}
function giveBack(state: FunctionState, node: ReturnStatement): Code {
  const { made, inlined } = state.frame, { argument } = node;
  if (!argument !== !made.result) throw state.error(node, `\`${made.name}\` gives ${made.result ?? "nothing"} back`);
  if (argument && inlined?.jump) {
    return sequence(jump(state, argument, inlined.jump), branch(state.depth - inlined.depth));
  }
  const value = argument && state.expression(argument, made.result), result = value && convert(value, made.result!);
  if (value && !result) throw unfit(state, argument, value, made.result);
  if (!inlined) return leave(result?.code);
  const put = result ? set(inlined.result!, result.code) : [];
  return sequence(put, branch(state.depth - inlined.depth));
}
