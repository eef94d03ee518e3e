import { type Decimal, formatDecimal } from '@holdfast/decimal';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EndpointClass, OrderIntent, Product } from '../../src/dialect/dialect.ts';
import { byClient, byExchange } from '../../src/dialect/order-reference.ts';
import { judge } from '../../src/policy/judge.ts';
import type { OwnOrder } from '../../src/policy/judge-request.ts';
import {
  ALL_TYPES,
  accepted,
  classified,
  dec,
  market,
  marketOrder,
  order,
  ownOrder,
  policyWith,
  price,
  refused,
  request,
} from './requests.ts';

const policy = policyWith();
const anyType = policyWith(...ALL_TYPES);
const ruleOf = (...of: Parameters<typeof refused>) => refused(...of).rule;
const worth = (orders: readonly OrderIntent[], of = anyType) => {
  const { notionalUsd, slippageUsd } = accepted(of, request(orders));
  return [formatDecimal(notionalUsd), formatDecimal(slippageUsd)];
};

describe('what a request does', () => {
  it.each<[EndpointClass, string]>([
    ['credential', 'never allowed'],
    ['transfer', 'approval by a second person'],
    ['withdraw', 'approval by a second person'],
    ['admin', 'approval by a second person'],
  ])('refuses %s to every policy', (of, message) => {
    for (const orders of [[], [order()]]) {
      const refusal = refused(policy, request(orders, { classification: classified(of) }));
      expect(refusal).toMatchObject({ reason: 'forbidden', rule: 'allow' });
      expect(refusal.message).toContain(message);
    }
  });

  it('refuses a class that it has never heard of', () => {
    const classification = classified('sorcery' as EndpointClass);
    expect(refused(policy, request([order()], { classification })).reason).toBe('forbidden');
  });

  it('keeps reading and trading apart', () => {
    const read = request([], { classification: classified('read') });
    expect(ruleOf(policyWith('allow: [trade]'), read)).toBe('allow');
    expect(ruleOf(policyWith('allow: [read]'), request([order()]))).toBe('allow');
    expect(
      ruleOf(
        policyWith('allow: [read]'),
        request([], { cancels: [{ symbol: 'COIN', order: byExchange('1') }] }),
      ),
    ).toBe('allow');
    expect(accepted(policyWith('allow: [read]'), read)).toMatchObject({ reserves: [], cancelsOnly: false });
  });

  it('refuses a reading endpoint that would order or cancel, and a trading one that says nothing', () => {
    for (const of of ['read', 'public'] as const) {
      expect(ruleOf(policy, request([order()], { classification: classified(of) }))).toBe('allow');
      expect(
        ruleOf(
          policy,
          request([], {
            classification: classified(of),
            cancels: [{ symbol: 'COIN', order: byExchange('1') }],
          }),
        ),
      ).toBe('allow');
    }
    expect(ruleOf(policy, request([]))).toBe('allow');
  });

  it.each<Product>(['margin', 'derivative', 'earn', 'convert', 'lending', 'sub-account', 'otc', 'other'])(
    'refuses %s, by the endpoint and by the parameters',
    (product) => {
      expect(ruleOf(policy, request([order()], { classification: classified('trade', product) }))).toBe(
        'product',
      );
      expect(ruleOf(policy, request([order(), order({ product })]))).toBe('product');
      expect(
        ruleOf(
          policy,
          request([], {
            classification: classified('trade', product),
            cancels: [{ symbol: 'COIN', order: byExchange('1') }],
          }),
        ),
      ).toBe('product');
    },
  );
});

