import { compare, type Decimal, formatDecimal, multiply } from '@holdfast/decimal';
import { decimal } from '../decimal-text.ts';
import type { Quote, TimeInForce, Venue, VenueMarket } from '../venue/venue.ts';
import { type AccountView, midOf, spentBy } from './account-view.ts';
import { crossing, restingPrice } from './crossing.ts';
import type { ExecutionSettings } from './execution-settings.ts';
import { HOLD_LOOK_MS } from './given-up.ts';
import { sizeOrder } from './order-size.ts';
import { patienceEnds } from './resting-order.ts';
import { worstPrice } from './slippage.ts';
import type { StepProgress } from './step-progress.ts';

/** What is next for a step that has no order under way. */
export type NextOrder =
  | {
      readonly kind: 'place';
      readonly amount: string;
      readonly price: string;
      readonly timeInForce: TimeInForce;
      readonly mid: number;
      /** What it takes of an asset, its fee included. */
      readonly spends: string;
      readonly takes: Decimal;
    }
  /** Not yet; to be looked at again at that trading time. */
  | { readonly kind: 'wait'; readonly until: number }
  /** Something must change first that may change by itself. */
  | { readonly kind: 'hold'; readonly reason: string }
  | { readonly kind: 'give-up'; readonly reason: string; readonly again: boolean };

/** What else goes on at the account of a step. */
export interface Around {
  /** An earlier step, not finished, brings what this one spends. */
  readonly isFunded: boolean;
  /** Orders are under way that may give money back. */
  readonly isBusy: boolean;
}

const MOST_ATTEMPTS = 500;
/** Orders in a row of which the exchange knew nothing when they could no longer be accepted. */
const MOST_LOST = 8;
/** Between two attempts of a step when the first brought nothing: a market that flickers is not to be hammered. */
const LEAST_PAUSE_MS = 1000;

/** Decides the next order of a step. @throws HoldfastError VENUE_UNREACHABLE, VENUE_REFUSED: when the book is asked for */
export async function nextOrder(
  step: StepProgress,
  view: AccountView,
  settings: ExecutionSettings,
  around: Around,
): Promise<NextOrder> {
  const { planned, remainder } = step;
  const { side, symbol } = planned;
  const market = view.markets.get(symbol);
  const quote = view.quotes.get(symbol);
  if (step.nextAttempt >= MOST_ATTEMPTS) return tried(`it was tried ${MOST_ATTEMPTS} times`);
  if (step.lostInARow >= MOST_LOST) {
    return tried(`the exchange did not take ${MOST_LOST} orders in a row, and did not say why`);
  }
  if (market === undefined || !market.active || quote === undefined) {
    return { kind: 'hold', reason: `${symbol} is halted or shows no price` };
  }
  const now = view.venue.clock.now();
  const until = notBefore(step, settings);
  if (now < until) return { kind: 'wait', until };
  const priced = await priceOrder(step, view.venue, quote, now, settings);
  if (priced === null) {
    return { kind: 'hold', reason: `the book of ${symbol} shows nothing at an acceptable price` };
  }
  const { price, largest, timeInForce } = priced;
  const spends = side === 'buy' ? market.quote : market.base;
  const available = view.available(spends);
  const needs = spentBy(
    { side, amount: formatDecimal(remainder), price: formatDecimal(price) },
    market.taker_fee,
  );
  if (around.isFunded && compare(needs, available) > 0) return { kind: 'wait', until: now + HOLD_LOOK_MS };
  const sized = sizeOrder({ side, market, remainder, available, price, largest });
  if (sized.kind === 'order') {
    const takes = spentBy({ side, ...sized }, market.taker_fee);
    return {
      kind: 'place',
      amount: sized.amount,
      price: sized.price,
      timeInForce,
      mid: midOf(quote),
      spends,
      takes,
    };
  }
  if (sized.kind === 'too-small') return tooSmall(remainder, sized.least, market);
  if (around.isBusy) return { kind: 'wait', until: now + HOLD_LOOK_MS };
  return { kind: 'hold', reason: `there is not enough ${spends} for it` };
}

function tried(reason: string): NextOrder {
  return { kind: 'give-up', reason, again: true };
}

function tooSmall(remainder: Decimal, least: string, { base }: VenueMarket): NextOrder {
  const left = formatDecimal(remainder);
  const reason = `the remaining ${left} ${base} are below the smallest order of ${least} ${base}`;
  return { kind: 'give-up', reason, again: false };
}

/** Trading time before which a step places nothing. */
function notBefore({ latest }: StepProgress, { slice_pause_s }: ExecutionSettings): number {
  if (latest === null) return 0;
  const tookNothing = decimal(latest.filled).units === 0n;
  if (tookNothing) return latest.placedAt + LEAST_PAUSE_MS;
  // The book fills up again between two slices.
  return latest.timeInForce === 'IOC' ? latest.placedAt + slice_pause_s * 1000 : 0;
}

/** At the touch, as long as there is patience; then across the spread. Null: nothing is offered at an acceptable price. */
async function priceOrder(
  { planned, remainder, firstPlacedAt }: StepProgress,
  venue: Venue,
  quote: Quote,
  now: number,
  settings: ExecutionSettings,
): Promise<{ price: Decimal; largest: Decimal | null; timeInForce: TimeInForce } | null> {
  const { side, symbol } = planned;
  const rests =
    settings.patience_s > 0 && (firstPlacedAt === null || now < patienceEnds(firstPlacedAt, settings));
  if (rests) return { price: restingPrice(side, quote), largest: null, timeInForce: 'PO' };
  const [price, amount] = side === 'buy' ? [quote.ask, quote.askAmount] : [quote.bid, quote.bidAmount];
  const share = decimal(settings.depth_share.toFixed(12));
  // The top of the book when that is enough; otherwise the book is asked for.
  const enough = compare(multiply(decimal(amount), share), remainder) >= 0;
  const depth = enough ? [{ price, amount }] : await venue.depth(symbol, side);
  const worst = worstPrice(side, planned.price, settings);
  const crossed = crossing(side, depth, worst, remainder, settings.depth_share);
  return crossed === null ? null : { ...crossed, timeInForce: 'IOC' };
}
