/**
 * Whether bytes begin a message of HTTP.
 *
 * @module
 */
import { isText, placeOf } from "./head.ts";

const LF = 10, CR = 13, BLANK = 32;
/** What HTTP/2 begins with (RFC 9113 section 3.4): its first line, in lower case. */
const PREFACE = "pri * http/2.0\r\n";
const LONGEST_METHOD = 24, VERSION_BYTES = 9;

/** No; a request; a response; more bytes are needed. */
export const HTTP_LIKENESS = { NO: 0, REQUEST: 1, RESPONSE: 2, MORE: 3 } as const;

export function likenessOf(bytes: Uint8Array, at: number, end: number): number {
  while (at < end && (bytes[at] === CR || bytes[at] === LF)) at++;
  const version = Math.min(end, at + 7);
  if (isText(bytes, at, version, "http/1.".slice(0, version - at))) {
    return version - at === 7 ? HTTP_LIKENESS.RESPONSE : HTTP_LIKENESS.MORE;
  }
  let stop = at;
  while (stop < end && stop - at <= LONGEST_METHOD && isLetter(bytes[stop])) stop++;
  if (stop === end) return stop - at <= LONGEST_METHOD ? HTTP_LIKENESS.MORE : HTTP_LIKENESS.NO;
  if (bytes[stop] !== BLANK || stop - at < 3) return HTTP_LIKENESS.NO;
  const lf = placeOf(bytes, LF, stop, end);
  if (lf < 0) {
    // text to the end of what there is
    for (let i = stop; i < end; i++) if (bytes[i] < BLANK && bytes[i] !== CR) return HTTP_LIKENESS.NO;
    return HTTP_LIKENESS.MORE;
  }
  let last = lf;
  while (last > stop && (bytes[last - 1] === CR || bytes[last - 1] === BLANK)) last--;
  const from = last - VERSION_BYTES;
  if (from >= stop && isText(bytes, from, from + 6, " http/")) return HTTP_LIKENESS.REQUEST;
  // HTTP/0.9: a line, and that is all
  return lf + 1 === end && isText(bytes, at, stop, "get") && bytes[stop + 1] === 0x2f &&
      placeOf(bytes, BLANK, stop + 1, last) < 0
    ? HTTP_LIKENESS.REQUEST
    : HTTP_LIKENESS.NO;
}
/** Whether HTTP/2 begins there. */
export function isPreface(bytes: Uint8Array, at: number, end: number): boolean {
  return isText(bytes, at, Math.min(end, at + PREFACE.length), PREFACE);
}
function isLetter(byte: number): boolean {
  return byte >= 65 && byte <= 90 || byte === 0x2d || byte === 0x5f;
}
