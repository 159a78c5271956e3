/**
 * Widths and orders that are guessed wrongly: bit-fields have the rank of their width (`dt_node_promote` of illumos and
 * FreeBSD compares `cte_bits`) and are recorded in the least bytes that hold them (`ctf_add_integer`); folded constants that a
 * type does not hold are cut, and that is said; `+=` reads its left side first (`dt_cg_arithmetic_op`).
 */
import { deepStrictEqual, strictEqual } from "node:assert";
import { tagged } from "../builtins/world.ts";
import { trace } from "./in_process.ts";

async function run(program: string, ...options: readonly string[]): Promise<string> {
  const settings = ["quiet", ...options].map((one) => {
    const [name, value] = one.split("=");
    return { name, value };
  });
  return (await trace(`${program} END { } ERROR { printf("fault%d ", arg4); }`, { options: settings })).output.trim();
}
const FIELDS = `struct t { int x : 3; unsigned v : 4; unsigned w : 12; unsigned q : 20; long y : 40; int n; };
  struct t s; struct t m[int]; `;
const BITS: [name: string, body: string, right: string][] = [
  ["an unsigned field and an int make an int", 's.v = 5; printf("%d %d", s.v - 6, s.v * -1);', "-1 -5"],
  ["less than zero", 's.v = 5; printf("%d", s.v - 6 < 0);', "1"],
  ["divided by less than zero", 's.v = 6; printf("%d %d", s.v / -2, s.v % -4);', "-3 2"],
  ["shifted to the right after that", 's.v = 5; printf("%d", s.v - 6 >> 1);', "-1"],
  // of a choice, too, where both sides have one name: `ctf_type_compat` compares widths (the first one is recorded whole)
  [
    "a choice of a field and a full unsigned int",
    's.n = 1; this->k = 2147483651; printf("%u", s.n ? (s.v = this->k) : (uint32_t)5);',
    "2147483651",
  ],
  [
    "a choice of a full unsigned int and a field",
    's.n = 1; printf("%u", s.n ? (uint32_t)2147483651 : s.v);',
    "2147483651",
  ],
  [
    "a choice of fields of two widths",
    's.n = 1; s.w = 300; printf("%u %u", s.n ? s.w : s.v, s.n ? s.v : s.w);',
    "300 0",
  ],
  ["a choice of two widths, the narrow one first", 's.n = 0; s.w = 300; printf("%u", s.n ? s.v : s.w);', "300"],
  ["a choice of a signed field and an int", 's.n = 0; printf("%d", s.n ? s.x : 70000);', "70000"],
  ["a choice kept in a variable", "s.n = 0; s.q = 70000; this->c = s.n ? s.v : s.q; trace(this->c);", "70000"],
  ["a full unsigned int wins", 's.v = 5; this->u = (uint32_t)6; printf("%u", s.v - this->u);', "4294967295"],
  ["of two fields the wider one", 's.v = 5; s.w = 4095; printf("%d", s.w + s.v);', "4100"],
  ["three bits with a sign, in one byte", 's.x = -1; printf("%x %d %u", s.x, s.x, s.x);', "ff -1 255"],
  ["twelve bits in two bytes", 's.w = 4095; printf("%x %d", s.w, s.w);', "fff 4095"],
  ["twenty bits in four", 's.q = 0xfffff; printf("%x", s.q);', "fffff"],
  ["forty bits with a sign in eight", 's.y = -1; printf("%x %d", s.y, s.y);', "ffffffffffffffff -1"],
  [
    "stores cut to the width and leave the neighbours",
    's.v = 5; s.x = -1; s.w = 7; s.v += 20; printf("%d %d %d", s.x, s.v, s.w);',
    "-1 9 7",
  ],
  ["steps", 's.x = 3; s.x++; s.w = 0; s.w--; printf("%d %d", s.x, s.w);', "-4 4095"],
  ["in elements", 'm[1].v = 5; m[1].w = 9; printf("%d %d %d", m[1].v - 6, m[1].w, m[1].x);', "-1 9 0"],
  ["as a key", 's.v = 5; @[s.v] = count(); @[s.v - 6] = count(); printa("%d ", @);', "5 -1"],
];
for (const [name, body, right] of BITS) {
  Deno.test(`bit-fields: ${name}`, async () => {
    strictEqual((await run(`${FIELDS} BEGIN { ${body} exit(0); }`)).replaceAll(/\s+/g, " "), right);
  });
}
Deno.test("bit-fields: a predicate", async () => {
  strictEqual(
    await run(`${FIELDS} BEGIN { s.v = 5; } BEGIN /s.v - 6 < 0/ { printf("fires"); } BEGIN { exit(0); }`),
    "fires",
  );
});

