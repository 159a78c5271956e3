/**
 * A part of a source's packets: those between a share of all pairs of addresses, so that whatever follows connections finds
 * all packets of those that it meets.
 *
 * @module
 */
import type { MachineMemory } from "../../image/mod.ts";
import { Decoder, REASON } from "../../packet/wire/mod.ts";
import type { PacketBatch, PacketSource } from "../../sources/mod.ts";
import type { ShardChoice } from "../settings.ts";

/** The packets of one part; views are found by all of them, as in a run over all. */
export function shardSource(source: PacketSource, shard: ShardChoice, memory: MachineMemory): PacketSource {
  const filter = new PairFilter(source, shard, memory.bytes);
  const next = (max?: number): ReturnType<PacketSource["next"]> => {
    for (;;) {
      const batch = source.next(max);
      if (batch instanceof Promise) return batch.then((one) => one && (filter.keep(one) > 0 ? one : next(max)));
      if (batch === undefined || filter.keep(batch) > 0) return batch;
    }
  };
  return {
    next,
    preview: source.preview,
    get interfaces() {
      return source.interfaces;
    },
    get problems() {
      return source.problems;
    },
    get remarks() {
      return source.remarks;
    },
    get progress() {
      return source.progress;
    },
    close: () => source.close(),
  };
}

class PairFilter {
  readonly #decoder: Decoder;
  readonly #pair = new Uint8Array(33);

  constructor(readonly source: PacketSource, readonly shard: ShardChoice, readonly bytes: Uint8Array) {
    this.#decoder = new Decoder(bytes);
  }
  /** Leaves those of the part in the batch, in front; how many they are. */
  keep(batch: PacketBatch): number {
    const { interfaces } = this.source, { index, count } = this.shard;
    let kept = 0;
    for (let i = 0; i < batch.count; i++) {
      const { linkType, fcsLength } = interfaces[batch.interface[i]];
      const reason = this.#decoder.decode(
        batch.address[i],
        batch.capturedLength[i],
        batch.wireLength[i],
        linkType,
        fcsLength,
      );
      if (shardOfPair(reason === REASON.NONE ? this.#hash() : 0, count) === index) move(batch, i, kept++);
    }
    batch.count = kept;
    return kept;
  }
  #hash(): number {
    const { ip, version } = this.#decoder, pair = this.#pair, size = version === 4 ? 4 : 16;
    const from = version === 4 ? ip + 12 : ip + 8, to = from + size;
    pair.fill(0);
    pair[0] = version;
    const [less, more] = this.#isLess(to, from, size) ? [to, from] : [from, to];
    for (let i = 0; i < size; i++) {
      pair[1 + i] = this.bytes[less + i];
      pair[17 + i] = this.bytes[more + i];
    }
    return pairHash(pair);
  }
  #isLess(left: number, right: number, size: number): boolean {
    for (let i = 0; i < size; i++) {
      const difference = this.bytes[left + i] - this.bytes[right + i];
      if (difference !== 0) return difference < 0;
    }
    return false;
  }
}
/** Packet `from` takes the place of packet `to`. */
function move(batch: PacketBatch, from: number, to: number): void {
  if (from === to) return;
  batch.address[to] = batch.address[from];
  batch.capturedLength[to] = batch.capturedLength[from];
  batch.wireLength[to] = batch.wireLength[from];
  batch.seconds[to] = batch.seconds[from];
  batch.nanoseconds[to] = batch.nanoseconds[from];
  batch.interface[to] = batch.interface[from];
  batch.direction[to] = batch.direction[from];
}
/**
 * FNV-1a of 32 bits (G. Fowler, L. C. Noll, K.-P. Vo) over the version of IP, the lesser and the greater address, each padded
 * with zeros to 16 bytes; its bits are then mixed as MurmurHash3 ends (A. Appleby), since parts are chosen by the high ones.
 * It is part of what partial results are: another function would put packets into other parts.
 */
export function pairHash(pair: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < pair.length; i++) hash = Math.imul(hash ^ pair[i], 0x01000193);
  hash = Math.imul(hash ^ hash >>> 16, 0x85ebca6b);
  hash = Math.imul(hash ^ hash >>> 13, 0xc2b2ae35);
  return (hash ^ hash >>> 16) >>> 0;
}
/** From 1; packets other than those of IP, whose hash is 0, are in the first part. */
export function shardOfPair(hash: number, count: number): number {
  return Math.floor(hash * count / 2 ** 32) + 1;
}
