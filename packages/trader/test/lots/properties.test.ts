import { add, type Decimal, formatDecimal, multiply, parseDecimal, subtract } from '@holdfast/decimal';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type LotEvent, type LotMethod, type TaxLots, taxLots } from '../../src/index.ts';
import { referenceGain } from '../support/reference-lots.ts';

const ASSETS = ['BTC', 'ETH', 'USDT', 'BNB'];
const METHODS: LotMethod[] = ['fifo', 'lifo', 'hifo'];

const amount = fc
  .tuple(fc.bigInt({ min: 1n, max: 10n ** 10n }), fc.integer({ min: 0, max: 9 }))
  .map(([units, scale]) => formatDecimal({ units, scale }));
const asset = fc.constantFrom(...ASSETS);
const fee = fc.record({ asset, amount, valueUsd: amount });
const fill = fc
  .record({
    kind: fc.constantFrom('buy' as const, 'sell' as const),
    pair: fc.uniqueArray(fc.constantFrom(...ASSETS, 'USD'), { minLength: 2, maxLength: 2 }),
    amount,
    price: amount,
    valueUsd: amount,
    fee: fc.option(fee, { nil: undefined, freq: 2 }),
  })
  .map(({ pair: [base, quote], fee, ...rest }) => ({
    ...rest,
    base,
    quote,
    // Of the quote a fee can be worth all of the fill, and no more.
    ...(fee === undefined ? {} : { fee: fee.asset === quote ? { ...fee, valueUsd: rest.valueUsd } : fee }),
  }));
const deposit = fc.record({
  kind: fc.constant('deposit' as const),
  asset,
  amount,
  valueUsd: amount,
  old: fc.boolean(),
});
const withdrawal = fc.record({ kind: fc.constant('withdrawal' as const), asset, amount });

const history: fc.Arbitrary<LotEvent[]> = fc
  .array(
    fc.tuple(
      fc.nat(3),
      fc.oneof({ arbitrary: fill, weight: 4 }, { arbitrary: deposit, weight: 3 }, withdrawal),
    ),
    { maxLength: 40 },
  )
  .map((steps) => {
    let time = 0;
    return steps.map(([later, event]): LotEvent => {
      time += later;
      if (event.kind !== 'deposit') return { ...event, time };
      const { old, ...rest } = event;
      return old
        ? { ...rest, time, basis: { costUsd: rest.valueUsd, acquired: time - 5 } }
        : { ...rest, time };
    });
  });

const method = fc.constantFrom(...METHODS);

it('loses no amount: what came in, and what was never known of, is held, disposed of or withdrawn', () => {
  fc.assert(
    fc.property(history, method, (events, method) => {
      const result = taxLots(events, { method });
      for (const asset of ASSETS) {
        const unknown = [...result.gains, ...result.withdrawn].filter(
          (lot) => lot.asset === asset && lot.acquired === null,
        );
        const accounted = [...result.lots, ...result.gains, ...result.withdrawn].filter(
          (lot) => lot.asset === asset,
        );
        expect(formatDecimal(sum(accounted, 'amount'))).toBe(
          formatDecimal(add(broughtIn(events, asset), sum(unknown, 'amount'))),
        );
      }
    }),
    { numRuns: 400, seed: 20261124 },
  );
});

it('loses no cost: gains are what lots cost more or less than what came in, to the last digit', () => {
  fc.assert(
    fc.property(history, method, (events, method) => {
      const result = taxLots(events, { method });
      const deposits = sum(
        events.filter((event) => event.kind === 'deposit'),
        'valueUsd',
      );
      const held = add(sum(result.lots, 'costUsd'), sum(result.withdrawn, 'costUsd'));
      const expected = add(subtract(held, deposits), moneyIn(events));
      expect(formatDecimal(sum(result.gains, 'gainUsd'))).toBe(formatDecimal(expected));
      for (const { proceedsUsd, costUsd, gainUsd } of result.gains) {
        expect(gainUsd).toBe(formatDecimal(subtract(signed(proceedsUsd), signed(costUsd))));
      }
      for (const { amount, costUsd } of [...result.lots, ...result.withdrawn]) {
        expect(signed(amount).units > 0n && signed(costUsd).units >= 0n).toBe(true);
      }
    }),
    { numRuns: 400, seed: 20261125 },
  );
});

it('agrees with fractions and a sort before each sale, up to the digit at which costs are cut', () => {
  const trades = fc.array(
    fc.record({
      buy: fc.boolean(),
      amount: fc.integer({ min: 1, max: 50 }),
      value: fc.integer({ min: 0, max: 900 }),
    }),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(trades, method, (trades, method) => {
      const events = trades.map(
        ({ buy, amount, value }, at): LotEvent => ({
          kind: buy ? 'buy' : 'sell',
          time: at >> 1,
          base: 'BTC',
          quote: 'USD',
          amount: String(amount),
          price: '1',
          valueUsd: String(value),
        }),
      );
      const gain = Number(formatDecimal(sum(taxLots(events, { method }).gains, 'gainUsd')));
      expect(Math.abs(gain - referenceGain(trades, method))).toBeLessThan(1e-6);
    }),
    { numRuns: 1000, seed: 20261126 },
  );
});

