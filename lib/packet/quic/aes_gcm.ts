/**
 * AES-128 in Galois/Counter Mode (FIPS 197, NIST SP 800-38D), opened at once, where the platform's own answers only later. For
 * keys that everybody can derive from what is on the wire: nothing here is a secret, tables may be indexed by it.
 *
 * @module
 */

const ROUNDS = 10, BLOCK = 16;
const TAG_BYTES = 16;
const double = (byte: number) => byte << 1 ^ (byte & 0x80 ? 0x11b : 0);

/** The S-box: inverses in GF(2⁸) by powers of 3, then the affine map. */
const SBOX = (() => {
  const box = new Uint8Array(256), power = new Uint8Array(256), log = new Uint8Array(256);
  for (let i = 0, value = 1; i < 255; i++, value ^= double(value)) {
    power[i] = value;
    log[value & 0xff] = i;
    value &= 0xff;
  }
  for (let byte = 0; byte < 256; byte++) {
    const inverse = byte === 0 ? 0 : power[(255 - log[byte]) % 255];
    let out = 0x63;
    for (let turn = 0; turn < 5; turn++) out ^= (inverse << turn | inverse >> 8 - turn) & 0xff;
    box[byte] = out;
  }
  return box;
})();
/** SubBytes and MixColumns of a byte in the first row; the others are turned. */
const TABLE = Int32Array.from(SBOX, (byte) => double(byte) << 24 | byte << 16 | byte << 8 | double(byte) ^ byte);
const turned = (word: number, bits: number) => word >>> bits | word << 32 - bits;

/** A key, expanded. */
export class Aes {
  readonly #keys = new Int32Array(4 * (ROUNDS + 1));
  readonly #out = new Int32Array(4);

  constructor(key: Uint8Array) {
    const keys = this.#keys, view = new DataView(key.buffer, key.byteOffset);
    for (let i = 0; i < 4; i++) keys[i] = view.getInt32(4 * i);
    for (let i = 4, constant = 1; i < keys.length; i++) {
      let word = keys[i - 1];
      if (i % 4 === 0) {
        word = substituted(word << 8 | word >>> 24) ^ constant << 24;
        constant = double(constant) & 0xff;
      }
      keys[i] = keys[i - 4] ^ word;
    }
  }
  /** Encrypts four words; the result is valid until the next call. */
  encrypt(a: number, b: number, c: number, d: number): Int32Array {
    const keys = this.#keys, out = this.#out;
    a ^= keys[0];
    b ^= keys[1];
    c ^= keys[2];
    d ^= keys[3];
    for (let i = 4; i < 4 * ROUNDS; i += 4) {
      const [p, q, r] = [mixed(a, b, c, d), mixed(b, c, d, a), mixed(c, d, a, b)];
      d = mixed(d, a, b, c) ^ keys[i + 3];
      a = p ^ keys[i];
      b = q ^ keys[i + 1];
      c = r ^ keys[i + 2];
    }
    out[0] = last(a, b, c, d) ^ keys[4 * ROUNDS];
    out[1] = last(b, c, d, a) ^ keys[4 * ROUNDS + 1];
    out[2] = last(c, d, a, b) ^ keys[4 * ROUNDS + 2];
    out[3] = last(d, a, b, c) ^ keys[4 * ROUNDS + 3];
    return out;
  }
  /** Of sixteen bytes the first five, encrypted: what protects a header. */
  mask(bytes: Uint8Array, at: number): Uint8Array {
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    const out = this.encrypt(view.getInt32(at), view.getInt32(at + 4), view.getInt32(at + 8), view.getInt32(at + 12));
    return Uint8Array.of(out[0] >>> 24, out[0] >>> 16, out[0] >>> 8, out[0], out[1] >>> 24);
  }
}
function substituted(word: number): number {
  return SBOX[word >>> 24] << 24 | SBOX[word >>> 16 & 0xff] << 16 | SBOX[word >>> 8 & 0xff] << 8 | SBOX[word & 0xff];
}
function mixed(a: number, b: number, c: number, d: number): number {
  return TABLE[a >>> 24] ^ turned(TABLE[b >>> 16 & 0xff], 8) ^ turned(TABLE[c >>> 8 & 0xff], 16) ^
    turned(TABLE[d & 0xff], 24);
}
function last(a: number, b: number, c: number, d: number): number {
  return SBOX[a >>> 24] << 24 | SBOX[b >>> 16 & 0xff] << 16 | SBOX[c >>> 8 & 0xff] << 8 | SBOX[d & 0xff];
}

