/**
 * Calls: of functions that are translated too, of the host, of Math, BigInt and Number.
 *
 * @module
 */
import type { CallExpression, Expression, Identifier, MemberExpression, Node, Statement } from "acorn";
import { call, type Code, f64, get, i32, i64, select, sequence, set } from "../code.ts";
import { viewCall, viewOf } from "./memory_access.ts";
import { together } from "./operators.ts";
import type { HotFunction, HotParameter } from "./source.ts";
import type { Binding, FunctionState } from "./function_state.ts";
import { constant, convert, isBig, isInteger, toInt32, type TranslatedValue } from "./types.ts";

/** What a call does, and what it gives. */
export interface Called {
  readonly code: Code;
  readonly value?: TranslatedValue;
}
export function callOf(state: FunctionState, node: CallExpression): Called {
  const { callee } = node;
  if (callee.type === "Identifier") return callName(state, node, callee);
  if (callee.type !== "MemberExpression" || callee.computed || callee.property.type !== "Identifier") {
    throw state.error(node, "a call of what is not a name");
  }
  const { object, property: { name } } = callee as MemberExpression & { property: Identifier };
  const view = viewOf(state, object);
  if (view) return viewCall(state, view, name, node);
  if (object.type === "Identifier") {
    const binding = state.bindingOf(object.name);
    if (binding?.kind === "host") return callHost(state, node, binding, name);
    if (!binding) return given(library(state, node, `${object.name}.${name}`));
  }
  throw state.error(node, "a call of what is not part of the subset");
}
const given = (value: TranslatedValue): Called => ({ code: value.code, value });

function callName(state: FunctionState, node: CallExpression, { name }: Identifier): Called {
  if (!state.bindingOf(name)) {
    if (name === "BigInt") return given(bigOf(state, node));
    if (name === "Number") return given(numberOf(state, node));
    const origin = state.source.originOf(name), made = origin?.source.functionOf(origin.name);
    if (made) return callFunction(state, node, made);
  }
  throw state.error(node, `\`${name}\` is not a function that can be translated`);
}
function callHost(state: FunctionState, node: CallExpression, binding: Binding, name: string): Called {
  const method = binding.kind === "host" ? binding.methods.get(name) : undefined;
  if (!method) throw state.error(node, `\`${name}\` is not a function of the host`);
  if (method.parameters.length !== node.arguments.length) throw state.error(node, `\`${name}\` of other arguments`);
  const args = method.parameters.map((type, i) => numberArgument(state, node.arguments[i] as Expression, type).code);
  const code = state.translator.callHost(name, args);
  return { code, value: method.result && { type: method.result, code } };
}
function numberArgument(state: FunctionState, node: Expression, type: Parameters<typeof convert>[1]): TranslatedValue {
  const value = state.expression(node, type), converted = convert(value, type);
  if (!converted) throw state.error(node, `${value.type} where ${type} is asked for`);
  return converted;
}
/** The function that a call calls, where it is put in. */
export function putInBy(state: FunctionState, { callee }: CallExpression): HotFunction | undefined {
  if (callee.type !== "Identifier" || state.bindingOf(callee.name)) return undefined;
  const origin = state.source.originOf(callee.name), made = origin?.source.functionOf(origin.name);
  return made && state.translator.indexOf(made) === undefined ? made : undefined;
}
function callFunction(state: FunctionState, node: CallExpression, made: HotFunction): Called {
  if (node.arguments.length !== made.parameters.length) {
    throw state.error(node, `\`${made.name}\` of ${node.arguments.length} arguments`);
  }
  const index = state.translator.indexOf(made);
  if (index === undefined) return inline(state, node, made);
  const args: Code[] = [];
  for (const [i, parameter] of made.parameters.entries()) {
    const arg = node.arguments[i] as Expression, { type } = parameter;
    if (type.kind === "number") args.push(numberArgument(state, arg, type.type).code);
    else sameView(state, arg, parameter);
  }
  const code = call(index, ...args);
  return { code, value: made.result && { type: made.result, code } };
}
/** What stands for no number must be of the same kind where it is called. */
function sameView(state: FunctionState, node: Expression, { name, type }: HotParameter): Binding {
  const fault = () => state.error(node, `\`${name}\` is another view of memory, or another host`);
  const view = viewOf(state, node);
  if (type.kind === "view") {
    if (view !== type.view) throw fault();
    return { kind: "view", view };
  }
  const binding = node.type === "Identifier" ? state.bindingOf(node.name) : undefined;
  if (!binding || binding.kind !== type.kind) throw fault();
  return binding;
}

