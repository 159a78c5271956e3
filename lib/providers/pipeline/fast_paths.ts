/**
 * Which fast path there is for what is enabled, and whether a batch can take it. What a stage says of itself (`plain`) is what
 * the fast path can stand for; packets of a protocol that other stages want are left to the slow path, each for itself.
 *
 * @module
 */
import type { FireFunction, ProviderContext } from "../../engine/probe/mod.ts";
import { LINK, REASON } from "../../packet/wire/mod.ts";
import { PROTOCOL } from "../../protocols/mod.ts";
import type { CaptureInterface, PacketBatch, PacketSource } from "../../sources/mod.ts";
import { ACTION, FAST_LINK, FastLoop, type FastPathKind, FIRING, PROTOCOLS, SETTINGS } from "../fast_path/mod.ts";
import { DIRECTED } from "./direction_rule.ts";
import { DNS_BLOCK } from "./dns_fields.ts";
import type { HostViews } from "./host_view.ts";
import type { PacketFlows } from "./packet_flows.ts";
import { FORM, INTERFACE } from "./packet_fields.ts";
import type { PacketTables } from "./packet_tables.ts";
import type { PlainFirings, Stage } from "./stage.ts";
import type { StageList } from "./stages.ts";
import type { Undecoded } from "./undecoded.ts";

/** Places of firings have a byte. */
const MAX_PLACE = 254;
/** Links that the fast path reads itself. */
const LINKS: ReadonlyMap<number, number> = new Map([
  [LINK.ETHERNET, FAST_LINK.ETHERNET],
  [LINK.LINUX_SLL, FAST_LINK.SLL],
  [LINK.LINUX_SLL2, FAST_LINK.SLL2],
  ...[LINK.RAW, LINK.RAW_OLD, LINK.RAW_OPENBSD, LINK.IPV4, LINK.IPV6].map((type) => [type, FAST_LINK.RAW] as const),
  ...[LINK.NULL, LINK.LOOP].map((type) => [type, FAST_LINK.FAMILY] as const),
]);
/** What stands behind a frame would have to be derived from what is in it. */
const linkOf = ({ linkType, fcsLength }: CaptureInterface): number =>
  fcsLength ? FAST_LINK.OTHER : LINKS.get(linkType) ?? FAST_LINK.OTHER;

/** What a fast path stands on. */
export interface FastPathParts {
  readonly tracing: ProviderContext;
  readonly source: PacketSource;
  readonly stages: StageList;
  readonly views: HostViews;
  readonly tables: PacketTables;
  /** Address of `struct packet`, 0 where no clause reads it. */
  readonly packet: number;
  readonly flows: PacketFlows | undefined;
  readonly opensTunnels: boolean;
}

export class FastPaths {
  readonly #parts: FastPathParts;
  /** What fires, by place. */
  readonly #firings: (FireFunction | undefined)[] = [];
  readonly #isOfRecords: boolean;
  /** There is a fast path. */
  #isThere: boolean;
  /** Anything behind IP is looked at. */
  readonly #isBehindIp: boolean;
  #loop: FastLoop | undefined;
  /** Segments are compared with others that were met elsewhere: they are the slow path's. */
  #leavesSegments = false;

