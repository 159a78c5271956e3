/**
 * Versions of QUIC, their names, and what of them can be read.
 *
 * @module
 */

export const QUIC_VERSION = { ONE: 1, TWO: 0x6b3343cf, DRAFT_29: 0xff00001d } as const;

export function isVersion2(version: number): boolean {
  return version === QUIC_VERSION.TWO;
}
/** Reserved to keep negotiation alive (RFC 9000 section 15): every byte ends with a. */
function isReservedVersion(version: number): boolean {
  return (version & 0x0f0f0f0f) === 0x0a0a0a0a;
}
/** Whether its Initial packets can be opened; those of reserved ones as version 1's, if anything. */
export function isReadable(version: number): boolean {
  return version === QUIC_VERSION.ONE || version === QUIC_VERSION.TWO || isReservedVersion(version) ||
    version >= QUIC_VERSION.DRAFT_29 - 6 && version <= QUIC_VERSION.DRAFT_29 + 5;
}
/** Google's, which are another protocol: `Q046` in letters. */
export function isGoogle(version: number): boolean {
  return (version >>> 24 === 0x51 || version >>> 24 === 0x54) && [16, 8, 0].every((bits) => {
    const digit = version >>> bits & 0xff;
    return digit >= 0x30 && digit <= 0x39;
  });
}
/** `1`, `2`, `draft-29`, `Q046`, `negotiation`, `unknown`. */
export function quicVersionName(version: number): string {
  if (version === 0) return "negotiation";
  if (version === QUIC_VERSION.ONE) return "1";
  if (version === QUIC_VERSION.TWO) return "2";
  if (version >>> 8 === 0xff0000) return `draft-${version & 0xff}`;
  if (isGoogle(version)) return String.fromCharCode(...[24, 16, 8, 0].map((bits) => version >>> bits & 0xff));
  return "unknown";
}
