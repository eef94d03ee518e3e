import { add, compare, type Decimal, multiply, subtract } from '@holdfast/decimal';
import type { CancelIntent, Classification, OrderIntent, OrderType } from '../dialect/dialect.ts';
import { byExchange } from '../dialect/order-reference.ts';
import { marketOf } from '../market/market-of.ts';
import { DEFAULT_MARKET_WATCH } from '../market/market-watch.ts';
import { parseIpAddress } from '../policy/ip-address.ts';
import { isInRanges } from '../policy/ip-rules.ts';
import { judge, mayRest } from '../policy/judge.ts';
import { DEFAULT_FRESHNESS, type JudgeRequest, type OwnOrder } from '../policy/judge-request.ts';
import { ANY_PRICE_TYPES, type Policy, type TradeRules } from '../policy/policy.ts';
import type { Refusal } from '../refusal.ts';
import { kindestPrice, leastWorth, type PossiblePrice, priceOf, worthRange } from './known-price.ts';
import {
  NOTHING,
  type RecordedOrder,
  type RecordedRequest,
  type RecordedWorth,
  type WorthRange,
} from './recorded-request.ts';

/** What can be said of a request under a policy, the sums of 24 hours and the rate apart. */
export type RecordedJudgement =
  | {
      readonly verdict: 'allowed';
      readonly worth: RecordedWorth;
    }
  | { readonly verdict: 'refused'; readonly rule: string; readonly why: string }
  | {
      readonly verdict: 'unknown';
      readonly rule: string;
      readonly why: string;
      /** What it would count. */
      readonly range: WorthRange;
    };

type Finding =
  | { readonly verdict: 'refused'; readonly rule: string; readonly why: string }
  | { readonly verdict: 'unknown'; readonly rule: string; readonly why: string };
type Undecided = Exclude<RecordedJudgement, { verdict: 'allowed' }>;

const ZERO: Decimal = { units: 0n, scale: 0 };
const NEXT_TO_NOTHING: Decimal = { units: 1n, scale: 30 };
const WITH_TRIGGER: ReadonlySet<OrderType> = new Set(['stop-limit', 'stop-market', 'trailing-stop']);
const ENDLESS: Decimal = { units: 10n ** 40n, scale: 0 };

/**
 * Judges a request of a log by a policy, with `judge` itself. What the log doesn't tell is first taken in the policy's
 * favour: what is refused even so is refused. Then it is looked at whether it could have been otherwise: that is unknown.
 * An address that the log doesn't tell is taken as allowed.
 *
 * @example
 * judgeRecorded(policy, request); // { verdict: 'refused', rule: 'symbols', why: '…' }
 */
export function judgeRecorded(policy: Policy, request: RecordedRequest): RecordedJudgement {
  const address = request.address === null ? null : parseIpAddress(request.address);
  if (address !== null && !isInRanges(address, policy.ips)) {
    return refused('ips', `ips: ${request.address} is not allowed.`);
  }
  if (request.class === null) {
    return refused('endpoint', 'endpoint: it is none that the gateway knew, and those are always refused.');
  }
  const orders = request.orders.map((order) => favourable(order, policy.trade));
  const refusal = judgeParts(policy, request, orders);
  if (refusal !== null) return refused(refusal.rule, refusal.message);
  return (
    undecided(policy, request, orders) ?? { verdict: 'allowed', worth: worthOf(policy, request, orders) }
  );
}

/** The refusal of the first part that no circumstances would have made acceptable. */
function judgeParts(
  policy: Policy,
  request: RecordedRequest,
  orders: readonly RecordedOrder[],
): Refusal | null {
  const cancels = request.cancels.map(({ symbol, namesOrder }) => ({
    symbol,
    order: namesOrder ? byExchange('recorded') : null,
  }));
  if (orders.length === 0 || cancels.length > 0) {
    const refusal = refusalOf(policy, request, [], cancels, null);
    if (refusal !== null) return refusal;
  }
  for (const order of orders) {
    const refusal = refusalOf(policy, request, [order], [], kindestPrice(order));
    if (refusal !== null) return refusal;
  }
  return null;
}

