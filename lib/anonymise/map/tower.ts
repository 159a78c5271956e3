/**
 * GF(2⁸) as AES has it (FIPS 197 section 4), and the same field as pairs of elements of GF(2⁴), where an inverse is found with
 * look-ups in tables of sixteen entries.
 *
 * Let w be a root of w² + aw + a, which is irreducible over GF(2⁴). Then k + iw has the norm N = k² + aik + ai², and with
 * j = i + k the two values 1/(1/i + a/k) + j = N/(k + ai) and 1/(1/j + a/k) + i = N/(k + ai + ak) are the inverses of numbers
 * of which the coordinates of (k + iw)⁻¹ are sums: (k + ai)/N is its first, and i/N, the second, is
 * (1/a + 1/a²)·(k + ai)/N + (1/a²)·(k + ai + ak)/N. What is infinite has its highest bit set, and its inverse is 0.
 *
 * @module
 */

/** Times x, modulo x⁸ + x⁴ + x³ + x + 1. */
export const double = (value: number): number => (value << 1 ^ (value & 0x80 ? 0x11b : 0)) & 0xff;
/** Powers of 3, which has the order 255, and of which power a number is. */
const POWERS = new Uint8Array(255), LOGARITHMS = new Uint8Array(256);
for (let i = 0, power = 1; i < 255; i++, power ^= double(power)) {
  POWERS[i] = power;
  LOGARITHMS[power] = i;
}
const times = (left: number, right: number): number =>
  left && right ? POWERS[(LOGARITHMS[left] + LOGARITHMS[right]) % 255] : 0;
/** 0 of 0, as the S-box has it. */
const over = (value: number): number => value ? POWERS[(255 - LOGARITHMS[value]) % 255] : 0;

/** What the S-box does behind the inverse. */
export const affine = (value: number): number => linear(value) ^ 0x63;
function linear(value: number): number {
  const rotated = (by: number) => (value << by | value >> 8 - by) & 0xff;
  return value ^ rotated(1) ^ rotated(2) ^ rotated(3) ^ rotated(4);
}
export const SBOX: Uint8Array = Uint8Array.from({ length: 256 }, (_, value) => affine(over(value)));

const INFINITE = 0x80;

function makeTower() {
  // what a fifteenth root of 1 spans
  const basis = [0, 17, 34, 51].map((power) => POWERS[power]);
  const small = Uint8Array.from(
    { length: 16 },
    (_, nibble) => basis.reduce((sum, one, bit) => nibble >> bit & 1 ? sum ^ one : sum, 0),
  );
  const nibbleOf = (value: number) => small.indexOf(value);
  const [a, w] = findRoot(small);
  const leave = Uint8Array.from({ length: 256 }, (_, pair) => small[pair >> 4] ^ times(small[pair & 15], w));
  const enter = Uint8Array.from({ length: 256 }, (_, value) => leave.indexOf(value));
  const sixteen = (of: (nibble: number) => number) => Uint8Array.from({ length: 16 }, (_, nibble) => of(nibble));
  const factors = [1 ^ times(over(a) ^ over(times(a, a)), w), times(over(times(a, a)), w)];
  /** From what is the inverse of a summand to the summand, behind the S-box's linear part. */
  const out = (side: 0 | 1, then: (value: number) => number) =>
    sixteen((nibble) => then(linear(times(over(small[nibble]), factors[side]))));
  const entered = (value: number) => enter[value];
  const doubled = (value: number) => enter[double(value)];
  const same = (value: number) => value;
  return {
    enter,
    enterLow: sixteen((nibble) => enter[nibble]),
    enterHigh: sixteen((nibble) => enter[nibble << 4]),
    inverse: sixteen((nibble) => nibble === 0 ? INFINITE : nibbleOf(over(small[nibble]))),
    scaledInverse: sixteen((nibble) => nibble === 0 ? INFINITE : nibbleOf(times(a, over(small[nibble])))),
    outLeft: out(0, entered),
    outRight: out(1, entered),
    doubledLeft: out(0, doubled),
    doubledRight: out(1, doubled),
    leaveLeft: out(0, same),
    leaveRight: out(1, same),
  };
}
/** An `a` for which w² + aw + a has no root in GF(2⁴), and its root. */
function findRoot(small: Uint8Array): readonly [a: number, w: number] {
  for (const a of small.subarray(2)) {
    for (let w = 0; w < 256; w++) {
      if (!small.includes(w) && (times(w, w) ^ times(a, w) ^ a) === 0) return [a, w];
    }
  }
  throw new Error("GF(2⁸) is an extension of GF(2⁴)");
}
export const TOWER = makeTower();
