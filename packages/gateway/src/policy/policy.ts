import type { Decimal } from '@holdfast/decimal';
import type { OrderType } from '../dialect/dialect.ts';
import type { IpRange } from './ip-rules.ts';

/** Every order type that a policy may name. */
export const ORDER_TYPES = [
  'limit',
  'post-only',
  'stop-limit',
  'market',
  'stop-market',
  'trailing-stop',
] as const satisfies readonly OrderType[];

/** Order types that fill at any price, so that only a price band says what they cost. */
export const ANY_PRICE_TYPES: ReadonlySet<OrderType> = new Set(['market', 'stop-market', 'trailing-stop']);

export type Side = 'buy' | 'sell';

/** How many requests: a bucket that holds `burst` and refills at `perSecondMilli` thousandths of a token a second. */
export interface RateRule {
  readonly perSecondMilli: number;
  readonly burst: number;
}

/** A span of a day in UTC, in minutes after midnight. `to` is not in it; `from` > `to` goes over midnight. */
export interface HourWindow {
  readonly from: number;
  readonly to: number;
}

/** What orders a key may place. The names are those of the file. */
export interface TradeRules {
  /** The exchange's own. */
  readonly symbols: ReadonlySet<string>;
  readonly sides: ReadonlySet<Side>;
  readonly orderTypes: ReadonlySet<OrderType>;
  readonly maxOrderUsd: Decimal;
  readonly maxDailyUsd: Decimal;
  readonly maxDailySlippageUsd: Decimal;
  /** Null: not limited. */
  readonly maxShareOfVolumePct: Decimal | null;
  /** Null: not limited. */
  readonly maxOpenOrders: number | null;
  readonly priceBandPct: Decimal;
  readonly cancelAll: boolean;
  readonly ownOrdersOnly: boolean;
}

/** What a virtual key may do, every default filled in. */
export interface Policy {
  readonly read: boolean;
  /** Null: no orders and no cancellations. */
  readonly trade: TradeRules | null;
  readonly rate: RateRule;
  /** Addresses a request may come from. */
  readonly ips: readonly IpRange[];
  /** Null: at any time. */
  readonly hours: readonly HourWindow[] | null;
  /** Milliseconds since 1970; null: as long as the key. */
  readonly expires: number | null;
}
