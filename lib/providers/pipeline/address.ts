/**
 * Addresses of the observed host: from text, from capture metadata, and back to text.
 *
 * @module
 */

import { type AddressBytes, parseAddress } from "../../packet/address/mod.ts";

export { parseAddress };

/** The network's broadcast address (RFC 919): what goes there is for every host on it. */
export function broadcastOf(address: AddressBytes, prefixLength = 32): AddressBytes | undefined {
  if (address.length !== 4 || prefixLength > 30 || prefixLength < 8) return undefined;
  const broadcast = address.slice();
  const view = new DataView(broadcast.buffer);
  view.setUint32(0, view.getUint32(0) | 0xffffffff >>> prefixLength);
  return broadcast;
}
