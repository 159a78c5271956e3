/**
 * What a live source is: a source of packets that does not end by itself, and tells what it lost.
 *
 * @module
 */
import type { MachineMemory } from "../../image/mod.ts";
import type { FilterNeed } from "../filter/mod.ts";
import type { PacketSource } from "../source.ts";

export interface LiveOptions {
  readonly memory: MachineMemory;
  /** What the program needs; everything if missing. Its snap length holds unless `snapLength` is given. */
  readonly need?: FilterNeed;
  /** Bytes of each packet that are captured. */
  readonly snapLength?: number;
  /** Size of the kernel's buffer for each interface, bytes; less where the system has not so much. */
  readonly bufferBytes?: number;
  /** Takes packets that are for other hosts too, as the hardware sees them. */
  readonly promiscuous?: boolean;
  /** Longest that a packet waits for others in the kernel, milliseconds. */
  readonly delayMs?: number;
  /** Only this way of capturing; else the first that works. */
  readonly method?: LiveMethod;
  /** Reported once, as it happens: an interface went down, came back, went away. */
  notice?(message: string): void;
}
/** A ring shared with Linux's kernel, or a program that captures. */
export type LiveMethod = "ring" | "dumpcap" | "tcpdump";

/** Packets of one interface since the start. */
export interface LiveCount {
  /** As it was asked for: `eth0`, `any`. */
  readonly interface: string;
  /** Packets that passed the filter: seen and dropped. Undefined where the program that captures does not tell. */
  readonly received: number | undefined;
  /** Of these, packets that the buffer had no room for. Undefined while it is not known. */
  readonly dropped: number | undefined;
}
export interface LiveSource extends PacketSource {
  readonly method: LiveMethod;
  /** So long after its time a packet may be delivered, ms, while `next` returns empty batches. */
  readonly latenessMs: number;
  /** How packets are captured, for -v: one line each. */
  readonly description: readonly string[];
  /** The filters that run in the kernel; none where the program that captures has none. */
  readonly filters: readonly { readonly interface: string; readonly program: Uint8Array }[];
  /**
   * Ends the capture: nothing that comes from now on is taken, what came before is still delivered, and then `next`
   * returns undefined.
   */
  stop(): void;
  /** Asks the kernel. Exact once `next` has returned undefined: received = delivered + dropped. */
  counts(): readonly LiveCount[];
}

/** An interface that could be captured from. */
export interface InterfaceDescription {
  readonly name: string;
  /** As text: `192.0.2.1`, `fe80::1`. */
  readonly addresses: readonly string[];
  /** As the tcpdump registry numbers it (LINKTYPE_); undefined where it cannot be found out. */
  readonly linkType: number | undefined;
  readonly isUp: boolean | undefined;
  readonly isLoopback: boolean;
}
