import { type Decimal, multiply } from '@holdfast/decimal';
import type { ExchangeId } from '../dialect/exchange-id.ts';
import type { MarketFacts } from '../policy/judge-request.ts';
import { marketOf } from './market-of.ts';

/**
 * What a policy needs to know of a market beside its price.
 *
 * @param volume quote units traded in 24 hours; null: not known
 * @param usdPerQuote what one unit of a quote currency is worth in USD
 */
export function marketFacts(
  exchange: ExchangeId,
  symbol: string,
  volume: Decimal | null,
  usdPerQuote: ReadonlyMap<string, Decimal>,
): MarketFacts {
  const parts = marketOf(exchange).symbols.split(symbol, [...usdPerQuote.keys()]);
  const usd = parts === null ? null : (usdPerQuote.get(parts.quote) ?? null);
  return { usdPerQuote: usd, volume24hUsd: volume === null || usd === null ? null : multiply(volume, usd) };
}
