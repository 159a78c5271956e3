/**
 * What was done to packets, for the report.
 *
 * @module
 */

export class Counts {
  packets = 0;
  /** Places in which an address stood, changed or not. */
  addresses4 = 0;
  addresses6 = 0;
  hardware = 0;
  /** Bytes overwritten with zeros. */
  blanked = 0;
  /** Packets cut, with `headers`. */
  cut = 0;
  timestamps = 0;
  identifications = 0;
  /** Bytes of payload that stay because a fragment has no more room for the sum that keeps a checksum. */
  fragmentBytes = 0;
  /** Checksums of SCTP that could not be kept as they were: of fragments that are too short. */
  lostChecksums = 0;
  /** Frames that were overwritten behind what is understood of them, by the decoder's reason. */
  readonly undecoded: Map<number, number> = new Map();
  /** Directed broadcasts, mapped, some of them: their host bits are ones no longer. */
  readonly broadcasts: Set<number> = new Set();
}
