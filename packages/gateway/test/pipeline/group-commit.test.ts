import { describe, expect, test } from 'vitest';
import { GroupCommit } from '../../src/pipeline/group-commit.ts';

const tick = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('GroupCommit', () => {
  test('commits together what waits, gives each its own result, and stays within its bounds', async () => {
    const batches: number[][] = [];
    let running = 0;
    let most = 0;
    const commit = new GroupCommit<number, number>(
      async (items) => {
        batches.push([...items]);
        most = Math.max(most, ++running);
        await tick();
        running--;
        return items.map((item) => item * 10);
      },
      { largestBatch: 3, concurrency: 2, mostWaiting: 100 },
    );
    const results = await Promise.all(Array.from({ length: 20 }, (_, i) => commit.add(i)));
    expect(results).toEqual(Array.from({ length: 20 }, (_, i) => i * 10));
    expect(most).toBe(2);
    expect(batches.every((batch) => batch.length <= 3)).toBe(true);
    expect(batches.flat()).toEqual(Array.from({ length: 20 }, (_, i) => i));
  });
  test('a lone item waits for nobody', async () => {
    const commit = new GroupCommit<number, number>(async (items) => [...items]);
    expect(await commit.add(1)).toBe(1);
  });
  test.each([
    ['fails', () => Promise.reject(new Error('down'))],
    [
      'throws at once',
      () => {
        throw new Error('down');
      },
    ],
    ['answers too little', async () => []],
    ['answers too much', async () => [1, 2]],
  ])('a commit that %s fails every caller of its batch, and the next batch goes on', async (_how, broken) => {
    let down = true;
    const commit = new GroupCommit<number, number>(async (items) => (down ? broken() : [...items]), {
      largestBatch: 1,
      concurrency: 1,
      mostWaiting: 10,
    });
    await expect(commit.add(1)).rejects.toThrow();
    down = false;
    expect(await commit.add(2)).toBe(2);
  });
  test('turns away what is more than may wait, and takes again afterwards', async () => {
    const open = Promise.withResolvers<void>();
    const commit = new GroupCommit<number, number>(
      async (items) => {
        await open.promise;
        return [...items];
      },
      { largestBatch: 1, concurrency: 1, mostWaiting: 2 },
    );
    const taken = [commit.add(1), commit.add(2), commit.add(3)];
    await expect(commit.add(4)).rejects.toThrow(RangeError);
    open.resolve();
    expect(await Promise.all(taken)).toEqual([1, 2, 3]);
    expect(await commit.add(5)).toBe(5);
  });
});
