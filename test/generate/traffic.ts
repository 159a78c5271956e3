/**
 * Traffic that a seed decides: conversations of all protocols, with loss, repetition and disorder, merged by time. What is
 * generated is the same for the same seed and mix, wherever and whenever.
 *
 * @module
 */
import type { Packet } from "../captures/writer.ts";
import type { Random } from "../fuzz/random.ts";
import { arp, echo, ethernet, type Host, ip, makeHost, tcp, u16, u32, udp } from "./frame.ts";

/** How much of what there is; parts are of 1. */
export interface Mix {
  readonly packets: number;
  /** Conversations of TCP among all. */
  readonly tcp: number;
  /** Part of the segments that are lost, come twice, or late. */
  readonly trouble: number;
  /** Conversations in which the observed host takes no part. */
  readonly others: number;
  /** Conversations in a VLAN, over IPv6, of fragments and options. */
  readonly odd: number;
}
export const PLAIN: Mix = { packets: 6000, tcp: 0.8, trouble: 0.01, others: 0, odd: 0 };
export const BUSY: Mix = { packets: 4000, tcp: 0.6, trouble: 0.1, others: 0.02, odd: 0.3 };
export const TAP: Mix = { packets: 4000, tcp: 0.6, trouble: 0.1, others: 0.7, odd: 0.3 };

/** A frame, and how long after the one before it in its conversation, ns. */
interface Sent {
  readonly after: number;
  readonly frame: Uint8Array;
}
type Conversation = Generator<Sent>;
interface Ends {
  readonly from: Host;
  readonly to: Host;
  readonly version: 4 | 6;
  readonly vlans: readonly number[];
}
const SYN = 2, RST = 4, PUSH = 8, ACK = 16, FIN = 1;
const TYPES = { 4: 0x800, 6: 0x86dd } as const;
/** Nanoseconds. */
const MICROSECOND = 1000, MILLISECOND = 1_000_000;

/** The host that is observed, whose addresses `-x local` would name. */
export const OBSERVED = makeHost(1, 64);
export const OBSERVED_ADDRESSES = "10.1.0.1,fd00::1";

/** The traffic of a seed, by time. */
export function traffic(random: Random, mix: Mix): Packet[] {
  const peers = Array.from({ length: 12 }, (_, i) => makeHost(2 + i, random.pick([51, 57, 118, 244])));
  const packets: Packet[] = [];
  const active: { at: number; readonly conversation: Conversation }[] = [];
  let now = 0;
  while (packets.length < mix.packets) {
    while (active.length < 8) {
      active.push({ at: now + random.below(20 * MILLISECOND), conversation: begin(random, mix, peers) });
    }
    const next = active.reduce((first, one) => one.at < first.at ? one : first);
    const { value, done } = next.conversation.next();
    if (done) {
      active.splice(active.indexOf(next), 1);
      continue;
    }
    now = next.at += value.after;
    packets.push({ ...momentOf(now), bytes: value.frame });
  }
  return packets.sort((a, b) => a.seconds - b.seconds || a.nanoseconds - b.nanoseconds);
}
/** Microseconds, so that every container can hold them. */
const momentOf = (ns: number) => ({
  seconds: 1_780_000_000 + Math.floor(ns / 1e9),
  nanoseconds: Math.floor(ns % 1e9 / MICROSECOND) * MICROSECOND,
});

function begin(random: Random, mix: Mix, peers: readonly Host[]): Conversation {
  const isOther = random.chance(mix.others);
  const near = isOther ? peers[0] : OBSERVED, far = peers[1 + random.below(peers.length - 1)];
  const [from, to] = random.chance(0.5) ? [near, far] : [far, near];
  const version = random.chance(mix.odd) ? 6 : 4;
  const vlans = random.chance(mix.odd / 4) ? [7, 8].slice(random.below(2)) : [];
  const ends = { from, to, version, vlans } as const;
  if (random.chance(mix.tcp)) return connection(random, mix, ends);
  const odd = random.chance(mix.odd);
  const kinds = [datagrams, datagrams, pings, ...(odd ? [fragments, resolution, options, others] : [])];
  return random.pick(kinds)(random, ends);
}
const frameOf = ({ from, to, version, vlans }: Ends, protocol: number, payload: readonly number[], id = 0) =>
  ethernet(from, to, TYPES[version], ip(from, to, payload, { version, protocol, id }), vlans);
const turned = (ends: Ends): Ends => ({ ...ends, from: ends.to, to: ends.from });
const delay = (random: Random): number => (20 + random.below(3000)) * MICROSECOND;

