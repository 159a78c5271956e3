/**
 * One provider's send and receive probes while packets go by: what is enabled, and which arguments it reads.
 *
 * @module
 */
import type { ProbeCatalog, ProbeInformation } from "../../d/check/mod.ts";
import type { FireFunction, Tracing } from "../../engine/probe/mod.ts";
import { CONTEXT } from "../../image/mod.ts";

/** Index in Int32Array of the low word of an argument. */
export const ARGUMENT_WORD = (n: number): number => (CONTEXT.ARG >> 2) + 2 * n;
/** Argument 9 of every packet: what `ip_plength` is where the header's length field is 0. */
export const UNSAID: number = ARGUMENT_WORD(9);

export function findProbe(catalog: ProbeCatalog, provider: string, name: string): ProbeInformation | undefined {
  return catalog.match({ provider, module: "", function: "", name })[0];
}
/** An enabled probe, or undefined. */
export interface Firing {
  readonly fire: FireFunction;
  /** Bit n: argument n is read. */
  readonly needs: number;
}
export function firingOf(tracing: Tracing, catalog: ProbeCatalog, provider: string, name: string): Firing | undefined {
  const probe = findProbe(catalog, provider, name);
  const fire = probe && tracing.fire(probe);
  return fire ? { fire, needs: tracing.needs(probe) } : undefined;
}

export class Stage {
  readonly send: Firing | undefined;
  readonly receive: Firing | undefined;
  readonly needs: number;

  constructor(tracing: Tracing, catalog: ProbeCatalog, readonly provider: string) {
    this.send = firingOf(tracing, catalog, provider, "send");
    this.receive = firingOf(tracing, catalog, provider, "receive");
    this.needs = (this.send?.needs ?? 0) | (this.receive?.needs ?? 0);
  }
  get isEnabled(): boolean {
    return this.send !== undefined || this.receive !== undefined;
  }
}
