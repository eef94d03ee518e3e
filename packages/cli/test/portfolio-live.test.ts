import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TradingHome, tradingHome } from './support/trading-home.ts';

let home: TradingHome;
beforeAll(async () => {
  // A gateway that does not know that its upstream is a paper exchange: as far as anybody can tell it is a real one.
  home = await tradingHome('');
  await home.advance('60d');
}, 60_000);
afterAll(() => home?.close());

it('sends no order where the gateway does not vouch for a paper exchange', async () => {
  await home.json([
    ...[
      'portfolio',
      'create',
      'p',
      '--index',
      'top-10',
      '--account',
      'main',
      '--amount',
      '100',
      '--mode',
      'auto',
    ],
  ]);
  expect(await home.error(['portfolio', 'rebalance', 'p'])).toBe('ACCOUNT_NOT_LIVE');
  const { stdout } = await home.run(['audit', 'show', '--last', '100', '--json']);
  expect(stdout).not.toContain('/api/v3/order');
});

it('leaves the database to the gateway: a worker waits for neither, and says which comes first', async () => {
  await home.gateway.stop();
  expect(await home.error(['worker'])).toBe('GATEWAY_NOT_RUNNING');
  const again = await home.launch();
  expect(again.address).toMatch(/^http/);
}, 60_000);
