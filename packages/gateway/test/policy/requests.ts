import { type Decimal, parseDecimal } from '@holdfast/decimal';
import type {
  CancelIntent,
  Classification,
  EndpointClass,
  OrderIntent,
  Product,
} from '../../src/dialect/dialect.ts';
import { judge } from '../../src/policy/judge.ts';
import {
  type Accepted,
  DEFAULT_FRESHNESS,
  type JudgeRequest,
  type MarketFacts,
  type OwnOrder,
  type ReferencePrice,
} from '../../src/policy/judge-request.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import type { Policy } from '../../src/policy/policy.ts';
import type { Refusal } from '../../src/refusal.ts';

export function dec(text: string): Decimal {
  const number = parseDecimal(text);
  if (number === null) throw new Error(`${text} is no decimal`);
  return number;
}

/** A trade policy with lines added or replaced. */
export function policyWith(...lines: string[]): Policy {
  const keys = new Map(
    [
      'allow: [read, trade]',
      'symbols: [COIN, RARE]',
      'max_order_usd: 100',
      'max_daily_usd: 1000',
      'price_band_pct: 2',
      ...lines,
    ].map((line) => [line.slice(0, line.indexOf(':')), line]),
  );
  return parsePolicy([...keys.values()].join('\n'), 'test.yaml');
}

export const ALL_TYPES = [
  'market: true',
  'order_types: [limit, post-only, stop-limit, market, stop-market, trailing-stop]',
];

export function classified(of: EndpointClass, product: Product = 'spot'): Classification {
  return {
    endpoint: { method: 'POST', path: '/order', class: of, docs: 'https://example.com' },
    class: of,
    product,
  };
}

/** A limit order to buy 1 COIN at 10. */
export function order(parts: Partial<OrderIntent> = {}): OrderIntent {
  return {
    action: 'create',
    symbol: 'COIN',
    side: 'buy',
    type: 'limit',
    quantity: dec('1'),
    quoteQuantity: null,
    price: dec('10'),
    trigger: null,
    timeInForce: null,
    product: 'spot',
    clientOrderId: null,
    amends: null,
    ...parts,
  };
}

export const marketOrder = (parts: Partial<OrderIntent> = {}) =>
  order({ type: 'market', price: null, ...parts });

/** Buy 1 COIN at 10, as this key placed it earlier, by the id "mine". */
export const ownOrder: OwnOrder = {
  stored: { entry: 7n, place: 1, revision: 1 },
  changing: false,
  symbol: 'COIN',
  side: 'buy',
  type: 'limit',
  quantity: dec('1'),
  quoteQuantity: null,
  price: dec('10'),
  trigger: null,
};

export const price = (mid: string, parts: Partial<ReferencePrice> = {}): ReferencePrice => ({
  mid: dec(mid),
  bestBid: dec(mid),
  bestAsk: dec(mid),
  ageMs: 100,
  agrees: true,
  ...parts,
});

export const market = (parts: Partial<MarketFacts> = {}): MarketFacts => ({
  usdPerQuote: dec('1'),
  volume24hUsd: dec('100000'),
  ...parts,
});

/** A request to trade, at noon UTC; COIN is at 10, RARE at 1. */
export function request(
  orders: readonly OrderIntent[],
  parts: Partial<JudgeRequest> & { readonly cancels?: readonly CancelIntent[] } = {},
): JudgeRequest {
  const { cancels = [], ...rest } = parts;
  return {
    classification: classified('trade'),
    description: { orders, cancels },
    prices: new Map([
      ['COIN', price('10')],
      ['RARE', price('1')],
    ]),
    markets: new Map([
      ['COIN', market()],
      ['RARE', market()],
    ]),
    openOrders: { count: 0, ageMs: 0, asOf: new Date(0) },
    time: Date.UTC(2026, 5, 1, 12),
    ownOrders: ({ by, id }) => (by === 'exchange' && id === 'mine' ? [ownOrder] : []),
    freshness: DEFAULT_FRESHNESS,
    ...rest,
  };
}

export function accepted(policy: Policy, of: JudgeRequest): Accepted {
  const judgement = judge(policy, of);
  if (judgement.verdict === 'refused') throw judgement.refusal;
  return judgement;
}

export function refused(policy: Policy, of: JudgeRequest): Refusal {
  const judgement = judge(policy, of);
  if (judgement.verdict === 'accepted') throw new Error('the request was accepted');
  return judgement.refusal;
}
