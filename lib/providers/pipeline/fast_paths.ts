/**
 * Which fast path there is for what is enabled, and whether a batch can take it.
 *
 * @module
 */
import type { ProviderContext } from "../../engine/probe/mod.ts";
import { LINK } from "../../packet/wire/mod.ts";
import { PROTOCOL, transports } from "../../protocols/mod.ts";
import type { PacketBatch, PacketSource } from "../../sources/mod.ts";
import { FastLoop, type FastPath, SETTINGS } from "../fast_path/mod.ts";
import type { HostViews } from "./host_view.ts";
import type { PacketFlows } from "./packet_flows.ts";
import type { Stage } from "./stage.ts";
import type { StageList } from "./stages.ts";

export class FastPaths {
  readonly #path: FastPath | undefined;
  #loop: FastLoop | undefined;
  /** Where the settings of the loop lie, whichever loop it is. */
  #block: number | undefined;

  constructor(
    readonly tracing: ProviderContext,
    readonly source: PacketSource,
    readonly stages: StageList,
    readonly views: HostViews,
    readonly flows: PacketFlows | undefined,
  ) {
    this.#path = this.#choose();
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
  of(batch: PacketBatch): FastLoop | undefined {
    const path = this.#path, { tracing, stages } = this, { memory } = tracing;
    if (!path || batch.address.buffer !== memory.bytes.buffer) return undefined;
    const block = this.#block ??= memory.reserve(SETTINGS.BYTES, "the fast path");
    if (path.kind === "records") {
      const send = stages.records.captured!.fire, view = this.views.tap;
      return this.#loop ??= new FastLoop(
        { tracing, block, send, receive: undefined, view, views: 0, isTold: false },
        path,
      );
    }
    if (this.mustBeSlow || this.source.interfaces.some(({ linkType }) => linkType !== LINK.ETHERNET)) {
      return undefined;
    }
    if (this.#loop) return this.#loop;
    const { send, receive } = stages.ip.isEnabled ? stages.ip : stages.tcp.plain!;
    const { only: view, isTapAsked } = this.views, views = this.views.heads();
    const settings = { tracing, block, send: send?.fire, receive: receive?.fire, view, views, isTold: !isTapAsked };
    return this.#loop = new FastLoop(settings, path);
  }
  /** Each stands for certain stages; where others are enabled, or more is asked of a packet than headers, there is none. */
  #choose(): FastPath | undefined {
    const { enabled, records, ip, tcp, connection } = this.stages;
    const areOnly = (...some: readonly Stage[]) => enabled.every((stage) => some.includes(stage));
    if (enabled.some(({ needs }) => needs.packet)) return undefined;
    if (areOnly(records)) return records.isPlain ? { kind: "records" } : undefined;
    if (areOnly(ip)) return { kind: "ip" };
    if (ip.isEnabled || !connection.isEnabled || !tcp.plain || !this.flows) return undefined;
    const others = enabled.filter((stage) => stage !== tcp && stage !== connection);
    if (others.some((stage) => stage.wants("ip") || stage.wants("record") || stage.wants(PROTOCOL.TCP))) {
      return undefined;
    }
    const isAlone = !others.some((stage) => transports.some((one) => one && stage.wants(one.number)));
    return { kind: "tcp", cache: this.flows.table.cache, isAlone };
  }
}
