/** Addresses as values of D: bytes where nobody looks at their text, and the same answers as of texts. */
import { deepStrictEqual, strictEqual } from "node:assert";
import { trace } from "../session/in_process.ts";

const ADDRESSES = ["10.0.0.1", "0.0.0.0", "255.255.255.255", "10.0.0.10", "192.168.100.200"];
/** DTrace's text of each: a single group of zero is left out, too. */
const LONG = [
  "::",
  "::1",
  "2001:db8::1:2:3:4:5",
  "2001:db8:5::1",
  "fe80::1",
  "1:2:3:4:5:6:7:8",
  "2001:db8:ffff:ffff::",
];

const asBytes = (text: string): number[] => {
  if (!text.includes(":")) return text.split(".").map(Number);
  const [left, right] = text.split("::").map((half) => half === "" ? [] : half.split(":"));
  const groups = right ? [...left, ...Array(8 - left.length - right.length).fill("0"), ...right] : left;
  return groups.flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16) & 255]);
};
/** Puts an address behind `this->p`. */
const put = (text: string): string =>
  `this->p = (uint8_t *)alloca(16); ${asBytes(text).map((byte, i) => `this->p[${i}] = ${byte};`).join(" ")}`;
const textOf = (text: string): string =>
  text.includes(":") ? "inet_ntoa6((in6_addr_t *)this->p)" : "inet_ntoa((ipaddr_t *)this->p)";

Deno.test("an address is equal to its own text alone, constant or not, of both versions", async () => {
  const all = [...ADDRESSES, ...LONG];
  const others = [
    ...all,
    "10.0.0.01",
    "2001:DB8:5::1",
    "a text that is much longer than any address could be, really",
    "",
  ];
  for (const one of all) {
    const constants = others.map((other) =>
      `trace(${textOf(one)} == "${other}"); trace(${textOf(one)} != "${other}");`
    );
    const variable = `this->s = "${one}"; trace(this->s == ${textOf(one)}); trace(${textOf(one)} == ${textOf(one)});`;
    const { output } = await trace(`BEGIN { ${put(one)} ${constants.join(" ")} ${variable} exit(0); }`, {
      options: [{ name: "quiet" }, { name: "scratchsize", value: "64k" }],
    });
    const expected = others.map((other) => other === one ? "10" : "01").join("") + "11";
    strictEqual(output.replace(/\s/g, ""), expected, one);
  }
});
Deno.test("arrays by address: the same elements whether keys are bytes, constants or texts", async () => {
  const all = [...ADDRESSES, ...LONG];
  const uses = all.map((one, i) =>
    `BEGIN { ${put(one)} n[${textOf(one)}] = ${i + 1}; m[${i}, ${textOf(one)}] = ${i + 1}; t[this->s = ${
      textOf(one)
    }] = ${i + 1}; }`
  );
  const reads = all.map((one, i) => `printf("%d %d %d;", n["${one}"], m[${i}, "${one}"], t["${one}"]);`);
  const gone = `BEGIN { ${put(all[0])} n[${textOf(all[0])}] = 0; n["${all[7]}"] = 0; n["other"] = 9; }`;
  const again = `BEGIN { printf("%d %d %d %d", n["${all[0]}"], n["${all[7]}"], n["${all[1]}"], n["other"]); exit(0); }`;
  const options = [{ name: "quiet" }, { name: "scratchsize", value: "64k" }];
  const { output } = await trace(`${uses.join("\n")} BEGIN { ${reads.join(" ")} } ${gone} ${again}`, { options });
  strictEqual(output.trim(), `${all.map((_, i) => `${i + 1} ${i + 1} ${i + 1};`).join("")}0 0 2 9`);
});
Deno.test("an aggregation's constant key is the address whose text it is", async () => {
  const program = `BEGIN { ${put("10.0.0.1")} @[inet_ntoa((ipaddr_t *)this->p)] = count(); @["10.0.0.1"] = count(); }
    BEGIN { ${put("2001:db8:5::1")} @[inet_ntoa6((in6_addr_t *)this->p)] = count(); @["2001:db8:5::1"] = count(); }
    BEGIN { @["neither"] = count(); exit(0); }`;
  const { output } = await trace(program, { options: [{ name: "quiet" }] });
  const rows = output.trim().split("\n").map((line) => line.trim().split(/\s+/)).sort();
  deepStrictEqual(rows, [["10.0.0.1", "2"], ["2001:db8:5::1", "2"], ["neither", "1"]]);
});
Deno.test("print() shows an address as its text, as it shows any string", async () => {
  for (const one of [...ADDRESSES, ...LONG]) {
    const program = `BEGIN { ${put(one)} print(${textOf(one)}); this->s = "${one}"; print(this->s); exit(0); }`;
    const { output } = await trace(program, { options: [{ name: "quiet" }, { name: "scratchsize", value: "64k" }] });
    strictEqual(output.trim(), `string "${one}"\nstring "${one}"`);
  }
});
