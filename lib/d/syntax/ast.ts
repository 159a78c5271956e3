/**
 * The syntax tree of D: what was written, nothing of what it means.
 *
 * Every node has a span. Names are unresolved; types are written types ({@linkcode TypeName}).
 *
 * @module
 */
import type { Span } from "../../diagnostic/mod.ts";

interface Node {
  readonly span: Span;
}

// ---- expressions -------------------------------------------------------------------------------

/** `10`, `0x1f`, `'ab'`: value as unsigned 64 bits; the suffixes say what C type it takes. */
export interface IntegerLiteral extends Node {
  readonly kind: "integer";
  readonly value: bigint;
  readonly unsigned: boolean;
  /** 0 none, 1 `l`, 2 `ll`. */
  readonly longs: 0 | 1 | 2;
  readonly base: 8 | 10 | 16;
}
/** Bytes between the quotes, escapes resolved, without the final NUL. */
export interface StringLiteral extends Node {
  readonly kind: "string";
  readonly bytes: Uint8Array;
}
/** `x`, `` `sym ``, `` mod`sym ``; `scope` is undefined without a backquote, "" for a bare one. */
export interface Identifier extends Node {
  readonly kind: "identifier";
  readonly name: string;
  readonly scope?: string;
}
/** `@name` or `@` (name "_"). Keys stand in an {@linkcode Index} around it. */
export interface AggregationName extends Node {
  readonly kind: "aggregation";
  readonly name: string;
}
/** `self->x` and `this->x` are members of the identifiers `self` and `this`. */
export interface MemberAccess extends Node {
  readonly kind: "member";
  readonly object: Expression;
  readonly arrow: boolean;
  readonly name: string;
  readonly nameSpan: Span;
}
/** `a[k, …]`, of an array, a pointer, an associative array or an aggregation. */
export interface Index extends Node {
  readonly kind: "index";
  readonly object: Expression;
  readonly keys: readonly Expression[];
}
export interface Call extends Node {
  readonly kind: "call";
  readonly callee: Expression;
  readonly args: readonly Expression[];
}
export type UnaryOperator = "+" | "-" | "~" | "!" | "*" | "&" | "stringof" | "sizeof";
export interface Unary extends Node {
  readonly kind: "unary";
  readonly operator: UnaryOperator;
  readonly operand: Expression;
}
/** `++x`, `x++`, `--x`, `x--`. */
export interface Step extends Node {
  readonly kind: "step";
  readonly operator: "++" | "--";
  readonly postfix: boolean;
  readonly operand: Expression;
}
export type BinaryOperator =
  | "+"
  | "-"
  | "*"
  | "/"
  | "%"
  | "&"
  | "|"
  | "^"
  | "<<"
  | ">>"
  | "=="
  | "!="
  | "<"
  | "<="
  | ">"
  | ">="
  | "&&"
  | "||"
  | "^^"
  | ",";
export interface Binary extends Node {
  readonly kind: "binary";
  readonly operator: BinaryOperator;
  readonly operatorSpan: Span;
  readonly left: Expression;
  readonly right: Expression;
}
/** `=` has no operator; `+=` has "+". */
export interface Assignment extends Node {
  readonly kind: "assignment";
  readonly operator?: "+" | "-" | "*" | "/" | "%" | "&" | "|" | "^" | "<<" | ">>";
  readonly operatorSpan: Span;
  readonly target: Expression;
  readonly value: Expression;
}
export interface Conditional extends Node {
  readonly kind: "conditional";
  readonly condition: Expression;
  readonly then: Expression;
  readonly else: Expression;
}
export interface Cast extends Node {
  readonly kind: "cast";
  readonly type: TypeName;
  readonly operand: Expression;
}
export interface SizeofType extends Node {
  readonly kind: "sizeof-type";
  readonly type: TypeName;
}
export interface Offsetof extends Node {
  readonly kind: "offsetof";
  readonly type: TypeName;
  readonly member: string;
}
/** `xlate <T> (e)`. */
export interface Xlate extends Node {
  readonly kind: "xlate";
  readonly type: TypeName;
  readonly operand: Expression;
}
export type Expression =
  | IntegerLiteral
  | StringLiteral
  | Identifier
  | AggregationName
  | MemberAccess
  | Index
  | Call
  | Unary
  | Step
  | Binary
  | Assignment
  | Conditional
  | Cast
  | SizeofType
  | Offsetof
  | Xlate;

// ---- types and declarations --------------------------------------------------------------------

export type StorageClass = "typedef" | "extern" | "static" | "auto" | "register" | "self" | "this";
export interface StructSpecifier extends Node {
  readonly kind: "struct" | "union";
  readonly tag?: string;
  /** Undefined for a reference (`struct s`), present (maybe empty) for a definition. */
  readonly members?: readonly MemberDeclaration[];
}
export interface MemberDeclaration extends Node {
  readonly specifiers: Specifiers;
  readonly declarators: readonly {
    readonly declarator?: Declarator;
    readonly bits?: Expression;
    readonly span: Span;
  }[];
}
export interface EnumSpecifier extends Node {
  readonly kind: "enum";
  readonly tag?: string;
  readonly members?: readonly { readonly name: string; readonly value?: Expression; readonly span: Span }[];
}
/** `userland`, `string`, `int`, … each word as written; at most one of struct, enum, typedef name. */
export interface Specifiers extends Node {
  readonly storage: readonly { readonly word: StorageClass; readonly span: Span }[];
  readonly qualifiers: readonly ("const" | "volatile" | "restrict")[];
  /** void char short int long float double signed unsigned string userland, in order. */
  readonly words: readonly { readonly word: string; readonly span: Span }[];
  readonly struct?: StructSpecifier;
  readonly enum?: EnumSpecifier;
  readonly typedefName?: Identifier;
}
export interface Declarator extends Node {
  /** Missing in an abstract declarator. */
  readonly name?: string;
  readonly nameSpan?: Span;
  /**
   * Derivations from the name outward: `*x[3]` is [array 3, pointer].
   */
  readonly derivations: readonly Derivation[];
}
export type Derivation =
  | { readonly kind: "pointer"; readonly qualifiers: readonly ("const" | "volatile" | "restrict")[] }
  | {
    readonly kind: "array";
    readonly count?: Expression;
    readonly parameters?: readonly DeclaredParameter[];
    readonly span: Span;
  }
  | {
    readonly kind: "function";
    readonly parameters?: readonly DeclaredParameter[];
    readonly variadic: boolean;
    readonly span: Span;
  };
