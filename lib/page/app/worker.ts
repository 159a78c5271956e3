/**
 * The page's worker: started from the page's own text, ended when it does not answer, started again after so many runs.
 *
 * @module
 */
import type { Brought } from "./parts.ts";
import type { Answer, CaptureFile, PackedCapture, Question } from "../messages.ts";

/** After so many runs there is a new worker: memory of old runs is freed with the old one. */
const RUNS_MAX = 20;
/** A worker that says nothing for so long in a run is ended, ms: it says how far it is every 50 ms, and asks after 10 s. */
const SILENCE_MS = 20_000;

export class EngineWorker {
  #worker: Worker | undefined;
  #runs = 0;
  #isRunning = false;
  #heard = 0;
  #timer: ReturnType<typeof setInterval> | undefined;
  #files: readonly (CaptureFile | PackedCapture)[] = [];

  /**
   * @param brought the first worker, and the address of its text
   * @param files captures that there are from the first moment
   * @param hear called with each answer
   * @param lost called when a run was ended, with the reason
   */
  constructor(
    readonly brought: Pick<Brought, "address" | "worker">,
    files: readonly (CaptureFile | PackedCapture)[],
    readonly hear: (answer: Answer) => void,
    readonly lost: (why: string) => void,
  ) {
    this.#files = files;
    this.#start(brought.worker);
  }
  #start(worker = new Worker(this.brought.address)): Worker {
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      this.#heard = Date.now();
      if (data.kind === "done" || data.kind === "failed" || data.kind === "long") this.#isRunning = false;
      this.hear(data);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      this.#lose(`the engine failed: ${event.message}`);
    };
    this.#runs = 0;
    this.#worker = worker;
    this.#timer ??= setInterval(() => this.#watch(), 1000);
    worker.postMessage({ kind: "captures", files: this.#files } satisfies Question);
    return worker;
  }
  #watch(): void {
    if (this.#isRunning && Date.now() - this.#heard > SILENCE_MS) this.#lose("the program was ended: it took too long");
  }
  #lose(why: string): void {
    this.end();
    this.lost(why);
  }
  /** Ends what runs, at once. */
  end(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#isRunning = false;
  }
  captures(files: readonly (CaptureFile | PackedCapture)[]): void {
    this.#files = files;
    this.ask({ kind: "captures", files });
  }
  ask(question: Question): void {
    if (question.kind === "run") {
      if (++this.#runs > RUNS_MAX) this.end();
      this.#isRunning = true;
    }
    if (question.kind === "go on") this.#isRunning = true;
    this.#heard = Date.now();
    (this.#worker ?? this.#start()).postMessage(question);
  }
}
