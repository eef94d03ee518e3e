import type { Classification, ParsedRequest } from '../../dialect/dialect.ts';
import { endpointFinder, parameterNames, refuseUnknownParameters } from '../../dialect/endpoint-table.ts';
import { malformed } from '../../refusal.ts';
import { endpoints } from './endpoints.ts';
import { hosts } from './hosts.ts';
import { isDerivativeSymbol, isSpotSymbol, lastSegment } from './market-symbol.ts';

const find = endpointFinder(endpoints, hosts);

/**
 * Finds the endpoint. Orders of derivatives have the paths of spot orders, so that the symbol decides the product. A
 * market is never called `market` or `instant`: `/buy/market/` is no order in a market of that name.
 */
export function classifyBitstamp(request: ParsedRequest): Classification {
  const found = find(request);
  refuseUnknownParameters(found, parameterNames(request));
  const { endpoint } = found;
  if (endpoint.class !== 'trade' || !endpoint.path.endsWith('/{market_symbol}/')) return found;
  const symbol = lastSegment(request.inbound.path);
  if (isSpotSymbol(symbol)) return found;
  if (isDerivativeSymbol(symbol)) return { ...found, product: 'derivative' };
  return malformed('market symbol', 'The path names no market: a symbol is written like btcusd.');
}
