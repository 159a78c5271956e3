/**
 * What D sees of TLS: `struct tls`, `struct tls_handshake`, `struct tls_certificate`, `struct tls_alert`, with the texts and lists
 * that they point at. Those are made that clauses read.
 *
 * @module
 */
import type { MachineMemory } from "../../image/mod.ts";
import {
  alertName,
  type ByteRun,
  type Certificate,
  HELLO_BAD,
  isGrease,
  ja3Of,
  ja3sOf,
  ja4Of,
  suiteName,
  type TlsHandshake,
  type TlsHello,
  type TlsTime,
  u16,
  versionName,
} from "../../packet/tls/mod.ts";
import { type ProbeFiring, readsMember } from "./stage.ts";
import { TextRoom } from "./text_room.ts";

export const TLS_TRANSPORT = { TCP: 1, QUIC: 2 } as const;
/** Byte offsets; the D library has them as members. */
const TLS = {
  SNI: 0,
  ALPN: 8,
  VERSION_NAME: 16,
  CIPHER_NAME: 24,
  JA3: 32,
  JA3S: 40,
  JA4: 48,
  CIPHER_LIST: 56,
  EXTENSION_LIST: 64,
  GROUP_LIST: 72,
  LENGTH: 80,
  BAD: 84,
  NUMBERS: 88,
  TRANSPORT: 108,
  ECH: 109,
  POSTQUANTUM: 110,
  RESUMPTION: 111,
  BYTES: 112,
} as const;
const HANDSHAKE = {
  SNI: 0,
  ALPN: 8,
  HELLO: 16,
  ALL: 24,
  VERSION: 32,
  CIPHER: 34,
  RETRIED: 36,
  RESUMED: 37,
  BYTES: 40,
} as const;
const CERTIFICATE = { TEXTS: 0, NOT_BEFORE: 56, NOT_AFTER: 64, LENGTH: 72, INDEX: 76, BYTES: 80 } as const;
const ALERT = { NAME: 0, CODE: 8, LEVEL: 10, FROM_CLIENT: 12, BYTES: 16 } as const;
/** args[4], args[5]. */
const MESSAGE = 4, SO_FAR = 5;
const TEXTS = [TLS.SNI, TLS.ALPN, TLS.VERSION_NAME, TLS.CIPHER_NAME, TLS.JA3, TLS.JA3S, TLS.JA4] as const;
const LISTS = [TLS.CIPHER_LIST, TLS.EXTENSION_LIST, TLS.GROUP_LIST] as const;

type Maker = (hello: TlsHello, texts: TextRoom) => number;

export class TlsRecord {
  readonly hello: number;
  readonly handshake: number;
  readonly certificate: number;
  readonly alert: number;
  /** Names are asked for in args[5]. */
  readonly keepsNames: boolean;
  readonly #texts: TextRoom;
  /** Makers of what clauses read, by where its address goes. */
  readonly #made: readonly (readonly [at: number, make: Maker])[];
  #transport = 0;

