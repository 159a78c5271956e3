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

/** Put together at once, of what is in tunnels. */
const INSIDE_DATAGRAMS = 32;

export class Datagrams {
  /** Of the datagram that was made whole last: bytes, of them those that were captured, and of how many fragments in which time. */
  length = 0;
  captured = 0;
  fragments = 0;
  microseconds = 0;
  /**
   * By how deep in tunnels the fragments are, for what carries them lies where the others have put it. Made when there is a
   * fragment: most captures have none.
   */
  readonly #byDepth: { readonly reassembler: Reassembler; readonly whole: Decoder }[] = [];

  constructor(readonly memory: MachineMemory) {}
  #at(depth: number) {
    return this.#byDepth[depth] ??= {
      reassembler: new Reassembler(this.memory, depth === 0 ? undefined : INSIDE_DATAGRAMS),
      whole: new Decoder(this.memory.bytes),
    };
  }
  /** Datagrams that were not put together, by why, and fragments that could not even be tried. */
  report(): Pick<PipelineReport, "overlappingDatagrams" | "incompleteDatagrams" | "unusableFragments"> {
    const counts = { overlappingDatagrams: 0, incompleteDatagrams: 0, unusableFragments: 0 };
    // some depths may have had none
    this.#byDepth.forEach(({ reassembler: { overlapping, incomplete, waiting, unusable } }) => {
      counts.overlappingDatagrams += overlapping;
      counts.incompleteDatagrams += incomplete + waiting;
      counts.unusableFragments += unusable;
    });
    return counts;
  }
  /** Takes the fragment at hand, met at a site, so deep in tunnels: the datagram, decoded, that it makes whole. */
  take({ decoder: d, seconds, nanoseconds }: CurrentPacket, site: number, depth = 0): Decoder | undefined {
    const { reassembler, whole } = this.#at(depth);
    const at = reassembler.add(d.ip, d.end, seconds, nanoseconds, true, site);
    if (at === 0) return undefined;
    if (whole.decode(at, reassembler.captured, reassembler.length, LINK.RAW) !== REASON.NONE) return undefined;
    whole.link.copy(d.link);
    this.length = reassembler.length;
    this.captured = reassembler.captured;
    this.fragments = reassembler.fragments;
    this.microseconds = reassembler.microseconds;
    return whole;
  }
}
