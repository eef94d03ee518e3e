import { add, compare } from '@holdfast/decimal';
import fc from 'fast-check';
import type { OrderIntent, OrderType } from '../../src/dialect/dialect.ts';
import { byExchange } from '../../src/dialect/order-reference.ts';
import { judge } from '../../src/policy/judge.ts';
import type { Judgement, JudgeRequest } from '../../src/policy/judge-request.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import { ANY_PRICE_TYPES, ORDER_TYPES, type Policy } from '../../src/policy/policy.ts';
import {
  NOTHING,
  type RecordedEvent,
  type RecordedRequest,
  type RecordedWorth,
} from '../../src/policy-test/recorded-request.ts';
import { PolicyTest } from '../../src/policy-test/test-policy.ts';
import { classified, dec, market } from '../policy/requests.ts';

export const DAY = 86_400_000;
/** The log ends here. */
export const END = Date.UTC(2026, 5, 30, 12);
const SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'];

/** A policy that allows much, with lines added or replaced. */
export function policyOf(...lines: string[]): Policy {
  const keys = new Map(
    [
      'allow: [read, trade]',
      `symbols: [${SYMBOLS.join(', ')}]`,
      `order_types: [${ORDER_TYPES.join(', ')}]`,
      'market: true',
      'max_order_usd: 1000',
      'max_daily_usd: 5000',
      'max_daily_slippage_usd: 100',
      'price_band_pct: 5',
      'rate: {per_second: 10, burst: 20}',
      'ips: [127.0.0.1, "10.0.0.0/8", "2001:db8::/32"]',
      ...lines,
    ].map((line) => [line.slice(0, line.indexOf(':')), line]),
  );
  return parsePolicy([...keys.values()].join('\n'), 'current.yaml');
}

/** What a program might do, before it is known what a policy says of it. */
interface Attempt {
  readonly after: number;
  readonly address: string;
  readonly what: 'read' | 'public' | 'orders' | 'cancel' | 'cancel all' | 'cancel unnamed';
  readonly symbol: string;
  readonly mid: bigint;
  readonly orders: readonly {
    action: OrderIntent['action'];
    side: 'buy' | 'sell';
    type: OrderType;
    tenths: number;
    size: number;
    inQuote: boolean;
    ioc: boolean;
    open: boolean;
  }[];
  readonly outcome: 'rejected' | 'partly' | null;
}

