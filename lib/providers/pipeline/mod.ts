export { parseAddress } from "./address.ts";
export { PacketPipeline } from "./pipeline.ts";
export { ViewError } from "./host_view.ts";
export type {
  MalformedMessages,
  PipelineReport,
  PipelineSettings,
  StreamsReport,
  TunnelCount,
  UndecodedPackets,
} from "./pipeline_report.ts";
export type { CopiesReport } from "./copies.ts";
export { FlowKeyError } from "./packet_sites.ts";
export type { OutOfOrder } from "./order.ts";
export { TunnelError } from "./tunnel_choice.ts";
