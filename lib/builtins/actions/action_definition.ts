/**
 * What an action is: one object with all its faces (checking, lowering, consuming).
 *
 * @module
 */
import type {
  ActionDefinition,
  AggregationVariable,
  CheckContext,
  TypedArgument,
  TypedExpression,
} from "../../d/check/mod.ts";
import type { LoweredAction } from "../../codegen/ir/mod.ts";
import type { ConsumedAction } from "../../engine/consume/mod.ts";
import type { Span, Tag } from "../../diagnostic/mod.ts";
import type { KernelForm } from "../kernel_form.ts";

export type ActionBuiltin = PlainAction & { readonly kernel?: KernelForm<PlainAction> };
type PlainAction = ActionDefinition & LoweredAction & ConsumedAction;

/** The expression of an argument that the check has let through. */
export function expressionOf(argument: TypedArgument): TypedExpression {
  if (argument.kind !== "expression") throw new Error("an aggregation where a value was checked");
  return argument.expression;
}
export function spanOf(argument: TypedArgument): Span {
  return argument.kind === "expression" ? argument.expression.span : argument.span;
}
export function isScalar(context: CheckContext, argument: TypedArgument): boolean {
  if (argument.kind !== "expression") return false;
  const { type } = argument.expression;
  return context.isInteger(type) || context.resolve(type).kind === "pointer";
}
export function typeOf(context: CheckContext, argument: TypedArgument): string {
  return argument.kind === "expression" ? context.typeName(argument.expression.type) : "aggregation";
}
/** The aggregation of the first argument, or an error with the tag. */
export function aggregationOf(
  context: CheckContext,
  name: string,
  argument: TypedArgument,
  tag: Tag,
): AggregationVariable | undefined {
  if (argument.kind === "aggregation") return argument.aggregation;
  context.error(tag, `\`${name}()\` takes an aggregation`, spanOf(argument), {
    plain: `${name}( ) argument #1 is incompatible with prototype:\n\tprototype: aggregation\n\t argument: ${
      typeOf(context, argument)
    }`,
  });
  return undefined;
}
/** Says how many arguments there are and how many there should be. */
export function wrongCount(
  context: CheckContext,
  name: string,
  tag: Tag,
  given: number,
  expected: string,
  span: Span,
): undefined {
  context.error(tag, `\`${name}()\` has ${given} arguments, ${expected} expected`, span, {
    plain: `${name}( ) prototype mismatch: ${given} args passed, ${expected} expected`,
  });
  return undefined;
}
/** An integer constant above zero. */
export function positiveConstant(context: CheckContext, argument: TypedArgument): bigint | undefined {
  if (argument.kind !== "expression") return undefined;
  const value = context.constant(argument.expression);
  return value !== undefined && value > 0n ? value : undefined;
}
