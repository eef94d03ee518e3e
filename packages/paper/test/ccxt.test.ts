import { expect, it } from 'vitest';
import { DAY_MS } from '../src/market/price-path.ts';
import { startPaper } from './support/paper.ts';

it('serves ccxt’s class as it comes, with an address and a key and no option', async () => {
  const paper = await startPaper();
  const client = paper.plainClient();
  expect(Object.keys(await client.loadMarkets())).toEqual(['BTC/USDT', 'DOGE/USDT']);
  expect(client.currencies.BTC).toMatchObject({ active: true, deposit: true });
  expect((await client.fetchBalance()).USDT.free).toBe(10_000);
  expect((await client.createOrder('BTC/USDT', 'market', 'buy', 0.01)).status).toBe('closed');
  expect(await client.fetchOHLCV('BTC/USDT')).not.toHaveLength(0);
  paper.wait(9 * DAY_MS);
  for (const timeframe of ['1m', '5m', '1h', '1d', '1w']) {
    expect((await client.fetchOHLCV('BTC/USDT', timeframe)).length).toBeGreaterThan(0);
  }
  // It began on Saturday, 2 January 2021; weeks begin on Mondays.
  expect((await client.fetchOHLCV('BTC/USDT', '1w')).map(([open]) => open)).toEqual([
    Date.UTC(2020, 11, 28),
    Date.UTC(2021, 0, 4),
    Date.UTC(2021, 0, 11),
  ]);
  expect((await client.fetchTicker('BTC/USDT', { rolling: true })).last).toBeGreaterThan(0);
  const hour = await client.fetchTicker('BTC/USDT', { rolling: true, windowSize: '1h' });
  expect(Number(hour.info.closeTime) - Number(hour.info.openTime)).toBe(3_600_000);
  for (const windowSize of ['8d', '0m', '1y', 'x']) {
    await expect(client.fetchTicker('BTC/USDT', { rolling: true, windowSize })).rejects.toThrow(/-1130/);
  }
  paper.stop();
});