/** Multiplies by the key of GHASH, four bits at a time. */
class Ghash {
  readonly #table = new Int32Array(4 * 16);
  readonly #state = new Int32Array(4);

  constructor(key: Int32Array) {
    const table = this.#table, one = Int32Array.from(key);
    // entry 8 is the key; each half of it one shift further
    for (let entry = 8; entry > 0; entry >>= 1) {
      table.set(one, 4 * entry);
      shift(one, 1);
    }
    for (let entry = 2; entry < 16; entry *= 2) {
      for (let i = 1; i < entry; i++) {
        for (let k = 0; k < 4; k++) table[4 * (entry + i) + k] = table[4 * entry + k] ^ table[4 * i + k];
      }
    }
  }
  add(bytes: Uint8Array, at: number, end: number): void {
    const state = this.#state;
    for (; at < end; at += BLOCK) {
      for (let i = 0; i < Math.min(BLOCK, end - at); i++) state[i >> 2] ^= bytes[at + i] << 24 - 8 * (i & 3);
      this.#multiply();
    }
  }
  /** The lengths in bytes of what was authenticated and of what is encrypted come last. */
  finish(authenticated: number, encrypted: number): Int32Array {
    this.#state[1] ^= authenticated << 3;
    this.#state[3] ^= encrypted << 3;
    this.#multiply();
    return this.#state;
  }
  #multiply(): void {
    const state = this.#state, table = this.#table, out = new Int32Array(4);
    for (let nibble = 31; nibble >= 0; nibble--) {
      if (nibble < 31) shift(out, 4);
      const entry = 4 * (state[nibble >> 3] >>> 28 - 4 * (nibble & 7) & 15);
      for (let k = 0; k < 4; k++) out[k] ^= table[entry + k];
    }
    state.set(out);
  }
}
/** Multiplies by the variable so many times: bits go to the right, and what leaves comes back. */
function shift(words: Int32Array, times: number): void {
  for (; times > 0; times--) {
    const out = words[3] & 1;
    for (let k = 3; k > 0; k--) words[k] = words[k] >>> 1 | words[k - 1] << 31;
    words[0] = words[0] >>> 1 ^ (out ? 0xe1000000 : 0);
  }
}
/**
 * Opens what lies from `at` to `end`, its tag behind it, into a buffer. False where the tag is not that of the bytes and the
 * header before them.
 */
export function openSealed(
  aes: Aes,
  nonce: Uint8Array,
  header: Uint8Array,
  bytes: Uint8Array,
  at: number,
  end: number,
  out: Uint8Array,
): boolean {
  const length = end - at - TAG_BYTES;
  if (length < 0) return false;
  const words = new DataView(nonce.buffer, nonce.byteOffset);
  const [a, b, c] = [0, 4, 8].map((place) => words.getInt32(place));
  const ghash = new Ghash(aes.encrypt(0, 0, 0, 0));
  ghash.add(header, 0, header.length);
  ghash.add(bytes, at, at + length);
  const sum = Int32Array.from(ghash.finish(header.length, length)), first = aes.encrypt(a, b, c, 1);
  for (let i = 0; i < TAG_BYTES; i++) {
    const expected = (sum[i >> 2] ^ first[i >> 2]) >>> 24 - 8 * (i & 3) & 0xff;
    if (bytes[at + length + i] !== expected) return false;
  }
  for (let i = 0, counter = 2; i < length; i += BLOCK, counter++) {
    const stream = aes.encrypt(a, b, c, counter);
    const size = Math.min(BLOCK, length - i);
    for (let k = 0; k < size; k++) out[i + k] = bytes[at + i + k] ^ stream[k >> 2] >>> 24 - 8 * (k & 3);
  }
  return true;
}
