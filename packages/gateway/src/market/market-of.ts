import type { ExchangeId } from '../dialect/exchange-id.ts';
import type { MarketData } from '../dialect/market-data.ts';
import { dialects } from '../dialects/index.ts';

/**
 * What an exchange tells of its markets.
 *
 * @throws Error for an exchange without a dialect, which the tables don't let happen
 */
export function marketOf(exchange: ExchangeId): MarketData {
  const dialect = dialects.get(exchange);
  if (dialect === undefined) throw new Error(`there is no dialect of ${exchange}`);
  return dialect.market;
}
