import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compress, decompress } from '../src/backup/compression.ts';

async function* each(values: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* values;
}
const all = async (bytes: AsyncIterable<Uint8Array>) => Buffer.concat(await Array.fromAsync(bytes));

describe('the compression of a backup', () => {
  it('gives back what went in', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 5000 }), { maxLength: 20 }), async (pieces) => {
        const full = pieces.filter(({ length }) => length > 0);
        expect(await all(decompress(compress(each(full))))).toEqual(Buffer.concat(full));
      }),
      { numRuns: 30 },
    );
    const big = randomBytes(5_000_000);
    expect((await all(decompress(compress(each([big]))))).equals(big)).toBe(true);
  });

  it('fails with what its source fails with, on both sides', async () => {
    async function* breaking(first: Uint8Array): AsyncGenerator<Uint8Array> {
      yield first;
      throw new RangeError('the source broke');
    }
    await expect(all(compress(breaking(randomBytes(100_000))))).rejects.toThrow('the source broke');
    const whole = await all(compress(each([randomBytes(100_000)])));
    await expect(all(decompress(breaking(whole.subarray(0, 50_000))))).rejects.toThrow('the source broke');
    // Also when all that was compressed came before.
    await expect(all(decompress(breaking(whole)))).rejects.toThrow('the source broke');
  });

  it('fails for what was cut off or is something else', async () => {
    const whole = await all(compress(each([randomBytes(10_000)])));
    await expect(all(decompress(each([whole.subarray(0, -1)])))).rejects.toThrow();
    await expect(all(decompress(each([Buffer.from('something else')])))).rejects.toThrow();
  });

  it('ends its source when nobody reads on', async () => {
    let ended = false;
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield randomBytes(200_000);
      } finally {
        ended = true;
      }
    }
    for await (const _ of compress(source())) break;
    await expect.poll(() => ended).toBe(true);
  });
});