function* datagrams(random: Random, ends: Ends): Conversation {
  const ports = [1024 + random.below(60000), random.pick([53, 123, 443, 5353])] as const;
  for (let i = 1 + random.below(4); i > 0; i--) {
    yield {
      after: delay(random),
      frame: frameOf(ends, 17, udp(ends.from, ends.to, ends.version, ports, random.below(500))),
    };
    if (random.chance(0.1)) continue;
    const answer = udp(ends.to, ends.from, ends.version, [ports[1], ports[0]], random.below(900));
    yield { after: delay(random), frame: frameOf(turned(ends), 17, answer) };
  }
}
function* pings(random: Random, ends: Ends): Conversation {
  const { from, to, version } = ends, protocol = version === 4 ? 1 : 58;
  for (let i = 1; i < 3 + random.below(3); i++) {
    yield { after: delay(random), frame: frameOf(ends, protocol, echo(from, to, version, false, i)) };
    yield { after: delay(random), frame: frameOf(turned(ends), protocol, echo(to, from, version, true, i)) };
  }
}
function* resolution(random: Random, { from, to, vlans }: Ends): Conversation {
  const all: Host = { ...to, mac: Array(6).fill(255) };
  yield { after: delay(random), frame: ethernet(from, all, 0x806, arp(from, to, false), vlans) };
  yield { after: delay(random), frame: ethernet(to, from, 0x806, arp(to, from, true), vlans) };
}
/** One datagram in several fragments, now and then in another order, or not all of them. */
function* fragments(random: Random, { from, to, version, vlans }: Ends): Conversation {
  const id = random.below(65536), whole = udp(from, to, version, [4000, 2049], 1500 + random.below(3000));
  const parts: Uint8Array[] = [];
  for (let offset = 0; offset < whole.length; offset += 1400) {
    const fragment = { offset, more: offset + 1400 < whole.length };
    const part = ip(from, to, whole.slice(offset, offset + 1400), { version, protocol: 17, id, fragment });
    parts.push(ethernet(from, to, TYPES[version], part, vlans));
  }
  if (random.chance(0.3)) parts.reverse();
  if (random.chance(0.2)) parts.splice(random.below(parts.length), 1);
  for (const frame of parts) yield { after: delay(random) / 20, frame };
}
/** Packets with options before what they carry. */
function* options(random: Random, { from, to, version, vlans }: Ends): Conversation {
  const payload = udp(from, to, version, [5000, 5001], random.below(100));
  const packet = ip(from, to, payload, { version, protocol: 17, id: random.below(65536), options: true });
  yield { after: delay(random), frame: ethernet(from, to, TYPES[version], packet, vlans) };
}

/** SCTP, UDP-Lite, GRE, ESP and IGMP: headers that begin with two ports, or are of protocols whose headers nobody reads. */
const OTHERS = [132, 132, 136, 136, 47, 50, 2] as const;
function* others(random: Random, ends: Ends): Conversation {
  const ports = [...u16(1024 + random.below(60000)), ...u16(random.pick([53, 2905, 5060]))],
    protocol = random.pick(OTHERS);
  for (let i = 1 + random.below(3); i > 0; i--) {
    const payload = [...ports, ...u16(0), ...Array(2 + random.below(80)).fill(random.below(256))];
    yield { after: delay(random), frame: frameOf(ends, protocol, payload) };
  }
}

