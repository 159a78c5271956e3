/**
 * Damaged captures through the whole path, from the reader to D's clauses: every cut of the small captures, and ten
 * thousand of flipped bits. Nothing may throw, and no more may be counted than there are packets.
 */
import { ok } from "node:assert";
import { builtins } from "../../lib/builtins/mod.ts";
import { createMemory, emitImage, instantiate } from "../../lib/codegen/mod.ts";
import { Consumer } from "../../lib/engine/consume/mod.ts";
import { enableImage } from "../../lib/engine/probe/mod.ts";
import type { MachineMemory } from "../../lib/image/mod.ts";
import { PacketPipeline } from "../../lib/providers/pipeline/mod.ts";
import { Session } from "../../lib/session/mod.ts";
import type { PacketBatch } from "../../lib/sources/mod.ts";
import { BytesFeed, openFeeds, SourceError } from "../../lib/sources/capture/mod.ts";
import { Random } from "../fuzz/random.ts";

const PROGRAM = `
ip:::send, ip:::receive { @ip[args[2]->ip_saddr, args[2]->ip_daddr] = quantize(args[2]->ip_plength); @n = count(); }
ip:::receive { @v4[args[4]->ipv4_ttl, args[4]->ipv4_protostr] = count(); @v6[args[5]->ipv6_nexthdr] = count(); }
tcp:::send, tcp:::receive { @tcp[args[4]->tcp_flags, args[3]->tcps_state, args[3]->tcps_raddr] = count(); }
tcp:::state-change { @state[args[3]->tcps_state, args[5]->tcps_state] = count(); }
udp:::send, udp:::receive { @udp[args[4]->udp_dport] = sum(args[4]->udp_length); }
icmp:::send, icmp6:::send { @icmp[args[4]->icmp_type] = count(); }
ERROR { @errors[arg4] = count(); }
`;
const FLIPS = 10_000;

/** A machine that runs again and again; what a source and a pipeline reserve is given back before each run. */
class Bench {
  readonly #machine;
  readonly #enabling;
  readonly #session: Session;
  readonly #memory: MachineMemory;
  readonly #start: number;
  #next: number;

  private constructor(session: Session) {
    this.#session = session;
    const real = createMemory(2 ** 28);
    const sizes = {
      principal: 2 ** 16,
      aggregation: 2 ** 22,
      aggregationFixed: true,
      dynamic: 2 ** 16,
      speculation: 0,
      speculations: 0,
      stringSize: 256,
      scratch: 2 ** 16,
    };
    const { registry, options } = session;
    const image = emitImage(session.compilation.checker.finish(), { sizes, probes: registry, memoryBytes: 2 ** 28 });
    this.#machine = instantiate(image, real);
    this.#start = this.#next = real.reserve(0, "the rest");
    this.#memory = {
      ...real,
      bytes: real.bytes,
      words: real.words,
      doubles: real.doubles,
      view: real.view,
      reserve: (size) => {
        const at = this.#next;
        this.#next += Math.ceil(size / 65536) * 65536;
        if (this.#next > real.bytes.length) throw new RangeError("unbounded memory");
        return at;
      },
    };
    const consumer = new Consumer({
      machine: this.#machine,
      image,
      catalog: registry,
      options,
      actions: builtins.actions,
      aggregating: builtins.aggregating,
      output: { write() {} },
      warn() {},
    });
    this.#enabling = enableImage(this.#machine, image, registry, consumer, { destructive: false });
  }
  static async make(): Promise<Bench> {
    const session = new Session({ programs: [{ flag: "s", name: "hostile.d", text: PROGRAM }] }, {
      output: { write() {} },
      warn() {},
    });
    await session.compile();
    return new Bench(session);
  }
  /** Packets that the reader gave, and how often ip's probes fired. */
  run(bytes: Uint8Array): { packets: number; fired: number } {
    this.#next = this.#start;
    this.#machine.reset();
    const memory = this.#memory;
    let source;
    try {
      source = openFeeds([new BytesFeed("hostile", bytes)], { memory });
    } catch (error) {
      if (error instanceof SourceError) return { packets: 0, fired: 0 };
      throw error;
    }
    const tracing = {
      memory,
      fire: this.#enabling.fire.bind(this.#enabling),
      needs: this.#enabling.needs.bind(this.#enabling),
      attend: this.#enabling.attend.bind(this.#enabling),
    };
    const catalog = this.#session.registry;
    const pipeline = new PacketPipeline({ tracing, catalog, source, local: "none", flows: 256 });
    let packets = 0;
    for (
      let batch = source.next() as PacketBatch | undefined;
      batch;
      batch = source.next() as PacketBatch | undefined
    ) {
      packets += batch.count;
      ok(!pipeline.fireBatch(batch));
    }
    source.close();
    let fired = 0;
    // @n is the second aggregation of the program
    this.#machine.eachEntry(2, (_key, value) => fired = Number(memory.view.getBigInt64(value, true)));
    return { packets, fired };
  }
}
const folder = new URL("../captures/", import.meta.url);
const captures = [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) => /\.pcap(ng)?$/.test(name))
  .sort()
  .map((name) => ({ name, bytes: Deno.readFileSync(new URL(name, folder)) }))
  .filter(({ bytes }) => bytes.length > 0 && bytes.length < 8192);

Deno.test("every cut of every small capture", async () => {
  const bench = await Bench.make();
  for (const { name, bytes } of captures) {
    const whole = bench.run(bytes);
    // what is no capture, or an empty one, fires nothing
    if (!/not-a-capture|header-only/.test(name)) ok(whole.fired > 0, `${name} fires nothing`);
    let last = 0;
    for (let length = 0; length < bytes.length; length++) {
      const { packets, fired } = bench.run(bytes.subarray(0, length));
      ok(packets >= last && packets <= whole.packets, `${name} cut at ${length}: ${packets} packets`);
      ok(fired <= 2 * packets, `${name} cut at ${length}: fired ${fired} times for ${packets} packets`);
      last = packets;
    }
  }
});
Deno.test(`${FLIPS} captures with flipped bits (seed 1)`, async () => {
  const bench = await Bench.make();
  const random = new Random(1);
  for (let n = 0; n < FLIPS; n++) {
    const { name, bytes } = random.pick(captures);
    const hostile = bytes.slice();
    const flips = 1 + random.below(8);
    for (let i = 0; i < flips; i++) hostile[random.below(hostile.length)] ^= 1 << random.below(8);
    const { packets, fired } = bench.run(hostile);
    ok(fired <= 2 * packets, `${name}, number ${n}: fired ${fired} times for ${packets} packets`);
  }
});
