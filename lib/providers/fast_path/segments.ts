/**
 * A packet on the fast path where nothing fires but for segments of TCP, in frames of Ethernet: as {@linkcode firePacket}
 * takes it, without what others would need. Hot functions: see lib/wasm/translate/README.md.
 *
 * @module
 */
import {
  hasTransport4,
  hasTransport6,
  IP4_BYTES,
  IP6_BYTES,
  isHeaderWhole,
  isPlain4,
  isPlain6,
  payloadLength4,
  payloadLength6,
} from "../../packet/wire/mod.ts";
import { PROTOCOL } from "../../protocols/mod.ts";
import type { f64, HotMemory, i32 } from "../../wasm/mod.ts";
import { DIRECTED } from "../pipeline/direction_rule.ts";
import { FORM } from "../pipeline/packet_fields.ts";
import { directionsInFrame, ETHERNET_BYTES, IPV4, IPV6 } from "./link.ts";
import { FIRED, LEFT, type LoopHost } from "./host.ts";
import { beginPacket, countCut, fireProbes, mayCarryTunnel } from "./packet.ts";
import { ACTION, SETTINGS } from "./settings.ts";
import { SEGMENT_BYTES, takeSegment } from "./tcp.ts";

/** Where the header's length is. */
const WORDS_AT = 12;

/**
 * @param isTap whether every packet is both sent and received
 * @inline
 */
export function fireSegment(
  memory: HotMemory,
  host: LoopHost,
  from: i32,
  stated: i32,
  isTap: boolean,
  frame: i32,
  captured: i32,
  seconds: f64,
  nanoseconds: i32,
): i32 {
  const { bytes, words, view } = memory;
  if (captured < ETHERNET_BYTES + IP4_BYTES) return LEFT;
  const type = view.getUint16(frame + 12, true), isFour = type === IPV4;
  if (!isFour && type !== IPV6) return LEFT;
  const ip = frame + ETHERNET_BYTES | 0, end = frame + captured | 0;
  if (
    isFour ? !isPlain4(bytes, ip) || !hasTransport4(bytes, ip) : !isPlain6(bytes, ip, end) || !hasTransport6(bytes, ip)
  ) {
    return LEFT;
  }
  let directions = DIRECTED.SENT | DIRECTED.RECEIVED;
  if (!isTap) directions = directionsInFrame(memory, from, stated, frame, isFour);
  // what is counted
  if (directions > (DIRECTED.SENT | DIRECTED.RECEIVED)) return LEFT;
  let found = 0;
  const transport = ip + (isFour ? IP4_BYTES : IP6_BYTES) | 0;
  if (bytes[ip + (isFour ? 9 : 6)] !== PROTOCOL.TCP) {
    if (mayCarryTunnel(memory, ip, end, isFour)) return LEFT;
  } else {
    const length = isFour ? payloadLength4(bytes, ip) : payloadLength6(bytes, ip);
    const there = Math.min(length, end - transport | 0);
    if (isHeaderWhole(bytes, transport, there, SEGMENT_BYTES, WORDS_AT)) {
      found = takeSegment(memory, ip, isFour, transport, end, length, seconds, nanoseconds);
      if (found === 0) return LEFT;
    } else {
      if (there <= 0 || there >= SEGMENT_BYTES) return LEFT;
      countCut(words, PROTOCOL.TCP);
    }
  }
  beginPacket(memory, frame, captured, seconds, nanoseconds);
  if (found === 0) return FIRED;
  const form = words[SETTINGS.FORMS >> 2] + (PROTOCOL.TCP << FORM.BITS) | 0;
  if ((bytes[form + FORM.FIRES] | words[SETTINGS.FINDING >> 2]) === 0) return FIRED;
  return fireProbes(memory, host, form, ACTION.FOLLOW, 0, found, ip, transport, directions);
}
