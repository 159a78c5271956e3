/**
 * Timers for cells. Their callbacks run as microtasks, since an interrupt that hits a timer's own call takes the whole
 * runtime down; and those of an interrupted cell do not run at all.
 *
 * @module
 */
import { asCell, currentCell } from "./cells.ts";

type Callback = (...given: unknown[]) => unknown;

/** Replaces the global timers. */
export function installTimers(): void {
  const scope = globalThis as unknown as Record<string, (...given: unknown[]) => unknown>;
  for (const name of ["setTimeout", "setInterval", "setImmediate"]) {
    const original = scope[name];
    if (typeof original !== "function") continue;
    const replaced = (callback: unknown, ...rest: unknown[]): unknown => {
      if (typeof callback !== "function") return original(callback, ...rest);
      const passed = name === "setImmediate" ? rest : rest.slice(1);
      const timer = original(
        guard(callback as Callback, passed, () => stop(name, timer)),
        ...rest.slice(0, rest.length - passed.length),
      );
      return timer;
    };
    Object.defineProperty(replaced, "name", { value: name });
    scope[name] = replaced;
  }
}

function guard(callback: Callback, given: unknown[], cancel: () => void): () => void {
  const cell = currentCell();
  return () => {
    if (cell.interrupted) return cancel();
    queueMicrotask(() => asCell(cell, () => callback(...given)));
  };
}

function stop(name: string, timer: unknown): void {
  if (name === "setInterval") clearInterval(timer as number);
}
