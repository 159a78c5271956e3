/**
 * A compiled program that runs over one capture after the other, in one machine: what would take milliseconds for each
 * takes microseconds. What sources and pipelines reserve is given back before each run.
 *
 * @module
 */
import { denoHost } from "../../lib/host/deno/mod.ts";
import { builtins } from "../../lib/builtins/mod.ts";
import { createMemory, instantiate } from "../../lib/codegen/wasm/mod.ts";
import { emitImage } from "../../lib/codegen/mod.ts";
import type { ProbeCatalog, ProbeInformation } from "../../lib/d/check/mod.ts";
import { Consumer } from "../../lib/engine/consume/mod.ts";
import { enableImage, type Enabling } from "../../lib/engine/probe/mod.ts";
import { CONTEXT, type Image, type Machine, type MachineMemory } from "../../lib/image/mod.ts";
import { PacketPipeline, type PipelineReport } from "../../lib/providers/pipeline/mod.ts";
import { Session } from "../../lib/session/mod.ts";
import type { PacketBatch, PacketSource, SourceProblem } from "../../lib/sources/mod.ts";
import { MemoryReader, openFeeds, SourceError } from "../../lib/sources/capture/mod.ts";

const PAGE = 0x10000, MEMORY_BYTES = 2 ** 28, FLOWS = 256;
const FILLED = /^(capture window|columns of packets)/;

export interface ReusedSettings {
  readonly local?: string;
  /** Whether compiled code judges plain packets, from the first one on. */
  readonly fastPath?: boolean;
  /** Whether it takes records as they lie in a file, behind a first batch of so many packets. */
  readonly recordsAfter?: number;
  /** Bytes that the capture is handed over in at a time. */
  readonly most?: number;
  readonly flowKey?: string;
}
export interface ReusedResult {
  /** Packets that the reader gave, up to the one at which the program has ended. */
  readonly packets: number;
  readonly problems: readonly SourceProblem[];
  readonly report: PipelineReport | undefined;
}
export class ReusedMachine {
  readonly #image: Image;
  readonly #machine: Machine;
  readonly #enabling: Enabling;
  readonly #catalog: ProbeCatalog;
  readonly #memory: MachineMemory;
  readonly #start: number;
  #next: number;

