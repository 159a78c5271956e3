/**
 * CRC-32 as gzip has it (RFC 1952, section 8).
 *
 * @module
 */
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ value >>> 1 : value >>> 1;
  return value;
});

/** Of data that follow those of which `before` is it. */
export function crc32(data: Uint8Array, before = 0): number {
  let value = ~before;
  for (let i = 0; i < data.length; i++) value = TABLE[(value ^ data[i]) & 255] ^ value >>> 8;
  return ~value >>> 0;
}
