/**
 * What is written of a packet for D: `struct packet`, and what the paths know by number of an interface or a protocol. Both
 * paths write with these functions.
 *
 * Hot functions: see lib/wasm/translate/README.md.
 *
 * @module
 */
import { DIRECTION } from "../../sources/mod.ts";
import type { f64, HotMemory, i32, i64 } from "../../wasm/mod.ts";
import { DIRECTED } from "./direction_rule.ts";

/** Byte offsets of `struct packet`; the D library has them as members. */
export const PACKET = {
  NUMBER: 0,
  TIME_NS: 8,
  CAPTURED: 16,
  LENGTH: 20,
  DIRECTION: 24,
  INTERFACE: 28,
  LINK_TYPE: 32,
  STATED_DIRECTION: 36,
  FRAME: 40,
  INTERFACE_NAME: 48,
  PAYLOAD: 56,
  PAYLOAD_CAPTURED: 64,
  PAYLOAD_LENGTH: 68,
  TUNNEL: 72,
  DEPTH: 80,
  BYTES: 88,
} as const;
/**
 * Words by interface: head of the set of the host's addresses, link type, how the fast path reads it (one of FAST_LINK), and
 * address of its name, 0 where it has none.
 */
export const INTERFACE = { VIEW: 0, TYPE: 4, LINK: 8, NAME: 12, BITS: 4, BYTES: 16 } as const;
/**
 * Bytes by protocol: of its header as {@linkcode isHeaderWhole} is given them; where `payload` begins; what the fast path does
 * with it (one of ACTION), which ways it fires (bits of DIRECTED), from which place in the table of its firings, and whether
 * args[3] is the packet again.
 */
export const FORM = {
  MIN_BYTES: 0,
  WORDS_AT: 1,
  PAYLOAD: 2,
  ACTION: 3,
  FIRES: 4,
  SLOT: 5,
  THIRD: 6,
  BITS: 3,
  BYTES: 8,
} as const;

/** Direction of a packet as its record says it, of what the capture tells and of bits of DIRECTED: none where it is both. */
export function shownDirection(stated: i32, directions: i32): i32 {
  if (stated !== DIRECTION.UNKNOWN) return stated;
  const ways = directions & (DIRECTED.SENT | DIRECTED.RECEIVED);
  if (ways === DIRECTED.SENT) return DIRECTION.OUTBOUND;
  return ways === DIRECTED.RECEIVED ? DIRECTION.INBOUND : DIRECTION.UNKNOWN;
}
/**
 * Writes all of `struct packet` at `at` but for the payload, as of a packet that is in no tunnel.
 *
 * @param entry address of the words of its interface, which has the number `index`
 * @param stated what the capture says of the direction; `shown` is what a view makes of it
 */
export function writePacket(
  memory: HotMemory,
  at: i32,
  entry: i32,
  index: i32,
  frame: i32,
  captured: i32,
  wire: i32,
  number: f64,
  seconds: f64,
  nanoseconds: i32,
  stated: i32,
  shown: i32,
): void {
  const { words, view } = memory;
  words[at + PACKET.NUMBER >> 2] = number;
  words[at + PACKET.NUMBER + 4 >> 2] = Math.floor(number / 2 ** 32);
  const high = Math.floor(seconds / 2 ** 32) | 0, low = seconds | 0;
  const whole: i64 = BigInt.asIntN(64, BigInt(high) << 32n) | BigInt(low >>> 0);
  view.setBigInt64(at + PACKET.TIME_NS, whole * 1_000_000_000n + BigInt(nanoseconds), true);
  words[at + PACKET.CAPTURED >> 2] = captured;
  words[at + PACKET.LENGTH >> 2] = wire;
  words[at + PACKET.DIRECTION >> 2] = shown;
  words[at + PACKET.INTERFACE >> 2] = index;
  words[at + PACKET.LINK_TYPE >> 2] = words[entry + INTERFACE.TYPE >> 2];
  words[at + PACKET.STATED_DIRECTION >> 2] = stated;
  words[at + PACKET.FRAME >> 2] = frame;
  words[at + PACKET.INTERFACE_NAME >> 2] = words[entry + INTERFACE.NAME >> 2];
  words[at + PACKET.TUNNEL >> 2] = 0;
  words[at + PACKET.DEPTH >> 2] = 0;
}
/**
 * Writes what lies behind a transport header: `length` bytes on the wire from `transport` on, `captured` of them there.
 *
 * @param form address of the protocol's bytes
 * @param transport 0 where there is no such header
 */
export function writePayload(
  memory: HotMemory,
  at: i32,
  form: i32,
  transport: i32,
  captured: i32,
  length: i32,
): void {
  const { bytes, words } = memory;
  const header = transport === 0 ? 0 : headerBytes(bytes, form, transport, captured);
  const isThere = transport !== 0 && length > header;
  words[at + PACKET.PAYLOAD >> 2] = isThere ? transport + header | 0 : 0;
  words[at + PACKET.PAYLOAD_CAPTURED >> 2] = isThere && captured > header ? captured - header | 0 : 0;
  words[at + PACKET.PAYLOAD_LENGTH >> 2] = isThere ? length - header | 0 : 0;
}
function headerBytes(bytes: Uint8Array, form: i32, transport: i32, captured: i32): i32 {
  const at = bytes[form + FORM.WORDS_AT];
  if (at === 0) return bytes[form + FORM.PAYLOAD];
  return captured > at ? bytes[transport + at] >> 4 << 2 : 0;
}
