import { formatDecimal } from '@holdfast/decimal';
import { expect, it } from 'vitest';
import type { Placement } from '../../src/venue/venue.ts';
import { ExecutionCase, marketOf, planned } from '../support/execution-case.ts';
import { NO_VENUE_FAULTS } from '../support/memory-venue.ts';

const done = { kind: 'finished', shortfalls: [] };

/** One purchase of 10 units, 1,000.10 USDT, with enough money. */
function purchase(
  settings: ConstructorParameters<typeof ExecutionCase>[1] = {},
  amount = '10',
): ExecutionCase {
  return new ExecutionCase([planned('buy', 'BTC/USDT', amount)], settings)
    .market(marketOf('BTC'))
    .hold('USDT', '5000');
}

function refused(cause: Extract<Placement, { kind: 'refused' }>['cause'], reason: string): Placement {
  return { kind: 'refused', cause, reason };
}

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

it('waits a minute for a halted market, and goes on when it opens', async () => {
  const halted = purchase({ patience_s: 0 });
  halted.exchange.markets.set('BTC/USDT', marketOf('BTC', { active: false }));
  const began = halted.clock.trading.now();
  expect(await halted.run()).toMatchObject({
    shortfalls: [{ missing: '10', reason: 'BTC/USDT is halted or shows no price', again: true }],
  });
  expect(halted.venue.placed).toEqual([]);
  expect(halted.clock.trading.now() - began).toBe(60_000);

  const opens = purchase({ patience_s: 0 });
  opens.exchange.markets.set('BTC/USDT', marketOf('BTC', { active: false }));
  let waited = 0;
  opens.clock.onTrading = (ms) => {
    waited += ms;
    if (waited >= 30_000) opens.exchange.markets.set('BTC/USDT', marketOf('BTC'));
  };
  expect(await opens.run()).toEqual(done);
});

it('names a market that closes between plan and order, after trying for a minute', async () => {
  const given = purchase({ patience_s: 0 });
  given.venue.beforePlace = () => refused('halted', 'MarketClosed: Market is closed.');
  const result = await given.run();
  expect(result).toMatchObject({ shortfalls: [{ reason: 'MarketClosed: Market is closed.', again: true }] });
  expect(given.venue.placed).toHaveLength(5);
});

it('does not try again what a policy forbids, and carries on with the rest', async () => {
  const given = new ExecutionCase([planned('buy', 'DOGE/USDT', '10'), planned('buy', 'BTC/USDT', '5')], {
    patience_s: 0,
  })
    .market(marketOf('DOGE'))
    .market(marketOf('BTC'))
    .hold('USDT', '5000');
  const reason = 'InvalidOrder: Order refused: Holdfast: symbols: DOGE/USDT is not allowed.';
  given.venue.beforePlace = ({ symbol }) => (symbol === 'DOGE/USDT' ? refused('policy', reason) : null);
  expect(await given.run()).toEqual({
    kind: 'finished',
    shortfalls: [{ step: 0, symbol: 'DOGE/USDT', side: 'buy', missing: '10', reason, again: false }],
  });
  expect(given.venue.placed.map(({ symbol }) => symbol)).toEqual(['DOGE/USDT', 'BTC/USDT']);
});

it('waits longer each time the exchange is busy, sends nothing else meanwhile, and gives up after two minutes', async () => {
  const given = purchase({ patience_s: 0 });
  const at: number[] = [];
  given.venue.beforePlace = () => {
    at.push(given.clock.wall());
    return at.length <= 3 ? refused('busy', 'DDoSProtection: Too many requests.') : null;
  };
  expect(await given.run()).toEqual(done);
  const pauses = at.slice(1).map((time, i) => time - at[i]);
  expect(pauses[0]).toBeGreaterThanOrEqual(500);
  expect(pauses[1]).toBeGreaterThanOrEqual(1000);
  expect(pauses[2]).toBeGreaterThanOrEqual(2000);

  const never = purchase({ patience_s: 0 });
  never.venue.beforePlace = () => refused('busy', 'DDoSProtection: Too many requests.');
  const began = never.clock.wall();
  await expect(never.run()).rejects.toMatchObject({ code: 'VENUE_UNREACHABLE' });
  expect(never.clock.wall() - began).toBeLessThan(180_000);
  expect(never.venue.placed.length).toBeLessThanOrEqual(9);
});

it('waits on the wall’s clock, however fast trading time passes, while the gateway knows no price', async () => {
  const given = new ExecutionCase(
    [planned('buy', 'BTC/USDT', '10')],
    { patience_s: 0 },
    { wallPerTrading: 0 },
  )
    .market(marketOf('BTC'))
    .hold('USDT', '5000');
  const began = given.clock.wall();
  const reason = 'Order refused: Holdfast: reference_price: no price is known.';
  given.venue.beforePlace = () => (given.clock.wall() < began + 3000 ? refused('unpriced', reason) : null);
  expect(await given.run()).toEqual(done);

  const never = purchase({ patience_s: 0 });
  never.venue.beforePlace = () => refused('unpriced', reason);
  expect(await never.run()).toMatchObject({ shortfalls: [{ reason, again: true }] });
  expect(never.venue.placed).toHaveLength(6);
});

it('reads the markets anew when a filter changed between plan and order', async () => {
  const given = purchase({ patience_s: 0 }, '10.005');
  await given.venue.markets();
  given.exchange.markets.set('BTC/USDT', marketOf('BTC', { amount_step: '0.01' }));
  expect(await given.run()).toMatchObject({
    shortfalls: [
      { missing: '0.005', again: false, reason: expect.stringContaining('below the smallest order') },
    ],
  });
  expect(given.venue.placed.map(({ amount }) => amount)).toEqual(['10.005', '10']);
});

