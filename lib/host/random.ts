/**
 * Randomness, which is the same in every host.
 *
 * @module
 */

/** Numbers that nobody outside of the process can know. */
export function randomWords(count: number): Uint32Array {
  return crypto.getRandomValues(new Uint32Array(count));
}
