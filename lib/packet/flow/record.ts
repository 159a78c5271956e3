/**
 * What a flow's record looks like.
 *
 * @module
 */
import { TCP_BYTES } from "../tcp/mod.ts";

/** Byte offsets within a record; D sees all of it as `struct flow`. */
export const FLOW = {
  ID: 0,
  PROTOCOL: 8,
  FAMILY: 9,
  LOCAL_SIDE: 10,
  DIRECTION: 11,
  PORT: 12,
  ADDRESS: 16,
  TCP: 48,
  BYTES: 48 + TCP_BYTES,
} as const;

/** Odd numbers that spread bits by multiplication. */
export const MIX: number = 0x9e3779b1 | 0, MIX_AGAIN: number = 0x85ebca6b | 0;
