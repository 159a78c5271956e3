/**
 * Which fast path there is for what is enabled, and whether a batch can take it.
 *
 * @module
 */
import type { Tracing } from "../../engine/probe/mod.ts";
import { LINK } from "../../packet/wire/mod.ts";
import { PROTOCOL, transports } from "../../protocols/mod.ts";
import type { PacketBatch, PacketSource } from "../../sources/mod.ts";
import type { HostViews } from "./host_view.ts";
import { ViewTables } from "./local_table.ts";
import type { PacketFlows } from "./packet_flows.ts";
import { QUICK_IP } from "./quick_ip.ts";
import { QuickLoop, type QuickWay } from "./quick_loop.ts";
import { QUICK_RECORD } from "./quick_record.ts";
import { QuickTcp } from "./quick_tcp.ts";
import type { Stage } from "./stage.ts";
import type { StageList } from "./stages.ts";

export class FastPaths {
  readonly #tables: ViewTables;
  readonly #way: QuickWay | undefined;
  #loop: QuickLoop | undefined;

  constructor(
    readonly tracing: Tracing,
    readonly source: PacketSource,
    readonly stages: StageList,
    readonly views: HostViews,
    readonly flows: PacketFlows | undefined,
  ) {
    this.#tables = new ViewTables(tracing.memory);
    this.#way = this.#choose();
  }
  /** Views have changed. */
  forget(): void {
    this.#loop = undefined;
  }
  /** Segments are compared with others that were met elsewhere. */
  get mustBeSlow(): boolean {
    return this.stages.connection.isEnabled && this.flows!.copies.areSought;
  }
  /** The fast path that nearly all packets can take: headers alone are read, the view is known, columns are at hand. */
  of(batch: PacketBatch): QuickLoop | undefined {
    if (!this.#way || batch.address.buffer !== this.tracing.memory.bytes.buffer) return undefined;
    const { tracing, stages } = this, tables = this.#tables;
    if (this.#way === QUICK_RECORD) {
      const send = stages.records.captured!.fire, view = this.views.tap;
      return this.#loop ??= new QuickLoop(
        { tracing, send, receive: undefined, view, tables, isTold: false },
        this.#way,
      );
    }
    if (this.mustBeSlow || this.source.interfaces.some(({ linkType }) => linkType !== LINK.ETHERNET)) {
      return undefined;
    }
    if (this.#loop) return this.#loop;
    tables.update(this.views.all);
    const { send, receive } = stages.ip.isEnabled ? stages.ip : stages.tcp.plain!;
    const { only: view, isTapAsked } = this.views;
    const settings = { tracing, send: send?.fire, receive: receive?.fire, view, tables, isTold: !isTapAsked };
    return this.#loop = new QuickLoop(settings, this.#way);
  }
  /** Each stands for certain stages; where others are enabled, or more is asked of a packet than headers, there is none. */
  #choose(): QuickWay | undefined {
    const { enabled, records, ip, tcp, connection } = this.stages;
    const areOnly = (...some: readonly Stage[]) => enabled.every((stage) => some.includes(stage));
    if (enabled.some(({ needs }) => needs.packet)) return undefined;
    if (areOnly(records)) return records.isPlain ? QUICK_RECORD : undefined;
    if (areOnly(ip)) return QUICK_IP;
    if (ip.isEnabled || !connection.isEnabled || !tcp.plain || !this.flows) return undefined;
    const others = enabled.filter((stage) => stage !== tcp && stage !== connection);
    if (others.some((stage) => stage.wants("ip") || stage.wants("record") || stage.wants(PROTOCOL.TCP))) {
      return undefined;
    }
    const isAlone = !others.some((stage) => transports.some((one) => one && stage.wants(one.number)));
    return new QuickTcp(this.flows.table.lately, isAlone);
  }
}
