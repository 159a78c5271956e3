/**
 * The consumer: reads what a machine has recorded, prints it and acts.
 *
 * @module
 */
export { consume, Consumer, type ConsumerSettings } from "./consumer.ts";
export type { ActionRecord, ConsumeContext, ConsumedAction } from "./definitions.ts";
export { type Fault } from "./faults.ts";
export { type OutputWriter } from "./output.ts";
export type { PacketFile, RecordedPacket } from "./outputs.ts";
export type { CollectedRecord, CollectedValue } from "./results.ts";
export { type RecordedClause, type RecordedField, type RecordSink } from "./sink.ts";
