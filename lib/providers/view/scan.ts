/**
 * Looks at the first packets of an input: a fixed number, whatever brings them and in whatever pieces they come.
 *
 * @module
 */
import { Decoder } from "../../packet/wire/mod.ts";
import type { Moment, PacketBatch, PacketSource, Preview } from "../../sources/mod.ts";
import type { Sample } from "./sample.ts";

/** Packets that are looked at in an input at most, where one of its interfaces has hardly any. */
const MAX_PACKETS = 16000;
/** Asked for at a time. */
const PIECE = 512;
/** How often it is looked whether the run is to end, ms. */
const TURN_MS = 50;

/** How long pipes are waited for, together, and who is notified. */
export class Patience {
  /** A wait was too long: what had come until then must do. */
  isOver = false;
  #waitedMs = 0;
  #isSaid = false;

  constructor(readonly settings: PatienceSettings) {}
  /** Waits for what a pipe brings; undefined where it takes too long, or the run is to end. */
  async wait<T>(next: Promise<T>): Promise<T | undefined> {
    const { sayAfterMs, longestMs } = this.settings;
    for (;;) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const began = this.settings.now();
      const turn = new Promise<"turn">((resolve) => timer = setTimeout(() => resolve("turn"), TURN_MS));
      const first = await Promise.race([next, turn]);
      clearTimeout(timer);
      this.#waitedMs += this.settings.now() - began;
      if (first !== "turn") return first;
      if (this.settings.isInterrupted()) return undefined;
      if (this.#waitedMs >= longestMs) {
        this.isOver = true;
        return undefined;
      }
      if (this.#isSaid || this.#waitedMs < sayAfterMs) continue;
      this.#isSaid = true;
      this.settings.say();
    }
  }
}
export interface PatienceSettings {
  /** Nothing is said of shorter waits; longer ones are not made, ms. */
  readonly sayAfterMs: number;
  readonly longestMs: number;
  /** Milliseconds by a clock that never goes back. */
  now(): number;
  isInterrupted(): boolean;
  say(): void;
}

/** What was seen of an input besides its samples. */
export interface Scanned {
  readonly interfaces: PacketSource["interfaces"];
  readonly first?: Moment;
  readonly last?: Moment;
}
/** An input as its first packets show it; `sampleOf` gives the sample that an interface's packets go into, if any. */
export class Scan {
  #packets = 0;
  #first: Moment | undefined;
  #last: Moment | undefined;
  readonly #decoder: Decoder;

  constructor(
    readonly preview: Preview,
    readonly sampleOf: (number: number) => Sample | undefined,
    readonly max: number = MAX_PACKETS,
  ) {
    this.#decoder = new Decoder(preview.bytes);
  }
  async run(input: number, patience: Patience): Promise<Scanned> {
    const source = this.preview.open(input);
    try {
      for (let isDone = false; !isDone;) {
        const next = source.next(PIECE);
        const batch = next instanceof Promise ? await patience.wait(next) : next;
        isDone = batch === undefined || this.#take(batch, source.interfaces);
      }
    } finally {
      source.close();
    }
    return { interfaces: source.interfaces, first: this.#first, last: this.#last };
  }
  /** True when enough has been seen. */
  #take(batch: PacketBatch, interfaces: PacketSource["interfaces"]): boolean {
    const d = this.#decoder;
    for (let i = 0; i < batch.count; i++) {
      if (this.#isEnough(interfaces.length)) return true;
      const number = batch.interface[i], { linkType, fcsLength } = interfaces[number];
      this.#packets++;
      this.#last = { seconds: batch.seconds[i], nanoseconds: batch.nanoseconds[i] };
      this.#first ??= this.#last;
      const reason = d.decode(batch.address[i], batch.capturedLength[i], batch.wireLength[i], linkType, fcsLength);
      this.sampleOf(number)?.add(d, reason, batch, i, linkType);
    }
    return false;
  }
  #isEnough(interfaces: number): boolean {
    if (this.#packets >= this.max) return true;
    for (let number = 0; number < interfaces; number++) if (!(this.sampleOf(number)?.isFull ?? true)) return false;
    return this.#packets > 0;
  }
}
