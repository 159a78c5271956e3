/**
 * `.` and `->`: variables of a thread or clause, members of structs, members of translated data.
 *
 * @module
 */
import { insteadOfType, type MemberAccess as MemberNode } from "../syntax/mod.ts";
import { ERROR_TYPE, findMember, memberNames, resolveType, type StructType, typeName } from "../types/mod.ts";
import { readVariable, undefinedVariable } from "./identifiers.ts";
import { memberAt, structAddress } from "./pointers.ts";
import { helpForMember } from "./other_words.ts";
import type { CheckState } from "./check_state.ts";
import { translatedMember } from "./translators.ts";
import type { VariableScope } from "./typed.ts";
import { errorValue, isError, type TypedValue } from "./value.ts";

/** `self` or `this` on the left of `->`. */
export function scopeOf(node: MemberNode): VariableScope | undefined {
  const object = node.object;
  if (!node.arrow || object.kind !== "identifier" || object.scope !== undefined) return undefined;
  return object.name === "self" || object.name === "this" ? object.name : undefined;
}
export function checkMember(state: CheckState, node: MemberNode): TypedValue {
  const scope = scopeOf(node);
  if (scope) {
    const entry = state.scope(scope).get(node.name);
    if (!entry) return undefinedVariable(state, scope, node.name, node.span);
    return readVariable(state, entry, [], node.span);
  }
  const object = state.checkOperand(node.object);
  if (isError(object)) return errorValue(node.span);
  if (object.translation) return checkTranslated(state, node, object);
  return checkStructMember(state, node, object);
}
function checkTranslated(state: CheckState, node: MemberNode, object: TypedValue): TypedValue {
  const { translator, pointer } = object.translation!;
  const operator = node.arrow ? "->" : ".";
  if (node.arrow !== pointer) {
    if (node.arrow) return notPointer(state, node);
    return notStruct(state, node, object, operator);
  }
  const member = translator.members.get(node.name);
  if (!member) {
    const known = findMember(translator.struct, node.name) !== undefined;
    state.reporter.error(
      known ? "D_XLATE_NOCONV" : "D_TYPE_MEMBER",
      known
        ? `the translator gives no \`${node.name}\``
        : `\`${node.name}\` is not a member of \`${typeName(translator.output)}\``,
      node.nameSpan,
      {
        plain: known
          ? `translator does not define conversion for member: ${node.name}`
          : `${node.name} is not a member of ${typeName(translator.output)}`,
        label: "no such member",
        ...meant(state, node.name, translator.members.keys()),
      },
    );
    return errorValue(node.span);
  }
  return translatedMember(state, object.translation!, member, node.span);
}
/** A clause with several descriptions is checked for each: what fits one argument need not fit the other. */
function meant(state: CheckState, name: string, members: Iterable<string>): { help: string[]; notes?: string[] } {
  const { clause } = state;
  if (!clause?.hasOthers) return { help: helpForMember(name, members) };
  return {
    help: ["probes whose arguments differ need a clause each"],
    notes: [`the clause is on several probes, and this is what it means for \`${clause.description.text}\``],
  };
}
function notPointer(state: CheckState, node: MemberNode): TypedValue {
  state.reporter.error("D_OP_PTR", "`->` takes a pointer", node.span, {
    plain: "operator -> must be applied to a pointer",
    help: ["a struct's member is reached with `.`"],
  });
  return errorValue(node.span);
}
function notStruct(state: CheckState, node: MemberNode, object: TypedValue, operator: string): TypedValue {
  let type = resolveType(object.type);
  if (node.arrow && type.kind === "pointer") type = resolveType(type.to);
  const name = typeName(type);
  state.reporter.error("D_OP_SOU", `\`${name}\` has no members`, node.span, {
    plain: node.arrow
      ? `operator -> cannot be applied to pointer to type "${name}"; must be applied to a struct or union pointer`
      : `operator ${operator} cannot be applied to type "${name}"; must be applied to a struct or union`,
    help: !node.arrow && type.kind === "pointer" ? ["a pointer's member is reached with `->`"] : undefined,
  });
  return errorValue(node.span);
}

function checkStructMember(state: CheckState, node: MemberNode, object: TypedValue): TypedValue {
  const operator = node.arrow ? "->" : ".";
  let written = object.type;
  let type = resolveType(written);
  if (node.arrow) {
    if (type.kind !== "pointer") return notPointer(state, node);
    written = type.to;
    type = resolveType(written);
  }
  if (type === ERROR_TYPE) return errorValue(node.span);
  if ((type.kind === "struct" || type.kind === "union" || type.kind === "enum") && !type.complete) {
    const tag = typeName(type);
    state.reporter.error("D_OP_INCOMPLETE", `nothing is known of \`${tag}\` but its name`, node.span, {
      plain: `operator ${operator} cannot be applied to a forward declaration: no ${tag} definition is available`,
      help: [insteadOfType(tag.replace(/^\w+ /, ""))],
    });
    return errorValue(node.span);
  }
  if (type.kind !== "struct" && type.kind !== "union") return notStruct(state, node, object, operator);
  const member = findMember(type, node.name);
  if (!member) {
    unknownMember(state, node, typeName(written), type);
    return errorValue(node.span);
  }
  const address = node.arrow ? object.expression : structAddress(object, type);
  const value = memberAt(address, member, node.span, {
    writable: object.writable,
    lvalue: node.arrow || object.place !== undefined,
  });
  return { ...value, attributes: object.attributes };
}
function unknownMember(state: CheckState, node: MemberNode, name: string, struct: StructType): void {
  state.reporter.error("D_TYPE_MEMBER", `\`${node.name}\` is not a member of \`${name}\``, node.nameSpan, {
    plain: `${node.name} is not a member of ${typeName(struct)}`,
    label: "no such member",
    ...meant(state, node.name, memberNames(struct)),
  });
}
