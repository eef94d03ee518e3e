import { createHash } from 'node:crypto';

/**
 * The client order id of an attempt: 32 hexadecimal digits that hang on portfolio, plan, step and attempt alone, so that
 * what was written down can be found again, and nothing gets two. It fits Binance (at most 36 of A–Z a–z 0–9 . _ -) and
 * Kraken (a UUID without dashes).
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints and
 * https://docs.kraken.com/api/docs/rest-api/add-order (cl_ord_id)
 * @example
 * clientOrderId({ portfolio: 'growth', plan: '17', step: 0, attempt: 0 }).length; // 32
 */
export function clientOrderId(of: {
  readonly portfolio: string;
  readonly plan: string;
  readonly step: number;
  readonly attempt: number;
}): string {
  const text = JSON.stringify(['holdfast-order', of.portfolio, of.plan, of.step, of.attempt]);
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
