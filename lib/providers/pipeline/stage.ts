/**
 * What a stage is: the firings of one provider while packets go by, or what several of them look at. The pipeline is an
 * ordered list of stages.
 *
 * @module
 */
import type { ProbeCatalog, ProbeInformation } from "../../d/check/mod.ts";
import type { FireFunction, ProviderContext } from "../../engine/probe/mod.ts";
import { CONTEXT, type MemberReads } from "../../image/mod.ts";
import type { ArgumentPlace } from "../../protocols/mod.ts";
import type { CurrentPacket } from "./current_packet.ts";

/** Index in Int32Array of the low word of an argument. */
const ARGUMENT_WORD = (n: number): number => (CONTEXT.ARG >> 2) + 2 * n;
/** Of the first six arguments, which are all that most probes have. */
export const ARGUMENT_WORDS: readonly number[] = [0, 1, 2, 3, 4, 5].map(ARGUMENT_WORD);
/** Argument 9 of every packet: what `ip_plength` is where the header's length field is 0. */
export const UNSAID: number = ARGUMENT_WORD(9);

/**
 * What a stage can be called for: each record of the source, whatever is in it; packets of ARP; packets of IP; datagrams
 * that were put together from fragments; by its number, what stands behind IP: then its header is whole.
 */
export type Kind = "record" | "arp" | "ip" | "datagram" | number;

/**
 * Stages lie around each other like shells, the first of the list outermost. For a packet they are called in this order:
 * all that `begin`; all that `observe`; `sent` in the list's order, as FreeBSD's probes fire on the way out; `received` and
 * `finish` in the order reversed, as they fire on the way in. Where a method answers true, tracing is over.
 */
export interface Stage {
  /** Whether there is anything for it to do. Others are left out of the pipeline. */
  readonly isEnabled: boolean;
  readonly needs: StageNeeds;
  wants(kind: Kind): boolean;
  /** How the fast path stands for it, where it can: all that it does for a packet is to fire with these. */
  readonly plain?: PlainFirings;
  /** Methods that would do nothing for what is enabled: they are not called. */
  readonly idle?: readonly StageMethod[];
  /** Before any probe of what the packet carries: for records, packets of IP, and datagrams. */
  begin?(packet: CurrentPacket): boolean;
  /** Looks at what is behind IP: finds flows, follows connections. */
  observe?(packet: CurrentPacket): void;
  /** Called for every packet, also where the end in question is not the observed host's: then no probe fires. */
  sent?(packet: CurrentPacket): boolean;
  received?(packet: CurrentPacket): boolean;
  /** After all probes of the packet's sending and receiving. */
  finish?(packet: CurrentPacket): boolean;
}
export type StageMethod = "begin" | "observe" | "sent" | "received" | "finish";
/** What must be there when a stage is called. */
export interface StageNeeds {
  /** `struct packet`, seen from the observed host. */
  readonly packet: boolean;
  /** The table of flows. */
  readonly flows: boolean;
}

/** Of a stage that fires for each packet in and out, with what the headers say. */
export interface PlainFirings {
  readonly send: ProbeFiring | undefined;
  readonly receive: ProbeFiring | undefined;
  /** args[3] is the flow, else the packet. */
  readonly isOfFlow: boolean;
  /** What is found beforehand: nothing, the flow, the connection that is followed. */
  readonly needs: "nothing" | "flow" | "connection";
}

function findProbe(catalog: ProbeCatalog, provider: string, name: string): ProbeInformation | undefined {
  return catalog.match({ provider, module: "", function: "", name })[0];
}
/** An enabled probe. */
export interface ProbeFiring {
  readonly fire: FireFunction;
  /** Bit n: argument n is read. */
  readonly needs: number;
  /** What the arguments that are read point at. */
  readonly places: ReadonlySet<ArgumentPlace>;
  /** By argument: the members that are read of it. */
  readonly members: readonly MemberReads[];
}
/** Undefined if the probe is not enabled. */
export function firingOf(
  tracing: ProviderContext,
  catalog: ProbeCatalog,
  provider: string,
  name: string,
): ProbeFiring | undefined {
  const probe = findProbe(catalog, provider, name);
  const fire = probe && tracing.fire(probe);
  if (!fire) return undefined;
  const needs = tracing.needs(probe);
  const places = (probe.args ?? []).filter((_, n) => needs >> n & 1).map(({ place = "none" }) => place);
  const members = (probe.args ?? []).map((_, n) => tracing.members(probe, n));
  return { fire, needs, places: new Set(places), members };
}
/** Whether any of the probes reads a member at one of these offsets of its argument `n`. */
export function readsMember(firings: readonly (ProbeFiring | undefined)[], n: number, ...offsets: number[]): boolean {
  return firings.some((firing) => {
    const read = firing?.members[n];
    return read === "all" || read !== undefined && offsets.some((offset) => read.has(offset));
  });
}
/** What of a stage with a probe for either way is idle. */
export function idleWays(send: ProbeFiring | undefined, receive: ProbeFiring | undefined): StageMethod[] {
  return [...send ? [] : ["sent"] as const, ...receive ? [] : ["received"] as const];
}
/** Whether any of the probes reads an argument of such a place. */
export function reads(firings: readonly (ProbeFiring | undefined)[], ...places: readonly ArgumentPlace[]): boolean {
  return firings.some((firing) => firing && places.some((place) => firing.places.has(place)));
}
