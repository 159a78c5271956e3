/**
 * What captures say of their interfaces: names, however many there are, and counts, which programs mean differently.
 *
 * @module
 */
import { deepStrictEqual, strictEqual } from "node:assert";
import { lossLine } from "../../../lib/session/mod.ts";
import { block, Bytes, concatenate, pcap, Section } from "../../captures/writer.ts";
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

Deno.test("a frame check sequence that the capture tells of is no part of what IP's length of 0 leaves open", async () => {
  // offload writes a total length of 0; tshark 4.6: ip.len 50, tcp.len 10
  const tcp = [16, 0, 0, 80, 0, 0, 0, 1, 0, 0, 0, 0, 0x50, 16, 0xff, 0xff, 0, 0, 0, 0, ...Array(10).fill(0x7a)];
  const ip = [0x45, 0, 0, 0, 0, 1, 0, 0, 64, 6, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2, ...tcp];
  const bytes = Uint8Array.from([...Array(12).fill(2), 8, 0, ...ip, 0xde, 0xad, 0xbe, 0xef]);
  const program = 'tcp:::send { printf("%d %d %d", args[2]->ip_plength, args[0]->pkt_payload, args[0]->pkt_length); }';
  const of = async (capture: Uint8Array) => (await run(capture, program)).output.trim();
  const described = (...options: [number, Uint8Array][]) =>
    new Section().interface(1, 0, options).enhanced(0, 1n, bytes);
  strictEqual(await of(described().bytes), "34 14 68");
  strictEqual(await of(described([13, Uint8Array.of(4)]).bytes), "30 10 68");
  strictEqual(await of(described([13, Uint8Array.of(32)]).bytes), "30 10 68");
  const packet = { seconds: 1, nanoseconds: 0, bytes };
  strictEqual(await of(pcap([packet])), "34 14 68");
  // two units of 16 bits, and the bit that says so
  strictEqual(await of(pcap([packet], { linkType: 1 + 2 * 2 ** 28 + 2 ** 26 })), "30 10 68");
  strictEqual(await of(pcap([packet], { linkType: 1 + 2 * 2 ** 28 })), "34 14 68");
});
