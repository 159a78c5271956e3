/**
 * Addresses of the network and their text.
 *
 * @module
 */
export { formatAddress4, formatAddress6 } from "./format_address.ts";
export { type AddressBytes, maskAddress, parseAddress, parsePrefix, type Prefix } from "./parse.ts";
export { ADDRESS6_BYTES_MAX, putAddress4, putAddress6 } from "./put.ts";
export { AddressSet, hasAddress4, hasAddress6, SET } from "./address_set.ts";
export { isGroup } from "./group.ts";
