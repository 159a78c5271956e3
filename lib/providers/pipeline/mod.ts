export { parseAddress } from "./address.ts";
export { TickClock } from "./clock.ts";
export { PacketPipeline, type PipelineSettings } from "./pipeline.ts";
export { ViewError } from "./view.ts";
export type { PipelineReport } from "./report.ts";
