/**
 * Declarations of variables, types, inlines.
 *
 * @module
 */
import type { Explanations } from "./explanation.ts";

export const DECLARATIONS = {
  D_DECL_IDRED: {
    text: "The name is taken: by a builtin, a type, or an earlier declaration. Choose another.",
    wrong: "int timestamp; BEGIN { exit(0); }",
    right: "int started; BEGIN { exit(0); }",
  },
  D_DECL_TYPERED: {
    text: "The struct, union or enum is defined already.",
    wrong: "struct a { int x; }; struct a { int y; }; BEGIN { exit(0); }",
  },
  D_DECL_CLASS: {
    text: "A declaration has one storage class: self, this, extern, static … not two.",
    wrong: "self this int x; BEGIN { exit(0); }",
    right: "self int x; BEGIN { exit(0); }",
  },
  D_DECL_BADCLASS: {
    text:
      "This storage class has no meaning here. D's are `self` (thread-local), `this` (clause-local) and none (global).",
    wrong: "register int x; BEGIN { exit(0); }",
    right: "int x; BEGIN { exit(0); }",
  },
  D_DECL_SCOPE: {
    text: "`self->` and `this->` do not belong in the names of a declaration: write `self int x;`.",
    wrong: "int a`b;",
  },
  D_DECL_COMBO: {
    text: "These words for types do not go together.",
    wrong: "int char x; BEGIN { exit(0); }",
    right: "char x; BEGIN { exit(0); }",
  },
  D_DECL_SIGNINT: {
    text: "`signed` and `unsigned` can only be used with integer types.",
    wrong: "unsigned string x; BEGIN { exit(0); }",
    right: "string x; BEGIN { exit(0); }",
  },
  D_DECL_LONGINT: { text: "`long` can only be used with int and double.", wrong: "long string s;" },
  D_DECL_CHARATTR: { text: "`char` is neither short nor long.", wrong: "long char x; BEGIN { exit(0); }" },
  D_DECL_VOIDATTR: { text: "`void` is neither signed, short nor long.", wrong: "unsigned void *p;" },
  D_DECL_VOIDOBJ: {
    text: "A variable, a member or an inline has a value, and void has none. A pointer to void is possible.",
    wrong: "void x; BEGIN { exit(0); }",
    right: "void *x; BEGIN { exit(0); }",
  },
  D_DECL_INCOMPLETE: {
    text: "The struct or union is only named so far: its size is not known. Define it first, or use a pointer to it.",
    wrong: "struct later x; BEGIN { exit(0); }",
    right: "struct later *x; BEGIN { exit(0); }",
  },
  D_DECL_USELESS: {
    text: "The declaration declares nothing: a type without a name.",
    wrong: "int; BEGIN { exit(0); }",
  },
  D_DECL_ARRNULL: {
    text: "An array has elements: give their number, or the types of the keys of an associative one.",
    wrong: "int a[];",
  },
  D_DECL_ARRSUB: {
    text: "The size of an array is a constant number above zero.",
    wrong: "int x[0]; BEGIN { exit(0); }",
    right: "int x[4]; BEGIN { exit(0); }",
  },
  D_DECL_ARRBIG: { text: "The array is larger than memory can be.", wrong: "int a[0x100000000];" },
  D_DECL_LOCASSC: {
    text: "A clause-local variable cannot be an associative array. Use a thread-local or a global one.",
    wrong: "this int x[string]; BEGIN { exit(0); }",
    right: "self int x[string]; BEGIN { exit(0); }",
  },
  D_DECL_DYNOBJ: {
    text: "An associative array cannot be inside of a struct, union or array.",
    wrong: "struct t { int a[int]; };",
  },
  D_DECL_BFCONST: { text: "The number of bits of a bit-field is a constant.", wrong: "struct t { int a : 0; };" },
  D_DECL_BFSIZE: {
    text: "A bit-field has at least one bit, and at most those of its type.",
    wrong: "struct a { uint8_t x:9; }; BEGIN { exit(0); }",
    right: "struct a { uint8_t x:7; }; BEGIN { exit(0); }",
  },
  D_DECL_BFTYPE: { text: "A bit-field is of an integer type.", wrong: "struct t { char *a : 3; };" },
  D_DECL_ENCONST: { text: "The value of an enumerator is a constant number.", wrong: "enum t { A = timestamp };" },
  D_DECL_ENOFLOW: { text: "The value of an enumerator fits an int (32 bits).", wrong: "enum t { A = 0x80000000 };" },
  D_DECL_PARMCLASS: { text: "A parameter has no storage class.", wrong: "int a(static int x);" },
  D_DECL_PROTO_VARARGS: {
    text: "`...` is the last of the parameters, and not the only one.",
    wrong: "int a[int, ...];",
  },
  D_DECL_PROTO_NAME: { text: "Parameters have names here, and `void` has none.", wrong: "int (*f)(void x);" },
  D_DECL_PROTO_TYPE: { text: "A parameter cannot be of this type.", wrong: "int a[void];" },
  D_DECL_PROTO_VOID: {
    text: "`void` alone says that there are no parameters: nothing stands beside it.",
    wrong: "int (*f)(void, int);",
  },
  D_DECL_PROTO_FORM: {
    text: "The parameters are written otherwise here: types of keys, or names with types.",
    wrong: "inline int f[int x, int x] = 1;",
  },
} as const satisfies Explanations;
