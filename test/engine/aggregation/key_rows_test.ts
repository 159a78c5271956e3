/**
 * Many rows of numbers by keys of any kind are sorted and written as bytes: the same as those that go the slow path, because
 * their values were normalised.
 */
import { ok, strictEqual } from "node:assert";
import { trace } from "../../session/in_process.ts";
import { withCapture } from "./many_addresses.ts";

const FROM = "args[2]->ip_saddr", TO = "args[2]->ip_daddr", LENGTH = "args[2]->ip_plength";
/** Keys that have no two of the same rank in the order of a run, and some that do. */
const KEYS = [
  "timestamp",
  `${LENGTH}, timestamp / 1000000`,
  `-(int64_t)${LENGTH} << 45, (char)${LENGTH}, (short)timestamp, (uint8_t)(timestamp / 1000)`,
  `${FROM}, ${TO}`,
  `args[2]->ip_ver, ${TO}, ${FROM}`,
  `strjoin(${FROM}, ${TO})`,
  `${FROM}, probename, strjoin(${TO}, "\\n\\x07\\xff"), substr(${FROM}, 0, 3)`,
  `args[2]->ip_ver == 4 ? ${FROM} : "other", ${TO}, ${LENGTH} % 7`,
  `${FROM}, ${LENGTH} % 3 == 0 ? "" : "text"`,
  `*(uint64_t *)arg2, ${TO}`,
];
const OPTIONS = [
  "",
  "aggsortrev",
  "aggsortkey",
  "aggsortkeypos=1",
  "aggsortkey aggsortrev aggsortkeypos=2",
  "rawbytes",
];
const VALUE = `(((int)${LENGTH} - 700) / 100)`;

for (const keys of KEYS) {
  Deno.test(`rows by keys: ${keys}`, async () => {
    await withCapture(300, async (path) => {
      for (const options of OPTIONS) {
        const given = ["quiet", "local=none", ...options.split(" ").filter((one) => one !== "")].map((option) => {
          const [name, value] = option.split("=");
          return { name, value };
        });
        const program = `ip:::send { @one[${keys}] = sum(${VALUE}); @other[${keys}] = sum(2 * ${VALUE}); }
          END { normalize(@other, 2); printa(@one); printf("between\\n"); printa(@other); }`;
        const { output } = await trace(program, { options: given, captures: [path] });
        const [one, other] = output.split("between\n");
        strictEqual(one.trim(), other.trim(), options);
        ok(one.split("\n").length > 130, one);
      }
    });
  });
}
Deno.test("rows by keys: whole numbers about the bounds of doubles, and texts longer than a piece", async () => {
  await withCapture(300, async (path) => {
    const program = `int n; int64_t big[int];
      BEGIN { big[0] = 1 << 53; big[1] = -(1 << 53); big[2] = 1 << 62; big[3] = -(1 << 62); big[4] = 1 << 31; big[5] = 0; }
      ip:::send { this->x = big[n % 6] + n / 6 % 5 - 2; n++; @one[this->x, n] = max(this->x); @other[this->x, n] = sum(2 * this->x); }
      ip:::send { @long[strjoin("a long text ", lltostr(n)), n] = count(); }
      END { normalize(@other, 2); printa(@one); printf("between\\n"); printa(@other); printf("between\\n"); printa(@long); }`;
    const options = [{ name: "quiet" }, { name: "local", value: "none" }, { name: "strsize", value: "70000" }];
    const { output } = await trace(program, { options, captures: [path] });
    const [one, other, long] = output.split("between\n");
    // 2 * (1 << 62) wraps: those of the other are not the same
    const small = (text: string) => text.trim().split("\n").filter((line) => !/46116860184273879/.test(line));
    strictEqual(small(one).join("\n"), small(other).join("\n"));
    const rows = Array.from(
      { length: 300 },
      (_, i) => `  ${`a long text ${i + 1}`.padEnd(50)}${String(i + 1).padStart(9)}`,
    );
    strictEqual(long.trim().split("\n").length, 300);
    strictEqual(
      long.trimEnd().split("\n").filter((line) => line !== "").map((line) => line.slice(0, 61)).sort().join(),
      rows.sort().join(),
    );
  });
});
