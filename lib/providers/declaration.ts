/**
 * How the probes of protocols are declared.
 *
 * @module
 */
import type { ProbeDeclaration, Provider } from "../engine/probe/mod.ts";
import type { Protocol } from "../protocols/mod.ts";

type ProbeAttributes = NonNullable<ProbeDeclaration["attributes"]>;

/** What FreeBSD lists as module and function of the probes in its kernel. */
const MODULE = "kernel", FUNCTION = "none";

/**
 * Stability of network providers (illumos, `sdt_subr.c`): provider, name and arguments are Evolving/Evolving/ISA;
 * module and function are Private/Private/Unknown, and so is a listed probe, whose description names them.
 */
const NETWORK: ProbeAttributes = {
  identifier: "Evolving/Evolving/ISA",
  listed: "Private/Private/Unknown",
  argument: "Evolving/Evolving/ISA",
};

/** The provider of a protocol's probes, with the module, function and stability that network providers have. */
export function networkProvider({ name, meaning, source, packets, follows, probes }: Protocol): Provider {
  const declared = probes.map((probe): ProbeDeclaration => ({
    provider: name,
    module: MODULE,
    function: FUNCTION,
    attributes: NETWORK,
    packets,
    ...(follows && { follows }),
    ...probe,
  }));
  return { name, meaning, source, probes: () => declared };
}
