/** Symbols of programs and of the kernel: what binutils say of the same files, and what damage does. */
import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { stackText, symbolText, TracedKeys, type TracedSymbols } from "../../../lib/engine/format/mod.ts";
import { ElfError, ElfFile } from "../../../lib/sources/linux/symbols/elf.ts";
import { KernelSymbols } from "../../../lib/sources/linux/symbols/kernel_symbols.ts";
import { ProcessSymbols } from "../../../lib/sources/linux/symbols/process_symbols.ts";
import { isThere } from "../../programs.ts";
import { writeElf } from "./elf_writer.ts";

const fileOf = (bytes: Uint8Array) =>
  new ElfFile((offset, length) => offset + length > bytes.length ? undefined : bytes.subarray(offset, offset + length));
const SMALL = writeElf({
  symbols: [["main", 0x401000, 32], ["__main", 0x401000, 32], ["helper", 0x401040, 0]],
  probes: [["app", "request", "8@%rdi -4@$5", 0x401050, 0x404000]],
});
/** Asks for all there is. */
function readAll(bytes: Uint8Array): void {
  const file = fileOf(bytes);
  file.functions();
  file.functionNames();
  file.probes();
  file.addressOf(0x1000);
}
Deno.test("functions, addresses and probes of a program are read", () => {
  const file = fileOf(SMALL);
  deepStrictEqual(file.functions().map(({ name, address, size }) => [name, address, size]), [
    ["main", 0x401000, 32],
    ["helper", 0x401040, 0],
  ]);
  deepStrictEqual([...file.functionNames().keys()], ["main", "__main", "helper"]);
  strictEqual(file.addressOf(0x1010), 0x401010);
  strictEqual(file.offsetOf(0x401010), 0x1010);
  deepStrictEqual(file.probes(), [
    { provider: "app", name: "request", args: "8@%rdi -4@$5", address: 0x401050, semaphore: 0x404000 },
  ]);
});
Deno.test("what is cut short at any byte, or has any bit turned, is an error of its own or is read", () => {
  readAll(SMALL);
  for (let length = 0; length < SMALL.length; length++) throws(() => readAll(SMALL.subarray(0, length)), ElfError);
  let refused = 0;
  for (let bit = 0; bit < 8 * SMALL.length; bit++) {
    const damaged = SMALL.slice();
    damaged[bit >> 3] ^= 1 << bit % 8;
    try {
      readAll(damaged);
    } catch (error) {
      ok(error instanceof ElfError, `bit ${bit}: ${error}`);
      refused++;
    }
  }
  ok(refused > 300, `${refused}`);
});
Deno.test("symbols of no size are an error", () => {
  throws(() => readAll(writeElf({ symbols: [["main", 0x401000, 4]], symbolBytes: 0 })), ElfError);
});
Deno.test("functions are those that nm has", async () => {
  const program = "/usr/bin/env";
  if (!isThere("nm") || !isThere(program)) return console.log("skipped: no nm");
  const library = (await readLibraries(program)).find((path) => path.includes("libc.so"));
  if (library === undefined) return console.log(`skipped: ${program} has no library of its own`);
  const { stdout } = await new Deno.Command("nm", {
    args: ["-D", "--defined-only", "--without-symbol-versions", library],
  })
    .output();
  const rows = new TextDecoder().decode(stdout).trim().split("\n").map((line) => line.split(" "));
  const expected = new Map(
    rows.filter(([, kind]) => "TtWwi".includes(kind)).map(([address, , name]) => [name, address]),
  );
  const found = fileOf(Deno.readFileSync(library)).functionNames();
  let same = 0;
  for (const [name, { address }] of found) {
    if (!expected.has(name)) continue;
    if (address === parseInt(expected.get(name)!, 16)) same++;
  }
  ok(same > 1000 && same >= expected.size * 0.95, `${same} of ${expected.size}`);
});
async function readLibraries(program: string): Promise<string[]> {
  if (!isThere("ldd")) return [];
  const { stdout } = await new Deno.Command("ldd", { args: [program] }).output();
  return [...new TextDecoder().decode(stdout).matchAll(/=> (\S+) /g)].map(([, path]) => path);
}

