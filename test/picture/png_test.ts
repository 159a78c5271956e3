import { deepStrictEqual, strictEqual } from "node:assert";
import { inflateSync } from "node:zlib";
import { encodePng } from "../../lib/picture/png.ts";

Deno.test("PNG: a picture of two points, chunk by chunk", () => {
  // half transparent red, multiplied by alpha as renderers leave it, then opaque blue
  const png = encodePng(Uint8Array.of(128, 0, 0, 128, 0, 0, 255, 255), 2, 1);
  const hex = (from: number, to?: number) => png.slice(from, to).toHex();
  strictEqual(hex(0, 8), "89504e470d0a1a0a");
  // RFC 2083, 4.1.1: width, height, 8 bits, RGBA, deflate, filters, no interlace
  strictEqual(hex(8, 29), "0000000d49484452" + "00000002" + "00000001" + "0806000000");
  const length = new DataView(png.buffer).getUint32(33);
  strictEqual(new TextDecoder().decode(png.slice(37, 41)), "IDAT");
  deepStrictEqual([...inflateSync(png.slice(41, 41 + length))], [0, 255, 0, 0, 128, 0, 0, 255, 255]);
  // the chunk that ends every PNG, with its well-known check sum
  strictEqual(hex(45 + length), "0000000049454e44ae426082");
});
