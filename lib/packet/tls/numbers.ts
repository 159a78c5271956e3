/**
 * Numbers of TLS (IANA's registries of its parameters) and their names.
 *
 * @module
 */

export const TLS_VERSION = {
  SSL2: 0x0002,
  SSL3: 0x0300,
  TLS10: 0x0301,
  TLS11: 0x0302,
  TLS12: 0x0303,
  TLS13: 0x0304,
} as const;
const VERSION_NAMES: Readonly<Record<number, string>> = {
  [TLS_VERSION.SSL2]: "SSL 2.0",
  [TLS_VERSION.SSL3]: "SSL 3.0",
  [TLS_VERSION.TLS10]: "TLS 1.0",
  [TLS_VERSION.TLS11]: "TLS 1.1",
  [TLS_VERSION.TLS12]: "TLS 1.2",
  [TLS_VERSION.TLS13]: "TLS 1.3",
};
/** `TLS 1.3`, `TLS 1.3 draft 19`, `0x0505`. */
export function versionName(version: number): string {
  return VERSION_NAMES[version] ??
    (version >> 8 === 0x7f ? `TLS 1.3 draft ${version & 0xff}` : `0x${hex16(version)}`);
}
/** A draft of TLS 1.3, or that. */
export function isTls13(version: number): boolean {
  return version === TLS_VERSION.TLS13 || version >> 8 === 0x7f;
}
export const hex16 = (value: number): string => value.toString(16).padStart(4, "0");

/** The sixteen values that mean nothing (RFC 8701): both bytes are the same, and end with a. */
export function isGrease(value: number): boolean {
  return (value & 0x0f0f) === 0x0a0a && value >> 8 === (value & 0xff);
}

export const CONTENT_TYPE = { CHANGE_CIPHER_SPEC: 20, ALERT: 21, HANDSHAKE: 22, APPLICATION_DATA: 23 } as const;
export const HANDSHAKE = { CLIENT_HELLO: 1, SERVER_HELLO: 2, HELLO_RETRY: 6, CERTIFICATE: 11 } as const;
export const EXTENSION = {
  SERVER_NAME: 0,
  GROUPS: 10,
  POINT_FORMATS: 11,
  SIGNATURE_ALGORITHMS: 13,
  ALPN: 16,
  SESSION_TICKET: 35,
  PRE_SHARED_KEY: 41,
  EARLY_DATA: 42,
  VERSIONS: 43,
  KEY_SHARE: 51,
  /** Draft 22 and before. */
  OLD_KEY_SHARE: 40,
  ECH: 0xfe0d,
  ESNI: 0xffce,
} as const;
/** Groups with a part that is safe from quantum computers: ML-KEM, Kyber, alone or with another. */
const POST_QUANTUM: ReadonlySet<number> = new Set([
  ...[512, 513, 514, 4587, 4588, 4589, 25497, 25498, 0x639a, 0xfe30, 0xfe31],
]);
export function isPostQuantum(group: number): boolean {
  return POST_QUANTUM.has(group);
}

const ALERTS: Readonly<Record<number, string>> = {
  0: "close_notify",
  10: "unexpected_message",
  20: "bad_record_mac",
  21: "decryption_failed",
  22: "record_overflow",
  30: "decompression_failure",
  40: "handshake_failure",
  41: "no_certificate",
  42: "bad_certificate",
  43: "unsupported_certificate",
  44: "certificate_revoked",
  45: "certificate_expired",
  46: "certificate_unknown",
  47: "illegal_parameter",
  48: "unknown_ca",
  49: "access_denied",
  50: "decode_error",
  51: "decrypt_error",
  52: "too_many_cids_requested",
  60: "export_restriction",
  70: "protocol_version",
  71: "insufficient_security",
  80: "internal_error",
  86: "inappropriate_fallback",
  90: "user_canceled",
  100: "no_renegotiation",
  109: "missing_extension",
  110: "unsupported_extension",
  111: "certificate_unobtainable",
  112: "unrecognized_name",
  113: "bad_certificate_status_response",
  114: "bad_certificate_hash_value",
  115: "unknown_psk_identity",
  116: "certificate_required",
  120: "no_application_protocol",
  121: "ech_required",
};
export function alertName(code: number): string {
  return code < 0 ? "" : ALERTS[code] ?? String(code);
}
