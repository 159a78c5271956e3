/**
 * Firings of protocols over IP of which there is nothing but packets in and out: udp, udplite, icmp, icmp6 …
 *
 * @module
 */
import type { ProbeCatalog } from "../../d/check/mod.ts";
import type { ProviderContext } from "../../engine/probe/mod.ts";
import { FLOW } from "../../packet/flow/mod.ts";
import type { ArgumentPlace, Protocol, TransportPackets } from "../../protocols/mod.ts";
import type { CurrentPacket } from "./current_packet.ts";
import { IcmpErrors } from "./icmp_errors.ts";
import {
  ARGUMENT_WORDS,
  firingOf,
  idleWays,
  type Kind,
  type PlainFirings,
  type ProbeFiring,
  reads,
  type Stage,
  type StageMethod,
  type StageNeeds,
} from "./stage.ts";

const [ARG0, ARG1, ARG2, ARG3, ARG4, ARG5] = ARGUMENT_WORDS;
/** What this stage's arguments can point at, from the first on. */
const PLACES: readonly (readonly ArgumentPlace[])[] = [
  ["packet"],
  ["flow", "quoted-flow", "none"],
  ["ip"],
  ["packet", "flow"],
  ["transport"],
  ["quoted"],
];

/** A value whose arguments stand otherwise would show other bytes than it says. @throws Error that names the argument */
function checkPlaces({ name, probes }: Protocol<TransportPackets>): void {
  for (const probe of probes) {
    probe.args.forEach(({ place }, i) => {
      if (PLACES[i]?.includes(place)) return;
      throw new Error(
        `${name}:::${probe.name}: args[${i}] points at "${place}", which only a stage of its own can fill in there`,
      );
    });
  }
}

export class MessageStage implements Stage {
  readonly isEnabled: boolean;
  readonly needs: StageNeeds;
  readonly idle: readonly StageMethod[];
  readonly #send: ProbeFiring | undefined;
  readonly #receive: ProbeFiring | undefined;
  readonly #protocol: number;
  /** args[3] is the flow; else the packet. */
  readonly #isOfFlow: boolean;
  readonly #errors: IcmpErrors | undefined;
  /** Of the packet at hand: its flow, or that of what it quotes; which side has sent it; what it quotes. */
  #flow = 0;
  #side = 0;
  #quoted = 0;

  constructor(readonly tracing: ProviderContext, catalog: ProbeCatalog, protocol: Protocol<TransportPackets>) {
    checkPlaces(protocol);
    const { name, packets, probes } = protocol;
    const both = [this.#send, this.#receive] = [
      firingOf(tracing, catalog, name, "send"),
      firingOf(tracing, catalog, name, "receive"),
    ];
    this.isEnabled = both.some((firing) => firing !== undefined);
    const readsQuoted = reads(both, "quoted", "quoted-flow");
    this.needs = { packet: reads(both, "packet"), flows: readsQuoted || reads(both, "flow") };
    this.idle = [...idleWays(this.#send, this.#receive), ...this.needs.flows ? [] : ["observe"] as const];
    this.#protocol = packets.number;
    this.#isOfFlow = probes.some(({ args }) => args[3]?.place === "flow");
    if (readsQuoted) this.#errors = new IcmpErrors(tracing.memory);
  }
  get plain(): PlainFirings | undefined {
    if (this.#errors) return undefined;
    const needs = this.needs.flows ? "flow" : "nothing";
    return { send: this.#send, receive: this.#receive, isOfFlow: this.#isOfFlow, needs };
  }
  wants(kind: Kind): boolean {
    return kind === this.#protocol;
  }
  observe({ decoder, seconds, flows }: CurrentPacket): void {
    if (this.#errors) {
      this.#quoted = this.#errors.find(decoder, seconds, flows!.table);
      this.#flow = this.#errors.flow;
    } else this.#flow = flows!.find(decoder, seconds);
    this.#side = flows!.table.side;
  }
  sent(packet: CurrentPacket): boolean {
    return packet.sent && this.#fire(this.#send!, packet, this.#side);
  }
  received(packet: CurrentPacket): boolean {
    return packet.received && this.#fire(this.#receive!, packet, 1 - this.#side);
  }
  /** As seen from `side` of the flow. */
  #fire({ fire }: ProbeFiring, { decoder: { ip, transport }, record }: CurrentPacket, side: number): boolean {
    const { words, bytes } = this.tracing.memory, flow = this.#flow;
    if (flow !== 0) bytes[flow + FLOW.LOCAL_SIDE] = side;
    words[ARG0] = record;
    words[ARG1] = flow;
    words[ARG2] = ip;
    words[ARG3] = this.#isOfFlow ? flow : record;
    words[ARG4] = transport;
    words[ARG5] = this.#quoted;
    const status = fire();
    return status !== 0 && this.tracing.checkStatus(status);
  }
}
