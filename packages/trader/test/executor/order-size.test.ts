import { compare, formatDecimal, multiply, subtract } from '@holdfast/decimal';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type SizeProblem, sizeOrder } from '../../src/executor/order-size.ts';
import { marketOf } from '../support/execution-case.ts';
import { brokenFilter, exact } from '../support/memory-exchange.ts';

const problem = (given: Partial<Record<'remainder' | 'available' | 'price' | 'largest', string>>) => ({
  side: 'buy' as const,
  market: marketOf('BTC', { taker_fee: '0', amount_step: '0.1', min_notional: '40' }),
  remainder: exact(given.remainder ?? '10'),
  available: exact(given.available ?? '100000'),
  price: exact(given.price ?? '10'),
  largest: given.largest === undefined ? null : exact(given.largest),
});

it('takes all that is left when nothing stands against it', () => {
  expect(sizeOrder(problem({ remainder: '10.07' }))).toEqual({ kind: 'order', amount: '10', price: '10' });
});

it('takes exactly the smallest order, not a lot more', () => {
  expect(sizeOrder(problem({ remainder: '4' }))).toEqual({ kind: 'order', amount: '4', price: '10' });
  expect(sizeOrder(problem({ remainder: '3.99' }))).toEqual({ kind: 'too-small', least: '4' });
  // 40 ÷ 11 = 3.63…
  expect(sizeOrder(problem({ remainder: '3.7', price: '11' }))).toMatchObject({ amount: '3.7' });
  expect(sizeOrder(problem({ remainder: '3.69', price: '11' }))).toEqual({ kind: 'too-small', least: '3.7' });
});

it('rather takes a little less than leave a rest that nobody can trade', () => {
  expect(sizeOrder(problem({ remainder: '9', largest: '6' }))).toMatchObject({ amount: '5' });
  expect(sizeOrder(problem({ remainder: '7.5', largest: '4.5' }))).toMatchObject({ amount: '7.5' });
});

it('never takes more than there is, for the sake of a rest', () => {
  expect(sizeOrder(problem({ remainder: '7.5', largest: '4.5', available: '50' }))).toMatchObject({
    amount: '4.5',
  });
});

it('never takes more than the market allows, for the sake of a rest', () => {
  const given = problem({ remainder: '7.5' });
  for (const limit of [{ max_amount: '4.5' }, { max_notional: '45' }]) {
    expect(sizeOrder({ ...given, market: { ...given.market, ...limit } })).toMatchObject({ amount: '4.5' });
  }
});

it('makes a slice below the smallest order one of that size', () => {
  expect(sizeOrder(problem({ largest: '0.2' }))).toMatchObject({ amount: '4' });
});

it('says when a market allows no order at all', () => {
  const given = problem({});
  expect(sizeOrder({ ...given, market: { ...given.market, max_amount: '1' } }).kind).toBe('too-small');
});

it('counts the fee into what a purchase takes', () => {
  const given = problem({ available: '100' });
  const market = { ...given.market, taker_fee: '0.01' };
  expect(sizeOrder({ ...given, market })).toMatchObject({ amount: '9.9' });
});

it('keeps every digit of coins with eighteen decimals', () => {
  const market = marketOf('SHIB', {
    amount_step: '0.000000000000000001',
    min_notional: '0',
    min_amount: '0',
    taker_fee: '0',
  });
  const given = { ...problem({ remainder: '123456789.123456789012345678', price: '0.00000001' }), market };
  expect(sizeOrder(given)).toEqual({
    kind: 'order',
    amount: '123456789.123456789012345678',
    price: '0.00000001',
  });
});

const units = (most: number, scale: number) =>
  fc.bigInt({ min: 1n, max: BigInt(most) }).map((value) => ({ units: value, scale }));

const cases: fc.Arbitrary<SizeProblem> = fc.record({
  side: fc.constantFrom('buy' as const, 'sell' as const),
  market: fc
    .record({
      amount_step: fc.constantFrom('1', '0.1', '0.003', '0.00001'),
      min_amount: fc.constantFrom('0', '0.01', '2'),
      min_notional: fc.constantFrom('0', '5', '10'),
      max: fc.constantFrom({}, { max_amount: '7' }, { max_notional: '50' }),
      taker_fee: fc.constantFrom('0', '0.001', '0.0026'),
    })
    .map(({ max, ...filters }) => marketOf('BTC', { ...filters, ...max })),
  remainder: units(20_000, 3),
  available: units(200_000, 3),
  price: units(9_000, 2),
  largest: fc.option(units(20_000, 3)),
});

it('keeps every filter, never overspends, never takes more than is left', () => {
  let orders = 0;
  fc.assert(
    fc.property(cases, (given) => {
      const sized = sizeOrder(given);
      if (sized.kind !== 'order') return;
      orders++;
      const { side, market, remainder, available } = given;
      const order = {
        ...sized,
        side,
        symbol: market.symbol,
        clientOrderId: '',
        timeInForce: 'IOC' as const,
        sendBy: 0,
      };
      const broken = brokenFilter({ ...market, price_tick: '0.01' }, order);
      expect(broken).toBe(null);
      const amount = exact(sized.amount);
      expect(compare(amount, remainder)).toBeLessThanOrEqual(0);
      const fee = exact(market.taker_fee);
      const cost = multiply(multiply(amount, exact(sized.price)), {
        units: fee.units + 10n ** BigInt(fee.scale),
        scale: fee.scale,
      });
      expect(compare(side === 'sell' ? amount : cost, available)).toBeLessThanOrEqual(0);
    }),
    { numRuns: 5000, seed: 20261124 },
  );
  expect(orders).toBeGreaterThan(1500);
});

it('leaves a rest below the smallest order only where money or limits leave no choice', () => {
  fc.assert(
    fc.property(cases, ({ market, ...given }) => {
      const { max_amount: _, max_notional: __, ...unlimited } = market;
      const rich = { ...given, market: unlimited, available: exact('1000000000') };
      const sized = sizeOrder(rich);
      if (sized.kind !== 'order') return;
      const rest = subtract(given.remainder, exact(sized.amount));
      const then = sizeOrder({ ...rich, remainder: rest });
      // Less than a lot can't be traded at all.
      if (compare(rest, exact(market.amount_step)) < 0) return;
      expect(then.kind, `${formatDecimal(rest)} is left`).toBe('order');
    }),
    { numRuns: 5000, seed: 20261125 },
  );
});
