/**
 * Text, control lines, macros: what is wrong before anything has a meaning.
 *
 * @module
 */
import type { Explanations } from "./explanation.ts";

export const PROGRAMS = {
  D_SYNTAX: {
    text:
      "The program is not D as far as the marked place: a word or a sign stands where none of its kind can. Often " +
      "the cause is just before it: a missing semicolon, bracket or brace.",
    wrong: "BEGIN { x = ; }",
    right: "BEGIN { x = 1; }",
  },
  D_EMPTY: {
    text: "There is nothing in the program but blanks and comments. Write a clause, or allow empty programs with " +
      "`-x empty`.",
    wrong: "/* nothing */",
    right: "BEGIN { exit(0); }",
  },
  D_UNKNOWN: {
    text: "A mistake for which there is no tag of its own, such as a type or an enumerator that is unknown or there " +
      "twice. The message says what it is.",
    wrong: "BEGIN { trace((long short)1); }",
    right: "BEGIN { trace((long)1); }",
  },
  D_STR_NL: {
    text: "A string ends in the line in which it starts. Close it with a double quote, or write \\n for a newline.",
    wrong: 'BEGIN { printf("one\ntwo"); }',
    right: 'BEGIN { printf("one\\ntwo"); }',
  },
  D_CHR_NL: {
    text: "A character constant ends in the line in which it starts: close it with a single quote.",
    wrong: "BEGIN { x = 'a\n'; }",
    right: "BEGIN { x = 'a'; }",
  },
  D_CHR_NULL: { text: "There is nothing between the quotes of a character constant.", wrong: "BEGIN { x = ''; }" },
  D_CHR_OFLOW: {
    text: "A character constant is a number of at most eight bytes, one a character. For text use double quotes.",
    wrong: "BEGIN { x = 'ninechars'; }",
    right: 'BEGIN { x = "ninechars"; }',
  },
  D_INT_OFLOW: {
    text:
      "A number fits no type: the largest with a sign is 9223372036854775807, and 0xffffffffffffffff (or with a u behind it) the largest without.",
    wrong: "BEGIN { x = 18446744073709551616; }",
    right: "BEGIN { x = 18446744073709551615u; }",
  },
  D_INT_DIGIT: {
    text:
      "A digit does not belong to the number's base: after 0 come octal digits (0 to 7), after 0x hexadecimal ones.",
    wrong: "BEGIN { x = 089; }",
    right: "BEGIN { x = 89; }",
  },
  D_MACRO_UNDEF: {
    text:
      "`$1`, `$2` … are the arguments after the program, `$$1` the same as a string, `$pid`, `$target` and the like " +
      "macro variables. This one was not given, or there is none of that name. `-x defaultargs` makes missing ones 0.",
    wrong: "BEGIN { x = $1; }",
    right: "BEGIN { x = $pid; }",
  },
  D_MACRO_OFLOW: { text: "A macro argument that is used as a number must fit 64 bits. `$$1` is the same as a string." },
  D_MACRO_UNUSED: {
    text:
      "More arguments were given than the program refers to; a misspelt `$1` is the usual cause. Leave the argument " +
      "out, or allow it with `-x argref`.",
  },
  D_PRAGCTL_INVAL: {
    text:
      "Of control lines D itself knows `#pragma`, `#line` and `#ident`. `#include`, `#define` and `#if` are the C " +
      "preprocessor's: run it with `-C`.",
    wrong: "#define A 1\nBEGIN { x = A; }",
    right: "inline int A = 1; BEGIN { x = A; }",
  },
  D_PRAGMA_INVAL: {
    text: "This pragma is not known. D's own are `#pragma D option`, `depends_on`, `attributes` and `binding`.",
    wrong: "#pragma D nosuch\nBEGIN { exit(0); }",
  },
  D_PRAGMA_MALFORM: {
    text: "The pragma has too few or too many words, or one of the wrong kind. Options are set with " +
      "`#pragma D option name=value`, without blanks around the equals sign.",
    wrong: "#pragma D option\nBEGIN { exit(0); }",
  },
  D_PRAGMA_OPTSET: {
    text:
      "The option is not known, or cannot be set to that value, or not from within a program. Sizes are written like " +
      "4m or 512k, rates like 10hz or 100ms.",
    wrong: "#pragma D option bufsize=many\nBEGIN { exit(0); }",
    right: "#pragma D option bufsize=4m\nBEGIN { exit(0); }",
  },
  D_PRAGMA_SCOPE: {
    text: "This pragma stands outside of clauses, at the top level of a program.",
    wrong: "#pragma D attributes Stable/Stable/Common timestamp\nBEGIN { exit(0); }",
  },
  D_PRAGMA_DEPEND: {
    text: "`#pragma D depends_on` names a library, module or provider that is not here.",
    wrong: "#pragma D depends_on provider no_such_provider\nBEGIN { exit(0); }",
    right: "#pragma D depends_on provider tcp\nBEGIN { exit(0); }",
  },
  D_PRAGMA_UNUSED: {
    text: "The pragma has no effect where it stands: what it speaks of is not declared.",
    wrong: "#pragma D attributes Stable/Stable/Common nobody\nBEGIN { exit(0); }",
  },
  D_PRAGERR: {
    text: "`#pragma error` in the program (or in a file that it includes) ends its compilation with its own message.",
    wrong: "#pragma error not on this system\nBEGIN { exit(0); }",
  },
  D_ATTR_MIN: {
    text: "With `-x amin=…` a program may only use what is at least that stable; this name is less so. `-v` reports " +
      "the stability of a program.",
    wrong: "#pragma D option amin=Stable/Stable/Common\nip:::send { trace(1); }",
  },
} as const satisfies Explanations;
