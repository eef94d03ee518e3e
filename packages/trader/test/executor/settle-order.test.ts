import { HoldfastError } from '@holdfast/errors';
import { beforeEach, describe, expect, it } from 'vitest';
import type { OrderRecord } from '../../src/executor/journal.ts';
import { settleOrder } from '../../src/executor/settle-order.ts';
import type { Venue, VenueFill, VenueOrder } from '../../src/venue/venue.ts';
import { ACCOUNT } from '../support/execution-case.ts';
import { MemoryJournal } from '../support/memory-journal.ts';

const ID = 'a'.repeat(32);
const fill = (amount: string, tradeId = amount): VenueFill => ({
  tradeId,
  amount,
  price: '100',
  fee: '0',
  feeAsset: null,
  time: 1,
});
const told = (state: 'open' | 'closed', filled: string, fills: VenueFill[] | null = null): VenueOrder => ({
  exchangeId: 'x1',
  state,
  filled,
  fills,
});

let journal: MemoryJournal;
let wall: number;
let found: () => VenueOrder | null;
let fills: () => VenueFill[];
const missingSince = new Map<string, number>();

beforeEach(() => {
  journal = new MemoryJournal();
  wall = 10_000;
  missingSince.clear();
  found = () => null;
  fills = () => [];
});

async function settle(changes: Partial<OrderRecord> = {}): Promise<string> {
  const order: OrderRecord = {
    clientOrderId: ID,
    ...{ step: 0, attempt: 0, account: ACCOUNT, symbol: 'BTC/USDT', side: 'buy', amount: '2', price: '100' },
    ...{ timeInForce: 'IOC', mid: 100, state: 'written', filled: '0', exchangeId: null, refusal: null },
    ...{ placedAt: 0, sentAt: 5000, deadAt: 12_000 },
    ...journal.records.get(ID),
    ...changes,
  };
  journal.records.set(ID, order);
  const venue = { find: async () => found(), fills: async () => fills() } as unknown as Venue;
  const sleep = async (milliseconds: number) => {
    wall += milliseconds;
  };
  return settleOrder(order, { venue, journal, missingSince, wall: () => wall, sleep });
}
const record = () => journal.records.get(ID);

describe('an order that the exchange does not know', () => {
  it('is unknown as long as it may still be accepted, to the last millisecond', async () => {
    for (wall of [10_000, 11_999, 12_000]) expect(await settle()).toBe('unknown');
    expect(record()?.state).toBe('written');
    wall = 12_001;
    expect(await settle()).toBe('done');
    expect(record()?.state).toBe('lost');
  });

  it('is still unknown when the question left before the deadline, though the answer came after it', async () => {
    wall = 12_000;
    found = () => {
      wall = 20_000;
      return null;
    };
    expect(await settle()).toBe('unknown');
  });

  it('though it had accepted it, is a contradiction only after a minute', async () => {
    const open = { state: 'open', exchangeId: 'x1' } as const;
    wall = 50_000;
    expect(await settle(open)).toBe('unknown');
    wall = 110_000;
    expect(await settle(open)).toBe('unknown');
    // It was there in between: the minute begins anew.
    found = () => told('open', '0');
    expect(await settle(open)).toBe('open');
    found = () => null;
    wall = 115_000;
    expect(await settle(open)).toBe('unknown');
    wall = 175_001;
    await expect(settle(open)).rejects.toMatchObject({ code: 'VENUE_INCONSISTENT' });
    expect(record()?.state).toBe('open');
  });
});

describe('an answer that is older than what is known', () => {
  it('is not written down', async () => {
    found = () => told('open', '0.5');
    expect(await settle({ state: 'open', filled: '1.5' })).toBe('unknown');
    found = () => told('closed', '1', [fill('1')]);
    expect(await settle({ state: 'open', filled: '1.5' })).toBe('unknown');
    expect(record()).toMatchObject({ state: 'open', filled: '1.5' });
  });
});

describe('a closed order', () => {
  it('is written down with its fills, in pieces and with needless zeros', async () => {
    found = () => told('closed', '1.50', [fill('1.0'), fill('0.5')]);
    expect(await settle()).toBe('done');
    expect(record()).toMatchObject({ state: 'closed', filled: '1.50', exchangeId: 'x1' });
    expect(await journal.holdings(ACCOUNT)).toEqual(new Map([['BTC', '1.5']]));
  });

  it('is not asked for fills when it has none', async () => {
    fills = () => {
      throw new Error('nobody asks');
    };
    found = () => told('closed', '0');
    expect(await settle()).toBe('done');
  });

  it('waits for fills that come late, and in part', async () => {
    let asked = 0;
    found = () => told('closed', '1.5', [fill('0.5')]);
    fills = () => (++asked < 5 ? [fill('0.5')] : [fill('0.5'), fill('1')]);
    expect(await settle()).toBe('done');
    expect(asked).toBe(5);
  });

  it('is a contradiction when its fills never add up, too few or too many', async () => {
    for (const sum of ['0.5', '1.6']) {
      found = () => told('closed', '1.5', [fill(sum)]);
      fills = () => [fill(sum)];
      await expect(settle({ state: 'written' })).rejects.toMatchObject({ code: 'VENUE_INCONSISTENT' });
      expect(record()?.state).toBe('written');
    }
  });

  it('is a contradiction when it is filled with more than it was for', async () => {
    found = () => told('closed', '2.1', [fill('2.1')]);
    await expect(settle()).rejects.toThrow(/2\.1.*2\./);
  });
});

it('passes on that the exchange can’t be asked, and writes nothing', async () => {
  found = () => {
    throw new HoldfastError('VENUE_UNREACHABLE', 'no answer');
  };
  wall = 99_000;
  await expect(settle()).rejects.toMatchObject({ code: 'VENUE_UNREACHABLE' });
  expect(record()?.state).toBe('written');
});

it('writes an open order down once, and again when more of it is filled', async () => {
  found = () => told('open', '0');
  await settle();
  expect(journal.writes).toBe(1);
  await settle();
  expect(journal.writes).toBe(1);
  found = () => told('open', '0.5');
  await settle();
  expect(journal.writes).toBe(2);
  expect(record()).toMatchObject({ state: 'open', exchangeId: 'x1', filled: '0.5' });
});
