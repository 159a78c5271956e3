export { STREAM_BOUNDS, type StreamBounds, StreamCounts } from "./bounds.ts";
export {
  OVER,
  StreamDirection,
  type StreamEnd,
  type StreamReader,
  type StreamSegment,
  type StreamTap,
} from "./direction.ts";
export { LengthReader } from "./lengths.ts";