/** Whether a name is written to anywhere in a function. */
export function isAssigned(node: Node, name: string): boolean {
  const part = node as unknown as Record<string, unknown>;
  const target = node.type === "AssignmentExpression"
    ? part.left
    : node.type === "UpdateExpression"
    ? part.argument
    : undefined;
  if ((target as Identifier | undefined)?.name === name) return true;
  return childrenOf(node).some((child) => isAssigned(child, name));
}
/** Parts of a node of the tree. */
export function childrenOf(node: Node): Node[] {
  const isNode = (part: unknown): part is Node => typeof (part as Node | null)?.type === "string";
  return Object.values(node).flat().filter(isNode);
}
/** Names for the arguments of a function that is put in, and what sets them. */
export function bindArguments(
  state: FunctionState,
  node: CallExpression,
  made: HotFunction,
): { readonly scope: Map<string, Binding>; readonly before: readonly Code[] } {
  const scope = new Map<string, Binding>(), before: Code[] = [];
  for (const [i, parameter] of made.parameters.entries()) {
    const arg = node.arguments[i] as Expression, { type, name } = parameter;
    if (type.kind !== "number") {
      scope.set(name, sameView(state, arg, parameter));
      continue;
    }
    const value = numberArgument(state, arg, type.type), isKept = !isAssigned(made.node.body, name);
    if (value.constant !== undefined && isKept) scope.set(name, { kind: "constant", value: value.constant });
    else {
      const own = arg.type === "Identifier" && value.isSimple && isKept ? state.bindingOf(arg.name) : undefined;
      if (own?.kind === "local" && own.type === type.type) scope.set(name, own);
      else {
        const index = state.newLocal(type.type);
        before.push(set(index, value.code));
        scope.set(name, { kind: "local", index, type: type.type });
      }
    }
  }
  return { scope, before };
}
/** What a function gives that is nothing but a return of it. */
export function onlyReturn({ node }: HotFunction): Expression | undefined {
  const { body } = node.body, [only] = body;
  return body.length === 1 && only.type === "ReturnStatement" ? only.argument ?? undefined : undefined;
}
/** The function's body in place of the call. */
function inline(state: FunctionState, node: CallExpression, made: HotFunction): Called {
  const { scope, before } = bindArguments(state, node, made), only = onlyReturn(made), type = made.result;
  if (only && type) {
    const value = state.inFunction(made, scope, undefined, () => numberArgument(state, only, type));
    if (before.length === 0) return { code: value.code, value };
    const code = sequence(...before, value.code);
    return { code, value: { type: value.type, code } };
  }
  const result = type && state.newLocal(type);
  const body = state.block((depth) =>
    state.inFunction(
      made,
      scope,
      { result, depth },
      () => state.translator.statements(state, made.node.body.body as Statement[]),
    )
  );
  const done = sequence(...before, body);
  if (result === undefined) return { code: done };
  const whole = sequence(done, get(result));
  return { code: whole, value: { type: type!, code: whole } };
}

