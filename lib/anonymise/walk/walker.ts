/**
 * The layers put together, and the frame as a whole.
 *
 * @module
 */
import { Decoder, REASON } from "../../packet/wire/mod.ts";
import { rewriteEtherType, rewriteMpls, rewritePpp } from "./ether.ts";
import { Frame, type FrameTools, type Layers, MAX_DEPTH } from "./frame.ts";
import { rewriteIp4 } from "./ip4.ts";
import { rewriteIp6 } from "./ip6.ts";
import { rewriteLink } from "./link.ts";

const LAYERS: Layers = {
  link: (frame, at, end, linkType) => deeper(frame, at, end, () => rewriteLink(frame, at, end, linkType)),
  etherType: rewriteEtherType,
  ip: rewriteIp,
  ppp: rewritePpp,
  mpls: rewriteMpls,
};
function deeper(frame: Frame, at: number, end: number, rewrite: () => void): void {
  if (frame.depth >= MAX_DEPTH) return frame.blank(at, end);
  frame.depth++;
  rewrite();
  frame.depth--;
}
function rewriteIp(frame: Frame, at: number, end: number): void {
  if (at >= end) return;
  if (frame.depth >= MAX_DEPTH) return frame.blank(at, end);
  frame.depth++;
  frame.ip ||= at;
  const version = frame.bytes[at] >> 4;
  if (version === 4) rewriteIp4(frame, at, end);
  else if (version === 6) rewriteIp6(frame, at, end);
  else frame.blank(at, end);
  frame.depth--;
}

/** Bytes of ARP without which it says nothing. */
const MIN_ARP = 8;

/** Rewrites frames in the memory they lie in. */
export class Walker {
  readonly #frame: Frame;
  readonly #decoder: Decoder;

  constructor(bytes: Uint8Array, private readonly tools: Omit<FrameTools, "layers">) {
    this.#frame = new Frame(bytes, { ...tools, layers: LAYERS });
    this.#decoder = new Decoder(bytes);
  }
  /**
   * Rewrites one, and answers how many of its bytes are headers.
   *
   * Where the engine finds addresses that were not found here, which must not be, nothing is left of the frame.
   */
  rewrite(at: number, captured: number, wire: number, linkType: number): number {
    const frame = this.#frame, decoder = this.#decoder, end = at + captured;
    const reason = decoder.decode(at, captured, wire, linkType);
    frame.begin(at, wire > captured ? wire - captured : 0);
    rewriteLink(frame, at, end, linkType);
    const isArp = decoder.arp !== 0 && decoder.arpCaptured >= MIN_ARP;
    if (reason === REASON.NONE ? frame.ip !== decoder.ip : isArp && frame.arp !== decoder.arp) {
      frame.blank(at, end);
      this.#noteUndecoded(MISSED);
    } else if (reason !== REASON.NONE && frame.arp === 0) this.#noteUndecoded(reason);
    return Math.min(frame.kept, end) - at;
  }
  #noteUndecoded(reason: number): void {
    const { undecoded } = this.tools.counts;
    undecoded.set(reason, (undecoded.get(reason) ?? 0) + 1);
  }
}
/** In place of the decoder's reason. */
export const MISSED = -1;
