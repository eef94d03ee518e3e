import { formatUnits } from '../exchange/units.ts';
import type { PaperSymbol } from '../market/symbol.ts';

/** Limits as `exchangeInfo` lists them. */
export const RATE_LIMITS = [
  { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 6000 },
  { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: 100 },
  { rateLimitType: 'ORDERS', interval: 'DAY', intervalNum: 1, limit: 200_000 },
  { rateLimitType: 'RAW_REQUESTS', interval: 'MINUTE', intervalNum: 5, limit: 61_000 },
] as const;

/** A market with its filters. @see https://developers.binance.com/docs/binance-spot-api-docs/filters */
export function symbolJson(symbol: PaperSymbol, trading: boolean): Record<string, unknown> {
  const lot = {
    minQty: formatUnits(symbol.minQuantity),
    maxQty: formatUnits(symbol.maxQuantity),
    stepSize: formatUnits(symbol.step),
  };
  return {
    symbol: symbol.name,
    status: trading ? 'TRADING' : 'BREAK',
    baseAsset: symbol.base,
    baseAssetPrecision: 8,
    quoteAsset: symbol.quote,
    quotePrecision: 8,
    quoteAssetPrecision: 8,
    baseCommissionPrecision: 8,
    quoteCommissionPrecision: 8,
    orderTypes: ['LIMIT', 'LIMIT_MAKER', 'MARKET'],
    icebergAllowed: false,
    ocoAllowed: false,
    otoAllowed: false,
    quoteOrderQtyMarketAllowed: true,
    allowTrailingStop: false,
    cancelReplaceAllowed: false,
    amendAllowed: false,
    isSpotTradingAllowed: true,
    isMarginTradingAllowed: false,
    filters: [
      {
        filterType: 'PRICE_FILTER',
        minPrice: formatUnits(symbol.tick),
        maxPrice: '1000000.00000000',
        tickSize: formatUnits(symbol.tick),
      },
      { filterType: 'LOT_SIZE', ...lot },
      { filterType: 'MARKET_LOT_SIZE', ...lot },
      {
        filterType: 'PERCENT_PRICE_BY_SIDE',
        bidMultiplierUp: `${symbol.priceUp}`,
        bidMultiplierDown: `${symbol.priceDown}`,
        askMultiplierUp: `${symbol.priceUp}`,
        askMultiplierDown: `${symbol.priceDown}`,
        avgPriceMins: 5,
      },
      {
        filterType: 'NOTIONAL',
        minNotional: formatUnits(symbol.minNotional),
        applyMinToMarket: true,
        maxNotional: formatUnits(symbol.maxNotional),
        applyMaxToMarket: false,
        avgPriceMins: 5,
      },
      { filterType: 'MAX_NUM_ORDERS', maxNumOrders: symbol.maxOrders },
    ],
    permissions: [],
    permissionSets: [['SPOT']],
    defaultSelfTradePreventionMode: 'EXPIRE_MAKER',
    allowedSelfTradePreventionModes: ['EXPIRE_MAKER'],
  };
}
