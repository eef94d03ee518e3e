import { Buffer } from 'node:buffer';
import type { Decimal } from '@holdfast/decimal';
import type { ExchangeId } from '../dialect/exchange-id.ts';
import { type JsonValue, parseStrictJson } from '../http/strict-json.ts';
import type { MarketQuestion, World, WorldFacts } from '../pipeline/world.ts';
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
import { marketFacts } from './market-facts.ts';
import { marketOf } from './market-of.ts';

/** How reference prices are watched. */
export interface MarketWatchSettings {
  readonly everyMs: number;
  /** `exchange symbol` of markets that need no second venue. */
  readonly waived: ReadonlySet<string>;
  /** What one unit of a quote currency is worth in USD. */
  readonly usdPerQuote: ReadonlyMap<string, Decimal>;
  readonly reference: ReferencePriceSettings;
}

const ONE: Decimal = { units: 1n, scale: 0 };

export const DEFAULT_MARKET_WATCH: MarketWatchSettings = {
  everyMs: 10_000,
  waived: new Set(),
  usdPerQuote: new Map([
    ['USD', ONE],
    ['USDT', ONE],
    ['USDC', ONE],
  ]),
  reference: DEFAULT_REFERENCE_PRICE,
};

/** How often the volume of 24 hours is asked for, and how old it may be. */
const VOLUME_EVERY_MS = 60_000;
const VOLUME_FRESH_MS = 300_000;
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

/** A market that a policy names. */
export interface WantedMarket {
  readonly exchange: ExchangeId;
  readonly symbol: string;
  /** Whether a policy limits the share of its volume. */
  readonly volume: boolean;
}

/** What is known of one market. */
interface Watched {
  readonly exchange: ExchangeId;
  readonly symbol: string;
  samples: BookSample[];
  wantsVolume: boolean;
  /** Quote units traded in 24 hours. */
  volume: { readonly at: number; readonly quote: Decimal } | null;
}

/**
 * Watches the public order books of the markets that policies name, and of the same markets on a second venue. It asks
 * at fixed times and never because a request came in, so that no client decides when a price is looked at.
 */
export class MarketWatch implements World {
  readonly #upstream: Pick<UpstreamClient, 'send'>;
  readonly #settings: MarketWatchSettings;
  readonly #clock: () => number;
  readonly #isPaper: (host: string) => boolean;
  readonly #markets = new Map<string, Watched>();
  readonly #made = new Map<string, MadePrice>();
  #timer: NodeJS.Timeout | null = null;

  /** @param isPaper hosts of paper exchanges, whose simulated prices say nothing of a real market */
  constructor(
    upstream: Pick<UpstreamClient, 'send'>,
    settings: MarketWatchSettings,
    clock: () => number,
    isPaper: (host: string) => boolean = () => false,
  ) {
    this.#upstream = upstream;
    this.#isPaper = isPaper;
    this.#settings = settings;
    this.#clock = clock;
  }

  /** Watches these markets from now on, and the others no more. */
  watch(wanted: Iterable<WantedMarket>): void {
    const names = new Set<string>();
    for (const market of this.#markets.values()) market.wantsVolume = false;
    for (const { exchange, symbol, volume } of wanted) {
      if (this.#isPaper(marketOf(exchange).book.host)) continue;
      const market = this.#add(exchange, symbol);
      names.add(nameOf(exchange, symbol));
      if (volume) market.wantsVolume = true;
      const second = this.#second(exchange, symbol);
      if (second === null || this.#isPaper(marketOf(second.exchange).book.host)) continue;
      this.#add(second.exchange, second.symbol);
      names.add(nameOf(second.exchange, second.symbol));
    }
    for (const name of this.#markets.keys()) if (!names.has(name)) this.#markets.delete(name);
    this.#made.clear();
    this.#timer ??= setInterval(() => void this.poll(), this.#settings.everyMs).unref();
  }

  /** Asks every market once. A market that doesn't answer keeps its old samples, which age. */
  async poll(): Promise<void> {
    const now = this.#clock();
    await Promise.all(
      [...this.#markets.values()].flatMap((market) => {
        const due = market.wantsVolume && !(now - (market.volume?.at ?? 0) < VOLUME_EVERY_MS);
        return [this.#askBook(market), ...(due ? [this.#askVolume(market)] : [])].map((asked) =>
          asked.catch(() => undefined),
        );
      }),
    );
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  facts({ exchange, symbols }: Pick<MarketQuestion, 'exchange' | 'symbols'>): WorldFacts {
    const prices = new Map<string, ReferencePrice>();
    const markets = new Map<string, MarketFacts>();
    for (const symbol of symbols) {
      const { price } = this.#price(exchange, symbol);
      if (price !== null) prices.set(symbol, price);
      const volume = this.#volume(exchange, symbol);
      markets.set(symbol, marketFacts(exchange, symbol, volume, this.#settings.usdPerQuote));
    }
    return { prices, markets, freshness: DEFAULT_FRESHNESS };
  }

  #volume(exchange: ExchangeId, symbol: string): Decimal | null {
    const volume = this.#markets.get(nameOf(exchange, symbol))?.volume ?? null;
    const age = volume === null ? Number.NaN : this.#clock() - volume.at;
    return volume !== null && age >= 0 && age <= VOLUME_FRESH_MS ? volume.quote : null;
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
    const { symbols, secondVenue: second } = marketOf(exchange);
    const parts = symbols.split(symbol, [...this.#settings.usdPerQuote.keys()]);
    if (parts === null) return null;
    return { exchange: second, symbol: marketOf(second).symbols.join(parts) };
  }

  #add(exchange: ExchangeId, symbol: string): Watched {
    const name = nameOf(exchange, symbol);
    let market = this.#markets.get(name);
    if (market === undefined) {
      market = { exchange, symbol, samples: [], wantsVolume: false, volume: null };
      this.#markets.set(name, market);
    }
    return market;
  }

  async #askVolume(market: Watched): Promise<void> {
    const at = this.#clock();
    const source = marketOf(market.exchange).volume;
    const body = await this.#askPublic(source.host, source.target(market.symbol));
    const quote = body === null ? null : source.read(body);
    if (quote !== null) market.volume = { at, quote };
  }

  async #askPublic(host: string, target: string): Promise<JsonValue | null> {
    const outbound = {
      method: 'GET',
      host,
      target,
      headers: [['Accept', 'application/json'] as const],
      body: Buffer.alloc(0),
    };
    const answer = await this.#upstream.send(outbound, () => undefined);
    return answer.status === 200 ? parseStrictJson(answer.body) : null;
  }

  async #askBook(market: Watched): Promise<void> {
    const source = marketOf(market.exchange).book;
    const body = await this.#askPublic(source.host, source.target(market.symbol));
    const ticker = body === null ? null : source.read(body);
    if (ticker === null) return;
    const sample = { time: this.#clock(), bid: ticker.bid, ask: ticker.ask };
    market.samples = withSample(market.samples, sample, this.#settings.reference);
  }
}

function nameOf(exchange: ExchangeId, symbol: string): string {
  return `${exchange} ${symbol}`;
}
