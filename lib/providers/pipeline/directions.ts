/**
 * Whether a packet goes out of the observed host, comes in, or both; and what is left out for being neither.
 *
 * @module
 */
import type { MachineMemory } from "../../image/mod.ts";
import { type Decoder, LINK } from "../../packet/wire/mod.ts";
import { DIRECTION, type PacketBatch, type PacketSource } from "../../sources/mod.ts";
import { DIRECTED, directionsOf, ownEnds, VIEW } from "./direction_rule.ts";
import type { HostViews } from "./host_view.ts";

/** ARP's operation that asks. */
const REQUEST = 1;

export class Directions {
  /** Of the packet that was judged last. */
  sent = false;
  received = false;
  /** It is the host's own, and not only on its way through. */
  isOwn = true;
  /** What the capture says of its direction. */
  stated: number = DIRECTION.UNKNOWN;
  /** Packets between others than the host that was stated. */
  between = 0;
  /** Packets whose direction in the capture contradicts the addresses that were stated. */
  contradicted = 0;

  constructor(readonly memory: MachineMemory, readonly views: HostViews, readonly source: PacketSource) {}

  /** Direction of the packet as the record of it says: none where it is both. */
  get shown(): number {
    if (this.stated !== DIRECTION.UNKNOWN) return this.stated;
    return this.sent === this.received ? DIRECTION.UNKNOWN : this.sent ? DIRECTION.OUTBOUND : DIRECTION.INBOUND;
  }
  /** Judges the packet of IP that was decoded last; false where it is to be left out. */
  judge(d: Decoder, batch: PacketBatch, i: number): boolean {
    const { head } = this.views.all[batch.interface[i]].local, isFour = d.version === 4;
    const source = d.ip + (isFour ? 12 : 8), target = d.ip + (isFour ? 16 : 24);
    this.stated = this.#statedBy(d, batch, i);
    const found = directionsOf(this.memory, head, this.stated, source, target, isFour, this.#isGroupFrame(batch, i));
    this.sent = (found & DIRECTED.SENT) !== 0;
    this.received = (found & DIRECTED.RECEIVED) !== 0;
    this.isOwn = (found & DIRECTED.PASSING) === 0;
    if ((found & DIRECTED.CONTRADICTED) !== 0) this.contradicted++;
    if ((found & DIRECTED.LEFT_OUT) === 0) return true;
    this.between++;
    return false;
  }
  /**
   * Judges a packet inside the one that was judged last: by its own ends where they are the host's, else it goes the way of
   * what carries it, whether that was left out or not.
   */
  judgeInside(d: Decoder, batch: PacketBatch, i: number, isAroundSeen: boolean): boolean {
    const { local: { head }, kind } = this.views.all[batch.interface[i]], isFour = d.version === 4;
    if (this.stated !== DIRECTION.UNKNOWN || kind === VIEW.TAP) return isAroundSeen;
    const source = d.ip + (isFour ? 12 : 8), target = d.ip + (isFour ? 16 : 24);
    const ends = ownEnds(this.memory, head, source, target, isFour);
    if (ends === 0) return isAroundSeen;
    this.sent = (ends & DIRECTED.SENT) !== 0;
    this.received = (ends & DIRECTED.RECEIVED) !== 0;
    this.isOwn = true;
    return true;
  }
  #statedBy(d: Decoder, batch: PacketBatch, i: number): number {
    return this.views.isTapAsked ? DIRECTION.UNKNOWN : batch.direction[i] || d.linkDirection;
  }
  #isGroupFrame(batch: PacketBatch, i: number): boolean {
    return this.source.interfaces[batch.interface[i]].linkType === LINK.ETHERNET &&
      (this.memory.bytes[batch.address[i]] & 1) !== 0;
  }
  /** The same for ARP, whose sender's and target's addresses are looked at where they are IPv4's. */
  judgeArp(d: Decoder, batch: PacketBatch, i: number): boolean {
    const { kind, local } = this.views.all[batch.interface[i]];
    this.isOwn = true;
    this.stated = this.#statedBy(d, batch, i);
    this.sent = this.stated !== DIRECTION.INBOUND;
    this.received = this.stated !== DIRECTION.OUTBOUND;
    if (this.stated !== DIRECTION.UNKNOWN || kind === VIEW.TAP) return true;
    const isWhole = d.arpCaptured >= 28;
    this.sent = isWhole && local.has4(d.arp + 14);
    this.received = isWhole && local.has4(d.arp + 24);
    if (this.sent) {
      this.received &&= !this.#isQuestion(d);
      return true;
    }
    if (this.received) return true;
    // what is sent to all comes to the host, too; what is between others is seen as on a tap, or left out
    const isToAll = !isWhole || this.#isQuestion(d) || this.#isGroupFrame(batch, i);
    this.received = true;
    this.sent = !isToAll;
    if (isToAll || kind === VIEW.GUESS) return true;
    this.between++;
    return false;
  }
  #isQuestion(d: Decoder): boolean {
    return (this.memory.bytes[d.arp + 6] << 8 | this.memory.bytes[d.arp + 7]) === REQUEST;
  }
}
