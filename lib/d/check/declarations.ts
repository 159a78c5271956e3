/**
 * Declarations at top level: variables, associative arrays, typedefs, externs.
 *
 * @module
 */
import type { Tag } from "../../diagnostic/mod.ts";
import type { Declaration, Declarator, StorageClass } from "../syntax/mod.ts";
import { type DType, ERROR_TYPE, isVoid, resolveType, sameType, typeName } from "../types/mod.ts";
import { fitsVariable } from "./measure.ts";
import { kindOfName } from "./names.ts";
import { takePragmas } from "./pragmas.ts";
import { checkPrototype, specifiedType, typeOfDeclarator } from "./specifiers.ts";
import type { CheckState } from "./check_state.ts";
import { isAssociative } from "./type_space.ts";
import type { VariableScope } from "./typed.ts";

export function checkDeclaration(state: CheckState, node: Declaration): void {
  const { reporter } = state;
  const { storage } = node.specifiers;
  if (storage.length > 1) {
    reporter.error("D_DECL_CLASS", "one storage class is enough", storage[1].span, {
      plain: "only one storage class allowed in a declaration",
    });
    return;
  }
  const base = specifiedType(state, node.specifiers);
  if (base === ERROR_TYPE) return;
  if (node.declarators.length === 0) {
    if (node.specifiers.struct || node.specifiers.enum) return;
    reporter.error("D_DECL_USELESS", "this declares nothing", node.span, { plain: "useless declaration" });
    return;
  }
  for (const declarator of node.declarators) declare(state, base, declarator, storage[0]?.word);
}
function declare(state: CheckState, base: DType, declarator: Declarator, storage: StorageClass | undefined): void {
  const { reporter } = state;
  const name = declarator.name ?? "";
  const span = declarator.nameSpan ?? declarator.span;
  const fail = (tag: Tag, message: string, plain: string) => reporter.error(tag, message, span, { plain });
  if (name.includes("`")) {
    return fail(
      "D_DECL_SCOPE",
      "a declared name takes no scope",
      `D scoping operator may not be used in a declaration name (${name})`,
    );
  }
  if (storage === "auto" || storage === "register" || storage === "static") {
    const isFunction = storage === "static" && declarator.derivations[0]?.kind === "function";
    if (!isFunction) {
      return fail(
        "D_DECL_BADCLASS",
        `D has no \`${storage}\` variables`,
        "specified storage class not appropriate in D",
      );
    }
  }
  const associative = isAssociative(declarator);
  if (storage === "typedef") return declareTypedef(state, base, declarator, name, fail);
  const type = typeOfDeclarator(
    state,
    base,
    associative ? { ...declarator, derivations: declarator.derivations.slice(1) } : declarator,
  );
  if (type === ERROR_TYPE) return;
  if (storage === "extern" || resolveType(type).kind === "function") return;
  const scope: VariableScope = storage === "self" || storage === "this" ? storage : "global";
  declareVariable(state, scope, name, type, declarator, fail);
}
type FailDeclaration = (tag: Tag, message: string, plain: string) => void;

function declareTypedef(
  state: CheckState,
  base: DType,
  declarator: Declarator,
  name: string,
  fail: FailDeclaration,
): void {
  const type = typeOfDeclarator(state, base, declarator);
  if (type === ERROR_TYPE) return;
  if (kindOfName(state, name) !== undefined) {
    return fail("D_DECL_IDRED", `\`${name}\` is a name already`, `global variable identifier redeclared: ${name}`);
  }
  const known = state.types.typedefs.get(name);
  if (known && (state.types.declared.has(name) || !(state.library || sameSize(known, type)))) {
    if (state.library && sameType(known.of, type)) return;
    return fail("D_DECL_IDRED", `type \`${name}\` is defined already`, `typedef redeclared: ${name}`);
  }
  if (known && !state.library) {
    return fail("D_DECL_IDRED", `type \`${name}\` is defined already`, `typedef redeclared: ${name}`);
  }
  state.types.addTypedef(name, type);
}
function sameSize(left: DType, right: DType): boolean {
  return sameType(resolveType(left), resolveType(right));
}

function declareVariable(
  state: CheckState,
  scope: VariableScope,
  name: string,
  type: DType,
  declarator: Declarator,
  fail: FailDeclaration,
): void {
  const first = declarator.derivations[0];
  if (first?.kind === "array" && !first.count && !first.parameters) {
    return fail(
      "D_DECL_ARRNULL",
      "the array needs a size, or the types of its keys",
      `array declaration requires array dimension or tuple signature: ${name}`,
    );
  }
  if (scope === "global" && !state.globals.has(name)) {
    const kind = kindOfName(state, name);
    if (kind && !state.inlines.has(name)) {
      return fail("D_DECL_IDRED", `\`${name}\` is built in, as a ${kind}`, `built-in identifier redeclared: ${name}`);
    }
    if (kind) {
      return fail("D_DECL_IDRED", `\`${name}\` is defined already, as a ${kind}`, `identifier redeclared: ${name}`);
    }
  }
  if (state.types.declared.has(name)) {
    return fail("D_DECL_IDRED", `\`${name}\` is a type`, `typedef identifier redeclared: ${name}`);
  }
  if (first?.kind === "array" && first.parameters && scope === "this") {
    return fail(
      "D_DECL_LOCASSC",
      "a clause's variable cannot be an associative array",
      `associative arrays may not be declared as local variables: ${name}`,
    );
  }
  const keys = first?.kind === "array" && first.parameters
    ? checkPrototype(state, first.parameters, "array", { anonymous: true }).map((parameter) => parameter.type)
    : undefined;
  const known = state.scope(scope).get(name);
  if (known) return redeclare(known.variable, type, keys, name, fail);
  if (isVoid(type)) return fail("D_DECL_VOIDOBJ", "a variable cannot be void", `cannot have void object: ${name}`);
  const resolved = resolveType(type);
  if ((resolved.kind === "struct" || resolved.kind === "union" || resolved.kind === "enum") && !resolved.complete) {
    return fail(
      "D_DECL_INCOMPLETE",
      `\`${typeName(type)}\` is not complete here`,
      `incomplete struct/union/enum ${typeName(type)}: ${name}`,
    );
  }
  const entry = state.newVariable(scope, name, type);
  entry.variable.keys = keys;
  entry.typed = entry.declared = true;
  fitsVariable(state, entry.variable, declarator.nameSpan ?? declarator.span);
  const pragma = scope === "global" ? takePragmas(state, name) : {};
  if (pragma.attributes) entry.attributes = pragma.attributes;
  if (pragma.version !== undefined) entry.version = pragma.version;
}
function redeclare(
  known: { readonly type: DType; readonly keys?: readonly DType[] },
  type: DType,
  keys: readonly DType[] | undefined,
  name: string,
  fail: FailDeclaration,
): void {
  const same = sameType(known.type, type) && (known.keys === undefined) === (keys === undefined) &&
    (keys ?? []).length === (known.keys ?? []).length && (keys ?? []).every((key, i) => sameType(key, known.keys![i]));
  if (same) return;
  const word = (list: readonly DType[] | undefined) => list ? "associative array" : "scalar";
  fail(
    "D_DECL_IDRED",
    `\`${name}\` is \`${typeName(known.type)}\` already`,
    `identifier redeclared: ${name}\n\t current: ${word(keys)} ${typeName(type)}\n\tprevious: ${word(known.keys)} ${
      typeName(known.type)
    }`,
  );
}
