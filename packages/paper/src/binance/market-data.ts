import { averagePrice, listingOf } from '../exchange/paper-markets.ts';
import type { PublicTrade } from '../exchange/settlement.ts';
import { formatUnits, unitsOf } from '../exchange/units.ts';
import type { PaperHost } from '../host/paper-host.ts';
import { candleOf } from '../market/candle.ts';
import { DAY_MS } from '../market/price-path.ts';
import type { SnapshotMarkets } from '../market/snapshot-markets.ts';
import { BinanceError, binanceRejection } from './binance-error.ts';
import { RATE_LIMITS, symbolJson } from './exchange-info.ts';
import { integer, limitOf, type Parameters, required } from './parameters.ts';

const INTERVALS: Readonly<Record<string, number>> = {
  '1m': 60_000,
  '3m': 180_000,
  '5m': 300_000,
  '15m': 900_000,
  '30m': 1_800_000,
  '1h': 3_600_000,
  '2h': 7_200_000,
  '4h': 14_400_000,
  '6h': 21_600_000,
  '8h': 28_800_000,
  '12h': 43_200_000,
  '1d': DAY_MS,
  '3d': 3 * DAY_MS,
  '1w': 7 * DAY_MS,
};
const MINUTE_MS = 60_000;
/** The first Monday of 1970, when weeks begin, and where a candle has its close. */
const MONDAY_MS = 4 * DAY_MS;
const CLOSE = 4;
const MOST_CANDLES = 1000;
const MOST_TRADES = 1000;
/** What the average price is made of, as `exchangeInfo` says too. */
const AVERAGE_MINUTES = 5;

/** What Binance shows to everybody, at the exchange's simulated time. */
export class MarketData {
  readonly #markets: SnapshotMarkets;
  readonly #host: PaperHost;

  constructor(markets: SnapshotMarkets, host: PaperHost) {
    this.#markets = markets;
    this.#host = host;
  }

  exchangeInfo(parameters: Parameters, wall: number): unknown {
    const names = this.#named(parameters) ?? [...this.#markets.symbols.keys()];
    const time = this.#host.now();
    return {
      timezone: 'UTC',
      serverTime: wall,
      rateLimits: RATE_LIMITS,
      exchangeFilters: [],
      symbols: names.flatMap((name) => {
        const listing = listingOf(this.#markets, name, time);
        if (listing === null) return [];
        return [symbolJson(listing.symbol, this.#markets.moment(name, time) !== null)];
      }),
    };
  }

  depth(parameters: Parameters): unknown {
    const name = this.#symbol(parameters);
    const limit = limitOf(parameters, 100, 5000);
    const { bids, asks } = this.#host.exchange.book(name, this.#host.now());
    const shown = (levels: typeof bids) =>
      levels.slice(0, limit).map(({ price, quantity }) => [formatUnits(price), formatUnits(quantity)]);
    return { lastUpdateId: this.#host.sequence + 1, bids: shown(bids), asks: shown(asks) };
  }

  bookTicker(parameters: Parameters): unknown {
    return this.#each(parameters, (name) => {
      const { bids, asks } = this.#host.exchange.book(name, this.#host.now());
      const [bid] = bids;
      const [ask] = asks;
      return {
        symbol: name,
        bidPrice: formatUnits(bid?.price ?? 0n),
        bidQty: formatUnits(bid?.quantity ?? 0n),
        askPrice: formatUnits(ask?.price ?? 0n),
        askQty: formatUnits(ask?.quantity ?? 0n),
      };
    });
  }

  price(parameters: Parameters): unknown {
    return this.#each(parameters, (name) => ({ symbol: name, price: this.#mid(name, this.#host.now()) }));
  }

  averagePrice(parameters: Parameters): unknown {
    const time = this.#host.now();
    const average = averagePrice(this.#markets, this.#symbol(parameters), time, AVERAGE_MINUTES);
    if (average === null) throw binanceRejection('symbol-halted');
    return { mins: AVERAGE_MINUTES, price: formatUnits(unitsOf(average)), closeTime: time };
  }

  ticker24h(parameters: Parameters): unknown {
    return this.#ticker(parameters, DAY_MS);
  }

  /** The same over another span: minutes, hours or days up to a week. */
  rollingTicker(parameters: Parameters): unknown {
    if (!parameters.has('symbol') && !parameters.has('symbols')) required(parameters, 'symbol');
    const [, count, unit] = /^([1-9][0-9]?)([mhd])$/.exec(parameters.get('windowSize') ?? '1d') ?? [];
    const span = Number(count) * { m: MINUTE_MS, h: 60 * MINUTE_MS, d: DAY_MS }[unit as 'm' | 'h' | 'd'];
    if (!(span <= 7 * DAY_MS))
      throw new BinanceError(-1130, "Data sent for parameter 'windowSize' is not valid.");
    return this.#ticker(parameters, span);
  }

  #ticker(parameters: Parameters, span: number): unknown {
    const time = this.#host.now();
    return this.#each(parameters, (name) => {
      const [, open, high, low, close, volume, , quoteVolume] = this.#candle(name, time - span, span + 1);
      const { bids, asks } = this.#host.exchange.book(name, time);
      const change = Number(close) - Number(open);
      return {
        symbol: name,
        priceChange: change.toFixed(8),
        priceChangePercent: ((change / Number(open)) * 100).toFixed(3),
        weightedAvgPrice: close,
        prevClosePrice: open,
        lastPrice: close,
        lastQty: '0.00000000',
        bidPrice: formatUnits(bids[0]?.price ?? 0n),
        bidQty: formatUnits(bids[0]?.quantity ?? 0n),
        askPrice: formatUnits(asks[0]?.price ?? 0n),
        askQty: formatUnits(asks[0]?.quantity ?? 0n),
        openPrice: open,
        highPrice: high,
        lowPrice: low,
        volume,
        quoteVolume,
        openTime: time - span,
        closeTime: time,
        firstId: 0,
        lastId: 0,
        count: 0,
      };
    });
  }

