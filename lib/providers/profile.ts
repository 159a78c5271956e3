/**
 * The profile provider: probes that fire at intervals of the source's time.
 *
 * @module
 */
import type { ProbeDeclaration, Provider } from "../engine/probe/mod.ts";

/** A probe's name, taken apart. */
export interface ProfileName {
  /** `profile` fires on every CPU, of which there is one here; `tick` on one of them. */
  readonly kind: "profile" | "tick";
  /** Nanoseconds between firings. */
  readonly periodNs: bigint;
}

/**
 * What arg1 is when one fires. dtrace_profile(4): arg0 is the program counter in the kernel and arg1 the one in the
 * process, and the one that was not running is 0. What is interrupted here is this process, at no address worth telling.
 */
export const PROFILE_USER_COUNTER = 1;

const SECOND = 1_000_000_000n;
/** Nanoseconds of each unit; `hz` and no unit are rates. */
const UNITS: ReadonlyMap<string, bigint> = new Map([
  ["ns", 1n],
  ["nsec", 1n],
  ["us", 1000n],
  ["usec", 1000n],
  ["ms", 1_000_000n],
  ["msec", 1_000_000n],
  ["s", SECOND],
  ["sec", SECOND],
  ["m", 60n * SECOND],
  ["min", 60n * SECOND],
  ["h", 3600n * SECOND],
  ["hour", 3600n * SECOND],
  ["d", 86_400n * SECOND],
  ["day", 86_400n * SECOND],
]);
/** Shorter periods are refused: at most 5000 firings a second. */
const SHORTEST_NS = SECOND / 5000n;
/** Longest name that DTrace takes. */
const LONGEST_NAME = 127;
/** Periods must fit in a signed 64-bit number of nanoseconds. */
const LONGEST_NS = 2n ** 63n - 1n;

const NAME = /^(profile|tick)-(\d+)([a-zA-Z]*)$/;

/**
 * Reads `tick-10ms`, `profile-997`, `tick-1sec` …: a rate per second, or a period with its unit in either case.
 * Undefined if it is none, is zero, or would fire more often than every 200 microseconds.
 */
export function parseProfileName(name: string): ProfileName | undefined {
  const match = name.length > LONGEST_NAME ? null : NAME.exec(name);
  if (!match) return undefined;
  const value = BigInt(match[2]);
  if (value === 0n) return undefined;
  const suffix = match[3].toLowerCase();
  const unit = UNITS.get(suffix);
  if (unit === undefined && suffix !== "" && suffix !== "hz") return undefined;
  const periodNs = unit === undefined ? SECOND / value : value * unit;
  return periodNs < SHORTEST_NS || periodNs > LONGEST_NS
    ? undefined
    : { kind: match[1] as ProfileName["kind"], periodNs };
}

const DOCS: Readonly<Record<ProfileName["kind"], string>> = {
  tick: "every so often: `tick-1s`, `tick-100ms`; a bare number is a rate per second",
  profile: "every so often, on each processor; a capture has one",
};
function declare(name: string): ProbeDeclaration {
  return {
    provider: "profile",
    module: "",
    function: "",
    name,
    doc: DOCS[name.startsWith("tick") ? "tick" : "profile"],
    packets: { network: "none", headerBytes: 0 },
    attributes: { identifier: "Evolving/Evolving/Common", argument: "Evolving/Evolving/Common" },
  };
}
/** Those that are there without being asked for, in DTrace's order. */
const READY = [
  ...[97, 199, 499, 997, 1999, 4001, 4999].map((rate) => `profile-${rate}`),
  ...[1, 10, 100, 500, 1000, 5000].map((rate) => `tick-${rate}`),
].map(declare);

/** The probes have no module and no function: a description that names one matches none of them. */
function isNamed(part: string): boolean {
  return part !== "" && !/^\*+$/.test(part);
}

export const profileProvider: Provider = {
  name: "profile",
  meaning: "time, in the time of the capture",
  source: "dtrace_profile(4)",
  probes: () => READY,
  provide({ module, function: inFunction, name }) {
    return isNamed(module) || isNamed(inFunction) || !parseProfileName(name) ? [] : [declare(name)];
  },
};
