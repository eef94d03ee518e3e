import { compare, type Decimal } from '@holdfast/decimal';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge } from '../../src/policy/judge.ts';
import type { JudgeRequest } from '../../src/policy/judge-request.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { judgeRecorded } from '../../src/policy-test/judge-recorded.ts';
import type { RecordedOrder, RecordedRequest } from '../../src/policy-test/recorded-request.ts';
import { classified, market } from '../policy/requests.ts';
import { bought, dec, recorded } from './requests.ts';

const ALL = '[limit, post-only, stop-limit, market, stop-market, trailing-stop]';

function draft(...lines: string[]): Policy {
  const keys = new Map(
    [
      'allow: [read, trade]',
      'symbols: [BTCUSDT]',
      'max_order_usd: 1000',
      'max_daily_usd: 5000',
      'max_daily_slippage_usd: 5000',
      'price_band_pct: 2',
      ...lines,
    ].map((line) => [line.slice(0, line.indexOf(':')), line]),
  );
  return parsePolicy([...keys.values()].join('\n'), 'draft.yaml');
}

const verdictOf = (policy: Policy, request: RecordedRequest) => {
  const judgement = judgeRecorded(policy, request);
  return judgement.verdict === 'allowed' ? 'allowed' : `${judgement.verdict} ${judgement.rule}`;
};

