export { findLately, type LatelyPlaces } from "./lately.ts";
export { FLOW } from "./record.ts";
export { type FlowMemory, FlowTable } from "./table.ts";