describe('what is not known', () => {
  it.each<[string, Partial<OrderIntent>, string]>([
    ['symbol', { symbol: null }, 'order'],
    ['side', { side: null }, 'order'],
    ['type', { type: null }, 'order'],
    ['size', { quantity: null }, 'quantity'],
    ['limit price', { price: null }, 'price'],
    ['limit price of a post-only order', { type: 'post-only', price: null }, 'price'],
    ['trigger', { type: 'stop-limit' }, 'trigger'],
    ['trigger of a stop-market order', { type: 'stop-market', price: null }, 'trigger'],
    ['trigger of a trailing stop', { type: 'trailing-stop', price: null }, 'trigger'],
    ['one of two sizes', { quoteQuantity: dec('5') }, 'quantity'],
    ['meaning of a trigger', { trigger: dec('10') }, 'trigger'],
  ])('refuses an order whose %s is not known', (_, parts, rule) => {
    expect(ruleOf(anyType, request([order(parts)]))).toBe(rule);
  });

  it.each<[string, Partial<OrderIntent>, string]>([
    ['quantity', { quantity: dec('0.000') }, 'quantity'],
    ['quote quantity', { quantity: null, quoteQuantity: dec('0') }, 'quantity'],
    ['price', { price: dec('0') }, 'price'],
    ['negative quantity', { quantity: { units: -1n, scale: 0 } }, 'quantity'],
    ['negative price', { side: 'sell', price: { units: -1n, scale: 0 } }, 'price'],
    ['trigger', { type: 'stop-market', price: null, trigger: dec('0') }, 'trigger'],
  ])('refuses an order with a %s of zero or less', (_, parts, rule) => {
    expect(ruleOf(anyType, request([order(parts)]))).toBe(rule);
  });

  it.each([
    ['missing', new Map()],
    ['of another symbol', new Map([['RARE', price('1')]])],
    ['zero', new Map([['COIN', price('0')]])],
    ['too old', new Map([['COIN', price('10', { ageMs: 30_001 })]])],
    ['from the future', new Map([['COIN', price('10', { ageMs: -1 })]])],
    ['of no age', new Map([['COIN', price('10', { ageMs: Number.NaN })]])],
    ['in disagreement', new Map([['COIN', price('10', { agrees: false })]])],
  ])('refuses an order when the reference price is %s', (_, prices) => {
    for (const one of [order(), order({ price: dec('0.01') }), marketOrder()]) {
      expect(ruleOf(anyType, request([one], { prices }))).toBe('reference_price');
    }
  });

  it.each([
    ['missing', new Map()],
    ['null', new Map([['COIN', market({ usdPerQuote: null })]])],
    ['zero', new Map([['COIN', market({ usdPerQuote: dec('0') })]])],
  ])('refuses an order when the value of the quote currency is %s', (_, markets) => {
    expect(ruleOf(policy, request([order()], { markets }))).toBe('reference_price');
  });

  it.each([
    ['buy', { bestAsk: null }],
    ['sell', { bestBid: null }],
    ['buy', { bestAsk: dec('0') }],
  ] as const)('refuses a market %s into an empty side of the book', (side, parts) => {
    const prices = new Map([['COIN', price('10', parts)]]);
    expect(ruleOf(anyType, request([marketOrder({ side })], { prices }))).toBe('reference_price');
  });
});

describe('symbols, sides and types', () => {
  it.each(['OTHER', 'coin', 'COIN ', 'CОIN', '', '__proto__', 'constructor'])(
    'refuses the symbol %j',
    (symbol) => {
      expect(ruleOf(policy, request([order({ symbol })]))).toBe('symbols');
      expect(ruleOf(policy, request([], { cancels: [{ symbol, order: byExchange('1') }] }))).toBe('symbols');
    },
  );

  it('refuses the other side', () => {
    expect(ruleOf(policyWith('sides: [buy]'), request([order({ side: 'sell' })]))).toBe('sides');
    expect(refused(policyWith('sides: [sell]'), request([order()])).message).toBe(
      'sides: only sell is allowed; this is a buy.',
    );
  });

  it.each(['market', 'stop-market', 'trailing-stop'] as const)(
    'refuses %s orders without market: true',
    (type) => {
      expect(ruleOf(policy, request([marketOrder({ type, trigger: dec('10') })]))).toBe('market');
    },
  );

  it('refuses types that are not named', () => {
    const stops = order({ type: 'stop-limit', trigger: dec('10') });
    expect(ruleOf(policy, request([stops]))).toBe('order_types');
    expect(ruleOf(policyWith('order_types: [post-only]'), request([order()]))).toBe('order_types');
    const withMarket = policyWith('market: true');
    expect(ruleOf(withMarket, request([marketOrder({ type: 'stop-market', trigger: dec('10') })]))).toBe(
      'order_types',
    );
    expect(accepted(withMarket, request([marketOrder()])).reserves).toHaveLength(1);
  });
});

