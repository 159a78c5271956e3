/** Fragments of IPv4 and IPv6: put together whatever their order, never trusted where they overlap, bounded. */
import { deepStrictEqual, strictEqual } from "node:assert";
import { Reassembler } from "../../../lib/packet/fragment/mod.ts";

const ROOM = 4096;
function world(datagrams = 4) {
  const bytes = new Uint8Array(ROOM + datagrams * 70_000);
  const reassembler = new Reassembler({ bytes, reserve: () => ROOM }, datagrams);
  const add = (packet: Uint8Array, seconds = 0) => {
    bytes.set(packet, 0);
    const at = reassembler.add(0, packet.length, seconds, 0);
    return at === 0 ? undefined : bytes.slice(at, at + reassembler.length);
  };
  return { reassembler, add };
}
const DATA = Uint8Array.from({ length: 3000 }, (_, i) => i * 7 + (i >> 8));

function four(id: number, from: number, to: number, data = DATA, last = to === data.length): Uint8Array {
  const packet = new Uint8Array(20 + to - from);
  const view = new DataView(packet.buffer);
  packet.set([0x45, 0, 0, 0, 0, 0, 0, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2]);
  view.setUint16(2, packet.length);
  view.setUint16(4, id);
  view.setUint16(6, from >> 3 | (last ? 0 : 0x2000));
  packet.set(data.subarray(from, to), 20);
  return packet;
}
function six(id: number, from: number, to: number): Uint8Array {
  const packet = new Uint8Array(48 + to - from);
  const view = new DataView(packet.buffer);
  packet[0] = 0x60;
  view.setUint16(4, packet.length - 40);
  packet.set([44, 64], 6);
  packet[23] = 1;
  packet[39] = 2;
  packet[40] = 17;
  view.setUint16(42, from | (to === DATA.length ? 0 : 1));
  view.setUint32(44, id);
  packet.set(DATA.subarray(from, to), 48);
  return packet;
}
Deno.test("IPv4 fragments in any order make the datagram, its header as if it had been whole", () => {
  const parts: [number, number][] = [[0, 1480], [1480, 2960], [2960, 3000]];
  for (const order of [[0, 1, 2], [2, 1, 0], [1, 0, 2], [1, 2, 0]]) {
    const { reassembler, add } = world();
    const made = order.map((i) => add(four(7, ...parts[i])));
    deepStrictEqual(made.slice(0, 2), [undefined, undefined]);
    const whole = made[2]!;
    deepStrictEqual(whole.subarray(20), DATA);
    deepStrictEqual([...whole.subarray(0, 10)], [0x45, 0, 3020 >> 8, 3020 & 255, 0, 7, 0, 0, 64, 17]);
    deepStrictEqual([reassembler.complete, reassembler.fragments, reassembler.overlapping], [1, 3, 0]);
  }
});
Deno.test("IPv6 fragments make the datagram; the fragment header is gone", () => {
  const { add } = world();
  strictEqual(add(six(9, 1432, 3000)), undefined);
  const whole = add(six(9, 0, 1432))!;
  deepStrictEqual(whole.subarray(40), DATA);
  deepStrictEqual([...whole.subarray(4, 7)], [3000 >> 8, 3000 & 255, 17]);
});
Deno.test("wherever a datagram is cut in two it is made whole; where its parts share eight bytes it is not", () => {
  const { reassembler, add } = world(), data = DATA.subarray(0, 600);
  for (let cut = 8; cut < data.length; cut += 8) {
    const parts = [four(cut, 0, cut, data), four(cut, cut, data.length, data)];
    for (const order of [parts, parts.toReversed()]) {
      strictEqual(add(order[0]), undefined);
      deepStrictEqual(add(order[1])?.subarray(20), data);
    }
    const overlapping = four(1000 + cut, cut - 8, data.length, data);
    strictEqual(add(four(1000 + cut, 0, cut, data), cut * 100), undefined);
    strictEqual(add(overlapping, cut * 100), undefined);
    // a last fragment that ends before what has come contradicts it
    add(four(2000 + cut, cut, data.length, data, false), cut * 100);
    strictEqual(add(four(2000 + cut, cut - 8, cut, data, true), cut * 100), undefined);
  }
  const cuts = data.length / 8 - 1;
  deepStrictEqual([reassembler.complete, reassembler.overlapping], [2 * cuts, 2 * cuts]);
});
Deno.test("datagrams are told apart by their identification", () => {
  const { reassembler, add } = world();
  add(four(1, 0, 1480));
  add(four(2, 0, 1480));
  strictEqual(add(four(1, 1480, 3000))!.length, 3020);
  strictEqual(add(four(2, 1480, 3000))!.length, 3020);
  strictEqual(reassembler.complete, 2);
});
Deno.test("a copy of a fragment is passed over; one that overlaps, or differs, ends the trust in the datagram", () => {
  const other = DATA.slice();
  other[100] ^= 1;
  const copy = world();
  copy.add(four(1, 0, 1480));
  copy.add(four(1, 0, 1480));
  strictEqual(copy.add(four(1, 1480, 3000))!.length, 3020);
  for (const bad of [four(1, 800, 1600), four(1, 0, 1480, other), four(1, 1472, 3000), four(1, 8, 16)]) {
    const { reassembler, add } = world();
    add(four(1, 0, 1480));
    strictEqual(add(bad), undefined);
    // what comes later cannot mend it
    for (const part of [four(1, 0, 1480), four(1, 1480, 3000)]) strictEqual(add(part), undefined);
    deepStrictEqual([reassembler.complete, reassembler.overlapping], [0, 1]);
  }
});
Deno.test("ends that contradict each other, and datagrams too long, are not trusted", () => {
  const { reassembler, add } = world();
  add(four(1, 1480, 3000));
  add(four(1, 2992, 3000)); // overlaps
  add(four(2, 0, 1480, DATA, true));
  add(four(2, 1480, 2960)); // beyond the end
  const far = four(3, 0, 1480);
  new DataView(far.buffer).setUint16(6, 0x1fff);
  add(far);
  deepStrictEqual([reassembler.complete, reassembler.overlapping], [1, 2]);
});
Deno.test("time and room are bounded, and what is given up is counted", () => {
  const { reassembler, add } = world(2);
  add(four(1, 0, 1480), 0);
  strictEqual(add(four(1, 1480, 3000), 31), undefined);
  strictEqual(reassembler.incomplete, 1);
  for (let id = 10; id < 20; id++) add(four(id, 0, 1480), 31);
  strictEqual(reassembler.incomplete, 1 + 1 + 8);
  strictEqual(add(four(19, 1480, 3000), 32)!.length, 3020);
});
Deno.test("cut and malformed fragments are counted; every cut is safe", () => {
  const { reassembler, add } = world();
  for (const whole of [four(1, 0, 1480), six(1, 0, 1432)]) {
    for (let length = 1; length < whole.length; length++) strictEqual(add(whole.slice(0, length)), undefined);
  }
  add(four(5, 0, 13)); // not a multiple of eight, and more follow
  strictEqual(reassembler.unusable, 1499 + 1479 + 1);
});
