/** Subroutines on bytes: copies, byte order, addresses, devices; and the ones that only a kernel can answer. */
import { deepStrictEqual, notStrictEqual, ok, strictEqual, throws } from "node:assert";
import { builtins } from "../../../lib/builtins/mod.ts";
import { formatAddress } from "../../../lib/engine/format/mod.ts";
import { FAULT } from "../../../lib/image/mod.ts";
import { trace } from "../../session/in_process.ts";
import { Calculator, Faulted } from "../calculator.ts";
import { tagged } from "../world.ts";

const fault = (kind: number) => (error: unknown) => error instanceof Faulted && error.kind === kind;

Deno.test("bcopy, copyinto: from anywhere readable into scratch alone", () => {
  const calculator = new Calculator();
  const from = calculator.put("abcdef");
  const to = calculator.call("alloca", 8);
  calculator.call("bcopy", from, to, 7);
  strictEqual(calculator.text(to), "abcdef");
  calculator.call("copyinto", from + 3, 4, to);
  strictEqual(calculator.text(to), "def");
  calculator.call("bcopy", 0, to, 0);
  throws(() => calculator.call("bcopy", from, from, 4), fault(FAULT.BADADDR));
  throws(() => calculator.call("bcopy", from, to, 4096), fault(FAULT.BADADDR));
  throws(() => calculator.call("bcopy", 0, to, 4), fault(FAULT.BADADDR));
  throws(() => calculator.call("copyinto", from, -1n, to), fault(FAULT.BADADDR));
});
Deno.test("copyin, copyinstr: copies in scratch", () => {
  const calculator = new Calculator(8);
  const from = calculator.put("abcdefghij");
  const copy = calculator.call("copyin", from, 3);
  notStrictEqual(copy, BigInt(from));
  deepStrictEqual([...calculator.bytes.subarray(Number(copy), Number(copy) + 3)], [97, 98, 99]);
  strictEqual(calculator.callText("copyinstr", from), "abcdefg");
  strictEqual(calculator.callText("copyinstr", from, 3), "abc");
  strictEqual(calculator.callText("copyinstr", from, 0), "");
  strictEqual(calculator.callText("copyinstr", from, 100), "abcdefg");
  throws(() => calculator.call("copyin", from, 1 << 17), fault(FAULT.NOSCRATCH));
  throws(() => calculator.call("copyin", from, -1n), fault(FAULT.NOSCRATCH));
  throws(() => calculator.call("copyinstr", 0), fault(FAULT.BADADDR));
});
Deno.test("memref, memstr: FreeBSD's", () => {
  const calculator = new Calculator();
  const pair = Number(calculator.call("memref", 0x12345, 7));
  strictEqual(calculator.view.getBigUint64(pair, true), 0x12345n);
  strictEqual(calculator.view.getBigUint64(pair + 8, true), 7n);
  const list = calculator.put("ls\0-l\0");
  strictEqual(calculator.callText("memstr", list, 0x20, 6), "ls -l");
  strictEqual(calculator.callText("memstr", list, 0x20, 1), "");
  strictEqual(calculator.call("memstr", list, 0x20, 0), 0n);
  throws(() => calculator.call("memstr", list, 0x20, 4097), fault(FAULT.ILLOP));
});
Deno.test("byte order", () => {
  const calculator = new Calculator();
  for (const name of ["htons", "ntohs"]) strictEqual(calculator.call(name, 0x1234), 0x3412n);
  for (const name of ["htonl", "ntohl"]) strictEqual(calculator.call(name, 0x12345678), 0x78563412n);
  for (const name of ["htonll", "ntohll"]) {
    strictEqual(calculator.call(name, 0x1122334455667788n), 0x8877665544332211n);
  }
});
Deno.test("byte order in the machine: cut to the size first", async () => {
  const { output } = await trace(
    'BEGIN { printf("%x %x %x", htons(arg0 + 0x12345), htonl(0x1122334455), htonll(-2)); exit(0); }',
    { options: [{ name: "quiet" }] },
  );
  strictEqual(output.trim(), "4523 55443322 feffffffffffffff");
});
Deno.test("getmajor, getminor", () => {
  const calculator = new Calculator();
  strictEqual(calculator.call("getmajor", 0xffff00000005n), 0xffffn);
  strictEqual(calculator.call("getminor", 0xffff00000005n), 5n);
});

