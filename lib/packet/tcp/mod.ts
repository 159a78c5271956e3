/**
 * TCP as packets show it: segments, the state machine, and verdicts on each segment.
 *
 * @module
 */
export * from "./outcome.ts";
export * from "./connection_layout.ts";
export * from "./segment.ts";
export * from "./transitions.ts";
export * from "./verdict.ts";
export { EVIDENCE } from "./evidence.ts";
export * from "./machine.ts";
export * from "./header_prediction.ts";
export * from "./round_trip.ts";
export { noteTimestamp } from "./timestamps.ts";
export { isNearStart, lowSinceStart, sinceStart, upperOf } from "./time.ts";
export * from "./tracker.ts";
