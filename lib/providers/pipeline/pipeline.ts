/**
 * From batches of packets to firings: the clock's, and those of the stages, by a fast path where there is one for what is
 * enabled.
 *
 * @module
 */
import type { ProviderContext } from "../../engine/probe/mod.ts";
import { CONTEXT } from "../../image/mod.ts";
import type { PacketBatch, RecordRun } from "../../sources/mod.ts";
import { type FoundViews, reportViews } from "../view/mod.ts";
import type { FastLoop } from "../fast_path/mod.ts";
import { Chains } from "./chains.ts";
import { TickClock } from "./clock.ts";
import { Datagrams } from "./datagrams.ts";
import { Directions } from "./directions.ts";
import { FastPaths } from "./fast_paths.ts";
import { HostViews } from "./host_view.ts";
import { Levels } from "./levels.ts";
import { OrderWatch } from "./order.ts";
import { PacketFlows } from "./packet_flows.ts";
import { PacketRecord } from "./packet_record.ts";
import { PacketSites, parseFlowKey } from "./packet_sites.ts";
import { PacketTables } from "./packet_tables.ts";
import type { PipelineReport, PipelineSettings } from "./pipeline_report.ts";
import { SlowPath } from "./slow_path.ts";
import { makeStages, type StageList } from "./stages.ts";
import { parseTunnels } from "./tunnel_choice.ts";

/** Packets after which a fast path is worth its making. */
const SLOW_START = 1_000;

export class PacketPipeline {
  readonly #tracing: ProviderContext;
  readonly #clock: TickClock;
  readonly #order: OrderWatch;
  readonly #stages: StageList;
  readonly #chains: Chains;
  readonly #datagrams: Datagrams;
  readonly #flows: PacketFlows | undefined;
  readonly #views: HostViews;
  readonly #directions: Directions;
  readonly #slowPath: SlowPath;
  readonly #fastPaths: FastPaths | undefined;
  readonly #slowStart: number;
  /** Packets until now, and those of them that took the slow path. */
  #seen = 0;
  #slow = 0;
  /** Number of the packet at which tracing came to its end. */
  stoppedAt: number | undefined;

