/**
 * Declarations and type names: C's specifiers and declarators, with D's storage classes and `string`.
 *
 * @module
 */
import type {
  Declarator,
  DeclaredParameter,
  Derivation,
  EnumSpecifier,
  MemberDeclaration,
  Specifiers,
  StorageClass,
  StructSpecifier,
  TypeName,
} from "./ast.ts";
import type { TokenCursor, TypeNameParser } from "./cursor.ts";
import { identifier, parseConditional, parseExpression } from "./expressions.ts";

const STORAGE: ReadonlySet<string> = new Set(["auto", "register", "static", "extern", "typedef", "self", "this"]);
const QUALIFIERS: ReadonlySet<string> = new Set(["const", "volatile", "restrict"]);
const WORDS: ReadonlySet<string> = new Set([
  ...["void", "char", "short", "int", "long", "float", "double", "signed", "unsigned", "string", "userland"],
]);

/** Whether the current token can begin a type name: in `(…)` it tells a cast from a parenthesis. */
function beginsTypeName(c: TokenCursor): boolean {
  const { kind, text } = c.token;
  if (kind === "keyword") return WORDS.has(text) || QUALIFIERS.has(text) || /^(struct|union|enum)$/.test(text);
  return kind === "identifier" && isTypeSpelling(c, text) && !looksAssigned(c);
}
/** `` D`foo_t `` counts as a type where it is known under its bare name, or with its scope. */
function isTypeSpelling(c: TokenCursor, text: string): boolean {
  const tick = text.lastIndexOf("`");
  if (tick < 0) return c.isType(text);
  const bare = text.slice(tick + 1);
  return WORDS.has(bare) || c.isType(bare);
}
/** A type's name before `=`, `[`, `++` or `--` can only be a variable that the program is about to make. */
function looksAssigned(c: TokenCursor): boolean {
  const rest = c.lexer.source.text.slice(c.token.end, c.token.end + 64).trimStart();
  return rest.startsWith("[") || rest.startsWith("++") || rest.startsWith("--") || /^=(?!=)/.test(rest);
}

/** One or more specifiers; `self` and `this` only where `storage` allows any class. */
export function parseSpecifiers(c: TokenCursor, storage: "all" | "parameter" | "none"): Specifiers {
  const start = c.token.start;
  const made = {
    storage: [] as { word: StorageClass; span: Specifiers["span"] }[],
    qualifiers: [] as ("const" | "volatile" | "restrict")[],
    words: [] as { word: string; span: Specifiers["span"] }[],
    struct: undefined as StructSpecifier | undefined,
    enum: undefined as EnumSpecifier | undefined,
    typedefName: undefined as Specifiers["typedefName"],
  };
  for (let count = 0;; count++) {
    const { kind, text } = c.token;
    const span = c.tokenSpan();
    const hasType = made.struct !== undefined || made.enum !== undefined || made.typedefName !== undefined;
    if (kind === "keyword" && STORAGE.has(text) && storage !== "none") {
      if (storage === "parameter" && (text === "self" || text === "this")) break;
      made.storage.push({ word: text as StorageClass, span });
      c.advance();
    } else if (kind === "keyword" && QUALIFIERS.has(text)) {
      made.qualifiers.push(text as "const");
      c.advance();
    } else if (kind === "keyword" && WORDS.has(text)) {
      made.words.push({ word: text, span });
      c.advance();
    } else if (kind === "keyword" && (text === "struct" || text === "union") && !hasType) {
      made.struct = parseStruct(c);
    } else if (kind === "keyword" && text === "enum" && !hasType) {
      made.enum = parseEnum(c);
    } else if (
      kind === "identifier" && !hasType && made.words.every(({ word }) => word === "userland") &&
      isTypeSpelling(c, text)
    ) {
      made.typedefName = identifier(text, span);
      c.advance();
    } else {
      if (kind === "keyword" && hasType && /^(struct|union|enum)$/.test(text)) {
        c.lexer.fail("D_DECL_COMBO", "a declaration names one type", c.token.start, c.token.end, {
          plain: "invalid type combination",
        });
      }
      if (count === 0) {
        c.unexpected("a type is expected", kind === "identifier" ? `\`${text}\` is not a type` : undefined);
      }
      break;
    }
  }
  return { ...made, span: c.span(start) };
}

