/**
 * Fragments on their way through: put together for those who need whole datagrams, and counted where they overlap.
 *
 * @module
 */
import type { ProbeCatalog } from "../../d/check/mod.ts";
import type { Tracing } from "../../engine/probe/mod.ts";
import { Reassembler } from "../../packet/fragment/mod.ts";
import { Decoder, LINK, REASON } from "../../packet/wire/mod.ts";
import type { PipelineReport } from "./report.ts";
import { ARGUMENT_WORD, type Firing, firingOf } from "./stage.ts";

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
const [ARG0, ARG1, ARG2, ARG3, ARG4, ARG5] = [0, 1, 2, 3, 4, 5].map(ARGUMENT_WORD);

export class FragmentStage {
  readonly isEnabled: boolean;
  readonly needs: number;
  readonly #firing: Firing | undefined;
  readonly #record: number = 0;
  readonly #whole: Decoder;
  /** Made when there is a fragment: most captures have none. */
  #reassembler: Reassembler | undefined;

  constructor(readonly tracing: Tracing, catalog: ProbeCatalog) {
    this.#firing = firingOf(tracing, catalog, "ipa", "reassembled");
    this.isEnabled = this.#firing !== undefined;
    this.needs = this.#firing?.needs ?? 0;
    this.#whole = new Decoder(tracing.memory.bytes);
    if (this.isEnabled) this.#record = tracing.memory.reserve(WHOLE.SIZE, "what is known of a whole datagram");
  }
  /** Datagrams that were not put together, by why, and fragments that could not even be tried. */
  givenUp(): Pick<PipelineReport, "overlappingDatagrams" | "incompleteDatagrams" | "unusableFragments"> {
    const { overlapping = 0, incomplete = 0, waiting = 0, unusable = 0 } = this.#reassembler ?? {};
    return {
      overlappingDatagrams: overlapping,
      incompleteDatagrams: incomplete + waiting,
      unusableFragments: unusable,
    };
  }
  /** Takes the fragment that was decoded last, met at a site: the datagram, decoded, that it makes whole. */
  take(d: Decoder, seconds: number, nanoseconds: number, site: number): Decoder | undefined {
    const reassembler = this.#reassembler ??= new Reassembler(this.tracing.memory);
    const at = reassembler.add(d.ip, d.end, seconds, nanoseconds, true, site);
    if (at === 0) return undefined;
    const whole = this.#whole;
    if (whole.decode(at, reassembler.captured, reassembler.length, LINK.RAW) !== REASON.NONE) return undefined;
    whole.link.copy(d.link);
    return whole;
  }
  /** Fires for the datagram that {@linkcode take} has given, if all of it was captured; true when tracing is over. */
  fire(packet: number): boolean {
    const whole = this.#whole, reassembler = this.#reassembler!;
    if (!this.#firing || reassembler.captured < reassembler.length) return false;
    const { words } = this.tracing.memory;
    const put = (offset: number, value: number) => words[this.#record + offset >> 2] = value;
    put(WHOLE.IP, whole.ip);
    put(WHOLE.TRANSPORT, whole.transport);
    put(WHOLE.LENGTH, reassembler.length);
    put(WHOLE.TRANSPORT_LENGTH, whole.transportLength);
    put(WHOLE.FRAGMENTS, reassembler.fragments);
    put(WHOLE.TIME, reassembler.microseconds);
    put(WHOLE.PROTOCOL, whole.protocol);
    words[ARG0] = words[ARG3] = packet;
    words[ARG1] = words[ARG5] = 0;
    words[ARG2] = whole.ip;
    words[ARG4] = this.#record;
    const status = this.#firing.fire();
    return status !== 0 && this.tracing.checkStatus(status);
  }
}
