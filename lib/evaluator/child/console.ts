/**
 * `console` for cells: Deno's own formatting, sent as messages so that text and displays keep their order.
 *
 * @module
 */
import { currentCell } from "./cells.ts";
import { write } from "./outlet.ts";

/** Replaces `console` by one that writes to the cell. */
export function installConsole(): void {
  // deno-lint-ignore no-explicit-any
  const { Console } = (Deno as any)[(Deno as any).internal];
  const ours = new Console((text: string, level: number) =>
    write(level > 1 ? "stderr" : "stdout", text, currentCell().number)
  );
  // `console` itself stays the same object, since modules may have taken it already
  for (const name of Object.keys(ours)) {
    if (typeof ours[name] === "function") (console as unknown as Record<string, unknown>)[name] = ours[name];
  }
}

/** Errors that nobody catches are shown; the process goes on. */
export function installErrorReports(format: (error: unknown) => string): void {
  const report = (error: unknown, what: string) => write("stderr", `${what}: ${format(error)}\n`, currentCell().number);
  addEventListener("error", (event) => {
    event.preventDefault();
    report(event.error, "uncaught error");
  });
  addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    report(event.reason, "unhandled rejection");
  });
}
