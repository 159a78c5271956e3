/**
 * Images in terminals that can show them: kitty's graphics protocol, iTerm2's inline images, sixel graphics.
 *
 * @module
 */
import { readPng } from "./png.ts";
import { halved, sixelText } from "./sixel.ts";
import type { ImageProtocol } from "./conversation_output.ts";

/** kitty takes at most so much of an image's base64 at once. */
const PIECE = 4096;
/** Wider a chart is hard to look at. */
const WIDEST = 90;

/** What to write so that an image (PNG in base64) shows; undefined when the protocol cannot. */
export function imageText(protocol: ImageProtocol, base64: string, columns: number): string | undefined {
  const width = Math.min(columns - 1, WIDEST);
  if (protocol === "kitty") return kittyText(base64, width);
  if (protocol === "iterm2") {
    return `\x1b]1337;File=inline=1;width=${width};preserveAspectRatio=1:${base64}\x07\n`;
  }
  const pixels = readPng(Uint8Array.fromBase64(base64));
  return pixels && `${sixelText(halved(pixels))}\n`;
}

function kittyText(base64: string, columns: number): string {
  let text = "";
  for (let at = 0; at < base64.length; at += PIECE) {
    const more = at + PIECE < base64.length ? 1 : 0;
    // a=T: transmit and show, f=100: PNG, q=2: no answer, c: so many columns wide
    const head = at === 0 ? `a=T,f=100,q=2,c=${columns},m=${more}` : `m=${more}`;
    text += `\x1b_G${head};${base64.slice(at, at + PIECE)}\x1b\\`;
  }
  return `${text}\n`;
}