/** One end of a connection, as it sees itself. */
interface End {
  next: number;
  /** Next number that it expects of the other. */
  expects: number;
  window: number;
  id: number;
}
class Connection {
  readonly ports: readonly [number, number];
  readonly ends: readonly [End, End];
  /** Whether segments bear timestamps (RFC 7323), and that of the last one. */
  readonly #areStamped: boolean;
  #stamp: number;
  constructor(readonly random: Random, readonly mix: Mix, readonly places: Ends) {
    this.ports = [1024 + random.below(60000), random.pick([22, 80, 443, 8080])];
    // some numbers wrap around soon
    const start = () => random.chance(0.1) ? -random.below(20000) >>> 0 : random.below(2 ** 32);
    const make = (): End => ({
      next: start(),
      expects: 0,
      window: 2000 + random.below(60000),
      id: random.below(65536),
    });
    this.ends = [make(), make()];
    this.#areStamped = random.chance(0.3);
    this.#stamp = random.below(2 ** 32);
  }
  /** The timestamps option as RFC 7323 recommends to send it. */
  #stamps(): readonly number[] {
    if (!this.#areStamped) return [];
    this.#stamp = this.#stamp + this.random.below(3) >>> 0;
    return [1, 1, 8, 10, ...u32(this.#stamp), ...u32(this.#stamp - 1 >>> 0)];
  }
  /** A segment of one end (0: who opens), as a frame; what it sends is taken as sent. */
  segment(side: 0 | 1, flags: number, payload = 0, options: readonly number[] = []): Uint8Array {
    const me = this.ends[side], ends = side === 0 ? this.places : turned(this.places);
    const ports = side === 0 ? this.ports : [this.ports[1], this.ports[0]] as const;
    const { version } = ends;
    const bytes = tcp(ends.from, ends.to, {
      version,
      ports,
      seq: me.next,
      ack: flags & ACK ? me.expects : 0,
      flags,
      window: me.window,
      options: [...options, ...this.#stamps()],
      payload,
    });
    me.next = me.next + payload + (flags & (SYN | FIN) ? 1 : 0) >>> 0;
    me.id = me.id + 1 & 0xffff;
    return frameOf(ends, 6, bytes, me.id);
  }
  /** A block behind what the other end of a side acknowledges (RFC 2018). */
  selective(side: 0 | 1): readonly number[] {
    const { next } = this.ends[side];
    return [1, 1, 5, 10, ...u32(next + 1000 >>> 0), ...u32(next + 2000 >>> 0)];
  }
  /** The other end has got everything. */
  deliver(side: 0 | 1): void {
    this.ends[1 - side].expects = this.ends[side].next;
  }
}
const OFFER = (scale: number): readonly number[] => [2, 4, ...u16(1460), 1, 3, 3, scale, 4, 2, 1, 1];

function* connection(random: Random, mix: Mix, ends: Ends): Conversation {
  const c = new Connection(random, mix, ends);
  const isSeenFromStart = !random.chance(mix.trouble);
  const steps = [
    [0, SYN, OFFER(random.below(9))],
    [1, SYN | ACK, OFFER(random.below(9))],
    [0, ACK, []],
  ] as const;
  for (const [side, flags, offered] of steps) {
    const frame = c.segment(side, flags, 0, offered);
    c.deliver(side);
    if (isSeenFromStart) yield { after: delay(random), frame };
    if (flags === SYN && random.chance(mix.trouble)) {
      if (isSeenFromStart) yield { after: delay(random), frame };
      if (random.chance(0.3)) {
        yield { after: delay(random), frame: c.segment(1, RST | ACK) };
        return;
      }
    }
  }
  for (let i = 1 + random.below(12); i > 0; i--) yield* exchange(c, random.below(2) as 0 | 1);
  yield* closing(c, random.below(2) as 0 | 1);
}
/** Data one way, and its acknowledgment; with trouble as the mix has it. */
function* exchange(c: Connection, side: 0 | 1): Conversation {
  const { random, mix } = c, held: Uint8Array[] = [];
  for (let i = 1 + random.below(6); i > 0; i--) {
    const frame = c.segment(side, i === 1 ? ACK | PUSH : ACK, 1 + random.below(1400));
    if (!random.chance(mix.trouble)) yield { after: delay(random) / 10, frame };
    else if (random.chance(0.3)) held.push(frame);
    else if (random.chance(0.5)) yield* repeat(random, frame);
  }
  for (const frame of held) yield { after: delay(random), frame };
  c.deliver(side);
  if (random.chance(0.2)) c.ends[1 - side].window = random.chance(mix.trouble) ? 0 : 2000 + random.below(60000);
  const answer = c.segment(1 - side as 0 | 1, ACK, 0, random.chance(0.1) ? c.selective(side) : []);
  yield { after: delay(random), frame: answer };
  if (random.chance(mix.trouble)) yield* repeat(random, answer);
}
function* repeat(random: Random, frame: Uint8Array): Conversation {
  yield { after: delay(random), frame };
  yield { after: delay(random) * 10, frame };
}
function* closing(c: Connection, side: 0 | 1): Conversation {
  const { random } = c, other = 1 - side as 0 | 1;
  if (random.chance(0.2)) {
    yield { after: delay(random), frame: c.segment(side, RST | ACK) };
    return;
  }
  for (const [from, flags] of [[side, FIN | ACK], [other, ACK], [other, FIN | ACK], [side, ACK]] as const) {
    yield { after: delay(random), frame: c.segment(from, flags) };
    c.deliver(from);
  }
}
