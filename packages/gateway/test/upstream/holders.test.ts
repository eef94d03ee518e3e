import { expect, test } from 'vitest';
import { Holders } from '../../src/upstream/holders.ts';

test('few virtual keys share by themselves', () => {
  const holders = new Holders(() => 0);
  for (let nth = 0; nth < 64; nth++) expect(holders.of(`bot-${nth}`)).toBe(`bot-${nth}`);
  expect(holders.of('bot-0')).toBe('bot-0');
});

test('of ten thousand most share in a bounded number of groups, each always in the same', () => {
  const holders = new Holders(() => 0);
  const names = Array.from({ length: 10_000 }, (_, nth) => `bot-${nth}`);
  const first = names.map((name) => holders.of(name));
  expect(new Set(first).size).toBe(72);
  expect(names.map((name) => holders.of(name))).toEqual(first);
  expect(new Holders(() => 0).of('bot-1')).toBe('bot-1');
});

test('who was idle for a minute makes place for who comes', () => {
  let now = 0;
  const holders = new Holders(() => now);
  for (let nth = 0; nth < 64; nth++) holders.of(`old-${nth}`);
  expect(holders.of('new')).toMatch(/^\(group \d+\)$/);
  now = 61_000;
  holders.of('old-0');
  expect(holders.of('new')).toBe('new');
  expect(holders.of('old-0')).toBe('old-0');
});
