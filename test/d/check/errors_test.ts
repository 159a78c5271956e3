/** One program for each tag the checker gives; tag and span are held. */
import { deepStrictEqual, strictEqual } from "node:assert";
import type { CheckOptions } from "../../../lib/d/check/mod.ts";
import { mistakes } from "./world.ts";

const MANY = Array(256).fill("int").join(", ");
/** Name, program, text under the carets of the only message. Options where they matter. */
const CASES: [string, string, string, CheckOptions?][] = [
  ["D_IDENT_UNDEF.unknown_name", "BEGIN { trace(nosuch); }", "nosuch"],
  ["D_IDENT_UNDEF.kernel_symbol", "BEGIN { trace(`kmem_flags); }", "`kmem_flags"],
  ["D_IDENT_UNDEF.aggregation", "BEGIN { clear(@a); }", "@a"],
  ["D_IDENT_BADREF.function_as_scalar", "BEGIN { trace(strlen); }", "strlen"],
  ["D_IDENT_BADREF.array_as_scalar", "BEGIN { a[1] = 2; trace(a); }", "a"],
  ["D_VAR_UNDEF.self_before_assignment", "BEGIN { trace(self->x); }", "self->x"],
  ["D_VAR_UNDEF.add_to_nothing", "BEGIN { x += 1; }", "x"],
  ["D_VAR_UNDEF.own_value", "BEGIN { x = x + 1; }", "x"],
  ["D_FUNC_IDENT.number", "BEGIN { 1(2); }", "1"],
  ["D_FUNC_UNDEF.misspelled", 'BEGIN { stlen("a"); }', "stlen"],
  ["D_FUNC_IDKIND.variable", "BEGIN { timestamp(); }", "timestamp"],
  ["D_PROTO_LEN.few", "BEGIN { x = strlen(); }", "strlen()"],
  ["D_PROTO_LEN.keys", "BEGIN { a[1] = 1; a[1, 2] = 2; }", "a[1, 2]"],
  ["D_PROTO_LEN.args_index", "ip:::send { trace(args[0, 1]); }", "args[0, 1]"],
  ["D_PROTO_ARG.int_for_string", "BEGIN { x = strlen(5); }", "5"],
  ["D_PROTO_ARG.key", 'BEGIN { a[1] = 1; a["x"] = 2; }', '"x"'],
  ["D_PROTO_ARG.variable_index", "ip:::send { trace(args[arg0]); }", "arg0"],
  ["D_REGS_IDX.negative", "BEGIN { trace(uregs[-1]); }", "uregs[-1]"],
  ["D_OP_INT.modulus", 'BEGIN { trace("a" % 2); }', "%"],
  ["D_OP_ARITH.times", 'BEGIN { trace("a" * 2); }', "*"],
  ["D_OP_SCALAR.and", 'BEGIN { trace("a" && 1); }', "&&"],
  ["D_OP_SCALAR.condition", 'BEGIN { trace("a" ? 1 : 2); }', '"a"'],
  ["D_OP_INCOMPAT.compare", 'BEGIN { trace("a" == 1); }', "=="],
  ["D_OP_INCOMPAT.assign", 'BEGIN { x = 1; x = "a"; }', "="],
  ["D_OP_INCOMPAT.sides", 'BEGIN { trace(arg0 ? 1 : "a"); }', 'arg0 ? 1 : "a"'],
  ["D_OP_LVAL.constant", "BEGIN { 1 = 2; }", "1"],
  ["D_OP_WRITE.builtin", "BEGIN { timestamp = 2; }", "timestamp"],
  ["D_OP_VFPTR.step", "void *p;\n\nBEGIN { p++; }", "p++"],
  ["D_OP_ARRFUN.array", "struct t { int a[3]; };\n\nstruct t s;\n\nBEGIN { x = s.a; }", "="],
  ["D_OP_PTR.arrow_on_struct", "struct t { int a; };\n\nstruct t s;\n\nBEGIN { trace(s->a); }", "s->a"],
  ["D_OP_SOU.number", "BEGIN { x = 1; trace(x.a); }", "x.a"],
  ["D_OP_INCOMPLETE.forward", "struct u *p;\n\nBEGIN { trace(p->a); }", "p->a"],
  ["D_OP_DYN.translated", "ip:::send { trace((args[0], 1)); }", "args[0]"],
  ["D_OP_ACT.comma", "BEGIN { (trace(1), 1); }", "trace(1)"],
  ["D_TYPE_MEMBER.struct", "struct raw *p;\n\nBEGIN { trace(p->lenght); }", "lenght"],
  ["D_DIV_ZERO.constant", "BEGIN { trace(1 / 0); }", "0"],
  ["D_DEREF_NONPTR.number", "BEGIN { x = 1; trace(*x); }", "*x"],
  ["D_DEREF_VOID.pointer", "void *p;\n\nBEGIN { trace(*p); }", "*p"],
  ["D_DEREF_FUNC.pointer", "int (*f)(int);\n\nBEGIN { trace(*f); }", "*f"],
  ["D_ADDROF_VAR.variable", "BEGIN { x = 1; trace(&x); }", "&x"],
  ["D_ADDROF_LVAL.constant", "BEGIN { trace(&1); }", "&1"],
  ["D_ADDROF_BITFIELD.member", "struct raw *p;\n\nBEGIN { trace(&p->flags); }", "&p->flags"],
  ["D_ARR_BADREF.two_indexes", "struct raw *p;\n\nBEGIN { trace(p[1, 2]); }", "p[1, 2]"],
  ["D_ARR_BOUNDS.above", "int a[4];\n\nBEGIN { a[4] = 1; }", "4"],
  ["D_ARR_BOUNDS.below", "int a[4];\n\nBEGIN { trace(a[-1]); }", "-1"],
  ["D_ARR_BOUNDS.self", "self int a[4];\n\nBEGIN { self->a[2 + 2] = 1; }", "2 + 2"],
  ["D_ARR_LOCAL.this", "BEGIN { this->a[1] = 2; }", "this->a[1]"],
  ["D_SIZEOF_TYPE.void", "BEGIN { trace(sizeof (void)); }", "sizeof (void)"],
  ["D_SIZEOF_BITFIELD.member", "struct raw *p;\n\nBEGIN { trace(sizeof (p->flags)); }", "sizeof (p->flags)"],
  ["D_OFFSETOF_TYPE.int", "BEGIN { trace(offsetof(int, a)); }", "int"],
  ["D_OFFSETOF_BITFIELD.member", "BEGIN { trace(offsetof(struct raw, flags)); }", "offsetof(struct raw, flags)"],
  ["D_STRINGOF_TYPE.struct", "struct raw r;\n\nBEGIN { trace(stringof(r)); }", "stringof(r)"],
  ["D_CAST_INVAL.struct", "struct raw r;\n\nBEGIN { trace((int)r); }", "(int)r"],
  ["D_UNKNOWN.no_such_type", "BEGIN { trace((long short)1); }", "long short"],
  ["D_KEY_TYPE.translated", "ip:::send { @[args[0]] = count(); }", "args[0]"],
  ["D_XLATE_NONE.from_int", "BEGIN { trace((xlate <pkt_t> (1)).p_length); }", "(xlate <pkt_t> (1))"],
  ["D_XLATE_NOCONV.member", "ip:::send { trace(args[0]->p_missing); }", "p_missing"],
  ["D_XLATE_REDECL.same", "translator pkt_t < struct raw *x > { p_length = 1; };", "pkt_t "],
  ["D_XLATE_SOU.int", "translator int < struct raw *x > { a = 1; };", "int "],
  ["D_XLATE_MEMB.unknown", "translator other_t < int x > { nope = 1; };", "nope"],
  ["D_XLATE_INCOMPAT.string", 'translator other_t < int x > { o = "a"; };', '"a"'],
  ["D_ARGS_NONE.inline", "inline int x = args[0];", "args[0]"],
  ["D_ARGS_MULTI.disagree", "ip:::* { trace(args[1]); }", "args[1]"],
  ["D_ARGS_IDX.beyond", "ip:::send { trace(args[7]); }", "args[7]"],
  ["D_ARGS_TYPE.unknown", "ip:::odd { trace(args[1]); }", "args[1]"],
  ["D_ARGS_XLATOR.missing", "ip:::odd { trace(args[0]); }", "args[0]"],
  ["D_PDESC_ZERO.name", "ip:::sned { trace(1); }", "ip:::sned"],
  ["D_PRED_SCALAR.string", "BEGIN /probename/ { trace(1); }", "probename"],
  ["D_AGG_FUNC.number", "BEGIN { @a = 1; }", "1"],
  ["D_AGG_REDEF.other_function", "BEGIN { @a = count(); @a = sum(1); }", "sum(1)"],
  ["D_AGG_MDIM.brackets", "BEGIN { @a[1][2] = count(); }", "@a[1]"],
  ["D_AGG_NULL.alone", "BEGIN { @a = count(); @a; }", "@a"],
  ["D_AGG_SCALAR.string", 'BEGIN { @a = sum("x"); }', '"x"'],
  ["D_AGG_SPEC.after_speculate", "BEGIN { speculate(1); @ = count(); }", "@ = count()"],
  ["D_AGG_COMM.after_commit", "BEGIN { commit(1); @ = count(); }", "@ = count()"],
  ["D_SPEC_SPEC.twice", "BEGIN { speculate(1); speculate(1); }", "speculate(1)"],
  ["D_SPEC_COMM.after_commit", "BEGIN { commit(1); speculate(1); }", "speculate(1)"],
  ["D_SPEC_DREC.after_recording", "BEGIN { trace(1); speculate(1); }", "speculate(1)"],
  ["D_COMM_COMM.twice", "BEGIN { commit(1); commit(1); }", "commit(1)"],
  ["D_COMM_DREC.after_recording", "BEGIN { trace(1); commit(1); }", "commit(1)"],
  ["D_DREC_COMM.after_commit", "BEGIN { commit(1); trace(1); }", "trace(1)"],
  ["D_EXIT_SPEC.after_speculate", "BEGIN { speculate(1); exit(0); }", "exit(0)"],
  ["D_ACT_SPEC.after_speculate", "BEGIN { speculate(1); panic(); }", "panic()"],
  ["D_CG_EXPR.action_in_expression", "BEGIN { trace(trace(1)); }", "trace(1)"],
  ["D_CG_DYN.translated_alone", "ip:::send { args[0]; }", "args[0]"],
  ["D_DECL_CHARATTR.long", "long char c;", "long char "],
  ["D_DECL_VOIDATTR.unsigned", "unsigned void *c;", "unsigned void "],
  ["D_DECL_SIGNINT.struct", "unsigned struct raw r;", "unsigned struct raw "],
  ["D_DECL_LONGINT.string", "long string r;", "long string "],
  ["D_DECL_COMBO.two", "int char c;", "char"],
  ["D_DECL_COMBO.three_longs", "long long long c;", "long"],
  ["D_DECL_CLASS.two", "self this int c;", "this"],
  ["D_DECL_BADCLASS.auto", "auto int c;", "c"],
  ["D_DECL_PARMCLASS.static", "int a(static int x);", "static"],
  ["D_DECL_ARRSUB.zero", "int a[0];", "0"],
  ["D_DECL_ARRNULL.empty", "int a[];", "a"],
  ["D_DECL_ARRBIG.huge", "int a[0x100000000];", "0x100000000"],
  ["D_DECL_IDRED.other_type", "int a;\n\nlong a;", "a"],
  ["D_DECL_IDRED.builtin", "int timestamp;", "timestamp"],
  ["D_DECL_IDRED.typedef", "typedef int pkt_t;", "pkt_t"],
  ["D_DECL_TYPERED.struct", "struct raw { int a; };", "struct raw { int a; }"],
  ["D_DECL_BFCONST.zero", "struct t { int a : 0; };", "0"],
  ["D_DECL_BFSIZE.wide", "struct t { int a : 33; };", "33"],
  ["D_DECL_BFTYPE.pointer", "struct t { char *a : 3; };", "a"],
  ["D_DECL_ENCONST.variable", "enum t { A = timestamp };", "timestamp"],
  ["D_DECL_ENOFLOW.wide", "enum t { A = 0x80000000 };", "0x80000000"],
  ["D_DECL_USELESS.int", "int;", "int;"],
  ["D_DECL_LOCASSC.this", "this int a[int];", "a"],
  ["D_DECL_VOIDOBJ.variable", "void v;", "v"],
  ["D_DECL_DYNOBJ.member", "struct t { int a[int]; };", "a"],
  ["D_DECL_INCOMPLETE.variable", "struct nothing n;", "n"],
  ["D_DECL_PROTO_TYPE.void_key", "int a[void];", "void"],
  ["D_DECL_PROTO_VOID.not_alone", "int (*f)(void, int);", "void"],
  ["D_DECL_PROTO_NAME.void_named", "int (*f)(void x);", "void x"],
  ["D_DECL_PROTO_FORM.twice", "inline int f[int x, int x] = 1;", "int x"],
  ["D_PRAGMA_INVAL.unknown", "#pragma D nosuch", "#pragma D nosuch"],
  ["D_PRAGMA_OPTSET.unknown", "#pragma D option nosuch=1", "#pragma D option nosuch=1"],
  ["D_PRAGMA_MALFORM.no_option", "#pragma D option", "#pragma D option"],
  ["D_PRAGMA_DEPEND.library", "#pragma D depends_on library ip.d", "#pragma D depends_on library ip.d"],
  [
    "D_PRAGMA_UNUSED.nobody",
    "#pragma D attributes Stable/Stable/Common nobody",
    "#pragma D attributes Stable/Stable/Common nobody",
  ],
  [
    "D_PRAGMA_SCOPE.builtin",
    "#pragma D attributes Stable/Stable/Common timestamp",
    "#pragma D attributes Stable/Stable/Common timestamp",
  ],
  ["D_PRAGERR.says", "#pragma D error no", "#pragma D error no"],
  ["D_ATTR_MIN.unstable_probe", "ip:::send { trace(1); }", "ip:::send", { amin: "Stable/Stable/Common" }],
  ["D_DECL_SCOPE.variable", "int a`b;", "a`b"],
  ["D_PROV_BADNAME.digit", "provider p1 { probe a(); };", "provider p1 { probe a(); };"],
  ["D_PROV_PRDUP.twice", "provider p { probe a(); probe a(); };", "probe a();"],
  ["D_PROV_PRXLATOR.none", "provider p { probe a(int x) : (pkt_t *x); };", "pkt_t *x"],
  ["D_PROV_PRARGLEN.many", `provider p { probe a(${MANY}); };`, `probe a(${MANY});`],
  ["D_PROV_INCOMPAT.other", "provider p { probe a(int); };\n\nprovider p { probe a(string); };", "probe a(string);"],
  ["D_IDENT_UNDEF.version", "BEGIN { trace(newer); }", "newer", { version: "1.6" }],
];
for (const [name, program, under, options] of CASES) {
  Deno.test(`err.${name}`, () => {
    const found = mistakes(program, options)
      .filter(({ tag }) => tag !== "D_EMPTY");
    strictEqual(found[0]?.tag, name.split(".")[0], JSON.stringify(found.map((d) => [d.tag, d.message])));
    const { span } = found[0];
    strictEqual(span!.source.text.slice(span!.start, span!.end).trim(), under.trim());
    strictEqual(found.length, 1, JSON.stringify(found.map((d) => [d.tag, d.message])));
  });
}
Deno.test("err.D_IDENT_AMBIG.enumerator_and_variable", () => {
  const found = mistakes("int A;\n\nenum e { A, B };\n\nenum e v;\n\nBEGIN { trace(v == A); }");
  deepStrictEqual(found.map(({ tag }) => tag), ["D_DECL_IDRED", "D_IDENT_AMBIG"]);
});
Deno.test("all mistakes of a program are reported, and none twice or as a consequence of another", () => {
  const found = mistakes("BEGIN { x = nosuch + 1; trace(x * 2); y = 1 / 0; trace(y); trace(*3); }");
  deepStrictEqual(found.map(({ tag }) => tag), ["D_IDENT_UNDEF", "D_DIV_ZERO", "D_DEREF_NONPTR"]);
});
Deno.test("suggestions are near and of the right kind", () => {
  deepStrictEqual(mistakes("BEGIN { trace(timstamp); }")[0].help, ["did you mean `timestamp`?"]);
  deepStrictEqual(mistakes("ip:::send { trace(args[0]->p_lenght); }")[0].help, ["did you mean `p_length`?"]);
  deepStrictEqual(mistakes("ip:::sned { }")[0].help, ["did you mean `send`?"]);
  strictEqual(mistakes("ip:::sned { }")[0].message, "no probe `sned` in `ip`");
});
