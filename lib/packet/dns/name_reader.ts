/**
 * Names in messages of DNS, one after the other.
 *
 * @module
 */
import { NAME, nameEnd } from "./name.ts";

/** Walks names, and remembers what is behind the last one. */
export class NameReader {
  /** Behind the name as it stands in the message. */
  next = 0;

  constructor(readonly bytes: Uint8Array) {}

  /** Walks the name at `at`: one of NAME. */
  read(start: number, at: number, end: number): number {
    const next = nameEnd(this.bytes, start, at, end);
    if (next < 0) return -next;
    this.next = next;
    return NAME.WHOLE;
  }
}
