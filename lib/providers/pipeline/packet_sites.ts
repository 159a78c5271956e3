/**
 * Where packets are met, as far as `-x flowkey` lets that keep apart what has the same addresses. Fragments of different
 * VLANs or labels are always of different datagrams: their identification is unique for its sender alone (RFC 791), and who
 * has an address in one VLAN need not be who has it in another.
 *
 * @module
 */
import type { MachineMemory } from "../../image/mod.ts";
import { PART, Sites } from "../../packet/flow/mod.ts";
import type { Decoder } from "../../packet/wire/mod.ts";
import type { PacketBatch, PacketSource } from "../../sources/mod.ts";
import { InterfaceNumbers } from "./interface_numbers.ts";
import type { Level } from "./levels.ts";
import { TunnelSites } from "./tunnel_sites.ts";

/** `-x flowkey` names something that flows cannot be kept apart by. */
export class FlowKeyError extends Error {
  override readonly name = "FlowKeyError";
}
const PARTS: Readonly<Record<string, number>> = { vlan: PART.VLAN, mpls: PART.MPLS, interface: PART.INTERFACE };

/** What -x flowkey says, as bits of PART: names with commas between; 0 for `none` or nothing. */
export function parseFlowKey(text: string | undefined): number {
  if (text === undefined || text === "" || text === "none") return 0;
  return text.split(",").reduce((parts, part) => {
    const name = part.trim();
    if (!Object.hasOwn(PARTS, name)) {
      throw new FlowKeyError(`\`${name}\` in \`-x flowkey\` is not one of ${Object.keys(PARTS).join(", ")}, none`);
    }
    return parts | PARTS[name];
  }, 0);
}

export class PacketSites {
  readonly interfaces: InterfaceNumbers;
  readonly #sites: Sites | undefined;
  readonly #ofFragments: Sites;
  /** Numbers with tunnels, where these are opened: of flows, and of fragments. */
  readonly #inTunnels: TunnelSites | undefined;
  readonly #fragmentsInTunnels = new TunnelSites();

  /** @param key bits of PART */
  constructor(memory: MachineMemory, source: PacketSource, key: number, opensTunnels = false) {
    this.interfaces = new InterfaceNumbers(source, memory.bytes);
    this.#ofFragments = new Sites(key | PART.VLAN | PART.MPLS);
    if (key !== 0) this.#sites = new Sites(key);
    if (opensTunnels) this.#inTunnels = new TunnelSites();
  }
  /** VLANs, labels or interfaces keep flows apart that are in no tunnel. */
  get areOfLinks(): boolean {
    return this.#sites !== undefined;
  }
  get areKept(): boolean {
    return this.#sites !== undefined || this.#inTunnels !== undefined;
  }
  /** There were more than can be told apart. */
  get areCrowded(): boolean {
    return this.#sites?.isCrowded || this.#inTunnels?.isCrowded || false;
  }
  /** Of the packet that was decoded last; 0 where none are kept. */
  of(d: Decoder, batch: PacketBatch, i: number): number {
    const site = this.#sites ? this.#site(this.#sites, d, batch, i) : 0;
    return this.#inTunnels ? this.#inTunnels.outside(site) : site;
  }
  /** Numbers of the outermost packet, from which those of what it carries follow. */
  begin(level: Level, batch: PacketBatch, i: number): void {
    level.site = this.of(level.decoder, batch, i);
    level.fragmentSite = this.#fragmentsInTunnels.outside(this.ofFragment(level.decoder, batch, i));
  }
  /** The same of a packet that another one carries: by its tunnel, and by tags and labels where they count. */
  inside(level: Level, around: Level, batch: PacketBatch, i: number): void {
    const { tunnel: { type, id }, decoder } = level, inTunnels = this.#inTunnels!, fragments = this.#fragmentsInTunnels;
    level.site = inTunnels.inside(around.site, type, id, false);
    const site = this.#sites ? this.#site(this.#sites, decoder, batch, i) : 0;
    if (site !== 0) level.site = inTunnels.within(level.site, site);
    level.fragmentSite = fragments.inside(around.fragmentSite, type, id, true);
    const tags = this.ofFragment(decoder, batch, i);
    if (tags !== 0) level.fragmentSite = fragments.within(level.fragmentSite, tags);
  }
  /** The same for a fragment. */
  ofFragment(d: Decoder, batch: PacketBatch, i: number): number {
    return this.#site(this.#ofFragments, d, batch, i);
  }
  #site(sites: Sites, d: Decoder, batch: PacketBatch, i: number): number {
    return sites.of(d.link, this.interfaces.of(batch.interface[i], batch.address[i], batch.capturedLength[i]));
  }
}
