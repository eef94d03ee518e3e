import type { NewOrder } from './order.ts';
import { times, type Units } from './units.ts';

/** A coin in which fees are lower. */
interface FeeCoin {
  readonly asset: string;
  /** The market that says what it is worth in the currency that everything is paid with. */
  readonly symbol: string;
  /** Millionths of the fee that are left. */
  readonly rate: bigint;
}

/** Fees as millionths of what is traded. */
export interface PaperFees {
  readonly maker: bigint;
  readonly taker: bigint;
  /** None when left out. */
  readonly coin?: FeeCoin;
}

const MILLION = 1_000_000n;

type FeeTerms = Pick<NewOrder, 'side' | 'feeIn'>;

/** Which side of the market an order's fee is in: what it receives, unless it says otherwise. */
export function feeSide({ side, feeIn }: FeeTerms): 'base' | 'quote' {
  return feeIn ?? (side === 'BUY' ? 'base' : 'quote');
}

/** Whether the fee comes on top of what is paid, instead of out of what is received. */
export function isFeeOnTop(order: FeeTerms): boolean {
  return feeSide(order) === (order.side === 'BUY' ? 'quote' : 'base');
}

/**
 * The fee of a trade. Out of what is received it is rounded up; on top of what is paid it is rounded down, so that what an order
 * has set aside is enough however it is filled.
 *
 * @param quantity base units of the trade
 * @param quote quote units of the trade
 * @param rate millionths
 */
export function feeOf(order: FeeTerms, quantity: Units, quote: Units, rate: bigint): Units {
  const traded = (feeSide(order) === 'base' ? quantity : quote) * rate;
  return isFeeOnTop(order) ? traded / MILLION : (traded + MILLION - 1n) / MILLION;
}

/**
 * What a limit order sets aside for what is left of it: what it pays at its limit, and a fee on top at the taker's rate. It
 * is never less than what a part and the rest of it set aside, so a fill always leaves enough.
 *
 * @param left base units
 * @returns quote units for a buy, base units for a sale
 */
export function heldFor(
  order: FeeTerms & { readonly price: Units | null },
  left: Units,
  { taker }: PaperFees,
): Units {
  const paid = order.side === 'BUY' ? times(left, order.price ?? 0n) : left;
  return isFeeOnTop(order) ? paid + (paid * taker) / MILLION : paid;
}
