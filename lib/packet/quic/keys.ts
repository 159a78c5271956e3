/**
 * Keys of Initial packets, which everybody derives from the client's first destination id (RFC 9001 section 5.2, RFC 9369
 * section 3.3).
 *
 * @module
 */
import { hmac } from "../digest/mod.ts";
import { Aes } from "./aes_gcm.ts";
import { isVersion2, QUIC_VERSION } from "./versions.ts";

const bytesOf = (hex: string) => Uint8Array.fromHex(hex);
const SALTS = {
  one: bytesOf("38762cf7f55934b34d179ae6a4c80cadccbb7f0a"),
  two: bytesOf("0dede3def700a6db819381be6e269dcbf9bd2ed9"),
  /** Drafts 29 to 32, and 23 to 28. */
  draft29: bytesOf("afbfec289993d24c9e9786f19c6111e04390a899"),
  draft23: bytesOf("c3eef712c72ebb5a11a7d2432bb46365bef9f502"),
} as const;
const letters = new TextEncoder();

function saltOf(version: number): Uint8Array {
  if (isVersion2(version)) return SALTS.two;
  if (version >= QUIC_VERSION.DRAFT_29 && version <= QUIC_VERSION.DRAFT_29 + 3) return SALTS.draft29;
  if (version >= QUIC_VERSION.DRAFT_29 - 6 && version < QUIC_VERSION.DRAFT_29) return SALTS.draft23;
  return SALTS.one;
}
/** HKDF-Expand-Label (RFC 8446 section 7.1) without a context, of up to 32 bytes. */
function expand(secret: Uint8Array, label: string, length: number): Uint8Array {
  const name = letters.encode(`tls13 ${label}`);
  return hmac(secret, Uint8Array.of(0, length, name.length), name, Uint8Array.of(0, 1)).subarray(0, length);
}
export interface PacketKeys {
  readonly packet: Aes;
  readonly iv: Uint8Array;
  readonly header: Aes;
}
/** Of the client and of the server. */
export function initialKeys(version: number, id: Uint8Array): readonly [PacketKeys, PacketKeys] {
  const secret = hmac(saltOf(version), id), name = isVersion2(version) ? "quicv2" : "quic";
  const of = (role: string): PacketKeys => {
    const own = expand(secret, `${role} in`, 32),
      part = (label: string, size: number) => expand(own, `${name} ${label}`, size);
    return { packet: new Aes(part("key", 16)), iv: part("iv", 12), header: new Aes(part("hp", 16)) };
  };
  return [of("client"), of("server")];
}
