import { expect, test } from 'vitest';
import { ClockGuard, MOST_APART_MS } from '../../src/pipeline/clock-guard.ts';

function guardAt() {
  const now = { wall: 1_800_000_000_000, steady: 5000, database: 1_800_000_000_000 };
  const guard = new ClockGuard(
    () => now.wall,
    () => now.steady,
  );
  const pass = (ms: number) => {
    now.wall += ms;
    now.steady += ms;
    now.database += ms;
  };
  return { now, guard, pass, look: () => guard.look(async () => new Date(now.database)) };
}

test('refuses before the database’s clock is known', () => {
  expect(() => guardAt().guard.check()).toThrow(/not known/);
});

test('passes while both go on together, however long the last look is ago', async () => {
  const { guard, pass, look } = guardAt();
  await look();
  pass(86_400_000);
  guard.check();
});

test('notices a jump in either direction with the next request, without another look', async () => {
  for (const jump of [-20 * 60_000, 20 * 60_000, -MOST_APART_MS - 1]) {
    const { now, guard, look } = guardAt();
    await look();
    now.wall += jump;
    expect(() => guard.check(), `${jump}`).toThrow(/apart/);
  }
});

test('bears what time synchronisation does', async () => {
  const { now, guard, look } = guardAt();
  await look();
  now.wall += 2000;
  guard.check();
});

test('notices that the database’s clock was set back, at the next look', async () => {
  const { now, guard, look } = guardAt();
  await look();
  now.database -= 3_600_000;
  await look();
  expect(() => guard.check()).toThrow(/3600 s apart/);
});

test('keeps the last look when the database does not answer', async () => {
  const { guard, look } = guardAt();
  await look();
  await expect(guard.look(() => Promise.reject(new Error('down')))).rejects.toThrow('down');
  guard.check();
});
