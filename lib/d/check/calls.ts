/**
 * Calls of subroutines, actions and aggregating functions.
 *
 * @module
 */
import type { Call } from "../syntax/mod.ts";
import { isVoid } from "../types/mod.ts";
import { contextOf } from "./context.ts";
import type { ActionDefinition, AggregatingDefinition, SubroutineDefinition } from "./builtin_definitions.ts";
import { isVisible, kindOfName } from "./names.ts";
import { helpForFunction } from "./other_words.ts";
import { checkArguments, prototypeOf } from "./prototypes.ts";
import { type CheckState, STABLE } from "./check_state.ts";
import type { TypedArgument } from "./typed.ts";
import { errorValue, isError, type TypedValue, valueOf } from "./value.ts";
import { warnIfCut } from "./wide_constants.ts";

export function checkCall(state: CheckState, node: Call): TypedValue {
  const { callee, span } = node;
  const { reporter, environment: { builtins } } = state;
  if (callee.kind !== "identifier" || callee.scope !== undefined) {
    reporter.error("D_FUNC_IDENT", "only a function's name can be called", callee.span, {
      plain: "function designator is not of function type",
    });
    return errorValue(span);
  }
  const { name } = callee;
  const subroutine = builtins.subroutines.get(name);
  const action = builtins.actions.get(name);
  const aggregating = builtins.aggregating.get(name);
  const definition = subroutine ?? action ?? aggregating;
  const kind = definition && isVisible(state, definition.since) ? undefined : kindOfName(state, name);
  if (kind || name === "self" || name === "this") {
    reporter.error(
      "D_FUNC_IDKIND",
      `\`${name}\` is ${/^[aeiou]/.test(kind ?? "") ? "an" : "a"} ${kind ?? "pointer"}, not a function`,
      callee.span,
      {
        plain: `${kind ?? "pointer"} '${name}' may not be referenced as a function`,
      },
    );
    return errorValue(span);
  }
  if (!definition || !isVisible(state, definition.since)) {
    const names = [...builtins.subroutines.keys(), ...builtins.actions.keys(), ...builtins.aggregating.keys()];
    reporter.error("D_FUNC_UNDEF", `there is no function \`${name}\``, callee.span, {
      plain: `undefined function name: ${name}`,
      label: "not found",
      help: helpForFunction(name, names),
    });
    return errorValue(span);
  }
  const args = node.args.map((arg) => state.checkExpression(arg));
  if (args.some(isError)) return errorValue(span);
  for (const arg of args) {
    if (arg.aggregation && !arg.aggregation.aggregation) {
      reporter.error("D_IDENT_UNDEF", `no aggregation \`@${arg.aggregation.name}\` is assigned above`, arg.span, {
        plain: `undefined aggregation: @${arg.aggregation.name}`,
      });
      return errorValue(span);
    }
  }
  if (!action && !haveValues(state, args)) return errorValue(span);
  if (subroutine) return callSubroutine(state, subroutine, args, node);
  return action ? callAction(state, action, args, node) : callAggregating(state, aggregating!, args, node);
}

/** D_CG_EXPR for arguments that are calls without a value. Actions look at their arguments themselves first. */
function haveValues(state: CheckState, args: readonly TypedValue[]): boolean {
  const without = args.find((arg) => arg.aggregating || (arg.action && isVoid(arg.type)));
  if (!without) return true;
  const inner = (without.aggregating ?? without.action)!.definition.name;
  state.reporter.error("D_CG_EXPR", `\`${inner}()\` has no value`, without.span, {
    plain: `${without.action ? "tracing" : "aggregating"} function ${inner}( ) may not be called from a D expression ` +
      "(D program context required)",
  });
  return false;
}

function callSubroutine(
  state: CheckState,
  definition: SubroutineDefinition,
  args: readonly TypedValue[],
  { span }: Call,
): TypedValue {
  const prototype = prototypeOf(state, definition.prototype);
  const converted = checkArguments(state, definition.name, prototype, args, span);
  if (!converted) return errorValue(span);
  if (definition.destructive) state.destructive = state.sawDestructive = true;
  const before = state.reporter.count;
  const own = definition.check?.(contextOf(state), converted, span);
  if (state.reporter.count > before) return errorValue(span);
  const type = own?.type ?? prototype.returns;
  const attributes = leastAttributes(args);
  return {
    ...valueOf({ kind: "call", definition, args: own?.args ?? converted, data: own?.data, type, span }),
    attributes,
  };
}
function leastAttributes(args: readonly TypedValue[]): TypedValue["attributes"] {
  return args.reduce((min, { attributes = STABLE }) => [
    Math.min(min[0], attributes[0]),
    Math.min(min[1], attributes[1]),
    Math.min(min[2], attributes[2]),
  ], STABLE as NonNullable<TypedValue["attributes"]>);
}

/** Actions are recognised here; where they may stand is the statement's matter. */
function callAction(
  state: CheckState,
  definition: ActionDefinition,
  args: readonly TypedValue[],
  { span }: Call,
): TypedValue {
  const prototype = prototypeOf(state, definition.prototype);
  const converted = checkArguments(state, definition.name, prototype, args, span, true);
  if (!converted) return errorValue(span);
  for (const arg of args) warnIfCut(state, arg, arg.type);
  const typed = args.map((arg, i): TypedArgument =>
    arg.aggregation?.aggregation
      ? { kind: "aggregation", aggregation: arg.aggregation.aggregation, span: arg.span }
      : { kind: "expression", expression: converted[i] }
  );
  const before = state.reporter.count;
  const data = definition.check(contextOf(state), typed, span);
  if (state.reporter.count > before || !haveValues(state, args)) return errorValue(span);
  const type = definition.typeOf?.(data) ?? prototype.returns;
  // as a key, an action such as stack() is an expression
  const expression = { kind: "call", definition, args: converted, data, type, span } as const;
  return {
    expression,
    type,
    span,
    action: { definition, args: typed, data },
    attributes: leastAttributes(args),
  };
}
function callAggregating(
  state: CheckState,
  definition: AggregatingDefinition,
  args: readonly TypedValue[],
  { span }: Call,
): TypedValue {
  const converted = checkArguments(state, definition.name, prototypeOf(state, definition.prototype), args, span, true);
  if (!converted) return errorValue(span);
  const values = args.map((arg, i) => arg.translation ? arg : { ...arg, expression: converted[i] });
  const type = { kind: "dynamic", name: "aggregating function" } as const;
  return {
    expression: { kind: "integer", value: 0n, type, span },
    type,
    span,
    aggregating: { definition, args: values },
    attributes: leastAttributes(args),
  };
}
