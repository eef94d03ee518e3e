import type { RejectionReason } from '../exchange/rejection.ts';

/**
 * An error as Kraken answers it, with status 200: `{"error": ["EOrder:Insufficient funds"]}`.
 *
 * @see https://docs.kraken.com/exchange/guides/general/errors
 */
export class KrakenError extends Error {
  override readonly name = 'KrakenError';
}

/** An argument is missing or has no meaning. */
export function invalid(argument: string): KrakenError {
  return new KrakenError(`EGeneral:Invalid arguments:${argument}`);
}

/** Kraken has no price band around the market, and its step is the last digit there is. */
const REJECTIONS: Readonly<Record<RejectionReason, string>> = {
  'symbol-unknown': 'EQuery:Unknown asset pair',
  'symbol-halted': 'EService:Market in cancel_only mode',
  'insufficient-balance': 'EOrder:Insufficient funds',
  'would-take': 'EOrder:Post only order',
  'lot-size': 'EOrder:Order minimum not met',
  'market-lot-size': 'EOrder:Order minimum not met',
  'price-filter': 'EOrder:Tick size check failed',
  'percent-price': 'EOrder:Invalid price',
  notional: 'EOrder:Cost minimum not met',
  'too-many-orders': 'EOrder:Orders limit exceeded',
  'max-position': 'EOrder:Positions limit exceeded',
  'client-id-taken': 'EOrder:Invalid order',
  'order-unknown': 'EOrder:Unknown order',
  'no-liquidity': 'EOrder:Invalid order',
  'amount-invalid': 'EFunding:Invalid amount',
};

/** A rejection in Kraken's words. */
export function krakenRejection(reason: RejectionReason): KrakenError {
  return new KrakenError(REJECTIONS[reason]);
}
