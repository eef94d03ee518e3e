import { formatDecimal } from '@holdfast/decimal';
import { expect, it } from 'vitest';
import { ExecutionCase, marketOf, planned } from '../support/execution-case.ts';
import { done, purchase, refused } from '../support/purchase.ts';

it('rests post-only at the bid, and takes its fill there', async () => {
  const given = purchase({ reprice_s: 60 });
  given.clock.onTrading = () => given.fillAllResting();
  expect(await given.run()).toEqual(done);
  expect(given.venue.placed).toMatchObject([{ price: '100', amount: '10', timeInForce: 'PO' }]);
  // 1,000 and a fee of 1.
  expect(formatDecimal(given.exchange.own('USDT'))).toBe('3999');
});

it('re-prices when the bid has left, and not before its time', async () => {
  const given = purchase({ patience_s: 600, reprice_s: 60 });
  const at: number[] = [];
  const began = given.clock.trading.now();
  given.venue.beforePlace = () => {
    at.push((given.clock.trading.now() - began) / 1000);
    return null;
  };
  given.clock.onTrading = () => {
    if (given.venue.placed.length === 1) given.setBook('BTC/USDT', ['1000'], 10_050);
    if (given.venue.placed.length === 2) given.fillAllResting();
  };
  expect(await given.run()).toEqual(done);
  expect(given.venue.placed.map(({ price, timeInForce }) => [price, timeInForce])).toEqual([
    ['100', 'PO'],
    ['100.5', 'PO'],
  ]);
  expect(at[1]).toBeGreaterThanOrEqual(60);
  expect(at[1]).toBeLessThan(70);
});

it('crosses the spread when patience is over, with what resting left', async () => {
  const given = purchase({ patience_s: 120, reprice_s: 60 });
  let filled = false;
  given.clock.onTrading = () => {
    if (!filled) given.fillAllResting(0.4);
    filled = true;
  };
  expect(await given.run()).toEqual(done);
  expect(given.venue.placed).toMatchObject([
    { price: '100', amount: '10', timeInForce: 'PO' },
    { price: '100.01', amount: '6', timeInForce: 'IOC' },
  ]);
});

it('crosses at once without patience', async () => {
  const given = purchase({ patience_s: 0 });
  expect(await given.run()).toEqual(done);
  expect(given.venue.placed).toMatchObject([{ price: '100.01', amount: '10', timeInForce: 'IOC' }]);
});

it('cuts what is large against the book into slices, and pauses between them', async () => {
  const given = purchase({ patience_s: 0, slice_pause_s: 30, depth_share: 0.25 }, '20');
  given.setBook('BTC/USDT', ['10', '10', '8', '4']);
  given.clock.onTrading = () => given.setBook('BTC/USDT', ['10', '10', '8', '4']);
  const at: number[] = [];
  given.venue.beforePlace = () => {
    at.push(given.clock.trading.now());
    return null;
  };
  expect(await given.run()).toEqual(done);
  // A quarter of the 32 that the book shows.
  expect(given.venue.placed.map(({ amount }) => amount)).toEqual(['8', '8', '4']);
  expect(at.slice(1).map((time, i) => time - at[i])).toEqual([30_000, 30_000]);
});

it('takes only the levels within the slippage, and makes the plan anew when the touch is beyond it', async () => {
  const given = purchase({ patience_s: 0, max_slippage: 0.01, slice_pause_s: 1, depth_share: 1 });
  given.exchange.setBook(
    'BTC/USDT',
    [['100', '50']],
    [
      ['100.01', '4'],
      ['101', '2'],
      ['101.02', '500'],
    ],
  );
  const result = await given.run();
  expect(given.venue.placed).toMatchObject([{ price: '101', amount: '6' }]);
  expect(result.kind).toBe('replan');
  expect(given.filledOf(0)).toBe('6');
});

it('stops for a new plan when the market moved, either way, and takes back what rests first', async () => {
  for (const bid of [9_700, 10_300]) {
    const given = purchase({ max_slippage: 0.02 });
    given.clock.onTrading = () => given.setBook('BTC/USDT', ['1000'], bid);
    const result = await given.run();
    expect(result).toEqual({
      kind: 'replan',
      reason: `BTC/USDT moved by ${bid === 9_700 ? '-3.00' : '3.00'} % since the plan was made`,
    });
    expect(given.venue.cancelled).toHaveLength(1);
    expect([...given.exchange.orders.values()].map(({ state }) => state)).toEqual(['closed']);
  }
});

it('ends when it is told to within seconds, and leaves nothing in the book', async () => {
  const given = purchase({ patience_s: 7200, reprice_s: 3600 });
  const began = given.clock.trading.now();
  given.isStopping = () => given.clock.trading.now() >= began + 20_000;
  expect(await given.run()).toEqual({ kind: 'interrupted' });
  expect(given.clock.trading.now() - began).toBeLessThan(30_000);
  expect([...given.journal.records.values()]).toMatchObject([{ state: 'closed', filled: '0' }]);
  given.isStopping = () => false;
  given.clock.onTrading = () => given.fillAllResting();
  expect(await given.run()).toEqual(done);
  expect(given.filledOf(0)).toBe('10');
});

