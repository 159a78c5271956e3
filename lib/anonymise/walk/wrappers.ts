/**
 * Headers with fields in a row that capturing systems put before a frame: of each field its kind and length stay, and its
 * content where it names nobody.
 *
 * Sources: those of `lib/packet/wire/link_wrappers.ts`; Linux' `nfnetlink_log.h`.
 *
 * @module
 */
import { rewriteParts } from "./frame_parts.ts";
import type { Frame } from "./frame.ts";

/** NFULA_: packet header, mark, time, interfaces, sequence numbers, kind and length of the hardware header. */
const NFLOG_KEPT: ReadonlySet<number> = new Set([1, 2, 3, 4, 5, 6, 7, 12, 13, 15, 17]);
const NFLOG_PAYLOAD = 9, NFLOG_ADDRESS = 8;

export function rewriteNflog(frame: Frame, at: number, stop: number): void {
  const { bytes } = frame;
  for (at += 4; stop - at >= 4;) {
    const isLittle = bytes[at + 3] === 0;
    const length = isLittle ? bytes[at] | bytes[at + 1] << 8 : frame.u16(at);
    const type = isLittle ? bytes[at + 2] : bytes[at + 3];
    const next = Math.min(stop, at + (length + 3 & -4));
    if (length < 4 || type === NFLOG_PAYLOAD) return frame.blank(at + 4, stop);
    if (type === NFLOG_ADDRESS) rewriteParts(frame, at + 4, next, [["keep", 0, 4], ["mac", 4]]);
    else if (!NFLOG_KEPT.has(type)) frame.blank(at + 4, next);
    at = next;
  }
  frame.blank(at, stop);
}
/** Kinds of fields with what a radio measured: 802.11's common, and its two of 802.11n. */
const PPI_KEPT: ReadonlySet<number> = new Set([2, 3, 4]);
/** Positions and names are fields, too. */
export function rewritePpi(frame: Frame, at: number, stop: number): void {
  const { bytes } = frame;
  for (at += 8; stop - at >= 4;) {
    const kind = bytes[at] | bytes[at + 1] << 8, next = Math.min(stop, at + 4 + (bytes[at + 2] | bytes[at + 3] << 8));
    if (!PPI_KEPT.has(kind)) frame.blank(at + 4, next);
    at = next;
  }
  frame.blank(at, stop);
}
/** Further headers hold identities of hosts and flows: of each only its kind stays. */
export function rewriteErf(frame: Frame, at: number, stop: number): void {
  const { bytes } = frame;
  let more = bytes[at + 8] & 0x80;
  for (at += 16; more && stop - at >= 8; at += 8) {
    more = bytes[at] & 0x80;
    frame.blank(at + 1, at + 8);
  }
}
export function rewriteTzsp(frame: Frame, at: number, stop: number): void {
  const { bytes } = frame;
  for (at += 4; at < stop && bytes[at] !== 1;) {
    if (bytes[at] === 0) at++;
    else {
      const next = Math.min(stop, at + 2 + bytes[at + 1]);
      frame.blank(at + 2, next);
      at = next;
    }
  }
}
export function rewriteJuniper(frame: Frame, at: number, stop: number): void {
  const { bytes } = frame;
  if (!(bytes[at + 3] & 0x80) || stop - at < 6) return;
  const end = Math.min(stop, at + 6 + frame.u16(at + 4));
  // extensions: a kind, a length, a value, among them names of interfaces
  for (at += 6; end - at >= 2;) {
    const next = Math.min(end, at + 2 + bytes[at + 1]);
    frame.blank(at + 2, next);
    at = next;
  }
}
