import { HoldfastError } from '@holdfast/errors';

/** A source of random numbers. Passed in as a parameter, so that a result can be repeated to the last digit. */
export interface RandomSource {
  /** The next integer, uniform on 0 … 2³² − 1. */
  nextUint32(): number;
}

const MASK_64 = (1n << 64n) - 1n;

/**
 * SplitMix64, used to spread a small seed over a generator's whole state.
 *
 * Source: Steele, Lea and Flood (2014), "Fast splittable pseudorandom number generators", OOPSLA; constants as in
 * Vigna's splitmix64.c, https://prng.di.unimi.it/splitmix64.c
 *
 * @returns a function whose calls give the successive 64-bit outputs
 * @example
 * splitMix64(1234567n)(); // 6457827717110365317n
 */
export function splitMix64(seed: bigint): () => bigint {
  let state = seed & MASK_64;
  return () => {
    state = (state + 0x9e3779b97f4a7c15n) & MASK_64;
    let mixed = state;
    mixed = ((mixed ^ (mixed >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK_64;
    mixed = ((mixed ^ (mixed >> 27n)) * 0x94d049bb133111ebn) & MASK_64;
    return mixed ^ (mixed >> 31n);
  };
}

/**
 * xoshiro128** (version 1.1): 128 bits of state, period 2¹²⁸ − 1, passes BigCrush. Not for secrets.
 *
 * Source: Blackman and Vigna (2021), "Scrambled linear pseudorandom number generators", ACM TOMS 47(4);
 * https://prng.di.unimi.it/xoshiro128starstar.c
 *
 * @example
 * const random = new Xoshiro128StarStar(1, 2, 3, 4);
 * random.nextUint32(); // 11520
 */
export class Xoshiro128StarStar implements RandomSource {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  /** @throws HoldfastError STATISTICS_INVALID when all four words are 0: the generator would never leave that state */
  constructor(a: number, b: number, c: number, d: number) {
    this.#a = a | 0;
    this.#b = b | 0;
    this.#c = c | 0;
    this.#d = d | 0;
    if ((this.#a | this.#b | this.#c | this.#d) === 0) {
      throw new HoldfastError('STATISTICS_INVALID', 'The state of a random generator must not be all zeros.');
    }
  }

  nextUint32(): number {
    const scrambled = Math.imul(this.#b, 5);
    const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9) >>> 0;
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = (this.#d << 11) | (this.#d >>> 21);
    return result;
  }
}

/**
 * The generator of every seeded statistic: xoshiro128** whose state is two SplitMix64 outputs, low word first.
 *
 * @param seed an integer from 0 to 2⁵³ − 1
 * @throws HoldfastError STATISTICS_INVALID for any other seed
 * @example
 * const random = seededRandom(1);
 * random.nextUint32(); // the same number on every machine
 */
export function seededRandom(seed: number): RandomSource {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new HoldfastError(
      'STATISTICS_INVALID',
      `A seed is a whole number from 0 to ${Number.MAX_SAFE_INTEGER}, not ${seed}.`,
      { seed },
    );
  }
  const next = splitMix64(BigInt(seed));
  const low = next();
  const high = next();
  // SplitMix64 is a bijection of its state, so two outputs in a row are never both 0.
  const word = (value: bigint, shift: bigint) => Number((value >> shift) & 0xffffffffn);
  return new Xoshiro128StarStar(word(low, 0n), word(low, 32n), word(high, 0n), word(high, 32n));
}

/**
 * A number uniform on [0, 1), a multiple of 2⁻⁵³; takes two integers from the source.
 *
 * @example
 * uniform(seededRandom(1)) < 1; // true
 */
export function uniform(random: RandomSource): number {
  const high = random.nextUint32() >>> 5;
  const low = random.nextUint32() >>> 6;
  return (high * 0x4000000 + low) / 0x20000000000000;
}
