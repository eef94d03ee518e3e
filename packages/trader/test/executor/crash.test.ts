import { formatDecimal } from '@holdfast/decimal';
import { expect, it } from 'vitest';
import { executePlan } from '../../src/executor/execute-plan.ts';
import { ACCOUNT, ExecutionCase, marketOf, planned } from '../support/execution-case.ts';
import { Crash } from '../support/memory-journal.ts';
import { NO_VENUE_FAULTS } from '../support/memory-venue.ts';

/** A sale that rests, is filled in part, re-priced and crossed; and two purchases that wait for it, one of them in slices. */
function rebalance(): ExecutionCase {
  const given = new ExecutionCase(
    [
      planned('sell', 'ETH/USDT', '12'),
      planned('buy', 'BTC/USDT', '5'),
      planned('buy', 'SOL/USDT', '6', '100.03'),
    ],
    { patience_s: 40, reprice_s: 15, slice_pause_s: 10 },
  )
    .hold('ETH', '12')
    .hold('USDT', '10', '700');
  for (const base of ['ETH', 'BTC', 'SOL']) given.market(marketOf(base));
  given.setBook('SOL/USDT', ['4', '4']);
  let turn = 0;
  given.clock.onTrading = () => {
    given.setBook('SOL/USDT', ['4', '4']);
    if (++turn % 3 === 1) given.fillAllResting(0.2);
    for (const order of given.exchange.orders.values()) given.venue.note(order);
  };
  return given;
}

function check(given: ExecutionCase, where: string): void {
  const { exchange, journal, venue } = given;
  expect(exchange.problems, where).toEqual([]);
  const ids = venue.placed.map(({ clientOrderId }) => clientOrderId);
  expect(new Set(ids).size, where).toBe(ids.length);
  expect([given.filledOf(0), given.filledOf(1), given.filledOf(2)], where).toEqual(['12', '5', '6']);
  for (const order of exchange.orders.values()) expect(order.state, where).toBe('closed');
  for (const record of journal.records.values()) {
    const order = exchange.orders.get(record.clientOrderId);
    expect(record.state === 'closed', where).toBe(order !== undefined);
    if (order !== undefined) expect(formatDecimal(order.filled), where).toBe(record.filled);
  }
}

it('comes to the same end wherever it dies once: before each of its writes, after it, and twice in a row', async () => {
  let moments = 0;
  for (let dies = 1; ; dies++) {
    let last = false;
    for (const [moment, times] of [
      ['before', 1],
      ['after', 1],
      ['after', 2],
    ] as const) {
      const given = rebalance();
      let left: number = times;
      given.journal.atWrite = (now) => {
        if (now !== moment || given.journal.writes < dies || left === 0) return;
        left--;
        throw new Crash();
      };
      const { begun } = await given.runUntilDone();
      last = begun === 1;
      check(given, `dies ${moment} write ${dies}, ${times} times`);
      moments++;
    }
    if (last) break;
  }
  expect(moments).toBeGreaterThan(60);
});

it('comes to the same end when each answer to an order is lost, and when each order comes as late as it can', async () => {
  for (const fault of ['lostAfter', 'late'] as const) {
    const given = rebalance();
    given.venue.faults = { ...NO_VENUE_FAULTS, [fault]: 1 };
    await given.runUntilDone();
    check(given, fault);
  }
});

it('goes on after days in which nobody carried the plan on', async () => {
  const given = rebalance();
  let writes = 0;
  given.journal.atWrite = () => {
    if (++writes === 4) throw new Crash();
  };
  await expect(given.run()).rejects.toBeInstanceOf(Crash);
  await given.clock.trading.wait(3 * 86_400_000);
  await given.runUntilDone();
  check(given, 'after days');
});

it('carries out a plan on two accounts, each with its own clock, money and orders', async () => {
  const near = new ExecutionCase([planned('buy', 'BTC/USDT', '5')], { patience_s: 30 })
    .market(marketOf('BTC'))
    .hold('USDT', '1000');
  const far = new ExecutionCase([planned('buy', 'ETH/USDT', '5')], {}, { wallPerTrading: 0 })
    .market(marketOf('ETH'))
    .hold('USDT', '300');
  near.journal.hold('far', 'USDT', '300');
  const steps = [...near.steps, { ...far.steps[0], account: 'far' }];
  const mids = { ...near.mids, 'far ETH/USDT': 100.005 };
  const result = await executePlan(
    { ...near.execution, steps, mids },
    {
      journal: near.journal,
      venueOf: (account) => (account === ACCOUNT ? near.venue : far.venue),
      wall: near.clock.wall,
      sleep: async (milliseconds) => {
        await near.clock.sleep(milliseconds);
        far.clock.passWall(milliseconds);
      },
      isStopping: async () => false,
    },
  );
  // Money of one account buys nothing on the other.
  expect(result).toMatchObject({
    shortfalls: [{ step: 1, missing: '2.004', reason: expect.stringContaining('USDT') }],
  });
  expect(near.venue.placed.every(({ symbol }) => symbol === 'BTC/USDT')).toBe(true);
  expect(far.venue.placed.every(({ symbol }) => symbol === 'ETH/USDT')).toBe(true);
  expect([...near.exchange.problems, ...far.exchange.problems]).toEqual([]);
});