const ORDER: [body: string, right: string][] = [
  ["i = 5; i += i++; trace(i);", "10"],
  ["i = 5; i -= i--; trace(i);", "0"],
  ["i = 5; i += ++i; trace(i);", "11"],
  ["i = 5; i *= (i = 3); trace(i);", "15"],
  ['i = 1; a[1] = 10; a[2] = 20; a[i] += i++; printf("%d %d %d", a[1], a[2], i);', "11 20 2"],
  ['i = 1; a[1] = 10; a[i++]++; printf("%d %d %d", a[1], a[2], i);', "11 0 2"],
  ['i = 1; a[1] = 10; a[i++] += 5; printf("%d %d %d", a[1], a[2], i);', "15 0 2"],
  ['i = 1; b[1] = 10; b[i] += i++; printf("%d %d %d", b[1], b[2], i);', "11 0 2"],
  ['i = 1; b[i++]++; printf("%d %d %d", b[1], b[2], i);', "1 0 2"],
  ['self->c[1] = 4; i = 1; self->c[i++] *= i; printf("%d %d", self->c[1], i);', "8 2"],
];
for (const [body, right] of ORDER) {
  Deno.test(`order: ${body}`, async () => {
    strictEqual(await run(`int b[4]; int a[int]; int i; BEGIN { ${body} exit(0); }`), right);
  });
}

Deno.test("a folded constant that its type does not hold: the same answer as DTrace's, and a word about it", async () => {
  const cases: [body: string, output: string, warning: string | undefined][] = [
    ["g = 5 * 1000 * 1000 * 1000; trace(g);", "705032704", "write 5LL * 1000 * 1000 * 1000"],
    ["g = 1; g += 5 * 1000 * 1000 * 1000; trace(g);", "705032705", "write 5LL * 1000 * 1000 * 1000"],
    ["trace(1 << 40);", "0", "write 1LL << 40"],
    ['printf("%d", 1 << 40);', "0", "write 1LL << 40"],
    ["@[1 << 40] = count();", "0 1", "write 1LL << 40"],
    ["u = (uint8_t)0; u = 300; trace(u);", "44", "keep it in an int64_t"],
    ["u = (uint8_t)1; u += 300; trace(u);", "45", "keep it in an int64_t"],
    ["g = 5LL * 1000 * 1000 * 1000; trace(g);", "5000000000", undefined],
    ["g = 5000000000; trace(g);", "5000000000", undefined],
    ["trace(timestamp > 5 * 1000 * 1000 * 1000);", "1", undefined],
    ["@ = sum(5 * 1000 * 1000 * 1000);", "5000000000", undefined],
    ["u = (uint8_t)0; u = -1; trace(u);", "255", undefined],
    ["g = 0xffffffff; trace((int)5000000000);", "705032704", undefined],
  ];
  for (const [body, right, warning] of cases) {
    const { output, messages } = await trace(`BEGIN { ${body} exit(0); }`, { options: [{ name: "quiet" }] });
    strictEqual(output.trim().replaceAll(/\s+/g, " "), right, body);
    deepStrictEqual(messages.map((text) => text.replace(/^.*; /, "")), warning === undefined ? [] : [warning], body);
  }
});

Deno.test("a NUL ends a string constant; a character constant holds up to eight bytes", async () => {
  strictEqual(await run('BEGIN { printf("%s|%d|%d", "a\\0b", strlen("a\\0b"), "a\\0b" == "a"); exit(0); }'), "a|1|1");
  strictEqual(await run('BEGIN { a["x\\0y"] = 1; printf("%d %d", a["x"], sizeof ("x\\0y")); exit(0); }'), "1 2");
  const body = "x = 'abcdefgh'; printf(\"%x %d %d %d %x\", x, sizeof (x), sizeof ('abcde'), sizeof ('abcd'), 'abcde');";
  strictEqual(await run(`BEGIN { ${body} exit(0); }`), "6162636465666768 8 8 4 6162636465");
});

