/**
 * What a program may reach: its own variables, elements and scratch to store into, of packets the captured bytes of the one
 * that fires, and never a trap. `dtrace_canload` and `dtrace_canstore` of illumos and FreeBSD decide; bounds of declared
 * arrays are Oracle's (D_ARR_BOUNDS), and ours where an index is not a constant.
 */
import { deepStrictEqual, match, strictEqual } from "node:assert";
import { pcap } from "../captures/writer.ts";
import { ethernet, ip4, udp } from "../packet/wire/frames.ts";
import { trace } from "./in_process.ts";

/** What a program prints, `fault` for each clause that ended by an invalid address, in order. */
async function run(program: string, captures: readonly string[] = []): Promise<string> {
  const text = `${program} ERROR { printf("fault%d ", arg4); }`;
  const { output } = await trace(text, { captures, options: [{ name: "quiet" }] });
  return output.trim();
}
const END = "BEGIN { exit(0); }";
const DECLARED = `int a[4]; int b[4]; char c[3]; int i; struct s { int x[2]; int y; char n[4]; }; struct s v, w;
  struct s m[int]; self struct s t; this struct s u; self int z[2]; string text; `;

/** Statements, and what they print. Each runs in a clause of its own. */
const REACHED: [name: string, body: string, right: string][] = [
  ["a store behind an array", 'i = 6; a[i] = 97; printf("no");', "fault1"],
  ["a read behind an array", 'i = 4; printf("no %d", a[i]);', "fault1"],
  ["an index below zero", 'i = -1; a[i] = 97; printf("no");', "fault1"],
  ["an index that wraps when it is scaled", 'this->k = 0x4000000000000001; a[this->k] = 97; printf("no");', "fault1"],
  ["an unsigned index below zero", 'this->k = (uint64_t)-4; c[this->k] = 97; printf("no");', "fault1"],
  ["each index of an array", 'a[0] = 1; i = 3; a[i] = 4; i = 0; printf("%d %d", a[i], a[3]);', "1 4"],
  ["the last letter of an array of three", 'i = 2; c[i] = 120; printf("%c", c[2]);', "x"],
  ["the fourth letter of an array of three", 'i = 3; c[i] = 120; printf("no");', "fault1"],
  ["a step behind an array", 'i = 9; a[i]++; printf("no");', "fault1"],
  ["an addition behind an array", 'i = 9; a[i] += 2; printf("no");', "fault1"],
  ["an array in a struct", 'i = 1; v.x[i] = 7; v.y = 3; printf("%d %d", v.x[1], v.y);', "7 3"],
  ["behind an array in a struct, within the struct", 'v.y = 3; i = 2; v.x[i] = 9; printf("no");', "fault1"],
  ["an array in an element", 'i = 1; m[1].x[i] = 7; printf("%d", m[1].x[1]);', "7"],
  ["behind an array in an element", 'm[1].y = 3; i = 2; m[1].x[i] = 9; printf("no");', "fault1"],
  [
    "self and this",
    'i = 1; self->t.x[i] = 5; this->u.x[i] = 6; self->z[i] = 7; printf("%d %d %d", self->t.x[1], ' +
    "this->u.x[1], self->z[1]);",
    "5 6 7",
  ],
  ["behind self", 'i = 2; self->z[i] = 7; printf("no");', "fault1"],
  ["behind this", 'i = 40; this->u.x[i] = 7; printf("no");', "fault1"],
  ["a pointer that goes astray", 'this->p = &a[0] + 6; *(this->p) = 97; printf("no");', "fault1"],
  ["a pointer into an array", 'this->p = &a[0]; this->p += 3; *(this->p) = 97; printf("%d", a[3]);', "97"],
  ["a pointer into an element", 'm[1].y = 3; this->p = &m[1].y; *(this->p) = 8; printf("%d", m[1].y);', "8"],
  ["the links of an element", 'm[1].y = 3; this->p = (char *)&m[1].x[0] - 8; *(this->p) = 8; printf("no");', "fault1"],
  ["the key of an element", 'm[1].y = 3; this->p = (char *)&m[1].x[0] - 4; *(this->p) = 8; printf("no");', "fault1"],
  [
    "from an element into the next",
    'm[1].y = m[2].y = 3; this->p = (char *)&m[1].x[0] + 24; *(this->p) = 8; printf("no");',
    "fault1",
  ],
  ["a letter of a string", 'text = "abc"; *(char *)text = 88; printf("%s", text);', "Xbc"],
  ["behind a string", 'text = "abc"; *((char *)text + 256) = 88; printf("no");', "fault1"],
  ["a constant", '*(char *)"abc" = 88; printf("no");', "fault1"],
  ["the last address", '*(char *)-1 = 1; printf("no");', "fault1"],
  ["the last address, eight bytes", '*(uint64_t *)-1 = 1; printf("no");', "fault1"],
  ["an address that wraps", '*(uint64_t *)-4 = 1; printf("no");', "fault1"],
  ["a read of the last address", 'printf("no %d", *(char *)-1);', "fault1"],
  ["the engine's page", '*(int *)0x464 = 1; printf("no");', "fault1"],
  ["a read of the engine's page", 'printf("no %d", *(int *)0x464);', "fault1"],
  ["a buffer of the engine", '*(int *)0x4000000 = 1; printf("no");', "fault1"],
  ["scratch", 'this->p = (char *)alloca(8); this->p[7] = 65; printf("%c", this->p[7]);', "A"],
  ["behind scratch", 'this->p = (char *)alloca(8); *(this->p + 100000000) = 65; printf("no");', "fault1"],
  ["bcopy to a variable", 'bcopy("abc", &c[0], 3); printf("no");', "fault1"],
  ["bcopy to the end of memory", 'bcopy("abc", (void *)-1, 3); printf("no");', "fault1"],
  ["bcopy of more than there is", 'this->p = alloca(8); bcopy(this->p, this->p, 4294967296); printf("no");', "fault1"],
  ["bcopy from the end of memory", 'this->p = alloca(8); bcopy((void *)-4, this->p, 8); printf("no");', "fault1"],
  ["alloca of all there is", 'this->p = alloca(-1); printf("no");', "fault5"],
  ["a text at the end of memory", 'printf("no %s", stringof((char *)-1));', "fault1"],
  ["a text below the first address", 'printf("no %s", stringof((char *)0xffff));', "fault1"],
  ["an address of the network at the end", 'printf("no %s", inet_ntoa((ipaddr_t *)-1));', "fault1"],
  ["its bytes as a key", '@[inet_ntoa6((in6_addr_t *)-8)] = count(); printf("no");', "fault1"],
  ["a copy from the end", 'printf("no %s", copyinstr(-1));', "fault1"],
  ["tracemem of the end", "tracemem(-8, 16);", "fault1"],
];
for (const [name, body, right] of REACHED) {
  Deno.test(`reached: ${name}`, async () => {
    strictEqual(await run(`${DECLARED} BEGIN { b[0] = 1234; } BEGIN { ${body} } ${END}`), right);
    // whatever happened, the neighbours are what they were
    const after = `END { printf(" %d %d", b[0], b[1]); }`;
    match(await run(`${DECLARED} BEGIN { b[0] = 1234; } BEGIN { ${body} } ${END} ${after}`), / ?1234 0$/);
  });
}

