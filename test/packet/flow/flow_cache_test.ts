/** The flow cache finds what the table found last, from both ends, and nothing else: in TypeScript, and translated. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { CACHE } from "../../../lib/packet/flow/flow_cache.ts";
import { FLOW, FlowTable, lookUpCached4, lookUpCached6 } from "../../../lib/packet/flow/mod.ts";
import { translate } from "../../../lib/wasm/translate/mod.ts";
import { Random } from "../../fuzz/random.ts";
import { plainMemory } from "../../sources/plain_memory.ts";

const TCP = 6, UDP = 17, CAPACITY = 48;
interface Ends {
  readonly family: 4 | 6;
  readonly protocol: number;
  readonly source: readonly number[];
  readonly target: readonly number[];
  readonly ports: readonly [number, number];
}
type LookUp = (cache: number, ...args: [number, number, number, number, number, number]) => number;

const read = (path: string) => Deno.readTextFileSync(new URL(`../../../${path}`, import.meta.url));
const { bytes: WASM } = translate(read, "lib/packet/flow/flow_cache.ts", ["lookUpCached4", "lookUpCached6"]);

class World {
  readonly memory = plainMemory(4);
  readonly table = new FlowTable(this.memory, CAPACITY);
  readonly #keys = this.memory.reserve(64, "addresses");
  readonly #machine = new WebAssembly.Instance(new WebAssembly.Module(WASM), { host: { memory: this.memory.memory } })
    .exports as Record<string, LookUp>;

  #put({ source, target }: Ends): [number, number] {
    this.memory.bytes.set(source, this.#keys);
    this.memory.bytes.set(target, this.#keys + 19);
    return [this.#keys, this.#keys + 19];
  }
  find(ends: Ends, seconds: number): number {
    const [source, target] = this.#put(ends);
    const record = this.table.find(ends.family, ends.protocol, source, target, ...ends.ports, seconds);
    return record | this.table.side;
  }
  /** Both ways, which agree. */
  lookUp(ends: Ends, seconds: number): number {
    const { memory, table } = this, [source, target] = this.#put(ends);
    const args = [ends.protocol, source, target, ...ends.ports, seconds] as const;
    const plain = (ends.family === 4 ? lookUpCached4 : lookUpCached6)(memory, table.cache, ...args);
    strictEqual(this.#machine[`lookUpCached${ends.family}`](table.cache, ...args), plain);
    return plain;
  }
  /** When the packet of a flow is said to have come, modulo 2^16. */
  lastOf(record: number): number {
    const last = this.memory.words[this.table.cache + CACHE.LAST >> 2];
    return this.memory.view.getUint16(last + 2 * this.table.placeOf(record & ~1), true);
  }
}
function endsOf(random: Random): Ends {
  const family = random.chance(0.5) ? 4 : 6, length = family === 4 ? 4 : 16;
  const address = () => {
    const bytes = Array.from({ length }, () => 7);
    // first and last byte, and one of each half
    for (const at of [0, length - 1, length >> 1, (length >> 1) - 1]) bytes[at] = random.below(3);
    return bytes;
  };
  const port = () => random.pick([80, 443, 40000, 65535]);
  return {
    family,
    protocol: random.pick([TCP, UDP]),
    source: address(),
    target: address(),
    ports: [port(), port()],
  };
}
const back = (ends: Ends): Ends => ({
  ...ends,
  source: ends.target,
  target: ends.source,
  ports: [ends.ports[1], ends.ports[0]],
});
/** Ends that are like these but for one thing. */
function others(ends: Ends): Ends[] {
  const { source, target, ports: [a, b] } = ends;
  const changed = (bytes: readonly number[], at: number) => bytes.map((byte, i) => i === at ? byte ^ 64 : byte);
  return [
    { ...ends, protocol: ends.protocol ^ 1 },
    { ...ends, ports: [a ^ 1, b ^ 1] },
    { ...ends, ports: [a + 1 & 0xffff, b] },
    ...source.flatMap((_, at) => [
      { ...ends, source: changed(source, at), target: changed(target, at) },
      { ...ends, source: changed(source, at) },
    ]),
    ...(a === b ? [] : [{ ...ends, ports: [b, a] } as Ends]),
  ];
}
const nameOf = ({ family, protocol, source, target, ports }: Ends) => [family, protocol, source, target, ports].join();
const isAlike = (one: Ends, other: Ends) =>
  nameOf(one) === nameOf(other) || nameOf(one) === nameOf(back(other)) ||
  one.source.join() === one.target.join() &&
    nameOf({ ...one, ports: [0, 0] }) === nameOf({ ...other, ports: [0, 0] }) &&
    one.ports.toSorted().join() === other.ports.toSorted().join();

Deno.test("what was found last is found again from both ends, and ends that differ in one thing are not", () => {
  for (let seed = 1; seed <= 5; seed++) {
    const random = new Random(seed), world = new World();
    for (let n = 0; n < 250; n++) {
      const ends = endsOf(random), seconds = random.below(2 ** 31);
      const found = world.find(ends, seconds);
      strictEqual(world.lookUp(ends, seconds + 5), found, nameOf(ends));
      strictEqual(world.lastOf(found), seconds + 5 & 0xffff);
      const isOne = ends.source.join() === ends.target.join() && ends.ports[0] === ends.ports[1];
      strictEqual(world.lookUp(back(ends), seconds + 9), isOne ? found : found ^ 1, nameOf(ends));
      strictEqual(world.lastOf(found), seconds + 9 & 0xffff);
      // slots are of few: what collides must not be taken for it
      const cached = others(ends).filter((other) =>
        !isAlike(other, ends) && (world.lookUp(other, 0) & ~1) === (found & ~1)
      );
      deepStrictEqual(cached, []);
    }
  }
});
Deno.test("a record that was given to another flow is not found as the first one's", () => {
  const random = new Random(7), world = new World(), known: Ends[] = [];
  for (let n = 0; n < 4 * CAPACITY; n++) {
    const ends = endsOf(random);
    world.find(ends, n);
    known.push(ends);
    for (const other of known) {
      const found = world.lookUp(other, n);
      if (found !== 0) strictEqual(world.find(other, n), found, nameOf(other));
    }
  }
});
Deno.test("an empty slot is no record, whatever lies before the table and at the memory's start; nothing is written", () => {
  const world = new World(), { memory } = world;
  for (const family of [4, 6] as const) {
    const address = Array.from({ length: family === 4 ? 4 : 16 }, () => 9);
    const planted: Ends = { family, protocol: TCP, source: address, target: address, ports: [9, 10] };
    const before = memory.words[world.table.cache + CACHE.RECORDS >> 2] - FLOW.BYTES;
    memory.view.setUint16(before + FLOW.PROTOCOL, TCP | family << 8, true);
    memory.view.setUint32(before + FLOW.PORT, 9 | 10 << 16, true);
    memory.bytes.fill(9, before + FLOW.ADDRESS, before + FLOW.ADDRESS + address.length);
    memory.bytes.fill(9, before + FLOW.ADDRESS + 16, before + FLOW.ADDRESS + 16 + address.length);
    const nobody = { ...planted, source: address.map(() => 0), target: address.map(() => 0), ports: [0, 0] } as Ends;
    for (const ends of [planted, nobody]) {
      world.lookUp(ends, 1234); // the addresses are put where they are looked for
      const left = memory.bytes.slice();
      strictEqual(world.lookUp(ends, 4321), 0);
      ok(left.every((byte, at) => byte === memory.bytes[at]), nameOf(ends));
    }
  }
});
