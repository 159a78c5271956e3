/**
 * How long answers take that a host gives at once, without asking a program: to a SYN, to a SYN|ACK, to an echo request, to
 * who-has. Captured on the host itself its own come within microseconds, those of others after a way through the network.
 *
 * @module
 */
import { type Decoder } from "../../packet/wire/mod.ts";
import { PROTOCOL } from "../../protocols/mod.ts";

/** Longer than that is not an answer. */
const LONGEST_US = 30e6;
/** What is waited for at once, so that a flood of questions has a bound. */
const MAX_QUESTIONS = 4096;
/** Asked twice: which question is answered is not known. */
const AMBIGUOUS = -Infinity;
const FIN = 1, SYN = 2, RST = 4, ACK = 16;
/** Places by which it is known at once that no handshake waits for a segment, as for nearly all. */
const PLACES = 4096;

export interface PacketTime {
  readonly seconds: number;
  readonly nanoseconds: number;
}

/** Questions that wait for their answers. */
export class Answers {
  readonly #asked = new Map<string, number>();
  /** By the hash of both ends: SYN|ACKs that wait for their answers. */
  readonly #waiting = new Uint16Array(PLACES);
  #base: number | undefined;

  /** Takes a packet between two addresses; microseconds that `from` took for its answer, if it is one. */
  take(memory: Uint8Array, d: Decoder, from: number, to: number, time: PacketTime): number | undefined {
    if (d.transport === 0 || d.isFragment) return undefined;
    const at = d.transport;
    if (d.protocol === PROTOCOL.TCP) {
      if (d.transportCaptured < 14) return undefined;
      const ports = memory[at] << 8 | memory[at + 1], others = memory[at + 2] << 8 | memory[at + 3];
      const flags = memory[at + 13], place = placeOf(from, to, ports, others);
      if ((flags & (SYN | RST)) === 0 && this.#waiting[place] === 0) return undefined;
      const there = `${from} ${to} ${ports} ${others}`, back = `${to} ${from} ${others} ${ports}`;
      return this.#segment(flags, there, back, place, time);
    }
    const isFour = d.protocol === PROTOCOL.ICMP;
    if (!isFour && d.protocol !== PROTOCOL.ICMP6 || d.transportCaptured < 8) return undefined;
    const type = memory[at];
    // identifier and sequence number
    const which = memory.subarray(at + 4, at + 8).join(".");
    if (type === (isFour ? 8 : 128)) this.#ask(`e ${from} ${to} ${which}`, time);
    if (type === (isFour ? 0 : 129)) return this.#answer(`e ${to} ${from} ${which}`, time);
    return undefined;
  }
  /** A SYN is answered by SYN|ACK or RST, a SYN|ACK by ACK or RST. */
  #segment(flags: number, there: string, back: string, place: number, time: PacketTime): number | undefined {
    if (flags & SYN && flags & ACK) {
      const taken = this.#answer(`s ${back}`, time);
      if (this.#ask(`a ${there}`, time)) this.#waiting[place]++;
      return taken;
    }
    if (flags & SYN) this.#ask(`s ${there}`, time);
    else if (flags & RST) return this.#answer(`s ${back}`, time) ?? this.#acknowledge(back, place, time);
    else if (flags & ACK && !(flags & FIN)) return this.#acknowledge(back, place, time);
    return undefined;
  }
  #acknowledge(back: string, place: number, time: PacketTime): number | undefined {
    const question = `a ${back}`;
    if (this.#asked.has(question)) this.#waiting[place]--;
    return this.#answer(question, time);
  }
  /** Who has `to`? asked by `from`; and its answer by `from`. */
  whoHas(from: number, to: number, isReply: boolean, time: PacketTime): number | undefined {
    if (isReply) return this.#answer(`r ${to} ${from}`, time);
    this.#ask(`r ${from} ${to}`, time);
    return undefined;
  }
  #microseconds({ seconds, nanoseconds }: PacketTime): number {
    this.#base ??= seconds;
    return (seconds - this.#base) * 1e6 + nanoseconds / 1e3;
  }
  /** Whether it is one more that is waited for. */
  #ask(question: string, time: PacketTime): boolean {
    if (this.#asked.has(question)) {
      this.#asked.set(question, AMBIGUOUS);
      return false;
    }
    if (this.#asked.size >= MAX_QUESTIONS) return false;
    this.#asked.set(question, this.#microseconds(time));
    return true;
  }
  #answer(question: string, time: PacketTime): number | undefined {
    const asked = this.#asked.get(question);
    if (asked === undefined) return undefined;
    this.#asked.delete(question);
    const taken = this.#microseconds(time) - asked;
    return taken >= 0 && taken < LONGEST_US ? taken : undefined;
  }
}
/** The same for both directions of a connection. */
function placeOf(from: number, to: number, port: number, other: number): number {
  return (Math.imul(from + to, 0x9e3779b1) ^ Math.imul(port + other, 0x85ebca6b)) >>> 20;
}