it('counts a remainder below the smallest order as done, and says so', async () => {
  const given = purchase({ patience_s: 0 }, '10');
  given.exchange.markets.set('BTC/USDT', marketOf('BTC', { amount_step: '0.1', min_notional: '50' }));
  given.exchange.setBook('BTC/USDT', [['100', '500']], [['100.01', '9.6']]);
  given.venue.beforePlace = () => {
    given.clock.onTrading = () => given.setBook('BTC/USDT', ['1000']);
    return null;
  };
  const result = await given.run();
  // A quarter of 9.6 would be 2.4; then the book is deep, but the last slice leaves nothing small.
  expect(result).toEqual(done);
  const small = purchase({ patience_s: 0 }, '0.04');
  expect(await small.run()).toEqual({
    kind: 'finished',
    shortfalls: [
      {
        step: 0,
        symbol: 'BTC/USDT',
        side: 'buy',
        missing: '0.04',
        reason: 'the remaining 0.04 BTC are below the smallest order of 0.05 BTC',
        again: false,
      },
    ],
  });
  expect(small.venue.placed).toEqual([]);
});

it('lets purchases wait for the sales that pay for them', async () => {
  const given = new ExecutionCase([planned('sell', 'ETH/USDT', '20'), planned('buy', 'BTC/USDT', '15')], {
    patience_s: 300,
  })
    .market(marketOf('ETH'))
    .market(marketOf('BTC'))
    .hold('ETH', '20')
    .hold('USDT', '300');
  let waits = 0;
  given.clock.onTrading = () => {
    if (++waits === 5) given.fillAllResting();
    if (given.venue.placed.length > 1) given.fillAllResting();
  };
  expect(await given.run()).toEqual(done);
  // One purchase of all, not crumbs of what was there before.
  expect(given.venue.placed.map(({ side, amount }) => [side, amount])).toEqual([
    ['sell', '20'],
    ['buy', '15'],
  ]);
  expect(waits).toBeGreaterThanOrEqual(5);
});

it('buys what there is money for, waits a minute for more, and names what is missing', async () => {
  const given = purchase({ patience_s: 0 }).hold('USDT', '600');
  const began = given.clock.trading.now();
  const result = await given.run();
  expect(given.venue.placed).toMatchObject([{ amount: '5.993' }]);
  expect(result).toMatchObject({
    shortfalls: [{ missing: '4.007', reason: 'there is not enough USDT for it', again: true }],
  });
  const waited = given.clock.trading.now() - began;
  expect(waited).toBeGreaterThanOrEqual(60_000);
  expect(waited).toBeLessThan(150_000);
});

it('never spends what somebody else has on the same account, though an order already locks its own part', async () => {
  const given = new ExecutionCase([planned('buy', 'BTC/USDT', '6'), planned('buy', 'ETH/USDT', '6')], {
    patience_s: 60,
  })
    .market(marketOf('BTC'))
    .market(marketOf('ETH'))
    .hold('USDT', '1000', '100000');
  const result = await given.run();
  expect(given.exchange.problems).toEqual([]);
  expect(result).toMatchObject({
    shortfalls: [{ symbol: 'ETH/USDT', reason: 'there is not enough USDT for it' }],
  });
});

it('quotes anew a second later when a post-only order would have traded', async () => {
  const given = purchase({ patience_s: 120 });
  given.venue.beforePlace = () =>
    given.venue.placed.length <= 3 ? refused('passive', 'would immediately match') : null;
  given.clock.onTrading = () => given.fillAllResting();
  const began = given.clock.trading.now();
  expect(await given.run()).toEqual(done);
  expect(given.venue.placed).toHaveLength(4);
  expect(given.venue.placed[3].timeInForce).toBe('PO');
  expect(given.clock.trading.now() - began).toBeGreaterThanOrEqual(3000);
});

it('crosses when post-only orders would trade all the time, once patience is over', async () => {
  const given = purchase({ patience_s: 10 });
  given.venue.beforePlace = ({ timeInForce }) =>
    timeInForce === 'PO' ? refused('passive', 'would immediately match') : null;
  expect(await given.run()).toEqual(done);
  expect(given.venue.placed.length).toBeLessThanOrEqual(12);
  expect(given.venue.placed.at(-1)?.timeInForce).toBe('IOC');
});

it('looks at every resting order, though as many rest as may', async () => {
  const assets = ['A', 'B', 'C', 'D', 'E'];
  const given = new ExecutionCase(
    assets.map((asset) => planned('buy', `${asset}/USDT`, '5')),
    { patience_s: 60, reprice_s: 10, orders_at_once: 3, slice_pause_s: 3600, depth_share: 0.25 },
  ).hold('USDT', '10000');
  for (const asset of assets) given.market(marketOf(asset));
  // The first is cut into slices with an hour between them; the others must not wait for it.
  given.setBook('A/USDT', ['10']);
  const began = given.clock.trading.now();
  const crossed = new Map<string, number>();
  given.venue.beforePlace = ({ symbol, timeInForce }) => {
    if (timeInForce === 'IOC') crossed.set(symbol, (given.clock.trading.now() - began) / 1000);
    return null;
  };
  given.clock.onTrading = () => given.setBook('A/USDT', ['10']);
  expect(await given.run()).toEqual(done);
  for (const asset of assets.slice(1)) expect(crossed.get(`${asset}/USDT`)).toBeLessThan(200);
});
