/**
 * The length of IPv6's payload where the header says 0: a jumbogram (RFC 2675 section 2), what a host hands to its card to be
 * cut into packets (segmentation offload), or nothing at all.
 *
 * @module
 */

const NO_NEXT_HEADER = 59;
/** The jumbo payload option: its type, its length; what is longer than a payload length can say. */
const JUMBO = 0xc2, JUMBO_BYTES = 4, LONGEST_SAID = 0xffff;
/** No card is handed less than a header of TCP to cut into packets: so little is Ethernet's padding. */
const MIN_OFFLOADED_BYTES = 20;

/** Bytes behind the fixed header at `ip`, of which `rest` follow in the frame on the wire; captured bytes end at `end`. */
export function unsaidLength(bytes: Uint8Array, ip: number, end: number, rest: number): number {
  const next = bytes[ip + 6];
  if (next === NO_NEXT_HEADER || rest < MIN_OFFLOADED_BYTES) return 0;
  if (next !== 0 || end - ip < 48) return rest;
  // a link's trailer may follow what the option tells of
  const last = Math.min(end, ip + 48 + 8 * bytes[ip + 41]);
  for (let at = ip + 42; at + 2 + JUMBO_BYTES <= last; at += bytes[at] === 0 ? 1 : 2 + bytes[at + 1]) {
    if (bytes[at] !== JUMBO || bytes[at + 1] !== JUMBO_BYTES) continue;
    const said = (bytes[at + 2] << 24 | bytes[at + 3] << 16 | bytes[at + 4] << 8 | bytes[at + 5]) >>> 0;
    return said > LONGEST_SAID && said < rest ? said : rest;
  }
  return rest;
}