/** In `x[int, string]` (an associative array) the parameters stand in an array derivation. */
export interface DeclaredParameter extends Node {
  readonly specifiers: Specifiers;
  readonly declarator?: Declarator;
}
export interface TypeName extends Node {
  readonly specifiers: Specifiers;
  readonly declarator?: Declarator;
}

// ---- programs ----------------------------------------------------------------------------------

/** Four fields as written, macro variables already replaced; missing ones are "" and match all. */
export interface ProbeDescription extends Node {
  /** The text as written. */
  readonly text: string;
  /** A number: a probe id; then the fields are "". */
  readonly id?: number;
  readonly provider: string;
  readonly module: string;
  readonly function: string;
  readonly name: string;
}
export interface ExpressionStatement extends Node {
  readonly kind: "expression";
  readonly expression: Expression;
}
export interface IfStatement extends Node {
  readonly kind: "if";
  readonly condition: Expression;
  readonly then: readonly Statement[];
  readonly else: readonly Statement[];
}
export type Statement = ExpressionStatement | IfStatement;
export interface ClauseNode extends Node {
  readonly kind: "clause";
  readonly descriptions: readonly ProbeDescription[];
  readonly predicate?: Expression;
  /** Undefined: no `{…}` at all, the default action. Empty: `{}`. */
  readonly body?: readonly Statement[];
}
/** `int x; self int y; struct s {…}; typedef …;` at top level. */
export interface Declaration extends Node {
  readonly kind: "declaration";
  readonly specifiers: Specifiers;
  readonly declarators: readonly Declarator[];
}
/** `inline T name = e;` and `inline T name[P a, …] = e;` (parameters in the declarator's array derivation). */
export interface Inline extends Node {
  readonly kind: "inline";
  readonly specifiers: Specifiers;
  readonly declarator: Declarator;
  readonly value: Expression;
}
/** `translator T < S name > { member = e; … };` */
export interface TranslatorDeclaration extends Node {
  readonly kind: "translator";
  readonly output: TypeName;
  readonly input: TypeName;
  readonly inputName: string;
  readonly members: readonly { readonly name: string; readonly nameSpan: Span; readonly value: Expression }[];
}
/** `provider name { probe p(T…) : (U…); … };` */
export interface ProviderDeclaration extends Node {
  readonly kind: "provider";
  readonly name: string;
  readonly probes: readonly {
    readonly name: string;
    readonly native: readonly DeclaredParameter[];
    readonly translated?: readonly DeclaredParameter[];
    readonly span: Span;
  }[];
}
/** `#pragma D option a=b` is {name:"option", words:["a=b"]}; `#pragma ident "x"` has d false. */
export interface Pragma extends Node {
  readonly kind: "pragma";
  readonly d: boolean;
  readonly name: string;
  readonly words: readonly string[];
}
export type TopLevel = ClauseNode | Declaration | Inline | TranslatorDeclaration | ProviderDeclaration | Pragma;
export interface ProgramNode {
  readonly source: import("../../diagnostic/mod.ts").SourceText;
  /** In source order. */
  readonly items: readonly TopLevel[];
  /** For the one-line form: maps an offset to the line and file that `#line` directives give it. */
  lineAt(offset: number): { readonly line: number; readonly file?: string };
  /** DTrace's name for the part of a clause that an offset lies in: `in predicate`, `in action list`, or nothing. */
  regionAt(offset: number): string | undefined;
  /** Indices of the macro arguments that were read (`$0` is 0). */
  readonly usedArguments: ReadonlySet<number>;
}

/** What the parser must know that is not in the text. */
export interface ParseEnvironment {
  /** Typedef names known before the program begins (the library's). Those of the program it learns as it goes. */
  isTypeName(name: string): boolean;
  /** `$1`… (text); `$0` is at index 0. */
  readonly macroArguments: readonly string[];
  /** `$pid`, `$target`… by name without the dollar. */
  readonly macroVariables: ReadonlyMap<string, bigint>;
  /** `-x defaultargs`: missing `$n` is 0, missing `$$n` is "". */
  readonly defaultArguments: boolean;
  /** `-x pspec`. */
  readonly preferProbeSpecifier: boolean;
  /** Library files may use `depends_on`; command-line specifiers have a fixed description before the text. */
  readonly specifier?: { readonly flag: "P" | "m" | "f" | "n" | "i" };
  /** Called with each token; one that is read again, in another scope, comes again. */
  readonly onToken?: (token: ReadToken) => void;
}
/** A token for those who only look: its kind, where it stands, and how it is spelled where that tells more than its place. */
export interface ReadToken {
  readonly kind: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}
