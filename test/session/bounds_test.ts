/** Programs of absurd size end quickly: they work, or a message says what is too large and where. */
import { denoHost } from "../../lib/host/deno/mod.ts";
import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { formatFrame, formatPlain } from "../../lib/diagnostic/mod.ts";
import { ProgramError, Session, type SessionSettings } from "../../lib/session/mod.ts";
import { trace } from "./in_process.ts";

const many = (count: number, make: (n: number) => string, between = "") =>
  Array.from({ length: count }, (_, n) => make(n)).join(between);

/** What is wrong with a program, down to the machine's code; undefined if nothing is. */
async function problemOf(text: string, settings: Partial<SessionSettings> = {}) {
  const session = new Session({ programs: [{ flag: "s", name: "bounds.d", text }], ...settings }, {
    output: { write() {} },
    warn() {},
  }, denoHost);
  try {
    await session.compile();
    session.lower();
    return undefined;
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error;
    return error.diagnostics[0];
  }
}
/** The tag and the line of what is wrong; the message is short whatever the program is. */
async function refusal(text: string, settings?: Partial<SessionSettings>): Promise<string> {
  const problem = await problemOf(text, settings);
  if (!problem) return "none";
  ok(formatPlain(problem).length < 1200, formatPlain(problem).slice(0, 2000));
  ok(formatFrame(problem).length < 5000, formatFrame(problem).slice(0, 6000));
  const { span } = problem;
  return `${problem.tag} ${span!.source.text.slice(0, span!.start).split("\n").length}`;
}

