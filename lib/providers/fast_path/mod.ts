/**
 * The fast path: nearly all packets stay in one loop of machine code.
 *
 * @module
 */
export { FastLoop, type FastPathKind } from "./fast_loop.ts";
export { ACTION, FAST_LINK, FIRING, PROTOCOLS, SETTINGS } from "./settings.ts";
