import { HoldfastError } from '@holdfast/errors';
import type { Exchange, Order, Tickers, Trade } from 'ccxt';

/** What differs between exchanges for the trader, beyond what ccxt makes the same. */
export interface ExchangeProfile {
  /** Currencies that count as cash; the first is taken to be worth a dollar, the others what the market says. */
  readonly cash: readonly [string, ...string[]];
  /** ccxt's options; the window is in milliseconds. */
  options(windowMs: number): Record<string, unknown>;
  /** What makes an order expire when it arrives late. */
  orderParameters(windowMs: number, now: number): Record<string, unknown>;
  /** What makes a cancellation name our own id: whose order that is the gateway knows even when the exchange's answer was lost. */
  cancelParameters(clientOrderId: string): Record<string, unknown>;
  bestPrices(client: Exchange): Promise<Tickers>;
  /** Null, or ccxt's OrderNotFound: there is none. */
  find(client: Exchange, symbol: string, clientOrderId: string): Promise<Order | null>;
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
  orderParameters: () => ({}),
  cancelParameters: (origClientOrderId) => ({ origClientOrderId }),
  bestPrices: (client) => client.fetchBidsAsks(),
  find: (client, symbol, origClientOrderId) =>
    client.fetchOrder('', symbol, { origClientOrderId }) as Promise<Order>,
  orderTrades: (client, id, symbol) => client.fetchOrderTrades(id, symbol),
};

/** Kraken tells twenty trades at once; ccxt asks for none after each full twenty, and is refused. */
const TRADES_AT_ONCE = 19;

/** @see https://docs.kraken.com/api/docs/rest-api/add-order (deadline, cl_ord_id) */
const KRAKEN: ExchangeProfile = {
  cash: ['USD', 'USDT', 'USDC'],
  options: () => ({}),
  // Kraken takes deadlines between 2 and 60 seconds ahead.
  orderParameters: (windowMs, now) => ({ deadline: new Date(now + Math.max(2500, windowMs)).toISOString() }),
  cancelParameters: (cl_ord_id) => ({ cl_ord_id }),
  bestPrices: (client) => client.fetchTickers(),
  async find(client, symbol, clientOrderId) {
    for (const list of [
      await client.fetchOpenOrders(symbol, undefined, undefined, { cl_ord_id: clientOrderId }),
      await client.fetchClosedOrders(symbol, undefined, undefined, { cl_ord_id: clientOrderId }),
    ]) {
      const found = list.find((order) => order.clientOrderId === clientOrderId);
      if (found !== undefined) return found;
    }
    return null;
  },
  /** Kraken tells an order's trades by their ids, which stand in the order. */
  async orderTrades(client, id, symbol) {
    const { trades } = await client.fetchOrder(id, symbol);
    const ids = trades.flatMap((trade) => trade?.id ?? []);
    const found: Trade[] = [];
    for (let at = 0; at < ids.length; at += TRADES_AT_ONCE) {
      const some = ids.slice(at, at + TRADES_AT_ONCE);
      found.push(...(await client.fetchOrderTrades(id, symbol, undefined, undefined, { trades: some })));
    }
    return found;
  },
};

const PROFILES: ReadonlyMap<string, ExchangeProfile> = new Map([
  ['binance', BINANCE],
  ['kraken', KRAKEN],
]);

/** Exchanges that the trader can trade on. */
export const TRADED_EXCHANGES: readonly string[] = [...PROFILES.keys()];

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
