/** Why an exchange does not take a request; each dialect has its own code and words for it. */
export type RejectionReason =
  | 'symbol-unknown'
  | 'symbol-halted'
  | 'insufficient-balance'
  | 'would-take'
  | 'lot-size'
  | 'market-lot-size'
  | 'price-filter'
  | 'percent-price'
  | 'notional'
  | 'too-many-orders'
  | 'max-position'
  | 'client-id-taken'
  | 'order-unknown'
  | 'no-liquidity'
  | 'amount-invalid';

/** The exchange does not take a request. Nothing has changed. */
export class Rejection extends Error {
  override readonly name = 'Rejection';
  readonly reason: RejectionReason;

  constructor(reason: RejectionReason) {
    super(reason);
    this.reason = reason;
  }
}
