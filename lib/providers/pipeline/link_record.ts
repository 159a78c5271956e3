/**
 * `struct link`: the headers of the link, and what stands between them and IP; written only where a clause reads it.
 *
 * @module
 */
import type { MachineMemory } from "../../image/mod.ts";
import { type Decoder, LinkAddresses, linkTypeName, MAX_TAGS_KEPT } from "../../packet/wire/mod.ts";

/** Byte offsets; the D library has them as members. */
const LINK = {
  SOURCE: 0,
  TARGET: 8,
  NAME: 16,
  VLAN_LIST: 24,
  LABEL_LIST: 32,
  VLAN_TEXT: 40,
  LABEL_TEXT: 48,
  TYPE: 56,
  ETHERTYPE: 60,
  VLANS: 64,
  VLAN: 68,
  VLAN_INNER: 72,
  PRIORITY: 76,
  DROP_ELIGIBLE: 80,
  LABELS: 84,
  LABEL: 88,
  PPPOE: 92,
  BYTES: 96,
} as const;
/** Texts of numbers with commas between: those of VLANs have four digits at most, those of labels seven. */
const VLAN_TEXT_BYTES = 5 * MAX_TAGS_KEPT, LABEL_TEXT_BYTES = 8 * MAX_TAGS_KEPT;
const NAME_BYTES = 48;
const COMMA = 0x2c, ZERO = 0x30;

export class LinkRecord {
  readonly address: number;
  readonly #addresses: LinkAddresses;
  readonly #vlanList: number;
  readonly #labelList: number;
  readonly #vlanText: number;
  readonly #labelText: number;
  /** By link type: address of its name. */
  readonly #names = new Map<number, number>();

  constructor(readonly memory: MachineMemory) {
    this.#addresses = new LinkAddresses(memory.bytes);
    const reserve = (size: number) => memory.reserve(size, "what is known of a link header");
    this.address = reserve(LINK.BYTES);
    this.#vlanList = reserve(2 * MAX_TAGS_KEPT);
    this.#labelList = reserve(4 * MAX_TAGS_KEPT);
    this.#vlanText = reserve(VLAN_TEXT_BYTES);
    this.#labelText = reserve(LABEL_TEXT_BYTES);
  }
  /** Of the frame that was decoded last. */
  write(d: Decoder, frame: number, captured: number, linkType: number): void {
    const { words } = this.memory, { link } = d;
    const put = (offset: number, value: number) => words[this.address + offset >> 2] = value;
    if (link.frame === 0) this.#addresses.read(frame, frame + captured, linkType);
    else this.#addresses.read(link.frame, frame + captured, link.frameType);
    put(LINK.SOURCE, this.#addresses.source);
    put(LINK.TARGET, this.#addresses.target);
    put(LINK.NAME, this.#name(linkType));
    put(LINK.TYPE, linkType);
    put(LINK.ETHERTYPE, link.etherType);
    put(LINK.VLANS, link.vlanCount);
    const outer = link.vlanCount > 0 ? link.vlans[0] : -1;
    put(LINK.VLAN, outer < 0 ? -1 : outer & 0xfff);
    put(LINK.VLAN_INNER, link.vlanCount > 1 ? link.vlans[Math.min(link.vlanCount, MAX_TAGS_KEPT) - 1] & 0xfff : -1);
    put(LINK.PRIORITY, outer < 0 ? -1 : outer >> 13);
    put(LINK.DROP_ELIGIBLE, outer < 0 ? -1 : outer >> 12 & 1);
    put(LINK.LABELS, link.labelCount);
    put(LINK.LABEL, link.labelCount > 0 ? link.labels[0] : -1);
    put(LINK.PPPOE, link.pppoe);
    put(LINK.VLAN_LIST, this.#vlanList);
    put(LINK.LABEL_LIST, this.#labelList);
    put(LINK.VLAN_TEXT, link.vlanCount > 0 ? this.#writeVlans(d) : 0);
    put(LINK.LABEL_TEXT, link.labelCount > 0 ? this.#writeLabels(d) : 0);
  }
  #writeVlans({ link }: Decoder): number {
    const count = Math.min(link.vlanCount, MAX_TAGS_KEPT);
    let at = this.#vlanText;
    for (let i = 0; i < count; i++) {
      const id = link.vlans[i] & 0xfff;
      this.memory.view.setUint16(this.#vlanList + 2 * i, id, true);
      at = this.#writeNumber(at, id, i > 0);
    }
    this.memory.bytes[at] = 0;
    return this.#vlanText;
  }
  #writeLabels({ link }: Decoder): number {
    const count = Math.min(link.labelCount, MAX_TAGS_KEPT);
    let at = this.#labelText;
    for (let i = 0; i < count; i++) {
      this.memory.words[(this.#labelList >> 2) + i] = link.labels[i];
      at = this.#writeNumber(at, link.labels[i], i > 0);
    }
    this.memory.bytes[at] = 0;
    return this.#labelText;
  }
  /** Writes digits, behind a comma where others came before; returns the address behind them. */
  #writeNumber(at: number, value: number, isNext: boolean): number {
    const { bytes } = this.memory;
    if (isNext) bytes[at++] = COMMA;
    let unit = 1;
    while (unit * 10 <= value) unit *= 10;
    for (; unit >= 1; unit /= 10) bytes[at++] = ZERO + Math.floor(value / unit) % 10;
    return at;
  }
  #name(linkType: number): number {
    const known = this.#names.get(linkType);
    if (known !== undefined) return known;
    const at = this.memory.reserve(NAME_BYTES, "names of link types");
    const name = linkTypeName(linkType) ?? String(linkType);
    this.memory.bytes.set(new TextEncoder().encode(name).subarray(0, NAME_BYTES - 1), at);
    this.#names.set(linkType, at);
    return at;
  }
}