const attempt: fc.Arbitrary<Attempt> = fc.record({
  after: fc.oneof(
    fc.integer({ min: 0, max: 2000 }),
    fc.integer({ min: 0, max: 3_600_000 }),
    fc.integer({ min: 0, max: 3 * DAY }),
  ),
  address: fc.constantFrom('127.0.0.1', '10.1.2.3', '2001:db8::7'),
  what: fc.oneof(
    { weight: 5, arbitrary: fc.constant('orders' as const) },
    {
      weight: 2,
      arbitrary: fc.constantFrom('read', 'public', 'cancel', 'cancel all', 'cancel unnamed'),
    },
  ),
  symbol: fc.constantFrom(...SYMBOLS),
  mid: fc.bigInt(1n, 10_000_000n),
  orders: fc.array(
    fc.record({
      action: fc.oneof(
        { weight: 8, arbitrary: fc.constant('create' as const) },
        { weight: 1, arbitrary: fc.constantFrom('test' as const, 'amend' as const) },
      ),
      side: fc.constantFrom('buy' as const, 'sell' as const),
      type: fc.constantFrom(...ORDER_TYPES),
      tenths: fc.integer({ min: 940, max: 1060 }),
      size: fc.integer({ min: 1, max: 1_200_000 }),
      inQuote: fc.boolean(),
      ioc: fc.boolean(),
      open: fc.boolean(),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  outcome: fc.constantFrom(null, null, 'rejected' as const, 'partly' as const),
});

/** A log, and what the gateway, which knew the prices, would have said of its requests under another policy. */
export interface TrueLog {
  readonly events: RecordedEvent[];
  judged(place: string, policy: Policy): Judgement;
}

/** Logs of what a key did that a policy really accepted: judged with the true prices, as the gateway does, sums and rate too. */
export function acceptedLogs(policy: Policy): fc.Arbitrary<TrueLog> {
  return fc.array(attempt, { maxLength: 40 }).map((attempts) => {
    const limits = new PolicyTest(policy);
    const events: RecordedEvent[] = [];
    const times = new Map<string, number>();
    const sent = new Map<string, { time: number; worth: RecordedWorth }>();
    let time = END - attempts.reduce((sum, { after }) => sum + after, 0);
    for (const [i, one] of attempts.entries()) {
      time += one.after;
      const request = accepted(policy, one, time, String(i + 1));
      if (request === null) continue;
      const tested = limits.replay({ kind: 'request', request });
      if (tested?.verdict === 'refused') continue;
      // The replay doesn't know every sum; the gateway does.
      const worth = request.worth ?? NOTHING;
      const day = [...sent.values(), { time, worth }].filter((one) => one.time > time - DAY);
      const sum = (of: keyof RecordedWorth) => day.map((one) => one.worth[of]).reduce(add);
      const { maxDailyUsd, maxDailySlippageUsd } = policy.trade!;
      if (compare(sum('notionalUsd'), maxDailyUsd) > 0) continue;
      if (compare(sum('slippageUsd'), maxDailySlippageUsd) > 0) continue;
      sent.set(request.place, { time, worth });
      times.set(request.place, time);
      events.push({ kind: 'request', request });
      if (one.outcome !== null) {
        const outcome: RecordedEvent = { kind: 'outcome', of: request.place, outcome: one.outcome };
        limits.replay(outcome);
        if (one.outcome === 'rejected') sent.delete(request.place);
        events.push(outcome);
      }
    }
    const judged = (place: string, other: Policy) =>
      judge(other, trueRequest(attempts[Number(place) - 1], times.get(place) ?? 0));
    return { events, judged };
  });
}

function trueRequest({ what, symbol, mid: units, orders }: Attempt, time: number): JudgeRequest {
  const mid = { units, scale: 3 };
  const order = what === 'cancel all' ? null : byExchange('1');
  const named = what === 'cancel unnamed' ? null : symbol;
  const known = { quantity: dec('1'), quoteQuantity: null, price: mid, trigger: null };
  const stored = { entry: 1n, place: 1, revision: 1 };
  return {
    classification: classified(what === 'read' || what === 'public' ? what : 'trade'),
    description: {
      orders: what === 'orders' ? orders.map((one) => intentOf(one, symbol, units)) : [],
      cancels: what.startsWith('cancel') ? [{ symbol: named, order }] : [],
    },
    prices: new Map([[symbol, { mid, bestBid: mid, bestAsk: mid, ageMs: 0, agrees: true }]]),
    markets: new Map([[symbol, market()]]),
    openOrders: { count: 0, ageMs: 0, asOf: new Date(0) },
    time,
    ownOrders: () => [{ stored, changing: false, symbol, side: 'buy', type: 'limit', ...known }],
    freshness: { priceMs: 1000, openOrdersMs: 1000 },
  };
}

function accepted(policy: Policy, one: Attempt, time: number, place: string): RecordedRequest | null {
  const asked = trueRequest(one, time);
  const judgement = judge(policy, asked);
  if (judgement.verdict === 'refused') return null;
  const { orders, cancels } = asked.description;
  const { notionalUsd, slippageUsd } = judgement;
  return {
    place,
    time,
    key: 'vk1',
    exchange: 'binance',
    address: one.address,
    class: asked.classification.class,
    product: 'spot',
    orders: orders.map(({ clientOrderId: _, amends: __, ...order }) => order),
    cancels: cancels.map(({ symbol, order }) => ({ symbol, namesOrder: order !== null })),
    worth: orders.length > 0 && notionalUsd.units === 0n ? null : { notionalUsd, slippageUsd },
    decided: { accepted: true, rule: null },
  };
}

function intentOf(
  { action, side, type, tenths, size, inQuote, ioc, open }: Attempt['orders'][number],
  symbol: string,
  mid: bigint,
): OrderIntent {
  const price = { units: mid * BigInt(tenths), scale: 6 };
  const amends = action === 'amend';
  const said = amends && open;
  return {
    action,
    symbol,
    side: said ? null : amends ? 'buy' : side,
    type: said ? null : amends ? 'limit' : type,
    quantity: inQuote && !amends ? null : { units: (BigInt(size) * 1000n) / mid + 1n, scale: 3 },
    quoteQuantity: inQuote && !amends ? { units: BigInt(size), scale: 3 } : null,
    price: amends || !ANY_PRICE_TYPES.has(type) ? price : null,
    trigger: !amends && (type.startsWith('stop') || type === 'trailing-stop') ? price : null,
    timeInForce: ioc ? 'IOC' : null,
    product: 'spot',
    clientOrderId: null,
    amends: amends ? byExchange('1') : null,
  };
}

/** A log as `suggestPolicy` reads it. */
export function asLog(events: readonly RecordedEvent[]) {
  return async function* () {
    yield* events;
  };
}
