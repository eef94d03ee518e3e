/** A limit that an exchange sets, from its documentation. */
export interface UpstreamLimit {
  /** Unique in the dialect, and what gateway.yaml calls it by: `weight`. */
  readonly name: string;
  /** What it is of when the exchange counts apart for each endpoint or market: `POST /api/v5/trade/order BTC-USDT`. */
  readonly of?: string;
  /** Whether the exchange counts by the address that requests come from, or by the key or its account. */
  readonly scope: 'address' | 'key';
  readonly limit: number;
  /** Milliseconds. */
  readonly windowMs: number;
  /** The count sinks steadily, by `limit` in `windowMs`, instead of forgetting what is older than the window. */
  readonly decays?: true;
  /** Header of answers that tells how much of the window is used, in lower case. */
  readonly usedHeader?: string;
}

/** What a request costs of a limit. */
export interface UpstreamCost {
  readonly limit: UpstreamLimit;
  /** At least 1. */
  readonly weight: number;
}

/** The costs without those that are nothing. */
export function costsOf(
  ...costs: readonly (readonly [limit: UpstreamLimit, weight: number])[]
): UpstreamCost[] {
  return costs.filter(([, weight]) => weight > 0).map(([limit, weight]) => ({ limit, weight }));
}
