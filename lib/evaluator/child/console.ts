/**
 * `console` for cells, sent as messages so that text and displays keep their order. Deno's own passes through native
 * code in the midst of each call, where an interrupt is not taken well; its formatting is used as it is.
 *
 * @module
 */
import { currentCell } from "./cells.ts";
import { write } from "./parent_channel.ts";

interface DenoConsole {
  readonly Console: new (print: (text: string) => void) => Record<string, (...given: unknown[]) => void>;
  inspectArgs(given: readonly unknown[], options: { indentLevel: number }): string;
}

const INDENT = 1;

/** Replaces `console` by one that writes to the cell. */
export function installConsole(): void {
  // `console` itself stays the same object, since modules may have taken it already
  Object.assign(console, makeConsole());
}

function makeConsole(): Record<string, (...given: never[]) => void> {
  // deno-lint-ignore no-explicit-any
  const { Console, inspectArgs } = (Deno as any)[(Deno as any).internal] as DenoConsole;
  let indent = 0;
  const say = (stream: "stdout" | "stderr", given: readonly unknown[]) =>
    write(stream, `${inspectArgs(given, { indentLevel: indent })}\n`, currentCell().number);
  const out = (...given: unknown[]) => say("stdout", given);
  const err = (...given: unknown[]) => say("stderr", given);
  const tables = new Console((text) => out(text.replace(/\n$/, "")));
  const group = (...given: unknown[]) => {
    if (given.length > 0) out(...given);
    indent += INDENT;
  };
  return {
    log: out,
    info: out,
    debug: out,
    warn: err,
    error: err,
    dir: (value: unknown, options?: Deno.InspectOptions) => out("%s", Deno.inspect(value, options)),
    dirxml: out,
    table: (...given: unknown[]) => tables.table(...given),
    group,
    groupCollapsed: group,
    groupEnd: () => void (indent = Math.max(0, indent - INDENT)),
    assert(truth?: unknown, ...given: unknown[]) {
      if (truth) return;
      const [first, ...rest] = given;
      if (given.length === 0) err("Assertion failed");
      else if (typeof first === "string") err(`Assertion failed: ${first}`, ...rest);
      else err("Assertion failed:", ...given);
    },
    trace(...given: unknown[]) {
      const { stack } = new Error();
      const [, ...frames] = (stack ?? "").split("\n");
      err(
        `Trace${given.length > 0 ? `: ${inspectArgs(given, { indentLevel: indent })}` : ""}${
          frames.map((frame) => `\n${frame}`).join("")
        }`,
      );
    },
    ...countersAndTimers(out, err),
  };
}

type Say = (...given: unknown[]) => void;

function countersAndTimers(out: Say, err: Say): Record<string, (...given: never[]) => void> {
  const counts = new Map<string, number>();
  const starts = new Map<string, number>();
  const elapsed = (label: string, given: unknown[]): boolean => {
    const start = starts.get(label);
    if (start === undefined) err("%s", `Timer '${label}' does not exist`);
    else out(`%s: %sms`, label, Math.floor(performance.now() - start), ...given);
    return start !== undefined;
  };
  return {
    count(label = "default") {
      counts.set(label, (counts.get(label) ?? 0) + 1);
      out("%s: %s", label, counts.get(label));
    },
    countReset(label = "default") {
      if (!counts.delete(label)) err("%s", `Count for '${label}' does not exist`);
    },
    time(label = "default") {
      if (starts.has(label)) err("%s", `Timer '${label}' already exists`);
      else starts.set(label, performance.now());
    },
    timeLog: (label = "default", ...given: unknown[]) => void elapsed(label, given),
    timeEnd: (label = "default") => void (elapsed(label, []) && starts.delete(label)),
    timeStamp() {},
    profile() {},
    profileEnd() {},
    clear() {},
  };
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
