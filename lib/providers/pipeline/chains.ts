/**
 * Which stages are called for which packets, in which order: worked out once, so that a packet costs no more than the
 * stages it concerns.
 *
 * @module
 */
import { transports } from "../../protocols/mod.ts";
import type { CurrentPacket } from "./current_packet.ts";
import type { Kind, Stage, StageMethod } from "./stage.ts";

/** A stage that has the method. */
type With<M extends StageMethod> = Stage & Required<Pick<Stage, M>>;

function having<M extends StageMethod>(stages: readonly Stage[], method: M): With<M>[] {
  return stages.filter((stage): stage is With<M> => stage[method] !== undefined && !stage.idle?.includes(method));
}

/** True when tracing is over. */
export function begin(stages: readonly With<"begin">[], packet: CurrentPacket): boolean {
  for (let i = 0; i < stages.length; i++) if (stages[i].begin(packet)) return true;
  return false;
}

/** Stages by what is called of them, in the order in which it is. */
export class Chain {
  readonly #observe: readonly With<"observe">[];
  readonly #sent: readonly With<"sent">[];
  readonly #received: readonly With<"received">[];
  readonly #finish: readonly With<"finish">[];

  /** @param behind stages of what is behind IP; `all` has those of IP itself as well */
  constructor(all: readonly Stage[], behind: readonly Stage[]) {
    this.#observe = having(behind, "observe");
    this.#sent = having(all, "sent");
    this.#received = having(all, "received").reverse();
    this.#finish = having(behind, "finish").reverse();
  }
  /** True when tracing is over. */
  fire(packet: CurrentPacket): boolean {
    const observe = this.#observe, sent = this.#sent, received = this.#received, finish = this.#finish;
    for (let i = 0; i < observe.length; i++) observe[i].observe(packet);
    for (let i = 0; i < sent.length; i++) if (sent[i].sent(packet)) return true;
    for (let i = 0; i < received.length; i++) if (received[i].received(packet)) return true;
    for (let i = 0; i < finish.length; i++) if (finish[i].finish(packet)) return true;
    return false;
  }
}

export class Chains {
  /** For packets of IP of which nothing further is needed, or can be read. */
  readonly ip: Chain;
  readonly arp: Chain | undefined;
  /** By number: for packets of IP with what is behind it; undefined where no stage wants that. */
  readonly #packets: readonly (Chain | undefined)[];
  /** The same for datagrams that were in fragments, whose packets have been fired for. */
  readonly #datagrams: readonly (Chain | undefined)[];
  /** Those that begin with each record, each packet of IP, each datagram. */
  readonly ofRecords: readonly With<"begin">[];
  readonly ofIp: readonly With<"begin">[];
  readonly ofDatagrams: readonly With<"begin">[];
  /** There is more than records of the source to look at. */
  readonly isMoreThanRecords: boolean;
  /** Something behind IP, or whole datagrams. */
  readonly isMoreThanIp: boolean;

  constructor(readonly stages: readonly Stage[]) {
    const wanting = (kind: Kind) => stages.filter((stage) => stage.wants(kind));
    const beginning = (kind: Kind) => having(wanting(kind), "begin");
    [this.ofRecords, this.ofIp, this.ofDatagrams] = [beginning("record"), beginning("ip"), beginning("datagram")];
    this.ip = new Chain(wanting("ip"), []);
    const arp = wanting("arp");
    if (arp.length > 0) this.arp = new Chain(arp, arp);
    this.#packets = transports.map((known) => {
      const behind = known ? wanting(known.number) : [];
      return behind.length === 0
        ? undefined
        : new Chain(stages.filter((stage) => stage.wants("ip") || behind.includes(stage)), behind);
    });
    this.#datagrams = transports.map((known) => {
      const behind = known?.datagrams === "whole" ? wanting(known.number) : [];
      return behind.length === 0 ? undefined : new Chain(behind, behind);
    });
    this.isMoreThanIp = this.ofDatagrams.length > 0 || this.#packets.some((chain) => chain !== undefined);
    this.isMoreThanRecords = this.isMoreThanIp || arp.length > 0 || wanting("ip").length > 0;
  }
  ofPacket(protocol: number): Chain | undefined {
    return this.#packets[protocol];
  }
  ofDatagram(protocol: number): Chain | undefined {
    return this.#datagrams[protocol];
  }
}
