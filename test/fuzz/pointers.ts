/**
 * Random addresses and lengths through everything of D that takes a pointer: nothing traps, nothing of the engine and no
 * neighbour changes, and no byte of another packet is seen.
 */
import { denoHost } from "../../lib/host/deno/mod.ts";
import { deepStrictEqual, ok } from "node:assert";
import { createMemory, instantiate } from "../../lib/codegen/wasm/mod.ts";
import { emitImage } from "../../lib/codegen/mod.ts";
import { CONTEXT, FAULT, type MachineMemory, READABLE_BASE } from "../../lib/image/mod.ts";
import { Session } from "../../lib/session/mod.ts";
import { Random } from "./random.ts";

const MEMORY = 2 ** 26;
/** Of the packet that fires, within a region that holds others' bytes: all of those are 0xee. */
const PACKET = { at: 5000, size: 120, others: 0xee };

/** Expressions of the address arg0, the numbers arg1 and arg2; each is a clause. */
const READS = [
  "r = *(char *)arg0",
  "r = *(uint64_t *)(arg0 + arg1)",
  "r = ((uint16_t *)arg0)[arg1]",
  "r = strlen((char *)arg0)",
  "r = strlen(stringof((char *)arg0))",
  "r = *(char *)copyin(arg0, arg1 & 63)",
  "r = *(char *)copyin(arg0, arg1)",
  "text = copyinstr(arg0)",
  "text = copyinstr(arg0, arg1)",
  "text = memstr((void *)arg0, 46, arg1)",
  "text = strjoin((char *)arg0, (char *)arg2)",
  "text = substr((char *)arg0, arg1, arg2)",
  "text = strtok((char *)arg0, (char *)arg2)",
  "text = strstr((char *)arg0, (char *)arg2)",
  "text = strchr((char *)arg0, arg1)",
  "text = basename((char *)arg0)",
  "text = dirname((char *)arg0)",
  "text = cleanpath((char *)arg0)",
  "text = toupper((char *)arg0)",
  'text = json((char *)arg0, "a")',
  "r = strtoll((char *)arg0)",
  "r = index((char *)arg0, (char *)arg2)",
  "r = (char *)arg0 == (char *)arg2",
  "r = stringof((char *)arg0) < stringof((char *)arg2)",
  "text = inet_ntoa((ipaddr_t *)arg0)",
  "text = inet_ntoa6((in6_addr_t *)arg0)",
  "text = inet_ntop(2, (void *)arg0)",
  "text = inet_ntop(10, (void *)arg0)",
  "text = link_ntop(1, (void *)arg0)",
  "r = inet_in(stringof((char *)arg0), stringof((char *)arg2))",
  "@k[inet_ntoa((ipaddr_t *)arg0)] = count()",
  "@t[stringof((char *)arg0)] = count()",
  "seen[stringof((char *)arg0)] = 1",
  "tracemem(arg0, 32)",
  "tracemem(arg0, 64, arg1)",
  "w = *(struct s *)arg0",
];
const STORES = [
  "*(char *)arg0 = arg1",
  "*(uint64_t *)arg0 = arg1",
  "*(uint32_t *)(arg0 + arg1) = arg2",
  "((uint16_t *)arg0)[arg1] = arg2",
  "(*(int *)arg0)++",
  "*(int *)arg0 += arg1",
  "*(struct s *)arg0 = w",
  "((struct s *)arg0)->bits = arg1",
  "target[arg1] = arg2",
  "v.part[arg1] = arg2",
  "m[3].part[arg1] = arg2",
  "bcopy((void *)arg0, (void *)arg2, arg1)",
  "bcopy((void *)arg0, alloca(arg1), arg1)",
  "copyinto(arg0, arg1, (void *)arg2)",
  "copyinto(arg0, arg1 & 31, alloca(32))",
  "*(char *)alloca(arg1) = 1",
  "r = *(char *)memref((void *)arg0, arg1)",
];
const DECLARED = `struct s { char part[24]; unsigned bits : 5; int more; };
  char before[40]; char target[40]; char after[40]; struct s v; struct s w; struct s m[int]; string text; int seen[string];
  int64_t r; `;
