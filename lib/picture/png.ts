/**
 * Pictures as PNG (RFC 2083, third edition of the W3C's specification). The system's own deflate takes a fifth of the
 * time that resvg's takes, and charts, flat as they are, become smaller without any filter.
 *
 * @module
 */
import { deflateSync } from "node:zlib";

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const EIGHT_BITS = 8, RGBA = 6;
const LEVEL = 6;

/** Encodes rows of RGBA, eight bits each, the colours multiplied by alpha as renderers leave them. */
export function encodePng(pixels: Uint8Array, width: number, height: number): Uint8Array<ArrayBuffer> {
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  header.setUint8(8, EIGHT_BITS);
  header.setUint8(9, RGBA);
  const data = deflateSync(filteredRows(pixels, width, height), { level: LEVEL });
  return joined([
    SIGNATURE,
    chunk("IHDR", new Uint8Array(header.buffer)),
    chunk("IDAT", data),
    chunk("IEND", new Uint8Array(0)),
  ]);
}

/** Each row after the number of its filter, which is none. */
function filteredRows(pixels: Uint8Array, width: number, height: number): Uint8Array {
  const stride = 4 * width;
  const rows = new Uint8Array(height * (stride + 1));
  for (let row = 0; row < height; row++) {
    const at = row * (stride + 1) + 1;
    rows.set(pixels.subarray(row * stride, (row + 1) * stride), at);
    for (let i = at; i < at + stride; i += 4) {
      const alpha = rows[i + 3];
      if (alpha === 0 || alpha === 255) continue;
      for (let part = i; part < i + 3; part++) rows[part] = Math.min(255, Math.round(rows[part] * 255 / alpha));
    }
  }
  return rows;
}

/** Length, type, data, check sum of type and data. */
function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(data, 8);
  view.setUint32(8 + data.length, crc32(bytes.subarray(4, 8 + data.length)));
  return bytes;
}

const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ value >>> 1 : value >>> 1;
  return value;
});
function crc32(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) value = CRC[(value ^ bytes[i]) & 255] ^ value >>> 8;
  return (value ^ 0xffffffff) >>> 0;
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
