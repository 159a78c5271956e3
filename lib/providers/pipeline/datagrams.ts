/**
 * Datagrams in fragments, put together for those who need whole ones.
 *
 * @module
 */
import type { MachineMemory } from "../../image/mod.ts";
import { Reassembler } from "../../packet/fragment/mod.ts";
import { Decoder, LINK, REASON } from "../../packet/wire/mod.ts";
import type { CurrentPacket } from "./current_packet.ts";
import type { PipelineReport } from "./pipeline_report.ts";

export class Datagrams {
  /** Of the datagram that was made whole last: bytes, of them those that were captured, and of how many fragments in which time. */
  length = 0;
  captured = 0;
  fragments = 0;
  microseconds = 0;
  readonly #whole: Decoder;
  /** Made when there is a fragment: most captures have none. */
  #reassembler: Reassembler | undefined;

  constructor(readonly memory: MachineMemory) {
    this.#whole = new Decoder(memory.bytes);
  }
  /** Datagrams that were not put together, by why, and fragments that could not even be tried. */
  report(): Pick<PipelineReport, "overlappingDatagrams" | "incompleteDatagrams" | "unusableFragments"> {
    const { overlapping = 0, incomplete = 0, waiting = 0, unusable = 0 } = this.#reassembler ?? {};
    return {
      overlappingDatagrams: overlapping,
      incompleteDatagrams: incomplete + waiting,
      unusableFragments: unusable,
    };
  }
  /** Takes the fragment at hand, met at a site: the datagram, decoded, that it makes whole. */
  take({ decoder: d, seconds, nanoseconds }: CurrentPacket, site: number): Decoder | undefined {
    const reassembler = this.#reassembler ??= new Reassembler(this.memory);
    const at = reassembler.add(d.ip, d.end, seconds, nanoseconds, true, site);
    if (at === 0) return undefined;
    const whole = this.#whole;
    if (whole.decode(at, reassembler.captured, reassembler.length, LINK.RAW) !== REASON.NONE) return undefined;
    whole.link.copy(d.link);
    this.length = reassembler.length;
    this.captured = reassembler.captured;
    this.fragments = reassembler.fragments;
    this.microseconds = reassembler.microseconds;
    return whole;
  }
}
