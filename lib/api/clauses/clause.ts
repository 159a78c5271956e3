/**
 * Clauses of TypeScript: a description of probes, a body, and a predicate.
 *
 * @module
 */
import type { Checked, FiringFor, ProbeName, TimerName } from "./firing.ts";

/** Where a clause stands in its file. */
export interface ClausePlace {
  /** Path or address of the module. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}
/** A clause, made by {@linkcode probe}. */
export class Clause {
  /** {@linkcode probe} makes them. */
  constructor(
    readonly description: string,
    readonly body: (firing: never) => unknown,
    readonly when: ((firing: never) => unknown) | undefined,
    readonly place: ClausePlace | undefined,
  ) {}
  /** `web.ts:12` */
  get name(): string {
    return this.place ? `${this.place.file}:${this.place.line}` : "<probe>";
  }
}
/** What a clause may say besides its body. */
export interface ClauseOptions<Firing> {
  /** The predicate: the body is called where this is true. */
  when?(firing: Firing): unknown;
}

/**
 * A clause in TypeScript: `body` is called at each firing of the probes, between the clauses before and after it in the
 * program. Its argument has D's built-in variables, `args` typed by the probe.
 *
 * ```ts
 * import { count, probe, TH_SYN, trace } from "./mod.ts";
 *
 * const opened = count("opened", "tcp_dport");
 * await trace("test/captures/demo.pcap", probe("tcp:::send", ({ args }) => opened.add(args[4].tcp_dport), {
 *   when: ({ args }) => args[4].tcp_flags & TH_SYN,
 * }));
 * ```
 *
 * @param description probes as in D: `tcp:::receive`, `udp:::`, `tcp:::send, tcp:::receive`, `tick-1s`, `BEGIN`
 */
export function probe<const Text extends ProbeName | TimerName | (string & Record<never, never>)>(
  description: Text & Checked<Text>,
  body: (firing: FiringFor<Text>) => void,
  options: ClauseOptions<FiringFor<Text>> = {},
): Clause {
  for (const one of [body, options.when]) {
    if (one?.constructor.name === "AsyncFunction") {
      throw new TypeError(
        "a clause cannot wait: its probe has fired, and the next packet is there; use a plain function",
      );
    }
  }
  return new Clause(description, body, options.when, callerPlace());
}

/** The line that called the function that called this. */
function callerPlace(): ClausePlace | undefined {
  return placeIn(new Error().stack?.split("\n")[3] ?? "");
}
/** The place in a line of a stack: `at f (file:///web.ts:1:2)`, `at async file:///web.ts:1:2`, `at <cell 2>:1:2`. */
export function placeIn(line: string): ClausePlace | undefined {
  const match = line.match(/(<[^<>]*>|[^()\s]+):(\d+):(\d+)\)?$/);
  return match ? { file: shortened(match[1]), line: Number(match[2]), column: Number(match[3]) } : undefined;
}
/** The path as it is seen from where the program runs. */
function shortened(file: string): string {
  const path = file.startsWith("file://") ? decodeURIComponent(new URL(file).pathname) : file;
  try {
    const here = `${Deno.cwd()}/`;
    return path.startsWith(here) ? path.slice(here.length) : path;
  } catch {
    return path;
  }
}
