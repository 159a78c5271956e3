/**
 * Whose code runs: every cell's code, and what it leaves behind (timers, promises), carries its cell along.
 *
 * @module
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { setImmediate } from "node:timers";

/** A cell as the child sees it. */
export class ChildCell {
  interrupted = false;
  readonly #controller = new AbortController();

  /** @param shift by how much the columns of the script's first line lie behind those of the cell's */
  constructor(readonly number: number, readonly shift: number) {}

  /** Aborted when the cell is interrupted. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Tells the cell's own code. */
  abort(): void {
    this.#controller.abort(new DOMException("the cell was interrupted", "AbortError"));
  }
}

const KEPT = 2000;
/** What belongs to no cell. */
export const outside = new ChildCell(0, 0);
const cells = new Map<number, ChildCell>();
const owner = new AsyncLocalStorage<ChildCell>();

/** The cell whose code runs now; cell 0 is nobody's. */
export function currentCell(): ChildCell {
  return owner.getStore() ?? outside;
}

/** A cell by its number, while it is remembered. */
export function cellNumbered(number: number): ChildCell | undefined {
  return cells.get(number);
}

/** Starts a cell: what follows on the caller's side of an await belongs to it. */
export function beginCell(number: number, shift: number): Promise<void> {
  const cell = new ChildCell(number, shift);
  cells.set(number, cell);
  cells.delete(number - KEPT);
  // a stop would take what the new cell waits for along
  setTrap(undefined);
  owner.enterWith(cell);
  return tick();
}

/** Runs code as a cell's. */
export function asCell<T>(cell: ChildCell, run: () => T): T {
  return owner.run(cell, run);
}

/**
 * Leaves the inspector's own call. Code that runs inside of it cannot be interrupted, and no other message is read.
 */
export function tick(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

const TRAP_MS = 2_000;
const HELD_MS = 50;
const still = new Int32Array(new SharedArrayBuffer(4));
let trapTimer: ReturnType<typeof setTimeout> | undefined;
let trap: (() => void) | undefined;
let trapBuilt = false;

/**
 * Lays a trap for loops that wait again and again: where code of an interrupted cell goes on after an await it is held,
 * `trapped` says so, and the parent ends it there, the only place where that is safe. For some seconds; undefined takes
 * the trap away.
 */
export function setTrap(trapped: (() => void) | undefined): void {
  clearTimeout(trapTimer);
  trap = trapped;
  if (!trapped) return;
  buildTrap();
  trapTimer = setTimeout(() => trap = undefined, TRAP_MS);
}

/** Only once, and not before it is needed: such functions cannot be taken back, and each costs every promise a little. */
function buildTrap(): void {
  if (trapBuilt) return;
  trapBuilt = true;
  // deno-lint-ignore no-explicit-any
  const { core } = (Deno as any)[(Deno as any).internal];
  core.setPromiseHooks(undefined, () => {
    if (trap === undefined || !owner.getStore()?.interrupted) return;
    trap();
    // not for ever: a stop that got lost on its way would be waited for until the end of time
    for (const end = performance.now() + HELD_MS; performance.now() < end;) Atomics.wait(still, 0, 0, HELD_MS);
  });
}
