import { formatUnits } from '../exchange/units.ts';
import type { LotSize, PaperSymbol } from '../market/symbol.ts';

/** Limits as `exchangeInfo` lists them. */
export const RATE_LIMITS = [
  { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 6000 },
  { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: 100 },
  { rateLimitType: 'ORDERS', interval: 'DAY', intervalNum: 1, limit: 200_000 },
  { rateLimitType: 'RAW_REQUESTS', interval: 'MINUTE', intervalNum: 5, limit: 61_000 },
] as const;

const MAX_PRICE = '1000000.00000000';

/** A market with its filters. @see https://developers.binance.com/docs/binance-spot-api-docs/filters */
export function symbolJson(symbol: PaperSymbol, trading: boolean): Record<string, unknown> {
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
        maxPrice: MAX_PRICE,
        tickSize: formatUnits(symbol.tick),
      },
      { filterType: 'LOT_SIZE', ...lotJson(symbol) },
      { filterType: 'MARKET_LOT_SIZE', ...lotJson(symbol.market ?? symbol) },
      {
        filterType: 'PERCENT_PRICE_BY_SIDE',
        bidMultiplierUp: `${symbol.priceUp}`,
        bidMultiplierDown: `${symbol.priceDown}`,
        askMultiplierUp: `${symbol.askUp ?? symbol.priceUp}`,
        askMultiplierDown: `${symbol.askDown ?? symbol.priceDown}`,
        avgPriceMins: symbol.averageMinutes ?? 0,
      },
      {
        filterType: 'NOTIONAL',
        minNotional: formatUnits(symbol.minNotional),
        applyMinToMarket: symbol.minAppliesToMarket ?? true,
        maxNotional: formatUnits(symbol.maxNotional),
        applyMaxToMarket: symbol.maxAppliesToMarket ?? false,
        avgPriceMins: symbol.averageMinutes ?? 0,
      },
      { filterType: 'MAX_NUM_ORDERS', maxNumOrders: symbol.maxOrders },
      ...(symbol.maxPosition === undefined
        ? []
        : [{ filterType: 'MAX_POSITION', maxPosition: formatUnits(symbol.maxPosition) }]),
    ],
    permissions: [],
    permissionSets: [['SPOT']],
    defaultSelfTradePreventionMode: 'EXPIRE_MAKER',
    allowedSelfTradePreventionModes: ['EXPIRE_TAKER', 'EXPIRE_MAKER', 'EXPIRE_BOTH'],
  };
}

function lotJson({ minQuantity, maxQuantity, step }: LotSize): Record<string, string> {
  return {
    minQty: formatUnits(minQuantity),
    maxQty: formatUnits(maxQuantity),
    stepSize: formatUnits(step),
  };
}
