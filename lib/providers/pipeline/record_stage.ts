/**
 * The packet provider's firings: once for each record of the source, whatever is in it and from wherever it is seen, and once
 * more where it cannot be read.
 *
 * @module
 */
import type { ProbeCatalog } from "../../d/check/mod.ts";
import type { ProviderContext } from "../../engine/probe/mod.ts";
import { REASON, reasonText, shortfallOf } from "../../packet/wire/mod.ts";
import type { CurrentPacket } from "./current_packet.ts";
import { LinkRecord } from "./link_record.ts";
import type { PacketRecord } from "./packet_record.ts";
import { ARGUMENT_WORDS, firingOf, type Kind, type ProbeFiring, reads, type Stage, type StageNeeds } from "./stage.ts";

const [ARG0, ARG1, ARG2, ARG3, ARG4, ARG5] = ARGUMENT_WORDS;
/** `struct undecoded`: a pointer to the reason's text. */
const UNDECODED_BYTES = 8, REASON_BYTES = 96;

export class RecordStage implements Stage {
  readonly captured: ProbeFiring | undefined;
  readonly undecoded: ProbeFiring | undefined;
  readonly isEnabled: boolean;
  /** It writes `struct packet` itself: the same whatever the view. */
  readonly needs: StageNeeds;
  /** Nothing of a packet is asked for but that it is there. */
  readonly isPlain: boolean;
  readonly #needsPacket: boolean;
  readonly #link: LinkRecord | undefined;
  readonly #undecodedRecord: number = 0;
  readonly #reasonText: number = 0;
  readonly #texts = new Map<number, Uint8Array>();
  #reason: number = REASON.NONE;

  constructor(readonly tracing: ProviderContext, catalog: ProbeCatalog, readonly packet: PacketRecord) {
    const both = [this.captured, this.undecoded] = [
      firingOf(tracing, catalog, "packet", "captured"),
      firingOf(tracing, catalog, "packet", "undecoded"),
    ];
    this.isEnabled = both.some((firing) => firing !== undefined);
    this.needs = { packet: false, flows: reads(both, "flow") };
    this.isPlain = this.captured?.needs === 0 && this.undecoded === undefined;
    this.#needsPacket = reads(both, "packet");
    const { memory } = tracing;
    if (reads(both, "link")) this.#link = new LinkRecord(memory);
    if (!this.undecoded) return;
    this.#undecodedRecord = memory.reserve(UNDECODED_BYTES, "what could not be decoded");
    this.#reasonText = memory.reserve(REASON_BYTES, "what could not be decoded");
    memory.words[this.#undecodedRecord >> 2] = this.#reasonText;
  }
  wants(kind: Kind): boolean {
    return kind === "record";
  }
  begin({ batch, index: i, decoder: d, reason, flows }: CurrentPacket): boolean {
    const { packet } = this;
    const isIp = reason === REASON.NONE;
    const flow = this.needs.flows ? flows!.findIfAny(d, reason, batch.seconds[i]) : 0;
    // what the source says of its direction, not what a view makes of it
    if (this.#needsPacket) packet.write(batch, i, batch.direction[i] || d.linkDirection, d, isIp);
    const linkType = packet.tables.source.interfaces[batch.interface[i]].linkType;
    this.#link?.write(d, batch.address[i], batch.capturedLength[i], linkType);
    const ip = isIp ? d.ip : 0, from = this.#needsPacket ? packet.address : 0;
    if (this.captured && this.#run(this.captured, from, flow, ip, 0)) return true;
    if (!this.undecoded) return false;
    const shortfall = shortfallOf(d, reason);
    if (shortfall === REASON.NONE) return false;
    this.#writeReason(shortfall);
    return this.#run(this.undecoded, from, flow, ip, this.#undecodedRecord);
  }
  #run({ fire }: ProbeFiring, packet: number, flow: number, ip: number, last: number): boolean {
    const { words } = this.tracing.memory;
    words[ARG0] = words[ARG3] = packet;
    words[ARG1] = flow;
    words[ARG2] = ip;
    words[ARG4] = this.#link?.address ?? 0;
    words[ARG5] = last;
    const status = fire();
    return status !== 0 && this.tracing.checkStatus(status);
  }
  #writeReason(reason: number): void {
    if (this.#reason === reason) return;
    this.#reason = reason;
    let text = this.#texts.get(reason);
    if (!text) {
      text = new TextEncoder().encode(`${reasonText(reason)}\0`).subarray(0, REASON_BYTES);
      this.#texts.set(reason, text);
    }
    this.tracing.memory.bytes.set(text, this.#reasonText);
  }
}
