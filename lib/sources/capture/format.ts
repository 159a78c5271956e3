/**
 * What a capture format is to the reader: something that takes whole records out of a window.
 *
 * @module
 */
import type { CaptureInterface, PacketBatch, RecordRun } from "../source.ts";
import type { Damage } from "./problem.ts";
import type { ReadBuffer } from "./window.ts";

/** A format at work on one capture. */
export interface Format {
  /**
   * Takes records from the window into the batch until the batch is full or the window holds no whole
   * record more (or is being skipped). Returns what makes going on impossible.
   * @param most packets that are enough; more may be taken
   */
  walk(window: ReadBuffer, batch: PacketBatch, most?: number): Damage | undefined;
  /** What the window holds, where its records are alike and nothing stands between them. */
  records?(window: ReadBuffer, batch: PacketBatch): RecordRun | undefined;
  /** Says what is left in the window when no more bytes come: undefined after a whole record. */
  atEnd(window: ReadBuffer): Damage | undefined;
}

/** Where a format tells of an interface; returns its index in the source's list. */
export type AddInterface = (added: Omit<CaptureInterface, "file">) => number;
