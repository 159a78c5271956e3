export { FLOW, type FlowMemory, FlowTable } from "./table.ts";
