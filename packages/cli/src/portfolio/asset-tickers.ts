import type { Panel } from '@holdfast/engine';

/**
 * What exchanges call the assets of a snapshot: their symbols in capitals. Where two assets have the same, the larger one
 * has it, and the other stays under its id, which no exchange knows.
 */
export function assetTickers(
  panel: Panel,
  names: ReadonlyMap<string, { readonly symbol: string }>,
): ReadonlyMap<string, string> {
  const days = panel.dates.length;
  const largest = panel.assets.map((_, asset) => {
    let most = 0;
    for (let t = 0; t < days; t++) most = Math.max(most, panel.marketCap[asset * days + t] || 0);
    return most;
  });
  const taken = new Set<string>();
  const tickers = new Map<string, string>();
  const order = [...panel.assets.keys()].sort((a, b) => largest[b] - largest[a] || a - b);
  for (const asset of order) {
    const id = panel.assets[asset];
    const ticker = names.get(id)?.symbol.toUpperCase() ?? '';
    const free = /^[A-Z0-9]{1,20}$/.test(ticker) && !taken.has(ticker);
    if (free) taken.add(ticker);
    tickers.set(id, free ? ticker : id);
  }
  return tickers;
}