it('gains the same by every method once all is sold, and with HIFO never more from one sale', () => {
  const buys = fc.array(fc.tuple(amount, amount), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(buys, fc.double({ min: 0.01, max: 1, noNaN: true }), (buys, part) => {
      const events = buys.map(
        ([amount, valueUsd], time): LotEvent => ({
          kind: 'buy',
          time,
          base: 'BTC',
          quote: 'USD',
          amount,
          price: '1',
          valueUsd,
        }),
      );
      const all = sum(events as { amount: string }[], 'amount');
      const sold = multiply(all, { units: BigInt(Math.round(part * 1000)), scale: 3 });
      const gainOf = (amount: Decimal, method: LotMethod): Decimal => {
        const sale: LotEvent = {
          kind: 'sell',
          time: 99,
          base: 'BTC',
          quote: 'USD',
          amount: formatDecimal(amount),
          price: '1',
          valueUsd: '5',
        };
        return sum(taxLots([...events, sale], { method }).gains, 'gainUsd');
      };
      const whole = METHODS.map((method) => formatDecimal(gainOf(all, method)));
      expect(new Set(whole).size).toBe(1);
      const [fifo, lifo, hifo] = METHODS.map((method) => gainOf(sold, method));
      // One unit in the last place: the lot that is sold in part is another one.
      const cut = { units: 1n, scale: 8 };
      for (const other of [fifo, lifo]) expect(subtract(hifo, add(other, cut)).units <= 0n).toBe(true);
    }),
    { numRuns: 400, seed: 20261127 },
  );
});

it('depends on nothing but the events: a longer history begins like a shorter one', () => {
  fc.assert(
    fc.property(history, method, fc.nat(40), (events, method, length) => {
      const whole = taxLots(events, { method });
      const part: TaxLots = taxLots(events.slice(0, length), { method });
      expect(whole.gains.slice(0, part.gains.length)).toEqual(part.gains);
      expect(whole.withdrawn.slice(0, part.withdrawn.length)).toEqual(part.withdrawn);
    }),
    { numRuns: 200, seed: 20261128 },
  );
});

/** What trades and deposits brought of an asset, after fees of it that were taken from what was received. */
function broughtIn(events: readonly LotEvent[], asset: string): Decimal {
  return events.reduce((total, event) => {
    if (event.kind === 'withdrawal') return total;
    if (event.kind === 'deposit') return event.asset === asset ? add(total, signed(event.amount)) : total;
    const received = event.kind === 'buy' ? event.base : event.quote;
    if (received !== asset) return total;
    const amount =
      event.kind === 'buy' ? signed(event.amount) : multiply(signed(event.amount), signed(event.price));
    const fee = event.fee?.asset === asset ? signed(event.fee.amount) : zero;
    const net = subtract(amount, fee);
    return add(total, net.units > 0n ? net : amount);
  }, zero);
}

/** USD received less USD paid, as values; fees in USD have none here but what the trade says. */
function moneyIn(events: readonly LotEvent[]): Decimal {
  return events.reduce((total, event) => {
    if (event.kind !== 'buy' && event.kind !== 'sell') return total;
    const buys = event.kind === 'buy';
    const feeValue = event.fee === undefined ? zero : signed(event.fee.valueUsd);
    const ofQuote = event.fee?.asset === event.quote && !takesAllReceived(event);
    const ofBase = event.fee?.asset === event.base && !takesAllReceived(event);
    const apart = event.fee !== undefined && !ofQuote && !ofBase;
    const moved = ofQuote ? feeValue : zero;
    const value = buys ? add(signed(event.valueUsd), moved) : subtract(signed(event.valueUsd), moved);
    if ((buys ? event.base : event.quote) === 'USD') {
      // Money comes in: what was given for it, and the fee that was paid apart adds to what it cost.
      return add(total, add(value, buys && apart ? feeValue : zero));
    }
    if ((buys ? event.quote : event.base) === 'USD') {
      return subtract(total, subtract(value, !buys && apart ? feeValue : zero));
    }
    return total;
  }, zero);
}

function takesAllReceived(event: Extract<LotEvent, { base: string }>): boolean {
  const buys = event.kind === 'buy';
  if (event.fee === undefined || event.fee.asset !== (buys ? event.base : event.quote)) return false;
  const received = buys ? signed(event.amount) : multiply(signed(event.amount), signed(event.price));
  return subtract(signed(event.fee.amount), received).units >= 0n;
}

const zero: Decimal = { units: 0n, scale: 0 };

function signed(text: string): Decimal {
  const negative = text.startsWith('-');
  const value = parseDecimal(negative ? text.slice(1) : text);
  if (value === null) throw new Error(`${text} is no decimal`);
  return negative ? { ...value, units: -value.units } : value;
}

function sum<Key extends string>(items: readonly { readonly [key in Key]?: string }[], key: Key): Decimal {
  return items.reduce((total, item) => add(total, signed(item[key] ?? '0')), zero);
}
