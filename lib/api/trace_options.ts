/**
 * What `trace` is asked for, in the words of a script's author, and the same as a session wants it.
 *
 * @module
 */
import type { OptionSetting, Progress, SessionSettings } from "../session/mod.ts";

/** Where packets come from: captures, interfaces of this host, or nowhere (only BEGIN, END and timers fire then). */
export type Source =
  | string
  | URL
  | readonly (string | URL)[]
  | { readonly captures: string | URL | readonly (string | URL)[] }
  /**
   * Interfaces by name; `any` is all of them. Needs the permissions of `deno task live`. With `save` what was seen is kept
   * in a file, as pcapng: there when it is complete, and as a source it gives the same numbers again.
   */
  | { readonly interfaces: string | readonly string[]; readonly save?: string | URL }
  | LinuxSource
  | null;
/**
 * The running kernel of Linux: its probes, in the place of those of packets. Needs the permissions of `deno task trace`, and the
 * rights that `probebook doctor` names.
 */
export interface LinuxSource {
  /** By which it is known. */
  readonly linux: true;
  /** A program that runs beside the trace, which ends with it: its number is `$target`. */
  readonly command?: string;
  /** The same of a process that is there: its number. */
  readonly process?: number;
}
/** Whether a source is the running kernel. */
export function isLinux(source: Source): source is LinuxSource {
  return typeof source === "object" && source !== null && "linux" in source;
}

/** What an option of D may be set to: `true` sets one that takes no value. */
export type OptionValue = string | number | boolean;

/** How a run is to go. */
export interface TraceOptions {
  /** DTrace's `-x` options by name: `{ quiet: true, strsize: 64, local: "10.0.0.5" }`; a list sets one several times. */
  readonly options?: Readonly<Record<string, OptionValue | readonly OptionValue[]>>;
  /** Macro arguments: `$1`, `$2` … of D. */
  readonly arguments?: readonly (string | number | bigint)[];
  /** When to stop early. */
  readonly limits?: Limits;
  /** Stops the run, as Ctrl-C does: END fires, and what was gathered is the result. */
  readonly signal?: AbortSignal;
  /** Text as it is printed. */
  write?(text: string): void;
  /**
   * The text reaches a terminal: control characters of traced data are `\u001b` and the like in it (in the result's text too),
   * so that a terminal shows them and does not obey them.
   */
  readonly terminal?: boolean;
  /** Messages as they come, a line each: what DTrace says on standard error. */
  warn?(message: string): void;
  /** Called about every 50 ms of a run over packets; `aggregations` says how they would print now. */
  progress?(report: Progress, aggregations: () => string): void;
}
/** After how much a run stops; whichever comes first. */
export interface Limits {
  /** Packets after which the run ends. */
  readonly packets?: number;
  /** Time of the source after which the run ends, seconds. */
  readonly seconds?: number;
  /** Most records that are kept for the result; more are counted. One million unless said otherwise. */
  readonly records?: number;
  /** Most rows that a table keeps; more are counted. Ten million unless said otherwise. */
  readonly rows?: number;
  /** Most characters of text that are kept for the result; more are counted. 64 million unless said otherwise. */
  readonly text?: number;
}

function listOf<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? value : [value as T];
}
function pathOf(file: string | URL): string {
  if (typeof file === "string") return file;
  if (file.protocol !== "file:") throw new TypeError(`a capture is a file: ${file.href} is none`);
  return decodeURIComponent(file.pathname);
}
/** Captures and interfaces of a source. */
export function sourceSettings(source: Source): Pick<SessionSettings, "captures" | "interfaces" | "save"> {
  if (source === null || source === undefined || isLinux(source)) return {};
  if (typeof source === "object" && "interfaces" in source) {
    const { interfaces, save } = source;
    return { interfaces: listOf(interfaces), ...(save === undefined ? {} : { save: pathOf(save) }) };
  }
  const captures = typeof source === "object" && "captures" in source ? source.captures : source;
  return { captures: listOf<string | URL>(captures).map(pathOf) };
}
/** `-x` options as a session takes them: `true` has no value, `false` is left out. */
export function optionSettings(options: TraceOptions["options"] = {}): OptionSetting[] {
  return Object.entries(options).flatMap(([name, values]) =>
    listOf(values).flatMap((value): OptionSetting[] =>
      value === false ? [] : [value === true ? { name } : { name, value: String(value) }]
    )
  );
}
