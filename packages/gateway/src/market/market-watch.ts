import { Buffer } from 'node:buffer';
import type { ExchangeId } from '../dialect/dialect.ts';
import { parseStrictJson } from '../http/strict-json.ts';
import type { LoadedVirtualKey } from '../keys/key-ring.ts';
import type { Decimal } from '../money/decimal.ts';
import type { World, WorldFacts } from '../pipeline/world.ts';
import { DEFAULT_FRESHNESS, type MarketFacts, type ReferencePrice } from '../policy/judge-request.ts';
import {
  type BookSample,
  DEFAULT_REFERENCE_PRICE,
  type ReferencePriceResult,
  type ReferencePriceSettings,
  referencePrice,
  withSample,
} from '../policy/reference-price.ts';
import type { UpstreamClient } from '../upstream/upstream-client.ts';
import { BOOK_TICKERS } from './book-ticker.ts';
import { joinSymbol, splitSymbol } from './symbol.ts';

/** How reference prices are watched. */
export interface MarketWatchSettings {
  readonly everyMs: number;
  /** Which other exchange must say about the same. */
  readonly secondVenue: Readonly<Record<ExchangeId, ExchangeId>>;
  /** `exchange symbol` of markets that need no second venue. */
  readonly waived: ReadonlySet<string>;
  /** What one unit of a quote currency is worth in USD. */
  readonly usdPerQuote: ReadonlyMap<string, Decimal>;
  readonly reference: ReferencePriceSettings;
}

const ONE: Decimal = { units: 1n, scale: 0 };

export const DEFAULT_MARKET_WATCH: MarketWatchSettings = {
  everyMs: 10_000,
  secondVenue: { binance: 'okx', okx: 'binance', bybit: 'binance', kraken: 'coinbase', coinbase: 'kraken' },
  waived: new Set(),
  usdPerQuote: new Map([
    ['USD', ONE],
    ['USDT', ONE],
    ['USDC', ONE],
  ]),
  reference: DEFAULT_REFERENCE_PRICE,
};

/** How long a price is used again while its books stay the same. */
const MOMENT_MS = 250;
const NO_SAMPLES: BookSample[] = [];

/** A price with what it was made of. */
interface MadePrice {
  readonly at: number;
  readonly first: readonly BookSample[];
  readonly second: readonly BookSample[];
  readonly result: ReferencePriceResult;
}

/** What is known of one market. */
interface Watched {
  readonly exchange: ExchangeId;
  readonly symbol: string;
  samples: BookSample[];
}

/**
 * Watches the public order books of the markets that policies name, and of the same markets on a second venue. It asks
 * at fixed times and never because a request came in, so that no client decides when a price is looked at.
 */
export class MarketWatch implements World {
  readonly #upstream: UpstreamClient;
  readonly #settings: MarketWatchSettings;
  readonly #clock: () => number;
  readonly #markets = new Map<string, Watched>();
  readonly #made = new Map<string, MadePrice>();
  #timer: NodeJS.Timeout | null = null;

  constructor(upstream: UpstreamClient, settings: MarketWatchSettings, clock: () => number) {
    this.#upstream = upstream;
    this.#settings = settings;
    this.#clock = clock;
  }

  /** Watches these markets from now on, and the others no more. */
  watch(wanted: Iterable<{ readonly exchange: ExchangeId; readonly symbol: string }>): void {
    const names = new Set<string>();
    for (const { exchange, symbol } of wanted) {
      names.add(this.#add(exchange, symbol));
      const second = this.#second(exchange, symbol);
      if (second !== null) names.add(this.#add(second.exchange, second.symbol));
    }
    for (const name of this.#markets.keys()) if (!names.has(name)) this.#markets.delete(name);
    this.#made.clear();
    this.#timer ??= setInterval(() => void this.poll(), this.#settings.everyMs).unref();
  }

  /** Asks every market once. A market that doesn't answer keeps its old samples, which age. */
  async poll(): Promise<void> {
    await Promise.all([...this.#markets.values()].map((market) => this.#ask(market).catch(() => undefined)));
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  async facts(
    exchange: ExchangeId,
    _key: LoadedVirtualKey,
    symbols: ReadonlySet<string>,
  ): Promise<WorldFacts> {
    const prices = new Map<string, ReferencePrice>();
    const markets = new Map<string, MarketFacts>();
    for (const symbol of symbols) {
      const { price } = this.#price(exchange, symbol);
      if (price !== null) prices.set(symbol, price);
      const parts = splitSymbol(exchange, symbol, [...this.#settings.usdPerQuote.keys()]);
      const usdPerQuote = parts === null ? null : (this.#settings.usdPerQuote.get(parts.quote) ?? null);
      // What a key has sent of one symbol is not kept, so a policy that limits its share of the volume refuses.
      markets.set(symbol, { usdPerQuote, volume24hUsd: null, reserved24hUsd: null });
    }
    return { prices, markets, openOrders: null, ownOrder: () => null, freshness: DEFAULT_FRESHNESS };
  }

  /** The price of a market now. A median over minutes doesn't change within a moment, unless a book came. */
  #price(exchange: ExchangeId, symbol: string): ReferencePriceResult {
    const now = this.#clock();
    const name = nameOf(exchange, symbol);
    const first = this.#markets.get(name)?.samples ?? NO_SAMPLES;
    const second = this.#second(exchange, symbol);
    const other =
      second === null
        ? NO_SAMPLES
        : (this.#markets.get(nameOf(second.exchange, second.symbol))?.samples ?? NO_SAMPLES);
    const made = this.#made.get(name);
    const passed = made === undefined ? Number.NaN : now - made.at;
    if (
      made !== undefined &&
      made.first === first &&
      made.second === other &&
      passed >= 0 &&
      passed < MOMENT_MS
    ) {
      const { price } = made.result;
      if (price === null) return made.result;
      const ageMs = price.ageMs + passed;
      if (ageMs <= this.#settings.reference.freshMs) return { price: { ...price, ageMs } };
    }
    const waived = this.#settings.waived.has(name);
    const result = referencePrice(first, waived ? 'waived' : other, now, this.#settings.reference);
    this.#made.set(name, { at: now, first, second: other, result });
    return result;
  }

  #second(exchange: ExchangeId, symbol: string): { exchange: ExchangeId; symbol: string } | null {
    if (this.#settings.waived.has(nameOf(exchange, symbol))) return null;
    const parts = splitSymbol(exchange, symbol, [...this.#settings.usdPerQuote.keys()]);
    if (parts === null) return null;
    const second = this.#settings.secondVenue[exchange];
    return { exchange: second, symbol: joinSymbol(second, parts) };
  }

  #add(exchange: ExchangeId, symbol: string): string {
    const name = nameOf(exchange, symbol);
    if (!this.#markets.has(name)) this.#markets.set(name, { exchange, symbol, samples: [] });
    return name;
  }

  async #ask(market: Watched): Promise<void> {
    const source = BOOK_TICKERS[market.exchange];
    const outbound = {
      method: 'GET',
      host: source.host,
      target: source.target(market.symbol),
      headers: [['Accept', 'application/json'] as const],
      body: Buffer.alloc(0),
    };
    const answer = await this.#upstream.send(outbound, () => undefined);
    if (answer.status !== 200) return;
    const ticker = source.read(parseStrictJson(answer.body));
    if (ticker === null) return;
    const sample = { time: this.#clock(), bid: ticker.bid, ask: ticker.ask };
    market.samples = withSample(market.samples, sample, this.#settings.reference);
  }
}

function nameOf(exchange: ExchangeId, symbol: string): string {
  return `${exchange} ${symbol}`;
}
