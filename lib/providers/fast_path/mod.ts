/**
 * The fast path: nearly all packets stay in one loop of machine code.
 *
 * @module
 */
export { FastLoop, type FastPath } from "./fast_loop.ts";
export { SETTINGS } from "./settings.ts";
