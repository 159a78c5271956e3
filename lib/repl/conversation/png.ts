/**
 * Reads a PNG (W3C, third edition) as our own charts are: 8 bits, RGB or RGBA, not interlaced.
 *
 * @module
 */
/** Pixels, four bytes each: red, green, blue, alpha. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const CHANNELS: Readonly<Record<number, number>> = { 2: 3, 6: 4 };

/** The pixels; undefined for what is another kind of image. */
export function readPng(bytes: Uint8Array): Pixels | undefined {
  if (!SIGNATURE.every((byte, index) => bytes[index] === byte)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const width = view.getUint32(16), height = view.getUint32(20);
  const channels = CHANNELS[bytes[25]];
  if (bytes[24] !== 8 || channels === undefined || bytes[28] !== 0) return undefined;
  const parts: Uint8Array[] = [];
  for (let at = 8; at + 12 <= bytes.length;) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (type === "IDAT") parts.push(bytes.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  const packed = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let end = 0;
  for (const part of parts) {
    packed.set(part, end);
    end += part.length;
  }
  // loaded here, since few terminals need it and the prompt must not wait for it
  const { inflateSync } = process.getBuiltinModule("node:zlib");
  return { width, height, data: unfilter(inflateSync(packed), width, height, channels) };
}

/** Section 9: each row is predicted from what is left of it and above it. */
function unfilter(raw: Uint8Array, width: number, height: number, channels: number): Uint8Array {
  const stride = width * channels;
  const rows = new Uint8Array(stride * height);
  const pixels = new Uint8Array(width * height * 4).fill(255);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)], from = y * (stride + 1) + 1, to = y * stride;
    for (let x = 0; x < stride; x++) {
      const left = x >= channels ? rows[to + x - channels] : 0;
      const up = y > 0 ? rows[to + x - stride] : 0;
      const corner = x >= channels && y > 0 ? rows[to + x - stride - channels] : 0;
      rows[to + x] = raw[from + x] + predict(filter, left, up, corner);
      pixels[(y * width + Math.floor(x / channels)) * 4 + x % channels] = rows[to + x];
    }
  }
  return pixels;
}

function predict(filter: number, left: number, up: number, corner: number): number {
  switch (filter) {
    case 1:
      return left;
    case 2:
      return up;
    case 3:
      return (left + up) >> 1;
    case 4: {
      const p = left + up - corner;
      const a = Math.abs(p - left), b = Math.abs(p - up), c = Math.abs(p - corner);
      return a <= b && a <= c ? left : b <= c ? up : corner;
    }
    default:
      return 0;
  }
}
