import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addExchangeKey } from '../../../database/test/rows.ts';
import { startTestDatabase, type TestDatabase } from '../../../database/test/test-database.ts';
import { binance } from '../../src/dialects/binance/index.ts';
import { bybit } from '../../src/dialects/bybit/index.ts';
import { coinbase } from '../../src/dialects/coinbase/index.ts';
import { kraken } from '../../src/dialects/kraken/index.ts';
import { okx } from '../../src/dialects/okx/index.ts';
import { UpstreamGate } from '../../src/upstream/upstream-gate.ts';

let database: TestDatabase;
let key: number;
let other: number;
let here: UpstreamGate;
let there: UpstreamGate;
let now: number;

beforeAll(async () => {
  database = await startTestDatabase();
  key = (await addExchangeKey(database.admin)).number;
  other = (await addExchangeKey(database.admin)).number;
});
afterAll(() => database.stop());
beforeEach(() => {
  now = Date.now();
  [here, there] = [1, 2].map(() => new UpstreamGate(database.as('holdfast_gateway', 1), () => now));
});

const answer = (status: number, body: unknown, headers: [string, string][] = []) => ({
  status,
  headers,
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
});
const closed = (gate: UpstreamGate, host: string, who: number | null) => {
  try {
    gate.check(host, who);
    return null;
  } catch (error) {
    expect(error).toMatchObject({ reason: 'rate', rule: 'upstream' });
    return (error as { facts: { waitMs: number } }).facts.waitMs;
  }
};

describe('what an exchange says inside an answer', () => {
  test.each([
    ['kraken', kraken, 200, { error: ['EAPI:Rate limit exceeded'] }, 10_000],
    ['kraken, too', kraken, 200, { error: ['EGeneral:Too many requests'] }, 10_000],
    ['bybit', bybit, 200, { retCode: 10006, retMsg: 'Too many visits!' }, 1000],
    ['okx', okx, 200, { code: '50011', msg: 'Too Many Requests', data: [] }, 2000],
    ['okx, orders', okx, 200, { code: '50061', msg: 'too many', data: [] }, 2000],
  ] as const)(
    'of a key closes its door on every replica, and no other: %s',
    async (name, dialect, status, body, waitMs) => {
      const host = `${name.replaceAll(/\W+/g, '-')}.example`;
      await here.notice(host, key, dialect.answers, answer(status, body));
      await there.refresh();
      expect(closed(here, host, key)).toBe(waitMs);
      expect(closed(there, host, key)).toBeGreaterThan(waitMs - 1000);
      for (const gate of [here, there]) {
        expect(closed(gate, host, other)).toBeNull();
        expect(closed(gate, host, null)).toBeNull();
      }
      now += waitMs;
      expect(closed(here, host, key)).toBeNull();
    },
  );

  test.each([
    ['bybit-code', bybit, 200, { retCode: 10018, retMsg: 'Exceeded the IP Rate Limit' }, 10_000],
    ['bybit-page', bybit, 403, '<html>access too frequent</html>', 600_000],
    ['any-429', coinbase, 429, '', 10_000],
    ['any-418', binance, 418, { code: -1003, msg: 'banned' }, 120_000],
  ] as const)('of the address closes everybody’s: %s', async (name, dialect, status, body, waitMs) => {
    await here.notice(`${name}.example`, key, dialect.answers, answer(status, body));
    await there.refresh();
    for (const who of [key, other, null]) {
      expect(closed(here, `${name}.example`, who)).toBe(waitMs);
      expect(closed(there, `${name}.example`, who)).toBeGreaterThan(waitMs - 1000);
    }
  });

  test.each([
    ['an order that a market has too many of', kraken, { error: ['EOrder:Rate limit exceeded'] }],
    ['another error', kraken, { error: ['EOrder:Insufficient funds'] }],
    ['the words in a value', kraken, { error: [], result: { note: 'EAPI:Rate limit exceeded' } }],
    ['an error that is no text', kraken, { error: [['EAPI:Rate limit exceeded']] }],
    ['another code', bybit, { retCode: 0, result: { retCode: 10006 } }],
    ['an order refused', okx, { code: '1', data: [{ sCode: '51008' }] }],
    ['no JSON', okx, 'code 50011'],
    ['a long answer', bybit, `${' '.repeat(3000)}{"retCode":10006}`],
  ] as const)('leaves the door open: %s', async (_, dialect, body) => {
    await here.notice('open.example', key, dialect.answers, answer(200, body));
    expect(closed(here, 'open.example', key)).toBeNull();
  });

  test('how long it says counts, within reason', async () => {
    const told = (value: string) => answer(429, '', [['Retry-After', value]]);
    await here.notice('a.example', null, binance.answers, told('7'));
    expect(closed(here, 'a.example', null)).toBe(7000);
    await here.notice('b.example', null, binance.answers, told('9999999'));
    expect(closed(here, 'b.example', null)).toBe(7 * 86_400_000);
    for (const nonsense of ['-1', '1e3', 'Wed, 21 Oct 2026 07:28:00 GMT', '0x10', ''])
      await here.notice('c.example', null, binance.answers, told(nonsense));
    expect(closed(here, 'c.example', null)).toBe(10_000);
  });
});
