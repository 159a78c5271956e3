/**
 * What a capture format is to the reader: something that takes whole records out of a buffer.
 *
 * @module
 */
import type { CaptureInterface, PacketBatch, RecordRun } from "../source.ts";
import type { Damage } from "./problem.ts";
import type { ReadBuffer } from "./read_buffer.ts";

/** A format at work on one capture. */
export interface Format {
  /**
   * Takes records from the buffer into the batch until the batch is full or the buffer holds no whole
   * record more (or is being skipped). Returns what makes going on impossible.
   * @param max packets that are enough; more may be taken
   */
  walk(buffer: ReadBuffer, batch: PacketBatch, max?: number): Damage | undefined;
  /** What the buffer holds, where its records are alike and nothing stands between them. */
  records?(buffer: ReadBuffer, batch: PacketBatch): RecordRun | undefined;
  /** Says what is left in the buffer when no more bytes come: undefined after a whole record. */
  atEnd(buffer: ReadBuffer): Damage | undefined;
}

/** Where a format tells of an interface; returns its index in the source's list. */
export type AddInterface = (added: Omit<CaptureInterface, "file">) => number;
