/**
 * The consumer: reads what a machine has recorded, prints it and acts.
 *
 * @module
 */
export { consume, Consumer, type ConsumerSettings } from "./consumer.ts";
export type { ActionRecord, ConsumeContext, ConsumedAction } from "./action_definitions.ts";
export { type Fault } from "./faults.ts";
export { type OutputWriter } from "./buffered_output.ts";
export type { PacketFile, RecordedPacket } from "./outputs.ts";
export type { CollectedRecord, CollectedValue, WatchedRecord } from "./consumer_results.ts";
export { type RecordedClause, type RecordedField, type RecordSink } from "./sink.ts";
