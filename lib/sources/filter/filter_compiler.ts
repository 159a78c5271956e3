/**
 * From what a program needs to classic BPF. The filter may let too much pass, never too little.
 *
 * A load beyond the packet ends a filter with "no", so alternatives come in the order of how deep they look: what ends
 * the program there can be of no use to the rest either.
 *
 * @module
 */
import { ETHERTYPE, LINK } from "../../packet/wire/mod.ts";
import { ANCILLARY, CODE, FilterAssembler, type FilterLabel, MAX_INSTRUCTIONS } from "./assembler.ts";
import type { Constraint, FilterNeed, PacketNeed, Side } from "./need.ts";

/** Headers of IPv6 behind which others follow; each begins with the number of the next. */
const EXTENSIONS: readonly number[] = [0, 43, 44, 51, 60, 135, 139, 140];
/** VLAN tags that are looked through; packets with more pass. */
const TAGS = 2;
const TAG_TYPES: readonly number[] = [ETHERTYPE.VLAN, ETHERTYPE.QINQ, ETHERTYPE.QINQ_OLD];
/** What may hold IP in ways that are not looked into. */
const OPAQUE_TYPES = [ETHERTYPE.MPLS, ETHERTYPE.MPLS_MULTICAST, ETHERTYPE.PPPOE];
/** Below are lengths of 802.3 frames, and numbers that only Linux uses. */
const MIN_ETHERTYPE = 0x600;

const ADDRESS_BYTES = { ip4: 4, ip6: 16 } as const;

/** Where a filter runs. */
export interface FilterPlace {
  /** Link type by the tcpdump registry; undefined: any, by what the kernel knows of each packet (Linux only). */
  readonly linkType?: number;
  /** Leaves out what is sent by this interface: loopback, where each packet is both sent and received. */
  readonly onceOn?: number;
}

/** Compiles a filter for packets of a link type. */
export function compileFilter(need: FilterNeed, linkType: number | FilterPlace): Uint8Array {
  const place = typeof linkType === "number" ? { linkType } : linkType;
  const precise = new FilterCompiler(need, place).compile();
  if (precise !== undefined) return precise;
  // too long for the kernel: protocols alone, then everything
  const packets = need.packets === "all"
    ? need.packets
    : need.packets.map((packet): PacketNeed => ({ ...packet, constraints: [] }));
  return new FilterCompiler({ ...need, packets: unique(packets) }, place).compile() ??
    new FilterCompiler({ ...need, packets: "all" }, place).compile()!;
}

function unique(packets: FilterNeed["packets"]): FilterNeed["packets"] {
  if (packets === "all") return packets;
  const byText = new Map(packets.map((packet) => [JSON.stringify([packet.network, packet.protocols]), packet]));
  return [...byText.values()];
}

class FilterCompiler {
  readonly #code = new FilterAssembler();
  readonly #pass: FilterLabel = this.#code.label();
  readonly #drop: FilterLabel = this.#code.label();
  readonly #alternatives: readonly PacketNeed[];

  constructor(readonly need: FilterNeed, readonly place: FilterPlace) {
    this.#alternatives = need.packets === "all" ? [] : [...need.packets].sort((a, b) => depth(a) - depth(b));
  }