  klines(parameters: Parameters): unknown {
    const name = this.#symbol(parameters);
    const interval = INTERVALS[required(parameters, 'interval')];
    if (interval === undefined) throw new BinanceError(-1120, 'Invalid interval.');
    const limit = limitOf(parameters, 500, MOST_CANDLES);
    const now = this.#host.now();
    const end = Math.min(now, integer(parameters, 'endTime') ?? now);
    const from = integer(parameters, 'startTime') ?? end - limit * interval;
    const candles: unknown[] = [];
    const shift = interval === 7 * DAY_MS ? MONDAY_MS : 0;
    const first = from + ((((shift - from) % interval) + interval) % interval);
    for (let at = first; at <= end && candles.length < limit; at += interval) {
      const candle = this.#candle(name, at, interval);
      if (Number(candle[CLOSE]) > 0) candles.push(candle);
    }
    return candles;
  }

  /** Open time, open, high, low, close, volume, close time, quote volume, and what is not counted here. */
  #candle(name: string, from: number, length: number): (number | string)[] {
    const { open, high, low, close, volume, quoteVolume } = candleOf(
      this.#markets,
      name,
      from,
      length,
      this.#host.exchange.time,
    );
    const text = (value: number) => formatUnits(unitsOf(value));
    return [
      from,
      text(open),
      text(high),
      text(low),
      text(close),
      text(volume),
      from + length - 1,
      text(quoteVolume),
      0,
      '0',
      '0',
      '0',
    ];
  }

  /** Trades of accounts; the synthetic market has none of its own. */
  trades(parameters: Parameters): unknown {
    return this.#tradesOf(parameters).map(({ id, price, quantity, quote, time, isBuyerMaker }) => ({
      id,
      price: formatUnits(price),
      qty: formatUnits(quantity),
      quoteQty: formatUnits(quote),
      time,
      isBuyerMaker,
      isBestMatch: true,
    }));
  }

  /** The same, in few letters; none is put together with another. */
  aggregateTrades(parameters: Parameters): unknown {
    return this.#tradesOf(parameters).map(({ id, price, quantity, time, isBuyerMaker }) => ({
      a: id,
      p: formatUnits(price),
      q: formatUnits(quantity),
      f: id,
      l: id,
      T: time,
      m: isBuyerMaker,
      M: true,
    }));
  }

  #tradesOf(parameters: Parameters): readonly PublicTrade[] {
    this.#host.now();
    const name = this.#symbol(parameters);
    const from = integer(parameters, 'startTime') ?? 0;
    const to = integer(parameters, 'endTime') ?? Number.POSITIVE_INFINITY;
    const after = integer(parameters, 'fromId');
    const limit = limitOf(parameters, 500, MOST_TRADES);
    const found = this.#host.exchange.settlement
      .trades(name)
      .filter(({ id, time }) => time >= from && time <= to && id >= (after ?? 0));
    return after === null ? found.slice(-limit) : found.slice(0, limit);
  }

  #mid(name: string, time: number): string {
    const moment = this.#markets.moment(name, time);
    if (moment === null) throw binanceRejection('symbol-halted');
    return formatUnits(unitsOf(moment.mid));
  }

  #each<T>(parameters: Parameters, make: (name: string) => T): T | T[] {
    const named = parameters.get('symbol');
    if (named !== undefined) return make(this.#symbol(parameters));
    const time = this.#host.now();
    const names = this.#named(parameters) ?? [...this.#markets.symbols.keys()];
    return names.filter((name) => this.#markets.moment(name, time) !== null).map(make);
  }

  /** The symbols that a request names; null: all. */
  #named(parameters: Parameters): string[] | null {
    const one = parameters.get('symbol');
    const list = parameters.get('symbols');
    if (one === undefined && list === undefined) return null;
    let names: unknown = [one];
    if (list !== undefined) {
      try {
        names = JSON.parse(list);
      } catch {
        throw new BinanceError(-1101, "Illegal characters found in parameter 'symbols'.");
      }
    }
    if (!Array.isArray(names) || names.some((name) => !this.#isKnown(name))) {
      throw binanceRejection('symbol-unknown');
    }
    return names;
  }

  #symbol(parameters: Parameters): string {
    const name = required(parameters, 'symbol');
    if (!this.#isKnown(name)) throw binanceRejection('symbol-unknown');
    return name;
  }

  #isKnown(name: unknown): boolean {
    return typeof name === 'string' && listingOf(this.#markets, name, this.#host.now()) !== null;
  }
}
