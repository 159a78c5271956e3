/**
 * What addresses become: pure functions of a key.
 *
 * @module
 */
export { AddressMap } from "./address_map.ts";
export { HardwareMap } from "./hardware_map.ts";
export { KEY_BYTES, makeNoise, permute } from "./keys.ts";
export { type Pin, PINS4, PINS6 } from "./pins.ts";
export { makePrefixFunction, PREFIX_FUNCTIONS, type PrefixFunctionName } from "./prefix.ts";
export type { BlockWords } from "./aes.ts";
