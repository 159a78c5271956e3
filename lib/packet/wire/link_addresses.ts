/**
 * Where a frame's hardware addresses stand, of link types whose addresses are of 48 bits.
 *
 * Sources: IEEE 802.3; IEEE 802.11 (section 9.3.2.1: by what the distribution system has to do with the frame); the tcpdump
 * registry for what Linux writes in place of a link header.
 *
 * @module
 */
import { LINK } from "./link_types.ts";
import { avsFrame, prismFrame, radiotapFrame } from "./radio.ts";

const MAC_BYTES = 6;
/** Bits of the second byte of an 802.11 frame. */
const TO_DISTRIBUTION = 1, FROM_DISTRIBUTION = 2;
const DATA = 0x08, TYPE = 0x0c;

/** Addresses in memory, 0 where there is none. Overwritten by each {@linkcode LinkAddresses.read}. */
export class LinkAddresses {
  source = 0;
  target = 0;

  constructor(readonly bytes: Uint8Array) {}

  read(at: number, end: number, linkType: number): void {
    this.source = this.target = 0;
    const { bytes } = this;
    switch (linkType) {
      case LINK.ETHERNET:
        if (end - at >= 2 * MAC_BYTES) this.#set(at + MAC_BYTES, at);
        break;
      case LINK.LINUX_SLL:
        // of eight bytes as many as the length says; there is no target
        if (end - at >= 16 && bytes[at + 4] === 0 && bytes[at + 5] === MAC_BYTES) this.source = at + 6;
        break;
      case LINK.LINUX_SLL2:
        if (end - at >= 20 && bytes[at + 11] === MAC_BYTES) this.source = at + 12;
        break;
      case LINK.IEEE802_11:
        this.#radio(at, end);
        break;
      case LINK.RADIOTAP:
        this.#radio(radiotapFrame(bytes, at, end), end);
        break;
      case LINK.PRISM:
        this.#radio(prismFrame(bytes, at, end), end);
        break;
      case LINK.AVS:
        this.#radio(avsFrame(bytes, at, end), end);
        break;
    }
  }
  #set(source: number, target: number): void {
    this.source = source;
    this.target = target;
  }
  /** Of a frame of management the first two addresses; control frames have none of both. */
  #radio(frame: number, end: number): void {
    if (frame < 0 || end - frame < 24) return;
    const type = this.bytes[frame] & TYPE;
    if (type !== 0 && type !== DATA) return;
    const first = frame + 4, second = frame + 10, third = frame + 16, fourth = frame + 24;
    switch (this.bytes[frame + 1] & (TO_DISTRIBUTION | FROM_DISTRIBUTION)) {
      case 0:
        return this.#set(second, first);
      case TO_DISTRIBUTION:
        return this.#set(second, third);
      case FROM_DISTRIBUTION:
        return this.#set(third, first);
      default:
        if (end - fourth >= MAC_BYTES) this.#set(fourth, third);
    }
  }
}