/** What could have been refused under circumstances that the log doesn't tell, or was certainly. */
function undecided(
  policy: Policy,
  request: RecordedRequest,
  orders: readonly RecordedOrder[],
): Undecided | null {
  const rules = policy.trade;
  if (rules === null || request.class !== 'trade') return null;
  const unknown = (rule: string, why: string, worth: RecordedWorth | null = null): Undecided => {
    const range = worth === null ? rangeOf(orders, rules) : { least: worth, most: worth };
    return { verdict: 'unknown', rule, why, range };
  };
  const strange = request.cancels.some(
    ({ symbol, namesOrder }) => namesOrder && (rules.ownOrdersOnly || (symbol === null && !rules.cancelAll)),
  );
  if (strange) return unknown('own_orders_only', 'the log does not say who placed the order');
  if (request.orders.some(({ action }) => action === 'amend')) {
    const before = 'the log does not say what the order was before';
    const { least } = rangeOf(orders, rules);
    return { verdict: 'unknown', rule: 'amendment', why: before, range: { least, most: null } };
  }
  if (orders.length === 0) return null;
  const created = orders.filter(mayRest).length;
  if (rules.maxOpenOrders !== null && created > rules.maxOpenOrders) {
    return refused('max_open_orders', `max_open_orders: these are ${created} orders at once.`);
  }
  if (request.worth === null) {
    return unknown('reference_price', 'the log does not say what the price was');
  }
  const price = atOtherPrices(policy, request, request.worth, orders);
  if (price?.verdict === 'refused') return price;
  if (price !== null) return unknown(price.rule, price.why);
  const worth = worthOf(policy, request, orders);
  if (rules.maxOpenOrders !== null && created > 0) {
    return unknown('max_open_orders', 'the log does not say how many orders were open', worth);
  }
  return rules.maxShareOfVolumePct === null
    ? null
    : unknown('max_share_of_volume_pct', 'the log does not say how much was traded', worth);
}

/** Whether an order would be refused at the prices that fit what it was worth: at all of them, or at some. */
function atOtherPrices(
  policy: Policy,
  request: RecordedRequest,
  worth: RecordedWorth,
  orders: readonly RecordedOrder[],
): Finding | null {
  const alone = orders.length === 1;
  for (const [i, order] of orders.entries()) {
    const others = total(orders.filter((_, j) => j !== i).map(leastWorth));
    // In a batch, at the worst: the others were worth the least, and all that was given away was by this one.
    const most = { ...worth, notionalUsd: subtract(worth.notionalUsd, others) };
    const prices = alone || hasPrice(order) ? priceOf(order, most) : null;
    if (prices === null) {
      return {
        verdict: 'unknown',
        rule: 'reference_price',
        why: 'the log does not say what the price was',
      };
    }
    const refusals = prices.map((price) => refusalOf(policy, request, [order], [], price));
    const refusal = refusals.find((one) => one !== null);
    if (refusal === undefined) continue;
    return alone && isCertain(policy, request, order, prices, refusal)
      ? refused(refusal.rule, refusal.message)
      : { verdict: 'unknown', rule: refusal.rule, why: 'it depends on what the price was' };
  }
  return null;
}

/**
 * Whether an order is refused by the same rule at the least and at the greatest price that it can have had, though the best
 * price was no worse than the middle, and at all between them.
 */
function isCertain(
  policy: Policy,
  request: RecordedRequest,
  order: RecordedOrder,
  prices: readonly [PossiblePrice, PossiblePrice],
  { rule }: Refusal,
): boolean {
  return (
    areNear(prices, policy.trade) &&
    prices.every(({ mid }) => refusalOf(policy, request, [order], [], { mid, touch: mid })?.rule === rule)
  );
}

/**
 * Whether two prices are so near that what is refused at both is refused between them: nearer than the band, which is
 * narrower than all prices that it lets pass. Of next to nothing, rounding leaves wide room.
 */
function areNear([least, most]: readonly [PossiblePrice, PossiblePrice], rules: TradeRules | null): boolean {
  if (rules === null) return true;
  const { units, scale } = rules.priceBandPct;
  const band = { units, scale: scale + 2 };
  return compare(subtract(most.mid, least.mid), multiply(least.mid, band)) <= 0;
}

/** What orders count together, whatever the prices were. */
function rangeOf(orders: readonly RecordedOrder[], { priceBandPct }: TradeRules): WorthRange {
  const ranges = orders.map((order) => worthRange(order, priceBandPct));
  const least = ranges.map((range) => range.least).reduce(sum, NOTHING);
  const most = ranges.map((range) => range.most);
  return {
    least,
    most: most.includes(null) ? null : most.filter((one) => one !== null).reduce(sum, NOTHING),
  };
}

function sum(a: RecordedWorth, b: RecordedWorth): RecordedWorth {
  return {
    notionalUsd: add(a.notionalUsd, b.notionalUsd),
    slippageUsd: add(a.slippageUsd, b.slippageUsd),
  };
}

