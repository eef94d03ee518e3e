import { listingOf } from '../exchange/paper-markets.ts';
import { floorTo, formatUnits, unitsOf } from '../exchange/units.ts';
import type { PaperHost } from '../host/paper-host.ts';
import { type Candle, candleOf } from '../market/candle.ts';
import type { Level } from '../market/order-book.ts';
import { DAY_MS } from '../market/price-path.ts';
import type { SnapshotMarkets } from '../market/snapshot-markets.ts';
import type { PaperSymbol } from '../market/symbol.ts';
import { formatPrice, pairDecimals, seconds } from './amounts.ts';
import { invalid, KrakenError } from './kraken-error.ts';
import { KRAKEN_FEES } from './kraken-markets.ts';
import { altnameOf, assetIdOf, type KrakenNames, pairAltnameOf, wsnameOf } from './names.ts';
import { listOf, type Parameters } from './request.ts';

/** Minutes of a candle. */
const INTERVALS = new Set([1, 5, 15, 30, 60, 240, 1440, 10_080, 21_600]);
const MOST_CANDLES = 720;
const MOST_LEVELS = 500;
const DECIMALS = 8;
const MOST_TRADES = 1000;
/** No number of seconds is so large. */
const NANOSECONDS_FROM = 1e15;

/** What Kraken shows to everybody, at the exchange's simulated time. */
export class KrakenMarketData {
  readonly #host: PaperHost;
  readonly #markets: SnapshotMarkets;
  readonly #names: KrakenNames;

  constructor(host: PaperHost, markets: SnapshotMarkets, names: KrakenNames) {
    this.#host = host;
    this.#markets = markets;
    this.#names = names;
  }

  /** @see https://docs.kraken.com/api-reference/market-data/get-asset-info */
  assets(parameters: Parameters): unknown {
    const named = listOf(parameters, 'asset')?.map((name) => {
      const asset = this.#names.asset(name);
      if (asset === null) throw new KrakenError('EQuery:Unknown asset');
      return asset;
    });
    return Object.fromEntries(
      [...(named ?? this.#names.assets)].map((asset) => [
        assetIdOf(asset),
        {
          aclass: 'currency',
          altname: altnameOf(asset),
          decimals: DECIMALS,
          display_decimals: asset === 'USD' ? 2 : 5,
          status: 'enabled',
        },
      ]),
    );
  }

