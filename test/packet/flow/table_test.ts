/**
 * The flow table: one record for both directions, found again, forgotten in the right order, and never slow.
 *
 * @module
 */
import { deepStrictEqual, notStrictEqual, ok, strictEqual } from "node:assert";
import { FLOW, FlowTable } from "../../../lib/packet/flow/mod.ts";
import { END, SEEN } from "../../../lib/packet/tcp/mod.ts";
import { Random } from "../../fuzz/random.ts";
import { plainMemory } from "../../sources/plain_memory.ts";

const TCP = 6, UDP = 17;

class World {
  readonly memory = plainMemory(64);
  readonly table: FlowTable;
  readonly #keys: number;
  constructor(capacity: number) {
    this.#keys = this.memory.reserve(64, "addresses");
    this.table = new FlowTable(this.memory, capacity);
  }
  /** Addresses as texts of bytes: `10.0.0.1`, or sixteen numbers. */
  find(from: string, fromPort: number, to: string, toPort: number, seconds = 0, protocol = TCP): number {
    const source = from.split(".").map(Number), target = to.split(".").map(Number);
    this.memory.bytes.set(source, this.#keys);
    this.memory.bytes.set(target, this.#keys + 32);
    const family = source.length === 4 ? 4 : 6;
    return this.table.find(family, protocol, this.#keys, this.#keys + 32, fromPort, toPort, seconds);
  }
  id(record: number): number {
    return Number(this.memory.view.getBigUint64(record + FLOW.ID, true));
  }
}
const SIX = "32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.";

Deno.test("both directions are one flow, with the lesser end as side 0", () => {
  const world = new World(16);
  const there = world.find("10.0.0.2", 40000, "10.0.0.1", 80);
  deepStrictEqual([world.table.isNew, world.table.side], [true, 1]);
  const back = world.find("10.0.0.1", 80, "10.0.0.2", 40000);
  deepStrictEqual([world.table.isNew, world.table.side], [false, 0]);
  strictEqual(back, there);
  strictEqual(world.id(there), 1);
  const { bytes, view } = world.memory;
  deepStrictEqual([bytes[there + FLOW.PROTOCOL], bytes[there + FLOW.FAMILY]], [TCP, 4]);
  deepStrictEqual([view.getUint16(there + FLOW.PORT, true), view.getUint16(there + FLOW.PORT + 2, true)], [80, 40000]);
  const at = there + FLOW.ADDRESS;
  deepStrictEqual([...bytes.subarray(at, at + 4)], [10, 0, 0, 1]);
  deepStrictEqual([...bytes.subarray(at + 16, at + 20)], [10, 0, 0, 2]);
});

Deno.test("between ports of one address the lesser port is side 0; ends that are alike are one", () => {
  const world = new World(16);
  const flow = world.find("127.0.0.1", 5000, "127.0.0.1", 80);
  strictEqual(world.table.side, 1);
  strictEqual(world.find("127.0.0.1", 80, "127.0.0.1", 5000), flow);
  strictEqual(world.table.side, 0);
  const same = world.find("127.0.0.1", 7, "127.0.0.1", 7);
  strictEqual(world.find("127.0.0.1", 7, "127.0.0.1", 7), same);
});

Deno.test("protocol, family, ports and each byte of the addresses tell flows apart", () => {
  const world = new World(256);
  const records = new Set<number>();
  records.add(world.find("10.0.0.1", 1, "10.0.0.2", 2));
  records.add(world.find("10.0.0.1", 1, "10.0.0.2", 2, 0, UDP));
  records.add(world.find("10.0.0.1", 2, "10.0.0.2", 1));
  records.add(world.find("10.0.0.2", 1, "10.0.0.1", 1));
  records.add(world.find(`10.0.0.1${".0".repeat(12)}`, 1, `10.0.0.2${".0".repeat(12)}`, 2));
  for (let byte = 0; byte < 16; byte++) {
    const address = SIX.split(".").slice(0, 16).map(Number);
    address[15] = 1;
    address[byte] ^= 0x80;
    records.add(world.find(address.join("."), 1, `${SIX}2`, 2));
  }
  strictEqual(records.size, 5 + 16);
  strictEqual(world.table.size, 21);
});

Deno.test("ports above 32767 and sequence of ids", () => {
  const world = new World(16);
  const flow = world.find("10.0.0.1", 65535, "10.0.0.2", 40000);
  strictEqual(world.memory.view.getUint16(flow + FLOW.PORT, true), 65535);
  strictEqual(world.memory.view.getUint16(flow + FLOW.PORT + 2, true), 40000);
  strictEqual(world.find("10.0.0.2", 40000, "10.0.0.1", 65535), flow);
  strictEqual(world.id(world.find("10.0.0.3", 1, "10.0.0.1", 65535)), 2);
});

Deno.test("a full table forgets what has been quiet longest; its record begins anew", () => {
  const world = new World(4);
  const flows = [1, 2, 3, 4].map((n) => world.find(`10.0.0.${n}`, n, "10.0.1.1", 80, n));
  for (const n of [1, 2, 3, 4]) world.find("10.0.1.1", 80, `10.0.0.${n}`, n, n === 3 ? 100 : 200);
  world.memory.words[flows[2] + FLOW.TCP >> 2] = 77;
  const fresh = world.find("10.0.0.9", 9, "10.0.1.1", 80, 201);
  strictEqual(fresh, flows[2]);
  strictEqual(world.memory.words[fresh + FLOW.TCP >> 2], 0);
  deepStrictEqual([world.id(fresh), world.table.size, world.table.evicted], [5, 4, 1]);
  for (const n of [1, 2, 4]) {
    strictEqual(world.find(`10.0.0.${n}`, n, "10.0.1.1", 80, 202), flows[n - 1]);
    strictEqual(world.table.isNew, false);
  }
  notStrictEqual(world.id(world.find("10.0.0.3", 3, "10.0.1.1", 80, 203)), 3);
});

Deno.test("a flood of single packets leaves conversations alone", () => {
  const world = new World(1024);
  const talk = world.find("192.0.2.1", 40000, "192.0.2.2", 443, 10);
  const id = world.id(talk);
  let kept = 0;
  for (let n = 0; n < 100_000; n++) {
    world.find(`10.${n >> 16}.${n >> 8 & 255}.${n & 255}`, 1024 + (n & 1023), "192.0.2.2", 80, 10 + n / 10_000);
    if (n % 5000 !== 0) continue;
    const found = world.find("192.0.2.2", 443, "192.0.2.1", 40000, 10 + n / 10_000);
    if (world.id(found) === id) kept++;
  }
  strictEqual(kept, 20);
  strictEqual(world.table.size, 1024);
  strictEqual(world.table.evicted, 100_001 - 1024);
});

/** A model with strings says what must be found as long as the table is not full. */
Deno.test("against a plain map", () => {
  const random = new Random(7);
  const world = new World(1 << 14);
  const model = new Map<string, number>();
  for (let round = 0; round < 30_000; round++) {
    const end = () =>
      [random.chance(0.5) ? `10.0.0.${random.below(8)}` : `${SIX}${random.below(8)}`, random.below(8)] as const;
    const [from, fromPort] = end();
    let [to, toPort] = end();
    while (to.length > 12 !== from.length > 12) [to, toPort] = end();
    const protocol = random.pick([TCP, UDP]);
    const name = [`${from} ${fromPort}`, `${to} ${toPort}`].sort().join() + protocol;
    const found = world.find(from, fromPort, to, toPort, round, protocol);
    strictEqual(world.table.isNew, !model.has(name), name);
    const known = model.get(name);
    if (known === undefined) model.set(name, found);
    else strictEqual(found, known, name);
  }
  strictEqual(world.table.size, model.size);
  strictEqual(world.table.evicted, 0);
});

Deno.test("a table that is always full stays whole", () => {
  const random = new Random(11);
  const world = new World(37);
  for (let round = 0; round < 20_000; round++) {
    const n = random.below(60);
    const record = world.find(`10.0.0.${n}`, n, "10.0.1.1", 80, round);
    strictEqual(world.memory.bytes[record + FLOW.ADDRESS + 3], n);
    strictEqual(world.find("10.0.1.1", 80, `10.0.0.${n}`, n, round), record);
    strictEqual(world.table.isNew, false);
  }
  strictEqual(world.table.size, 37);
});

Deno.test("a table of one flow", () => {
  const world = new World(1);
  const first = world.find("10.0.0.1", 1, "10.0.0.2", 2);
  strictEqual(world.find("10.0.0.1", 1, "10.0.0.3", 2), first);
  strictEqual(world.table.evicted, 1);
});

/** Ends are sought whose hashes are alike in the bits that choose a slot: what a sender with bad intent would do. */
Deno.test("flows that collide are bounded, and the rest keep their records", () => {
  const slots = new Map<number, string[]>();
  const probe = new World(1 << 14);
  let worst: string[] = [];
  for (let n = 0; worst.length < 60 && n < 1 << 20; n++) {
    const from = `10.${n >> 16}.${n >> 8 & 255}.${n & 255}`;
    const slot = probe.table.hashOf(probe.find(from, 1000, "10.9.9.9", 80)) & 1023;
    const list = slots.get(slot) ?? [];
    slots.set(slot, list);
    list.push(from);
    if (list.length > worst.length) worst = list;
  }
  ok(worst.length >= 60);
  const small = new World(1024);
  const other = small.find("192.0.2.1", 5, "192.0.2.2", 6, 0);
  small.find("192.0.2.1", 5, "192.0.2.2", 6, 0);
  worst.forEach((from, second) => small.find(from, 1000, "10.9.9.9", 80, second));
  strictEqual(small.table.evicted, worst.length - 32);
  strictEqual(small.find("192.0.2.1", 5, "192.0.2.2", 6, 0), other);
  small.find(worst.at(-1)!, 1000, "10.9.9.9", 80, 100);
  strictEqual(small.table.isNew, false);
  small.find(worst[0], 1000, "10.9.9.9", 80, 100);
  strictEqual(small.table.isNew, true);
});

Deno.test("connections begun that nothing answers are bounded: the first goes first, and those answered stay", () => {
  const world = new World(40000);
  const begin = (n: number) => {
    const flow = world.find(`10.0.${n >> 8}.${n & 255}`, 1000, "192.0.2.1", 80, 1);
    world.memory.words[(flow + FLOW.TCP >> 2) + END.SEEN] |= SEEN.SEGMENT | SEEN.SYN | SEEN.OPENED;
    return flow;
  };
  const flows = Array.from({ length: 32768 }, (_, n) => begin(n));
  strictEqual(world.table.evicted, 0);
  // the other end's SYN|ACK
  world.memory.words[(flows[1] + FLOW.TCP >> 2) + END.WORDS + END.SEEN] |= SEEN.SEGMENT | SEEN.SYN | SEEN.ACK;
  for (let n = 0; n < 4; n++) begin(32768 + n);
  deepStrictEqual([world.table.evicted, world.table.size], [3, 32769]);
  const isThere = (n: number) => {
    world.find(`10.0.${n >> 8}.${n & 255}`, 1000, "192.0.2.1", 80, 1);
    return !world.table.isNew;
  };
  deepStrictEqual([32771, 4, 1].map(isThere), [true, true, true]);
  deepStrictEqual([0, 2, 3].map(isThere), [false, false, false]);
});

Deno.test("flows are found again when they are given more slots, and connections begun are still bounded", () => {
  const world = new World(200_000);
  const address = (n: number) => `10.${n >> 16}.${n >> 8 & 255}.${n & 255}`;
  const find = (n: number, protocol: number) => world.find(address(n), 1000, "192.0.2.1", 80, 1, protocol);
  const begin = (n: number) => {
    const flow = find(n, TCP);
    world.memory.words[(flow + FLOW.TCP >> 2) + END.SEEN] |= SEEN.SEGMENT | SEEN.SYN | SEEN.OPENED;
    return flow;
  };
  const begun = Array.from({ length: 32768 }, (_, n) => begin(n));
  const others = Array.from({ length: 40_000 }, (_, n) => find(n, UDP));
  strictEqual(world.table.size, 72_768);
  const sameAs = (flows: readonly number[], protocol: number) =>
    flows.every((flow, n) => find(n, protocol) === flow && !world.table.isNew);
  ok(sameAs(begun, TCP) && sameAs(others, UDP));
  // the ring is full: each that begins takes the place of the first that still only has
  for (let n = 0; n < 100; n++) strictEqual(begin(50_000 + n), begun[n]);
  deepStrictEqual([world.table.size, world.table.evicted], [72_768, 100]);
});

Deno.test("slots become more just when one of them is full: the new flow's may then be empty", () => {
  const FEW = 65536, SAME = 32;
  const memory = plainMemory(4), keys = memory.reserve(64, "addresses");
  // a table of its own tells the hash
  const scratch = new FlowTable(memory, 1), world = new World(2 * FEW);
  const hash = (n: number) => {
    memory.words[keys >> 2] = n;
    return scratch.hashOf(scratch.find(4, TCP, keys, keys + 32, 80, 80, 0));
  };
  const find = (n: number) =>
    world.find([n, n >> 8, n >> 16, n >> 24].map((byte) => byte & 255).join("."), 80, "0.0.0.0", 80);
  const fresh = hash(1), same = new Set<number>();
  for (let n = 2; same.size < SAME; n++) {
    const difference = hash(n) ^ fresh;
    if ((difference & 0xffff) === 0 && (difference & 0xfffff) !== 0) same.add(n);
  }
  for (const n of same) find(n);
  for (let n = 2; world.table.size < FEW; n++) if ((hash(n) ^ fresh) & 0xffff) find(n);
  const { evicted } = world.table;
  const record = find(1);
  deepStrictEqual([world.table.isNew, world.table.size, world.table.evicted - evicted], [true, FEW + 1, 0]);
  strictEqual(find(1), record);
  for (const n of same) {
    find(n);
    strictEqual(world.table.isNew, false);
  }
});