describe('worth and slippage', () => {
  it.each<[string, Partial<OrderIntent>, string, string]>([
    ['a limit buy at the reference price', {}, '10', '0'],
    ['a limit buy above it', { price: dec('10.2') }, '10.2', '0.2'],
    ['a limit buy far below: what it can spend', { price: dec('0.5') }, '0.5', '0'],
    ['a limit sale at the reference price', { side: 'sell' }, '10', '0'],
    ['a limit sale below: still what it is worth', { side: 'sell', price: dec('9.8') }, '10', '0.2'],
    ['a limit sale far above', { side: 'sell', price: dec('90') }, '90', '0'],
    ['a market buy', { type: 'market', price: null }, '10.2', '0.2'],
    ['a market sale', { side: 'sell', type: 'market', price: null }, '10', '0.2'],
    [
      'a market buy of 10 quote',
      { type: 'market', price: null, quantity: null, quoteQuantity: dec('10') },
      '10',
      '0.19607844',
    ],
    [
      'a market sale for 9.8 quote',
      { side: 'sell', type: 'market', price: null, quantity: null, quoteQuantity: dec('9.8') },
      '10',
      '0.2',
    ],
    ['a limit buy of 10 quote', { quantity: null, quoteQuantity: dec('10'), price: dec('3') }, '10', '0'],
    [
      'a limit sale for 9.9 quote',
      { side: 'sell', quantity: null, quoteQuantity: dec('9.9'), price: dec('9.9') },
      '10',
      '0.1',
    ],
    ['a stop to buy above', { type: 'stop-market', price: null, trigger: dec('10.1') }, '10.302', '0.302'],
    [
      'a stop to buy below: from the reference price',
      { type: 'stop-market', price: null, trigger: dec('5') },
      '10.2',
      '0.2',
    ],
    [
      'a stop to sell below',
      { side: 'sell', type: 'stop-market', price: null, trigger: dec('9.9') },
      '10',
      '0.298',
    ],
    [
      'a stop to sell above',
      { side: 'sell', type: 'trailing-stop', price: null, trigger: dec('50') },
      '10',
      '0.2',
    ],
    ['a stop-limit buy', { type: 'stop-limit', trigger: dec('10.1'), price: dec('10.15') }, '10.15', '0.15'],
    ['a dust order, rounded up', { quantity: dec('0.000000000000000001') }, '0.00000001', '0'],
  ])('%s', (_, parts, notional, slippage) => {
    expect(worth([order(parts)])).toEqual([notional, slippage]);
  });

  it('are counted in USD by the value of the quote currency', () => {
    const markets = new Map([['COIN', market({ usdPerQuote: dec('1.5') })]]);
    const { notionalUsd, slippageUsd } = accepted(
      policy,
      request([order({ price: dec('10.1') })], { markets }),
    );
    expect([notionalUsd, slippageUsd].map(formatDecimal)).toEqual(['15.15', '0.15']);
  });

  it('are nothing for an order that the exchange only tests, after the same checks', () => {
    expect(worth([order({ action: 'test', price: dec('10.2') })])).toEqual(['0', '0']);
    expect(accepted(policy, request([order({ action: 'test' })])).newOrders).toBe(0);
    expect(ruleOf(policy, request([order({ action: 'test', quantity: dec('11') })]))).toBe('max_order_usd');
  });

  it('agree with rational arithmetic for any numbers, and are never rounded down', () => {
    const amount = fc.tuple(fc.bigInt(1n, 10n ** 15n), fc.integer({ min: 0, max: 18 }));
    const roomy = policyWith(
      ...ALL_TYPES,
      'max_order_usd: 1000000000000',
      'max_daily_usd: 1000000000000',
      'max_daily_slippage_usd: 1000000000000',
      'price_band_pct: 50',
    );
    fc.assert(
      fc.property(
        amount,
        amount,
        amount,
        fc.integer({ min: 50, max: 150 }),
        fc.constantFrom('buy' as const, 'sell' as const),
        fc.constantFrom('limit' as const, 'market' as const),
        fc.boolean(),
        ([mu, ms], [qu, qs], [uu, us], percent, side, type, inQuote) => {
          const mid = { units: mu, scale: ms };
          const limit = { units: mu * BigInt(percent), scale: ms + 2 };
          const size = { units: qu, scale: qs };
          const one = order({
            side,
            type,
            price: type === 'limit' ? limit : null,
            quantity: inQuote ? null : size,
            quoteQuantity: inQuote ? size : null,
          });
          const judgement = judge(
            roomy,
            request([one], {
              prices: new Map([['COIN', { mid, bestBid: mid, bestAsk: mid, ageMs: 0, agrees: true }]]),
              markets: new Map([['COIN', market({ usdPerQuote: { units: uu, scale: us } })]]),
            }),
          );
          // As fractions: [numerator, denominator].
          const frac = ({ units, scale }: Decimal): Frac => [units, 10n ** BigInt(scale)];
          const edge: Frac = type === 'limit' ? [BigInt(percent), 100n] : [side === 'buy' ? 150n : 50n, 100n];
          const worst = times(frac(mid), edge);
          const base = inQuote ? over(frac(size), worst) : frac(size);
          const usd = frac({ units: uu, scale: us });
          const valued = side === 'buy' || less(frac(mid), worst) ? worst : frac(mid);
          const notional = times(times(base, valued), usd);
          const distance = side === 'buy' ? minus(worst, frac(mid)) : minus(frac(mid), worst);
          const slippage = distance[0] > 0n ? times(times(base, distance), usd) : ([0n, 1n] as Frac);
          if (less([10n ** 12n, 1n], notional) || less([10n ** 12n, 1n], slippage)) {
            expect(judgement.verdict).toBe('refused');
            return;
          }
          if (judgement.verdict === 'refused') {
            // Only by less than the rounding of one amount.
            expect(less([10n ** 12n - 1n, 1n], notional)).toBe(true);
            return;
          }
          for (const [exact, judged] of [
            [notional, frac(judgement.notionalUsd)],
            [slippage, frac(judgement.slippageUsd)],
          ]) {
            expect(less(judged, exact)).toBe(false);
            expect(less(minus(judged, exact), [2n, 10n ** 8n])).toBe(true);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

type Frac = readonly [bigint, bigint];
const times = (a: Frac, b: Frac): Frac => [a[0] * b[0], a[1] * b[1]];
const over = (a: Frac, b: Frac): Frac => [a[0] * b[1], a[1] * b[0]];
const minus = (a: Frac, b: Frac): Frac => [a[0] * b[1] - b[0] * a[1], a[1] * b[1]];
const less = (a: Frac, b: Frac): boolean => a[0] * b[1] < b[0] * a[1];

describe('limits', () => {
  it('accepts exactly the limit and refuses the smallest bit more', () => {
    expect(accepted(policy, request([order({ quantity: dec('10') })])).verdict).toBe('accepted');
    const refusal = refused(policy, request([order({ quantity: dec('10.000000000000000001') })]));
    expect(refusal.rule).toBe('max_order_usd');
    expect(refusal.message).toBe(
      'max_order_usd: the limit is 100 USD, and the order is worth 100.00000001 USD.',
    );
    expect(refusal.facts).toMatchObject({ limit: '100', value: '100.00000001', rule: 'max_order_usd' });
  });

  it.each<[string, Partial<OrderIntent>, boolean]>([
    ['a buy at the upper edge', { price: dec('10.2') }, true],
    ['a buy just above', { price: dec('10.200000000000000001') }, false],
    ['a sale at the lower edge', { side: 'sell', price: dec('9.8') }, true],
    ['a sale just below', { side: 'sell', price: dec('9.799999999999999999') }, false],
    ['a buy far below, which binds money but loses none', { price: dec('0.01') }, true],
    [
      'a stop-limit sale below the band',
      { side: 'sell', type: 'stop-limit', trigger: dec('9'), price: dec('8.9') },
      false,
    ],
    [
      'a stop to sell below the band',
      { side: 'sell', type: 'stop-market', price: null, trigger: dec('9.7') },
      false,
    ],
    ['a stop to buy above the band', { type: 'stop-market', price: null, trigger: dec('10.3') }, false],
  ])('%s: in the band %s', (_, parts, inside) => {
    const judgement = judge(anyType, request([order(parts)]));
    if (inside) expect(judgement.verdict).toBe('accepted');
    else expect(refused(anyType, request([order(parts)])).rule).toBe('price_band_pct');
  });

  it('names limit, value and reference when the band is left', () => {
    expect(refused(policy, request([order({ price: dec('500') })])).message).toBe(
      'price_band_pct: a buy may be at most 2 % worse than the reference price 10, so up to 10.2; the limit price is 500.',
    );
  });

  it('counts open orders, and only new ones', () => {
    const of = policyWith('max_open_orders: 5');
    const open = (count: number, ageMs = 0) => ({ count, ageMs, asOf: new Date(0) });
    expect(accepted(of, request([order()], { openOrders: open(4) })).newOrders).toBe(1);
    for (const openOrders of [
      open(5),
      open(0, 10_001),
      open(0, -1),
      open(Number.NaN),
      open(0, Number.NaN),
      null,
    ]) {
      expect(ruleOf(of, request([order()], { openOrders }))).toBe('max_open_orders');
    }
    expect(ruleOf(of, request([order(), order()], { openOrders: open(4) }))).toBe('max_open_orders');
    const amendment = order({ action: 'amend', amends: byExchange('mine') });
    expect(accepted(of, request([amendment], { openOrders: null })).newOrders).toBe(0);
    expect(accepted(policy, request([order()], { openOrders: null })).newOrders).toBe(1);
    for (const timeInForce of ['IOC', 'FOK'])
      expect(accepted(of, request([order({ timeInForce })], { openOrders: null })).newOrders).toBe(0);
    const market = policyWith('max_open_orders: 5', ...ALL_TYPES);
    expect(accepted(market, request([marketOrder()], { openOrders: null })).newOrders).toBe(0);
  });

  it.each([null, 'IOC', 'FOK'])(
    'counts an order that waits for a price first, also with %s',
    (timeInForce) => {
      const of = policyWith('max_open_orders: 5', ...ALL_TYPES);
      const trigger = dec('10');
      for (const waiting of [
        order({ type: 'stop-limit', trigger, timeInForce }),
        marketOrder({ type: 'stop-market', trigger, timeInForce }),
        marketOrder({ type: 'trailing-stop', trigger, timeInForce }),
      ])
        expect(ruleOf(of, request([waiting], { openOrders: null })), waiting.type ?? '').toBe(
          'max_open_orders',
        );
    },
  );

  it('holds the share of the traded volume over all orders of a request', () => {
    const of = policyWith('max_share_of_volume_pct: 0.1');
    const with_ = (parts: Parameters<typeof market>[0]) => ({ markets: new Map([['COIN', market(parts)]]) });
    const five = [order({ quantity: dec('5') }), order({ quantity: dec('5') })];
    const { shares } = accepted(of, request(five, with_({})));
    expect(
      shares.map(({ symbol, notionalUsd, mostUsd }) => [
        symbol,
        formatDecimal(notionalUsd),
        formatDecimal(mostUsd),
      ]),
    ).toEqual([
      ['COIN', '50', '100'],
      ['COIN', '50', '100'],
    ]);
    for (const parts of [
      { volume24hUsd: dec('99999') },
      { volume24hUsd: dec('0') },
      { volume24hUsd: null },
    ]) {
      expect(ruleOf(of, request(five, with_(parts)))).toBe('max_share_of_volume_pct');
    }
    expect(accepted(policy, request(five)).shares).toEqual([]);
    expect(ruleOf(of, request(Array(11).fill(order()), with_({})))).toBe('max_share_of_volume_pct');
    expect(accepted(policy, request([order()], with_({ volume24hUsd: null }))).verdict).toBe('accepted');
  });

  it('refuses a slippage of a request that no day could hold', () => {
    const of = policyWith('max_daily_slippage_usd: 0');
    expect(accepted(of, request([order()])).verdict).toBe('accepted');
    expect(ruleOf(of, request([order({ price: dec('10.00000001') })]))).toBe('max_daily_slippage_usd');
  });
});

describe('time', () => {
  const at = (hour: number, minute = 0) => Date.UTC(2026, 2, 29, hour, minute);

  it.each([
    ['08:00-17:30', at(8), true],
    ['08:00-17:30', at(7, 59), false],
    ['08:00-17:30', at(17, 29), true],
    ['08:00-17:30', at(17, 30), false],
    ['22:00-06:00', at(23), true],
    ['22:00-06:00', at(0), true],
    ['22:00-06:00', at(5, 59), true],
    ['22:00-06:00', at(6), false],
    ['22:00-06:00', at(21, 59), false],
    ['00:00-24:00', at(23, 59), true],
    ['23:00-24:00', at(0), false],
    // The night in which Europe's clocks go forward: UTC does not.
    ['01:00-02:00', at(1, 30), true],
    ['02:00-03:00', at(1, 30), false],
  ])('hours %s at %d: %s', (hours, time, inside) => {
    const of = policyWith(`hours: [${hours}]`);
    const read = request([], { classification: classified('read'), time });
    for (const one of [request([order()], { time }), read]) {
      if (inside) expect(judge(of, one).verdict).toBe('accepted');
      else expect(ruleOf(of, one)).toBe('hours');
    }
  });

  it('of a paper exchange counts for hours, and for nothing that expires', () => {
    const of = policyWith('hours: [08:00-17:30]', 'expires: 2026-03-29T12:00:00Z');
    const simulated = (hour: number) => Date.UTC(2021, 0, 2, hour);
    const judged = (time: number, hour: number) => request([order()], { time, simulatedAt: simulated(hour) });
    expect(accepted(of, judged(at(3), 9)).verdict).toBe('accepted');
    expect(refused(of, judged(at(9), 7))).toMatchObject({
      rule: 'hours',
      message: expect.stringContaining('it is 07:00'),
    });
    expect(ruleOf(of, judged(at(12), 9))).toBe('expires');
    const later = { time: at(3), simulatedAt: Date.UTC(2099, 0, 1, 9) };
    expect(accepted(of, request([order()], later)).verdict).toBe('accepted');
  });

  it('ends with the policy, cancellations too', () => {
    const of = policyWith('expires: 2026-03-29T08:00:00Z');
    const cancels = [{ symbol: 'COIN', order: byExchange('1') }];
    expect(accepted(of, request([order()], { time: at(8) - 1 })).verdict).toBe('accepted');
    for (const time of [at(8), at(9), Number.NaN]) {
      expect(refused(of, request([order()], { time }))).toMatchObject({ reason: 'revoked', rule: 'expires' });
      expect(ruleOf(of, request([], { time, cancels }))).toBe('expires');
    }
  });
});

describe('cancellations', () => {
  const one = { symbol: 'COIN', order: byExchange('1') };

  it('need no price, no money, no hour and no count', () => {
    const of = policyWith(
      'hours: [01:00-02:00]',
      'max_open_orders: 1',
      'max_daily_usd: 0.01',
      'max_order_usd: 0.01',
    );
    const bare = request([], {
      cancels: [one, one],
      prices: new Map(),
      markets: new Map(),
      openOrders: null,
    });
    expect(accepted(of, bare)).toMatchObject({ cancelsOnly: true, newOrders: 0, reserves: [] });
  });

  it('of all orders need cancel_all', () => {
    for (const all of [
      { symbol: 'COIN', order: null },
      { symbol: null, order: null },
    ]) {
      expect(ruleOf(policy, request([], { cancels: [all] }))).toBe('cancel_all');
      expect(ruleOf(policy, request([], { cancels: [one, all] }))).toBe('cancel_all');
      expect(accepted(policyWith('cancel_all: true'), request([], { cancels: [all] })).cancelsOnly).toBe(
        true,
      );
    }
    const elsewhere = { symbol: 'OTHER', order: null };
    expect(ruleOf(policyWith('cancel_all: true'), request([], { cancels: [elsewhere] }))).toBe('symbols');
  });

  it('without a symbol need an order of this key, or cancel_all', () => {
    const cancel = (id: string) => request([], { cancels: [{ symbol: null, order: byExchange(id) }] });
    expect(ruleOf(policy, cancel('stranger'))).toBe('symbols');
    expect(accepted(policy, cancel('mine')).cancelsOnly).toBe(true);
    expect(accepted(policyWith('cancel_all: true'), cancel('stranger')).cancelsOnly).toBe(true);
    expect(ruleOf(policyWith('symbols: [RARE]'), cancel('mine'))).toBe('symbols');
  });

  it('with own_orders_only need an order of this key', () => {
    const of = policyWith('own_orders_only: true');
    expect(ruleOf(of, request([], { cancels: [one] }))).toBe('own_orders_only');
    expect(
      accepted(of, request([], { cancels: [{ symbol: 'COIN', order: byExchange('mine') }] })).cancelsOnly,
    ).toBe(true);
    expect(ruleOf(of, request([], { cancels: [{ symbol: 'COIN', order: byExchange('mine') }, one] }))).toBe(
      'own_orders_only',
    );
  });

  it('do not carry an order past its limits', () => {
    const of = policyWith('hours: [01:00-02:00]');
    expect(ruleOf(of, request([order()], { cancels: [one] }))).toBe('hours');
    expect(accepted(policy, request([order()], { cancels: [one] })).cancelsOnly).toBe(false);
    expect(ruleOf(policy, request([order({ quantity: dec('11') })], { cancels: [one] }))).toBe(
      'max_order_usd',
    );
    expect(
      ruleOf(policy, request([order()], { cancels: [{ symbol: 'OTHER', order: byExchange('1') }] })),
    ).toBe('symbols');
  });
});

describe('amendments', () => {
  const amend = (parts: Partial<OrderIntent>) =>
    order({
      action: 'amend',
      amends: byExchange('mine'),
      symbol: null,
      side: null,
      type: null,
      quantity: null,
      price: null,
      ...parts,
    });

  it('are judged as the order that results, and count in full', () => {
    expect(worth([amend({ quantity: dec('9') })])).toEqual(['90', '0']);
    expect(worth([amend({ price: dec('10.2') })])).toEqual(['10.2', '0.2']);
    expect(worth([amend({})])).toEqual(['10', '0']);
  });

  it.each<[string, Partial<OrderIntent>, string]>([
    ['from small to big', { quantity: dec('11') }, 'max_order_usd'],
    ['to a price outside the band', { price: dec('10.3') }, 'price_band_pct'],
    ['of an order that is not named', { amends: null, quantity: dec('1') }, 'amendment'],
    [
      'of an unknown order without its symbol',
      { amends: byExchange('x'), quantity: dec('1'), price: dec('10') },
      'amendment',
    ],
    [
      'of an unknown order without its side',
      { amends: byExchange('x'), symbol: 'COIN', type: 'limit', quantity: dec('1'), price: dec('10') },
      'amendment',
    ],
    [
      'of an unknown order without its price',
      { amends: byExchange('x'), symbol: 'COIN', type: 'limit', side: 'buy', quantity: dec('1') },
      'amendment',
    ],
    [
      'of an unknown order without its size',
      { amends: byExchange('x'), symbol: 'COIN', type: 'limit', side: 'buy', price: dec('1') },
      'amendment',
    ],
    ['that claims another symbol', { symbol: 'RARE' }, 'amendment'],
    ['that claims another side', { side: 'sell' }, 'amendment'],
    ['that claims another type', { type: 'post-only' }, 'amendment'],
    ['to nothing', { quantity: dec('0') }, 'quantity'],
    ['in both sizes', { quantity: dec('1'), quoteQuantity: dec('1') }, 'quantity'],
  ])('%s are refused', (_, parts, rule) => {
    expect(ruleOf(anyType, request([amend(parts)]))).toBe(rule);
  });

  it('take the size that the amendment names, and the other unit no longer', () => {
    expect(worth([amend({ quoteQuantity: dec('20') })])).toEqual(['20', '0']);
  });

  it('of an order that was allowed once and is no longer are refused', () => {
    expect(ruleOf(policyWith('symbols: [RARE]'), request([amend({})]))).toBe('symbols');
    expect(ruleOf(policyWith('sides: [sell]'), request([amend({})]))).toBe('sides');
  });

  it('that say neither side nor kind are refused where the size isn’t known, though they name one', () => {
    const free = order({ action: 'amend', amends: byExchange('mine'), side: null, quantity: dec('1') });
    const replacement = { ...free, needsKnownSize: true } as const;
    expect(accepted(policy, request([replacement])).orders).toMatchObject([{ side: 'buy' }]);
    const ownOrders = () => [{ ...ownOrder, quantity: null, price: null }];
    expect(ruleOf(policy, request([replacement], { ownOrders }))).toBe('amendment');
    expect(accepted(policy, request([free], { ownOrders })).orders).toHaveLength(1);
  });

  it('of an unknown order are refused even when they say everything: another amendment may add to them', () => {
    expect(ruleOf(policy, request([order({ action: 'amend', amends: byExchange('x') })]))).toBe('amendment');
  });

  it('of an order of which a part is unknown must name that part', () => {
    const of = (parts: Partial<OwnOrder>) => ({ ownOrders: () => [{ ...ownOrder, ...parts }] });
    expect(ruleOf(policy, request([amend({ quantity: dec('2') })], of({ price: null })))).toBe('price');
    expect(ruleOf(policy, request([amend({ price: dec('9') })], of({ quantity: null })))).toBe('quantity');
    expect(accepted(policy, request([amend({ price: dec('9') })], of({ price: null }))).verdict).toBe(
      'accepted',
    );
  });

  it('of an order that is being changed, that may be several, or that is changed twice at once are refused', () => {
    const other = { ...ownOrder, stored: { entry: 8n, place: 1, revision: 1 } };
    const asked = [
      request([amend({ price: dec('9') })], { ownOrders: () => [{ ...ownOrder, changing: true }] }),
      request([amend({ price: dec('9') })], { ownOrders: () => [ownOrder, other] }),
      request([amend({ quantity: dec('9') }), amend({ price: dec('10') })]),
    ];
    for (const one of asked) expect(ruleOf(policy, one)).toBe('amendment');
  });

  it('and replacements need an own order with own_orders_only', () => {
    const of = policyWith('own_orders_only: true');
    for (const action of ['amend', 'create'] as const) {
      expect(ruleOf(of, request([order({ action, amends: byExchange('x') })]))).toBe('own_orders_only');
      expect(accepted(of, request([order({ action, amends: byExchange('mine') })])).verdict).toBe('accepted');
      expect(ruleOf(of, request([order({ action, amends: byClient('mine') })]))).toBe('own_orders_only');
    }
  });

  it('of an order sized in quote currency keep its size', () => {
    const known = { ...ownOrder, quantity: null, quoteQuantity: dec('30') };
    const { notionalUsd } = accepted(policy, request([amend({})], { ownOrders: () => [known] }));
    expect(formatDecimal(notionalUsd)).toBe('30');
  });
});
