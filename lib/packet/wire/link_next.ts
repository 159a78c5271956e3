/**
 * What may come behind a link header, and where.
 *
 * @module
 */

/** Packet direction where the link header says it; as `DIRECTION` of the sources numbers them. */
export const INBOUND = 1, OUTBOUND = 2;

/** What comes behind a link header. */
export const NEXT = {
  /** A frame of another link type, which {@linkcode LinkPlace.type} says. */
  LINK: 0,
  /** What {@linkcode LinkPlace.type}, an EtherType, says. */
  ETHERTYPE: 1,
  LLC: 2,
  /** IP of either version, as its first bits say. */
  IP: 3,
  /** What {@linkcode LinkPlace.type}, an address family of some system, says. */
  FAMILY: 4,
  /** PPP, with or without HDLC's address. */
  PPP: 5,
  PPPOE: 6,
  MPLS: 7,
} as const;

/** Where a link header has led. */
export interface LinkPlace {
  readonly bytes: Uint8Array;
  /** One of {@linkcode NEXT}. */
  next: number;
  /** Where that begins, and where the captured bytes that may belong to it end. */
  at: number;
  readonly end: number;
  /** A link type, an EtherType or an address family. */
  type: number;
  /** 0 where the header does not say it. */
  direction: number;
}
