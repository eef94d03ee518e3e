import { add, compare, type Decimal, multiply, smaller } from '@holdfast/decimal';
import { decimal } from '../decimal-text.ts';
import type { DepthLevel, Quote } from '../venue/venue.ts';
import { isBeyond } from './slippage.ts';

/** Where an order rests: the best price of its own side. */
export function restingPrice(side: 'buy' | 'sell', quote: Quote): Decimal {
  return decimal(side === 'buy' ? quote.bid : quote.ask);
}

/**
 * Price and largest amount with which a step crosses the spread: a share of what the book shows within the worst price.
 *
 * @param depth the side of the book that is taken from, the best price first
 * @param share from 0 to 1
 * @returns null: the book shows nothing there
 */
export function crossing(
  side: 'buy' | 'sell',
  depth: readonly DepthLevel[],
  worst: Decimal,
  wanted: Decimal,
  share: number,
): { readonly price: Decimal; readonly largest: Decimal } | null {
  const within = depth
    .map(({ price, amount }) => ({ price: decimal(price), amount: decimal(amount) }))
    .filter(({ price, amount }) => price.units > 0n && amount.units > 0n && !isBeyond(side, price, worst));
  const last = within.at(-1);
  if (last === undefined) return null;
  const visible = within.reduce<Decimal>((sum, { amount }) => add(sum, amount), { units: 0n, scale: 0 });
  const largest = multiply(visible, decimal(share.toFixed(12)));
  const target = smaller(wanted, largest);
  let reached: Decimal = { units: 0n, scale: 0 };
  for (const { price, amount } of within) {
    reached = add(reached, amount);
    if (compare(reached, target) >= 0) return { price, largest };
  }
  return { price: last.price, largest };
}
