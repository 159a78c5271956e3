/**
 * Stack traces in the words of the notebook: `<cell 3>:2:9`, without frames of our own.
 *
 * @module
 */
import { cellNumbered } from "./cells.ts";

const OWN = new URL(".", import.meta.url).href;
const CELL = /^cell-(\d+)\.ts$/;

/** What V8 tells of a frame; Deno's and Node's types leave some of it out. */
interface StackFrame {
  getFunctionName(): string | null;
  getScriptNameOrSourceURL(): string | null;
  getLineNumber(): number | null;
  getColumnNumber(): number | null;
  isConstructor(): boolean;
  isAsync?(): boolean;
  toString(): string;
}

/** Makes all stack traces ours. */
export function installStackTraces(): void {
  // deno-lint-ignore no-explicit-any
  (Error as any).prepareStackTrace = (error: unknown, frames: StackFrame[]) => {
    const lines = frames.map(frameText).filter((line) => line !== undefined);
    return [headOf(error), ...lines.map((line) => `    at ${line}`)].join("\n");
  };
}

function headOf(error: unknown): string {
  try {
    return String(error);
  } catch {
    return "Error";
  }
}

/** One frame as text, or undefined for frames that are not the user's. */
function frameText(frame: StackFrame): string | undefined {
  const file = frame.getScriptNameOrSourceURL() ?? "";
  if (file.startsWith(OWN) || file.startsWith("ext:")) return undefined;
  const cell = file.match(CELL);
  if (!cell) return frame.toString();
  const line = frame.getLineNumber() ?? 1;
  const shift = line === 1 ? cellNumbered(Number(cell[1]))?.shift ?? 0 : 0;
  const place = `<cell ${cell[1]}>:${line}:${Math.max(1, (frame.getColumnNumber() ?? 1) - shift)}`;
  const name = frame.getFunctionName();
  if (!name) return place;
  const prefix = frame.isAsync?.() ? "async " : frame.isConstructor() ? "new " : "";
  return `${prefix}${name} (${place})`;
}