describe('a recorded request under a draft', () => {
  it('is allowed when all that the draft asks for is in the log', () => {
    expect(verdictOf(draft(), recorded([bought()], ['100', '0']))).toBe('allowed');
  });

  it.each<[string, string[], Partial<RecordedRequest>, Partial<RecordedOrder>]>([
    ['symbols', ['symbols: [ETHUSDT]'], {}, {}],
    ['sides', ['sides: [sell]'], {}, {}],
    ['order_types', ['order_types: [post-only]'], {}, {}],
    ['market', [], {}, { type: 'market', price: null }],
    ['max_order_usd', ['max_order_usd: 99.99'], {}, {}],
    ['hours', ['hours: [13:00-14:00]'], {}, {}],
    ['expires', ['expires: 2026-06-01'], {}, {}],
    ['ips', ['ips: [10.0.0.0/8]'], {}, {}],
    ['allow', ['allow: [read]'], {}, {}],
    ['allow', [], { class: 'withdraw', orders: [] }, {}],
    ['allow', [], { class: 'credential', orders: [] }, {}],
    ['endpoint', [], { class: null, orders: [] }, {}],
    ['product', [], { product: 'margin' }, {}],
    ['product', [], {}, { product: 'derivative' }],
    ['reference_price', ['symbols: [BTCEUR]'], {}, { symbol: 'BTCEUR' }],
    ['quantity', [], {}, { quantity: null }],
  ])('is refused by %s without any price', (rule, lines, request, order) => {
    // Nothing is known of the price, and still it is certain.
    expect(verdictOf(draft(...lines), recorded([bought(order)], null, request))).toBe(`refused ${rule}`);
  });

  it('is refused for its second order, whatever the first was', () => {
    const batch = recorded([bought(), bought({ symbol: 'RAREUSDT' })], null);
    expect(verdictOf(draft(), batch)).toBe('refused symbols');
  });

  it.each<[string, string[], Partial<RecordedOrder>]>([
    ['what the price was', [], {}],
    [
      'what the price of a market order was',
      ['market: true', `order_types: ${ALL}`],
      { type: 'market', price: null },
    ],
    ['what an amended order was', [], { action: 'amend', quantity: null }],
  ])('is unknown without %s', (_, lines, order) => {
    expect(verdictOf(draft(...lines), recorded([bought(order)], null))).toMatch(/^unknown /);
  });

  it('is unknown where open orders, volumes or other people’s orders decide', () => {
    const placed = recorded([bought()], ['100', '0']);
    expect(verdictOf(draft('max_open_orders: 3'), placed)).toBe('unknown max_open_orders');
    expect(verdictOf(draft('max_share_of_volume_pct: 1'), placed)).toBe('unknown max_share_of_volume_pct');
    const cancels = [{ symbol: 'BTCUSDT', namesOrder: true }];
    const cancel = recorded([], ['0', '0'], { cancels });
    expect(verdictOf(draft(), cancel)).toBe('allowed');
    expect(verdictOf(draft('own_orders_only: true'), cancel)).toBe('unknown own_orders_only');
    const anywhere = recorded([], ['0', '0'], { cancels: [{ symbol: null, namesOrder: true }] });
    expect(verdictOf(draft(), anywhere)).toBe('unknown own_orders_only');
    expect(verdictOf(draft('cancel_all: true'), anywhere)).toBe('allowed');
  });

  it('is refused when more orders come at once than may be open at all', () => {
    const batch = recorded([bought(), bought(), bought()], ['300', '0']);
    expect(verdictOf(draft('max_open_orders: 2'), batch)).toBe('refused max_open_orders');
  });

  it('needs no room for orders that can’t stay open', () => {
    const market = bought({ type: 'market', price: null });
    const any = ['market: true', `order_types: ${ALL}`, 'max_open_orders: 1'];
    expect(verdictOf(draft(...any), recorded([market], ['102', '2']))).toBe('allowed');
    const taking = [bought({ timeInForce: 'IOC' }), bought({ timeInForce: 'FOK' })];
    expect(verdictOf(draft('max_open_orders: 1'), recorded(taking, ['200', '0']))).toBe('allowed');
    expect(verdictOf(draft('max_open_orders: 1'), recorded([bought(), bought()], ['200', '0']))).toBe(
      'refused max_open_orders',
    );
  });

  it('changes an order that may have had a price, whatever kind the draft names first', () => {
    const change = bought({ action: 'amend', side: null, type: null });
    const policy = draft('market: true', 'order_types: [market, limit]', 'max_daily_slippage_usd: 0');
    expect(verdictOf(policy, recorded([change], ['100', '0']))).toBe('unknown amendment');
  });

  it('cancels everything only where that is allowed', () => {
    const all = recorded([], ['0', '0'], { cancels: [{ symbol: 'BTCUSDT', namesOrder: false }] });
    expect(verdictOf(draft(), all)).toBe('refused cancel_all');
    expect(verdictOf(draft('cancel_all: true'), all)).toBe('allowed');
  });

  it('tells from what was given away how far from the market an order was', () => {
    // At 101 for 1: 1 USD worse than the market's 100.
    const dear = recorded([bought({ price: dec('101') })], ['101', '1']);
    expect(verdictOf(draft('price_band_pct: 1.5'), dear)).toBe('allowed');
    expect(verdictOf(draft('price_band_pct: 0.5'), dear)).toBe('refused price_band_pct');
    // At the edge, the rounding of the log may hide either side.
    const edge = recorded([bought({ price: dec('101') })], ['101', '1.00000001']);
    expect(verdictOf(draft('price_band_pct: 1'), edge)).toBe('unknown price_band_pct');
  });

  it('counts a market order by the draft’s band, not by the one of its time', () => {
    const policy = draft('market: true', `order_types: ${ALL}`, 'price_band_pct: 4');
    // 1 at 100 in a band of 2 %.
    const judgement = judgeRecorded(
      policy,
      recorded([bought({ type: 'market', price: null })], ['102', '2']),
    );
    expect(judgement).toMatchObject({ verdict: 'allowed' });
    if (judgement.verdict !== 'allowed') return;
    expect(Number(judgement.worth.notionalUsd.units) / 10 ** judgement.worth.notionalUsd.scale).toBeCloseTo(
      104,
      6,
    );
    expect(Number(judgement.worth.slippageUsd.units) / 10 ** judgement.worth.slippageUsd.scale).toBeCloseTo(
      4,
      6,
    );
  });

  it('never claims to know what the judge, who knew the price, would not have said', () => {
    const amount = fc.tuple(fc.bigInt(1n, 10n ** 9n), fc.integer({ min: 0, max: 8 }));
    const bands = ['0.1', '0.5', '1', '2', '5', '20'];
    const orders = ['50', '500', '1000000'];
    const stopBuy = (percent: number) => ({
      size: [1n, 0] as [bigint, number],
      percent,
      side: 'buy' as const,
      type: 'stop-market' as const,
      inQuote: false,
    });
    let known = 0;
    let bounded = 0;
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            size: amount,
            percent: fc.integer({ min: 85, max: 115 }),
            side: fc.constantFrom('buy' as const, 'sell' as const),
            type: fc.constantFrom(
              'limit' as const,
              'post-only' as const,
              'stop-limit' as const,
              'market' as const,
              'stop-market' as const,
            ),
            inQuote: fc.boolean(),
          }),
          { minLength: 1, maxLength: 3 },
        ),
        amount,
        fc.constantFrom(...bands),
        fc.constantFrom(...bands),
        fc.constantFrom(...orders),
        fc.integer({ min: 97, max: 103 }),
        (drafts, [mu, ms], before, after, most, touchPercent) => {
          const mid = { units: mu, scale: ms };
          const touch = { units: mu * BigInt(touchPercent), scale: ms + 2 };
          const list: RecordedOrder[] = drafts.map(({ size: [su, ss], percent, side, type, inQuote }) => {
            const price = { units: mu * BigInt(percent), scale: ms + 2 };
            const priced = type !== 'market' && type !== 'stop-market';
            return bought({
              side,
              type,
              price: priced ? price : null,
              trigger: type.startsWith('stop') ? price : null,
              quantity: inQuote ? null : { units: su, scale: ss },
              quoteQuantity: inQuote ? { units: su, scale: ss } : null,
            });
          });
          const types = ['market: true', `order_types: ${ALL}`];
          const roomy = [
            'max_order_usd: 1000000000000',
            'max_daily_usd: 1000000000000',
            'max_daily_slippage_usd: 1000000000000',
          ];
          const truly = (policy: Policy) => judge(policy, trueRequest(list, mid, touch));
          const then = truly(draft(...types, ...roomy, `price_band_pct: ${before}`));
          const policy = draft(...types, ...roomy, `price_band_pct: ${after}`, `max_order_usd: ${most}`);
          const worth =
            then.verdict === 'accepted'
              ? { notionalUsd: then.notionalUsd, slippageUsd: then.slippageUsd }
              : null;
          const said = judgeRecorded(policy, {
            ...recorded(list, null),
            worth: worth?.notionalUsd.units === 0n ? null : worth,
          });
          const now = truly(policy);
          if (said.verdict !== 'unknown') {
            known++;
            expect(said.verdict).toBe(now.verdict === 'accepted' ? 'allowed' : 'refused');
          } else if (now.verdict === 'accepted') {
            const { least, most } = said.range;
            expect(compare(least.notionalUsd, now.notionalUsd)).toBeLessThanOrEqual(0);
            expect(compare(least.slippageUsd, now.slippageUsd)).toBeLessThanOrEqual(0);
            if (most === null) return;
            bounded++;
            expect(compare(most.notionalUsd, now.notionalUsd)).toBeGreaterThanOrEqual(0);
            expect(compare(most.slippageUsd, now.slippageUsd)).toBeGreaterThanOrEqual(0);
          }
        },
      ),
      {
        numRuns: 3000,
        // Prices between two that are both refused, for opposite reasons.
        examples: [
          [[stopBuy(85)], [2n, 8], '0.1', '0.1', '50', 97],
          [[stopBuy(101)], [1n, 0], '1', '1', '50', 97],
        ],
      },
    );
    expect(known).toBeGreaterThan(500);
    expect(bounded).toBeGreaterThan(20);
  });
});

function trueRequest(orders: readonly RecordedOrder[], mid: Decimal, touch: Decimal): JudgeRequest {
  return {
    classification: classified('trade'),
    description: {
      orders: orders.map((order) => ({ ...order, clientOrderId: null, amends: null })),
      cancels: [],
    },
    prices: new Map([['BTCUSDT', { mid, bestBid: touch, bestAsk: touch, ageMs: 0, agrees: true }]]),
    markets: new Map([['BTCUSDT', market()]]),
    openOrders: null,
    time: Date.UTC(2026, 5, 1, 12),
    ownOrders: () => [],
    freshness: { priceMs: 1000, openOrdersMs: 1000 },
  };
}
