/**
 * Definitions of structs, unions and enumerations.
 *
 * @module
 */
import type { EnumSpecifier, MemberDeclaration, StructSpecifier } from "../syntax/mod.ts";
import {
  type DeclaredMember,
  type DType,
  type EnumType,
  ERROR_TYPE,
  isVoid,
  layOut,
  resolveType,
  sizeOf,
  type StructType,
  typeName,
} from "../types/mod.ts";
import { checkConstant } from "./constants.ts";
import { isAssociative, specifiedType, typeOfDeclarator } from "./specifiers.ts";
import { type CheckState, STABLE } from "./state.ts";

/** `struct s` or `struct s { … }`. */
export function defineStruct(state: CheckState, node: StructSpecifier): DType {
  const tag = node.tag ?? "";
  if (!node.members) return state.types.forward(node.kind, tag);
  const struct = state.types.forward(node.kind, tag) as StructType;
  if (struct.complete) {
    state.reporter.error("D_DECL_TYPERED", `\`${node.kind} ${tag}\` is defined already`, node.span, {
      plain: `type redeclared: ${node.kind} ${tag}`,
    });
    return struct;
  }
  const declared: DeclaredMember[] = [];
  let failed = false;
  for (const member of node.members) failed = !declareMembers(state, member, declared) || failed;
  layOut(struct, declared, state.stringSize);
  return struct;
}

function declareMembers(state: CheckState, node: MemberDeclaration, declared: DeclaredMember[]): boolean {
  const { reporter } = state;
  const base = specifiedType(state, node.specifiers);
  if (base === ERROR_TYPE) return false;
  if (node.declarators.length === 0) {
    const kind = resolveType(base).kind;
    if (kind === "struct" || kind === "union") declared.push({ name: "", type: base });
    else {
      reporter.error("D_DECL_MNAME", "the member needs a name", node.span, {
        plain: "member declaration requires a name",
      });
    }
    return true;
  }
  for (const { declarator, bits, span } of node.declarators) {
    const name = declarator?.name ?? "";
    const problem = (tag: `D_${string}`, message: string, plain: string) => {
      reporter.error(tag, message, declarator?.nameSpan ?? span, { plain });
    };
    if (name === "" && !bits) {
      problem("D_DECL_MNAME", "the member needs a name", "member declaration requires a name");
      continue;
    }
    if (name.includes("`")) {
      problem(
        "D_DECL_SCOPE",
        "a member's name takes no scope",
        `D scoping operator may not be used in a member name (${name})`,
      );
      continue;
    }
    if (isAssociative(declarator)) {
      problem("D_DECL_DYNOBJ", "a member cannot be an associative array", `cannot have dynamic member: ${name}`);
      continue;
    }
    const type = typeOfDeclarator(state, base, declarator);
    if (type === ERROR_TYPE) continue;
    const resolved = resolveType(type);
    if ("complete" in resolved && (!resolved.complete || sizeOf(resolved) === 0)) {
      problem(
        "D_DECL_INCOMPLETE",
        `\`${typeName(type)}\` is not complete here`,
        `incomplete struct/union/enum ${typeName(type)}: ${name}`,
      );
      continue;
    }
    if (isVoid(type) || sizeOf(type, state.stringSize) === 0) {
      problem("D_DECL_VOIDOBJ", "a member must have a size", `cannot have void member: ${name}`);
      continue;
    }
    if (!bits) {
      if (sameName(state, declared, name, span)) continue;
      declared.push({ name, type });
      continue;
    }
    const width = checkConstant(state, bits);
    if (width === "error") continue;
    if (name === "" && width === 0n) {
      declared.push({ name, type, bits: 0 });
    } else if (width === undefined || width <= 0n) {
      reporter.error("D_DECL_BFCONST", "a bit-field's size must be a positive integer constant", bits.span, {
        plain: "positive integral constant expression expected as bit-field size",
      });
    } else if (resolved.kind !== "int") {
      problem("D_DECL_BFTYPE", "a bit-field is of integer type", `invalid type for bit-field: ${name || "(anon)"}`);
    } else if (width > BigInt(resolved.size * 8)) {
      reporter.error("D_DECL_BFSIZE", `the bit-field is wider than \`${typeName(type)}\``, bits.span, {
        plain: `bit-field too big for type: ${name || "(anon)"}`,
      });
    } else if (!sameName(state, declared, name, span)) {
      declared.push({ name, type, bits: Number(width) });
    }
  }
  return true;
}
function sameName(
  state: CheckState,
  declared: readonly DeclaredMember[],
  name: string,
  span: MemberDeclaration["span"],
): boolean {
  if (name === "" || !declared.some((member) => member.name === name)) return false;
  state.reporter.error("D_UNKNOWN", `member \`${name}\` is defined twice`, span, {
    plain: `failed to define member '${name}': Duplicate member, enumerator, or variable name`,
  });
  return true;
}

/** `enum e` or `enum e { … }`; the enumerators become names of their own. */
export function defineEnum(state: CheckState, node: EnumSpecifier): DType {
  const { reporter } = state;
  const tag = node.tag ?? "";
  const type = state.types.forward("enum", tag) as EnumType;
  if (!node.members) return type;
  if (type.complete) {
    reporter.error("D_DECL_TYPERED", `\`enum ${tag}\` is defined already`, node.span, {
      plain: `type redeclared: enum ${tag}`,
    });
    return type;
  }
  let next = 0n;
  for (const { name, value, span } of node.members) {
    if (name.includes("`")) {
      reporter.error("D_DECL_SCOPE", "an enumerator's name takes no scope", span, {
        plain: `D scoping operator may not be used in an enumerator name (${name})`,
      });
      continue;
    }
    if (value) {
      const given = checkConstant(state, value);
      if (given === "error") continue;
      if (given === undefined) {
        reporter.error("D_DECL_ENCONST", `enumerator \`${name}\` needs an integer constant`, value.span, {
          plain: `enumerator '${name}' must be assigned to an integral constant expression`,
        });
        continue;
      }
      next = BigInt.asIntN(64, given);
    }
    if (next > 0x7fffffffn || next < -0x80000000n) {
      reporter.error("D_DECL_ENOFLOW", `the value of \`${name}\` does not fit an int`, value?.span ?? span, {
        plain: `enumerator '${name}' value overflows INT_MAX (2147483647)`,
      });
      continue;
    }
    addEnumerator(state, type, name, next, span);
    next++;
  }
  type.complete = true;
  return type;
}
function addEnumerator(
  state: CheckState,
  type: EnumType,
  name: string,
  value: bigint,
  span: EnumSpecifier["span"],
): void {
  const { reporter, environment: { builtins } } = state;
  if (type.members.some((member) => member.name === name)) {
    reporter.error("D_UNKNOWN", `enumerator \`${name}\` is defined twice`, span, {
      plain: `failed to define enumerator '${name}': Duplicate member, enumerator, or variable name`,
    });
    return;
  }
  type.members.push({ name, value });
  if (
    state.globals.has(name) || state.inlines.has(name) || builtins.variables.has(name) ||
    builtins.subroutines.has(name) || builtins.actions.has(name) || builtins.aggregating.has(name)
  ) {
    reporter.error("D_DECL_IDRED", `\`${name}\` is defined already`, span, { plain: `identifier redeclared: ${name}` });
    return;
  }
  const expression = { kind: "integer", value, type, span } as const;
  state.inlines.set(name, {
    name,
    type,
    value: { expression, type, span },
    generation: state.generation,
    enumerator: true,
    attributes: STABLE,
    version: 0,
  });
}