Deno.test("commit() and discard() of what never was are illegal; speculate() drops its clause; 0 and a free one: nothing", async () => {
  for (const action of ["commit", "discard", "speculate"]) {
    for (const [number, right] of [["99", "fault3"], ["-1", "fault3"], ["2", "fault3"], ["0", ""], ["1", ""]]) {
      strictEqual(
        await run(`BEGIN { ${action}(${number}); } BEGIN { exit(0); }`, "nspec=1"),
        action === "speculate" ? "" : right,
        `${action} ${number}`,
      );
    }
  }
});
Deno.test("a clause that only speculates has a line of its own when it is committed", async () => {
  const program =
    "BEGIN { self->n = speculation(); } BEGIN { speculate(self->n); } BEGIN { commit(self->n); } BEGIN { exit(0); }";
  const { output } = await trace(program);
  const lines = output.split("\n").filter((line) => line.includes(":BEGIN"));
  // that of exit() is the other: assignments and commit() record nothing
  strictEqual(lines.length, 2);
  const discarded = await trace(program.replace("commit", "discard"));
  strictEqual(discarded.output.split("\n").filter((line) => line.includes(":BEGIN")).length, 1);
});
Deno.test("addresses are cut to strsize, like any text", async () => {
  const made = "BEGIN { this->p = (ipaddr_t *)alloca(4); *(this->p) = 0x0a02a8c0; ";
  const use = 'printf("[%s]", inet_ntoa(this->p)); @[inet_ntoa(this->p)] = count(); printa("[%s]", @); exit(0); }';
  strictEqual(await run(made + use, "strsize=8"), "[192.168.][192.168.]");
  strictEqual(await run(made + use, "strsize=64"), "[192.168.2.10][192.168.2.10]");
});
Deno.test("arguments that are none of the function's: err.D_PROTO_ARG.inet_ntoa6_int", async () => {
  const asked = (pointer: string) =>
    run(`BEGIN { this->p = alloca(16); trace(inet_ntoa6((${pointer})this->p)); exit(0); }`);
  for (const pointer of ["int *", "uint8_t *", "struct in6_addr **"]) {
    const failed = await asked(pointer).catch((error) => error);
    deepStrictEqual(failed.diagnostics?.map(({ tag }: { tag: string }) => tag), ["D_PROTO_ARG"], pointer);
  }
  strictEqual(await asked("in6_addr_t *"), "::");
});
Deno.test("%P takes a port", async () => {
  strictEqual(await run('BEGIN { printf("%P %P", (uint16_t)80, (in_port_t)60001); exit(0); }'), "http 60001");
  deepStrictEqual(tagged('BEGIN { printf("%P", 80); }').map(([tag]) => tag), ["D_PRINTF_ARG_TYPE"]);
});
Deno.test("min() after clear(): 0 lies in the consumer, as in FreeBSD, until a value below it comes", async () => {
  const body = "BEGIN { @ = min(7); clear(@); exit(0); } END { @ = min(9); }";
  strictEqual(await run(body), "0");
  strictEqual(await run(body.replace("9", "-3")), "-3");
  strictEqual(await run(body.replace("clear", "trunc")), "9");
});

Deno.test("an enumerator keeps all 64 bits when it is negated; an unsigned constant has those of its type", async () => {
  // by dt_parser.c: DT_TOK_INEG cuts what dt_node_int() has made, and a name is none of these
  const program = `enum color { BLUE = 5, WHITE = 0x7fffffff };
    BEGIN { @[1] = sum(-(BLUE << 63)); @[2] = sum(-~WHITE); @[3] = sum(-BLUE); @[4] = sum(-(1 << 63));
      @[5] = sum(-(5u)); @[6] = sum(-(-WHITE)); printa("%d=%@d ", @); exit(0); }`;
  strictEqual(
    await run(program),
    // 5 * 2^63 and its negation are -2^63 in 64 bits; ~0x7fffffff is -2^31
    "1=-9223372036854775808 4=-9223372036854775808 3=-5 6=2147483647 2=2147483648 5=4294967291",
  );
});