const KERNEL = new KernelSymbols(
  "ffffffff81000100 T do_work\nffffffff81000200 t inner\nffffffff81000300 d data\nffffffffc0000000 t helper\t[dummy]\n" +
    "0000000000000000 A zero\nffffffff80ff0000 T bpf_trace_run2\n",
);
Deno.test("the kernel's functions are found by the addresses within them, with their module", () => {
  deepStrictEqual(KERNEL.find(0xffffffff81000110n), { name: "do_work", module: "vmlinux", offset: 16 });
  deepStrictEqual(KERNEL.find(0xffffffffc0000001n), { name: "helper", module: "dummy", offset: 1 });
  strictEqual(KERNEL.find(5n), undefined);
  strictEqual(new KernelSymbols("0000000000000000 T do_work\n").isThere, false);
});
const MAPS = "00400000-00500000 r-xp 00000000 fe:00 12 /opt/app\n00500000-00600000 rw-p 00000000 fe:00 12 /opt/app\n" +
  "7f00000000-7f00001000 r-xp 00000000 00:00 0 [vdso]\n7f10000000-7f10001000 r-xp 00000000 00:00 0 \n";
function processes(maps = MAPS): ProcessSymbols {
  return new ProcessSymbols({
    readText: (path) => path === "/proc/7/maps" ? maps : undefined,
    open: (path) =>
      path === "/opt/app" ? { read: (at, length) => SMALL.slice(at, at + length), close: () => {} } : undefined,
  });
}
Deno.test("a process's functions are found in the files that it maps, and it is remembered when it is gone", () => {
  const symbols = processes();
  deepStrictEqual(symbols.find(7, 0x401008n), { module: "app", name: "main", start: 0x401000n });
  // behind a function's end there is none
  deepStrictEqual(symbols.find(7, 0x401030n), { module: "app", start: 0x400000n });
  deepStrictEqual(symbols.find(7, 0x7f00000010n), { module: "[vdso]", start: 0x7f00000000n });
  strictEqual(symbols.find(7, 0x7f10000010n), undefined);
  strictEqual(symbols.find(8, 0x401008n), undefined);
  symbols.fork(7, 9);
  strictEqual(symbols.find(9, 0x401008n)!.name, "main");
  symbols.execute(9);
  symbols.map(9, { start: 0x800000n, end: 0x900000n, offset: 0x1000, path: "/opt/app" });
  strictEqual(symbols.find(9, 0x800000n)!.name, "main");
});
Deno.test("a file that is damaged has no names, and is told of", () => {
  const symbols = new ProcessSymbols({
    readText: () => MAPS,
    open: () => ({ read: (at, length) => SMALL.subarray(0, 100).slice(at, at + length), close: () => {} }),
  });
  deepStrictEqual(symbols.find(7, 0x401008n), { module: "app", start: 0x400000n });
  ok(/^\/opt\/app: .* cut short$/.test(symbols.problems[0]), symbols.problems.join());
});

const WORLD: TracedSymbols = {
  find: (pid, address) => {
    const found = pid === 0 ? KERNEL.find(address) : undefined;
    return found && { ...found, start: address - BigInt(found.offset) };
  },
  isOwnFrame: (name) => name.startsWith("bpf_trace_run"),
};
const words = (...all: bigint[]) => new Uint8Array(BigUint64Array.from(all).buffer);
Deno.test("a stack is a line a frame, without those of tracing; keys that show the same are made equal", () => {
  const stack = words(0n, 0xffffffff80ff0004n, 0xffffffff81000108n, 0xffffffff81000200n, 0n, 0n, 0n);
  strictEqual(stackText(stack, WORLD, 2), "\n  vmlinux`do_work+0x8\n  vmlinux`inner\n");
  strictEqual(stackText(words(0n), WORLD, 2), "\n");
  strictEqual(stackText(words(7n, 16n), WORLD, 2), "\n  0x10\n");
  const keys = new TracedKeys(WORLD);
  keys.unite("stack", stack);
  deepStrictEqual(stack, words(0n, 0xffffffff81000108n, 0xffffffff81000200n, 0n, 0n, 0n, 0n));
  const first = words(0n, 0xffffffff81000108n), second = words(0n, 0xffffffff81000280n);
  strictEqual(symbolText("func", first, WORLD), "vmlinux`do_work");
  strictEqual(symbolText("uaddr", first, WORLD), "vmlinux`do_work+0x8");
  for (const one of [first, second]) keys.unite("mod", one);
  deepStrictEqual(first, second);
  strictEqual(symbolText("mod", second, WORLD), "vmlinux");
});
