import { decideBatch } from '@holdfast/database';
import { parseDecimal } from '@holdfast/decimal';
import { encodeContent, safeText } from '@holdfast/gateway';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addKey, read, type TestKey } from '../../database/test/rows.ts';
import { startTestDatabase, type TestDatabase } from '../../database/test/test-database.ts';
import type { OpenDatabase } from '../src/gateway/open-database.ts';
import { useSince } from '../src/key-report/use.ts';
import { storedUse } from '../src/policy/stored-use.ts';

/** More than two pages, over a number of digits that grows: 999, 1000, … */
const REQUESTS = 2400;
const AT_ONCE = 100;

let database: TestDatabase;
let busy: TestKey;
let other: TestKey;
let idle: TestKey;
let open: OpenDatabase;

beforeAll(async () => {
  database = await startTestDatabase();
  [busy, other, idle] = [
    await addKey(database.admin),
    await addKey(database.admin),
    await addKey(database.admin),
  ];
  open = { operator: database.as('holdfast_operator') } as OpenDatabase;
  const gateway = database.as('holdfast_gateway');
  for (let i = 0; i < REQUESTS; i += AT_ONCE) {
    const batch = Array.from({ length: AT_ONCE }, (_, at) => read(busy, { entry: content(i + at, 'read') }));
    await decideBatch(gateway, 'gateway-1', batch);
  }
  await decideBatch(gateway, 'gateway-1', [read(other, { entry: content(REQUESTS, 'trade') })]);
  await decideBatch(gateway, 'gateway-1', [
    read(idle, { refusedBy: 'class', entry: content(REQUESTS + 1, 'read') }),
  ]);
});
afterAll(() => database?.stop());

function content(number: number, endpoint: 'read' | 'trade'): Buffer {
  const zero = parseDecimal('0');
  if (zero === null) throw new Error('0 is a decimal');
  return encodeContent({
    kind: 'request',
    exchange: 'binance',
    revision: 1,
    address: '127.0.0.1',
    method: 'GET',
    host: safeText('api.binance.com', 128),
    path: safeText(`/${number}`, 256),
    class: endpoint,
    product: null,
    orders: [],
    cancels: [],
    refused: null,
    notionalUsd: zero,
    slippageUsd: zero,
  });
}

describe('what virtual keys did, read from the audit log', () => {
  test('is complete and in order, however many pages it takes', async () => {
    const events = await storedUse(open, [busy.number], 0);
    const places: number[] = [];
    for await (const event of events())
      if (event.kind === 'request') places.push(Number(event.request.place));
    expect(new Set(places).size).toBe(REQUESTS);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  test('is that of the keys that are asked for, and what was refused is no use', async () => {
    const count = async (...keys: TestKey[]) => {
      let found = 0;
      const events = await storedUse(
        open,
        keys.map(({ number }) => number),
        0,
      );
      for await (const _ of events()) found++;
      return found;
    };
    expect(await count(other)).toBe(1);
    expect(await count(idle)).toBe(0);
    expect(await count(busy, other, idle)).toBe(REQUESTS + 1);
    expect(await count()).toBe(0);
  });

  test('says when each key was last used, and last traded', async () => {
    const use = await useSince(open.operator.pool, Date.now() - 3_600_000);
    expect([...use.keys()].toSorted()).toEqual([busy.number, other.number].toSorted());
    expect(use.get(busy.number)?.tradedAt).toBeNull();
    expect(use.get(other.number)?.tradedAt).toBe(use.get(other.number)?.usedAt);
    const { rows } = await database.admin.pool.query<{ last: Date }>(
      'SELECT max(recorded_at) AS last FROM holdfast.audit_entries WHERE virtual_key = $1',
      [busy.number],
    );
    expect(use.get(busy.number)?.usedAt).toBe(rows[0].last.getTime());
    expect(await useSince(open.operator.pool, Date.now() + 60_000)).toEqual(new Map());
  });
});
