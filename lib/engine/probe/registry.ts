/**
 * All probes there are, with their ids.
 *
 * @module
 */
import { isGlob, matchGlob, type ProbeCatalog, type ProbeInformation } from "../../d/check/mod.ts";
import type { ProbeDeclaration, Provider } from "./provider.ts";

/** The four fields of a description; "" matches all. */
export interface ProbeFields {
  readonly provider: string;
  readonly module: string;
  readonly function: string;
  readonly name: string;
}
/** The provider whose probes come first, whatever the order of registration. */
const FIRST_PROVIDER = "dtrace";

/** Ids count from 1: BEGIN, END, ERROR, then the providers in the order given; probes made on demand come last. */
export class ProbeRegistry implements ProbeCatalog {
  readonly providers: readonly Provider[];
  readonly #probes: ProbeInformation[] = [];
  readonly #byName = new Map<string, ProbeInformation[]>();
  readonly #known = new Set<string>();

  constructor(providers: readonly Provider[]) {
    const first = providers.filter((provider) => provider.name === FIRST_PROVIDER);
    this.providers = [...first, ...providers.filter((provider) => provider.name !== FIRST_PROVIDER)];
    for (const provider of this.providers) {
      for (const probe of provider.probes()) this.#add(probe);
    }
  }

  #add(declaration: ProbeDeclaration, isFresh = false): ProbeInformation | undefined {
    const full = probeText(declaration);
    if (this.#known.has(full)) return undefined;
    this.#known.add(full);
    const id = this.#probes.length + 1;
    const probe: ProbeInformation = isFresh ? Object.assign(declaration, { id }) : { ...declaration, id };
    this.#probes.push(probe);
    const same = this.#byName.get(probe.name);
    if (same) same.push(probe);
    else this.#byName.set(probe.name, [probe]);
    return probe;
  }

  get(id: number): ProbeInformation | undefined {
    return this.#probes[id - 1];
  }

  all(): readonly ProbeInformation[] {
    return this.#probes;
  }

  get makers(): readonly string[] {
    return this.providers.filter(({ makesFresh }) => makesFresh).map(({ name }) => name);
  }

  match(description: ProbeFields & { readonly id?: number }): readonly ProbeInformation[] {
    if (description.id !== undefined) {
      const probe = this.get(description.id);
      return probe ? [probe] : [];
    }
    const found = this.#find(description);
    let made = false;
    for (const provider of this.providers) {
      if (!provider.provide) continue;
      if (!matchGlob(provider.name, description.provider) && !provider.serves?.(description.provider)) continue;
      const { makesFresh } = provider;
      if (found.length > 0 && !makesFresh) continue;
      for (const one of provider.provide(description)) made = this.#add(one, makesFresh) !== undefined || made;
    }
    return made ? this.#find(description) : found;
  }

  #find(fields: ProbeFields): ProbeInformation[] {
    const candidates = fields.name !== "" && !isGlob(fields.name) ? this.#byName.get(fields.name) ?? [] : this.#probes;
    return candidates.filter((probe) => matchesProbe(probe, fields));
  }
}

function matchesProbe(probe: ProbeFields, fields: ProbeFields): boolean {
  return matchGlob(probe.provider, fields.provider) && matchGlob(probe.module, fields.module) &&
    matchGlob(probe.function, fields.function) && matchGlob(probe.name, fields.name);
}

/** `provider:module:function:name` */
export function probeText(probe: ProbeFields): string {
  return `${probe.provider}:${probe.module}:${probe.function}:${probe.name}`;
}
