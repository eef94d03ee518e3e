import { add, compare, formatDecimal, multiply, subtract } from '@holdfast/decimal';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { OrderToPlace, VenueMarket } from '../../src/venue/venue.ts';
import { ACCOUNT, ExecutionCase, marketOf, planned } from '../support/execution-case.ts';
import { brokenFilter, exact } from '../support/memory-exchange.ts';
import { Crash } from '../support/memory-journal.ts';
import { SeededRandom } from '../support/seeded-random.ts';

const ZERO = exact('0');

const shapes = fc.record({
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  /** Base assets; sales come first, as in a plan. */
  steps: fc.array(
    fc.record({
      side: fc.constantFrom('buy' as const, 'sell' as const),
      usd: fc.integer({ min: 3, max: 900 }),
    }),
    { minLength: 1, maxLength: 6 },
  ),
  cash: fc.integer({ min: 0, max: 2000 }),
  others: fc.constantFrom(0, 0, 50, 5000),
  patience: fc.constantFrom(0, 20, 120),
  slicePause: fc.constantFrom(0, 5, 30),
  atOnce: fc.integer({ min: 1, max: 5 }),
  feeIn: fc.constantFrom('quote' as const, 'base' as const),
  wallPerTrading: fc.constantFrom(1, 0.001),
  depth: fc.constantFrom(1, 4, 50),
  volatility: fc.constantFrom(0, 0, 0.0002, 0.004),
  slippage: fc.constantFrom(0.02, 0.0003),
  trouble: fc.constantFrom(0, 0.05, 0.25),
  crashes: fc.constantFrom(0, 0.05, 0.2),
  stops: fc.constantFrom(0, 0, 0.05),
  changes: fc.constantFrom('none', 'none', 'filters', 'halt', 'gone'),
});
type Shape = typeof shapes extends fc.Arbitrary<infer T> ? T : never;

/** A random account, plan and market, and a watch over what must never happen. */
function caseOf(shape: Shape): { given: ExecutionCase; problems: string[] } {
  const random = new SeededRandom(shape.seed * 7919);
  const sorted = shape.steps.toSorted((a, b) => (a.side === b.side ? 0 : a.side === 'sell' ? -1 : 1));
  const steps = sorted.map(({ side, usd }, at) =>
    planned(side, `A${at}/USDT`, formatDecimal({ units: BigInt(usd * 10), scale: 3 })),
  );
  const settings = {
    patience_s: shape.patience,
    reprice_s: 10,
    slice_pause_s: shape.slicePause,
    orders_at_once: shape.atOnce,
    max_slippage: shape.slippage,
    depth_share: 0.25,
  };
  const { seed, feeIn, wallPerTrading } = shape;
  const given = new ExecutionCase(steps, settings, { seed, feeIn, wallPerTrading });
  given.hold('USDT', String(shape.cash), String(shape.others));
  const problems: string[] = given.exchange.problems;
  const mids = new Map<string, number>();
  for (const { side, symbol, amount } of steps) {
    const base = symbol.split('/')[0];
    const limits = random.hits(0.3) ? { max_amount: '2.5', max_notional: '240' } : {};
    given.market(marketOf(base, limits));
    if (side === 'sell') given.hold(base, amount, random.hits(0.3) ? '1' : '0');
    mids.set(symbol, 100.005);
  }
  const t = shape.trouble;
  given.venue.faults = {
    lostBefore: t / 2,
    lostAfter: t,
    late: t,
    busy: t / 2,
    unreachable: t / 4,
    lag: t,
    cancelFails: t,
    cancelLoses: t,
    fillsLate: t,
  };
  const book = () => {
    for (const [symbol, mid] of mids) {
      const bid = Math.floor(mid * 100);
      const amounts = [0, 1, 2, 3].map(() => (shape.depth * (0.2 + random.next())).toFixed(3));
      given.setBook(symbol, amounts, bid, bid + random.whole(1, 5));
    }
  };
  book();
  given.clock.onTrading = (ms) => {
    for (const [symbol, mid] of mids) {
      const change = (random.next() - 0.5) * 2 * shape.volatility * Math.sqrt(Math.min(ms, 60_000) / 1000);
      mids.set(symbol, mid * (1 + change));
    }
    book();
    for (const order of given.exchange.orders.values()) {
      if (order.state === 'open' && random.hits(0.3)) given.exchange.fillResting(order, random.next());
      given.venue.note(order);
    }
    if (random.hits(0.05)) change(given, shape.changes, random);
  };
  given.venue.beforePlace = (order) => {
    problems.push(...wrongWith(order, given));
    return null;
  };
  given.journal.atWrite = () => {
    given.clock.passWall(random.hits(0.02) ? 1500 : random.whole(0, 20));
    if (random.hits(shape.crashes)) throw new Crash();
  };
  given.isStopping = () => random.hits(shape.stops);
  return { given, problems };
}

