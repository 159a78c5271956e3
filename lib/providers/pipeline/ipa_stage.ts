/**
 * The ipa provider's firings: datagrams that are whole again.
 *
 * @module
 */
import type { ProbeCatalog } from "../../d/check/mod.ts";
import type { ProviderContext } from "../../engine/probe/mod.ts";
import type { CurrentPacket } from "./current_packet.ts";
import type { Datagrams } from "./datagrams.ts";
import { ARGUMENT_WORDS, firingOf, type Kind, type ProbeFiring, reads, type Stage, type StageNeeds } from "./stage.ts";

/** Byte offsets of `struct ip_whole`. */
const WHOLE = {
  IP: 0,
  TRANSPORT: 8,
  LENGTH: 16,
  TRANSPORT_LENGTH: 20,
  FRAGMENTS: 24,
  TIME: 28,
  PROTOCOL: 32,
  SIZE: 40,
};
const [ARG0, ARG1, ARG2, ARG3, ARG4, ARG5] = ARGUMENT_WORDS;

export class IpaStage implements Stage {
  readonly isEnabled: boolean;
  readonly needs: StageNeeds;
  readonly #firing: ProbeFiring | undefined;
  readonly #record: number = 0;

  constructor(readonly tracing: ProviderContext, catalog: ProbeCatalog, readonly datagrams: Datagrams) {
    this.#firing = firingOf(tracing, catalog, "ipa", "reassembled");
    this.isEnabled = this.#firing !== undefined;
    this.needs = { packet: reads([this.#firing], "packet"), flows: false };
    if (this.isEnabled) this.#record = tracing.memory.reserve(WHOLE.SIZE, "what is known of a whole datagram");
  }
  wants(kind: Kind): boolean {
    return kind === "datagram";
  }
  /** Fires if all of the datagram was captured. */
  begin({ decoder: whole, record }: CurrentPacket): boolean {
    const { length, captured, fragments, microseconds } = this.datagrams;
    if (captured < length) return false;
    const { words } = this.tracing.memory;
    const put = (offset: number, value: number) => words[this.#record + offset >> 2] = value;
    put(WHOLE.IP, whole.ip);
    put(WHOLE.TRANSPORT, whole.transport);
    put(WHOLE.LENGTH, length);
    put(WHOLE.TRANSPORT_LENGTH, whole.transportLength);
    put(WHOLE.FRAGMENTS, fragments);
    put(WHOLE.TIME, microseconds);
    put(WHOLE.PROTOCOL, whole.protocol);
    words[ARG0] = words[ARG3] = record;
    words[ARG1] = words[ARG5] = 0;
    words[ARG2] = whole.ip;
    words[ARG4] = this.#record;
    const status = this.#firing!.fire();
    return status !== 0 && this.tracing.checkStatus(status);
  }
}
