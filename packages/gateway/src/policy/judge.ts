import { add, compare, type Decimal, formatDecimal, multiply, roundDown } from '@holdfast/decimal';
import type { CancelIntent, OrderIntent, OrderType } from '../dialect/dialect.ts';
import { Refusal } from '../refusal.ts';
import { isInHours, minuteOfDay } from './hours.ts';
import type {
  Accepted,
  JudgedOrder,
  Judgement,
  JudgeRequest,
  OpenOrders,
  OrderReserve,
  VolumeShare,
} from './judge-request.ts';
import { ANY_PRICE_TYPES, type Policy, type TradeRules } from './policy.ts';
import { formatExpiry, formatHourWindow, formatMinutes } from './policy-values.ts';
import { refuseRule } from './refuse-rule.ts';
import { resolveAmendment } from './resolve-amendment.ts';
import { valueOrder, ZERO } from './value-order.ts';

/**
 * Judges a request by a policy. One order or cancellation that doesn't pass refuses the whole request. What is not
 * known is refused: an amount, a price, how many orders are open. Sums over time (24 hours, orders sent since the exchange
 * counted) are for the caller to check, in the statement that records the decision; here it is only checked that the
 * request could ever fit.
 *
 * The caller's address and the rate are not judged here: they come before, and cost nothing.
 *
 * @example
 * const judgement = judge(policy, request);
 * if (judgement.verdict === 'refused') throw judgement.refusal;
 */
export function judge(policy: Policy, request: JudgeRequest): Judgement {
  try {
    return accept(policy, request);
  } catch (error) {
    if (error instanceof Refusal) return { verdict: 'refused', refusal: error };
    throw error;
  }
}

function accept(policy: Policy, request: JudgeRequest): Accepted {
  const { description } = request;
  const rules = checkClass(policy, request);
  const cancelsOnly = rules !== null && description.orders.length === 0;
  checkTime(policy, request, cancelsOnly);
  if (rules === null) return { ...NOTHING, cancelsOnly };
  for (const cancel of description.cancels) checkCancel(rules, cancel, request);
  const orders = description.orders.map((order) => resolve(rules, order, request));
  checkAmendedOnce(orders);
  const reserves = orders.map((order) => judgeOrder(rules, order, request));
  const newOrders = orders.filter(mayRest).length;
  const notionalUsd = total(reserves.map((reserve) => reserve.notionalUsd));
  const slippageUsd = total(reserves.map((reserve) => reserve.slippageUsd));
  checkMost('max_daily_usd', rules.maxDailyUsd, notionalUsd, 'the orders of this request are worth');
  checkMost('max_daily_slippage_usd', rules.maxDailySlippageUsd, slippageUsd, 'this request may give away');
  const shares =
    rules.maxShareOfVolumePct === null ? [] : checkVolume(rules.maxShareOfVolumePct, reserves, request);
  if (rules.maxOpenOrders !== null && newOrders > 0) {
    checkOpenOrders(rules.maxOpenOrders, newOrders, request.openOrders, request.freshness.openOrdersMs);
  }
  return { verdict: 'accepted', cancelsOnly, orders, reserves, notionalUsd, slippageUsd, newOrders, shares };
}

/** Decimals of an amount in the database. */
const SHARE_SCALE = 18;

const NOTHING = {
  verdict: 'accepted',
  orders: [],
  reserves: [],
  notionalUsd: ZERO,
  slippageUsd: ZERO,
  newOrders: 0,
  shares: [],
} as const;