function parseStruct(c: TokenCursor): StructSpecifier {
  const start = c.token.start;
  const kind = c.advance().text as "struct" | "union";
  let tag: string | undefined;
  if (c.token.kind === "identifier") tag = c.advance().text;
  if (!c.accept("{")) {
    if (tag === undefined) c.unexpected(`a tag or \`{\` is expected after \`${kind}\``);
    return { kind, tag, span: c.span(start) };
  }
  if (tag !== undefined && !c.defineTag(`${kind} ${tag}`)) {
    c.lexer.fail("D_DECL_TYPERED", `\`${kind} ${tag}\` is defined already`, start, c.lastEnd, {
      plain: `type redeclared: ${kind} ${tag}`,
    });
  }
  c.enter();
  const members: MemberDeclaration[] = [];
  if (c.is("}")) c.unexpected(`a ${kind} has at least one member`);
  while (!c.is("}")) members.push(parseMember(c));
  c.advance();
  c.leave();
  return { kind, tag, members, span: c.span(start) };
}

function parseMember(c: TokenCursor): MemberDeclaration {
  const start = c.token.start;
  const specifiers = parseSpecifiers(c, "none");
  const declarators: {
    declarator?: Declarator;
    bits?: ReturnType<typeof parseConditional>;
    span: Specifiers["span"];
  }[] = [];
  // C11's anonymous struct or union: its members are the outer one's.
  if (c.is(";") && specifiers.struct?.members && specifiers.struct.tag === undefined) {
    c.advance();
    return { specifiers, declarators, span: c.span(start) };
  }
  do {
    const at = c.token.start;
    const declarator = c.is(":") ? undefined : parseDeclarator(c, "named");
    const bits = c.accept(":") ? parseConditional(c) : undefined;
    declarators.push({ declarator, bits, span: c.span(at) });
  } while (c.accept(","));
  c.expect(";", "after the member");
  return { specifiers, declarators, span: c.span(start) };
}

function parseEnum(c: TokenCursor): EnumSpecifier {
  const start = c.advance().start;
  let tag: string | undefined;
  if (c.token.kind === "identifier") tag = c.advance().text;
  if (!c.accept("{")) {
    if (tag === undefined) c.unexpected("a tag or `{` is expected after `enum`");
    return { kind: "enum", tag, span: c.span(start) };
  }
  const members: { name: string; value?: ReturnType<typeof parseExpression>; span: Specifiers["span"] }[] = [];
  do {
    const at = c.token.start;
    if (c.token.kind !== "identifier") c.unexpected("an enumerator's name is expected");
    const name = c.advance().text;
    const value = c.accept("=") ? parseConditional(c) : undefined;
    members.push({ name, value, span: c.span(at) });
  } while (c.accept(","));
  c.expect("}", "after the enumerators");
  return { kind: "enum", tag, members, span: c.span(start) };
}

/**
 * `*name[3]`, `(*f)(int)`. "named" asks for a name, "abstract" allows none, "either" is a parameter's.
 * Derivations come out from the name outward.
 */
