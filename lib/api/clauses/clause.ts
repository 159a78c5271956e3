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
    readonly where?: string,
    readonly read: Readonly<Record<string, string>> = {},
  ) {}
  /** `web.ts:12` */
  get name(): string {
    return this.place ? `${this.place.file}:${this.place.line}` : "<probe>";
  }
}
/**
 * What a clause finds of what it has asked for.
 * @internal
 */
type ReadBy<Read> = [keyof Read] extends [never] ? unknown
  : { readonly read: { readonly [Name in keyof Read]: any } };
/** What a clause may say besides its body. */
export interface ClauseOptions<Firing, Read extends Readonly<Record<string, string>> = Record<never, string>> {
  /** The predicate: the body is called where this is true. */
  when?(firing: Firing): unknown;
  /**
   * A predicate of D, `pid == $target`, which is looked at before `when`. Over the running kernel it is computed where the probe
   * fires: what it keeps out costs next to nothing, and no record.
   */
  readonly where?: string;
  /**
   * Over the running kernel: expressions of D that are computed where the probe fires, as `{ path: "copyinstr(arg1)" }`, for the
   * clause to find in `read`. A whole number that no `number` holds exactly is a bigint.
   */
  readonly read?: Read;
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
export function probe<
  const Text extends ProbeName | TimerName | (string & Record<never, never>),
  const Read extends Readonly<Record<string, string>> = Record<never, string>,
>(
  description: Text & Checked<Text>,
  body: (firing: FiringFor<Text> & ReadBy<Read>) => void,
  options: ClauseOptions<FiringFor<Text>, Read> = {},
): Clause {
  for (const one of [body, options.when]) {
    if (one?.constructor.name === "AsyncFunction") {
      throw new TypeError(
        "a clause cannot wait: its probe has fired, and the next packet is there; use a plain function",
      );
    }
  }
  return new Clause(description, body, options.when, callerPlace(), options.where, options.read);
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
