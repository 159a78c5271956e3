/**
 * Where bytes of a text stood before.
 *
 * @module
 */
import { LONGEST } from "./lzma.ts";

/** How many places with the same beginning are looked at. */
const TRIES = 24;
const SHORTEST_IN_TREE = 3;

/** Of each place the lengths that stood before it, growing, each with its least distance. */
export interface FoundMatches {
  /** Where in `pairs` those of a place begin; those of the next end them. */
  readonly starts: Int32Array;
  /** Length and distance, one after the other. */
  readonly pairs: Int32Array;
}
export function findMatches(bytes: Uint8Array): FoundMatches {
  const matches = new Matches(bytes), starts = new Int32Array(bytes.length + 1);
  let pairs = new Int32Array(1024), end = 0;
  for (let at = 0; at < bytes.length; at++) {
    starts[at] = end;
    matches.look(at);
    if (end + matches.found.length > pairs.length) {
      const more = new Int32Array(2 * pairs.length + matches.found.length);
      more.set(pairs);
      pairs = more;
    }
    pairs.set(matches.found, end);
    end += matches.found.length;
  }
  starts[bytes.length] = end;
  return { starts, pairs };
}
/** For each beginning of three bytes a tree, sorted by what follows, the latest at its root; and the last place of each two. */
class Matches {
  readonly #roots = new Int32Array(65_536).fill(-1);
  readonly #pairs = new Int32Array(65_536).fill(-1);
  /** Of each place what is less, and what is greater. */
  readonly #tree: Int32Array;
  readonly found: number[] = [];
  constructor(readonly bytes: Uint8Array) {
    this.#tree = new Int32Array(2 * bytes.length);
  }
  /** Fills {@linkcode Matches.found} for the next place; places are asked for in their order. */
  look(at: number): void {
    const { bytes, found } = this, tree = this.#tree, limit = Math.min(LONGEST, bytes.length - at);
    found.length = 0;
    if (limit < 2) return;
    const pair = bytes[at] | bytes[at + 1] << 8, last = this.#pairs[pair];
    this.#pairs[pair] = at;
    if (last >= 0) found.push(2, at - last);
    if (limit < SHORTEST_IN_TREE) return;
    const key = Math.imul(pair | bytes[at + 2] << 16, 0x9e3779b1) >>> 16;
    let place = this.#roots[key], best = SHORTEST_IN_TREE - 1;
    this.#roots[key] = at;
    let less = 2 * at, more = 2 * at + 1, lessLength = 0, moreLength = 0;
    for (let tries = TRIES; place >= 0 && tries > 0; tries--) {
      let length = Math.min(lessLength, moreLength);
      while (length < limit && bytes[place + length] === bytes[at + length]) length++;
      if (length > best) found.push(best = length, at - place);
      if (length === limit) {
        tree[less] = tree[2 * place];
        tree[more] = tree[2 * place + 1];
        return;
      }
      if (bytes[place + length] < bytes[at + length]) {
        tree[less] = place;
        place = tree[less = 2 * place + 1];
        lessLength = length;
      } else {
        tree[more] = place;
        place = tree[more = 2 * place];
        moreLength = length;
      }
    }
    tree[less] = tree[more] = -1;
  }
}
