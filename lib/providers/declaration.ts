/**
 * How the probes of packet providers are declared.
 *
 * @module
 */
import type { ProbeDeclaration, Provider } from "../engine/probe/mod.ts";

type Argument = NonNullable<ProbeDeclaration["args"]>[number];
type Attributes = NonNullable<ProbeDeclaration["attributes"]>;

/** What FreeBSD lists as module and function of the probes in its kernel. */
const MODULE = "kernel", FUNCTION = "none";

/**
 * Stability of network providers (illumos, `sdt_subr.c`): provider, name and arguments are Evolving/Evolving/ISA;
 * module and function are Private/Private/Unknown, and so is a listed probe, whose description names them.
 */
const NETWORK: Attributes = {
  identifier: "Evolving/Evolving/ISA",
  listed: "Private/Private/Unknown",
  argument: "Evolving/Evolving/ISA",
};

/** Arguments that several providers share: the raw one, what a translator makes of it, and what it tells. */
export const ARGUMENT = {
  packet: { native: "struct packet *", translated: "pktinfo_t *", doc: "the packet, as the source tells of it" },
  noConnection: { native: "void *", translated: "csinfo_t *", doc: "no connection: all members are 0" },
  connection: { native: "struct flow *", translated: "csinfo_t *", doc: "the flow the packet belongs to" },
  // what is there of any IP header: IPv4's without options
  ip: { native: "uint8_t *", translated: "ipinfo_t *", doc: "what IPv4 and IPv6 have in common", behind: 20 },
  none: { native: "void *", doc: "nothing: NULL" },
} as const satisfies Record<string, Argument>;

/** A probe, declared by its name, its arguments and, if packets cannot show it, the reason. */
export interface NetworkProbe {
  readonly name: string;
  readonly args: readonly Argument[];
  /** When it fires: `when a packet …`. */
  readonly doc: string;
  readonly unavailable?: string;
}

/** A provider with the module, function and stability that network providers have. */
export function networkProvider(name: string, probes: readonly NetworkProbe[]): Provider {
  const declared = probes.map((probe): ProbeDeclaration => ({
    provider: name,
    module: MODULE,
    function: FUNCTION,
    attributes: NETWORK,
    ...probe,
  }));
  return { name, probes: () => declared };
}
