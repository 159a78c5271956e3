/** The host that a capture was made on is found by what its packets have in common, in whatever order they come. */
import { deepStrictEqual, ok } from "node:assert";
import { inferLocal } from "../../lib/providers/pipeline/view.ts";
import { makeBatch } from "../../lib/sources/capture/batch.ts";
import type { PacketBatch } from "../../lib/sources/mod.ts";
import { Random } from "../fuzz/random.ts";
import { plainMemory } from "../sources/plain_memory.ts";

const FRAME = 64, PACKETS = 4096;
const INTERFACES = [{ linkType: 1, file: "made" }];

/** Ethernet and IPv4 (or IPv6) between pairs of hosts, given by their last byte. */
class Sample {
  readonly memory = plainMemory(8);
  readonly batch: PacketBatch = makeBatch(this.memory, PACKETS);
  constructor(pairs: readonly (readonly [from: number, to: number, family?: number])[]) {
    const base = this.memory.reserve(PACKETS * FRAME, "frames");
    pairs.forEach(([from, to, family = 4], i) => {
      const at = base + i * FRAME, { bytes } = this.memory;
      const ip = family === 4 ? [0x45, 0, 0, 20, 0, 0, 0, 0, 63, 17] : [0x60, 0, 0, 0, 0, 0, 59, 63];
      bytes.set([...Array(12).fill(2), ...(family === 4 ? [8, 0] : [0x86, 0xdd]), ...ip], at);
      bytes.set(
        family === 4 ? [10, 0, from >> 8, from] : [0x20, 1, 0xd, 0xb8, from >> 8, from],
        at + (family === 4 ? 26 : 22),
      );
      bytes.set(family === 4 ? [10, 0, to >> 8, to] : [0x20, 1, 0xd, 0xb8, to >> 8, to], at + (family === 4 ? 30 : 38));
      this.batch.address[i] = at;
      this.batch.capturedLength[i] = this.batch.wireLength[i] = FRAME;
    });
    this.batch.count = pairs.length;
  }
  infer(): number[][] | undefined {
    return inferLocal(this.memory.bytes, INTERFACES, this.batch, 0)?.addresses.map((address) => [...address]);
  }
}

Deno.test("a host is found, or not, whatever the order of the packets", () => {
  let found = 0, none = 0;
  for (let seed = 1; seed <= 60; seed++) {
    const random = new Random(seed);
    // near the limit on either side; now and then two hosts, or both families
    const share = 0.91 + 0.08 * random.next();
    const hosts = random.chance(0.3) ? [1, 2] : [1];
    const pairs = Array.from({ length: PACKETS }, (): [number, number, number] => {
      const other = 10 + random.below(3000), host = random.chance(0.8) ? hosts[0] : random.pick(hosts);
      const [from, to] = random.chance(share) ? [host, other] : [10 + random.below(3000), other];
      return [...(random.chance(0.5) ? [from, to] as const : [to, from] as const), random.chance(0.2) ? 6 : 4];
    });
    const isHosts = ([from, to]: readonly number[]) => hosts.includes(from) || hosts.includes(to);
    const first = pairs.filter((pair) => !isHosts(pair)), last = pairs.filter(isHosts);
    const results = [pairs, [...first, ...last], [...last, ...first]].map((order) => new Sample(order).infer());
    deepStrictEqual(results[1]?.map(String).sort(), results[0]?.map(String).sort(), `seed ${seed}`);
    deepStrictEqual(results[2]?.map(String).sort(), results[0]?.map(String).sort(), `seed ${seed}`);
    if (results[0]) found++;
    else none++;
  }
  ok(found > 10 && none > 10, `${found} found, ${none} not`);
});
