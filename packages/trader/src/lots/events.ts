/**
 * Which lot a disposal takes first: the one acquired first (FIFO), last (LIFO), or at the highest price per unit (HIFO). What is
 * equal goes by the time of acquisition, earliest first, and then by the order in which it came; with LIFO latest first.
 */
export type LotMethod = 'fifo' | 'lifo' | 'hifo';

/**
 * Where a lot's cost comes from: a trade; imported cost basis; the market value at which a deposit arrived, because no cost
 * basis was given; or nothing at all, and then the cost is 0.
 */
export type BasisSource = 'trade' | 'imported' | 'market-value' | 'unknown';

/**
 * A fee. Of the base or quote it changes what is moved; of another asset, such as BNB, it is a disposal of that asset at its
 * value.
 */
interface FeeEvent {
  readonly asset: string;
  /** Decimal string ≥ 0. */
  readonly amount: string;
  /** What it is worth, USD. */
  readonly valueUsd: string;
}

/**
 * An order's fill. Both legs are worth the same, `valueUsd`: what is given is disposed of for that, what is received cost that.
 */
export interface FillEvent {
  readonly kind: 'buy' | 'sell';
  /** Epoch milliseconds. */
  readonly time: number;
  readonly base: string;
  readonly quote: string;
  /** Of the base, before fees. */
  readonly amount: string;
  /** Quote for one base. */
  readonly price: string;
  /** Of the quote, before fees, where the exchange says so because it rounds; amount × price without. */
  readonly quoteAmount?: string;
  /** What the quote amount is worth, USD. */
  readonly valueUsd: string;
  readonly fee?: FeeEvent;
}

/** What something cost, and when, before it was deposited. */
interface CostBasis {
  /** Of the whole deposit, USD. */
  readonly costUsd: string;
  /** Epoch milliseconds, not after the deposit. */
  readonly acquired: number;
}

/**
 * Something arrives from elsewhere. Its cost is `basis`; without one it comes from the imported lots, and what these don't cover
 * is taken at `valueUsd`, its market value at arrival, and marked so. Without any of them the cost is 0, and marked so.
 */
export interface DepositEvent {
  readonly kind: 'deposit';
  readonly time: number;
  readonly asset: string;
  readonly amount: string;
  readonly valueUsd?: string;
  readonly basis?: CostBasis;
}

/** Something leaves, the network's fee included. Lots go with it; nothing is gained. */
interface WithdrawalEvent {
  readonly kind: 'withdrawal';
  readonly time: number;
  readonly asset: string;
  readonly amount: string;
}

/** What changes lots. Amounts are plain decimal strings. A transfer between accounts that are kept together is none. */
export type LotEvent = FillEvent | DepositEvent | WithdrawalEvent;