  constructor(parts: FastPathParts) {
    this.#parts = parts;
    const { enabled, records, ip } = parts.stages, { words } = parts.tracing.memory;
    words.fill(0, SETTINGS.CUT >> 2, (SETTINGS.CUT >> 2) + PROTOCOLS);
    this.#isOfRecords = enabled.every((stage) => stage === records);
    this.#isBehindIp = !this.#isOfRecords && this.#takeProtocols();
    const wanting = enabled.filter((stage) => stage.wants("ip") || stage.wants("record"));
    if (this.#isOfRecords) {
      this.#isThere = records.isPlain;
      this.#firings[FIRING.SENT] = records.captured?.fire;
    } else {
      this.#isThere = wanting.every((stage) => stage === ip) && this.#isOfUse();
      this.#firings[FIRING.SENT] = ip.send?.fire;
      this.#firings[FIRING.RECEIVED] = ip.receive?.fire;
    }
  }
  #actionOf(protocol: number): number {
    return this.#parts.tracing.memory.bytes[this.#parts.tables.formOf(protocol) + FORM.ACTION];
  }
  /** Something can fire. */
  #isOfUse(): boolean {
    if (this.#parts.stages.ip.isEnabled) return true;
    for (let protocol = 0; protocol < PROTOCOLS; protocol++) if (this.#actionOf(protocol) > ACTION.LEAVE) return true;
    return false;
  }
  /** Notes for each protocol what is done with it; true where anything is. */
  #takeProtocols(): boolean {
    const { stages: { enabled }, tables, tracing: { memory: { bytes } } } = this.#parts;
    let isAny = enabled.some((stage) => stage.wants("datagram"));
    for (let protocol = 0; protocol < PROTOCOLS; protocol++) {
      const wanting = enabled.filter((stage) => stage.wants(protocol)), form = tables.formOf(protocol);
      isAny ||= wanting.length > 0;
      bytes[form + FORM.ACTION] = wanting.length === 0 ? ACTION.PASS : this.#takeProtocol(protocol, form, wanting);
    }
    return isAny;
  }
  #takeProtocol(protocol: number, form: number, wanting: readonly Stage[]): number {
    const { stages: { dns } } = this.#parts;
    if (wanting.length === 1 && wanting[0] === dns) return this.#takeDns();
    const plain = protocol === PROTOCOL.TCP ? this.#plainOfTcp(wanting) : plainOf(wanting);
    return plain ? this.#take(form, plain) : ACTION.LEAVE;
  }
  #takeDns(): number {
    const { tracing: { memory: { words } }, stages: { dns }, flows } = this.#parts, plain = dns.plainDns;
    if (!plain || flows!.sites.areOfLinks) return ACTION.LEAVE;
    const { block, query, response, retransmission, unsolicited } = plain;
    [query, response, retransmission, unsolicited].forEach((one, i) => {
      const place = Math.max(FIRING.TRANSPORTS, this.#firings.length);
      if (one) this.#firings[place] = one.fire;
      words[block + DNS_BLOCK.FIRINGS + 4 * i >> 2] = one ? place : -1;
    });
    return ACTION.DNS;
  }
  /** Connections are followed for the probes of segments, and for what is found in them. */
  #plainOfTcp(wanting: readonly Stage[]): PlainFirings | undefined {
    const { tcp, connection, analysis } = this.#parts.stages;
    const areKnown = wanting.every((stage) => stage === tcp || stage === connection || stage === analysis);
    if (!areKnown) return undefined;
    this.#firings[FIRING.SAMPLE] = analysis.sample?.fire;
    return tcp.plain;
  }
  #take(form: number, { send, receive, isOfFlow, needs }: PlainFirings): number {
    const { tracing: { memory: { bytes } }, flows } = this.#parts;
    // what keeps flows apart is not looked at
    if (needs === "flow" && flows!.sites.areOfLinks) return ACTION.LEAVE;
    const place = Math.max(FIRING.TRANSPORTS, this.#firings.length);
    if (place > MAX_PLACE) return ACTION.LEAVE;
    this.#firings[place] = send?.fire;
    this.#firings[place + 1] = receive?.fire;
    bytes[form + FORM.SLOT] = place;
    bytes[form + FORM.FIRES] = (send ? DIRECTED.SENT : 0) | (receive ? DIRECTED.RECEIVED : 0);
    bytes[form + FORM.THIRD] = isOfFlow ? 0 : 1;
    return needs === "connection" ? ACTION.FOLLOW : needs === "flow" ? ACTION.FLOW : ACTION.MESSAGE;
  }

  /** Nothing fires but for segments. */
  #isOfSegments(): boolean {
    if (this.#isOfRecords || this.#parts.stages.ip.isEnabled || this.#parts.packet !== 0) return false;
    for (let protocol = 0; protocol < PROTOCOLS; protocol++) {
      if (this.#actionOf(protocol) !== (protocol === PROTOCOL.TCP ? ACTION.FOLLOW : ACTION.PASS)) return false;
    }
    return true;
  }
  /** Takes over what the loop has counted. */
  addTo(undecoded: Undecoded): void {
    const { words } = this.#parts.tracing.memory, first = SETTINGS.CUT >> 2;
    for (let protocol = 0; protocol < PROTOCOLS; protocol++) {
      const packets = words[first + protocol] >>> 0;
      if (packets > 0) undecoded.count(REASON.HEADER_CUT_SHORT + protocol, packets);
    }
    words.fill(0, first, first + PROTOCOLS);
  }

  /** Interfaces, or their views, have changed. */
  forget(): void {
    this.#loop = undefined;
  }
  /** The fast path that nearly all packets can take: headers alone are read, the view is known, columns are at hand. */
  of(batch: PacketBatch): FastLoop | undefined {
    if (!this.#isThere || batch.address.buffer !== this.#parts.tracing.memory.bytes.buffer) return undefined;
    if (!this.#leavesSegments && this.#areCopiesSought) this.#leaveSegments();
    return this.#isThere ? this.#loop ??= this.#make() : undefined;
  }
  get #areCopiesSought(): boolean {
    return this.#parts.stages.connection.isEnabled && this.#parts.flows!.copies.areSought;
  }
  #leaveSegments(): void {
    const { tracing: { memory: { bytes } }, tables } = this.#parts;
    this.#leavesSegments = true;
    bytes[tables.formOf(PROTOCOL.TCP) + FORM.ACTION] = ACTION.LEAVE;
    this.#isThere = this.#isOfUse();
  }
  #kindOn(links: readonly number[]): FastPathKind {
    if (this.#isOfRecords) return "records";
    if (links.some((link) => link !== FAST_LINK.ETHERNET)) return "packets";
    if (!this.#isBehindIp && this.#parts.packet === 0) return "ip";
    return this.#isOfSegments() ? "segments" : "packets";
  }
  #make(): FastLoop {
    const { tracing, source: { interfaces }, stages: { analysis }, views, tables, packet, flows } = this.#parts;
    const { memory } = tracing, links = interfaces.map(linkOf);
    links.forEach((link, i) => {
      const entry = tables.interfaceOf(i);
      memory.words[entry + INTERFACE.LINK >> 2] = link;
      memory.words[entry + INTERFACE.VIEW >> 2] = views.all[i].local.head;
    });
    return new FastLoop({
      tracing,
      kind: this.#kindOn(links),
      firings: this.#firings,
      isStated: !views.isTapAsked,
      interface: interfaces.length === 1 ? 0 : undefined,
      interfaces: tables.interfaces,
      forms: tables.forms,
      cache: flows?.table.cache ?? 0,
      packet,
      finding: analysis.sample ? analysis.finding : 0,
      isBehindIp: this.#isBehindIp || packet !== 0,
      opensTunnels: this.#parts.opensTunnels,
      dns: this.#parts.stages.dns.plainDns?.block ?? 0,
    });
  }
}
/** What the one stage that wants a protocol says of itself. */
function plainOf([one, ...more]: readonly Stage[]): PlainFirings | undefined {
  return one && more.length === 0 ? one.plain : undefined;
}
