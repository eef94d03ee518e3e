/** Random numbers that are the same for the same seed: xorshift with 13, 17 and 5. @see https://doi.org/10.18637/jss.v008.i14 */
export class SeededRandom {
  #state: number;

  constructor(seed: number) {
    // Neighbouring seeds must not begin alike; and a state of zero would stay zero.
    this.#state = Math.imul(seed, 0x9e3779b1) | 1;
    for (let turn = 0; turn < 8; turn++) this.next();
  }

  /** From 0, below 1. */
  next(): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) / 2 ** 32;
  }

  /** Whole, from `least` to `most`. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  hits(probability: number): boolean {
    return probability > 0 && this.next() < probability;
  }
}