  /** @throws ViewError for a `local` that is not a list of addresses */
  constructor(settings: PipelineSettings) {
    const { tracing, catalog, source } = settings, { memory } = tracing;
    this.#tracing = tracing;
    this.#slowStart = settings.slowStart ?? SLOW_START;
    this.#views = new HostViews(memory, source, settings.local);
    this.#directions = new Directions(memory, this.#views, source);
    this.#clock = new TickClock(tracing, catalog);
    this.#order = new OrderWatch(memory, source);
    this.#datagrams = new Datagrams(memory);
    const tables = new PacketTables(memory, source), record = new PacketRecord(memory, tables);
    this.#stages = makeStages(tracing, catalog, record, this.#datagrams, settings);
    this.#chains = new Chains(this.#stages.enabled);
    const levels = new Levels(memory.bytes, parseTunnels(settings.tunnels, settings.tunnelDepth));
    const sites = new PacketSites(memory, source, parseFlowKey(settings.flowKey), levels.isOpen);
    if (this.#stages.enabled.some(({ needs }) => needs.flows)) {
      this.#flows = new PacketFlows(memory, sites, settings.flows);
    }
    this.#slowPath = new SlowPath({
      memory,
      source,
      chains: this.#chains,
      directions: this.#directions,
      datagrams: this.#datagrams,
      record,
      sites,
      levels,
      flows: this.#flows,
    });
    if (settings.fastPath !== false) {
      this.#fastPaths = new FastPaths({
        tracing,
        source,
        stages: this.#stages,
        views: this.#views,
        tables,
        packet: this.#slowPath.needsPacket ? record.address : 0,
        flows: this.#flows,
        opensTunnels: levels.isOpen,
      });
    }
    memory.words.fill(0, CONTEXT.ARG >> 2, CONTEXT.TIME_SECONDS >> 2);
  }

  /** Whether it must be inferred whose view the captures are, before anything fires. */
  get infersViews(): boolean {
    return this.#chains.isMoreThanRecords && !this.#views.isGiven;
  }
  /** What was found out of it. */
  setViews(found: FoundViews): void {
    this.#views.found = found;
  }

  /** Fires for each packet in turn, or for the first `count`; true when tracing is over. */
  fireBatch(batch: PacketBatch, count: number = batch.count): boolean {
    this.#seen += count;
    if (this.#views.learn(batch, count)) this.#fastPaths?.forget();
    for (let i = 0; i < count; i++) {
      const fast = this.#fastPath(batch);
      if (fast) i = fast.fire(batch, i, count, this.#clock);
      if (fast?.isOver) return this.#stop(batch.firstNumber + i - 1);
      if (i === count) break;
      if (this.#fireSlow(batch, i)) return this.#stop(batch.firstNumber + i);
    }
    return false;
  }
  /** Whether {@linkcode fireRecords} can be called with what lies behind the batch. */
  takesRecords(batch: PacketBatch): boolean {
    return this.#fastPath(batch) !== undefined;
  }
  /** Fires for all records that are whole, one packet at a time through the batch where need be; true when tracing is over. */
  fireRecords(records: RecordRun, batch: PacketBatch): boolean {
    for (;;) {
      const fast = this.#fastPath(batch);
      fast?.fireRecords(records, batch.interface[0], this.#clock);
      if (fast?.isOver) return this.#stop(records.number - 1);
      if (!records.next()) return false;
      if (this.#fireSlow(batch, 0)) return this.#stop(batch.firstNumber);
    }
  }
  /** Fires what is due of the clock, and then for a packet of any kind; true when tracing is over. */
  #fireSlow(batch: PacketBatch, i: number): boolean {
    this.#slow++;
    const { doubles, words } = this.#tracing.memory;
    const seconds = batch.seconds[i], nanoseconds = batch.nanoseconds[i];
    this.#order.look(batch, i);
    if (this.advanceTo(seconds, nanoseconds)) return true;
    doubles[CONTEXT.TIME_SECONDS >> 3] = seconds;
    words[CONTEXT.TIME_NANOSECONDS >> 2] = nanoseconds;
    words[CONTEXT.PACKET_START >> 2] = batch.address[i];
    words[CONTEXT.PACKET_END >> 2] = batch.address[i] + batch.capturedLength[i];
    words[CONTEXT.PACKET_RECORD >> 2] = 0;
    return this.#slowPath.fire(batch, i);
  }
  #stop(number: number): true {
    this.stoppedAt = number;
    return true;
  }
  /** Fires what is due of the clock; true when tracing is over. */
  advanceTo(seconds: number, nanoseconds: number): boolean {
    const clock = this.#clock, { dns } = this.#stages;
    if (dns.isEnabled && dns.advance(seconds, nanoseconds)) return true;
    const isDue = seconds > clock.dueSeconds || seconds === clock.dueSeconds && nanoseconds >= clock.dueNanoseconds;
    return isDue && clock.fireUntil(seconds, nanoseconds);
  }
  /** All packets have been fired: what was held back behind gaps is read; true when tracing is over. */
  finish(): boolean {
    const { words } = this.#tracing.memory, { streams } = this.#stages.streams;
    words[CONTEXT.PACKET_END >> 2] = words[CONTEXT.PACKET_RECORD >> 2] = 0;
    return streams.finish();
  }
  #fastPath(batch: PacketBatch): FastLoop | undefined {
    return this.#seen < this.#slowStart ? undefined : this.#fastPaths?.of(batch);
  }
  report(): PipelineReport {
    this.#fastPaths?.addTo(this.#slowPath.undecoded);
    const { between, contradicted } = this.#directions, { found, assumed } = this.#views;
    return {
      undecoded: this.#slowPath.undecoded.report(),
      ...(this.infersViews && reportViews(found, [...assumed])),
      betweenOthers: between,
      contradicted,
      passing: this.#slowPath.passing,
      joinedGaps: this.#stages.connection.tracker.joinedGaps,
      malformedDns: this.#stages.dns.malformed,
      malformedHttp: this.#stages.http.malformed,
      forgottenHttp: this.#stages.http.forgotten,
      forgottenDns: this.#stages.dns.forgotten,
      malformedTls: this.#stages.tls.malformed,
      streams: this.#stages.streams.report(),
      closedTunnels: this.#slowPath.closedTunnels,
      evictedFlows: this.#flows?.table.evicted ?? 0,
      skippedFirings: this.#clock.skippedFirings,
      slowPathPackets: this.#slow,
      stoppedAt: this.stoppedAt,
      outOfOrder: this.#order.report(),
      copies: this.#flows?.report(),
      ...this.#datagrams.report(),
    };
  }
}
