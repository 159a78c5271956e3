export { COPY_MS, CopyTable, type SegmentIdentity } from "./copies.ts";
export { findLately, type LatelyPlaces } from "./lately.ts";
export { ALL_PARTS, PART, Sites } from "./sites.ts";
export { FLOW } from "./record.ts";
export { type FlowMemory, FlowTable } from "./table.ts";