it('gives up a step that the rules refuse twice in a row', async () => {
  const given = purchase({ patience_s: 0 });
  given.venue.beforePlace = () => refused('filters', 'InvalidOrder: Filter failure: MAX_NUM_ORDERS');
  expect(await given.run()).toMatchObject({
    shortfalls: [{ reason: 'InvalidOrder: Filter failure: MAX_NUM_ORDERS', again: true }],
  });
  expect(given.venue.placed).toHaveLength(2);
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

it('asks for an order whose answer was lost, and sends the next only when it is known or dead', async () => {
  const there = purchase({ patience_s: 0 });
  there.venue.faults = { ...NO_VENUE_FAULTS, lostAfter: 1 };
  expect(await there.run()).toEqual(done);
  expect(there.venue.placed).toHaveLength(1);

  const gone = purchase({ patience_s: 0 });
  gone.venue.faults = { ...NO_VENUE_FAULTS, lostBefore: 1 };
  const at: number[] = [];
  gone.venue.beforePlace = () => {
    at.push(gone.clock.wall());
    if (at.length === 2) gone.venue.faults = NO_VENUE_FAULTS;
    return null;
  };
  expect(await gone.run()).toEqual(done);
  expect(gone.journal.ofStep(0).map(({ state }) => state)).toEqual(['lost', 'closed']);
  // The second between writing and sending, and the five that the exchange may take it.
  expect(at[1] - at[0]).toBeGreaterThan(6000);
  expect(at[1] - at[0]).toBeLessThan(9000);
});

it('asks less and less often while an order is unknown, and often again for the next one', async () => {
  const given = purchase({ patience_s: 0 });
  const asked: number[] = [];
  const find = given.venue.find.bind(given.venue);
  given.venue.find = (symbol, id) => {
    asked.push(given.clock.wall());
    return find(symbol, id);
  };
  let orders = 0;
  given.venue.beforePlace = () => {
    given.venue.faults = { ...NO_VENUE_FAULTS, lostBefore: ++orders <= 2 ? 1 : 0 };
    return null;
  };
  expect(await given.run()).toEqual(done);
  const gaps = asked.slice(1).map((at, i) => at - asked[i]);
  expect(gaps.slice(0, 4)).toEqual([200, 400, 800, 1600]);
  expect(gaps.filter((gap) => gap === 200)).toHaveLength(2);
});

it('bears an exchange that is busy again and again, as long as it takes an order in between', async () => {
  const given = purchase({ patience_s: 0, slice_pause_s: 1, depth_share: 0.1 }, '40');
  given.setBook('BTC/USDT', ['100']);
  given.clock.onTrading = () => given.setBook('BTC/USDT', ['100']);
  let sent = 0;
  given.venue.beforePlace = () => (++sent % 6 === 0 ? null : refused('busy', 'Too many requests.'));
  expect(await given.run()).toEqual(done);
  expect(given.filledOf(0)).toBe('40');
});

it('gives a step up when eight of its orders in a row were lost without a word', async () => {
  const given = purchase({ patience_s: 0 });
  given.venue.faults = { ...NO_VENUE_FAULTS, lostBefore: 1 };
  expect(await given.run()).toMatchObject({
    shortfalls: [{ reason: expect.stringContaining('8 orders in a row'), again: true }],
  });
});

it('does not take an answer from an old copy for a contradiction', async () => {
  const given = purchase({ patience_s: 30 });
  given.venue.faults = { ...NO_VENUE_FAULTS, lag: 0.9, fillsLate: 0.5 };
  expect(await given.run()).toEqual(done);
  expect(given.filledOf(0)).toBe('10');
});

it('stops for a person when the exchange forgets an order, and takes back the others', async () => {
  const given = new ExecutionCase([planned('buy', 'BTC/USDT', '5'), planned('buy', 'ETH/USDT', '5')], {
    patience_s: 600,
  })
    .market(marketOf('BTC'))
    .market(marketOf('ETH'))
    .hold('USDT', '5000');
  given.clock.onTrading = () => {
    const [first] = given.exchange.orders.keys();
    if (given.exchange.orders.size === 2) given.exchange.orders.delete(first);
  };
  await expect(given.run()).rejects.toMatchObject({ code: 'VENUE_INCONSISTENT' });
  expect([...given.exchange.orders.values()].map(({ state }) => state)).toEqual(['closed']);
});

it('stops for a person when an order can’t be cancelled, instead of asking for ever', async () => {
  const given = purchase({ patience_s: 10 });
  given.venue.cancel = async () => undefined;
  await expect(given.run()).rejects.toMatchObject({ code: 'VENUE_INCONSISTENT' });
});

it('takes back a resting order whose market shows no price any more', async () => {
  const given = purchase({ patience_s: 60 });
  given.clock.onTrading = () => given.exchange.books.delete('BTC/USDT');
  expect(await given.run()).toMatchObject({ shortfalls: [{ missing: '10', again: true }] });
  expect(given.venue.cancelled).toHaveLength(1);
});

it('gives up after nine tries to reach an exchange that does not answer', async () => {
  const given = purchase();
  given.venue.faults = { ...NO_VENUE_FAULTS, unreachable: 1 };
  const began = given.clock.wall();
  await expect(given.run()).rejects.toMatchObject({ code: 'VENUE_UNREACHABLE' });
  expect(given.clock.wall() - began).toBe(250 * (2 + 4 + 8 + 16 + 32 + 64 + 128 + 256));
});
