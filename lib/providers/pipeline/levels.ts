/**
 * Packets inside packets: what a captured one carries, level by level, as far as tunnels are opened. Everything is made once
 * and used again for each packet.
 *
 * @module
 */
import { tunnels } from "../../protocols/mod.ts";
import { Decoder, isArp, REASON, TunnelHeader } from "../../packet/wire/mod.ts";
import type { TunnelCount } from "./pipeline_report.ts";
import type { TunnelChoice } from "./tunnel_choice.ts";

/** A packet, and the tunnel that it is in. */
export interface Level {
  /** Of its headers; of a datagram that was in fragments, of the whole. */
  decoder: Decoder;
  /** Why there is no packet of IP. */
  reason: number;
  /** The tunnel that it is in, and the ends of that: address and version of the packet around it. Of the outermost none. */
  readonly tunnel: TunnelHeader;
  around: number;
  version: number;
  /** Number of where it was met, for flows and for fragments. */
  site: number;
  fragmentSite: number;
}

/** Datagrams in fragments that are remembered. */
const MAX_CARRIERS = 4096;
/** What the fragments of a datagram have in common: addresses, protocol and identification. */
function fragmentKey({ bytes, ip, version, end }: Decoder, site: number): string {
  if (version === 4) {
    return `${site} ${bytes[ip + 9]} ${bytes.subarray(ip + 4, ip + 6)} ${bytes.subarray(ip + 12, ip + 20)}`;
  }
  let at = ip + 40, next = bytes[ip + 6];
  while (next !== 44 && at + 8 <= end) {
    next = bytes[at];
    at += (bytes[at + 1] + 1) * 8;
  }
  return `${site} ${bytes.subarray(at + 4, at + 8)} ${bytes.subarray(ip + 8, ip + 40)}`;
}

export class Levels {
  /** By depth: the outermost packet first. */
  readonly all: Level[] = [];
  /** How many there are of the packet at hand. */
  count = 1;
  readonly isOpen: boolean;
  readonly isInnermostOnly: boolean;
  readonly #header: TunnelHeader;
  /** By type: packets whose tunnel was not opened. */
  readonly #closed = new Float64Array(1 + Math.max(...tunnels.map(({ type }) => type)));
  readonly #decoders: Decoder[] = [];
  /** Datagrams in fragments that carry tunnels. */
  readonly #carriers = new Set<string>();

  constructor(readonly bytes: Uint8Array, readonly choice: TunnelChoice) {
    this.isOpen = choice.opened !== 0;
    this.isInnermostOnly = choice.isInnermostOnly;
    this.#header = new TunnelHeader(bytes);
  }
  #level(depth: number): Level {
    for (let i = this.all.length; i <= depth; i++) {
      const decoder = this.#decoders[i] = new Decoder(this.bytes);
      const tunnel = new TunnelHeader(this.bytes);
      this.all.push({ decoder, reason: REASON.NONE, tunnel, around: 0, version: 0, site: 0, fragmentSite: 0 });
    }
    return this.all[depth];
  }
  /** Counts a tunnel that is not opened: that it could be read, not what is in it. */
  countClosed(d: Decoder): void {
    const header = this.#header;
    if (header.read(d) && header.reason === REASON.NONE) this.#closed[header.type]++;
  }
  /** The outermost packet of those that follow. */
  begin(d: Decoder): Level {
    const level = this.#level(0);
    level.decoder = d;
    level.reason = REASON.NONE;
    this.count = 1;
    return level;
  }
  /**
   * Reads what the packet at a depth carries, and what that carries, up to what carries nothing, is not a packet of IP, or is a
   * fragment: that is opened once it is whole. Returns a reason where there is a tunnel that should be opened, and cannot be.
   */
  open(depth: number): number {
    const { opened, depth: most } = this.choice;
    this.count = depth + 1;
    for (;; depth++) {
      const outer = this.all[depth].decoder, level = this.#level(depth + 1), { tunnel } = level;
      if (!tunnel.read(outer)) return REASON.NONE;
      if ((opened >> tunnel.type & 1) === 0) {
        if (tunnel.reason === REASON.NONE) this.#closed[tunnel.type]++;
        return REASON.NONE;
      }
      if (tunnel.reason !== REASON.NONE) return tunnel.reason;
      if (depth === most) return REASON.TUNNEL_DEPTH;
      const inner = level.decoder = this.#decoders[depth + 1];
      level.reason = inner.decodeInside(tunnel, outer.link);
      inner.linkDirection = outer.linkDirection;
      if (level.reason !== REASON.NONE && !isArp(inner)) return level.reason;
      level.around = outer.ip;
      level.version = outer.version;
      this.count++;
      if (level.reason !== REASON.NONE || inner.isFragment) return REASON.NONE;
    }
  }
  /**
   * Whether a fragment, met at a site, is of a datagram that carries a tunnel that is opened, so far as the first fragment came
   * first. Asked only where packets that carry others do not fire.
   */
  isOfCarrier(d: Decoder, site: number): boolean {
    if (!this.isInnermostOnly) return false;
    const key = fragmentKey(d, site), known = this.#carriers;
    if (d.transport === 0) return known.has(key);
    if (!this.#header.read(d) || (this.choice.opened >> this.#header.type & 1) === 0) return false;
    if (known.size >= MAX_CARRIERS) known.clear();
    known.add(key);
    return true;
  }
  report(): TunnelCount[] {
    return tunnels.map(({ name, type }) => ({ name, packets: this.#closed[type] })).filter(({ packets }) => packets > 0)
      .sort((a, b) => b.packets - a.packets);
  }
}
