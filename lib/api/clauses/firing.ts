/**
 * What a clause of TypeScript is called with, typed by the probes that its description matches.
 *
 * @module
 */
import type { PacketProbes } from "../types/probe_types.ts";
import type { Value } from "../record.ts";

/** @internal */
type TimeUnit =
  | "ns"
  | "us"
  | "ms"
  | "s"
  | "m"
  | "h"
  | "d"
  | "nsec"
  | "usec"
  | "msec"
  | "sec"
  | "min"
  | "hour"
  | "day"
  | "hz"
  | "";
/** Probes that fire by the source's time: `tick-1s`, `profile-997`. */
export type TimerName = `${"tick" | "profile"}-${number}${TimeUnit}`;

/** All probes and their arguments, by `provider:::name`. */
export interface Probes extends PacketProbes {
  /** Before the first packet. */
  readonly "dtrace:::BEGIN": readonly [];
  /** After the last packet. */
  readonly "dtrace:::END": readonly [];
  /** When a clause faults. */
  readonly "dtrace:::ERROR": readonly [];
}
/**
 * Arguments of probes of the running kernel, by their whole name: `syscall:vmlinux:openat:entry`. No kernel has the same as
 * another: `probebook trace -l --types` writes the module that fills it in for this one.
 */
// deno-lint-ignore no-empty-interface
export interface KernelProbes {}
/** The name of a probe, `provider:::name`. */
export type ProbeName = keyof Probes;
/**
 * Providers of the running kernel.
 * @internal
 */
type KernelProviderName =
  | ("syscall" | "sdt" | "rawtp" | "proc" | "sched" | "io" | "lockstat" | "fbt" | "usdt")
  | `pid${number}`;

/** `*` as a template's `string`. */
type Glob<Text extends string> = Text extends "" ? string
  : Text extends `${infer Before}*${infer After}` ? `${Before}${string}${After extends "" ? "" : Glob<After>}`
  : Text;
/** The probes that one description matches: `provider:module:function:name`, `provider:::name`, `provider:::`, `name`. */
type Described<Text extends string> = Text extends `${infer Provider}:${string}:${string}:${infer Name}`
  ? Extract<ProbeName, `${Glob<Provider>}:::${Glob<Name>}`>
  : Text extends `${string}:${infer Name}` ? Extract<ProbeName, `${string}:::${Glob<Name>}`>
  : Extract<ProbeName, `${string}:::${Glob<Text>}`>;
type Trim<Text extends string> = Text extends
  ` ${infer Rest}` | `\n${infer Rest}` | `${infer Rest} ` | `${infer Rest}\n` ? Trim<Rest>
  : Text;
/**
 * Descriptions with commas between.
 * @internal
 */
type Split<Text extends string> = Text extends `${infer First},${infer Rest}` ? Trim<First> | Split<Rest> : Trim<Text>;

/** @internal */
type IsTimer<Text extends string> = Text extends TimerName | `profile:::${TimerName}` ? true : false;
/**
 * The probes of a text with one or more descriptions; `never` for a text that the compiler does not know.
 * @internal
 */
export type Matched<Text extends string> = Described<Split<Text>>;

/**
 * Whether the compiler can tell what a text matches: `?`, `[…]` and texts made at run time are left to D.
 * @internal
 */
type IsPlain<Text extends string> = string extends Text ? false
  : Text extends `${string}${"?" | "[" | "$"}${string}` ? false
  : true;
/**
 * The text itself where each of its descriptions matches something, else what is wrong with it.
 * @internal
 */
export type Checked<Text extends string> = IsPlain<Text> extends false ? Text
  : Unmatched<Split<Text>> extends never ? Text
  : `no probe matches \`${Unmatched<Split<Text>>}\``;
type Unmatched<One extends string> = One extends string ? IsTimer<One> extends true ? never
  : One extends `${KernelProviderName}:${string}` ? never
  : [Described<One>] extends [never] ? One
  : never
  : never;

type ProviderOf<Name extends string> = Name extends `${infer Provider}:::${string}` ? Provider : string;
type NameOf<Name extends string> = Name extends `${string}:::${infer Last}` ? Last : string;

/** A probe's firing, as D's built-in variables tell of it. It is one object, filled again: valid during the call. */
export interface Firing<Args extends readonly unknown[] = readonly any[], Provider = string, Name = string> {
  /** The arguments, each with the members that D's translators give it. They are read when they are asked for. */
  readonly args: Args;
  /** The provider, as `tcp`. */
  readonly probeprov: Provider;
  /** The module, as `kernel`. */
  readonly probemod: string;
  /** The function, as `none`. */
  readonly probefunc: string;
  /** The name, as `send`. */
  readonly probename: Name;
  /** Nanoseconds since 1970: of a packet when it was captured. Without a sign, as D's `uint64_t`. */
  readonly timestamp: bigint;
  /** The same with a sign: captures may say that they are older than 1970. */
  readonly walltimestamp: bigint;
  /**
   * A copy of the bytes that the packet carries behind its transport header, or that a stream has brought (`stream:::data`):
   * from an offset on, `length` of them, or all. What was not captured is a fault, which ends the clause.
   */
  readonly payload: (offset?: number, length?: number) => Uint8Array;
  /** Records values by name: a row of the run's records. */
  readonly record: (values: Readonly<Record<string, Value | boolean>>) => void;
  /** Adds to what the run prints, in its place between what other clauses print; no newline is added. */
  readonly print: (text: string) => void;
  /** Ends tracing, as exit() of D: END fires. */
  readonly exit: (status?: number) => void;
}
/** What the kernel knows besides where one of its probes fires. */
export interface ProcessFacts {
  /** The program that runs, 15 characters at most. */
  readonly execname: string;
  /** Its process. */
  readonly pid: number;
  /** The thread. */
  readonly tid: number;
  /** Whose it is. */
  readonly uid: number;
  /** The group. */
  readonly gid: number;
  /** The processor. */
  readonly cpu: number;
  /** Of a system call that has failed: why. */
  readonly errno: number;
}
/**
 * The arguments of a probe of the kernel: known where {@linkcode KernelProbes} has it.
 * @internal
 */
type KernelArguments<Text extends string> = Trim<Text> extends keyof KernelProbes ? KernelProbes[Trim<Text>]
  : readonly any[];
/**
 * The firing of one of the probes: where they differ, `probename` says which it is.
 * @internal
 */
type FiringOf<Name extends ProbeName> = Name extends ProbeName ? Firing<Probes[Name], ProviderOf<Name>, NameOf<Name>>
  : never;
/** What clauses on a text's probes are called with. */
export type FiringFor<Text extends string> = IsPlain<Text> extends false ? Firing
  : IsTimer<Split<Text>> extends true ? Firing<readonly []>
  : Split<Text> extends `${KernelProviderName}:${string}` ? Firing<KernelArguments<Split<Text>>> & ProcessFacts
  : FiringOf<Matched<Text>>;