export function parseDeclarator(c: TokenCursor, naming: "named" | "abstract" | "either"): Declarator {
  const start = c.token.start;
  c.enter();
  const pointers: Derivation[] = [];
  while (c.accept("*")) {
    const qualifiers: ("const" | "volatile" | "restrict")[] = [];
    while (c.token.kind === "keyword" && QUALIFIERS.has(c.token.text)) qualifiers.push(c.advance().text as "const");
    pointers.unshift({ kind: "pointer", qualifiers });
    c.limit(pointers.length);
  }
  let name: string | undefined, nameSpan: Specifiers["span"] | undefined;
  let inner: readonly Derivation[] = [];
  if (c.token.kind === "identifier" && naming !== "abstract") {
    nameSpan = c.tokenSpan();
    name = c.advance().text;
  } else if (c.is("(") && opensDeclarator(c)) {
    c.advance();
    const nested = parseDeclarator(c, naming);
    c.expect(")", "to close the declarator");
    name = nested.name;
    nameSpan = nested.nameSpan;
    inner = nested.derivations;
  } else if (naming === "named") c.unexpected("a name is expected in the declaration");
  const suffixes = parseSuffixes(c);
  c.leave();
  return { name, nameSpan, derivations: [...inner, ...suffixes, ...pointers], span: c.span(start) };
}

/** In `(`: a declarator in parentheses, or a list of parameters. */
function opensDeclarator(c: TokenCursor): boolean {
  const rest = c.lexer.source.text.slice(c.token.end, c.token.end + 256).trimStart();
  if (rest.startsWith("*") || rest.startsWith("(") || rest.startsWith("[")) return true;
  const word = /^[a-zA-Z_][0-9a-zA-Z_]*/.exec(rest)?.[0];
  return word !== undefined && !WORDS.has(word) && !QUALIFIERS.has(word) && !STORAGE.has(word) &&
    !/^(struct|union|enum)$/.test(word) && !c.isType(word);
}

function parseSuffixes(c: TokenCursor): Derivation[] {
  const suffixes: Derivation[] = [];
  for (;;) {
    const start = c.token.start;
    if (suffixes.length > 64) c.unexpected("the declarator is too long");
    if (c.accept("[")) {
      if (c.accept("]")) suffixes.push({ kind: "array", span: c.span(start) });
      else if (beginsTypeName(c) || c.is("...") || c.token.kind === "keyword" && STORAGE.has(c.token.text)) {
        const { parameters, variadic } = parseParameters(c);
        if (variadic) {
          c.lexer.fail(
            "D_DECL_PROTO_VARARGS",
            "the keys of an associative array cannot vary in number",
            start,
            c.lastEnd,
            {
              plain: "array prototype may not use a variable-length argument list",
            },
          );
        }
        c.expect("]", "after the key types");
        suffixes.push({ kind: "array", parameters, span: c.span(start) });
      } else {
        const count = parseConditional(c);
        c.expect("]", "after the size");
        suffixes.push({ kind: "array", count, span: c.span(start) });
      }
    } else if (c.accept("(")) {
      if (c.accept(")")) suffixes.push({ kind: "function", variadic: false, span: c.span(start) });
      else {
        const { parameters, variadic } = parseParameters(c);
        c.expect(")", "after the parameters");
        suffixes.push({ kind: "function", parameters, variadic, span: c.span(start) });
      }
    } else return suffixes;
  }
}

export function parseParameters(c: TokenCursor): { parameters: DeclaredParameter[]; variadic: boolean } {
  const parameters: DeclaredParameter[] = [];
  c.enter();
  let variadic = false;
  do {
    if (c.accept("...")) {
      variadic = true;
      break;
    }
    const start = c.token.start;
    const specifiers = parseSpecifiers(c, "parameter");
    const ends = c.is(",") || c.is(")") || c.is("]");
    const declarator = ends ? undefined : parseDeclarator(c, "either");
    parameters.push({ specifiers, declarator, span: c.span(start) });
  } while (c.accept(","));
  c.leave();
  return { parameters, variadic };
}

/** A type as in a cast: specifiers and a declarator without a name. */
export function parseTypeName(c: TokenCursor): TypeName {
  const start = c.token.start;
  const specifiers = parseSpecifiers(c, "none");
  const abstract = c.is("*") || c.is("[") || c.is("(");
  const declarator = abstract ? parseDeclarator(c, "abstract") : undefined;
  return { specifiers, declarator, span: c.span(start) };
}
/** For expressions, which may hold names of types. */
export const TYPE_NAMES: TypeNameParser = { begins: beginsTypeName, parse: parseTypeName };
