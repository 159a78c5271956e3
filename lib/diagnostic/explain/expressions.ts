/**
 * Names, members, operators, casts.
 *
 * @module
 */
import type { Explanations } from "./explanation.ts";

export const EXPRESSIONS = {
  D_IDENT_UNDEF: {
    text:
      "The name stands for nothing: it is misspelt, or never assigned above. D's variables come into being by their " +
      "first assignment, in the order of the text.",
    wrong: "BEGIN { trace(pribename); }",
    right: "BEGIN { trace(probename); }",
  },
  D_VAR_UNDEF: {
    text:
      "A `self->` or `this->` variable is read that no clause above assigns. Clauses are read from the top: put the " +
      "one that assigns first.",
    wrong: "BEGIN { trace(self->start); }",
    right: "BEGIN { self->start = timestamp; } END { trace(self->start); }",
  },
  D_IDENT_BADREF: {
    text: "The name is something of another kind: a function without its parentheses, an array without its index, a " +
      "variable used as an array.",
    wrong: "BEGIN { a[1] = 2; trace(a); }",
    right: "BEGIN { a[1] = 2; trace(a[1]); }",
  },
  D_IDENT_AMBIG: {
    text: "The name may mean two things here, and D does not guess: put it in parentheses.",
    wrong: "int A;\nenum e { A, B };\nenum e v;\nBEGIN { trace(v == A); }",
  },
  D_TYPE_MEMBER: {
    text: "The struct has no member of that name. `:args PROBE` (`-lv`) shows the members, and Tab completes them.",
    wrong: "ip:::receive { @[args[2]->ip_sadr] = count(); }",
    right: "ip:::receive { @[args[2]->ip_saddr] = count(); }",
  },
  D_OP_SOU: {
    text: "`.` and `->` want a struct or union on their left, `.` itself and `->` a pointer to it.",
    wrong: "BEGIN { x = 1; trace(x.a); }",
  },
  D_OP_PTR: {
    text: "The operator needs a pointer: `->` and `*` go through one.",
    wrong: "BEGIN { x = 1; trace(x->y); }",
  },
  D_OP_INT: {
    text:
      "The operator works on whole numbers (of any width), and this is none. Strings become numbers with strtoll().",
    wrong: 'BEGIN { x = "1" | 2; }',
    right: 'BEGIN { x = strtoll("1") | 2; }',
  },
  D_OP_ARITH: {
    text: "The operator works on numbers, and this is none.",
    wrong: 'BEGIN { x = "1" * 2; }',
    right: 'BEGIN { x = strtoll("1") * 2; }',
  },
  D_OP_SCALAR: {
    text: "The operator works on numbers and pointers. A string or struct is neither: compare it with something.",
    wrong: 'BEGIN { x = "a" && 1; }',
    right: 'BEGIN { x = execname == "a" && 1; }',
  },
  D_OP_INCOMPAT: {
    text:
      "The two sides are of types that do not go together: a number and a string, pointers to different things. A " +
      "variable keeps the type of its first assignment.",
    wrong: 'BEGIN { x = 1; x = "one"; }',
    right: 'BEGIN { x = 1; y = "one"; }',
  },
  D_OP_INCOMPLETE: {
    text: "The type is not complete here: its size is not known.",
    wrong: "struct later *p;\nBEGIN { trace(p->a); }",
  },
  D_OP_LVAL: {
    text: "Only variables (and elements of arrays) can be assigned, counted up or down.",
    wrong: "BEGIN { 1 = 2; }",
    right: "BEGIN { x = 2; }",
  },
  D_OP_WRITE: {
    text: "This can be read only: builtins, and everything that is observed.",
    wrong: "BEGIN { timestamp = 1; }",
    right: "BEGIN { started = timestamp; }",
  },
  D_OP_ARRFUN: {
    text: "Whole arrays and functions cannot be assigned: assign elements.",
    wrong: "struct t { int a[3]; };\nstruct t s;\nBEGIN { x = s.a; }",
  },
  D_OP_DYN: {
    text: "Aggregations and translated structs are not values: take a member, or print with printa().",
    wrong: "ip:::send { trace((args[2], 1)); }",
  },
  D_OP_ACT: {
    text: "An action does something and has no value, so it cannot be part of an expression. Let it be a statement.",
    wrong: "BEGIN { x = (exit(0), 1); }",
    right: "BEGIN { x = 1; exit(0); }",
  },
  D_OP_VFPTR: {
    text: "A pointer to void or to a function does not say how large its steps are: cast it first.",
    wrong: "void *p;\nBEGIN { p++; }",
  },
  D_DIV_ZERO: {
    text:
      "A constant is divided by zero. (Where the divisor is only known at run time it is a fault that is reported.)",
    wrong: "BEGIN { x = 1 / 0; }",
    right: "BEGIN { x = 1 / 2; }",
  },
  D_DEREF_NONPTR: { text: "`*` goes through a pointer, and this is none.", wrong: "BEGIN { x = 1; trace(*x); }" },
  D_DEREF_VOID: {
    text: "What a pointer to void points at has no type: cast the pointer first.",
    wrong: "void *p;\nBEGIN { trace(*p); }",
  },
  D_DEREF_FUNC: { text: "A function cannot be read through a pointer.", wrong: "int (*f)(int);\nBEGIN { trace(*f); }" },
  D_ADDROF_VAR: {
    text: "D's own variables have no address: `&` is for what is observed.",
    wrong: "BEGIN { x = 1; trace(&x); }",
  },
  D_ADDROF_LVAL: { text: "`&` needs something that is in memory.", wrong: "BEGIN { trace(&1); }" },
  D_ADDROF_BITFIELD: {
    text: "A bit-field has no address of its own.",
    wrong: "struct header { int flags : 4; int length; };\nstruct header *h;\nBEGIN { trace(&h->flags); }",
  },
  D_SIZEOF_TYPE: {
    text: "`sizeof` needs something whose size is known: not void, a function or an incomplete type.",
    wrong: "BEGIN { trace(sizeof (void)); }",
  },
  D_SIZEOF_BITFIELD: {
    text: "A bit-field has no size in bytes.",
    wrong: "struct header { int flags : 4; int length; };\nstruct header *h;\nBEGIN { trace(sizeof (h->flags)); }",
  },
  D_OFFSETOF_TYPE: {
    text: "`offsetof` needs a struct or union, and one of its members.",
    wrong: "BEGIN { trace(offsetof(int, a)); }",
  },
  D_OFFSETOF_BITFIELD: {
    text: "A bit-field has no offset in bytes.",
    wrong: "struct header { int flags : 4; int length; };\nBEGIN { trace(offsetof(struct header, flags)); }",
  },
  D_STRINGOF_TYPE: {
    text: "`stringof` makes a string of a string, a pointer or a number's address, not of this.",
    wrong: "struct header { int flags : 4; int length; };\nstruct header h;\nBEGIN { trace(stringof(h)); }",
  },
  D_CAST_INVAL: {
    text: "A value of this type cannot become one of that type. Strings become numbers with strtoll().",
    wrong: 'BEGIN { x = (int)"1"; }',
    right: 'BEGIN { x = strtoll("1"); }',
  },
  D_ARR_BADREF: { text: "An array takes one index, a whole number.", wrong: "int *p;\nBEGIN { trace(p[1, 2]); }" },
  D_ARR_BOUNDS: {
    text: "An index lies outside of an array whose length is declared: indices begin at 0.",
    wrong: "int a[4]; BEGIN { a[4] = 1; }",
    right: "int a[4]; BEGIN { a[3] = 1; }",
  },
  D_ARR_LOCAL: {
    text: "A clause-local variable cannot be an associative array. Use a thread-local or a global one.",
    wrong: "BEGIN { this->x[1] = 2; }",
    right: "BEGIN { self->x[1] = 2; }",
  },
  D_KEY_TYPE: {
    text: "A key of an array or aggregation is a number, a string or a pointer, and has the same type each time.",
    wrong: "ip:::send { @[args[2]] = count(); }",
  },
  D_CG_EXPR: {
    text: "What stands here has no value that could be used: an action, or an aggregating function without `@name =`.",
    wrong: "BEGIN { count(); }",
    right: "BEGIN { @ = count(); }",
  },
  D_CG_DYN: {
    text: "A translated pointer is not a value of its own: take one of its members, as in `args[2]->ip_saddr`.",
    wrong: "ip:::send { args[2]; }",
  },
} as const satisfies Explanations;
