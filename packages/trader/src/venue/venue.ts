/** A market as a plan takes it (`markets.json` of `holdfast plan`); amounts and prices are decimal strings. */
export interface VenueMarket {
  readonly exchange: string;
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly amount_step: string;
  readonly price_tick: string;
  readonly min_amount: string;
  readonly max_amount?: string;
  readonly min_notional: string;
  readonly max_notional?: string;
  readonly taker_fee: string;
  readonly maker_fee: string;
  readonly active: boolean;
}

/** Best prices of a market and how much they are good for; decimal strings. */
export interface Quote {
  readonly bid: string;
  readonly ask: string;
  readonly bidAmount: string;
  readonly askAmount: string;
}

/** So much at a price; decimal strings. */
export interface DepthLevel {
  readonly price: string;
  readonly amount: string;
}

/** One trade of an order; decimal strings. */
export interface VenueFill {
  readonly tradeId: string;
  readonly amount: string;
  readonly price: string;
  readonly fee: string;
  readonly feeAsset: string | null;
  /** Milliseconds since 1970 by the exchange. */
  readonly time: number;
}

/** An order as the exchange knows it. */
export interface VenueOrder {
  readonly exchangeId: string;
  readonly state: 'open' | 'closed';
  /** Base units. */
  readonly filled: string;
  /** Null: not told with the order, and to be asked for. */
  readonly fills: readonly VenueFill[] | null;
}

/** `GTC` rests, `IOC` takes what is there and ends, `PO` rests or is refused. */
export type TimeInForce = 'GTC' | 'IOC' | 'PO';

/** Longest time between writing an order down and sending it; wall milliseconds. */
export const LATEST_SEND_MS = 1000;

/** A limit order to be placed; decimal strings. */
export interface OrderToPlace {
  readonly clientOrderId: string;
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  readonly amount: string;
  readonly price: string;
  readonly timeInForce: TimeInForce;
  /** Milliseconds since 1970 of the wall's clock after which it must not be sent any more. */
  readonly sendBy: number;
}

/**
 * Why an order was certainly not accepted. `funds`: not enough of what it spends; `filters`: the market's rules, which may
 * have changed; `halted`: the market or the exchange is closed; `busy`: ask again later; `policy`: the gateway or the
 * exchange forbids it; `unpriced`: the gateway knows no price to judge it by, for now; `passive`: a post-only order would
 * have traded.
 */
export type RefusalCause =
  | 'funds'
  | 'filters'
  | 'halted'
  | 'busy'
  | 'policy'
  | 'unpriced'
  | 'passive'
  | 'other';

/** What came of placing an order. `unclear`: it may have been accepted or not. */
export type Placement =
  | { readonly kind: 'accepted'; readonly order: VenueOrder }
  | { readonly kind: 'refused'; readonly cause: RefusalCause; readonly reason: string }
  | { readonly kind: 'unclear'; readonly reason: string };

/** Balances by asset, decimal strings. */
export type Balances = ReadonlyMap<string, { readonly free: string; readonly locked: string }>;

/** The clock that trading goes by: the wall's, or a paper exchange's. */
export interface TradingClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Lets that much trading time pass. */
  wait(milliseconds: number): Promise<void>;
}

/**
 * An exchange account as the trader reaches it, through the gateway. Every call may throw a `HoldfastError` with the code
 * VENUE_UNREACHABLE (ask again) or VENUE_REFUSED (asking again will not help).
 */
export interface Venue {
  readonly exchange: string;
  readonly clock: TradingClock;
  /** How long the exchange may still accept an order after it was written down, in wall milliseconds; `LATEST_SEND_MS` included. */
  readonly acceptanceMs: number;
  /** Currencies that count as cash; the first is taken to be worth a dollar, the others what the market says. */
  readonly cash: readonly [string, ...string[]];
  markets(): Promise<readonly VenueMarket[]>;
  /** Forgets the markets, because a rule of one may have changed. */
  forgetMarkets(): void;
  quotes(): Promise<ReadonlyMap<string, Quote>>;
  /** The side of the book that a buy (or a sale) takes from, the best price first. */
  depth(symbol: string, side: 'buy' | 'sell'): Promise<readonly DepthLevel[]>;
  balances(): Promise<Balances>;
  /** Never throws for what may have reached the exchange: that is `unclear`. */
  place(order: OrderToPlace): Promise<Placement>;
  /** Null: the exchange knows no such order. */
  find(symbol: string, clientOrderId: string): Promise<VenueOrder | null>;
  /** Resolves when the exchange was told, or the order had ended before; what became of it, `find` says. */
  cancel(symbol: string, clientOrderId: string, exchangeId: string): Promise<void>;
  fills(symbol: string, exchangeId: string): Promise<readonly VenueFill[]>;
}
