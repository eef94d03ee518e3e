import { add, compare, type Decimal, formatDecimal, parseDecimal } from '@holdfast/decimal';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byExchange } from '../../src/dialect/order-reference.ts';
import { judge } from '../../src/policy/judge.ts';
import type { ReferencePrice } from '../../src/policy/judge-request.ts';
import { type BookSample, referencePrice } from '../../src/policy/reference-price.ts';
import { ALL_TYPES, dec, marketOrder, order, policyWith, price, refused, request } from './requests.ts';

/** A thief has the virtual key of a bot, and an account of their own to trade against. */
const policy = policyWith(...ALL_TYPES, 'max_daily_slippage_usd: 5');
const ZERO: Decimal = { units: 0n, scale: 0 };

describe('the thief buys an illiquid token from themselves at 50 times its price', () => {
  it('by limit order', () => {
    const refusal = refused(policy, request([order({ symbol: 'RARE', price: dec('50') })]));
    expect(refusal.rule).toBe('price_band_pct');
  });

  it('by market order, having bought up the book so that only the own offer is left', () => {
    const prices = new Map([['RARE', price('1', { bestAsk: dec('50') })]]);
    for (const size of [{}, { quantity: null, quoteQuantity: dec('1') }]) {
      expect(refused(policy, request([marketOrder({ symbol: 'RARE', ...size })], { prices })).rule).toBe(
        'price_band_pct',
      );
    }
  });

  it('by a stop that is far above, or below for a sale', () => {
    const stop = { symbol: 'RARE', price: null, type: 'stop-market' } as const;
    expect(refused(policy, request([order({ ...stop, trigger: dec('50') })])).rule).toBe('price_band_pct');
    expect(refused(policy, request([order({ ...stop, side: 'sell', trigger: dec('0.02') })])).rule).toBe(
      'price_band_pct',
    );
  });

  it('by selling what the victim holds for a fiftieth', () => {
    for (const parts of [{}, { quantity: null, quoteQuantity: dec('1') }]) {
      const sale = order({ symbol: 'RARE', side: 'sell', price: dec('0.02'), ...parts });
      expect(refused(policy, request([sale])).rule).toBe('price_band_pct');
    }
  });

  it('in a token that is not named at all', () => {
    expect(refused(policy, request([order({ symbol: 'DUST', price: dec('50') })])).rule).toBe('symbols');
  });
});

describe('the thief moves the price first', () => {
  const second = books(0, 360, () => '1');
  const reference = (samples: BookSample[], other: BookSample[]): ReferencePrice | undefined =>
    referencePrice(samples, other, 360_000).price ?? undefined;

  it('holding the book at 50 for the last minute moves the reference price by nothing', () => {
    const samples = books(0, 360, (second) => (second >= 300 ? '50' : '1'));
    const found = reference(samples, second);
    expect(found && formatDecimal(found.mid)).toBe('1');
    const prices = new Map([['RARE', found!]]);
    for (const one of [order({ symbol: 'RARE', price: dec('50') }), marketOrder({ symbol: 'RARE' })]) {
      expect(refused(policy, request([one], { prices })).rule).toBe('price_band_pct');
    }
  });

  it('holding it for all the time makes the second venue disagree, and nothing is sent', () => {
    const found = reference(
      books(0, 360, () => '50'),
      second,
    );
    expect(found).toBeUndefined();
    expect(
      refused(policy, request([order({ symbol: 'RARE', price: dec('50') })], { prices: new Map() })).rule,
    ).toBe('reference_price');
  });

  it('holding only the offer far away makes the spread too wide to say anything', () => {
    const wide = books(0, 360, () => '1').map((sample) => ({ ...sample, ask: dec('50') }));
    expect(reference(wide, second)).toBeUndefined();
  });
});

