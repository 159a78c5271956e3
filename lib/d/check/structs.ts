/**
 * Definitions of structs, unions and enumerations.
 *
 * @module
 */
import type { Span, Tag } from "../../diagnostic/mod.ts";
import type { Declarator, EnumSpecifier, MemberDeclaration, Specifiers, StructSpecifier } from "../syntax/mod.ts";
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
import { type CheckState, STABLE } from "./check_state.ts";
import { isAssociative } from "./type_space.ts";

/** How the types of members are read: by the code that reads all types, of which structs are a part. */
export interface WrittenTypes {
  specifiedType(state: CheckState, specifiers: Specifiers): DType;
  typeOfDeclarator(state: CheckState, base: DType, declarator: Declarator | undefined): DType;
}

/** `struct s` or `struct s { … }`. */
export function defineStruct(state: CheckState, node: StructSpecifier, written: WrittenTypes): DType {
  const tag = node.tag ?? "";
  if (!node.members) return state.types.forward(node.kind, tag);
  const struct = state.types.own(node.kind, tag) as StructType;
  if (struct.complete) {
    state.reporter.error("D_DECL_TYPERED", `\`${node.kind} ${tag}\` is defined already`, node.span, {
      plain: `type redeclared: ${node.kind} ${tag}`,
    });
    return struct;
  }
  const declared: DeclaredMember[] = [];
  for (const member of node.members) declareMembers(state, member, declared, written);
  layOut(struct, declared, state.stringSize);
  if (state.library) struct.library = node.span.source.name;
  return struct;
}

function declareMembers(
  state: CheckState,
  node: MemberDeclaration,
  declared: DeclaredMember[],
  written: WrittenTypes,
): void {
  const base = written.specifiedType(state, node.specifiers);
  if (base === ERROR_TYPE) return;
  // only a struct or union may go without a name
  if (node.declarators.length === 0) declared.push({ name: "", type: base });
  for (const one of node.declarators) {
    declareMember(state, base, one, declared, written);
  }
}
type MemberDeclarator = MemberDeclaration["declarators"][number];

function declareMember(
  state: CheckState,
  base: DType,
  node: MemberDeclarator,
  declared: DeclaredMember[],
  written: WrittenTypes,
): void {
  const { declarator, bits, span } = node;
  const name = declarator?.name ?? "";
  const fail = (tag: Tag, message: string, plain: string) => {
    state.reporter.error(tag, message, declarator?.nameSpan ?? span, { plain });
  };
  if (name.includes("`")) {
    const plain = `D scoping operator may not be used in a member name (${name})`;
    return fail("D_DECL_SCOPE", "a member's name takes no scope", plain);
  }
  if (isAssociative(declarator)) {
    return fail("D_DECL_DYNOBJ", "a member cannot be an associative array", `cannot have dynamic member: ${name}`);
  }
  const type = written.typeOfDeclarator(state, base, declarator);
  if (type === ERROR_TYPE) return;
  const resolved = resolveType(type);
  if ("complete" in resolved && (!resolved.complete || sizeOf(resolved) === 0)) {
    return fail(
      "D_DECL_INCOMPLETE",
      `\`${typeName(type)}\` is not complete here`,
      `incomplete struct/union/enum ${typeName(type)}: ${name}`,
    );
  }
  if (isVoid(type) || sizeOf(type, state.stringSize) === 0) {
    return fail("D_DECL_VOIDOBJ", "a member must have a size", `cannot have void member: ${name}`);
  }
  if (bits) return declareBitField(state, type, node, declared, fail);
  if (!sameName(state, declared, name, span)) declared.push({ name, type, doc: commentOf(state, span) });
}
/** What a library says of a member: the comment that follows it on its line. */
function commentOf(state: CheckState, { source, end }: Span): string | undefined {
  if (!state.library) return undefined;
  const newline = source.text.indexOf("\n", end);
  const rest = source.text.slice(end, newline < 0 ? undefined : newline);
  return rest.match(/^[^;]*;\s*\/\*\s*(.*?)\s*\*\/\s*$/)?.[1];
}
function declareBitField(
  state: CheckState,
  type: DType,
  { declarator, bits, span }: MemberDeclarator,
  declared: DeclaredMember[],
  fail: (tag: Tag, message: string, plain: string) => void,
): void {
  const name = declarator?.name ?? "", shown = name || "(anon)";
  const resolved = resolveType(type);
  const width = state.checkConstant(bits!);
  if (width === "error") return;
  if (name === "" && width === 0n) {
    declared.push({ name, type, bits: 0 });
  } else if (width === undefined || width <= 0n) {
    state.reporter.error("D_DECL_BFCONST", "a bit-field's size must be a positive integer constant", bits!.span, {
      plain: "positive integral constant expression expected as bit-field size",
    });
  } else if (resolved.kind !== "int") {
    fail("D_DECL_BFTYPE", "a bit-field is of integer type", `invalid type for bit-field: ${shown}`);
  } else if (width > BigInt(resolved.size * 8)) {
    state.reporter.error("D_DECL_BFSIZE", `the bit-field is wider than \`${typeName(type)}\``, bits!.span, {
      plain: `bit-field too big for type: ${shown}`,
    });
  } else if (!sameName(state, declared, name, span)) {
    declared.push({ name, type, bits: Number(width), doc: commentOf(state, span) });
  }
}
/** Names of the members so far, for each struct or enumeration that is being defined. */
const NAMES = new WeakMap<readonly { readonly name: string }[], Set<string>>();
function namesOf(members: readonly { readonly name: string }[]): Set<string> {
  let names = NAMES.get(members);
  if (!names) NAMES.set(members, names = new Set());
  return names;
}
function sameName(
  state: CheckState,
  declared: readonly DeclaredMember[],
  name: string,
  span: MemberDeclaration["span"],
): boolean {
  if (name === "") return false;
  const names = namesOf(declared);
  if (!names.has(name)) return names.add(name), false;
  state.reporter.error("D_UNKNOWN", `member \`${name}\` is defined twice`, span, {
    plain: `failed to define member '${name}': Duplicate member, enumerator, or variable name`,
  });
  return true;
}

/** `enum e` or `enum e { … }`; the enumerators become names of their own. */
export function defineEnum(state: CheckState, node: EnumSpecifier): DType {
  const { reporter } = state;
  const tag = node.tag ?? "";
  if (!node.members) return state.types.forward("enum", tag);
  const type = state.types.own("enum", tag) as EnumType;
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
      const given = state.checkConstant(value);
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
  const names = namesOf(type.members);
  if (names.has(name)) {
    reporter.error("D_UNKNOWN", `enumerator \`${name}\` is defined twice`, span, {
      plain: `failed to define enumerator '${name}': Duplicate member, enumerator, or variable name`,
    });
    return;
  }
  names.add(name);
  type.members.push({ name, value });
  if (value < 0n) type.signed = true;
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