function bigOf(state: FunctionState, node: CallExpression): TranslatedValue {
  const arg = node.arguments[0] as Expression, value = state.expression(arg);
  if (typeof value.constant === "number") return constant(BigInt(value.constant));
  if (value.type === "i32") return { type: "i64", code: i64.extend_i32_s(value.code) };
  if (value.type === "u32") return { type: "i64", code: i64.extend_i32_u(value.code) };
  throw state.error(arg, `BigInt of ${value.type}`);
}
/** Of 64 bits a double; `Number(BigInt.asIntN(32, a))` is an integer again. */
function numberOf(state: FunctionState, node: CallExpression): TranslatedValue {
  const arg = node.arguments[0] as Expression;
  const narrow = arg.type === "CallExpression" ? narrowed(state, arg) : undefined;
  if (narrow) return narrow;
  const value = state.expression(arg);
  if (value.type === "i64") return { type: "f64", code: f64.convert_i64_s(value.code) };
  if (value.type === "u64") return { type: "f64", code: f64.convert_i64_u(value.code) };
  throw state.error(arg, `Number of ${value.type}`);
}
function narrowed(state: FunctionState, { callee, arguments: args }: CallExpression): TranslatedValue | undefined {
  if (callee.type !== "MemberExpression" || (callee.object as Identifier).name !== "BigInt") return undefined;
  const { name } = callee.property as Identifier, [bits, of] = args as Expression[];
  if (bits?.type !== "Literal" || bits.value !== 32) return undefined;
  const value = state.expression(of);
  if (!isBig(value.type)) throw state.error(of, `${name} of ${value.type}`);
  return { type: name === "asIntN" ? "i32" : "u32", code: i32.wrap(value.code) };
}
/** Functions of JavaScript's own that are one instruction or a few. */
function library(state: FunctionState, node: CallExpression, name: string): TranslatedValue {
  const args = node.arguments as Expression[];
  const fault = () => state.error(node, `\`${name}\` of these arguments is not part of the subset`);
  switch (name) {
    case "Math.imul": {
      const [a, b] = args.map((arg) => toInt32(state.expression(arg)));
      if (!a || !b) throw fault();
      return { type: "i32", code: i32.mul(a.code, b.code) };
    }
    case "Math.clz32": {
      const low = toInt32(state.expression(args[0]));
      if (!low) throw fault();
      return { type: "i32", code: i32.clz(low.code) };
    }
    case "Math.floor":
    case "Math.trunc": {
      const value = state.expression(args[0], "f64"), double = convert(value, "f64");
      if (!double) throw fault();
      return { type: "f64", code: (name === "Math.floor" ? f64.floor : f64.trunc)(double.code) };
    }
    case "Math.min":
    case "Math.max":
      return extreme(state, args, name === "Math.min", fault);
    case "BigInt.asIntN":
    case "BigInt.asUintN": {
      const [bits, of] = args, value = of && state.expression(of);
      if (bits?.type !== "Literal" || bits.value !== 64 || !value || !isBig(value.type)) throw fault();
      const type = name === "BigInt.asIntN" ? "i64" : "u64";
      return typeof value.constant === "bigint" && convert(value, type) || { type, code: value.code };
    }
  }
  throw state.error(node, `\`${name}\` is not part of the subset`);
}
function extreme(state: FunctionState, args: Expression[], isLeast: boolean, fault: () => Error): TranslatedValue {
  if (args.length !== 2) throw fault();
  const same = together(state.expression(args[0]), state.expression(args[1]));
  if (!same) throw fault();
  const { type, left, right } = same;
  if (type === "f64") return { type, code: (isLeast ? f64.min : f64.max)(left.code, right.code) };
  if (type === "int" || !isInteger(type)) throw fault();
  const [a, b] = [state.newLocal(type), state.newLocal(type)];
  const isFirst = type === "u32" ? i32.lt_u(get(a), get(b)) : i32.lt_s(get(a), get(b));
  const [then, otherwise] = isLeast ? [a, b] : [b, a];
  return { type, code: sequence(set(a, left.code), set(b, right.code), select(get(then), get(otherwise), isFirst)) };
}
