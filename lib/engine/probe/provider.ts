/**
 * What a provider is: it owns probes, and turns packets or time into firings.
 *
 * @module
 */
import type { MachineMemory, MemberReads } from "../../image/mod.ts";
import type { ProbeInformation } from "../../d/check/mod.ts";

/** A probe before the registry gave it an id. */
export type ProbeDeclaration = Omit<ProbeInformation, "id">;

/** Runs the clauses of one probe; returns bits of FIRED, zero in the common case. */
export type FireFunction = () => number;

/** What a provider works with while tracing. */
export interface ProviderContext {
  readonly memory: MachineMemory;
  /** Undefined: not enabled, do not even decode for it. */
  fire(probe: ProbeInformation): FireFunction | undefined;
  /** Bit n set when the enabled clauses of the probe read argn or args[n]. */
  needs(probe: ProbeInformation): number;
  /** Which members the enabled clauses read of what its argument `n` points at. */
  members(probe: ProbeInformation, n: number): MemberReads;
  /**
   * Must be called when a fire function returned non-zero. Consumes, drains, notes an exit.
   * Returns true when tracing is over: the caller stops at once.
   */
  checkStatus(status: number): boolean;
}

export interface Provider {
  readonly name: string;
  /** What it observes, in a few words, and the texts that define it. */
  readonly meaning: string;
  readonly source: string;
  /** All probes, in the order in which -l prints them. */
  probes(): readonly ProbeDeclaration[];
  /**
   * It makes its probes for each registry, when they are asked for: `provide` is called whatever is known already, and
   * declarations may find out lazily what is asked of them.
   */
  readonly makesFresh?: boolean;
  /** For probes made on demand (profile-997): called with a description that no known probe matches. */
  provide?(
    description: {
      readonly provider: string;
      readonly module: string;
      readonly function: string;
      readonly name: string;
    },
  ): readonly ProbeDeclaration[];
  /** It makes probes of providers whose names it knows when it sees them: `pid71`. */
  serves?(provider: string): boolean;
}
