import { type Markets, toNumber } from './plan-input.ts';

/**
 * What each asset is worth in USD: a currency of `usd` by that table, another by the mid of its active market with the
 * tightest relative spread, whose quote must be worth something itself. Assets without a way to USD are missing.
 */
export function usdPrices({ usd, markets }: Markets): ReadonlyMap<string, number> {
  const prices = new Map(Object.entries(usd).map(([currency, value]) => [currency, toNumber(value)]));
  const tightest = Map.groupBy(
    markets
      .filter(({ active }) => active)
      .map((market) => {
        const bid = toNumber(market.bid);
        const ask = toNumber(market.ask);
        return { ...market, mid: (bid + ask) / 2, spread: (ask - bid) / (bid + ask) };
      })
      .sort((a, b) => a.spread - b.spread),
    ({ base }) => base,
  );
  const priceOf = (asset: string, asking: ReadonlySet<string>): number | null => {
    const known = prices.get(asset);
    if (known !== undefined) return known;
    // Markets may name each other in a circle.
    if (asking.has(asset)) return null;
    const inner = new Set([...asking, asset]);
    for (const { quote, mid } of tightest.get(asset) ?? []) {
      const quotePrice = priceOf(quote, inner);
      if (quotePrice === null) continue;
      if (asking.size === 0) prices.set(asset, mid * quotePrice);
      return mid * quotePrice;
    }
    return null;
  };
  for (const asset of tightest.keys()) priceOf(asset, new Set());
  return prices;
}
