import { Buffer } from 'node:buffer';
import type { Decimal } from '@holdfast/decimal';
import type { ExchangeId } from '../dialect/exchange-id.ts';
import { type JsonValue, parseStrictJson } from '../http/strict-json.ts';
import type { MarketQuestion, WorldFacts } from '../pipeline/world.ts';
import { DEFAULT_FRESHNESS, type MarketFacts, type ReferencePrice } from '../policy/judge-request.ts';
import {
  DEFAULT_REFERENCE_PRICE,
  type ReferencePriceSettings,
  referencePrice,
} from '../policy/reference-price.ts';
import { Refusal } from '../refusal.ts';
import { PAPER_CLOCK_TARGET, type PaperClock } from '../upstream/paper-clock.ts';
import type { UpstreamClient } from '../upstream/upstream-client.ts';
import { marketFacts } from './market-facts.ts';
import { marketOf } from './market-of.ts';

/**
 * One book is enough: nobody holds away the book of a paper exchange, and a median would be of simulated days. For the same reason
 * it may be as wide as thin markets are; the price band holds all the same.
 */
const ONE_SAMPLE: ReferencePriceSettings = {
  ...DEFAULT_REFERENCE_PRICE,
  windowMs: 0,
  widestSpreadPct: { units: 5n, scale: 0 },
};

/**
 * Prices and time of paper exchanges. An order is judged by the book of the very exchange that gets it, read after the request
 * came: so a step of a week makes no price old, nothing is watched, and no second venue has to simulate the same. Never for a
 * real host, whose prices are looked at by `MarketWatch` at times that no client chooses.
 */
export class PaperMarket {
  readonly #upstream: Pick<UpstreamClient, 'send'>;
  readonly #usdPerQuote: ReadonlyMap<string, Decimal>;

  constructor(upstream: Pick<UpstreamClient, 'send'>, usdPerQuote: ReadonlyMap<string, Decimal>) {
    this.#upstream = upstream;
    this.#usdPerQuote = usdPerQuote;
  }

  /**
   * Looks at the markets of a question, and at the clock, of which every answer tells.
   *
   * @throws Refusal unavailable, when the exchange does not tell its time
   */
  async facts(clock: PaperClock, question: MarketQuestion): Promise<WorldFacts> {
    const { exchange, host, symbols, volume } = question;
    const prices = new Map<string, ReferencePrice>();
    const markets = new Map<string, MarketFacts>();
    if (symbols.size === 0) await this.look(host);
    await Promise.all(
      [...symbols].map(async (symbol) => {
        const [price, quote] = await Promise.all([
          this.#price(exchange, host, symbol),
          volume ? this.#volume(exchange, host, symbol) : null,
        ]);
        if (price !== null) prices.set(symbol, price);
        markets.set(symbol, marketFacts(exchange, symbol, quote, this.#usdPerQuote));
      }),
    );
    const simulatedAt = clock.time;
    if (simulatedAt === null) {
      throw new Refusal(
        'unavailable',
        'paper-time',
        'The paper exchange does not tell its time. Start it with "holdfast paper", or take "clock: paper" out of gateway.yaml.',
        { host },
      );
    }
    return { prices, markets, freshness: DEFAULT_FRESHNESS, simulatedAt };
  }

  /** Asks an exchange for its time, which its clock then knows; one that does not answer tells none. */
  async look(host: string): Promise<void> {
    await this.#ask(host, PAPER_CLOCK_TARGET);
  }

  async #price(exchange: ExchangeId, host: string, symbol: string): Promise<ReferencePrice | null> {
    const source = marketOf(exchange).book;
    const body = await this.#ask(host, source.target(symbol));
    const ticker = body === null ? null : source.read(body);
    if (ticker === null) return null;
    return referencePrice([{ time: 0, ...ticker }], 'waived', 0, ONE_SAMPLE).price;
  }

  async #volume(exchange: ExchangeId, host: string, symbol: string): Promise<Decimal | null> {
    const source = marketOf(exchange).volume;
    const body = await this.#ask(host, source.target(symbol));
    return body === null ? null : source.read(body);
  }

  /** Null: no answer, or none that can be read; then what needs it is refused. */
  async #ask(host: string, target: string): Promise<JsonValue | null> {
    const headers = [['Accept', 'application/json'] as const];
    try {
      const answer = await this.#upstream.send(
        { method: 'GET', host, target, headers, body: Buffer.alloc(0) },
        () => undefined,
      );
      return answer.status === 200 ? parseStrictJson(answer.body) : null;
    } catch {
      return null;
    }
  }
}