/** The rules of a request that trades; null for one that only reads. */
function checkClass(policy: Policy, { classification, description }: JudgeRequest): TradeRules | null {
  const { class: what, product } = classification;
  const empty = description.orders.length === 0 && description.cancels.length === 0;
  if (what === 'public' || what === 'read') {
    if (!empty) throw forbidden('an endpoint that reads must not place or cancel orders');
    if (what === 'read' && !policy.read) throw forbidden('reading the account is not allowed to this key');
    return null;
  }
  if (what === 'credential') throw forbidden('requests that make or show keys and tokens are never allowed');
  if (what !== 'trade')
    throw forbidden(
      `${what} requests are never sent: they need an approval by a second person, which this gateway cannot ask for yet`,
    );
  if (policy.trade === null) throw forbidden('trading is not allowed to this key');
  const products = [product, ...description.orders.map((order) => order.product)];
  const other = products.find((one) => one !== 'spot');
  if (other !== undefined) {
    throw new Refusal('forbidden', 'product', `product: only spot can be traded, and this is ${other}.`, {
      product: other,
    });
  }
  if (empty) throw forbidden('it is not known which orders this request would place or cancel');
  return policy.trade;
}

function forbidden(why: string): Refusal {
  return new Refusal('forbidden', 'allow', `allow: ${why}.`);
}

/** Hours are of the market that is traded on; what expires does so for everybody who holds the key. */
function checkTime(
  { expires, hours }: Policy,
  { time, simulatedAt = time }: JudgeRequest,
  cancelsOnly: boolean,
): void {
  if (expires !== null && !(time < expires)) {
    throw new Refusal('revoked', 'expires', `expires: the key's policy ended at ${formatExpiry(expires)}.`);
  }
  if (hours === null || cancelsOnly || isInHours(hours, simulatedAt)) return;
  refuseRule(
    'hours',
    `requests are accepted ${hours.map(formatHourWindow).join(', ')} UTC, and it is ${formatMinutes(minuteOfDay(simulatedAt))}.`,
  );
}

/**
 * Cancelling needs the symbol and nothing else. A request that names an order but no symbol is judged by the order,
 * when this key placed it; whoever may cancel everything may cancel any one.
 */
function checkCancel(rules: TradeRules, { symbol, order }: CancelIntent, { ownOrders }: JudgeRequest): void {
  if (order === null && !rules.cancelAll) {
    refuseRule('cancel_all', 'cancelling all orders at once is not allowed to this key.');
  }
  const own = order === null ? [] : ownOrders(order, symbol);
  if (rules.ownOrdersOnly && own.length === 0) {
    refuseRule('own_orders_only', 'the order was not placed with this key.');
  }
  if (symbol !== null) checkSymbol(rules, symbol);
  else if (own.length > 0) for (const one of own) checkSymbol(rules, one.symbol);
  else if (!rules.cancelAll) {
    refuseRule(
      'symbols',
      'the request names no symbol, and the order was not placed with this key; name it, or allow cancel_all.',
    );
  }
}

/** An order with all its parts: those that it names, and for an amendment those of the order that it changes. */
function resolve(rules: TradeRules, intent: OrderIntent, { ownOrders }: JudgeRequest): JudgedOrder {
  const own = intent.amends === null ? [] : ownOrders(intent.amends, intent.symbol);
  if (intent.amends !== null && rules.ownOrdersOnly && own.length === 0) {
    refuseRule('own_orders_only', 'the order to be changed was not placed with this key.');
  }
  const { symbol, side, type } = intent;
  const complete = symbol !== null && side !== null && type !== null;
  // A test of an amendment doesn't say what it would amend either.
  if (intent.action === 'amend' || (intent.action === 'test' && intent.amends !== null && !complete)) {
    return resolveAmendment(intent, own);
  }
  if (complete) return { ...intent, symbol, side, type, amended: null };
  return refuseRule(
    'order',
    `the ${symbol === null ? 'symbol' : side === null ? 'side' : 'type'} of the order is not known.`,
  );
}

/** Two changes of one order, each harmless by what the order was, may be more together. */
function checkAmendedOnce(orders: readonly JudgedOrder[]): void {
  const seen = new Set<string>();
  for (const { amended } of orders) {
    if (amended === null) continue;
    const name = `${amended.stored.entry} ${amended.stored.place}`;
    if (seen.has(name)) refuseRule('amendment', 'the request changes the same order twice.');
    seen.add(name);
  }
}

