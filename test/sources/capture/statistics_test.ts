/**
 * What captures say of their interfaces: names, however many there are, and counts, which programs mean differently.
 *
 * @module
 */
import { deepStrictEqual, strictEqual } from "node:assert";
import { lossLine } from "../../../lib/session/mod.ts";
import { block, Bytes, concatenate, Section } from "../../captures/writer.ts";
import { ethernet, ip4 } from "../../packet/wire/frames.ts";
import { trace } from "../../session/in_process.ts";
import { readBytes } from "./read_all.ts";

const text = (words: string) => [...new TextEncoder().encode(words)];
const frame = ethernet(0x800, ip4());
const OPTIONS = [{ name: "local", value: "none" }, { name: "quiet" }];

async function run(bytes: Uint8Array, program: string) {
  const path = Deno.makeTempFileSync({ suffix: ".pcapng" });
  try {
    Deno.writeFileSync(path, bytes);
    return await trace(program, { captures: [path], options: OPTIONS });
  } finally {
    Deno.removeSync(path);
  }
}
Deno.test("if_name of 300 interfaces, with names of every length, each at its packets", async () => {
  const names = Array.from({ length: 300 }, (_, i) => `eth${i}${"x".repeat(i % 90)}`);
  const section = new Section();
  for (const name of names) section.interface(1, 0, [[2, text(name)]]);
  const order = Array.from({ length: 600 }, (_, i) => i * 7 % 300);
  order.forEach((id, i) => section.enhanced(id, BigInt(i), frame));
  const { output } = await run(section.bytes, 'ip:::send { printf("%s ", args[3]->if_name); }');
  deepStrictEqual(output.trim().split(" "), order.map((id) => names[id]));
});

/** A section of a program, with an interface on which a number of packets was counted. */
function counted(writer: string | undefined, received: bigint | undefined, dropped: bigint | undefined, name?: string) {
  const head = new Bytes(true).u32(0x1a2b3c4d).u16(1).u16(0).u64(-1n).bytes;
  const counts: [number, Uint8Array][] = [];
  if (received !== undefined) counts.push([4, new Bytes(true).u64(received).bytes]);
  if (dropped !== undefined) counts.push([5, new Bytes(true).u64(dropped).bytes]);
  return concatenate(
    block(true, 0x0a0d0d0a, head, writer === undefined ? [] : [[4, text(writer)]]),
    new Section().interface(1, 0, name === undefined ? [] : [[2, text(name)]])
      .block(5, new Bytes(true).u32(0).u64(0n).bytes, counts).bytes.subarray(28),
  );
}
Deno.test("counts: dumpcap's are without what was dropped, ours with it, others do not say", () => {
  const told = (writer: string | undefined, received?: bigint, dropped?: bigint) => {
    const { received: all, dropped: lost, isCountSure } = readBytes([counted(writer, received, dropped)])
      .interfaces[0]!;
    return [all, lost, isCountSure];
  };
  deepStrictEqual(told("Dumpcap (Wireshark) 4.6.9", 100n, 7n), [107, 7, true]);
  deepStrictEqual(told("Dumpcap (Wireshark) 4.6.9", 100n, 0n), [100, 0, true]);
  deepStrictEqual(told("probebook", 100n, 7n), [100, 7, true]);
  deepStrictEqual(told("Editcap (Wireshark) 4.6.9", 100n, 7n), [100, 7, false]);
  deepStrictEqual(told(undefined, 100n, 7n), [100, 7, false]);
  deepStrictEqual(told(undefined, 100n), [100, undefined, true]);
  deepStrictEqual(told("Dumpcap (Wireshark) 4.6.9", undefined, 7n), [undefined, 7, undefined]);
  // 64 bits, exactly, and their sum, as well
  deepStrictEqual(told("x", 2n ** 53n + 1n, 2n ** 53n - 1n), [2n ** 53n + 1n, 2 ** 53 - 1, false]);
  deepStrictEqual(told("Dumpcap 1", 2n ** 64n - 1n, 2n ** 64n - 1n), [2n ** 65n - 2n, 2n ** 64n - 1n, true]);
  // each section has a writer of its own
  const two = concatenate(counted("Dumpcap 1", 1n, 1n, "a"), counted("probebook", 1n, 1n, "b"));
  deepStrictEqual(readBytes([two]).interfaces.map(({ received }) => received), [2, 1]);
});
Deno.test("counts of an interface without a name say which it was, and what is not sure", async () => {
  const { result } = await run(counted("x", 20n, 3n), "ip:::send {}");
  const [told] = result.interfaces!;
  strictEqual(told!.interface, "interface 0");
  strictEqual(
    lossLine({ ...told!, file: "a.pcapng" }),
    "a.pcapng: interface 0: 20 packets, 3 dropped before they could be read (the file does not say whether among these)",
  );
  const sure = await run(counted("Dumpcap 4", 20n, 3n, "eth0"), "ip:::send {}");
  strictEqual(
    lossLine({ ...sure.result.interfaces![0]!, file: "a.pcapng" }),
    "a.pcapng: eth0: 23 packets, 3 of them dropped before they could be read",
  );
});