  constructor(
    readonly memory: MachineMemory,
    hellos: readonly (ProbeFiring | undefined)[],
    all: readonly (ProbeFiring | undefined)[],
  ) {
    const reserve = (size: number) => memory.reserve(size, "what is known of TLS");
    this.hello = reserve(TLS.BYTES + HANDSHAKE.BYTES + CERTIFICATE.BYTES + ALERT.BYTES);
    this.handshake = this.hello + TLS.BYTES;
    this.certificate = this.handshake + HANDSHAKE.BYTES;
    this.alert = this.certificate + CERTIFICATE.BYTES;
    this.#texts = new TextRoom(memory, "texts of TLS");
    const isRead = (at: number) => readsMember(hellos, MESSAGE, at);
    this.#made = [...TEXTS, ...LISTS].filter(isRead).map((at) => [at, this.#makerOf(at)] as const);
    for (const at of [...TEXTS, ...LISTS]) memory.words[this.hello + at >> 2] = this.#texts.empty;
    this.keepsNames = readsMember(all, SO_FAR, HANDSHAKE.SNI, HANDSHAKE.ALPN);
  }
  #makerOf(at: number): Maker {
    switch (at) {
      case TLS.SNI:
        return ({ bytes, sni }, texts) => texts.bytes(bytes, sni.at, sni.end);
      case TLS.ALPN:
        return ({ bytes, alpn }, texts) => texts.names(bytes, alpn.at, alpn.end);
      case TLS.VERSION_NAME:
        return ({ version }, texts) => texts.text(versionName(version));
      case TLS.CIPHER_NAME:
        return ({ isServer, cipher }, texts) => isServer ? texts.text(suiteName(cipher)) : texts.empty;
      case TLS.JA3:
        return (hello, texts) => hello.isServer ? texts.empty : texts.text(ja3Of(hello));
      case TLS.JA3S:
        return (hello, texts) => hello.isServer && !hello.isRetry ? texts.text(ja3sOf(hello)) : texts.empty;
      case TLS.JA4:
        return (hello, texts) =>
          hello.isServer ? texts.empty : texts.text(ja4Of(hello, this.#transport === TLS_TRANSPORT.QUIC ? "q" : "t"));
      case TLS.CIPHER_LIST:
        return ({ bytes, suites }, texts) => texts.numbers(numbersOf(bytes, suites, false));
      case TLS.EXTENSION_LIST:
        return (hello, texts) => {
          const types: number[] = [];
          hello.eachExtension((type) => void (isGrease(type) || types.push(type)));
          return texts.numbers(types);
        };
      default:
        return ({ bytes, groups }, texts) => texts.numbers(numbersOf(bytes, groups, true));
    }
  }
  /** Writes `struct tls`. */
  writeHello(hello: TlsHello, { recordVersion, segments, records }: TlsHandshake, transport: number): void {
    const { words, view, bytes } = this.memory, at = this.hello, texts = this.#texts;
    this.#transport = transport;
    texts.begin();
    for (const [place, make] of this.#made) words[at + place >> 2] = make(hello, texts);
    words[at + TLS.LENGTH >> 2] = hello.length;
    words[at + TLS.BAD >> 2] = hello.bad | (texts.isCut ? HELLO_BAD.LONG : 0);
    const { version, legacy, cipher, group, cipherCount, extensionCount, groups } = hello;
    const record = transport === TLS_TRANSPORT.TCP ? recordVersion : 0,
      groupCount = hello.isServer ? 0 : groups.end - groups.at >> 1;
    const numbers = [
      version,
      legacy,
      record,
      cipher,
      group,
      cipherCount,
      extensionCount,
      groupCount,
      segments,
      records,
    ];
    numbers.forEach((value, i) => view.setUint16(at + TLS.NUMBERS + 2 * i, value, true));
    bytes[at + TLS.TRANSPORT] = transport;
    bytes[at + TLS.ECH] = hello.hasEch ? 1 : 0;
    bytes[at + TLS.POSTQUANTUM] = hello.isPostQuantum ? 1 : 0;
    bytes[at + TLS.RESUMPTION] = hello.resumption;
  }
  /** Writes `struct tls_handshake`, behind the texts of the message. */
  writeHandshake({ sni, alpn, version, cipher, isRetried, resumed, asked, answered, completed }: TlsHandshake): void {
    const { words, view, bytes } = this.memory, at = this.handshake, texts = this.#texts;
    words[at + HANDSHAKE.SNI >> 2] = this.keepsNames ? texts.bytes(sni) : texts.empty;
    words[at + HANDSHAKE.ALPN >> 2] = this.keepsNames ? texts.names(alpn, 0, alpn.length) : texts.empty;
    view.setBigInt64(at + HANDSHAKE.HELLO, microsecondsFrom(asked, answered), true);
    view.setBigInt64(at + HANDSHAKE.ALL, microsecondsFrom(asked, completed), true);
    view.setUint16(at + HANDSHAKE.VERSION, version, true);
    view.setUint16(at + HANDSHAKE.CIPHER, cipher, true);
    bytes[at + HANDSHAKE.RETRIED] = isRetried ? 1 : 0;
    view.setInt8(at + HANDSHAKE.RESUMED, resumed);
  }
  writeCertificate(certificate: Certificate, index: number, length: number): void {
    const { words, view } = this.memory, at = this.certificate, texts = this.#texts;
    texts.begin();
    const { subject, issuer, serial, names, sha256, key, signature, notBefore, notAfter } = certificate;
    [subject, issuer, serial, names, sha256, key, signature].forEach((text, i) => {
      words[at + CERTIFICATE.TEXTS + 8 * i >> 2] = texts.text(text);
    });
    view.setBigInt64(at + CERTIFICATE.NOT_BEFORE, notBefore, true);
    view.setBigInt64(at + CERTIFICATE.NOT_AFTER, notAfter, true);
    words[at + CERTIFICATE.LENGTH >> 2] = length;
    view.setUint16(at + CERTIFICATE.INDEX, index, true);
  }
  writeAlert(level: number, code: number, isFromClient: boolean): void {
    const { words, view, bytes } = this.memory, at = this.alert;
    this.beginTexts();
    words[at + ALERT.NAME >> 2] = this.#texts.text(alertName(code));
    view.setInt16(at + ALERT.CODE, code, true);
    view.setInt16(at + ALERT.LEVEL, level, true);
    bytes[at + ALERT.FROM_CLIENT] = isFromClient ? 1 : 0;
  }
  beginTexts(): void {
    this.#texts.begin();
  }
}
function numbersOf(bytes: Uint8Array, { at, end }: ByteRun, withGrease: boolean): number[] {
  const all: number[] = [];
  for (; at + 1 < end; at += 2) if (withGrease || !isGrease(u16(bytes, at))) all.push(u16(bytes, at));
  return all;
}
function microsecondsFrom(from: TlsTime | undefined, to: TlsTime | undefined): bigint {
  if (!from || !to) return -1n;
  return BigInt(Math.round((to.seconds - from.seconds) * 1e6 + (to.nanoseconds - from.nanoseconds) / 1e3));
}
