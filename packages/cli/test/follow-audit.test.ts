import { expect, test } from 'vitest';
import { type FollowedEntry, followAudit, LATE_ENTRIES } from '../src/gateway/follow-audit.ts';
import type { Terminal } from '../src/terminal.ts';

function entry(id: number): FollowedEntry {
  return { id: String(id), canonical: Buffer.from(String(id)) };
}

/** Follows a log that has one more of `states` at each look, and tells what was shown and asked for. */
async function follow(seen: readonly number[], states: readonly (readonly number[])[]) {
  const shown: number[] = [];
  const askedAfter: number[] = [];
  let interrupt: () => void = () => undefined;
  let looks = 0;
  const terminal = {
    onInterrupt(stop: () => void) {
      interrupt = stop;
      return () => undefined;
    },
  } as unknown as Terminal;
  const readAfter = async (id: bigint) => {
    askedAfter.push(Number(id));
    const state = states[Math.min(looks++, states.length - 1)];
    if (looks > states.length) interrupt();
    return state
      .filter((one) => BigInt(one) > id)
      .sort((a, b) => a - b)
      .map(entry);
  };
  const show = (canonical: Buffer) => shown.push(Number(canonical.toString()));
  await followAudit(seen.map(entry), readAfter, show, terminal, 1);
  return { shown, askedAfter };
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, nth) => from + nth);

test('a log that was empty is shown once, however long it becomes, and is not read from its beginning again', async () => {
  const states = [0, 900, 2500, 4000, 4000, 4000].map((size) => range(1, size));
  const { shown, askedAfter } = await follow([], states);
  expect(shown).toEqual(range(1, 4000));
  expect(askedAfter.at(-1)).toBe(4000 - LATE_ENTRIES);
});

test('an entry that is committed after later ones is shown, also one older than what was shown first', async () => {
  const seen = range(1, 2000).filter((id) => id !== 1500);
  const { shown } = await follow(seen, [seen, range(1, 2000), [...range(1, 2000), 2002], range(1, 2002)]);
  expect(shown).toEqual([1500, 2002, 2001]);
});

test('what was there before is not shown again', async () => {
  expect((await follow(range(1, 5), [range(1, 5), range(1, 6)])).shown).toEqual([6]);
});

test('an interruption while entries are read ends it after them', async () => {
  expect((await follow([], [[]])).shown).toEqual([]);
});