const PROGRAM = `${DECLARED}
  BEGIN /arg3 == 1/ { m[1].more = 11; m[2].more = 22; m[3].more = 33; m[4].more = 44; before[0] = 1; after[39] = 1; }
  BEGIN /arg3 == 2/ { this->e = m[1].more; this->f = m[2].more; this->g = m[4].more; }
  ${[...READS, ...STORES].map((expression, n) => `BEGIN /arg3 == ${n + 10}/ { ${expression}; }`).join("\n  ")}`;

/** Four of 24 bytes of links and key, and 32 of data. */
const FIRST_ELEMENTS = 4 * (24 + 32);

/** What fired once came to. */
interface Fired {
  readonly fault: number;
}
export class PointerBench {
  readonly faults = new Map<number, number>();
  readonly #fire: () => number;
  readonly #packets: number;
  readonly #allowed: readonly (readonly [from: number, to: number])[];
  readonly #end: number;
  readonly #before: Uint8Array;
  readonly #elements: { readonly base: number; readonly map: number };
  readonly #constants: readonly { readonly address: number; readonly bytes: Uint8Array }[];

  private constructor(session: Session, readonly memory: MachineMemory) {
    const sizes = {
      principal: 2 ** 16,
      aggregation: 2 ** 16,
      aggregationFixed: true,
      dynamic: 2 ** 14,
      speculation: 256,
      speculations: 1,
      stringSize: 64,
      packetSize: 2048,
      scratch: 4096,
    };
    const { registry, compilation: { builtins } } = session;
    const program = session.compilation.checker.finish();
    const image = emitImage(program, { sizes, probes: registry, builtins, memoryBytes: MEMORY });
    const machine = instantiate(image, memory);
    const begin = registry.match({ provider: "dtrace", module: "", function: "", name: "BEGIN" })[0];
    this.#fire = machine.fire(begin.id)!;
    const { layout } = image;
    this.#end = layout.end;
    this.#packets = memory.reserve(2 ** 16, "packets", "packets");
    memory.bytes.fill(PACKET.others, this.#packets, this.#packets + 2 ** 16);
    memory.bytes.fill(0x20, this.#packets + PACKET.at, this.#packets + PACKET.at + PACKET.size);
    memory.words[CONTEXT.PACKET_START >> 2] = this.#packets + PACKET.at;
    memory.words[CONTEXT.PACKET_END >> 2] = this.#packets + PACKET.at + PACKET.size;
    this.fire(1, 0n, 0n, 0n);
    const { scratch, principal, aggregation, aggregationIndex, storableVariables, dynamic, dynamicIndex } = layout;
    const regions = [scratch, principal, aggregation, aggregationIndex, dynamicIndex, layout.elementMap];
    this.#allowed = [
      ...regions.map(({ base, size }): [number, number] => [base, base + size]),
      // elements come to be; those that were made first are looked at on their own
      [dynamic.base, dynamic.base + dynamic.size],
      // scalars, and whether a string is NULL
      ...program.variables.map((one): [number, number] => [layout.variable(one), layout.variable(one) + 8]),
      // where keys are put together; constants lie there, too
      [layout.variables.base + layout.variables.size, this.#end],
      ...storableVariables.map(({ base, size }): [number, number] => [base, base + size]),
    ];
    this.#constants = layout.data;
    this.#elements = { base: dynamic.base, map: layout.elementMap.base };
    this.#before = memory.bytes.slice(READABLE_BASE, this.#end);
  }
  static async open(): Promise<PointerBench> {
    const session = new Session(
      { programs: [{ flag: "n", text: PROGRAM }] },
      { output: { write() {} }, warn() {} },
      denoHost,
    );
    await session.compile();
    return new PointerBench(session, createMemory(MEMORY));
  }
  get clauses(): number {
    return READS.length + STORES.length;
  }
  fire(clause: number, ...args: readonly bigint[]): Fired {
    const { view, words } = this.memory;
    args.forEach((arg, n) => view.setBigInt64(CONTEXT.ARG + 8 * n, BigInt.asIntN(64, arg), true));
    view.setBigInt64(CONTEXT.ARG + 24, BigInt(clause), true);
    words[CONTEXT.PRINCIPAL_NEXT >> 2] = words[CONTEXT.PRINCIPAL_BASE >> 2];
    this.#fire();
    // the record of a fault: header, epid, action, offset, fault
    const record = words[CONTEXT.PRINCIPAL_BASE >> 2];
    const isFault = words[CONTEXT.PRINCIPAL_NEXT >> 2] > record && words[record >> 2] === 0;
    const fault = isFault ? words[(record + 16 + 12) >> 2] : FAULT.NONE;
    this.faults.set(fault, (this.faults.get(fault) ?? 0) + 1);
    return { fault };
  }
  address(random: Random): bigint {
    const near = (base: number) => BigInt(base + random.below(64) - 16);
    const { scratch } = { scratch: this.memory.words[CONTEXT.SCRATCH_BASE >> 2] };
    switch (random.below(9)) {
      case 0:
        return BigInt(random.below(READABLE_BASE + 64));
      case 1:
        return -BigInt(random.below(4200)) - 1n;
      case 2:
        return near(MEMORY);
      case 3:
        return near(this.#packets + PACKET.at + random.pick([0, PACKET.size]));
      case 4:
        return BigInt(this.#packets + random.below(2 ** 16));
      case 5:
        return near(scratch);
      case 6:
        return BigInt(READABLE_BASE + random.below(this.#end - READABLE_BASE));
      case 7:
        return (BigInt(random.below(2 ** 32)) << 32n) + near(this.#packets + PACKET.at);
      default:
        return near(random.pick(this.#allowed)[0]);
    }
  }
  number(random: Random): bigint {
    const small = BigInt(random.below(80));
    return random.pick([small, -small, small << 32n, 2n ** 63n - small, 2n ** 31n + small, 2n ** 32n - small, 4096n]);
  }
  /** What nothing may have changed: all but where a program may store. */
  check(): void {
    const { bytes } = this.memory;
    const allowed = this.#allowed.toSorted(([a], [b]) => a - b);
    let at = READABLE_BASE;
    for (const [from, to] of [...allowed, [this.#end, this.#end] as const]) {
      for (; at < from; at++) {
        if (bytes[at] !== this.#before[at - READABLE_BASE]) throw new Error(`byte ${at.toString(16)} was changed`);
      }
      at = Math.max(at, to);
    }
    // links, hashes and keys of the first elements: all that is none of their data
    for (let at = this.#elements.base; at < this.#elements.base + FIRST_ELEMENTS; at++) {
      const isData = bytes[this.#elements.map + (at - this.#elements.base >> 3)] === 1;
      if (!isData && bytes[at] !== this.#before[at - READABLE_BASE]) throw new Error(`link ${at.toString(16)}`);
    }
    for (const constant of this.#constants) {
      const { address } = constant;
      deepStrictEqual(bytes.subarray(address, address + constant.bytes.length), constant.bytes);
    }
    const packets = bytes.subarray(this.#packets, this.#packets + 2 ** 16);
    packets.forEach((byte, n) => {
      const own = n >= PACKET.at && n < PACKET.at + PACKET.size;
      if (byte !== (own ? 0x20 : PACKET.others)) throw new Error(`byte ${n} of packets was changed`);
    });
  }
  /** No string that the program made holds another packet's bytes. */
  seesOthers(): boolean {
    const scratch = this.memory.words[CONTEXT.SCRATCH_BASE >> 2];
    const made = this.memory.bytes.subarray(scratch, scratch + 4096);
    return made.some((_, at) => [0, 1, 2, 3].every((n) => made[at + n] === PACKET.others));
  }
}
/** Fires so often with what the seed says. */
export async function tryPointers(seed: number, firings: number): Promise<ReadonlyMap<number, number>> {
  const random = new Random(seed), bench = await PointerBench.open();
  for (let n = 0; n < firings; n++) {
    const clause = 10 + random.below(bench.clauses);
    const args = [bench.address(random), bench.number(random), bench.address(random)];
    try {
      bench.fire(clause, ...args);
      ok(!bench.seesOthers(), "bytes of another packet");
      if (n % 500 === 0) bench.check();
    } catch (error) {
      const text = [...READS, ...STORES][clause - 10];
      throw new Error(`seed ${seed}, firing ${n}: ${text} of ${args.join(", ")}`, { cause: error });
    }
  }
  bench.check();
  deepStrictEqual([...bench.faults.keys()].filter((kind) => kind < 0 || kind > 5), []);
  return bench.faults;
}
