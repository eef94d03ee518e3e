import type { Decimal } from '@holdfast/decimal';
import type { EndpointClass, OrderIntent, Product } from '../dialect/dialect.ts';
import type { ExchangeId } from '../dialect/exchange-id.ts';

/** A cancellation as a log tells it. */
export interface RecordedCancel {
  readonly symbol: string | null;
  /** Whether it names one order; otherwise it is about all of them. */
  readonly namesOrder: boolean;
}

/** An order as a log tells it; which order an amendment changes is not needed, only that it is one. */
export type RecordedOrder = Omit<OrderIntent, 'clientOrderId' | 'amends'>;

/** A request as a log tells it. */
export interface RecordedRequest {
  /** Where it stands: the entry's number, or the line. */
  readonly place: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Id of the virtual key; null: the log doesn't say, and all such requests are taken as one key's. */
  readonly key: string | null;
  readonly exchange: ExchangeId;
  /** Null: the log doesn't say. */
  readonly address: string | null;
  /** Null: of no endpoint that the gateway knew. */
  readonly class: EndpointClass | null;
  readonly product: Product;
  readonly orders: readonly RecordedOrder[];
  readonly cancels: readonly RecordedCancel[];
  /** What its orders were worth together when they were judged, in USD; null: the log doesn't say. */
  readonly worth: RecordedWorth | null;
  /** What was decided then; null: the log doesn't say. */
  readonly decided: { readonly accepted: boolean; readonly rule: string | null } | null;
}

/** Sums over the orders of a request, rounded up to 8 decimals. */
export interface RecordedWorth {
  readonly notionalUsd: Decimal;
  readonly slippageUsd: Decimal;
}

/** Nothing at all. */
export const NOTHING: RecordedWorth = {
  notionalUsd: { units: 0n, scale: 0 },
  slippageUsd: { units: 0n, scale: 0 },
};

/** What a request counts if it is allowed: at least, and at most; null: nobody knows how much. */
export interface WorthRange {
  readonly least: RecordedWorth;
  readonly most: RecordedWorth | null;
}

/** What a log tells: a request, or that the exchange took an earlier one not at all or only partly. */
export type RecordedEvent =
  | { readonly kind: 'request'; readonly request: RecordedRequest }
  | { readonly kind: 'outcome'; readonly of: string; readonly outcome: 'rejected' | 'partly' };
