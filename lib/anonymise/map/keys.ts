/**
 * What is made of a key: round keys of AES for addresses, and others for everything else.
 *
 * @module
 */
import { type BlockWords, encryptBlock, expandKey, makeBlockWords, type Schedule } from "./aes.ts";

export const KEY_BYTES = 32;

/** The two halves as keys of AES. */
export function halvesOf(key: Uint8Array): readonly [first: Schedule, second: Schedule] {
  return [expandKey(key.subarray(0, 16)), expandKey(key.subarray(16, 32))];
}
/** A function that looks random without the key, apart from all that maps addresses. */
export function makeNoise(key: Uint8Array): BlockWords {
  const [first, second] = halvesOf(key);
  // under both keys, one after the other: nothing else ever is
  const derived = [1, 2].map((number) => {
    const block = new Uint8Array(16).fill(number);
    encryptBlock(first, block);
    encryptBlock(second, block);
    return expandKey(block);
  });
  return makeBlockWords(derived[0], derived[1]);
}

/** Rounds of the network below: with eight nobody tells it from a random permutation (V. T. Hoang, P. Rogaway, CRYPTO 2010). */
const FEISTEL_ROUNDS = 8;
/**
 * A permutation of numbers of 2 × `half` bits, another for each tweak.
 * @param value its upper and lower half
 */
export function permute(
  noise: BlockWords,
  half: number,
  value: readonly [upper: number, lower: number],
  tweak: readonly [use: number, more: number] = [0, 0],
): readonly [upper: number, lower: number] {
  const mask = half === 32 ? -1 : (1 << half) - 1;
  let [upper, lower] = value;
  for (let round = 0; round < FEISTEL_ROUNDS; round++) {
    const mixed = (upper ^ noise.last(tweak[0] << 8 | round, half, tweak[1], lower)) & mask;
    upper = lower;
    lower = mixed;
  }
  return [upper >>> 0, lower >>> 0];
}
