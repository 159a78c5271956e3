/**
 * An enabled image: fires its probes, and sees to what a firing leaves behind.
 *
 * @module
 */
import type { ProbeCatalog, ProbeInformation } from "../../d/check/mod.ts";
import { CONTEXT, FIRED, type Image, type Machine, type MachineMemory, type MemberReads } from "../../image/mod.ts";
import type { FireFunction, ProviderContext } from "./provider.ts";

/** What the consumer does for an enabling. */
export interface Consumption {
  /** Reads the principal buffer; true when tracing is to end (a `fill` buffer is full). */
  drain(): boolean;
  /** Moves aggregations out of the machine. */
  drainAggregations(): void;
}
/** DTrace refuses to begin tracing: `could not enable tracing: MESSAGE`. */
export class EnablingError extends Error {
  override readonly name = "EnablingError";
}
/** Part of the aggregation buffer that may be used before it is emptied. */
const AGGREGATION_FILL = 0.5;
const NOTHING: MemberReads = new Set();

export class Enabling implements ProviderContext {
  readonly #functions = new Map<number, FireFunction | undefined>();
  #over = false;

  constructor(
    readonly machine: Machine,
    readonly image: Image,
    readonly catalog: ProbeCatalog,
    readonly consumption: Consumption,
  ) {}

  get memory(): MachineMemory {
    return this.machine.memory;
  }
  /** Tracing has come to its end, by exit() or a full buffer. */
  get isOver(): boolean {
    return this.#over;
  }
  /** Argument of the last exit(), its low eight bits; 0 without one. */
  get exitStatus(): number {
    return this.memory.words[CONTEXT.EXIT_STATUS >> 2] & 0xff;
  }
  get exited(): boolean {
    return this.memory.words[CONTEXT.EXITED >> 2] !== 0;
  }

  fire(probe: ProbeInformation): FireFunction | undefined {
    if (!this.#functions.has(probe.id)) this.#functions.set(probe.id, this.machine.fire(probe.id));
    return this.#functions.get(probe.id);
  }

  needs(probe: ProbeInformation): number {
    return this.image.needs.args.get(probe.id) ?? 0;
  }
  members(probe: ProbeInformation, n: number): MemberReads {
    return this.image.needs.members.get(probe.id)?.get(n) ?? NOTHING;
  }

  checkStatus(status: number): boolean {
    const { words } = this.memory;
    words[CONTEXT.STATUS >> 2] = 0;
    if (status & (FIRED.CONSUME | FIRED.DRAIN) && this.consumption.drain()) this.#over = true;
    if (status & FIRED.DRAIN && !this.image.sizes.aggregationFixed) {
      const { used, size } = this.machine.aggregationFill();
      if (used > size * AGGREGATION_FILL) this.consumption.drainAggregations();
    }
    if (status & FIRED.EXIT) this.#over = true;
    return this.#over;
  }
}

/** Fires a probe once, outside of hot loops (BEGIN, END, tick-N); true when tracing is over. */
export function fire(tracing: ProviderContext, probe: ProbeInformation): boolean {
  const run = tracing.fire(probe);
  if (!run) return false;
  const status = run();
  return status !== 0 && tracing.checkStatus(status);
}

/** Makes an image ready to fire. Throws an {@linkcode EnablingError} for destructive actions without -w. */
export function enableImage(
  machine: Machine,
  image: Image,
  catalog: ProbeCatalog,
  consumption: Consumption,
  permissions: { readonly destructive: boolean },
): Enabling {
  if (image.destructive && !permissions.destructive) throw new EnablingError("Destructive actions not allowed");
  for (const { probe } of image.enabled) {
    if (!catalog.get(probe)) throw new EnablingError(`no probe has the id ${probe}`);
  }
  machine.reset();
  return new Enabling(machine, image, catalog, consumption);
}
