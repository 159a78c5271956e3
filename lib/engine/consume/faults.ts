/**
 * Messages about faults of clauses and of the consumer's own actions.
 *
 * @module
 */
import { FAULT } from "../../image/mod.ts";
import type { ProbeInformation } from "../../d/check/mod.ts";

const WORDS: Readonly<Record<number, string>> = {
  [FAULT.BADADDR]: "invalid address",
  [FAULT.BADALIGN]: "invalid alignment",
  [FAULT.ILLOP]: "illegal operation",
  [FAULT.DIVZERO]: "divide-by-zero",
  [FAULT.NOSCRATCH]: "out of scratch space",
  [FAULT.KPRIV]: "invalid kernel access",
  [FAULT.UPRIV]: "invalid user access",
  [FAULT.TUPOFLOW]: "tuple stack overflow",
  [FAULT.BADSTACK]: "bad stack",
  [FAULT.LIBRARY]: "library-level fault",
};

export interface Fault {
  readonly epid: number;
  /** From 1; 0 for the predicate. */
  readonly action: number;
  /** -1: unknown. */
  readonly offset: number;
  readonly fault: number;
  readonly address: bigint;
}

function place(epid: number, probe: ProbeInformation | undefined): string {
  const name = probe ? `${probe.provider}:${probe.module}:${probe.function}:${probe.name}` : ":::";
  return `error on enabled probe ID ${epid} (ID ${probe?.id ?? 0}: ${name})`;
}

/** `error on enabled probe ID 2 (ID 1: dtrace:::BEGIN): invalid address (0x0) in action #1 at DIF offset 12` */
export function formatFault(fault: Fault, probe: ProbeInformation | undefined): string {
  const hasAddress = fault.fault === FAULT.BADADDR || fault.fault === FAULT.BADALIGN || fault.fault === FAULT.BADSTACK;
  const details = hasAddress ? ` (0x${BigInt.asUintN(64, fault.address).toString(16)})` : "";
  const where = fault.action === 0 ? "predicate" : `action #${fault.action}`;
  const offset = fault.offset === -1 ? "" : ` at DIF offset ${fault.offset}`;
  return `${place(fault.epid, probe)}: ${WORDS[fault.fault] ?? "unknown fault"}${details} in ${where}${offset}`;
}

/** A failure of an action in the consumer: setopt(), freopen(). */
export function formatLibraryFault(epid: number, probe: ProbeInformation | undefined, what: string): string {
  return `${place(epid, probe)}: ${what}`;
}
