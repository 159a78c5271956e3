export { COPY_MS, CopyTable, type SegmentIdentity } from "./copies.ts";
export { lookUpCached4, lookUpCached6 } from "./flow_cache.ts";
export { ALL_PARTS, PART, Sites } from "./sites.ts";
export { FLOW } from "./record.ts";
export { type FlowMemory, FlowTable } from "./flow_table.ts";
