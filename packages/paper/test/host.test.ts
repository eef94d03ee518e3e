import { expect, it } from 'vitest';
import { DAY_MS } from '../src/market/price-path.ts';
import { MemoryLog } from './support/memory-log.ts';
import { startPaper, TEST_TOKEN } from './support/paper.ts';

it('is the same exchange after a restart: balances, orders, trades and keys', async () => {
  const log = new MemoryLog();
  const before = await startPaper({ log });
  const client = before.client();
  await client.createOrder('BTC/USDT', 'market', 'buy', 0.02);
  await client.createOrder('BTC/USDT', 'limit', 'sell', 0.05, 33_000);
  before.wait(2 * DAY_MS);
  await client.createOrder('DOGE/USDT', 'market', 'buy', 100_000);
  const state = async (one: typeof before) => ({
    balance: (await one.client().fetchBalance()).total,
    orders: (await one.client().fetchOrders('BTC/USDT')).map(({ id, status, filled }) => ({
      id,
      status,
      filled,
    })),
    trades: (await one.client().fetchMyTrades('BTC/USDT')).map(({ id, price, amount }) => ({
      id,
      price,
      amount,
    })),
  });
  const was = await state(before);
  before.stop();
  const after = await startPaper({ log });
  expect(await state(after)).toEqual(was);
  expect(after.host.exchange.time).toBe(before.host.exchange.time);
  after.stop();
});

it('answers nothing that is not written, and nothing at all afterwards', async () => {
  const log = new MemoryLog();
  const paper = await startPaper({ log });
  const client = paper.client();
  await client.loadMarkets();
  const written = log.commands.length;
  log.broken = true;
  await expect(client.createOrder('BTC/USDT', 'market', 'buy', 0.02)).rejects.toThrow();
  log.broken = false;
  await expect(client.createOrder('BTC/USDT', 'market', 'buy', 0.02)).rejects.toThrow();
  // What is in memory would be gone after a restart.
  await expect(client.fetchBalance()).rejects.toThrow();
  await expect(client.fetchOrders('BTC/USDT')).rejects.toThrow();
  expect(log.commands).toHaveLength(written);
  paper.stop();
  const again = await startPaper({ log });
  expect((await again.client().fetchBalance()).USDT.total).toBe(10_000);
  again.stop();
});

it('tells nobody of an order while it is written', async () => {
  const log = new MemoryLog();
  const paper = await startPaper({ log });
  const client = paper.client();
  await client.loadMarkets();
  const written = Promise.withResolvers<void>();
  log.pause = written.promise;
  const events: string[] = [];
  const placed = client.createOrder('BTC/USDT', 'market', 'buy', 0.02).then(() => events.push('placed'));
  await new Promise((resolve) => setTimeout(resolve, 50));
  const seen = paper
    .client()
    .fetchBalance()
    .then(({ BTC }) => events.push(`seen ${BTC.total}`));
  await new Promise((resolve) => setTimeout(resolve, 100));
  events.push('written');
  written.resolve();
  await Promise.all([placed, seen]);
  expect(events[0]).toBe('written');
  expect(events.toSorted()).toEqual(['placed', 'seen 0.11998', 'written']);
  paper.stop();
});

it('writes what comes at once together, in order', async () => {
  const log = new MemoryLog();
  const paper = await startPaper({ log });
  const client = paper.client();
  await client.loadMarkets();
  const orders = await Promise.all(
    Array.from({ length: 40 }, (_, nth) =>
      client.createOrder('BTC/USDT', 'limit', 'buy', 0.001, 20_000 + nth),
    ),
  );
  expect(new Set(orders.map(({ id }) => id)).size).toBe(40);
  expect(log.commands.filter((text) => text.includes('"place"'))).toHaveLength(40);
  paper.stop();
});

it('takes deposits and withdrawals from whoever has the token, and only what is there', async () => {
  const paper = await startPaper();
  const transfer = async (query: string, token = TEST_TOKEN) => {
    const answer = await fetch(`${paper.url}/paper/transfer?account=paper&${query}`, {
      method: 'POST',
      headers: { 'x-paper-token': token },
    });
    return { status: answer.status, ...((await answer.json()) as object) };
  };
  expect(await transfer('kind=deposit&asset=USDT&amount=250.5')).toMatchObject({ status: 200 });
  expect(await transfer('kind=withdraw&asset=USDT&amount=50')).toMatchObject({ status: 200 });
  expect((await paper.client().fetchBalance()).USDT.free).toBe(10_200.5);
  expect(await transfer('kind=withdraw&asset=USDT&amount=99999')).toMatchObject({
    status: 400,
    reason: 'insufficient-balance',
  });
  expect(await transfer('kind=deposit&asset=USDT&amount=-1')).toMatchObject({ status: 400 });
  expect(await transfer('kind=deposit&asset=USDT&amount=0')).toMatchObject({
    status: 400,
    reason: 'amount-invalid',
  });
  expect(await transfer('kind=gift&asset=USDT&amount=1')).toMatchObject({ status: 400 });
  expect(await transfer('kind=deposit&asset=USDT&amount=1', 'guess')).toMatchObject({ status: 403 });
  paper.stop();
});
