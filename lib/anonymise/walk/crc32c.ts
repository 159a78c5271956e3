/**
 * The sum that SCTP has (RFC 9260 appendix A: CRC-32C), changed by as much as its data: it is linear, so what it differs by is
 * the sum, from nothing on, of what the data differ by.
 *
 * @module
 */
const POLYNOMIAL = 0x82f63b78;
const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? value >>> 1 ^ POLYNOMIAL : value >>> 1;
  return value;
});

/** The register behind these bytes, from a register on. */
export function advance(bytes: Uint8Array, at: number, end: number, register = 0): number {
  for (; at < end; at++) register = register >>> 8 ^ TABLE[(register ^ bytes[at]) & 0xff];
  return register;
}
/** The register behind so many zeros. */
export function advanceZeros(register: number, count: number): number {
  for (let i = 0; i < count && register !== 0; i++) register = register >>> 8 ^ TABLE[register & 0xff];
  return register;
}
/** The four bytes, as a little-endian word, that lead from nothing to a register. */
export function bytesLeadingTo(register: number): number {
  for (let bit = 0; bit < 32; bit++) {
    register = register < 0 ? (register ^ POLYNOMIAL) << 1 | 1 : register << 1;
  }
  return register;
}
