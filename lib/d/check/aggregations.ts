/**
 * Aggregations: `@a[k] = f(…)`, and their names as arguments of actions.
 *
 * @module
 */
import type { AggregationName, Assignment, Expression, Index } from "../syntax/mod.ts";
import { ERROR_TYPE, isScalar } from "../types/mod.ts";
import { contextOf } from "./context.ts";
import { keyTypes } from "./keys.ts";
import { fitsAggregations } from "./measure.ts";
import { checkSignature } from "./prototypes.ts";
import type { AggregationSymbol, CheckState } from "./check_state.ts";
import { suggest } from "./suggest.ts";
import type { TypedExpression } from "./typed.ts";
import { errorValue, isError, type TypedValue, typeNameOf } from "./value.ts";
import { warnIfCut } from "./wide_constants.ts";

function valueOfAggregation(entry: AggregationSymbol, span: TypedValue["span"]): TypedValue {
  const type = { kind: "dynamic", name: "aggregation" } as const;
  return {
    expression: { kind: "integer", value: BigInt(entry.id), type, span },
    type,
    span,
    aggregation: { aggregation: entry.aggregation, name: entry.name, assigned: false },
  };
}
/** `@a` as it stands: known only once something assigned it. */
export function checkAggregationName(state: CheckState, node: AggregationName): TypedValue {
  const entry = state.aggregations.get(node.name);
  if (entry?.aggregation) return valueOfAggregation(entry, node.span);
  const shown = node.name === "_" ? "@" : `@${node.name}`;
  state.reporter.error("D_IDENT_UNDEF", `no aggregation \`${shown}\` is assigned above`, node.span, {
    plain: `failed to resolve @${node.name}: Unknown variable name`,
    help: suggest(node.name, state.aggregations.keys()).map((line) => line.replace("`", "`@")),
  });
  return errorValue(node.span);
}
/** `@a[k]` without an assignment. */
export function checkAggregationIndex(state: CheckState, node: Index): TypedValue {
  const keys = state.checkAll(node.keys);
  if (node.object.kind === "index") return severalDimensions(state, node.object);
  const { name } = node.object as AggregationName;
  const value = state.aggregations.has(name)
    ? checkAggregationName(state, node.object as AggregationName)
    : valueOfAggregation({ name, id: 0, generation: state.generation }, node.span);
  return keys.some(isError) || isError(value) ? errorValue(node.span) : { ...value, span: node.span };
}
function severalDimensions(state: CheckState, node: Index): TypedValue {
  const name = (node.object as AggregationName).name;
  state.reporter.error("D_AGG_MDIM", `\`@${name}\` takes all its keys in one pair of brackets`, node.span, {
    plain: `improper attempt to reference @${name} as a multi-dimensional array`,
    help: ["separate the keys with commas"],
  });
  return errorValue(node.span);
}

/** `@a[k, …] = f(…)`. The value carries the statement. */
export function assignAggregation(state: CheckState, node: Assignment): TypedValue {
  const { span } = node;
  let target: Expression = node.target;
  let keyNodes: readonly Expression[] = [];
  if (target.kind === "index") {
    keyNodes = target.keys;
    target = target.object;
  }
  if (target.kind === "index") {
    state.checkAll(keyNodes);
    state.checkExpression(node.value);
    return severalDimensions(state, target);
  }
  if (target.kind !== "aggregation") {
    state.reporter.error("D_OP_LVAL", "an aggregation is assigned once in a statement", node.target.span, {
      plain: "operator = requires modifiable lvalue as an operand",
    });
    return errorValue(span);
  }
  const { name } = target;
  const keys = state.checkAll(keyNodes);
  const value = state.checkExpression(node.value);
  if (isError(value) || keys.some(isError)) return errorValue(span);
  if (!value.aggregating) {
    state.reporter.error(
      "D_AGG_FUNC",
      `\`@${name === "_" ? "" : name}\` takes an aggregating function, not \`${typeNameOf(value)}\``,
      node.value.span,
      {
        plain: `@${name} must be assigned the result of an aggregating function`,
        help: ["these are count(), sum(), avg(), min(), max(), stddev(), quantize(), lquantize() and llquantize()"],
      },
    );
    return errorValue(span);
  }
  return aggregate(state, node, name, keys, value);
}
function aggregate(
  state: CheckState,
  node: Assignment,
  name: string,
  keys: readonly TypedValue[],
  value: TypedValue,
): TypedValue {
  const { span } = node;
  const { definition, args } = value.aggregating!;
  const known = state.aggregations.get(name);
  const previous = known?.aggregation;
  if (previous && previous.definition !== definition) {
    state.reporter.error("D_AGG_REDEF", `\`@${name}\` is \`${previous.definition.name}()\` elsewhere`, value.span, {
      plain:
        `aggregation redefined: @${name}\n\t current: @${name} = ${definition.name}( )\n\tprevious: @${name} = ${previous.definition.name}( )`,
      help: [`give this one another name`],
    });
    return errorValue(span);
  }
  const types = previous?.keys ?? keyTypes(state, keys, "aggregation");
  if (!types) return errorValue(span);
  const typed = checkSignature(state, name, "@", "[ ]", types, keys, span, "as they are");
  if (!typed) return errorValue(span);
  for (const key of keys) warnIfCut(state, key, key.type);
  const subject = args[0];
  if (subject && (!isScalar(subject.type) || subject.translation)) {
    state.reporter.error(
      "D_AGG_SCALAR",
      `\`${definition.name}()\` takes a number, not \`${typeNameOf(subject)}\``,
      subject.span,
      { plain: `${definition.name}( ) argument #1 must be of scalar type` },
    );
    return errorValue(span);
  }
  const before = state.reporter.count;
  const split = definition.check(contextOf(state), args.map((arg) => arg.expression), value.span);
  if (state.reporter.count > before || !split) return errorValue(span);
  const aggregation = previous ?? {
    id: known?.id ?? state.newAggregationId(),
    name,
    definition,
    parameters: split.parameters,
    keys: types,
  };
  if (previous) {
    definition.sameParameters?.(contextOf(state), previous.parameters, split.parameters, value.span, previous);
  } else {
    fitsAggregations(state, name, span);
    state.aggregations.set(name, { aggregation, name, generation: state.generation, id: aggregation.id });
    state.aggregationList.push(aggregation);
  }
  const evaluated: readonly TypedExpression[] = split.evaluated;
  return {
    expression: { kind: "integer", value: 0n, type: ERROR_TYPE, span },
    type: { kind: "dynamic", name: "aggregation" },
    span,
    aggregation: { aggregation, name, assigned: true },
    statement: { kind: "aggregate", aggregation, keys: typed, args: evaluated, span },
  };
}
