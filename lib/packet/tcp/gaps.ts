/**
 * What of an endpoint's sequence numbers a capture has not shown although later ones were: it may have been lost before, or
 * come late. A record keeps where the gaps lie, from the first to the last; where there are several, a list of them is kept
 * beside the records, for so many endpoints. Of more gaps the two that are oldest are taken as one, which is counted.
 *
 * @module
 */
import { END, SEEN } from "./connection_layout.ts";

/** Gaps of one endpoint, and endpoints that have several at a time. */
const MAX_GAPS = 32, LISTS = 4096;

export class Gaps {
  /** Of each list: the endpoint it belongs to, how many gaps, and their edges in turn, in order. */
  #lists: Int32Array | undefined;
  readonly #of = new Map<number, number>();
  #turn = 0;
  /** Gaps that were taken as one with another, and with what was captured between, to make room. */
  joined = 0;
  /** Edges of the endpoint being looked at. */
  readonly #edges = new Int32Array(2 * MAX_GAPS + 2);
  readonly #before = new Int32Array(2 * MAX_GAPS + 2);
  #count = 0;

  constructor(private readonly words: Int32Array) {}

  /** Whether something between two sequence numbers has not been captured. */
  missesSome(x: number, from: number, to: number): boolean {
    const w = this.words, gap = w[x + END.GAP], end = w[x + END.GAP_END];
    if (gap === end || ((from - end) | 0) >= 0 || ((to - gap) | 0) <= 0) return false;
    if ((w[x + END.SEEN] & SEEN.GAPS) === 0) return true;
    this.#load(x);
    const edges = this.#edges;
    for (let i = 0; i < this.#count; i++) {
      if (((from - edges[2 * i + 1]) | 0) < 0 && ((to - edges[2 * i]) | 0) > 0) return true;
    }
    return false;
  }
  /** What lies between two sequence numbers has been skipped; it is above all that is missing already. */
  skip(x: number, from: number, to: number): void {
    const w = this.words;
    if (w[x + END.GAP] === w[x + END.GAP_END]) {
      w[x + END.GAP] = from;
      w[x + END.GAP_END] = to;
      return;
    }
    this.#load(x);
    const edges = this.#edges;
    if (this.#count === MAX_GAPS) {
      this.joined++;
      edges.copyWithin(1, 3, 2 * MAX_GAPS);
      this.#count--;
    }
    edges[2 * this.#count] = from;
    edges[2 * this.#count++ + 1] = to;
    this.#keep(x);
  }
  /** What lies between two sequence numbers has been captured. */
  fill(x: number, from: number, to: number): void {
    if (((to - from) | 0) <= 0 || !this.missesSome(x, from, to)) return;
    this.#load(x);
    const old = this.#before, length = 2 * this.#count;
    old.set(this.#edges);
    this.#count = 0;
    for (let i = 0; i < length; i += 2) {
      const left = old[i], right = old[i + 1];
      if (((from - right) | 0) >= 0 || ((to - left) | 0) <= 0) this.#put(left, right);
      else {
        if (((from - left) | 0) > 0) this.#put(left, from);
        if (((right - to) | 0) > 0) this.#put(to, right);
      }
    }
    this.#keep(x);
  }
  /** Gaps below a sequence number are forgotten. */
  forget(x: number, below: number): void {
    const w = this.words;
    if (w[x + END.GAP] === w[x + END.GAP_END]) return;
    this.#load(x);
    const old = this.#before, length = 2 * this.#count;
    old.set(this.#edges);
    this.#count = 0;
    for (let i = 0; i < length; i += 2) {
      if (((old[i + 1] - below) | 0) > 0) this.#put(((old[i] - below) | 0) < 0 ? below : old[i], old[i + 1]);
    }
    this.#keep(x);
  }
  /** The list of an endpoint that may still want it makes room for another's. */
  #giveUp(at: number): void {
    const lists = this.#lists!, x = lists[at];
    if (this.words[x + END.SEEN] & SEEN.GAPS) this.joined += lists[at + 1] - 1;
    this.#of.delete(x);
  }
  #put(from: number, to: number): void {
    if (this.#count > MAX_GAPS - 1) {
      this.joined++;
      this.#edges[2 * this.#count - 1] = to;
      return;
    }
    this.#edges[2 * this.#count] = from;
    this.#edges[2 * this.#count++ + 1] = to;
  }
  /** A list that had to make room for another's is one gap from the first to the last. */
  #load(x: number): void {
    const w = this.words, list = this.#of.get(x);
    if ((w[x + END.SEEN] & SEEN.GAPS) === 0 || list === undefined) {
      this.#count = 1;
      this.#edges[0] = w[x + END.GAP];
      this.#edges[1] = w[x + END.GAP_END];
      return;
    }
    const lists = this.#lists!, at = list * (2 + 2 * MAX_GAPS);
    this.#count = lists[at + 1];
    this.#edges.set(lists.subarray(at + 2, at + 2 + 2 * this.#count));
  }
  #keep(x: number): void {
    const w = this.words, edges = this.#edges, count = this.#count;
    w[x + END.GAP] = count === 0 ? w[x + END.GAP_END] : edges[0];
    if (count > 0) w[x + END.GAP_END] = edges[2 * count - 1];
    if (count < 2) {
      w[x + END.SEEN] &= ~SEEN.GAPS;
      return;
    }
    w[x + END.SEEN] |= SEEN.GAPS;
    const lists = this.#lists ??= new Int32Array(LISTS * (2 + 2 * MAX_GAPS));
    let list = this.#of.get(x);
    if (list === undefined) {
      list = this.#turn++ % LISTS;
      const at = list * (2 + 2 * MAX_GAPS);
      if (this.#turn > LISTS) this.#giveUp(at);
      lists[at] = x;
      this.#of.set(x, list);
    }
    const at = list * (2 + 2 * MAX_GAPS);
    lists[at + 1] = count;
    lists.set(edges.subarray(0, 2 * count), at + 2);
  }
}
