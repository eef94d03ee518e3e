import { beforeEach, expect, test } from 'vitest';
import { ENDINGS, type Ending } from '../../src/streams/ending.ts';
import { KeySight } from '../../src/streams/key-sight.ts';

/* Streams live on what was heard of their keys. Whoever hears nothing must not take that for good news. */

let now: number;
let size: number;
let endings: Ending[];
let reads: number;
let reload: () => Promise<void>;
let sight: KeySight;
beforeEach(() => {
  [now, size, endings, reads] = [0, 1, [], 0];
  reload = async () => undefined;
  sight = new KeySight({
    streams: {
      get size() {
        return size;
      },
      endAll: (ending) => {
        endings.push(ending);
        size = 0;
      },
    },
    reload: () => {
      reads++;
      return reload();
    },
    monotonic: () => now,
  });
});

async function pass(ms: number): Promise<void> {
  for (const end = now + ms; now < end; ) {
    now += 5000;
    sight.look();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test('keys are read while streams are open, and only then', async () => {
  await pass(100_000);
  expect([reads, endings]).toEqual([20, []]);
  size = 0;
  await pass(100_000);
  expect(reads).toBe(20);
});

test.each<[string, () => Promise<void>]>([
  ['that fails', () => Promise.reject(new Error('no database'))],
  ['that never comes back', () => new Promise(() => undefined)],
])('streams end after a while of reading %s', async (_name, bad) => {
  await pass(20_000);
  reload = bad;
  await pass(15_000);
  expect(endings).toEqual([]);
  await pass(10_000);
  expect(endings).toEqual([ENDINGS.blind]);
});

test('a reading that fails now and then ends nothing', async () => {
  for (let i = 0; i < 5; i++) {
    reload = () => Promise.reject(new Error('no database'));
    await pass(10_000);
    reload = async () => undefined;
    await pass(5000);
  }
  expect(endings).toEqual([]);
});

test('a stream that is opened after a long time without any is not ended at once', async () => {
  size = 0;
  await pass(600_000);
  size = 1;
  reload = () => Promise.reject(new Error('no database'));
  await pass(15_000);
  expect(endings).toEqual([]);
});