Deno.test("err.D_WASM_EXPANSION.doubling_inlines.d", async () => {
  // each names the one before twice: 2^17 sums are more than 100,000
  const doubling = (count: number) =>
    `inline int a0 = arg0 + 1;\n${many(count, (n) => `inline int a${n + 1} = a${n} + a${n};\n`)}`;
  strictEqual(await refusal(`${doubling(10)}BEGIN { trace(a10); }`), "none");
  for (const count of [22, 40, 300]) {
    strictEqual(await refusal(`${doubling(count)}BEGIN { exit(0); }`), "D_WASM_EXPANSION 16");
  }
});
Deno.test("err.D_WASM_EXPANSION.doubling_parameters.d", async () => {
  const arrays = `inline int a0[int x] = x + 1;\n${
    many(40, (n) => `inline int a${n + 1}[int x] = a${n}[x] + a${n}[x];\n`)
  }`;
  match(await refusal(`${arrays}BEGIN { trace(a40[1]); }`), /^D_WASM_EXPANSION/);
  const strings = `inline string a0 = probename;\n${
    many(40, (n) => `inline string a${n + 1} = strjoin(a${n}, a${n});\n`)
  }`;
  match(await refusal(`${strings}BEGIN { trace(a40); }`), /^D_WASM_EXPANSION/);
});
Deno.test("err.D_WASM_EXPANSION.doubling_translators.d", async () => {
  const program = `struct o { int m; };\n${many(41, (n) => `struct s${n} { int m; };\n`)}
translator struct s0 < struct o *p > { m = p->m + 1; };
${
    many(40, (n) =>
      `translator struct s${n + 1} < struct o *p > { m = xlate <struct s${n}> (p).m + xlate <struct s${n}> (p).m; };\n`)
  }BEGIN { trace(xlate <struct s40> ((struct o *)alloca(4)).m); }`;
  match(await refusal(program), /^D_WASM_EXPANSION/);
});
const DEEP: Readonly<Record<string, (n: number) => string>> = {
  parentheses: (n) => `trace(${"(".repeat(n)}1${")".repeat(n)});`,
  unary: (n) => `trace(${"- ".repeat(n)}1);`,
  ternaries: (n) => `trace(${"arg0 ? 1 : ".repeat(n)}1);`,
  inner: (n) => `trace(${"arg0 ? ".repeat(n)}1${" : 1".repeat(n)});`,
  differences: (n) => `trace(${"arg0 + 1 - ".repeat(n / 2)}1);`,
  casts: (n) => `trace(${"(int)".repeat(n)}1);`,
  assignments: (n) => `${"x = ".repeat(n)}1;`,
  conditions: (n) => `${"if (1) ".repeat(n)}trace(1);`,
  blocks: (n) => `${"if (1) { ".repeat(n)}trace(1);${" }".repeat(n)}`,
  otherwise: (n) => `${"if (arg0) { trace(1); } else { ".repeat(n)}trace(1);${" }".repeat(n)}`,
  calls: (n) => `trace(${"basename(".repeat(n)}"a"${")".repeat(n)});`,
  keys: (n) => `x["a"] = 1; trace(${"x[lltostr(".repeat(n)}1${")]".repeat(n)});`,
  sizes: (n) => `trace(${"sizeof ".repeat(n)}1);`,
};
Deno.test("err.D_WASM_DEPTH.nesting.d", async () => {
  for (const [what, statement] of Object.entries(DEEP)) {
    strictEqual(await refusal(`BEGIN { ${statement(60)} }`), "none", what);
    // what leans to the left may be longer than what is nested
    if (what === "differences") strictEqual(await refusal(`BEGIN { ${statement(950)} }`), "none", what);
    for (const levels of [1000, 30_000]) {
      strictEqual(await refusal(`\nBEGIN { ${statement(levels)} }`), "D_WASM_DEPTH 2", `${what} ${levels}`);
    }
  }
});
Deno.test("the deepest programs compile with the stack of a worker as they do here: there is no overflow in between", async () => {
  const levels = [95, 120, 249, 990];
  const programs = Object.values(DEEP).flatMap((statement) => levels.map((n) => `BEGIN { ${statement(n)} }`));
  const worker = new Worker(new URL("deep_worker.ts", import.meta.url), { type: "module" });
  try {
    const { promise, resolve, reject } = Promise.withResolvers<readonly string[]>();
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => (event.preventDefault(), reject(new Error(event.message)));
    worker.postMessage(programs);
    const outcomes = await promise;
    deepStrictEqual(outcomes.filter((one) => one !== "none" && one !== "D_WASM_DEPTH"), []);
    const here = await Promise.all(programs.map((text) => refusal(text)));
    deepStrictEqual(outcomes, here.map((one) => one.split(" ")[0]));
    ok(outcomes.filter((one) => one === "none").length > programs.length / 4);
  } finally {
    worker.terminate();
  }
});
Deno.test("sums and conditions of 900 terms are computed", async () => {
  const terms = many(450, (n) => `${n}`, " + n + "), either = many(900, (n) => `n == ${n + 5}`, " || ");
  const all = many(900, (n) => `n != ${n + 5}`, " && ");
  const { output } = await trace(
    `BEGIN { n = 904; x = ${terms}; y = ${either}; z = ${all}; }
    BEGIN /${either}/ { printf("%d %d %d ", x, y, z); n = 4; }
    BEGIN /${all}/ { w = ${many(450, () => "1", " - n - ")}; printf("%d ", w); exit(0); }`,
    { options: [{ name: "quiet" }] },
  );
  // 0 + 1 + … + 449 and 449 times 904; then 1, less 449 times 4 and 1
  strictEqual(output.trim(), `${449 * 450 / 2 + 449 * 904} 1 0 ${1 - 449 * (4 + 1)}`);
});
Deno.test("operands of one operator may be thousands: in their order, as far as they are needed, with the same value", async () => {
  const program = (n: number) =>
    `BEGIN { a = 3; x = i = j = 0; printf("%d %d %d %d ", ${many(n, () => "a", " + ")}, ${many(n, () => "a", " * ")},
      ${many(n, (i) => `(a + ${i})`, " ^ ")}, (${many(n, (i) => `x = x * 3 + ${i}`, ", ")})); }
    BEGIN { ${many(n, () => "i++ < 150", " && ")}; ${many(n, () => "j++ > 150", " || ")}; printf("%d %d ", i, j); }
    BEGIN { printf("%d", ${many(n, (i) => i === n >> 1 ? "1LL" : `${i % 7}`, " + ")}); }
    BEGIN { exit(0); }`;
  const steps = (n: number) => Array.from({ length: n }, (_, i) => i);
  for (const n of [100, 127, 128, 129, 200, 1000]) {
    // a and x are ints; what is computed with them has 64 bits, and keeps the type
    const power = BigInt.asIntN(32, 3n ** BigInt(n)), xor = steps(n).reduce((all, i) => all ^ (3 + i), 0);
    const x = steps(n).reduce((x, i) => BigInt.asIntN(32, x * 3n + BigInt(i)), 0n);
    const counted = Math.min(n, 151), sum = steps(n).reduce((all, i) => all + (i === n >> 1 ? 1 : i % 7), 0);
    const expected = `${3 * n} ${power} ${xor} ${x} ${counted} ${Math.min(n, 152)} ${sum}`;
    const { output } = await trace(program(n), { options: [{ name: "quiet" }] });
    strictEqual(output.trim(), expected, `${n}`);
  }
  for (const operator of ["+", "*", "&", "|", "^", "^^", "&&", "||", ","]) {
    strictEqual(await refusal(`BEGIN { x = (${"arg0 ".concat(operator, " ").repeat(9000)}1); }`), "none", operator);
  }
  // pointers and numbers are added one after the other; what is no number is refused where it stands
  strictEqual(await refusal(`int a[300]; BEGIN { x = *(${"1 + ".repeat(200)}&a[0]); }`), "none");
  strictEqual(await refusal(`BEGIN { x = ${"1 * ".repeat(200)}"a"; }`), "D_OP_ARITH 1");
  strictEqual(await refusal(`BEGIN { x = ${"1 + ".repeat(100_001)}arg0; }`), "none");
  strictEqual(await refusal(`BEGIN { x = ${"arg0 + ".repeat(100_001)}1; }`), "D_WASM_EXPANSION 1");
});
Deno.test("a chain of thousands of `else if` takes the first arm that holds, and asks none behind it", async () => {
  const arms = (n: number, of: (i: number) => string) =>
    many(n, (i) => `if (asked++, this->n == ${i}) { ${of(i)} }`, " else ");
  const options = [{ name: "quiet" }];
  for (const n of [100, 101, 201, 350]) {
    const chosen = [0, 99, 100, 101, 199, 200, n - 1, n].filter((i) => i <= n);
    const clauses = chosen.map((i) =>
      `BEGIN { this->n = ${i}; asked = 0; } BEGIN { ${
        arms(n, (i) => `printf("%d:", ${i});`)
      } else { printf("else:"); } }
       BEGIN { printf("%d ", asked); }`
    );
    const { output } = await trace(`${clauses.join("\n")} BEGIN { exit(0); }`, { options });
    const expected = chosen.map((i) => i < n ? `${i}:${i + 1} ` : `else:${n} `).join("");
    strictEqual(output.trim(), expected.trim(), `${n}`);
  }
  // an arm may write what later ones ask for, hold chains of its own, and end the program
  const inner = `BEGIN { this->n = 150; } BEGIN {
    ${
    arms(300, (i) =>
      i === 150
        ? `this->n = 160; ${arms(200, (j) => `printf("%d;", ${j});`)} else printf("no");`
        : "exit(1);")
  } }
    BEGIN { this->n = 299; } BEGIN { ${
    arms(300, (i) => i === 299 ? "exit(0);" : 'printf("not here");')
  } printf("not after"); }`;
  strictEqual((await trace(inner, { options })).output.trim(), "160;");
  strictEqual(await refusal(`BEGIN { asked = this->n = 0; ${arms(3000, () => "trace(1);")} }`), "none");
  strictEqual(
    await refusal(
      `BEGIN { asked = this->n = 0; ${arms(150, (i) => i === 140 ? "\nspeculate(1); trace(1);" : "\ntrace(1);")} }`,
    ),
    "none",
  );
  // a mistake is told where it stands
  match(
    await refusal(`BEGIN {\n${many(300, (i) => `if (arg0 == ${i}) trace(${i === 280 ? "nosuch" : 1});`, "\nelse ")} }`),
    / 282$/,
  );
});
Deno.test("err.D_WASM_DEPTH.chain_of_inlines.d", async () => {
  const chain = (count: number) =>
    `inline int a0 = arg0 + 1;\n${
      many(count, (n) => `inline int a${n + 1} = a${n} + 1;\n`)
    }BEGIN { trace(a${count}); }`;
  strictEqual(await refusal(chain(900)), "none");
  for (const count of [2000, 10_000]) match(await refusal(chain(count)), /^D_WASM_DEPTH 999$/);
});
Deno.test("err.D_WASM_DEPTH.declarators.d", async () => {
  for (const count of [1000, 100_000]) {
    strictEqual(await refusal(`int ${"(".repeat(count)}p${")".repeat(count)};BEGIN { exit(0); }`), "D_WASM_DEPTH 1");
    strictEqual(await refusal(`int ${"*".repeat(count)}p;BEGIN { exit(0); }`), "D_WASM_DEPTH 1");
    strictEqual(await refusal(`int p${"[1]".repeat(count)};BEGIN { exit(0); }`), "D_SYNTAX 1");
  }
});
Deno.test("err.D_WASM_PROGRAM.statements.d", async () => {
  const statements = (count: number) => `BEGIN { ${"trace(1);".repeat(count)} }`;
  strictEqual(await refusal(statements(50_000)), "none");
  // 300,000 operations: a statement and its constant are two
  strictEqual(await refusal(`\n${statements(150_001)}`), "D_WASM_PROGRAM 2");
  // each description makes a clause of its own
  const descriptions = many(2000, () => "BEGIN", ",");
  strictEqual(await refusal(`${descriptions} { ${"trace(1);".repeat(200)} }`), "D_WASM_PROGRAM 1");
});
Deno.test("err.D_WASM_PROGRAM.clause.d", async () => {
  // each conditional takes a local of its own
  const sum = many(100, (n) => `(arg0 ? ${n} : arg1)`, " + ");
  const clause = `BEGIN { ${many(500, () => `x = ${sum};`)} }`;
  strictEqual(await refusal(`\n\n${clause}`), "D_WASM_PROGRAM 3");
});
Deno.test("err.D_WASM_PROGRAM.aggregations.d", async () => {
  const program = (count: number) => `BEGIN {\n${many(count, (n) => `@a${n} = count();\n`)} }`;
  strictEqual(await refusal(program(1000)), "none");
  strictEqual(await refusal(program(1001)), "D_WASM_PROGRAM 1002");
});
Deno.test("err.D_WASM_VARIABLE.too_large.d", async () => {
  strictEqual(await refusal("\nchar x[16384]; BEGIN { x[0] = 1; }"), "none");
  strictEqual(await refusal("\nchar x[16385]; BEGIN { x[0] = 1; }"), "D_WASM_VARIABLE 2");
  strictEqual(
    await refusal('\n\nBEGIN { x = "a"; }', { options: [{ name: "strsize", value: "100m" }] }),
    "D_WASM_VARIABLE 3",
  );
  const doubling = `struct s0 { int m; };\n${many(70, (n) => `struct s${n + 1} { struct s${n} a, b; };\n`)}`;
  strictEqual(await refusal(`${doubling}struct s70 x; BEGIN { exit(0); }`), "D_WASM_VARIABLE 72");
  strictEqual(
    await refusal("#pragma D option strsize=20000\nself string x; BEGIN { self->x = probename; }"),
    "D_WASM_VARIABLE 2",
  );
});
Deno.test("err.D_PDESC_INVAL.long_description.d", async () => {
  for (
    const text of ["*".repeat(20_000), "a*".repeat(20_000), "*?".repeat(20_000), "*[a-".repeat(20_000), "a".repeat(64)]
  ) {
    strictEqual(await refusal(`${text} { exit(0); }`), "D_PDESC_INVAL 1");
  }
  strictEqual(await refusal(`${":".repeat(20_000)} { exit(0); }`), "D_PDESC_INVAL 1");
  strictEqual(await refusal(`dtrace:::${"*".repeat(63)} { exit(0); }`), "none");
});
Deno.test("long names and numbers are cut in messages", async () => {
  const long = "a".repeat(1_000_000);
  match(await refusal(`BEGIN { trace(${long}); }`), /^D_IDENT_UNDEF/);
  match(await refusal(`BEGIN { trace(${"1".repeat(1_000_000)}); }`), /^D_INT_OFLOW/);
  match(await refusal(`BEGIN { trace(0x${"f".repeat(1_000_000)}); }`), /^D_INT_OFLOW/);
  match(await refusal(`BEGIN { trace('${long}'); }`), /^D_CHR_OFLOW/);
  match(await refusal(`#pragma D option ${long}\nBEGIN { }`), /^D_PRAGMA_OPTSET/);
  match(await refusal(`#error ${"a ".repeat(500_000)}\nBEGIN { }`), /^D_PRAGERR/);
  match(await refusal(`#line 1 "${long}"\nBEGIN { ) }`), /^D_SYNTAX/);
  match(await refusal(`BEGIN { x${".a".repeat(100_000)}; }`), /^D_SYNTAX/);
  match(await refusal("BEGIN { trace($1); }", { macroArguments: ["9".repeat(100_000)] }), /^D_MACRO_OFLOW/);
  strictEqual(await refusal(`BEGIN { ${long} = 1; printf("${long}"); }`), "none");
});
Deno.test("many clauses, members, enumerators, keys and options work", async () => {
  const [clauses, members] = [5000, 3000];
  const { output } = await trace([{
    flag: "s",
    name: "many.d",
    text: `enum e { ${many(20_000, (n) => `e${n}`, ", ")} };
struct s { ${many(members, (n) => `int m${n};`)} };
struct s s;
${many(clauses, () => "BEGIN { n++; }\n")}
BEGIN { s.m2999 = e19999; printf("%d %d\\n", n, s.m2999); exit(0); }`,
  }], { options: [{ name: "quiet", value: undefined }] });
  strictEqual(output.split("\n")[0], `${clauses} 19999`);
  const keys = many(5000, (n) => `"${n}"`, ", ");
  const { output: keyed } = await trace(`BEGIN { @[${keys}] = count(); exit(0); }`, {
    options: [{ name: "bufsize", value: "8m" }],
  });
  deepStrictEqual(keyed.includes("4999"), true);
});
