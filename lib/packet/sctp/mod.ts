/**
 * SCTP as packets show it: chunks, and the states of associations.
 *
 * @module
 */
export * from "./chunks.ts";
export * from "./transitions.ts";
export * from "./tracker.ts";
