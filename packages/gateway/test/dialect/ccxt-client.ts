import ccxt, { type Exchange } from 'ccxt';
import type { ExchangeId } from '../../src/dialect/exchange-id.ts';

/** A request that ccxt would have put on the wire. */
export interface CapturedRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface ClientCredentials {
  readonly apiKey: string;
  readonly secret: string;
  readonly password?: string;
}

/** A market as ccxt knows it; enough for orders to be written offline. */
export interface MarketSpec {
  /** The exchange's own name: `BTCUSDT`. */
  readonly id: string;
  readonly base: string;
  readonly quote: string;
  readonly baseId?: string;
  readonly quoteId?: string;
  /** Spot when left out. A swap is settled in the quote currency. */
  readonly type?: 'spot' | 'swap';
  readonly info?: Record<string, unknown>;
  /** Other fields that an exchange's class wants. */
  readonly extra?: Record<string, unknown>;
}

export interface ClientOptions {
  readonly exchange: ExchangeId;
  readonly credentials?: ClientCredentials;
  /** Milliseconds since 1970 that ccxt reads from its clock. */
  readonly now: number;
  readonly markets: readonly MarketSpec[];
  /** Whether ccxt's addresses are changed by the one rule, so that it talks to the gateway. */
  readonly throughGateway: boolean;
  /** Settings for ccxt's `options`. */
  readonly options?: Record<string, unknown>;
}

export type Operation = (exchange: Exchange) => Promise<unknown>;

/** Answers a captured request, so that an operation of several requests goes on; undefined: that was the one. */
export type Reply = (request: CapturedRequest) => unknown;

export const GATEWAY_ORIGIN = 'http://127.0.0.1:8080';

class Captured extends Error {}

/**
 * Runs an operation of an unmodified ccxt exchange and gives the requests it would have sent. Clock, nonce, order ids
 * and random bytes are fixed, so that two runs with the same key write the same bytes.
 */
async function captureRequests(
  options: ClientOptions,
  operation: Operation,
  reply: Reply = () => undefined,
): Promise<CapturedRequest[]> {
  const requests: CapturedRequest[] = [];
  const exchange = makeClient(options);
  exchange.fetchImplementation = async (
    url: string,
    init: { method: string; headers: Record<string, string>; body?: string },
  ) => {
    const captured = { url, method: init.method, headers: { ...init.headers }, body: init.body ?? '' };
    requests.push(captured);
    const answer = reply(captured);
    if (answer === undefined) throw new Captured('captured');
    return new Response(JSON.stringify(answer), { headers: { 'content-type': 'application/json' } });
  };
  try {
    await operation(exchange);
  } catch (error) {
    if (!(error instanceof Captured)) throw error;
  }
  return requests;
}

/** The one request of an operation, or the last where `reply` answered those before it. */
export async function captureRequest(
  options: ClientOptions,
  operation: Operation,
  reply?: Reply,
): Promise<CapturedRequest> {
  const requests = await captureRequests(options, operation, reply);
  const last = requests.at(-1);
  if (last === undefined) throw new Error('the operation sent no request');
  return last;
}

/** An instance of ccxt's class for an exchange, with fixed clock, nonce and identifiers, its markets loaded. */
export function makeClient({
  exchange: id,
  credentials,
  now,
  markets,
  throughGateway,
  options = {},
}: ClientOptions): Exchange {
  const exchange: Exchange = new ccxt[id]({
    ...credentials,
    enableRateLimit: false,
    options: { ...options },
  });
  const hex = (length: number) => '0123456789abcdef'.repeat(8).slice(0, length);
  Object.assign(exchange, {
    milliseconds: () => now,
    seconds: () => Math.floor(now / 1000),
    microseconds: () => now * 1000,
    uuid: () => '01234567-89ab-4cde-8f01-23456789abcd',
    uuid16: () => hex(16),
    uuid22: () => hex(22),
    randomBytes: (length: number) => hex(length * 2),
  });
  if (throughGateway) exchange.urls.api = throughRule(exchange.urls.api, id);
  exchange.setMarkets(markets.map((market) => marketOf(exchange, market)));
  return exchange;
}

/** Every `https://` becomes the gateway's address for the exchange, however deep it lies. */
function throughRule<T>(value: T, exchange: ExchangeId): T {
  if (typeof value === 'string') return value.replace('https://', `${GATEWAY_ORIGIN}/${exchange}/`) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, throughRule(inner, exchange)]),
  ) as T;
}

function marketOf(exchange: Exchange, spec: MarketSpec): Record<string, unknown> {
  const swap = spec.type === 'swap';
  return {
    ...exchange.safeMarketStructure(),
    id: spec.id,
    lowercaseId: spec.id.toLowerCase(),
    symbol: `${spec.base}/${spec.quote}${swap ? `:${spec.quote}` : ''}`,
    base: spec.base,
    quote: spec.quote,
    baseId: spec.baseId ?? spec.base,
    quoteId: spec.quoteId ?? spec.quote,
    settle: swap ? spec.quote : undefined,
    settleId: swap ? (spec.quoteId ?? spec.quote) : undefined,
    type: spec.type ?? 'spot',
    spot: !swap,
    margin: false,
    swap,
    future: false,
    option: false,
    contract: swap,
    linear: swap ? true : undefined,
    inverse: swap ? false : undefined,
    contractSize: swap ? 1 : undefined,
    active: true,
    precision: { amount: 0.00000001, price: 0.01, cost: 0.00000001, base: 0.00000001, quote: 0.00000001 },
    limits: { amount: { min: 0.00000001 }, price: { min: 0.01 }, cost: { min: 0.01 }, leverage: {} },
    info: spec.info ?? {},
    ...spec.extra,
  };
}
