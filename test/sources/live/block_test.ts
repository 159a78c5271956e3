/**
 * Packets of a block, laid out as Linux does it (linux/if_packet.h).
 */
import { deepStrictEqual, strictEqual } from "node:assert";
import { Decoder, REASON } from "../../../lib/packet/wire/mod.ts";
import { BlockCursor } from "../../../lib/sources/live/block.ts";
import { plainMemory } from "../plain_memory.ts";

interface Packet {
  /** Link header and what follows. */
  readonly link: string;
  readonly network: string;
  readonly hardware: number;
  readonly protocol: number;
  readonly type: number;
  readonly tag?: number;
  readonly tagType?: number;
  readonly cutBytes?: number;
}
const LINK_TYPES: Readonly<Record<number, number>> = { 1: 1, 772: 1, 65534: 101, 778: 276 };

/** Puts the packets into a block, and reads them as a batch. */
function read(packets: readonly Packet[]) {
  const memory = plainMemory(1);
  const base = memory.reserve(0x10000, "block");
  const { view, bytes } = memory;
  let at = base + 48;
  for (const packet of packets) {
    const link = Uint8Array.fromHex(packet.link), network = Uint8Array.fromHex(packet.network);
    const networkAt = 96 + 32, linkAt = networkAt - link.length;
    const length = link.length + network.length;
    view.setUint32(at, 256, true);
    view.setUint32(at + 4, 1_700_000_000, true);
    view.setUint32(at + 8, 123_456_789, true);
    view.setUint32(at + 12, length - (packet.cutBytes ?? 0), true);
    view.setUint32(at + 16, length, true);
    view.setUint32(at + 20, 1 | (packet.tag ? 0x10 : 0) | (packet.tagType ? 0x40 : 0), true);
    view.setUint16(at + 24, linkAt, true);
    view.setUint16(at + 26, networkAt, true);
    view.setUint32(at + 32, packet.tag ?? 0, true);
    view.setUint16(at + 36, packet.tagType ?? 0, true);
    view.setUint16(at + 48, 17, true);
    view.setUint16(at + 50, packet.protocol);
    view.setInt32(at + 52, 7, true);
    view.setUint16(at + 56, packet.hardware, true);
    bytes[at + 58] = packet.type;
    bytes[at + 59] = 6;
    bytes.set([1, 2, 3, 4, 5, 6], at + 60);
    bytes.set(link, at + linkAt);
    bytes.set(network, at + networkAt);
    at += 256;
  }
  const batch = {
    count: packets.length,
    firstNumber: 1,
    address: new Int32Array(8),
    capturedLength: new Int32Array(8),
    wireLength: new Int32Array(8),
    seconds: new Float64Array(8),
    nanoseconds: new Int32Array(8),
    interface: new Int32Array(8),
    direction: new Uint8Array(8),
  };
  const cursor = new BlockCursor(memory, (index, hardware) => ({ number: index, linkType: LINK_TYPES[hardware]! }));
  cursor.open(base + 48, packets.length);
  for (let i = 0; i < packets.length; i++) cursor.read(batch, i);
  strictEqual(cursor.left, 0);
  const frame = (i: number) => bytes.subarray(batch.address[i], batch.address[i]! + batch.capturedLength[i]!).toHex();
  return { batch, frame, memory };
}
const MACS = "020000000002" + "020000000001";
const IP = "4500001c" + "00000000" + "40110000" + "0a630001" + "0a630002" + "00012328" + "00080000";

Deno.test("Ethernet as it is, with time, lengths and direction", () => {
  const packet = { link: MACS + "0800", network: IP, hardware: 1, protocol: 0x0800 };
  const { batch, frame } = read([
    { ...packet, type: 0 },
    { ...packet, type: 4, cutBytes: 8 },
    { ...packet, type: 2 },
    { ...packet, type: 3 },
    { ...packet, type: 0, hardware: 772 },
  ]);
  strictEqual(frame(0), MACS + "0800" + IP);
  strictEqual(frame(1), (MACS + "0800" + IP).slice(0, -16));
  deepStrictEqual([...batch.wireLength.subarray(0, 5)], [42, 42, 42, 42, 42]);
  // in, out, in to a group, for another host, loopback
  deepStrictEqual([...batch.direction.subarray(0, 5)], [1, 2, 1, 0, 0]);
  deepStrictEqual([batch.seconds[4], batch.nanoseconds[4], batch.interface[4]], [1_700_000_000, 123_456_789, 7]);
});

Deno.test("VLAN tags go back behind the addresses", () => {
  const packet = { link: MACS + "0800", network: IP, hardware: 1, protocol: 0x0800, type: 0 };
  const { batch, frame } = read([{ ...packet, tag: 42 }, { ...packet, tag: 0x2fff, tagType: 0x88a8, cutBytes: 4 }]);
  strictEqual(frame(0), MACS + "8100002a" + "0800" + IP);
  strictEqual(frame(1), (MACS + "88a82fff" + "0800" + IP).slice(0, -8));
  deepStrictEqual([...batch.wireLength.subarray(0, 2)], [46, 46]);
});

Deno.test("links without a header to rely on are cooked, as LINKTYPE_LINUX_SLL2 has it", () => {
  const packet = { link: "00000800", network: IP, hardware: 778, protocol: 0x0800, type: 4 };
  const { batch, frame, memory } = read([packet, { ...packet, type: 0, tag: 42 }, { ...packet, cutBytes: 30 }]);
  // protocol, reserved, interface, ARPHRD, packet type, address length, address
  const header = (protocol: string, type: string) =>
    protocol + "0000" + "00000007" + "030a" + type + "06" + "0102030405060000";
  strictEqual(frame(0), header("0800", "04") + IP);
  strictEqual(frame(1), header("8100", "00") + "002a0800" + IP);
  // cut within what was the link header: nothing but the pseudo header is there
  strictEqual(frame(2), header("0800", "04") + IP.slice(0, -60));
  deepStrictEqual([...batch.wireLength.subarray(0, 3)], [48, 52, 48]);
  const decoder = new Decoder(memory.bytes);
  for (const i of [0, 1]) {
    strictEqual(decoder.decode(batch.address[i]!, batch.capturedLength[i]!, batch.wireLength[i]!, 276), REASON.NONE);
    strictEqual(decoder.linkDirection, batch.direction[i]);
    strictEqual(decoder.protocol, 17);
  }
});
