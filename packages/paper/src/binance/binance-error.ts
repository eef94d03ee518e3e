import type { RejectionReason } from '../exchange/rejection.ts';

/**
 * An error as Binance answers it: `{"code", "msg"}`.
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/errors
 */
export class BinanceError extends Error {
  override readonly name = 'BinanceError';
  readonly status: number;
  readonly code: number;
  /** Seconds to wait, for 429 and 418. */
  readonly retryAfter: number | null;

  constructor(code: number, message: string, status = 400, retryAfter: number | null = null) {
    super(message);
    this.code = code;
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

const FILTER = (name: string): [number, string] => [-1013, `Filter failure: ${name}`];

const REJECTIONS: Readonly<Record<RejectionReason, [number, string]>> = {
  'symbol-unknown': [-1121, 'Invalid symbol.'],
  'symbol-halted': [-1013, 'Market is closed.'],
  'insufficient-balance': [-2010, 'Account has insufficient balance for requested action.'],
  'would-take': [-2010, 'Order would immediately match and take.'],
  'lot-size': FILTER('LOT_SIZE'),
  'market-lot-size': FILTER('MARKET_LOT_SIZE'),
  'price-filter': FILTER('PRICE_FILTER'),
  'percent-price': FILTER('PERCENT_PRICE_BY_SIDE'),
  notional: FILTER('NOTIONAL'),
  'too-many-orders': FILTER('MAX_NUM_ORDERS'),
  'max-position': FILTER('MAX_POSITION'),
  'client-id-taken': [-2010, 'Duplicate order sent.'],
  'order-unknown': [-2011, 'Unknown order sent.'],
  'no-liquidity': [-2010, 'Order book liquidity is less than symbol minimum quantity.'],
  'amount-invalid': [-1102, 'Mandatory parameter was not sent, was empty/null, or malformed.'],
};

/** A rejection in Binance's words. */
export function binanceRejection(reason: RejectionReason): BinanceError {
  const [code, message] = REJECTIONS[reason];
  return new BinanceError(code, message);
}
