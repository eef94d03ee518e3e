import { compare, type Decimal, multiply } from '@holdfast/decimal';
import { decimal } from '../decimal-text.ts';
import type { PlanOrder } from '../planner/plan.ts';
import type { Quote } from '../venue/venue.ts';
import { midOf } from './account-view.ts';
import type { ExecutionSettings } from './execution-settings.ts';

type Slippage = Pick<ExecutionSettings, 'max_slippage'>;

/** The worst price of a step: the plan's, and what may be lost against it. A buy's is never above it, a sale's never below. */
export function worstPrice(side: 'buy' | 'sell', planned: string, { max_slippage }: Slippage): Decimal {
  const slip = decimal(max_slippage.toFixed(12));
  const one = 10n ** BigInt(slip.scale);
  const factor = { units: side === 'buy' ? one + slip.units : one - slip.units, scale: slip.scale };
  return multiply(decimal(planned), factor);
}

/** Whether a price is worse for a step than its worst. */
export function isBeyond(side: 'buy' | 'sell', price: Decimal, worst: Decimal): boolean {
  return side === 'buy' ? compare(price, worst) > 0 : compare(price, worst) < 0;
}

/**
 * Whether a market moved too far for a plan, either way: then its goal quantities are no longer what one would want.
 *
 * @param planMid the market's middle when the plan was made
 * @returns what to say of it; null: it did not
 */
export function movedTooFar(
  { symbol, side, price }: Pick<PlanOrder, 'symbol' | 'side' | 'price'>,
  quote: Quote,
  planMid: number | undefined,
  settings: Slippage,
): string | null {
  const change = planMid === undefined ? 0 : midOf(quote) / planMid - 1;
  const touch = decimal(side === 'buy' ? quote.ask : quote.bid);
  const tooFar = Math.abs(change) > settings.max_slippage;
  if (!tooFar && !isBeyond(side, touch, worstPrice(side, price, settings))) return null;
  if (tooFar) return `${symbol} moved by ${(change * 100).toFixed(2)} % since the plan was made`;
  const best = side === 'buy' ? `the lowest offer is ${quote.ask}` : `the highest bid is ${quote.bid}`;
  return `${symbol}: ${best}, too far from the plan’s ${price}`;
}