  /** Undefined: it is longer than Linux takes. */
  compile(): Uint8Array | undefined {
    const code = this.#code;
    if (this.place.onceOn !== undefined) this.#once(this.place.onceOn);
    if (this.need.packets === "all") code.jump(this.#pass);
    else if (this.#alternatives.length === 0) code.jump(this.#drop);
    else this.#link();
    code.place(this.#drop);
    code.add(CODE.RETURN, 0);
    code.place(this.#pass);
    code.add(CODE.RETURN, this.need.snapLength);
    const bytes = code.assemble();
    return bytes.length / 8 > MAX_INSTRUCTIONS ? undefined : bytes;
  }
  #once(index: number): void {
    const code = this.#code, go = code.label();
    code.add(CODE.LD_WORD, ANCILLARY.PACKET_TYPE);
    code.test(CODE.JEQ, 4, undefined, go);
    code.add(CODE.LD_WORD, ANCILLARY.INTERFACE);
    code.test(CODE.JEQ, index, this.#drop, go);
    code.place(go);
  }

  #link(): void {
    switch (this.place.linkType) {
      case undefined:
        return this.#etherType(ANCILLARY.PROTOCOL, ANCILLARY.NETWORK, 0);
      case LINK.ETHERNET:
        return this.#etherType(12, 14, 0);
      case LINK.LINUX_SLL:
        return this.#etherType(14, 16, 0);
      case LINK.LINUX_SLL2:
        return this.#etherType(0, 20, 0);
      case LINK.RAW:
      case LINK.RAW_OLD:
      case LINK.RAW_OPENBSD:
      case LINK.IPV4:
      case LINK.IPV6:
        return this.#byVersion(0);
      case LINK.NULL:
      case LINK.LOOP:
        return this.#byVersion(4);
      default:
        return this.#code.jump(this.#pass);
    }
  }
  #byVersion(base: number): void {
    const code = this.#code, six = code.label();
    code.add(CODE.LD_BYTE, base);
    code.add(CODE.AND, 0xf0);
    code.test(CODE.JEQ, 0x40, undefined, six);
    this.#four(base);
    code.place(six);
    code.test(CODE.JEQ, 0x60, undefined, this.#drop);
    this.#six(base);
  }
  /** The EtherType stands at `at`, what it is of at `base`. */
  #etherType(at: number, base: number, tags: number): void {
    const code = this.#code;
    code.add(CODE.LD_HALF, at);
    const four = code.label(), six = code.label(), tagged = code.label();
    code.test(CODE.JEQ, ETHERTYPE.IPV4, four, undefined);
    code.test(CODE.JEQ, ETHERTYPE.IPV6, six, undefined);
    const wantsArp = this.#alternatives.some(({ network }) => network === "arp");
    code.test(CODE.JEQ, ETHERTYPE.ARP, wantsArp ? this.#pass : this.#drop, undefined);
    for (const type of TAG_TYPES) code.test(CODE.JEQ, type, tags < TAGS ? tagged : this.#pass, undefined);
    for (const type of OPAQUE_TYPES) code.test(CODE.JEQ, type, this.#pass, undefined);
    code.test(CODE.JGE, MIN_ETHERTYPE, this.#drop, this.#pass);
    code.place(four);
    this.#four(base);
    code.place(six);
    this.#six(base);
    if (tags === TAGS) return;
    code.place(tagged);
    this.#etherType(base + 2, base + 4, tags + 1);
  }

  #four(base: number): void {
    this.#family("ip4", base);
  }
  #six(base: number): void {
    this.#family("ip6", base);
  }
  #family(family: "ip4" | "ip6", base: number): void {
    const code = this.#code;
    for (const need of this.#alternatives) {
      if (need.network !== "ip" && need.network !== family) continue;
      if (need.constraints.some((one) => one.kind === "host" && one.address.length !== ADDRESS_BYTES[family])) continue;
      const next = code.label();
      for (const constraint of need.constraints) {
        if (constraint.kind === "host") this.#host(constraint, family, base, next);
      }
      if (family === "ip4") this.#behindFour(need, base, next);
      else this.#behindSix(need, base, next);
      code.jump(this.#pass);
      code.place(next);
    }
    code.jump(this.#drop);
  }
  #behindFour(need: PacketNeed, base: number, fail: FilterLabel): void {
    const code = this.#code;
    if (need.protocols) {
      code.add(CODE.LD_BYTE, base + 9);
      this.#oneOf(need.protocols, fail);
    }
    if (!looksAtTransport(need)) return;
    // a later fragment has no ports, and no use
    code.add(CODE.LD_HALF, base + 6);
    code.test(CODE.JSET, 0x1fff, fail, undefined);
    code.add(CODE.LDX_HEADER, base);
    this.#transport(need, base, true, fail);
  }
  #behindSix(need: PacketNeed, base: number, fail: FilterLabel): void {
    const code = this.#code;
    if (need.protocols === undefined) return;
    const direct = code.label(), extended = code.label();
    code.add(CODE.LD_BYTE, base + 6);
    for (const protocol of need.protocols) code.test(CODE.JEQ, protocol, direct, undefined);
    for (const extension of EXTENSIONS) code.test(CODE.JEQ, extension, extended, undefined);
    code.jump(fail);
    // behind one extension header the protocol is known, though not where it begins; behind two, nothing
    code.place(extended);
    code.add(CODE.LD_BYTE, base + 40);
    for (const next of [...need.protocols, ...EXTENSIONS]) code.test(CODE.JEQ, next, this.#pass, undefined);
    code.jump(fail);
    code.place(direct);
    if (looksAtTransport(need)) this.#transport(need, base + 40, false, fail);
  }
  /** Goes on where the accumulator is one of the values. */
  #oneOf(values: readonly number[], fail: FilterLabel): void {
    const good = this.#code.label();
    for (const [index, value] of values.entries()) {
      this.#code.test(CODE.JEQ, value, good, index === values.length - 1 ? fail : undefined);
    }
    if (values.length === 0) this.#code.jump(fail);
    this.#code.place(good);
  }

  #transport(need: PacketNeed, base: number, indexed: boolean, fail: FilterLabel): void {
    const code = this.#code;
    for (const constraint of need.constraints) {
      if (constraint.kind === "port") {
        this.#sides(constraint.side, fail, (isTarget, failed) => {
          code.add(indexed ? CODE.LD_HALF_INDEXED : CODE.LD_HALF, base + (isTarget ? 2 : 0));
          if (constraint.min === constraint.max) code.test(CODE.JEQ, constraint.min, undefined, failed);
          else {
            if (constraint.min > 0) code.test(CODE.JGE, constraint.min, undefined, failed);
            if (constraint.max < 0xffff) code.test(CODE.JGT, constraint.max, failed, undefined);
          }
        });
      } else if (constraint.kind === "tcp-flags") {
        code.add(indexed ? CODE.LD_BYTE_INDEXED : CODE.LD_BYTE, base + 13);
        if (constraint.value === undefined) code.test(CODE.JSET, constraint.mask, undefined, fail);
        else {
          code.add(CODE.AND, constraint.mask);
          code.test(CODE.JEQ, constraint.value, undefined, fail);
        }
      }
    }
  }
  #host(constraint: Constraint & { kind: "host" }, family: "ip4" | "ip6", base: number, fail: FilterLabel): void {
    const code = this.#code;
    const { address } = constraint;
    const isFour = family === "ip4";
    const view = new DataView(address.buffer, address.byteOffset, address.byteLength);
    this.#sides(constraint.side, fail, (isTarget, failed) => {
      const at = base + (isFour ? (isTarget ? 16 : 12) : isTarget ? 24 : 8);
      for (let offset = 0; offset < address.length; offset += 4) {
        code.add(CODE.LD_WORD, at + offset);
        code.test(CODE.JEQ, view.getUint32(offset), undefined, failed);
      }
    });
  }
  /** Looks at the source, the target, or both in turn. */
  #sides(side: Side, fail: FilterLabel, look: (isTarget: boolean, failed: FilterLabel) => void): void {
    if (side !== "either") return look(side === "target", fail);
    const code = this.#code;
    const other = code.label(), good = code.label();
    look(false, other);
    code.jump(good);
    code.place(other);
    look(true, fail);
    code.place(good);
  }
}

const looksAtTransport = ({ constraints }: PacketNeed) => constraints.some(({ kind }) => kind !== "host");
function depth(need: PacketNeed): number {
  if (need.constraints.some(({ kind }) => kind === "tcp-flags")) return 4;
  if (need.constraints.some(({ kind }) => kind === "port")) return 3;
  if (need.protocols && !need.protocols.some((protocol) => EXTENSIONS.includes(protocol))) return 2;
  return need.protocols || need.constraints.length > 0 ? 1 : 0;
}