  private constructor(session: Session) {
    this.#catalog = remembering(session.registry);
    const real = createMemory(MEMORY_BYTES);
    const sizes = {
      principal: 2 ** 16,
      aggregation: 2 ** 22,
      aggregationFixed: true,
      dynamic: 2 ** 16,
      speculation: 0,
      speculations: 0,
      stringSize: 256,
      packetSize: 2048,
      scratch: 2 ** 16,
    };
    const { registry, options } = session;
    const settings = { sizes, probes: registry, builtins: session.compilation.builtins, memoryBytes: MEMORY_BYTES };
    const image = emitImage(session.compilation.checker.finish(), settings);
    this.#image = image;
    this.#machine = instantiate(image, real);
    this.#start = this.#next = real.reserve(0, "the rest");
    this.#memory = { ...real, reserve: (size, what, holds) => this.#reserve(real.bytes, size, what, holds) };
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
  static async make(program: string): Promise<ReusedMachine> {
    const client = { output: { write() {} }, warn() {} };
    const session = new Session({ programs: [{ flag: "s", name: "reused.d", text: program }] }, client, denoHost);
    await session.compile();
    return new ReusedMachine(session);
  }
  /** As new memory is, all zeros; but for what a source fills before it is read. */
  #reserve(bytes: Uint8Array, size: number, what: string, holds?: "packets"): number {
    const at = this.#next;
    this.#next += Math.ceil(size / PAGE) * PAGE;
    if (this.#next > bytes.length) throw new RangeError("unbounded memory");
    bytes.fill(holds ? 1 : 0, CONTEXT.PAGES + at / PAGE, CONTEXT.PAGES + this.#next / PAGE);
    if (!FILLED.test(what)) bytes.fill(0, at, at + size);
    return at;
  }
  /** Runs over a capture of one file. What is no capture has no packets. */
  run(
    bytes: Uint8Array,
    { local = "none", fastPath = false, recordsAfter, most, flowKey }: ReusedSettings = {},
  ): ReusedResult {
    this.#next = this.#start;
    this.#machine.reset();
    let source: PacketSource;
    try {
      source = openFeeds([new MemoryReader("capture", bytes, most)], { memory: this.#memory, host: denoHost });
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      return { packets: 0, problems: [], report: undefined };
    }
    const enabling = this.#enabling;
    const tracing = {
      memory: this.#memory,
      fire: enabling.fire.bind(enabling),
      needs: enabling.needs.bind(enabling),
      members: enabling.members.bind(enabling),
      checkStatus: enabling.checkStatus.bind(enabling),
    };
    const catalog = this.#catalog;
    const settings = { tracing, catalog, source, local, flowKey, flows: FLOWS, fastPath, slowStart: 0 };
    const pipeline = new PacketPipeline(settings);
    let packets = 0;
    for (let batch = next(source, recordsAfter); batch; batch = next(source, recordsAfter)) {
      packets += batch.count;
      let isOver = pipeline.fireBatch(batch);
      const records = recordsAfter !== undefined && pipeline.takesRecords(batch) ? source.records?.() : undefined;
      if (records) isOver ||= pipeline.fireRecords(records, batch);
      packets += records?.taken ?? 0;
      if (isOver) break;
    }
    source.close();
    return { packets: pipeline.stoppedAt ?? packets, problems: source.problems, report: pipeline.report() };
  }
  /** Of the last run: keys and values of all aggregations, as they lie in memory, in the order of their making. */
  entries(): string[] {
    const { bytes } = this.#memory, entries: string[] = [];
    const text = (at: number, size: number) => String.fromCharCode(...bytes.subarray(at, at + size));
    for (const { id, name, keySize, valueSize } of this.#image.aggregations) {
      this.#machine.eachEntry(id, (key, value) => {
        entries.push(`${name}:${text(key, keySize)}=${text(value, valueSize)}`);
      });
    }
    return entries;
  }
  /** The count of an aggregation without keys, by its name; 0 where it was never updated. */
  count(name: string): number {
    const description = this.#image.aggregations.find((one) => one.name === name);
    let count = 0;
    if (description) {
      this.#machine.eachEntry(
        description.id,
        (_key, value) => count = Number(this.#memory.view.getBigInt64(value, true)),
      );
    }
    return count;
  }
}
/** All that a run came to, but for which path packets took. */
export function outcomeOf(machine: ReusedMachine, { packets, problems, report }: ReusedResult): string {
  const facts = { packets, problems, ...report, slowPathPackets: 0 };
  return [
    JSON.stringify(facts, (_key, value) => typeof value === "bigint" ? `${value}n` : value),
    ...packets > 0 ? machine.entries() : [],
  ].join("\n");
}
export function firstDifference(seen: string, expected: string): string {
  const [a, b] = [seen.split("\n"), expected.split("\n")], line = a.findIndex((text, i) => text !== b[i]);
  return `line ${line + 1}: ${JSON.stringify(a[line])} where ${JSON.stringify(b[line])} is right`;
}
const next = (source: PacketSource, most?: number) => source.next(most) as PacketBatch | undefined;
/** Each pipeline looks for the same probes, by provider and name. */
function remembering(registry: ProbeCatalog): ProbeCatalog {
  const matched = new Map<string, Map<string, readonly ProbeInformation[]>>();
  return {
    match(description) {
      const { provider, name } = description;
      let ofProvider = matched.get(provider);
      if (!ofProvider) matched.set(provider, ofProvider = new Map());
      let found = ofProvider.get(name);
      if (!found) ofProvider.set(name, found = registry.match(description));
      return found;
    },
    get: (id) => registry.get(id),
    all: () => registry.all(),
  };
}
