/**
 * What is said of each part that was looked at.
 *
 * @module
 */
/** How it ends: nothing differs; a number, text or drawing does; a hash or the signature; it cannot be run. */
export const STATUS = { EQUAL: 0, DIFFERS: 1, BROKEN: 2, CANNOT: 3 } as const;

export interface VerifyLine {
  /** `cell 4`, `capture captures/who.pcap`. */
  readonly what: string;
  readonly status: number;
  /** What was found. */
  readonly text: string;
}
