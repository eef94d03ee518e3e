import { add, compare, type Decimal, formatDecimal, parseDecimal, subtract } from '@holdfast/decimal';
import type { ExchangeBooks, OwnBooks } from './books.ts';

/** What a plan and what became of it have to say of each other. */
export interface PlanGaps {
  /** Parts of plans that were not carried out, with their cause. */
  readonly named: readonly { readonly plan: string; readonly symbol: string; readonly reason: string }[];
  /** Plans that were replaced by newer ones, with the cause. */
  readonly replaced: readonly { readonly plan: string; readonly reason: string }[];
  /** Gaps of a lot or more that nobody named, plans that are still open, and orders for more than was planned. */
  readonly unnamed: readonly string[];
}

const ZERO: Decimal = { units: 0n, scale: 0 };

/** Compares each plan with what its orders traded. */
export function planGaps({ plans, orders }: OwnBooks, { lots }: Pick<ExchangeBooks, 'lots'>): PlanGaps {
  const named: PlanGaps['named'][number][] = [];
  const replaced: PlanGaps['replaced'][number][] = [];
  const unnamed: string[] = [];
  for (const { id, state, plan, outcome } of plans) {
    if (state === 'superseded' && outcome?.reason) replaced.push({ plan: id, reason: outcome.reason });
    else if (state !== 'done' && state !== 'partly') unnamed.push(`plan ${id} is ${state}`);
    plan.orders.forEach(({ symbol, side, amount }, step) => {
      const traded = orders
        .filter((order) => order.rebalance === id && order.step === step)
        .reduce((sum, { filled }) => add(sum, exact(filled)), ZERO);
      const gap = subtract(exact(amount), traded);
      const lot = exact(lots.get(symbol.replace('/', '')) ?? '0');
      const where = `plan ${id}, ${side} ${amount} ${symbol}: ${formatDecimal(traded)} traded`;
      if (gap.units < 0n) unnamed.push(`${where}, more than planned`);
      else if (compare(gap, lot) >= 0 && state !== 'superseded') {
        const shortfall = outcome?.shortfalls.find((one) => one.step === step);
        if (
          shortfall === undefined ||
          shortfall.reason === '' ||
          compare(exact(shortfall.missing), gap) !== 0
        ) {
          unnamed.push(`${where}, and no cause is named`);
        } else named.push({ plan: id, symbol, reason: shortfall.reason });
      }
    });
  }
  return { named, replaced, unnamed };
}

export function exact(text: string): Decimal {
  const value = parseDecimal(text);
  if (value === null) throw new RangeError(`"${text}" is no decimal number`);
  return value;
}
