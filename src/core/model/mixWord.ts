/**
 * Folds one 32-bit word into a hash: multiply and shift, a bijection of the state for each word. Tables that hold words
 * of an input start from {@link HASH_SEED}, so that no input can be written to collide.
 */
export function mixWord(hash: number, word: number): number {
  let mixed = Math.imul(hash ^ word, 0x85ebca6b)
  mixed ^= mixed >>> 13
  mixed = Math.imul(mixed, 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}

/** Start of every hash, drawn anew in each run. Results never depend on it. */
export const HASH_SEED = Math.floor(Math.random() * 2 ** 32) | 0
