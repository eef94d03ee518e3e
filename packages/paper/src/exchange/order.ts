import type { Units } from './units.ts';

export type Side = 'BUY' | 'SELL';
type OrderType = 'LIMIT' | 'MARKET' | 'LIMIT_MAKER';
export type TimeInForce = 'GTC' | 'IOC' | 'FOK';
export type OrderStatus = 'NEW' | 'PARTIALLY_FILLED' | 'FILLED' | 'CANCELED' | 'EXPIRED' | 'EXPIRED_IN_MATCH';

/** An order as a client asks for it. Exactly one of quantity and quote quantity is set. */
export interface NewOrder {
  readonly symbol: string;
  readonly side: Side;
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  /** Null for market orders. */
  readonly price: Units | null;
  readonly quantity: Units | null;
  readonly quoteQuantity: Units | null;
  readonly clientOrderId: string;
  /** What the fee is paid in; what is received when left out. */
  readonly feeIn?: 'base' | 'quote';
  /** Simulated milliseconds since 1970 at which what is left expires; never when left out. */
  readonly expiresAt?: number;
  /** What is cancelled when it would trade with an order of its own account; the resting one when left out. */
  readonly selfTrade?: 'resting' | 'arriving' | 'both';
  /** A number of the client's own, which many orders may have. */
  readonly userReference?: number;
}

/** What of a resting order is to be another. Null: as it is. */
export interface Amendment {
  /** Base units, what was filled included. */
  readonly quantity: Units | null;
  readonly price: Units | null;
  /** Refused when the new price would trade at once. */
  readonly postOnly: boolean;
}

/** One trade of an order. */
interface Fill {
  readonly tradeId: number;
  readonly price: Units;
  readonly quantity: Units;
  readonly commission: Units;
  readonly commissionAsset: string;
  readonly maker: boolean;
  /** Milliseconds since 1970, of the exchange's simulated time. */
  readonly time: number;
}

/** An order that the exchange accepted. */
export interface Order extends NewOrder {
  quantity: Units | null;
  price: Units | null;
  readonly id: number;
  /** Place in the queue of its price: the lower one is filled first. */
  rank: number;
  readonly account: string;
  readonly createdAt: number;
  updatedAt: number;
  status: OrderStatus;
  /** What of the account's money is set aside for it: quote units for a buy, base units for a sale. */
  locked: Units;
  executed: Units;
  executedQuote: Units;
  readonly fills: Fill[];
}

/** Whether an order may still trade. */
export function isOpen({ status }: Order): boolean {
  return status === 'NEW' || status === 'PARTIALLY_FILLED';
}

/** What is left of an order that is sized in base units. */
export function remaining({ quantity, executed }: Order): Units {
  return (quantity ?? 0n) - executed;
}
