import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeWithBuffer } from '../../src/selection/buffer.ts';

/** Places of assets ranked 'abc…' when the letters of `members` are members now: 'a core, b kept'. */
function places(ranked: string, top: number, buffer: number, members: string): string {
  const codes = Int32Array.from(ranked, (letter) => letter.charCodeAt(0));
  const isMember = (asset: number) => members.includes(String.fromCharCode(asset));
  return placeWithBuffer(codes, codes.length, top, buffer, isMember)
    .map(({ asset, place }) => `${String.fromCharCode(asset)} ${place}`)
    .join(', ');
}

describe('places with a buffer', () => {
  it('N = 3, b = 1: ranks 1 and 2 are core, one place is left', () => {
    // c, d in reach (rank ≤ 4), e not.
    expect(places('abcde', 3, 1, '')).toBe('a core, b core, c filled');
    expect(places('abcde', 3, 1, 'd')).toBe('a core, b core, d kept');
    expect(places('abcde', 3, 1, 'cd')).toBe('a core, b core, c kept');
    expect(places('abcde', 3, 1, 'e')).toBe('a core, b core, c filled');
    expect(places('abcde', 3, 1, 'ab')).toBe('a core, b core, c filled');
  });

  it('N = 3, b = 2: members keep two places, by rank, before anyone else fills one', () => {
    expect(places('abcdef', 3, 2, 'def')).toBe('a core, d kept, e kept');
    expect(places('abcdef', 3, 2, 'e')).toBe('a core, b filled, e kept');
    expect(places('abcdef', 3, 2, 'f')).toBe('a core, b filled, c filled');
  });

  it('a buffer as large as the index, or larger, leaves no core: every member in reach stays', () => {
    expect(places('abcd', 2, 2, 'cd')).toBe('c kept, d kept');
    expect(places('abcdef', 2, 5, 'ef')).toBe('e kept, f kept');
    expect(places('abcdef', 2, 5, 'f')).toBe('a filled, f kept');
  });

  it('no buffer: the first N', () => {
    expect(places('abcd', 2, 0, 'cd')).toBe('a core, b core');
  });

  it('fewer assets than places: all of them', () => {
    expect(places('ab', 3, 1, 'b')).toBe('a core, b core');
    expect(places('a', 3, 2, 'a')).toBe('a core');
    expect(places('', 3, 2, '')).toBe('');
  });

  it('hands out min(N, count) places, to ranks ≤ N + b, and always to ranks ≤ N − b', () => {
    const setting = fc.record({
      count: fc.integer({ min: 0, max: 12 }),
      top: fc.integer({ min: 1, max: 8 }),
      buffer: fc.integer({ min: 0, max: 8 }),
      members: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
    });
    fc.assert(
      fc.property(setting, ({ count, top, buffer, members }) => {
        const ranked = Int32Array.from({ length: count }, (_, i) => i);
        const chosen = placeWithBuffer(ranked, count, top, buffer, (i) => members[i]).map(
          ({ asset }) => asset,
        );
        expect(chosen).toHaveLength(Math.min(top, count));
        expect(chosen).toEqual([...chosen].sort((a, b) => a - b));
        for (let i = 0; i < Math.min(top - buffer, count); i++) expect(chosen).toContain(i);
        for (const i of chosen) expect(i).toBeLessThan(top + buffer);
        // Nobody outside who is a member in reach has a better rank than a newcomer who is not core.
        for (let i = 0; i < Math.min(count, top + buffer); i++) {
          if (chosen.includes(i) || !members[i]) continue;
          for (const j of chosen) expect(j < top - buffer || members[j]).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});
