/**
 * A connection of QUIC: which side is the client, its keys, what its CRYPTO frames bring, how its spin bit turns.
 *
 * @module
 */
import { FLOW } from "../../packet/flow/mod.ts";
import { CryptoStream, initialKeys, type LongHeader, openInitial, type PacketKeys } from "../../packet/quic/mod.ts";
import { TlsHandshake } from "../../packet/tls/mod.ts";
import { PROTOCOL } from "../../protocols/mod.ts";
import type { AppRecord } from "./app_record.ts";
import type { CurrentPacket } from "./current_packet.ts";
import { TLS_TRANSPORT } from "./tls_record.ts";
import type { TlsCarrier, TlsStage } from "./tls_stage.ts";

/** Keys of one flow: of each destination id that a client has begun with, or that a Retry gave it. */
const MAX_KEYS = 8;
/** Packets of a side after which a spin bit that has not turned does not spin. */
const MAX_STILL = 64;

interface KeySet {
  readonly version: number;
  readonly keys: readonly [client: PacketKeys, server: PacketKeys];
}
interface SpinSide {
  bit: number;
  packets: number;
  turns: number;
  seconds: number;
  nanoseconds: number;
}
const still = (): SpinSide => ({ bit: -1, packets: 0, turns: 0, seconds: 0, nanoseconds: 0 });

export class QuicConnection implements TlsCarrier {
  readonly transport = TLS_TRANSPORT.QUIC;
  packet: CurrentPacket | undefined;
  /** The flow's side that has begun, -1 where that is not known. */
  client = -1;
  readonly outbound: [number, number] = [-1, -1];
  readonly cryptos: readonly [CryptoStream, CryptoStream] = [new CryptoStream(), new CryptoStream()];
  readonly handshake: TlsHandshake | undefined;
  /** Of each side: Initial packets that were opened, the greatest number, when the first came. */
  readonly initials: [number, number] = [0, 0];
  readonly largest: [number, number] = [-1, -1];
  readonly firstSeconds: [number, number] = [0, 0];
  readonly firstNanoseconds: [number, number] = [0, 0];
  isRetried = false;
  /** It was fired for. */
  isKnown = false;
  isForeign = false;
  closeCode = -1;
  spinUs = -1;
  samples = 0;
  readonly #spins: readonly [SpinSide, SpinSide] = [still(), still()];
  readonly #sets: KeySet[] = [];
  readonly #failed = new Set<string>();

  constructor(readonly flow: number, tls: TlsStage) {
    if (tls.isEnabled) this.handshake = new TlsHandshake(tls.sinkOf(this));
  }
  writeEnds(app: AppRecord, side: number, client: number): void {
    const { flow, outbound } = this, of = client >= 0 ? client : this.client;
    app.writeFlow(flow, of >= 0 ? of : app.clientOf(this), outbound[side], PROTOCOL.UDP);
  }
  /** Opens an Initial packet of a side, by the keys that are known or by those of its destination. */
  open(side: number, header: LongHeader, bytes: Uint8Array, at: number): ReturnType<typeof openInitial> {
    const largest = this.largest[side];
    for (const { version, keys } of this.#sets) {
      if (version !== header.version) continue;
      const opened = openInitial(keys[side === this.client ? 0 : 1], header, bytes, at, largest);
      if (opened) return opened;
    }
    const id = bytes.slice(header.destination, header.destinationEnd), name = `${header.version} ${id.join()}`;
    if (this.#failed.has(name) || this.#sets.length >= MAX_KEYS) return undefined;
    const keys = initialKeys(header.version, id), opened = openInitial(keys[0], header, bytes, at, -1);
    if (!opened) {
      if (this.#failed.size < MAX_KEYS) this.#failed.add(name);
      return undefined;
    }
    this.#sets.unshift({ version: header.version, keys });
    this.client = side;
    return opened;
  }
  /** Both hellos have been read. */
  get isDone(): boolean {
    return this.handshake?.answered !== undefined;
  }
  get handshakeUs(): number {
    const { client, initials } = this;
    if (client < 0 || initials[0] === 0 || initials[1] === 0) return -1;
    const [from, to] = [client, 1 - client];
    const seconds = this.firstSeconds[to] - this.firstSeconds[from];
    return Math.round(seconds * 1e6 + (this.firstNanoseconds[to] - this.firstNanoseconds[from]) / 1e3);
  }
  /** 1 the spin bit of a side turns, 0 it does not, -1 not known yet. */
  spinOf(side: number): number {
    const { turns, packets } = this.#spins[side];
    return turns > 0 ? 1 : packets >= MAX_STILL ? 0 : -1;
  }
  /** A packet with a short header; which probe it fires, if any (RFC 9000 section 17.4: a side's turns are a round trip apart). */
  spin(side: number, bit: number, seconds: number, nanoseconds: number): "spin" | "not-spinning" | undefined {
    const own = this.#spins[side], before = own.bit;
    own.packets++;
    own.bit = bit;
    if (before === bit || before < 0) return own.turns === 0 && own.packets === MAX_STILL ? "not-spinning" : undefined;
    const isSample = own.turns++ > 0;
    if (isSample) {
      this.spinUs = Math.round((seconds - own.seconds) * 1e6 + (nanoseconds - own.nanoseconds) / 1e3);
      this.samples++;
    }
    own.seconds = seconds;
    own.nanoseconds = nanoseconds;
    return isSample ? "spin" : undefined;
  }
  /** Bytes of a handshake; true where tracing is over. */
  takeCrypto(
    side: number,
    offset: number,
    bytes: Uint8Array,
    at: number,
    end: number,
    seconds: number,
    nanoseconds: number,
  ): boolean {
    const stream = this.cryptos[side], { handshake } = this;
    if (!handshake || !stream.add(offset, bytes, at, end)) return false;
    const messages = handshake.sides[side];
    if (messages.begun < 0) messages.begun = this.initials[side];
    for (let more = stream.next(); more; more = stream.next()) {
      messages.records = stream.frames - 1;
      if (messages.feed(more.bytes, more.at, more.end, { side, seconds, nanoseconds }, this.initials[side], 0)) {
        return true;
      }
    }
    return false;
  }
  /** The number of its flow. */
  static numberOf(words: Int32Array, flow: number): number {
    const at = flow + FLOW.ID >> 2;
    return words[at] + words[at + 1] * 2 ** 32;
  }
}
