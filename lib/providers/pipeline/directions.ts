/**
 * Whether a packet goes out of the observed host, comes in, or both; and what is left out for being neither.
 *
 * @module
 */
import { type Decoder, LINK } from "../../packet/wire/mod.ts";
import { DIRECTION, type PacketBatch, type PacketSource } from "../../sources/mod.ts";
import { isGroup } from "../view/mod.ts";
import type { AddressSet } from "./address.ts";
import { type HostViews, VIEW } from "./host_view.ts";

/** ARP's operation that asks. */
const REQUEST = 1;

export class Directions {
  /** Of the packet that was judged last. */
  sent = false;
  received = false;
  /** It is the host's own, and not only on its way through. */
  isOwn = true;
  /** What the capture says of its direction. */
  told: number = DIRECTION.UNKNOWN;
  /** Packets between others than the host that was stated. */
  between = 0;
  /** Packets whose direction in the capture contradicts the addresses that were stated. */
  contradicted = 0;

  constructor(readonly memory: Uint8Array, readonly views: HostViews, readonly source: PacketSource) {}

  /** Direction of the packet as the record of it says: none where it is both. */
  get shown(): number {
    if (this.told !== DIRECTION.UNKNOWN) return this.told;
    return this.sent === this.received ? DIRECTION.UNKNOWN : this.sent ? DIRECTION.OUTBOUND : DIRECTION.INBOUND;
  }
  /** Judges the packet of IP that was decoded last; false where it is to be left out. */
  judge(d: Decoder, batch: PacketBatch, i: number): boolean {
    const view = this.views.all[batch.interface[i]], { local } = view;
    const isFour = d.version === 4;
    const source = d.ip + (isFour ? 12 : 8), target = d.ip + (isFour ? 16 : 24);
    this.#start(d, batch, i);
    if (this.told !== DIRECTION.UNKNOWN) {
      if (view.kind === VIEW.STATED && !local.isEmpty) this.#compare(d, local, source, target);
    } else if (view.kind !== VIEW.TAP) {
      this.sent = isFour ? local.has4(source) : local.has6(source);
      this.received = isFour ? local.has4(target) : local.has6(target);
      if (!this.sent && !this.received) return this.#judgeOthers(view.kind, this.#isToAll(d, batch, i, target));
    }
    return true;
  }
  #start(d: Decoder, batch: PacketBatch, i: number): void {
    this.isOwn = true;
    this.told = this.views.isTapAsked ? DIRECTION.UNKNOWN : batch.direction[i] || d.linkDirection;
    this.sent = this.told !== DIRECTION.INBOUND;
    this.received = this.told !== DIRECTION.OUTBOUND;
  }
  /** The direction that the capture tells counts; what neither begins nor ends at the host is on its way through. */
  #compare(d: Decoder, local: AddressSet, source: number, target: number): void {
    const { sent } = this, isFour = d.version === 4;
    const near = sent ? source : target, far = sent ? target : source;
    if (isFour ? local.has4(near) : local.has6(near)) return;
    if (!sent && isGroup(this.memory, target, d.version)) return;
    if (isFour ? local.has4(far) : local.has6(far)) this.contradicted++;
    else this.isOwn = false;
  }
  /** What is sent to all comes to the host, too; what is between others is seen as on a tap, or left out. */
  #judgeOthers(kind: number, isToAll: boolean): boolean {
    this.received = true;
    this.sent = !isToAll;
    if (isToAll || kind === VIEW.GUESS) return true;
    this.between++;
    return false;
  }
  /** To a group of IP, or of the link: a network's broadcast address shows by nothing else. */
  #isToAll(d: Decoder, batch: PacketBatch, i: number, target: number): boolean {
    return isGroup(this.memory, target, d.version) || this.#isGroupFrame(batch, i);
  }
  #isGroupFrame(batch: PacketBatch, i: number): boolean {
    return this.source.interfaces[batch.interface[i]].linkType === LINK.ETHERNET &&
      (this.memory[batch.address[i]] & 1) !== 0;
  }
  /** The same for ARP, whose sender's and target's addresses are looked at where they are IPv4's. */
  judgeArp(d: Decoder, batch: PacketBatch, i: number): boolean {
    const { kind, local } = this.views.all[batch.interface[i]];
    this.#start(d, batch, i);
    if (this.told !== DIRECTION.UNKNOWN || kind === VIEW.TAP) return true;
    const isWhole = d.arpCaptured >= 28;
    this.sent = isWhole && local.has4(d.arp + 14);
    this.received = isWhole && local.has4(d.arp + 24);
    if (this.sent) {
      this.received &&= !this.#isQuestion(d);
      return true;
    }
    const isToAll = !isWhole || this.#isQuestion(d) || this.#isGroupFrame(batch, i);
    return this.received || this.#judgeOthers(kind, isToAll);
  }
  #isQuestion(d: Decoder): boolean {
    return (this.memory[d.arp + 6] << 8 | this.memory[d.arp + 7]) === REQUEST;
  }
}
