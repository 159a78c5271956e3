/**
 * Records as data, for tables, charts and the doors.
 *
 * @module
 */
import type { ProbeInformation } from "../../d/check/mod.ts";
import type { DType } from "../../d/types/mod.ts";
import type { FieldDescription } from "../../image/mod.ts";
import type { RecordView } from "../record/mod.ts";
import type { ResultValue } from "../format/mod.ts";

export interface CollectedValue {
  readonly action: string;
  readonly label?: string;
  readonly type: DType;
  readonly value: ResultValue;
}
/** A record while it is being consumed: its parts are read when they are asked for, and valid during the call. */
export interface WatchedRecord {
  readonly clause: number;
  readonly probe: ProbeInformation;
  readonly timestampNs: bigint;
  readonly values: readonly CollectedValue[];
  /** All that the clause records at each firing; undefined where that depends on branches. */
  readonly fields: readonly FieldDescription[] | undefined;
  readonly record: RecordView;
}
/** A record as data: what one clause recorded at one firing. */
export interface CollectedRecord {
  readonly epid: number;
  /** Index of the clause in the image. */
  readonly clause: number;
  readonly probe: ProbeInformation;
  readonly cpu: number;
  readonly timestampNs: bigint;
  readonly values: readonly CollectedValue[];
  /** What the clause would have printed; empty where records are only watched. */
  readonly text: string;
}
