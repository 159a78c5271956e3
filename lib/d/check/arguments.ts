/**
 * `args[n]`: the typed arguments of the probes a clause is on.
 *
 * @module
 */
import type { Span } from "../../diagnostic/mod.ts";
import {
  compatibleArgument,
  type DType,
  isByReference,
  isVoid,
  LONG,
  referencedType,
  sizeOf,
  typeName,
} from "../types/mod.ts";
import type { ProbeInformation, VariableDefinition } from "./builtin_definitions.ts";
import { oneConstant } from "./keys.ts";
import { describeDescription } from "./probes.ts";
import type { CheckState } from "./check_state.ts";
import { findTranslator } from "./translators.ts";
import type { TypedExpression } from "./typed.ts";
import { errorValue, translated, type TypedValue, valueOf } from "./value.ts";

export function probeArgument(
  state: CheckState,
  definition: VariableDefinition,
  keys: readonly TypedValue[],
  span: Span,
): TypedValue {
  const { name } = definition;
  const index = oneConstant(state, name, keys, span);
  if (index === undefined) return errorValue(span);
  const { clause, reporter } = state;
  if (!clause) {
    reporter.error("D_ARGS_NONE", `\`${name}[]\` means something only in a clause`, span, {
      plain: `${name}[ ] may not be referenced outside of a probe clause`,
    });
    return errorValue(span);
  }
  clause.dependent = true;
  const description = describeDescription(clause.description);
  const arg = agreedArgument(clause.probes, Number(BigInt.asUintN(32, index)));
  if (arg === "unstable") {
    const several = clause.probes.slice(0, 2).map((probe) => `\`${probe.provider}:::${probe.name}\``).join(" and ");
    reporter.error("D_ARGS_MULTI", `the probes here do not agree on \`${name}[${index}]\``, span, {
      plain:
        `${name}[ ] may not be referenced because probe description ${description} matches an unstable set of probes`,
      notes: clause.probes.length > 1 ? [`the clause is on ${clause.probes.length} probes, ${several} among them`] : [],
      help: ["name the probes one by one, or give each its own clause"],
    });
    return errorValue(span);
  }
  if (!arg) {
    const count = clause.probes[0]?.args?.length ?? 0;
    reporter.error("D_ARGS_IDX", `\`${name}[${index}]\` does not exist`, span, {
      plain: `index ${BigInt.asIntN(64, index)} is out of range for ${description} ${name}[ ]`,
      notes: [
        count === 0
          ? "the probe has no typed arguments; `arg0` and so on are the raw ones"
          : `the probe has ${name}[0] to ${name}[${count - 1}]`,
      ],
    });
    return errorValue(span);
  }
  return typedArgument(state, definition, keys[0].expression, arg, span);
}
/** The argument's types, if all probes give it the same ones. */
function agreedArgument(
  probes: readonly ProbeInformation[],
  index: number,
): NonNullable<ProbeInformation["args"]>[number] | undefined | "unstable" {
  if (probes.length === 0) return "unstable";
  const first = probes[0].args?.[index];
  const agree = probes.every(({ args }) =>
    args?.[index]?.native === first?.native && args?.[index]?.translated === first?.translated
  );
  return agree ? first : "unstable";
}
function typedArgument(
  state: CheckState,
  definition: VariableDefinition,
  index: TypedExpression,
  arg: NonNullable<ProbeInformation["args"]>[number],
  span: Span,
): TypedValue {
  const { reporter } = state;
  const shown = `${definition.name}[${index.kind === "integer" ? index.value : 0n}]`;
  const native = state.types.byText(arg.native), output = state.types.byText(arg.translated ?? arg.native);
  if (!native || !output) {
    reporter.error("D_ARGS_TYPE", `the type of \`${shown}\` is not known`, span, {
      plain: `failed to resolve ${output ? "native" : "translated"} type for ${shown}`,
    });
    return errorValue(span);
  }
  const raw = rawArgument(definition, index, native, span, arg.behind);
  if (arg.translated === undefined || arg.translated === arg.native) return raw;
  const translator = findTranslator(state, raw, output);
  if (translator) return translated(raw, translator, output.kind === "pointer");
  if (compatibleArgument({ type: native }, { type: output })) return { ...raw, type: output };
  reporter.error("D_ARGS_XLATOR", `there is no translator for \`${shown}\``, span, {
    plain: `translator for ${shown} from ${typeName(native)} to ${typeName(output)} is not defined`,
  });
  return errorValue(span);
}
/** The raw argument, cut to its type's size. */
function rawArgument(
  definition: VariableDefinition,
  index: TypedExpression,
  type: DType,
  span: Span,
  behind: number | undefined,
): TypedValue {
  const target = referencedType(type);
  const vouched = target && { behind: behind ?? sizeOf(target) };
  const builtin: TypedExpression = { kind: "builtin", definition, args: [index], type, span, ...vouched };
  const narrow = !isByReference(type) && !isVoid(type) && sizeOf(type) < 8;
  const expression: TypedExpression = narrow
    ? { kind: "convert", operand: { ...builtin, type: LONG }, type, span }
    : builtin;
  return { ...valueOf(expression), variable: true, name: definition.name };
}
