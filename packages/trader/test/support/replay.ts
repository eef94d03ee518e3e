import {
  add,
  compare,
  type Decimal,
  formatDecimal,
  multiply,
  parseDecimal,
  subtract,
} from '@holdfast/decimal';
import type { Plan } from '../../src/index.ts';
import type { Case } from './cases.ts';

/** What went wrong when a plan's orders were placed one after the other; and the accounts after them. */
export interface Replay {
  readonly problems: string[];
  readonly after: Case['holdings'];
  /** J of the accounts after, worked out anew from the documents. */
  readonly objective: number;
}

/**
 * Places a plan's orders as an exchange would that fills each at once at its limit price, and checks every filter. Written
 * from the meaning of the fields, without the planner's code.
 */
export function replay(given: Case, plan: Plan): Replay {
  const problems: string[] = [];
  const accounts = given.holdings.accounts.map((account) => ({
    ...account,
    balances: new Map(Object.entries(account.balances).map(([asset, amount]) => [asset, decimal(amount)])),
  }));
  for (const order of plan.orders) {
    const account = accounts.find(({ name }) => name === order.account);
    const market = given.markets.markets.find(
      ({ symbol, exchange }) => symbol === order.symbol && exchange === account?.exchange,
    );
    const name = `${order.side} ${order.amount} ${order.symbol} at ${order.price}`;
    if (account === undefined || market === undefined) {
      problems.push(`${name}: there is no such market`);
      continue;
    }
    const amount = decimal(order.amount);
    const price = decimal(order.price);
    if (!market.active) problems.push(`${name}: the market is closed`);
    if (!isMultiple(amount, decimal(market.amount_step)))
      problems.push(`${name}: amount is no multiple of the step`);
    if (!isMultiple(price, decimal(market.price_tick)))
      problems.push(`${name}: price is no multiple of the tick`);
    if (compare(amount, decimal(market.min_amount)) < 0) problems.push(`${name}: below the smallest amount`);
    const notional = multiply(amount, price);
    if (compare(notional, decimal(market.min_notional)) < 0)
      problems.push(`${name}: below the smallest notional`);
    const best = decimal(order.side === 'buy' ? market.ask : market.bid);
    const outward = order.side === 'buy' ? compare(price, best) >= 0 : compare(price, best) <= 0;
    if (!outward) problems.push(`${name}: the price is inside the best one`);
    const fee = decimal(market.taker_fee);
    const one = decimal('1');
    const inQuote = market.fee_in === 'quote';
    const inBase = market.fee_in === 'base';
    const [used, got] =
      order.side === 'buy'
        ? [
            multiply(notional, inQuote ? add(one, fee) : one),
            multiply(amount, inBase ? subtract(one, fee) : one),
          ]
        : [
            multiply(amount, inBase ? add(one, fee) : one),
            multiply(notional, inQuote ? subtract(one, fee) : one),
          ];
    const [from, to] = order.side === 'buy' ? [market.quote, market.base] : [market.base, market.quote];
    const needed = order.side === 'buy' ? multiply(used, decimal('1.002')) : used;
    const free = account.balances.get(from) ?? decimal('0');
    if (compare(needed, free) > 0) {
      problems.push(`${name}: needs ${formatDecimal(needed)} ${from}, and there is ${formatDecimal(free)}`);
    }
    account.balances.set(from, subtract(free, used));
    account.balances.set(to, add(account.balances.get(to) ?? decimal('0'), got));
  }
  const after = {
    accounts: accounts.map(({ balances, ...account }) => ({
      ...account,
      balances: Object.fromEntries([...balances].map(([asset, amount]) => [asset, formatDecimal(amount)])),
    })),
  };
  return { problems, after, objective: objectiveOf(given, after, plan.orders.length) };
}

/** J after trades that led to `after`, from documents with one market an asset and account, all against USDT. */
function objectiveOf(given: Case, after: Case['holdings'], orders: number): number {
  const prices = new Map<string, number>([['USDT', 1]]);
  const spreads = new Map<string, number>();
  for (const { base, bid, ask, active } of given.markets.markets) {
    const spread = (Number(ask) - Number(bid)) / (Number(bid) + Number(ask));
    if (!active || spread >= (spreads.get(base) ?? Number.POSITIVE_INFINITY)) continue;
    spreads.set(base, spread);
    prices.set(base, (Number(bid) + Number(ask)) / 2);
  }
  const worth = (holdings: Case['holdings']) => {
    const sums = new Map<string, number>();
    for (const { balances } of holdings.accounts) {
      for (const [asset, amount] of Object.entries(balances)) {
        sums.set(asset, (sums.get(asset) ?? 0) + Number(amount) * (prices.get(asset) ?? 0));
      }
    }
    return sums;
  };
  const total = (sums: ReadonlyMap<string, number>) => [...sums.values()].reduce((a, b) => a + b, 0);
  const before = worth(given.holdings);
  const now = worth(after);
  const value = total(before);
  let gaps = 0;
  let cashTarget = 1;
  for (const asset of new Set([...now.keys(), ...Object.keys(given.targets.weights)])) {
    if (asset === 'USDT') continue;
    const target = Number(given.targets.weights[asset] ?? 0);
    cashTarget -= target;
    gaps += ((now.get(asset) ?? 0) / value - target) ** 2;
  }
  const cashGap = (now.get('USDT') ?? 0) / value - cashTarget;
  return 0.3 * (gaps + 10 * cashGap ** 2) + (value - total(now)) / value + 1e-6 * orders;
}

function isMultiple(value: Decimal, step: Decimal): boolean {
  const scale = Math.max(value.scale, step.scale);
  const units = (one: Decimal) => one.units * 10n ** BigInt(scale - one.scale);
  return units(value) % units(step) === 0n;
}

function decimal(text: string): Decimal {
  const value = parseDecimal(text);
  if (value === null) throw new Error(`${text} is no decimal number`);
  return value;
}
