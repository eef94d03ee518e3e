import type { TimeInForce, VenueFill } from '../venue/venue.ts';

/**
 * What became of an order. `written`: sent or about to be, and nothing else is known; `lost`: the exchange does not know it
 * and takes it no more; `refused`: certainly not accepted.
 */
export type OrderState = 'written' | 'open' | 'closed' | 'refused' | 'lost';

/** An order as it is remembered, before it is sent and after. Amounts and prices are decimal strings. */
export interface OrderRecord {
  readonly clientOrderId: string;
  /** Number of the plan's order that it is a part of, from 0. */
  readonly step: number;
  readonly attempt: number;
  readonly account: string;
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  readonly amount: string;
  readonly price: string;
  readonly timeInForce: TimeInForce;
  /** Middle of the market when it was decided. */
  readonly mid: number;
  readonly state: OrderState;
  readonly filled: string;
  readonly exchangeId: string | null;
  readonly refusal: string | null;
  /** Milliseconds since 1970 of the trading clock. */
  readonly placedAt: number;
  /** Milliseconds since 1970 of the wall's clock: when it was sent, and when the exchange takes it no more. */
  readonly sentAt: number;
  readonly deadAt: number;
}

/** What an exchange says of an order that it has closed. */
export interface ClosedOrder {
  readonly exchangeId: string;
  readonly filled: string;
  readonly fills: readonly VenueFill[];
}

/** The memory of an execution; each call is durable when it resolves. */
export interface Journal {
  orders(): Promise<OrderRecord[]>;
  /** Before it is sent. @throws when an order of this id, or of this step and attempt, was written before */
  write(order: OrderRecord): Promise<void>;
  /** It rests, so far with that much filled. */
  opened(clientOrderId: string, exchangeId: string, filled: string): Promise<void>;
  /** It is closed: its fills and the holdings that follow from them are written in one transaction. */
  closed(order: OrderRecord, closed: ClosedOrder): Promise<void>;
  refused(clientOrderId: string, reason: string): Promise<void>;
  lost(clientOrderId: string): Promise<void>;
  /** What the portfolio holds on an account, by asset; decimal strings. */
  holdings(account: string): Promise<ReadonlyMap<string, string>>;
}
