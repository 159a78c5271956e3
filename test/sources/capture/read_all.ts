/**
 * Reads a source to its end, into plain rows.
 *
 * @module
 */
import { denoHost } from "../../../lib/host/deno/mod.ts";
import { MemoryReader, openFeeds, SourceError } from "../../../lib/sources/capture/mod.ts";
import type { CaptureInterface, PacketBatch, PacketSource, SourceProblem } from "../../../lib/sources/mod.ts";
import { plainMemory } from "../plain_memory.ts";

export interface Row {
  readonly number: number;
  readonly time: string;
  readonly captured: number;
  readonly wire: number;
  readonly interface: number;
  readonly direction: number;
  readonly bytes: Uint8Array;
}
export interface Reading {
  readonly rows: Row[];
  readonly interfaces: readonly CaptureInterface[];
  readonly problems: readonly SourceProblem[];
  readonly remarks: readonly SourceProblem[];
}

/** 64 MB are enough for anything: what wants more has no bound. */
export const memory = plainMemory(64);

/** Seconds and nanoseconds, as tshark prints them. */
export function timeText(seconds: number, nanoseconds: number): string {
  return `${seconds}.${String(nanoseconds).padStart(9, "0")}`;
}

function take(batch: PacketBatch, rows: Row[]): void {
  for (let index = 0; index < batch.count; index++) {
    const address = batch.address[index]!;
    const captured = batch.capturedLength[index]!;
    rows.push({
      number: batch.firstNumber + index,
      time: timeText(batch.seconds[index]!, batch.nanoseconds[index]!),
      captured,
      wire: batch.wireLength[index]! >>> 0,
      interface: batch.interface[index]!,
      direction: batch.direction[index]!,
      bytes: memory.bytes.slice(address, address + captured),
    });
  }
}

export async function readSource(source: PacketSource): Promise<Reading> {
  const rows: Row[] = [];
  for (let batch = await source.next(); batch !== undefined; batch = await source.next()) take(batch, rows);
  source.close();
  return { rows, interfaces: source.interfaces, problems: source.problems, remarks: source.remarks ?? [] };
}

/** Reads captures that lie in memory; what cannot be opened is a problem too. */
export function readBytes(captures: readonly Uint8Array[], most?: number): Reading {
  memory.reset();
  const byteReaders = captures.map((bytes, index) => new MemoryReader(`capture ${index}`, bytes, most));
  const rows: Row[] = [];
  try {
    const source = openFeeds(byteReaders, { memory, host: denoHost });
    for (;;) {
      const batch = source.next();
      if (batch instanceof Promise) throw new Error("bytes at hand must not be waited for");
      if (batch === undefined) break;
      take(batch, rows);
    }
    source.close();
    return { rows, interfaces: source.interfaces, problems: source.problems, remarks: source.remarks ?? [] };
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    const { file, tag, message, byteOffset } = error;
    return { rows, interfaces: [], problems: [{ file, tag, message, byteOffset }], remarks: [] };
  }
}
