/**
 * What packets a program can have any use for: what a filter is made from.
 *
 * @module
 */

/** Which of a packet's two ends: the one that sent it, the one it goes to, or whichever of them. */
export type Side = "source" | "target" | "either";
/** What must hold of a packet beside its protocol. */
export type Constraint =
  | { readonly kind: "port"; readonly side: Side; readonly min: number; readonly max: number }
  /** 4 or 16 bytes; a packet of the other family does not meet it. */
  | { readonly kind: "host"; readonly side: Side; readonly address: Uint8Array }
  /** `(flags & mask) == value`; without a value: any bit of the mask. */
  | { readonly kind: "tcp-flags"; readonly mask: number; readonly value?: number };
/** Packets that meet all of this. */
export interface PacketNeed {
  readonly network: "ip" | "ip4" | "ip6" | "arp";
  /** One of these behind IP (IPv6: behind its extension headers); undefined: any. */
  readonly protocols?: readonly number[];
  readonly constraints: readonly Constraint[];
}
/** Packets that meet any of the alternatives; none where there is no alternative. */
export interface FilterNeed {
  readonly packets: "all" | readonly PacketNeed[];
  /** Bytes of each packet that are needed. */
  readonly snapLength: number;
}

/** Headers, with tags, labels, options and extension headers as far as they are met in practice. */
export const HEADER_SNAP_LENGTH = 384;
/** The whole of any packet, as tcpdump has it. */
export const FULL_SNAP_LENGTH = 262144;
/** A filter for which nothing is known. */
export const EVERYTHING: FilterNeed = { packets: "all", snapLength: FULL_SNAP_LENGTH };
