/**
 * Headers as rows of a table: of which bytes what is made.
 *
 * @module
 */
import type { Frame } from "./frame.ts";

/** From where to where, in a header; "stop" is its end, and negative places are counted from there. */
export type FramePart =
  | readonly [kind: "keep", from: number, to: number | "stop"]
  /** A hardware address of 48 bits, of 64, an IPv4 and an IPv6 address. */
  | readonly [kind: "mac" | "eui" | "ip4" | "ip6", from: number];

export interface LinkRow {
  /** Bytes without which it is not a header; where nothing follows that is understood, the rest is overwritten from there on. */
  readonly size: number;
  /** In their order; what is not named is overwritten. */
  readonly parts?: readonly FramePart[];
  /** In place of parts: owns all bytes from `at` to `stop`. */
  readonly own?: (frame: Frame, at: number, stop: number, end: number) => void;
  /** Where nothing follows that is understood: owns all bytes from `stop` on. */
  readonly rest?: (frame: Frame, at: number, stop: number, end: number) => void;
}
const SIZES = { mac: 6, eui: 8, ip4: 4, ip6: 16 } as const;

/** Does with the bytes from `at` to `stop` what is said of them. A part that is not there whole is overwritten. */
export function rewriteParts(frame: Frame, at: number, stop: number, parts: readonly FramePart[]): void {
  let place = at;
  for (const part of parts) {
    const from = at + part[1];
    const to = part[0] !== "keep" ? from + SIZES[part[0]] : part[2] === "stop" ? stop : Math.min(at + part[2], stop);
    if (to > stop || from >= stop) break;
    frame.blank(place, from);
    place = to;
    switch (part[0]) {
      case "mac":
        frame.hardware(from);
        break;
      case "eui":
        frame.hardware64(from);
        break;
      case "ip4":
        frame.address4(from);
        break;
      case "ip6":
        frame.address6(from);
        break;
    }
  }
  frame.blank(place, stop);
}
