import type { PaperMarkets } from '../exchange/paper-markets.ts';
import { DAY_MS } from './price-path.ts';

/** What a market did in a span of time; all zero while it had no price. */
export interface Candle {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** Base units. */
  readonly volume: number;
  readonly quoteVolume: number;
}

/** Prices inside a candle that its extremes are made of. */
const SAMPLES = 24;

/**
 * The candle of a span, as far as it has passed. Volume is spread evenly over the day.
 *
 * @param from simulated milliseconds since 1970
 * @param length milliseconds
 * @param now what is later has not happened yet
 */
export function candleOf(
  markets: PaperMarkets,
  symbol: string,
  from: number,
  length: number,
  now: number,
): Candle {
  const until = Math.min(from + length - 1, now);
  const prices: number[] = [];
  let daily = 0;
  for (let sample = 0; sample <= SAMPLES; sample++) {
    const moment = markets.moment(symbol, from + ((until - from) * sample) / SAMPLES);
    if (moment === null) continue;
    prices.push(moment.mid);
    daily = moment.volume;
  }
  const [open = 0] = prices;
  const close = prices.at(-1) ?? 0;
  const quoteVolume = (daily * (until - from)) / DAY_MS;
  return {
    open,
    high: Math.max(0, ...prices),
    low: prices.length === 0 ? 0 : Math.min(...prices),
    close,
    volume: close > 0 ? quoteVolume / close : 0,
    quoteVolume,
  };
}