/** What the orders would have counted: for orders with a price the same under every policy. */
function worthOf(policy: Policy, request: RecordedRequest, orders: readonly RecordedOrder[]): RecordedWorth {
  const recorded = request.worth;
  if (recorded === null || orders.length !== 1) return recorded ?? NOTHING;
  const [, most] = priceOf(orders[0], recorded) ?? [null, null];
  if (most === null) return recorded;
  const judgement = judge(policy, judgeRequest(policy, request, orders, [], most));
  return judgement.verdict === 'refused' ? recorded : judgement;
}

function refusalOf(
  policy: Policy,
  request: RecordedRequest,
  orders: readonly RecordedOrder[],
  cancels: readonly CancelIntent[],
  price: PossiblePrice | null,
): Refusal | null {
  const judgement = judge(policy, judgeRequest(policy, request, orders, cancels, price));
  return judgement.verdict === 'refused' ? judgement.refusal : null;
}

function judgeRequest(
  policy: Policy,
  request: RecordedRequest,
  orders: readonly RecordedOrder[],
  cancels: readonly CancelIntent[],
  price: PossiblePrice | null,
): JudgeRequest {
  const symbols = orders.map(({ symbol }) => symbol).filter((symbol) => symbol !== null);
  const { mid, touch } = price ?? { mid: NEXT_TO_NOTHING, touch: NEXT_TO_NOTHING };
  return {
    classification: classificationOf(request),
    description: { orders: orders.map(intentOf), cancels },
    prices: new Map(
      symbols.map((symbol) => [symbol, { mid, bestBid: touch, bestAsk: touch, ageMs: 0, agrees: true }]),
    ),
    markets: new Map(
      symbols.map((symbol) => [symbol, { usdPerQuote: usdPerQuote(request, symbol), volume24hUsd: ENDLESS }]),
    ),
    openOrders: { count: 0, ageMs: 0, asOf: new Date(0) },
    time: request.time,
    ownOrders: () => [ownOrderOf(policy.trade)],
    freshness: DEFAULT_FRESHNESS,
  };
}

/** The log has the class that was found, not the endpoint; the judge looks at class and product only. */
function classificationOf({ class: of, product }: RecordedRequest): Classification {
  const what = of ?? 'admin';
  return { endpoint: { method: 'POST', path: '/', class: what, docs: '' }, class: what, product };
}

function intentOf(order: RecordedOrder): OrderIntent {
  return { ...order, clientOrderId: null, amends: null };
}

function ownOrderOf(rules: TradeRules | null): OwnOrder {
  const [symbol = ''] = rules?.symbols ?? [];
  const [side = 'buy'] = rules?.sides ?? [];
  // An order with a price is judged more kindly: one without always gives something away.
  const types = [...(rules?.orderTypes ?? [])];
  const type = types.find((one) => !ANY_PRICE_TYPES.has(one)) ?? types[0] ?? 'limit';
  const stored = { entry: 0n, place: 1, revision: 1 };
  const unknown = { quantity: null, quoteQuantity: null, price: null, trigger: null };
  return { stored, changing: false, symbol, side, type, ...unknown };
}

function usdPerQuote({ exchange }: RecordedRequest, symbol: string): Decimal | null {
  const known = DEFAULT_MARKET_WATCH.usdPerQuote;
  const parts = marketOf(exchange).symbols.split(symbol, [...known.keys()]);
  return parts === null ? null : (known.get(parts.quote) ?? null);
}

/** An amendment as the order that it may result in, with what it leaves open as the policy likes it. */
function favourable(order: RecordedOrder, rules: TradeRules | null): RecordedOrder {
  if (order.action !== 'amend') return order;
  const own = ownOrderOf(rules);
  const type = order.type ?? own.type;
  const sized = order.quantity !== null || order.quoteQuantity !== null;
  return {
    ...order,
    action: 'create',
    symbol: order.symbol ?? own.symbol,
    side: order.side ?? own.side,
    type,
    quantity: sized ? order.quantity : NEXT_TO_NOTHING,
    price: order.price ?? NEXT_TO_NOTHING,
    trigger: WITH_TRIGGER.has(type) ? (order.trigger ?? NEXT_TO_NOTHING) : null,
  };
}

function hasPrice({ type }: RecordedOrder): boolean {
  return type !== null && !ANY_PRICE_TYPES.has(type);
}

function refused(rule: string, why: string): { verdict: 'refused'; rule: string; why: string } {
  return { verdict: 'refused', rule, why };
}

function total(amounts: readonly Decimal[]): Decimal {
  return amounts.reduce(add, ZERO);
}
