import { expect, it } from 'vitest';
import { ExecutionCase, marketOf, planned } from '../support/execution-case.ts';
import { NO_VENUE_FAULTS } from '../support/memory-venue.ts';
import { done, purchase, refused } from '../support/purchase.ts';

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