Deno.test("each way to the links of elements is closed: what they hold stays, and the run ends", async () => {
  const program = `struct s { uint64_t q; }; struct s m[int]; int n;
    BEGIN { m[1].q = 11; m[2].q = 22; m[3].q = 33; this->p = (uint64_t *)&m[1].q; }
    BEGIN { this->p = (uint64_t *)&m[1].q; this->q = this->p - 1; *(this->q) = (uint64_t)this->p - 24; }
    BEGIN { this->p = (uint64_t *)&m[1].q; this->q = this->p - 2; *(this->q) = (uint64_t)this->p - 24; }
    BEGIN { this->p = (uint64_t *)&m[1].q; this->q = this->p - 3; *(this->q) = (uint64_t)this->p - 24; }
    BEGIN { printf("%d %d %d", m[1].q, m[2].q, m[3].q); exit(0); }`;
  strictEqual(await run(program), "fault1 fault1 fault1 11 22 33");
});

Deno.test("of packets D reads the captured bytes of the one that fires, on both ways", async () => {
  const folder = await Deno.makeTempDir();
  try {
    // frames of 60 to 99 bytes, more than the slow path takes before the fast one begins
    const path = `${folder}/short.pcap`;
    const packets = Array.from({ length: 1600 }, (_, n) => {
      const bytes = ethernet(0x800, ip4(udp(18 + n % 40)));
      strictEqual(bytes.length, 60 + n % 40);
      return { seconds: n, nanoseconds: 0, bytes };
    });
    await Deno.writeFile(path, pcap(packets));
    const behind = (expression: string) =>
      `ip:::send { @ok[${expression} == 0] = count(); } ERROR { @bad = count(); }
      END { printa("%d:%@d ", @ok); printa("f%@d", @bad); }`;
    const ask = (program: string) => run(program, [path]).then((text) => text.split(/\s+/).toSorted());
    const options = [{ name: "quiet" }, { name: "local", value: "none" }];
    for (const option of ["on", "off"]) {
      const text = (program: string) =>
        trace(program, { captures: [path], options: [...options, { name: "fastpath", value: option }] })
          .then(({ output }) => output.trim().split(/\s+/).toSorted());
      // byte 61 of the frame lies 46 behind the IP header: only 1,560 frames have it
      deepStrictEqual(await text(behind("*(uint8_t *)(arg2 + 46) * 0")), ["1:1560", "f40"], option);
      deepStrictEqual(await text(behind("*(uint8_t *)(arg2 + 85) * 0")), ["f1600"], option);
      deepStrictEqual(await text(behind("*(uint32_t *)(arg2 + 81) * 0")), ["1:40", "f1560"], option);
      deepStrictEqual(await text(behind("*(uint8_t *)(arg2 - 14) * 0")), ["1:1600"], option);
      deepStrictEqual(await text(behind("*(uint8_t *)(arg2 - 15) * 0")), ["f1600"], option);
      deepStrictEqual(await text(behind("strlen(copyinstr(arg2 + 40, 300)) * 0")), ["f1600"], option);
    }
    deepStrictEqual(await ask("ip:::send { self->p = arg2; } END { trace(*(uint8_t *)self->p); }"), ["fault1"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
