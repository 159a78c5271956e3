/**
 * Writes small captures in every variant of a format, byte by byte as the format's document draws it.
 *
 * @module
 */

/** A packet to be written. */
export interface Packet {
  readonly seconds: number;
  readonly nanoseconds: number;
  readonly bytes: Uint8Array;
  /** On the wire; the captured length where it is not said. */
  readonly wire?: number;
}

/** Bytes put one after the other in one byte order. */
export class Bytes {
  #parts: number[] = [];
  constructor(readonly little: boolean) {}
  u8(value: number): this {
    this.#parts.push(value & 0xff);
    return this;
  }
  u16(value: number): this {
    return this.little ? this.u8(value).u8(value >>> 8) : this.u8(value >>> 8).u8(value);
  }
  u32(value: number): this {
    return this.little ? this.u16(value).u16(value >>> 16) : this.u16(value >>> 16).u16(value);
  }
  u64(value: bigint): this {
    const low = Number(BigInt.asUintN(32, value));
    const high = Number(BigInt.asUintN(32, value >> 32n));
    return this.little ? this.u32(low).u32(high) : this.u32(high).u32(low);
  }
  raw(bytes: Iterable<number>): this {
    for (const byte of bytes) this.#parts.push(byte);
    return this;
  }
  pad(): this {
    while (this.#parts.length % 4 !== 0) this.#parts.push(0);
    return this;
  }
  get bytes(): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(this.#parts);
  }
}

export interface PcapVariant {
  readonly little?: boolean;
  readonly magic?: number;
  readonly minor?: number;
  readonly snapLength?: number;
  readonly linkType?: number;
  /** Packet type of every modified record. */
  readonly packetType?: number;
}

/** A pcap file. */
export function pcap(packets: readonly Packet[], variant: PcapVariant = {}): Uint8Array<ArrayBuffer> {
  const { little = true, magic = 0xa1b2c3d4, minor = 4, snapLength = 262144, linkType = 1 } = variant;
  const out = new Bytes(little).u32(magic).u16(2).u16(minor).u32(0).u32(0).u32(snapLength).u32(linkType);
  for (const { seconds, nanoseconds, bytes, wire = bytes.length } of packets) {
    out.u32(seconds).u32(magic === 0xa1b23c4d ? nanoseconds : nanoseconds / 1000);
    out.u32(minor < 3 ? wire : bytes.length).u32(minor < 3 ? bytes.length : wire);
    if (magic === 0xa1b2cd34) out.u32(7).u16(0x800).u8(variant.packetType ?? 0).u8(0);
    out.raw(bytes);
  }
  return out.bytes;
}

/** A snoop file (RFC 1761). */
export function snoop(packets: readonly Packet[], kind = 4): Uint8Array<ArrayBuffer> {
  const out = new Bytes(false).raw(new TextEncoder().encode("snoop\0\0\0")).u32(2).u32(kind);
  for (const { seconds, nanoseconds, bytes, wire = bytes.length } of packets) {
    out.u32(wire).u32(bytes.length).u32(24 + (bytes.length + 3 & ~3)).u32(0).u32(seconds).u32(nanoseconds / 1000);
    out.raw(bytes).pad();
  }
  return out.bytes;
}

export type Option = readonly [code: number, value: Iterable<number>];

/** A block of pcapng: its type, its body, and its length around them. */
export function block(little: boolean, type: number, body: Uint8Array, options: readonly Option[] = []): Uint8Array {
  const inner = new Bytes(little).raw(body).pad();
  for (const [code, value] of options) {
    const bytes = [...value];
    inner.u16(code).u16(bytes.length).raw(bytes).pad();
  }
  if (options.length > 0) inner.u32(0);
  const size = inner.bytes.length + 12;
  return new Bytes(little).u32(type).u32(size).raw(inner.bytes).u32(size).bytes;
}

/** Blocks of one byte order. */
export class Section {
  readonly #out: Bytes;
  constructor(readonly little = true, sectionLength = -1n) {
    const body = new Bytes(little).u32(0x1a2b3c4d).u16(1).u16(0).u64(sectionLength).bytes;
    this.#out = new Bytes(little).raw(block(little, 0x0a0d0d0a, body));
  }
  block(type: number, body: Uint8Array, options?: readonly Option[]): this {
    this.#out.raw(block(this.little, type, body, options));
    return this;
  }
  interface(linkType: number, snapLength: number, options?: readonly Option[]): this {
    return this.block(1, new Bytes(this.little).u16(linkType).u16(0).u32(snapLength).bytes, options);
  }
  enhanced(id: number, time: bigint, bytes: Uint8Array, wire = bytes.length, options?: readonly Option[]): this {
    const body = new Bytes(this.little).u32(id).u32(Number(BigInt.asUintN(32, time >> 32n)));
    body.u32(Number(BigInt.asUintN(32, time))).u32(bytes.length).u32(wire).raw(bytes);
    return this.block(6, body.bytes, options);
  }
  obsolete(id: number, time: bigint, bytes: Uint8Array, wire = bytes.length, options?: readonly Option[]): this {
    const body = new Bytes(this.little).u16(id).u16(0).u32(Number(BigInt.asUintN(32, time >> 32n)));
    body.u32(Number(BigInt.asUintN(32, time))).u32(bytes.length).u32(wire).raw(bytes);
    return this.block(2, body.bytes, options);
  }
  simple(bytes: Uint8Array, wire = bytes.length): this {
    return this.block(3, new Bytes(this.little).u32(wire).raw(bytes).bytes);
  }
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#out.bytes;
  }
}

/** Captures one after the other. */
export function concatenate(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
