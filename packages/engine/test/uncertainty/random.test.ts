import { describe, expect, it } from 'vitest';
import { type RandomSource, seededRandom, splitMix64, uniform, Xoshiro128StarStar } from '../../src/index.ts';

const take = (random: RandomSource, count: number) =>
  Array.from({ length: count }, () => random.nextUint32());

describe('xoshiro128**', () => {
  it('gives the outputs of the published version 1.1 from the state 1, 2, 3, 4', () => {
    expect(take(new Xoshiro128StarStar(1, 2, 3, 4), 10)).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ]);
  });

  it('reads words above 2^31 as unsigned', () => {
    const high = new Xoshiro128StarStar(0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff);
    const low = new Xoshiro128StarStar(-1, -1, -1, -1);
    expect(take(high, 5)).toEqual(take(low, 5));
  });

  it('refuses the state that it could never leave', () => {
    expect(() => new Xoshiro128StarStar(0, 0, 0, 0)).toThrow(/all zeros/);
  });
});

describe('SplitMix64', () => {
  it('gives the reference outputs of the seed 1234567', () => {
    const next = splitMix64(1234567n);
    expect([next(), next(), next(), next(), next()]).toEqual([
      6457827717110365317n,
      3203168211198807973n,
      9817491932198370423n,
      4593380528125082431n,
      16408922859458223821n,
    ]);
  });

  it('takes a seed modulo 2^64', () => {
    expect(splitMix64((1n << 64n) + 5n)()).toBe(splitMix64(5n)());
  });
});

describe('seededRandom', () => {
  it('fills the state with two SplitMix64 outputs, low word first', () => {
    const next = splitMix64(1n);
    const [first, second] = [next(), next()];
    const words = [first, first >> 32n, second, second >> 32n].map((word) => Number(word & 0xffffffffn));
    expect(take(seededRandom(1), 5)).toEqual(
      take(new Xoshiro128StarStar(words[0], words[1], words[2], words[3]), 5),
    );
  });

  it('repeats itself for the same seed and differs for another', () => {
    expect(take(seededRandom(3), 20)).toEqual(take(seededRandom(3), 20));
    expect(take(seededRandom(3), 20)).not.toEqual(take(seededRandom(4), 20));
  });

  it('takes the seeds 0 and 2^53 - 1', () => {
    expect(new Set(take(seededRandom(0), 100)).size).toBe(100);
    expect(new Set(take(seededRandom(Number.MAX_SAFE_INTEGER), 100)).size).toBe(100);
  });

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('refuses the seed %s', (seed) => {
    expect(() => seededRandom(seed)).toThrow(/whole number from 0/);
  });
});

describe('uniform', () => {
  it('reaches 0 and the largest double below 1, and never 1', () => {
    expect(uniform({ nextUint32: () => 0 })).toBe(0);
    expect(uniform({ nextUint32: () => 0xffffffff })).toBe(1 - 2 ** -53);
  });

  it('has the mean and variance of the uniform distribution', () => {
    const random = seededRandom(5);
    const values = Array.from({ length: 100_000 }, () => uniform(random));
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / values.length));
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(0.001);
  });
});
