/**
 * Frames rewritten in place, from the link header to the last header that is known.
 *
 * @module
 */
export { isLinkKnown } from "./link.ts";
export { MISSED, Walker } from "./walker.ts";
