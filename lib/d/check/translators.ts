/**
 * Translators: their declarations, how one is found, and what a member of translated data is.
 *
 * @module
 */
import type { Span } from "../../diagnostic/mod.ts";
import type { TranslatorDeclaration as TranslatorNode } from "../syntax/mod.ts";
import {
  compatibleArgument,
  compatibleTypes,
  type DType,
  ERROR_TYPE,
  findMember,
  memberNames,
  resolveType,
  sameType,
  typeName,
} from "../types/mod.ts";
import { convertTo } from "./conversions.ts";
import { isVisible } from "./names.ts";
import { takePragmas } from "./pragmas.ts";
import { specifiedType, typeOfDeclarator } from "./specifiers.ts";
import { type CheckState, STABLE } from "./check_state.ts";
import { suggest } from "./suggest.ts";
import type { TypedExpression } from "./typed.ts";
import {
  errorValue,
  isError,
  operandOf,
  type Translation,
  type TranslatorEntry,
  type TypedValue,
  typeNameOf,
  valueOf,
} from "./value.ts";

/** `translator T < S name > { … };`. A library's members are checked when they are first used. */
export function declareTranslator(state: CheckState, node: TranslatorNode): void {
  const { reporter } = state;
  const output = typeOfDeclarator(state, specifiedType(state, node.output.specifiers), node.output.declarator);
  const source = typeOfDeclarator(state, specifiedType(state, node.input.specifiers), node.input.declarator);
  if (output === ERROR_TYPE || source === ERROR_TYPE) return;
  const exact = state.translators.find((other) =>
    sameType(other.source, source) && compatibleTypes(other.output, output)
  );
  if (exact) {
    reporter.error("D_XLATE_REDECL", "this translator is already defined", node.output.span, {
      plain: `translator from ${typeName(source)} to ${typeName(output)} has already been declared`,
      plainOffset: node.span.end,
    });
    return;
  }
  const struct = resolveType(output);
  if ((struct.kind !== "struct" && struct.kind !== "union") || !struct.complete) {
    const incomplete = (struct.kind === "struct" || struct.kind === "union") && !struct.complete;
    reporter.error("D_XLATE_SOU", `a translator makes a struct, not \`${typeName(output)}\``, node.output.span, {
      plain: incomplete
        ? `incomplete struct/union/enum ${typeName(output)}`
        : "translator output type must be a struct or union",
      plainOffset: node.span.end,
    });
    return;
  }
  const members = new Map<string, TranslatorNode["members"][number]>();
  for (const member of node.members) if (!members.has(member.name)) members.set(member.name, member);
  const entry: TranslatorEntry = { node, source, output, struct, members, version: 0, attributes: STABLE };
  const pragma = takePragmas(state, "translator");
  if (pragma.version !== undefined) entry.version = pragma.version;
  if (pragma.attributes) entry.attributes = pragma.attributes;
  state.translators.push(entry);
  if (state.library) return;
  const input: TypedExpression = { kind: "slot", slot: state.newSlot(source), type: source, span: node.input.span };
  for (const member of node.members) {
    if (!findMember(struct, member.name)) {
      reporter.error("D_XLATE_MEMB", `\`${member.name}\` is not a member of \`${typeName(output)}\``, member.nameSpan, {
        plain: `translator member ${member.name} is not a member of ${typeName(output)}`,
        plainOffset: node.span.end,
        help: suggest(member.name, memberNames(struct)),
      });
    } else memberExpression(state, { translator: entry, input, pointer: false }, member);
  }
}

/** A translator from the value's type to the struct (or what a pointer points to): exact first, then by fit. */
export function findTranslator(state: CheckState, value: TypedValue, to: DType): TranslatorEntry | undefined {
  const pointer = resolveType(to);
  const output = resolveType(pointer.kind === "pointer" ? pointer.to : to);
  if (output.kind !== "struct" && output.kind !== "union") return undefined;
  const candidates = state.translators.filter((entry) =>
    isVisible(state, entry.version) && compatibleTypes(entry.output, output)
  );
  return candidates.find((entry) => sameType(entry.source, value.type)) ??
    candidates.find((entry) => compatibleTypes(entry.source, value.type)) ??
    candidates.find((entry) => compatibleArgument(operandOf(value), { type: entry.source }));
}

/** One member's expression over an input that may be evaluated any number of times. */
function memberExpression(
  state: CheckState,
  { translator, input }: Translation,
  member: TranslatorNode["members"][number],
): TypedExpression | undefined {
  const { type } = findMember(translator.struct, member.name)!;
  const name = translator.node.inputName;
  const bound: TypedValue = { expression: input, type: translator.source, span: input.span, name };
  const { bindings } = state;
  const hidden = bindings.splice(0);
  bindings.push(new Map([[name, bound]]));
  const { expanding } = state;
  state.expanding ??= input.span;
  const value = state.checkExpression(member.value);
  state.expanding = expanding;
  bindings.splice(0, bindings.length, ...hidden);
  if (isError(value)) return undefined;
  if (!compatibleArgument({ type }, operandOf(value)) || value.translation?.pointer) {
    const [l, r] = [typeName(type), typeNameOf(value)];
    state.reporter.error("D_XLATE_INCOMPAT", `\`${member.name}\` is \`${l}\`, this is \`${r}\``, member.value.span, {
      plain: `translator member ${member.name} definition uses incompatible types: "${l}" = "${r}"`,
      plainOffset: translator.node.span.end,
    });
    return undefined;
  }
  const expression = value.translation
    ? expandTranslation(state, value.translation, value.span).expression
    : value.expression;
  return convertTo(expression, type);
}

/** Inputs that cost nothing to evaluate again. */
const CHEAP = new Set(["slot", "integer", "builtin"]);

/** Evaluates the input once for a body that may use it several times. */
function withInput(
  state: CheckState,
  translation: Translation,
  span: Span,
  body: (translation: Translation) => TypedExpression | undefined,
): TypedExpression | undefined {
  const { input, translator } = translation;
  const cheap = CHEAP.has(input.kind) || (input.kind === "convert" && CHEAP.has(input.operand.kind));
  if (cheap) return body(translation);
  const slot = state.newSlot(translator.source);
  const made = body({ ...translation, input: { kind: "slot", slot, type: slot.type, span } });
  return made && { kind: "let", slot, value: input, body: made, type: made.type, span };
}
/** A member of translated data. */
export function translatedMember(
  state: CheckState,
  translation: Translation,
  member: TranslatorNode["members"][number],
  span: Span,
): TypedValue {
  const made = withInput(state, translation, span, (bound) => memberExpression(state, bound, member));
  if (!made) return errorValue(span);
  return { ...valueOf({ ...made, span } as TypedExpression), attributes: translation.translator.attributes };
}
/** The whole struct, made in scratch. */
export function expandTranslation(state: CheckState, translation: Translation, span: Span): TypedValue {
  const { translator } = translation;
  const made = withInput(state, translation, span, (bound) => {
    const members: { offset: number; type: DType; value: TypedExpression }[] = [];
    for (const member of translator.members.values()) {
      const place = findMember(translator.struct, member.name);
      const value = place && memberExpression(state, bound, member);
      if (!value) return undefined;
      members.push({ offset: place.offset, type: place.type, value });
    }
    return { kind: "translate", members, type: translator.output, span };
  });
  return made ? valueOf(made) : errorValue(span);
}