  /** @see https://docs.kraken.com/api-reference/market-data/get-tradable-asset-pairs */
  assetPairs(parameters: Parameters): unknown {
    const time = this.#host.now();
    return Object.fromEntries(
      this.#pairs(parameters).map((symbol) => [
        symbol.name,
        pairJson(symbol, this.#markets.moment(symbol.name, time) !== null),
      ]),
    );
  }

  /** @see https://docs.kraken.com/api-reference/market-data/get-ticker-information */
  ticker(parameters: Parameters): unknown {
    const time = this.#host.now();
    const named = listOf(parameters, 'pair') !== null;
    const priced = this.#pairs(parameters).filter(({ name }) => {
      const has = this.#markets.moment(name, time) !== null;
      if (!has && named) throw new KrakenError('EService:Unavailable');
      return has;
    });
    return Object.fromEntries(priced.map((symbol) => [symbol.name, this.#tickerOf(symbol, time)]));
  }

  /** @see https://docs.kraken.com/api-reference/market-data/get-order-book */
  depth(parameters: Parameters): unknown {
    const symbol = this.#pair(parameters);
    const count = Number(parameters.get('count') ?? 100);
    if (!Number.isInteger(count) || count < 1 || count > MOST_LEVELS) throw invalid('count');
    const time = this.#host.now();
    const { bids, asks } = this.#host.exchange.book(symbol.name, time);
    const shown = (levels: readonly Level[]) =>
      levels
        .slice(0, count)
        .map(({ price, quantity }) => [
          formatPrice(price, symbol),
          formatUnits(quantity),
          Math.floor(time / 1000),
        ]);
    return { [symbol.name]: { asks: shown(asks), bids: shown(bids) } };
  }

  /** The last 720 candles at most; the last one has not ended. @see https://docs.kraken.com/api-reference/market-data/get-ohlc-data */
  candles(parameters: Parameters): unknown {
    const symbol = this.#pair(parameters);
    const minutes = Number(parameters.get('interval') ?? 1);
    if (!INTERVALS.has(minutes)) throw invalid('interval');
    const interval = minutes * 60_000;
    const since = Number(parameters.get('since') ?? 0) * 1000;
    if (!(since >= 0)) throw invalid('since');
    const now = this.#host.now();
    const last = now - (now % interval);
    const candles: unknown[] = [];
    for (let at = last - (MOST_CANDLES - 1) * interval; at <= last; at += interval) {
      if (at <= since || at < this.#markets.start) continue;
      const candle = candleOf(this.#markets, symbol.name, at, interval, now);
      if (candle.close > 0) candles.push(candleJson(at, candle, symbol));
    }
    return { [symbol.name]: candles, last: Math.floor((last - interval) / 1000) };
  }

  /** The last trades between accounts and the market, the oldest first. @see https://docs.kraken.com/api-reference/market-data/get-recent-trades */
  trades(parameters: Parameters): unknown {
    const symbol = this.#pair(parameters);
    const count = Number(parameters.get('count') ?? MOST_TRADES);
    if (!Number.isInteger(count) || count < 1 || count > MOST_TRADES) throw invalid('count');
    const since = sinceOf(parameters);
    this.#host.now();
    const found = this.#host.exchange.settlement.trades(symbol.name).filter(({ time }) => time > since);
    const shown = found.slice(0, count);
    const last = shown.at(-1)?.time ?? Math.max(0, since);
    return {
      [symbol.name]: shown.map(({ id, price, quantity, time, isBuyerMaker }) => [
        formatPrice(price, symbol),
        formatUnits(quantity),
        seconds(time),
        isBuyerMaker ? 's' : 'b',
        '',
        '',
        id,
      ]),
      last: `${BigInt(Math.floor(last)) * 1_000_000n}`,
    };
  }

  #tickerOf(symbol: PaperSymbol, time: number): unknown {
    const day = candleOf(this.#markets, symbol.name, time - DAY_MS, DAY_MS + 1, time);
    const midnight = time - (time % DAY_MS);
    const today = candleOf(this.#markets, symbol.name, midnight, DAY_MS, time);
    const { bids, asks } = this.#host.exchange.book(symbol.name, time);
    const price = (value: number) => priceOf(value, symbol);
    const best = (level: Level | undefined) => {
      const volume = formatUnits(level?.quantity ?? 0n);
      return [formatPrice(level?.price ?? 0n, symbol), volume.slice(0, -9), volume];
    };
    return {
      a: best(asks[0]),
      b: best(bids[0]),
      c: [price(day.close), '0.00000000'],
      v: [amount(today.volume), amount(day.volume)],
      p: [price(averageOf(today)), price(averageOf(day))],
      t: [0, 0],
      l: [price(today.low), price(day.low)],
      h: [price(today.high), price(day.high)],
      o: price(today.open),
    };
  }

  #pairs(parameters: Parameters): PaperSymbol[] {
    const named = listOf(parameters, 'pair');
    if (named !== null) return named.map((name) => this.#named(name));
    const time = this.#host.now();
    return [...this.#markets.symbols.keys()].flatMap(
      (name) => listingOf(this.#markets, name, time)?.symbol ?? [],
    );
  }

  #pair(parameters: Parameters): PaperSymbol {
    return this.#named(parameters.get('pair') ?? '');
  }

  #named(name: string): PaperSymbol {
    const symbol = this.#names.pair(name);
    const listing = symbol === null ? null : listingOf(this.#markets, symbol.name, this.#host.now());
    if (listing === null) throw new KrakenError('EQuery:Unknown asset pair');
    return listing.symbol;
  }
}

/** `since` of trades is in seconds or in nanoseconds. @returns milliseconds */
function sinceOf(parameters: Parameters): number {
  const text = parameters.get('since') ?? '0';
  if (!/^[0-9]{1,19}(?:\.[0-9]+)?$/.test(text)) throw invalid('since');
  const given = Number(text);
  return given > NANOSECONDS_FROM ? given / 1e6 : given * 1000;
}

function pairJson(symbol: PaperSymbol, trades: boolean): unknown {
  const percent = (rate: bigint) => Number(rate) / 10_000;
  return {
    altname: pairAltnameOf(symbol),
    wsname: wsnameOf(symbol),
    aclass_base: 'currency',
    base: assetIdOf(symbol.base),
    aclass_quote: 'currency',
    quote: assetIdOf(symbol.quote),
    lot: 'unit',
    cost_decimals: DECIMALS,
    pair_decimals: pairDecimals(symbol),
    lot_decimals: DECIMALS,
    lot_multiplier: 1,
    leverage_buy: [],
    leverage_sell: [],
    fees: [[0, percent(KRAKEN_FEES.taker)]],
    fees_maker: [[0, percent(KRAKEN_FEES.maker)]],
    fee_volume_currency: 'ZUSD',
    margin_call: 80,
    margin_stop: 40,
    ordermin: formatUnits(symbol.minQuantity),
    costmin: formatUnits(symbol.minNotional),
    tick_size: formatUnits(symbol.tick),
    status: trades ? 'online' : 'cancel_only',
  };
}

function candleJson(time: number, candle: Candle, symbol: PaperSymbol): unknown {
  const { open, high, low, close, volume } = candle;
  const prices = [open, high, low, close, averageOf(candle)].map((value) => priceOf(value, symbol));
  return [Math.floor(time / 1000), ...prices, amount(volume), 0];
}

function averageOf({ volume, quoteVolume, close }: Candle): number {
  return volume > 0 ? quoteVolume / volume : close;
}

/** Prices that nobody traded at, with the digits of the market. */
function priceOf(value: number, symbol: PaperSymbol): string {
  return formatPrice(floorTo(unitsOf(value), 10n ** BigInt(8 - pairDecimals(symbol))), symbol);
}

function amount(value: number): string {
  return formatUnits(unitsOf(value));
}
