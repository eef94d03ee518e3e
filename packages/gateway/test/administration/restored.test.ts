import type { Database } from '@holdfast/database';
import { describe, expect, it } from 'vitest';
import {
  checkRestoreHold,
  findRestored,
  RESTORE_HOLD_MS,
  type Restored,
} from '../../src/administration/restored.ts';
import { configSchema } from '../../src/config/config-schema.ts';
import { dialects } from '../../src/dialects/index.ts';

/** A database of one setting. */
function withSetting(value: Buffer | undefined): Database {
  const query = { select: () => query, where: () => query, executeTakeFirst: async () => value && { value } };
  return { kysely: { selectFrom: () => query } } as unknown as Database;
}

const mark = { takenAt: '2026-01-30T03:10:00.000Z', restoredAt: '2026-01-31T12:00:00.000Z' };
const text = (value: unknown) => Buffer.from(JSON.stringify(value));

describe('the mark of a restored database', () => {
  it('is found until it is taken away', async () => {
    expect(await findRestored(withSetting(text({ ...mark, auditSize: '7' })))).toEqual(mark);
    expect(await findRestored(withSetting(Buffer.alloc(0)))).toBe(null);
    expect(await findRestored(withSetting(undefined))).toBe(null);
  });

  it.each([
    Buffer.from('{'),
    Buffer.from('null'),
    text({}),
    text({ ...mark, restoredAt: 'yesterday' }),
    Buffer.from([0]),
  ])('counts as there when it was changed: %s', async (value) => {
    await expect(findRestored(withSetting(value))).rejects.toMatchObject({ code: 'DATABASE_FAILED' });
  });
});

describe('the time that a restored database stays frozen', () => {
  const now = (iso: string) =>
    ({ pool: { query: async () => ({ rows: [{ now: new Date(iso) }] }) } }) as unknown as Database;
  const restored: Restored = mark;

  it('is longer than any signed request is fresh, with clocks that differ', () => {
    const longest = Math.max(...[...dialects.values()].map(({ window }) => window.longest));
    const skew = configSchema.parse({ clock_skew_ms: 60_000 }).clock_skew_ms;
    expect(RESTORE_HOLD_MS).toBeGreaterThanOrEqual(longest + skew);
  });

  it('is counted by the database’s clock, also when that was set back', async () => {
    await expect(checkRestoreHold(now('2026-01-31T12:04:59.999Z'), restored)).rejects.toMatchObject({
      code: 'RESTORE_TOO_RECENT',
      facts: { seconds: 1 },
    });
    await expect(checkRestoreHold(now('2026-01-31T11:00:00Z'), restored)).rejects.toMatchObject({
      code: 'RESTORE_TOO_RECENT',
    });
    await checkRestoreHold(now('2026-01-31T12:05:00Z'), restored);
  });
});
