/**
 * What a tunnel carries, and where.
 *
 * @module
 */
export interface TunnelPlace {
  /** One of NEXT; of a frame its link type, else an EtherType or an address family. */
  readonly next: number;
  readonly nextType: number;
  /** Where it begins, where it ends as far as it was captured, bytes beyond that on the wire. */
  readonly at: number;
  readonly end: number;
  readonly beyond: number;
}
