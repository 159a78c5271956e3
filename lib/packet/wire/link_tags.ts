/**
 * What stood between a frame's link header and its IP packet: VLAN tags, MPLS labels, a session of PPPoE. Written as they are
 * passed by, for code that needs to know where a packet was met; nothing is allocated.
 *
 * Sources: IEEE 802.1Q, RFC 3032, RFC 2516.
 *
 * @module
 */

/** As many as are kept of each; their numbers count on. */
export const MAX_TAGS_KEPT = 16;

export class LinkTags {
  /** VLAN tags, outermost first: priority, drop eligibility and id, as they stand in the tag. */
  vlanCount = 0;
  readonly vlans: Uint16Array = new Uint16Array(MAX_TAGS_KEPT);
  /** Labels of MPLS, outermost first. */
  labelCount = 0;
  readonly labels: Uint32Array = new Uint32Array(MAX_TAGS_KEPT);
  /** Session of PPPoE, -1 where there is none. */
  pppoe = -1;
  /** The innermost EtherType; 0 where there was none. */
  etherType = 0;

  /** Where a frame of another link type begins within the frame, and that type; 0 where there is none. */
  frame = 0;
  frameType = 0;

  clear(): void {
    this.vlanCount =
      this.labelCount =
      this.etherType =
      this.frame =
        0;
    this.pppoe = -1;
  }
  /** What stood before a datagram that another packet made whole. */
  copy(other: LinkTags): void {
    this.vlanCount = other.vlanCount;
    this.vlans.set(other.vlans);
    this.labelCount = other.labelCount;
    this.labels.set(other.labels);
    this.pppoe = other.pppoe;
    this.etherType = other.etherType;
    this.frame = other.frame;
    this.frameType = other.frameType;
  }
  addVlan(tag: number): void {
    if (this.vlanCount < MAX_TAGS_KEPT) this.vlans[this.vlanCount] = tag;
    this.vlanCount++;
  }
  addLabel(label: number): void {
    if (this.labelCount < MAX_TAGS_KEPT) this.labels[this.labelCount] = label;
    this.labelCount++;
  }
}
