/**
 * Written types to types: specifiers, declarators, and the errors of both.
 *
 * @module
 */
import type { Span } from "../../diagnostic/mod.ts";
import type { Declarator, DeclaredParameter, Derivation, Specifiers, TypeName } from "../syntax/mod.ts";
import { type DType, ERROR_TYPE, INT, isVoid, STRING, VOID } from "../types/mod.ts";
import type { CheckState } from "./check_state.ts";
import { defineEnum, defineStruct } from "./structs.ts";
import { suggest } from "./suggest.ts";
import { arithmeticByWords, isAssociative } from "./type_space.ts";

/** The type of a type name as in casts, sizeof and xlate. ERROR_TYPE after a report. */
export function typeOfName(state: CheckState, name: TypeName): DType {
  return typeOfDeclarator(state, specifiedType(state, name.specifiers), name.declarator);
}

/** The type that specifiers alone give. */
export function specifiedType(state: CheckState, specifiers: Specifiers): DType {
  let type = baseType(state, specifiers);
  for (const qualifier of specifiers.qualifiers) {
    if (type !== ERROR_TYPE) type = { kind: "qualified", qualifier, of: type };
  }
  return type;
}
function baseType(state: CheckState, specifiers: Specifiers): DType {
  const { reporter } = state;
  const words = specifiers.words.filter((word) => word.word !== "userland");
  const given = [specifiers.struct, specifiers.enum, specifiers.typedefName].filter((part) => part !== undefined);
  if (!wordsAgree(state, words, given.length > 0, specifiers.span)) return ERROR_TYPE;
  const named = words.some(({ word }) => NAMING.has(word));
  if (given.length > 1 || (given.length > 0 && named)) {
    reporter.error("D_DECL_COMBO", "these types cannot be combined", specifiers.span, {
      plain: "invalid type combination",
    });
    return ERROR_TYPE;
  }
  if (specifiers.struct) return defineStruct(state, specifiers.struct, { specifiedType, typeOfDeclarator });
  if (specifiers.enum) return defineEnum(state, specifiers.enum);
  if (specifiers.typedefName) return typedefOf(state, specifiers.typedefName.name, specifiers.typedefName.span);
  if (words.some(({ word }) => word === "void")) return VOID;
  if (words.some(({ word }) => word === "string")) return STRING;
  if (words.length === 0) return INT;
  const type = arithmeticByWords(words.map(({ word }) => word));
  if (type) return type;
  const text = words.map(({ word }) => word).join(" ");
  reporter.error("D_UNKNOWN", `there is no type \`${text}\``, specifiers.span, {
    plain: `failed to resolve type ${text}: Type name is not known`,
  });
  return ERROR_TYPE;
}
const NAMING = new Set(["void", "char", "int", "float", "double", "string"]);

/** D_DECL_COMBO and the attribute errors, in the order in which DTrace meets the words. */
function wordsAgree(
  state: CheckState,
  words: Specifiers["words"],
  otherType: boolean,
  span: Span,
): boolean {
  const { reporter } = state;
  const count = (word: string) => words.filter((other) => other.word === word).length;
  const again = (word: string, limit: number, times: string) => {
    if (count(word) <= limit) return false;
    reporter.error("D_DECL_COMBO", `\`${word}\` may be used ${times} in a declaration`, words.at(-1)!.span, {
      plain: `the attribute '${word}' may only be used at most ${times} in a declaration`,
    });
    return true;
  };
  if (again("long", 2, "twice") || again("short", 1, "once")) return false;
  if (again("signed", 1, "once") || again("unsigned", 1, "once")) return false;
  if (count("signed") > 0 && count("unsigned") > 0) {
    reporter.error("D_DECL_COMBO", "`signed` and `unsigned` cannot be combined", span, {
      plain: "invalid type combination",
    });
    return false;
  }
  const names = words.filter(({ word }) => NAMING.has(word));
  if (names.length > 1) {
    reporter.error("D_DECL_COMBO", `\`${names[0].word}\` and \`${names[1].word}\` cannot be combined`, names[1].span, {
      plain: "invalid type combination",
    });
    return false;
  }
  const name = names[0]?.word;
  const sized = count("short") + count("long") > 0, signed = count("signed") + count("unsigned") > 0;
  if (name === "char" && sized) {
    reporter.error("D_DECL_CHARATTR", "`short` and `long` cannot be used with `char`", span, {
      plain: "invalid type declaration: short and long may not be used with char type",
    });
    return false;
  }
  if (name === "void" && (sized || signed)) {
    reporter.error("D_DECL_VOIDATTR", "`void` takes no attributes", span, {
      plain: "invalid type declaration: attributes may not be used with void type",
    });
    return false;
  }
  const notInteger = otherType || name === "string";
  if ((notInteger || name === "float" || name === "double") && signed) {
    reporter.error("D_DECL_SIGNINT", "`signed` and `unsigned` can only be used with integer types", span, {
      plain: "invalid type declaration: signed and unsigned may only be used with integer type",
    });
    return false;
  }
  if (notInteger && count("long") > 0) {
    reporter.error("D_DECL_LONGINT", "`long` can only be used with integer and floating-point types", span, {
      plain: "invalid type declaration: long and long long may only be used with integer or floating-point type",
    });
    return false;
  }
  return true;
}
function typedefOf(state: CheckState, name: string, span: Span): DType {
  const type = state.types.byText(name.slice(name.lastIndexOf("`") + 1));
  if (type) return type;
  state.reporter.error("D_UNKNOWN", `there is no type \`${name}\``, span, {
    plain: `failed to resolve type ${name}: Type name is not known`,
    help: suggest(name, state.types.typedefs.keys()),
  });
  return ERROR_TYPE;
}