describe('the thief stays inside the limits', () => {
  /** The caller's part: reservations of 24 hours against the limits, as the deciding statement does it. */
  function drain(
    next: (i: number) => ReturnType<typeof order>,
    times: number,
  ): { sent: number; loss: Decimal; worth: Decimal } {
    let sent = 0;
    let [loss, worth] = [ZERO, ZERO];
    for (let i = 0; i < times; i++) {
      const judgement = judge(policy, request([next(i)]));
      if (judgement.verdict === 'refused') continue;
      const [nextLoss, nextWorth] = [add(loss, judgement.slippageUsd), add(worth, judgement.notionalUsd)];
      if (compare(nextLoss, dec('5')) > 0 || compare(nextWorth, dec('1000')) > 0) continue;
      [loss, worth] = [nextLoss, nextWorth];
      sent++;
    }
    return { sent, loss, worth };
  }

  it('churning at the edges of the band ends with the slippage budget', () => {
    const churn = (i: number) =>
      i % 2 === 0
        ? order({ quantity: dec('2'), price: dec('10.2') })
        : order({ quantity: dec('2'), price: dec('9.8'), side: 'sell' });
    const { sent, loss } = drain(churn, 500);
    // 2 × 0.2 an order, and 5 a day.
    expect(sent).toBe(12);
    expect(formatDecimal(loss)).toBe('4.8');
  });

  it('churning by market orders counts the band for each, though it may fill better', () => {
    const { sent } = drain(
      (i) => marketOrder({ quantity: dec('2'), side: i % 2 === 0 ? 'buy' : 'sell' }),
      500,
    );
    expect(sent).toBe(12);
  });

  it('splitting below the order limit, into the smallest pieces too, ends with the daily limit', () => {
    const { sent, worth } = drain(() => order({ quantity: dec('9.9') }), 500);
    expect(sent).toBe(10);
    expect(formatDecimal(worth)).toBe('990');
    // Each piece of nearly nothing still counts the smallest amount.
    const dust = drain(() => order({ quantity: dec('0.0000000000000001') }), 1000);
    expect(formatDecimal(dust.worth)).toBe('0.00001');
  });

  it('splitting can never make the pieces count less than the whole', () => {
    fc.assert(
      fc.property(
        fc.array(fc.bigInt(1n, 10n ** 20n), { minLength: 2, maxLength: 8 }),
        fc.integer({ min: 9_800, max: 10_200 }),
        fc.constantFrom('buy' as const, 'sell' as const),
        (pieces, limit, side) => {
          const of = policyWith('max_order_usd: 1000000000000', 'max_daily_usd: 1000000000000');
          const one = (units: bigint) =>
            order({ side, quantity: { units, scale: 18 }, price: { units: BigInt(limit), scale: 3 } });
          const whole = judge(of, request([one(pieces.reduce((a, b) => a + b))]));
          const split = judge(of, request(pieces.map(one)));
          if (whole.verdict === 'refused' || split.verdict === 'refused') throw new Error('refused');
          expect(compare(split.notionalUsd, whole.notionalUsd)).toBeGreaterThanOrEqual(0);
          expect(compare(split.slippageUsd, whole.slippageUsd)).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });

  it('binding money far from the market is bounded by the daily limit and loses nothing', () => {
    const { sent, loss } = drain(() => order({ price: dec('1'), quantity: dec('100') }), 500);
    expect(sent).toBe(10);
    expect(formatDecimal(loss)).toBe('0');
  });
});

describe('the thief hides an order', () => {
  it.each([
    ['first', 0],
    ['in the middle', 10],
    ['last', 19],
  ])('%s in a batch of good ones: nothing of the batch is sent', (_, at) => {
    for (const bad of [
      order({ price: dec('500') }),
      order({ quantity: dec('10.1') }),
      order({ symbol: 'DUST' }),
      order({ quantity: null }),
      order({ product: 'margin' }),
      order({ action: 'amend', amends: null }),
    ]) {
      const batch = Array(20).fill(order()).with(at, bad);
      expect(judge(policy, request(batch)).verdict).toBe('refused');
    }
    expect(judge(policy, request(Array(20).fill(order()))).verdict).toBe('accepted');
  });

  it('in a batch of small ones that together are too much', () => {
    expect(refused(policy, request(Array(101).fill(order()))).rule).toBe('max_daily_usd');
  });

  it('as an amendment of a small order', () => {
    const grown = order({ action: 'amend', amends: byExchange('mine'), quantity: dec('1000'), price: null });
    expect(refused(policy, request([grown])).rule).toBe('max_order_usd');
  });

  it('behind a cancellation', () => {
    const big = order({ quantity: dec('1000'), amends: byExchange('mine') });
    expect(
      refused(policy, request([big], { cancels: [{ symbol: 'COIN', order: byExchange('mine') }] })).rule,
    ).toBe('max_order_usd');
  });

  it.each([
    '1e9',
    '1E-9',
    '-1',
    '+1',
    'NaN',
    'Infinity',
    '0x10',
    '١',
    '１',
    '1,5',
    '1_0',
    ' 1',
    '1 ',
    '.5',
    '5.',
    '',
    '00',
  ])('behind the quantity %j, which is no amount and so is refused', (text) => {
    expect(parseDecimal(text)).toBeNull();
    expect(refused(policy, request([order({ quantity: parseDecimal(text) })])).rule).toBe('quantity');
  });
});

describe('whatever is asked', () => {
  const number = fc.oneof(
    { weight: 4, arbitrary: fc.record({ units: fc.bigInt(1n, 120n), scale: fc.constantFrom(0, 1) }) },
    {
      weight: 1,
      arbitrary: fc.record({ units: fc.bigInt(-5n, 10n ** 24n), scale: fc.integer({ min: 0, max: 20 }) }),
    },
  );
  const decimal = fc.option(number, { freq: 8 });
  const rarely = fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: number });
  const anyOrder = fc.record({
    action: fc.constantFrom('create' as const, 'create' as const, 'test' as const, 'amend' as const),
    symbol: fc.constantFrom('COIN', 'COIN', 'COIN', 'RARE', 'OTHER', null),
    side: fc.constantFrom('buy' as const, 'sell' as const, 'buy' as const, 'sell' as const, null),
    type: fc.constantFrom(
      'market' as const,
      'limit' as const,
      'stop-limit' as const,
      'stop-market' as const,
      'trailing-stop' as const,
      null,
    ),
    quantity: decimal,
    quoteQuantity: rarely,
    price: decimal,
    trigger: rarely,
    timeInForce: fc.constant(null),
    product: fc.constantFrom('spot' as const, 'spot' as const, 'spot' as const, 'margin' as const),
    clientOrderId: fc.constant(null),
    amends: fc.constantFrom(byExchange('mine'), byExchange('other'), null),
  });

  it('a request is judged, never crashed, and what is accepted is within every limit', () => {
    let acceptedCount = 0;
    fc.assert(
      fc.property(fc.array(anyOrder, { minLength: 1, maxLength: 2 }), (orders) => {
        const judgement = judge(policy, request(orders));
        if (judgement.verdict === 'refused') {
          expect(judgement.refusal.rule).not.toBe('');
          return;
        }
        acceptedCount++;
        expect(judgement.reserves).toHaveLength(orders.length);
        for (const [i, { notionalUsd, slippageUsd }] of judgement.reserves.entries()) {
          expect(compare(notionalUsd, dec('100'))).toBeLessThanOrEqual(0);
          expect(compare(notionalUsd, ZERO)).toBe(orders[i].action === 'test' ? 0 : 1);
          expect(compare(slippageUsd, ZERO)).toBeGreaterThanOrEqual(0);
          expect(orders[i].product).toBe('spot');
        }
        expect(compare(judgement.slippageUsd, dec('5'))).toBeLessThanOrEqual(0);
      }),
      { numRuns: 3000 },
    );
    expect(acceptedCount).toBeGreaterThan(10);
  });
});

/** One book a five seconds, from one second to before another, a cent wide around a price. */
function books(from: number, to: number, priceAt: (second: number) => string): BookSample[] {
  const samples: BookSample[] = [];
  for (let second = from; second < to; second += 5) {
    const { units, scale } = dec(priceAt(second));
    const milli = (more: bigint) => ({
      units: units * 1000n + more * 10n ** BigInt(scale),
      scale: scale + 3,
    });
    samples.push({ time: second * 1000, bid: milli(-5n), ask: milli(5n) });
  }
  return samples;
}
