import type { LotMethod } from '../../src/index.ts';

interface Trade {
  readonly buy: boolean;
  readonly amount: number;
  readonly value: number;
}

/** Gains of small whole amounts, as plainly as it can be written: each unit is a lot of its own, each sale sorts them all. */
export function referenceGain(trades: readonly Trade[], method: LotMethod): number {
  let units: { time: number; at: number; price: number }[] = [];
  let gain = 0;
  for (const [at, { buy, amount, value }] of trades.entries()) {
    if (buy) {
      for (let unit = 0; unit < amount; unit++) units.push({ time: at >> 1, at, price: value / amount });
      continue;
    }
    units.sort((a, b) => {
      if (method === 'lifo') return b.time - a.time || b.at - a.at;
      if (method === 'hifo' && Math.abs(a.price - b.price) > 1e-9) return b.price - a.price;
      return a.time - b.time || a.at - b.at;
    });
    gain += value - units.slice(0, amount).reduce((cost, { price }) => cost + price, 0);
    units = units.slice(amount);
  }
  return gain;
}
