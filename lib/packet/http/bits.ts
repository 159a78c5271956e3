/**
 * What is said of messages of HTTP, as numbers: how a body ends, what is wrong.
 *
 * @module
 */

/** How the end of a body is known: HTTP_ values of `http_framing`. */
export const FRAMING = { NONE: 0, LENGTH: 1, CHUNKED: 2, UNTIL_CLOSE: 3 } as const;
/** What is wrong with a message that can be read: bits of `http_bad`. */
export const HTTP_BAD = {
  /** Transfer-Encoding and Content-Length: the first counts (RFC 9112 section 6.3). */
  BOTH: 1,
  /** Content-Length several times, with different values. */
  LENGTHS: 2,
  /** A line that goes on on the next one (RFC 9112 section 5.2). */
  FOLDED: 4,
  /** A line that ends without CR. */
  BARE_LF: 8,
  /** A blank between a name and its colon. */
  BLANK: 16,
  NUL: 32,
  /** A text that was cut. */
  LONG: 64,
  /** A body in a request that has no use for one. */
  BODY: 128,
} as const;
/** Why a message cannot be read. */
export const HTTP_UNREADABLE = {
  NONE: 0,
  START: 1,
  HEADER: 2,
  LENGTH: 3,
  CODING: 4,
  CHUNK: 5,
  LONG: 6,
  FRAMES: 7,
} as const;
