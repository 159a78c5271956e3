/**
 * The packet at hand, as stages see it.
 *
 * @module
 */
import { type Decoder, REASON } from "../../packet/wire/mod.ts";
import type { PacketBatch } from "../../sources/mod.ts";
import type { PacketFlows } from "./packet_flows.ts";

/** One object, overwritten by each packet. */
export class CurrentPacket {
  /** Its place in the source's batch. */
  batch!: PacketBatch;
  index = 0;
  seconds = 0;
  nanoseconds = 0;
  /** Why no packet of IP was found in it. */
  reason: number = REASON.NONE;
  /** Address of `struct packet`, 0 where no clause reads it. */
  record = 0;
  /** The observed host sends it, receives it; it is the host's own, not only on its way through. */
  sent = false;
  received = false;
  isOwn = true;
  /** Undefined where no stage needs flows. */
  flows: PacketFlows | undefined;

  /** @param decoder of its headers; of a datagram that was in fragments, those of the whole */
  constructor(public decoder: Decoder) {}
}
