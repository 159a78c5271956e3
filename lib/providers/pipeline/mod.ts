export { parseAddress } from "./address.ts";
export { TickClock } from "./clock.ts";
export { PacketPipeline, type PipelineReport, type PipelineSettings } from "./pipeline.ts";
export { ViewError } from "./view.ts";
