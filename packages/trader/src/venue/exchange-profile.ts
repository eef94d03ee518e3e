import { HoldfastError } from '@holdfast/errors';
import type { Exchange, Order, Tickers, Trade } from 'ccxt';
import { isOf } from './ccxt-reading.ts';

/** What differs between exchanges for the trader, beyond what ccxt makes the same. */
export interface ExchangeProfile {
  /** Currencies that count as cash; the first is taken to be worth a dollar, the others what the market says. */
  readonly cash: readonly [string, ...string[]];
  /** ccxt's options; the window is in milliseconds. */
  options(windowMs: number): Record<string, unknown>;
  /**
   * What makes an order expire when it arrives late.
   *
   * @param windowMs how long it is good for on each leg
   * @param now when it is sent; milliseconds since 1970
   */
  orderParameters(windowMs: number, now: number): Record<string, unknown>;
  /** What makes a cancellation name our own id: whose order that is the gateway knows even when the exchange's answer was lost. */
  cancelParameters(clientOrderId: string): Record<string, unknown>;
  bestPrices(client: Exchange): Promise<Tickers>;
  /** Null, or ccxt's OrderNotFound: there is none. */
  find(client: Exchange, symbol: string, clientOrderId: string): Promise<Order | null>;
  /** Whether an answer that was read has what it must have. One that broke off may read like an empty list: "there is no such order". */
  isWhole(url: string, answer: unknown): boolean;
  orderTrades(client: Exchange, exchangeId: string, symbol: string): Promise<Trade[]>;
}

/** @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/request-security (recvWindow) */
const BINANCE: ExchangeProfile = {
  cash: ['USDT', 'USDC', 'FDUSD'],
  options: (recvWindow) => ({
    recvWindow,
    fetchCurrencies: false,
    fetchMargins: false,
    fetchMarkets: { types: ['spot'] },
    warnOnFetchOpenOrdersWithoutSymbol: false,
    newOrderRespType: { limit: 'FULL', market: 'FULL' },
  }),
  // Not the time of signing, which may come later when the process was stopped in between.
  orderParameters: (_windowMs, timestamp) => ({ timestamp }),
  cancelParameters: (origClientOrderId) => ({ origClientOrderId }),
  bestPrices: (client) => client.fetchBidsAsks(),
  find: (client, symbol, origClientOrderId) =>
    client.fetchOrder('', symbol, { origClientOrderId }) as Promise<Order>,
  isWhole: () => true,
  orderTrades: (client, id, symbol) => client.fetchOrderTrades(id, symbol),
};

/** Trades that QueryTrades gives at once are 20; ccxt asks once more, for none, when they are a multiple of that. */
const KRAKEN_TRADES = 19;

/**
 * Kraken, whose answer to a new order has nothing but its id, and which shows an order's trades by their ids.
 *
 * @see https://docs.kraken.com/api/docs/rest-api/add-order (deadline, cl_ord_id, oflags),
 * https://docs.kraken.com/api/docs/rest-api/get-open-orders and
 * https://docs.kraken.com/api/docs/rest-api/get-closed-orders (cl_ord_id), where QueryOrders has no such parameter
 */
const KRAKEN: ExchangeProfile = {
  cash: ['USD', 'USDT', 'USDC'],
  options: () => ({}),
  // Deadlines are taken between 2 and 60 seconds ahead, by Kraken's clock when the request comes. The fee is asked for in the
  // quote currency, which ccxt takes for granted.
  orderParameters: (windowMs, now) => ({
    deadline: new Date(now + 2 * windowMs).toISOString(),
    oflags: 'fciq',
  }),
  cancelParameters: (cl_ord_id) => ({ cl_ord_id }),
  bestPrices: (client) => client.fetchTickers(),
  async find(client, _symbol, clientOrderId) {
    const asked = { cl_ord_id: clientOrderId };
    // In this order: one that ends meanwhile is in the second list.
    for (const ask of ['fetchOpenOrders', 'fetchClosedOrders'] as const) {
      const list = await client[ask](undefined, undefined, undefined, asked);
      const found = list.find((order) => order.clientOrderId !== undefined && isOf(order, clientOrderId));
      if (found !== undefined) return found;
    }
    return null;
  },
  isWhole(url, answer) {
    const { error, result } = answer as { error?: unknown[]; result?: Record<string, unknown> };
    if (Array.isArray(error) && error.length > 0) return true;
    if (typeof result !== 'object' || result === null) return false;
    const [, list] = /\/(Open|Closed)Orders$/.exec(url) ?? [];
    return list === undefined || typeof result[list.toLowerCase()] === 'object';
  },
  async orderTrades(client, exchangeId, symbol) {
    const order = (await client.fetchOrder(exchangeId, symbol)) as Order;
    const ids = (order.trades ?? []).map(({ id }) => id);
    const trades: Trade[] = [];
    for (let at = 0; at < ids.length; at += KRAKEN_TRADES) {
      const some = ids.slice(at, at + KRAKEN_TRADES);
      trades.push(
        ...(await client.fetchOrderTrades(exchangeId, symbol, undefined, undefined, { trades: some })),
      );
    }
    return trades;
  },
};

const PROFILES: ReadonlyMap<string, ExchangeProfile> = new Map([
  ['binance', BINANCE],
  ['kraken', KRAKEN],
]);

/** Exchanges that the trader can trade on. */
export const TRADED_EXCHANGES: readonly string[] = [...PROFILES.keys()];

/** Currencies that count as cash on any of them. */
export const CASH_CURRENCIES: readonly string[] = [
  ...new Set([...PROFILES.values()].flatMap(({ cash }) => cash)),
];

/** @throws HoldfastError VENUE_UNSUPPORTED */
export function profileOf(exchange: string): ExchangeProfile {
  const profile = PROFILES.get(exchange);
  if (profile !== undefined) return profile;
  throw new HoldfastError(
    'VENUE_UNSUPPORTED',
    `The trader does not know ${exchange} yet. It knows ${TRADED_EXCHANGES.join(' and ')}.`,
    { exchange },
  );
}