/** Applies a declarator's derivations, which stand from the name outward, to the base type. */
export function typeOfDeclarator(state: CheckState, base: DType, declarator: Declarator | undefined): DType {
  let type = base;
  for (const derivation of [...(declarator?.derivations ?? [])].reverse()) {
    if (type === ERROR_TYPE) return type;
    type = derive(state, type, derivation);
  }
  return type;
}
function derive(state: CheckState, type: DType, derivation: Derivation): DType {
  switch (derivation.kind) {
    case "pointer": {
      let pointer: DType = { kind: "pointer", to: type };
      for (const qualifier of derivation.qualifiers) pointer = { kind: "qualified", qualifier, of: pointer };
      return pointer;
    }
    case "function": {
      const parameters = checkPrototype(state, derivation.parameters ?? [], "function", {
        void: true,
        anonymous: true,
      });
      return {
        kind: "function",
        returns: type,
        parameters: parameters.map((p) => p.type),
        variadic: derivation.variadic,
      };
    }
    case "array":
      return deriveArray(state, type, derivation);
  }
}
function deriveArray(state: CheckState, of: DType, derivation: Derivation & { kind: "array" }): DType {
  const { reporter } = state;
  if (derivation.parameters) {
    reporter.error("D_DECL_DYNOBJ", "an associative array cannot be part of another type", derivation.span, {
      plain: "cannot declare array of associative arrays",
    });
    return ERROR_TYPE;
  }
  if (isVoid(of)) {
    reporter.error("D_DECL_VOIDOBJ", "there are no arrays of void", derivation.span, {
      plain: "cannot declare array of void",
    });
    return ERROR_TYPE;
  }
  if (!derivation.count) return { kind: "array", of, count: 0 };
  const count = state.checkConstant(derivation.count);
  if (count === "error") return ERROR_TYPE;
  if (count === undefined || count <= 0n) {
    reporter.error("D_DECL_ARRSUB", "an array's size must be a positive integer constant", derivation.count.span, {
      plain: "positive integral constant expression or tuple signature expected as array declaration subscript",
    });
    return ERROR_TYPE;
  }
  if (count > 0xffffffffn) {
    reporter.error("D_DECL_ARRBIG", "the array is too big", derivation.count.span, {
      plain: "array dimension too big",
    });
    return ERROR_TYPE;
  }
  return { kind: "array", of, count: Number(count) };
}

export interface CheckedParameter {
  readonly name: string;
  readonly type: DType;
  readonly span: Span;
}
/**
 * Parameters of a function, an associative array, an inline or a probe. `formal` are the names that may be used (a
 * probe's output names its input); without it names must be unique.
 */
export function checkPrototype(
  state: CheckState,
  parameters: readonly DeclaredParameter[],
  kind: string,
  allow: { void?: boolean; anonymous?: boolean },
  formal?: readonly CheckedParameter[],
): CheckedParameter[] {
  const { reporter } = state;
  const checked: CheckedParameter[] = [];
  let voids = 0;
  parameters.forEach((parameter, index) => {
    const storage = parameter.specifiers.storage.find(({ word }) => word !== "register");
    if (storage) {
      reporter.error("D_DECL_PARMCLASS", "a parameter takes no storage class", storage.span, {
        plain: "inappropriate storage class for function or associative array parameter",
      });
      return;
    }
    const name = parameter.declarator?.name ?? "";
    const type = isAssociative(parameter.declarator)
      ? undefined
      : typeOfDeclarator(state, specifiedType(state, parameter.specifiers), parameter.declarator);
    const shown = `${name === "" ? "(anonymous)" : name}, parameter #${index + 1}`;
    if (type === ERROR_TYPE) return;
    if (type === undefined || (isVoid(type) && !allow.void)) {
      const what = type === undefined ? "dynamic variable" : "void";
      reporter.error("D_DECL_PROTO_TYPE", `a parameter here cannot be of type \`${what}\``, parameter.span, {
        plain: `${kind} prototype may not use parameter of type ${what}: ${shown}`,
      });
      return;
    }
    if (isVoid(type)) {
      voids++;
      if (name !== "") {
        reporter.error("D_DECL_PROTO_NAME", "a void parameter has no name", parameter.span, {
          plain: `void parameter may not have a name: ${name}`,
        });
      }
    } else if (name === "" && !allow.anonymous) {
      reporter.error("D_DECL_PROTO_NAME", "the parameter needs a name", parameter.span, {
        plain: `parameter declaration requires a name: parameter #${index + 1}`,
      });
    }
    const known = (formal ?? checked).some((other) => other.name === name);
    if (name !== "" && known !== (formal !== undefined)) {
      reporter.error(
        "D_DECL_PROTO_FORM",
        formal ? `there is no input parameter \`${name}\`` : `parameter \`${name}\` is declared twice`,
        parameter.span,
        { plain: `parameter is ${formal ? "not" : "already"} declared in ${kind} prototype: ${shown}` },
      );
    }
    checked.push({ name, type, span: parameter.span });
  });
  if (voids > 0 && parameters.length > 1) {
    reporter.error("D_DECL_PROTO_VOID", "`void` must be the only parameter", parameters[0].span, {
      plain: "void must be sole parameter",
    });
  }
  return voids > 0 ? [] : checked;
}