const V4 = Uint8Array.of(192, 0, 2, 1);
const v6 = (...groups: number[]) => Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 0xff]));
const V6: [address: Uint8Array, ntop: string, ntoa6: string][] = [
  [v6(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1), "2001:db8::1", "2001:db8::1"],
  [v6(0xfe80, 0, 0, 0, 0x214, 0x4fff, 0xfe0b, 0x76c8), "fe80::214:4fff:fe0b:76c8", "fe80::214:4fff:fe0b:76c8"],
  [v6(0, 0, 0, 0, 0, 0, 0, 1), "::1", "::1"],
  [v6(0, 0, 0, 0, 0, 0, 0, 0), "::", "::"],
  [v6(1, 2, 3, 4, 5, 6, 7, 0), "1:2:3:4:5:6:7:0", "1:2:3:4:5:6:7:0"],
  [v6(1, 0, 3, 4, 5, 6, 7, 8), "1::3:4:5:6:7:8", "1::3:4:5:6:7:8"],
  [v6(0, 2, 3, 4, 5, 6, 0, 0), "0:2:3:4:5:6::", "0:2:3:4:5:6::"],
  [v6(1, 2, 3, 4, 5, 6, 7, 8), "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"],
  [v6(0, 0, 0, 0, 0, 0xffff, 0xc000, 0x201), "::ffff:192.0.2.1", "192.0.2.1"],
  [v6(0, 0, 0, 0, 0, 0, 0xc000, 0x201), "::192.0.2.1", "192.0.2.1"],
];
Deno.test("inet_ntoa, inet_ntoa6, inet_ntop: texts", () => {
  const calculator = new Calculator(8);
  const at = calculator.put(V4);
  strictEqual(calculator.callText("inet_ntoa", at), "192.0.2.1");
  strictEqual(calculator.callText("inet_ntop", 2, at), "192.0.2.1");
  for (const [address, ntop, ntoa6] of V6) {
    const at6 = calculator.put(address);
    strictEqual(calculator.callText("inet_ntoa6", at6), ntoa6);
    for (const family of [10, 26, 28, 30]) strictEqual(calculator.callText("inet_ntop", family, at6), ntop);
  }
  throws(() => calculator.call("inet_ntop", 3, at), fault(FAULT.ILLOP));
  throws(() => calculator.call("inet_ntoa", 0), fault(FAULT.BADADDR));
  throws(() => calculator.call("inet_ntoa6", 0xfff8), fault(FAULT.BADADDR));
});
Deno.test("inet_ntoa, inet_ntoa6, inet_ntop: as keys, seventeen bytes of the same text", () => {
  const calculator = new Calculator();
  const text = (field: number[]) => formatAddress(Uint8Array.from(field), 0);
  const at = calculator.put(V4);
  deepStrictEqual(calculator.address("inet_ntoa", at), [4, ...V4, ...new Array(12).fill(0)]);
  deepStrictEqual(calculator.address("inet_ntop", 2, at), [4, ...V4, ...new Array(12).fill(0)]);
  for (const [address, ntop, ntoa6] of V6) {
    const at6 = calculator.put(address);
    strictEqual(text(calculator.address("inet_ntoa6", at6)), ntoa6);
    for (const family of [10, 26, 28, 30]) {
      deepStrictEqual(calculator.address("inet_ntop", family, at6), [6, ...address]);
      strictEqual(text(calculator.address("inet_ntop", family, at6)), ntop);
    }
  }
  throws(() => calculator.address("inet_ntop", 3, at), fault(FAULT.ILLOP));
  throws(() => calculator.address("inet_ntoa6", 0), fault(FAULT.BADADDR));
});
Deno.test("inet_ntop as a key in the machine; an unknown family is a fault", async () => {
  const { output, messages } = await trace(
    `BEGIN { a = (uint32_t *)alloca(4); *a = htonl(0xc0000201); @[inet_ntop(2, a)] = count(); @[inet_ntop(9, a)] = count(); }
     END { exit(0); } BEGIN { exit(0); }`,
    { options: [{ name: "quiet" }] },
  );
  strictEqual(output.trim().replace(/ +/g, " "), "192.0.2.1 1");
  ok(messages.some((message) => message.includes("illegal operation")), messages.join("\n"));
});
Deno.test("link_ntop: Ethernet and InfiniBand", () => {
  const calculator = new Calculator();
  const at = calculator.put(Uint8Array.from({ length: 20 }, (_, i) => i * 11));
  strictEqual(calculator.callText("link_ntop", 1, at), "00:0b:16:21:2c:37");
  strictEqual(calculator.callText("link_ntop", 32, at)?.length, 59);
  throws(() => calculator.call("link_ntop", 2, at), fault(FAULT.ILLOP));
});
Deno.test("rand, random: the same in every run, well spread", () => {
  const draws = (name: string) => {
    const calculator = new Calculator();
    return Array.from({ length: 64 }, () => calculator.call(name));
  };
  for (const name of ["rand", "random"]) {
    deepStrictEqual(draws(name), draws(name));
    strictEqual(new Set(draws(name)).size, 64);
  }
  ok(draws("rand").every((value) => BigInt.asIntN(32, value) === BigInt.asIntN(64, value)), "an int");
  for (let bit = 0n; bit < 64n; bit++) {
    const ones = draws("random").filter((value) => value >> bit & 1n).length;
    ok(ones > 12 && ones < 52, `bit ${bit}: ${ones}`);
  }
});
Deno.test("alloca: scratch ends", () => {
  const calculator = new Calculator();
  const [first, second] = [calculator.call("alloca", 3), calculator.call("alloca", 3)];
  strictEqual(second - first, 8n);
  throws(() => calculator.call("alloca", 1 << 20), fault(FAULT.NOSCRATCH));
});
Deno.test("what only a kernel can answer says so, and is checked against its prototype all the same", () => {
  const names = ["mutex_owned", "mutex_owner", "mutex_type_adaptive", "mutex_type_spin", "rw_iswriter", "rw_read_held"];
  names.push("rw_write_held", "sx_exclusive_held", "sx_isexclusive", "sx_shared_held", "msgsize", "msgdsize");
  names.push("progenyof", "ddi_pathname", "d_path", "getf", "copyout", "copyoutstr");
  for (const name of names) {
    ok(builtins.subroutines.get(name)!.unavailable, name);
    deepStrictEqual(tagged(`BEGIN { ${name}(); }`), [["D_PROTO_LEN", `${name}()`]]);
  }
  deepStrictEqual([...builtins.subroutines.values()].filter((one) => one.destructive).map((one) => one.name), [
    "copyout",
    "copyoutstr",
  ]);
});
Deno.test("in the machine an address above its memory is a fault, whatever its low bits", async () => {
  for (
    const call of [
      'strjoin((char *)0x1000100000, "a")',
      'strjoin("a", (char *)0x1000100000)',
      "substr((char *)0x1000100000, 1)",
      "copyinstr(0x1000100000)",
      "strlen((char *)0x1000100000)",
      "inet_ntoa((ipaddr_t *)0x1000100000)",
      'bcopy("a", (void *)((uintptr_t)alloca(8) + 0x100000000), 2)',
    ]
  ) {
    const { messages } = await trace(`BEGIN { ${call}; printf("not reached"); } BEGIN { exit(0); }`);
    ok(messages.some((message) => /invalid address \(0x1[0-9a-f]+\)/.test(message)), `${call}: ${messages.join("\n")}`);
  }
});
