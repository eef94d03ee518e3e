import type { Decimal } from '@holdfast/decimal';
import type { Classification, Description, OrderIntent, OrderType } from '../dialect/dialect.ts';
import type { OrderReference } from '../dialect/order-reference.ts';
import type { Refusal } from '../refusal.ts';
import type { Side } from './policy.ts';

/** What a symbol is worth, from public order books; never from the last trade. */
export interface ReferencePrice {
  /** Quote units for one base unit. */
  readonly mid: Decimal;
  /** The best prices right now; null when that side of the book is empty or unknown. */
  readonly bestBid: Decimal | null;
  readonly bestAsk: Decimal | null;
  /** Milliseconds since the newest book that the price is made of. */
  readonly ageMs: number;
  /** Whether a second venue says about the same, or the check is waived for the symbol by name. */
  readonly agrees: boolean;
}

/** What the gateway knows of a symbol. Null: not known, which refuses what would need it. */
export interface MarketFacts {
  readonly usdPerQuote: Decimal | null;
  /** USD traded on the exchange in the last 24 hours. */
  readonly volume24hUsd: Decimal | null;
}

/** How many orders are open on the account, by the exchange's own count. What was sent since, the database adds. */
export interface OpenOrders {
  readonly count: number;
  readonly ageMs: number;
  /** Database time before the exchange was asked. */
  readonly asOf: Date;
}

/** An order that this virtual key placed, as the gateway judged it last. Null: it has none, or nobody knows. */
export interface OwnOrder {
  /** The audit entry that allowed it, its place in that request, and how often it was changed since. */
  readonly stored: { readonly entry: bigint; readonly place: number; readonly revision: number };
  /** A change of it is under way. */
  readonly changing: boolean;
  readonly symbol: string;
  readonly side: Side;
  readonly type: OrderType;
  readonly quantity: Decimal | null;
  readonly quoteQuantity: Decimal | null;
  readonly price: Decimal | null;
  readonly trigger: Decimal | null;
}

/** A request and all that is known of the world when it is judged. */
export interface JudgeRequest {
  readonly classification: Classification;
  readonly description: Description;
  /** By the exchange's own symbol; missing: no reference price. */
  readonly prices: ReadonlyMap<string, ReferencePrice>;
  readonly markets: ReadonlyMap<string, MarketFacts>;
  /** Null: not known. */
  readonly openOrders: OpenOrders | null;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Simulated milliseconds since 1970 of a paper exchange: `hours` go by it there. */
  readonly simulatedAt?: number;
  /**
   * The orders that a reference may mean, where this key placed all of them: usually one, several for a list or an id that
   * was used again; none for an order that may be somebody else's.
   *
   * @param symbol the one that the request names; exchanges count some ids for each symbol
   */
  readonly ownOrders: (reference: OrderReference, symbol: string | null) => readonly OwnOrder[];
  /** How old facts may be, in milliseconds. */
  readonly freshness: Freshness;
}

export interface Freshness {
  readonly priceMs: number;
  readonly openOrdersMs: number;
}

/** Used unless the gateway is configured otherwise. */
export const DEFAULT_FRESHNESS: Freshness = { priceMs: 30_000, openOrdersMs: 10_000 };

/** What an order counts against the limits of 24 hours, in USD, rounded up. */
export interface OrderReserve {
  readonly symbol: string;
  readonly notionalUsd: Decimal;
  /** Σ adverse distance from the reference price × quantity. */
  readonly slippageUsd: Decimal;
}

/** What a policy says of a request. */
export type Judgement = Accepted | Refused;

export interface Accepted {
  readonly verdict: 'accepted';
  /** Nothing but cancellations: no rate rule holds them back. */
  readonly cancelsOnly: boolean;
  /** The orders as they were judged, in the description's order. */
  readonly orders: readonly JudgedOrder[];
  /** One for each order; zero for an order that the exchange only tests. */
  readonly reserves: readonly OrderReserve[];
  /** Sums over the orders: what must still fit under the key's limits of 24 hours. */
  readonly notionalUsd: Decimal;
  readonly slippageUsd: Decimal;
  /** Orders that may stay in the book. */
  readonly newOrders: number;
  /** One for each order where the share of the volume is limited; otherwise empty. */
  readonly shares: readonly VolumeShare[];
}

/** An order all of whose parts are known; an amendment is the order that results. */
export interface JudgedOrder extends OrderIntent {
  readonly symbol: string;
  readonly side: Side;
  readonly type: OrderType;
  /** What an amendment changes; null for other orders. */
  readonly amended: OwnOrder | null;
}

/** What an order counts against the share of its symbol's volume, in USD, and the most of all in 24 hours. */
export interface VolumeShare {
  readonly symbol: string;
  readonly notionalUsd: Decimal;
  readonly mostUsd: Decimal;
}

interface Refused {
  readonly verdict: 'refused';
  readonly refusal: Refusal;
}
