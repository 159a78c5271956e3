/**
 * `struct app`: the two ends of a message by their role, for all providers above TCP and UDP. A hot function: see
 * lib/wasm/translate/README.md.
 *
 * @module
 */
import type { HotMemory, i32 } from "../../wasm/mod.ts";

/** Byte offsets; the D library has them as members. */
export const APP = {
  CLIENT: 0,
  SERVER: 8,
  GAPS: 16,
  CLIENT_PORT: 20,
  SERVER_PORT: 22,
  FAMILY: 24,
  OUTBOUND: 25,
  TRANSPORT: 26,
  GUESSED: 27,
  BYTES: 32,
} as const;

/**
 * Of a datagram with its headers at `ip` and `transport`; who has sent it is the client or the server.
 *
 * @param outbound 1 where it goes out, 0 where it comes in, -1 where both or neither is so
 */
export function writeApp(
  memory: HotMemory,
  at: i32,
  ip: i32,
  transport: i32,
  protocol: i32,
  isFromClient: boolean,
  outbound: i32,
): void {
  const { bytes, words, view } = memory, version = bytes[ip] >> 4, isFour = version === 4;
  const source = ip + (isFour ? 12 : 8) | 0, target = ip + (isFour ? 16 : 24) | 0;
  const from = bytes[transport] << 8 | bytes[transport + 1], to = bytes[transport + 2] << 8 | bytes[transport + 3];
  words[at + APP.CLIENT >> 2] = isFromClient ? source : target;
  words[at + APP.SERVER >> 2] = isFromClient ? target : source;
  words[at + APP.GAPS >> 2] = 0;
  view.setUint16(at + APP.CLIENT_PORT, isFromClient ? from : to, true);
  view.setUint16(at + APP.SERVER_PORT, isFromClient ? to : from, true);
  bytes[at + APP.FAMILY] = version;
  bytes[at + APP.OUTBOUND] = outbound;
  bytes[at + APP.TRANSPORT] = protocol;
  bytes[at + APP.GUESSED] = 0;
}