function change({ exchange }: ExecutionCase, what: Shape['changes'], random: SeededRandom): void {
  for (const [symbol, market] of exchange.markets) {
    if (!random.hits(0.5)) continue;
    if (what === 'filters')
      exchange.markets.set(symbol, { ...market, amount_step: '0.01', min_notional: '10' });
    if (what === 'halt') exchange.markets.set(symbol, { ...market, active: random.hits(0.5) });
    if (what === 'gone') exchange.markets.delete(symbol);
    if (what === 'gone') exchange.books.delete(symbol);
  }
}

/** What an order does that no order may. */
function wrongWith(order: OrderToPlace, { journal, venue, steps, settings, clock }: ExecutionCase): string[] {
  const problems: string[] = [];
  const record = journal.records.get(order.clientOrderId);
  if (record === undefined) return ['an order was sent that is not written down'];
  const step = steps[record.step];
  for (const other of journal.ofStep(record.step)) {
    if (other.clientOrderId === order.clientOrderId) continue;
    if (['written', 'open'].includes(other.state)) problems.push('two orders of a step are under way');
    if (other.state === 'lost' && clock.wall() <= other.deadAt) problems.push('an order was lost too soon');
  }
  const market = venue.told.find(({ symbol }) => symbol === order.symbol);
  if (market === undefined) return [...problems, 'an order for a market that was not told'];
  const broken = brokenFilter(market, order);
  if (broken !== null) problems.push(`${broken} of what was told: ${order.amount} at ${order.price}`);
  const slip = settings.max_slippage;
  const worst = multiply(
    exact(step.price),
    exact(order.side === 'buy' ? String(1 + slip) : String(1 - slip)),
  );
  const beyond = order.side === 'buy' ? 1 : -1;
  if (compare(exact(order.price), worst) === beyond) problems.push(`${order.price} is beyond ${step.price}`);
  if (order.timeInForce === 'IOC') problems.push(...wrongSlice(order, market, venue.shown, worst, beyond));
  return problems;
}

/** A slice takes its share of what the book showed; but never less than the smallest order, nor leaves less than that. */
function wrongSlice(
  order: OrderToPlace,
  market: VenueMarket,
  shown: ExecutionCase['venue']['shown'],
  worst: ReturnType<typeof exact>,
  beyond: 1 | -1,
): string[] {
  const levels = shown.get(`${order.symbol} ${order.side}`) ?? [];
  const within = levels.filter(({ price }) => compare(exact(price), worst) !== beyond);
  const visible = within.reduce((sum, { amount }) => add(sum, exact(amount)), ZERO);
  const share = multiply(visible, exact('0.25'));
  const small = compare(multiply(exact(order.amount), exact(order.price)), exact('20')) <= 0;
  const least = Math.max(
    2 * (Number(market.min_notional) / Number(order.price)),
    2 * Number(market.amount_step),
  );
  if (compare(exact(order.amount), share) <= 0 || Number(order.amount) <= least + 0.02 || small) return [];
  return [`a slice of ${order.amount} of ${formatDecimal(visible)}`];
}

it('never sends twice, never trades more than planned, never spends what is not its own, and ends with every rest named', async () => {
  const seen = { finished: 0, replan: 0, interrupted: 0, lost: 0, refused: 0, crashes: 0, shortfalls: 0 };
  await fc.assert(
    fc.asyncProperty(shapes, async (shape) => {
      const { given, problems } = caseOf(shape);
      const { exchange, journal, venue, steps } = given;
      const { result, begun } = await given.runUntilDone();
      seen[result.kind]++;
      seen.crashes += begun - 1;
      // What is not known to be closed could still trade after it ended.
      given.clock.passWall(60_000);
      expect(problems).toEqual([]);
      expect(new Set(venue.placed.map(({ clientOrderId }) => clientOrderId)).size).toBe(venue.placed.length);
      for (const record of journal.records.values()) {
        const order = exchange.orders.get(record.clientOrderId);
        if (record.state === 'lost') seen.lost++;
        if (record.state === 'refused') seen.refused++;
        expect(['closed', 'refused', 'lost']).toContain(record.state);
        expect(order?.state ?? 'none').toBe(record.state === 'closed' ? 'closed' : 'none');
        if (order !== undefined) expect(record.filled).toBe(formatDecimal(order.filled));
      }
      for (const [at, step] of steps.entries()) {
        const missing = subtract(exact(step.amount), exact(given.filledOf(at)));
        expect(missing.units >= 0n, `step ${at} is filled with more than planned`).toBe(true);
        if (result.kind !== 'finished' || missing.units === 0n) continue;
        seen.shortfalls++;
        const named = result.shortfalls.find((shortfall) => shortfall.step === at);
        expect(named?.missing).toBe(formatDecimal(missing));
        expect(named?.reason ?? '').not.toBe('');
      }
      const held = await journal.holdings(ACCOUNT);
      for (const asset of ['USDT', ...steps.map(({ symbol }) => symbol.split('/')[0])]) {
        const own = exchange.own(asset);
        expect(own.units >= 0n, `${asset} of somebody else was spent`).toBe(true);
        expect(held.get(asset) ?? '0').toBe(formatDecimal(own));
      }
    }),
    { numRuns: 300, seed: 20261124 },
  );
  // The cases are worth something only when all of it happens.
  for (const [what, times] of Object.entries(seen)) expect(times, what).toBeGreaterThan(20);
}, 120_000);