function judgeOrder(rules: TradeRules, order: JudgedOrder, request: JudgeRequest): OrderReserve {
  const { symbol, side, type } = order;
  checkSymbol(rules, symbol);
  if (!rules.sides.has(side))
    refuseRule('sides', `only ${[...rules.sides].join(', ')} is allowed; this is a ${side}.`);
  if (!rules.orderTypes.has(type)) {
    const rule = ANY_PRICE_TYPES.has(type) && !rules.orderTypes.has('market') ? 'market' : 'order_types';
    refuseRule(rule, `only ${[...rules.orderTypes].join(', ')} orders are allowed; this is a ${type} order.`);
  }
  const reserve = valueOrder(
    order,
    rules.priceBandPct,
    request.prices.get(symbol),
    request.markets.get(symbol),
    request.freshness,
  );
  checkMost('max_order_usd', rules.maxOrderUsd, reserve.notionalUsd, 'the order is worth');
  return order.action === 'test' ? { symbol, notionalUsd: ZERO, slippageUsd: ZERO } : reserve;
}

function checkSymbol({ symbols }: TradeRules, symbol: string): void {
  if (symbols.has(symbol)) return;
  const named = [...symbols];
  const shown = named.length <= 10 ? named.join(', ') : `${named.slice(0, 10).join(', ')}, …`;
  refuseRule('symbols', `only ${shown} is allowed; this is ${symbol.slice(0, 80)}.`, {
    value: symbol.slice(0, 80),
  });
}

function checkMost(rule: string, limit: Decimal, value: Decimal, what: string): void {
  if (compare(value, limit) <= 0) return;
  refuseRule(rule, `the limit is ${formatDecimal(limit)} USD, and ${what} ${formatDecimal(value)} USD.`, {
    limit: formatDecimal(limit),
    value: formatDecimal(value),
  });
}

/** The share is of all that the key sends in the symbol in 24 hours, so that many small orders are one large one. */
function checkVolume(
  pct: Decimal,
  reserves: readonly OrderReserve[],
  { markets }: JudgeRequest,
): readonly VolumeShare[] {
  const rule = 'max_share_of_volume_pct';
  const shares = reserves.map(({ symbol, notionalUsd }) => {
    const volume = markets.get(symbol)?.volume24hUsd ?? null;
    if (volume === null) return refuseRule(rule, `the traded volume of ${symbol} is not known.`, { symbol });
    const mostUsd = roundDown(multiply(volume, { units: pct.units, scale: pct.scale + 2 }), SHARE_SCALE);
    return { symbol, notionalUsd, mostUsd };
  });
  for (const { symbol, mostUsd } of shares) {
    const here = shares.filter((share) => share.symbol === symbol).map(({ notionalUsd }) => notionalUsd);
    checkMost(rule, mostUsd, total(here), `this request's orders in ${symbol} are worth`);
  }
  return shares;
}

function checkOpenOrders(most: number, more: number, open: OpenOrders | null, freshMs: number): void {
  if (open === null || !(open.ageMs >= 0 && open.ageMs <= freshMs)) {
    refuseRule('max_open_orders', 'it is not known how many orders are open.');
  }
  const after = open.count + more;
  if (after <= most) return;
  refuseRule(
    'max_open_orders',
    `the limit is ${most}, and with this request there may be ${after} open orders.`,
    {
      limit: most,
      value: after,
    },
  );
}

/**
 * Whether an order may stay open; those of other kinds are filled or gone when they are answered. One that waits for a price
 * does so first, whatever becomes of it then.
 */
export function mayRest({
  action,
  type,
  timeInForce,
}: Pick<OrderIntent, 'action' | 'type' | 'timeInForce'>): boolean {
  if (action !== 'create' || type === 'market') return false;
  return (type !== null && WAITING_TYPES.has(type)) || (timeInForce !== 'IOC' && timeInForce !== 'FOK');
}

const WAITING_TYPES: ReadonlySet<OrderType> = new Set(['stop-market', 'stop-limit', 'trailing-stop']);

function total(amounts: readonly Decimal[]): Decimal {
  return amounts.reduce(add, ZERO);
}
