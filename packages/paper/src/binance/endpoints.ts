import type { PaperFees } from '../exchange/fee.ts';
import type { PaperHost } from '../host/paper-host.ts';
import type { SnapshotMarkets } from '../market/snapshot-markets.ts';
import { BinanceAccount } from './account.ts';
import { MarketData } from './market-data.ts';
import type { Parameters } from './parameters.ts';
import { Wallet } from './wallet.ts';

/** @param account whose key signed */
type SignedRun = (account: string, parameters: Parameters) => unknown;

/** A path of the API. */
export interface Endpoint {
  /** Request weight, which may hang on what is asked. */
  readonly weight: number | ((parameters: Parameters) => number);
  /** Counts against the limit of new orders. */
  readonly isOrder?: boolean;
  readonly answer:
    | { readonly signed: false; readonly run: (parameters: Parameters) => unknown }
    | { readonly signed: true; readonly run: SignedRun };
}

/** Answered while everything else is down for maintenance, to say so. */
export const STATUS_PATH = '/sapi/v1/system/status';

export function weightOf({ weight }: Endpoint, parameters: Parameters): number {
  return typeof weight === 'number' ? weight : weight(parameters);
}

/**
 * Every path of the API, with the weights of https://developers.binance.com/docs/binance-spot-api-docs/rest-api.
 *
 * @param wall milliseconds since 1970, as the exchange's clock has it
 * @param isDown whether it is down for maintenance
 */
export function endpointsOf(
  host: PaperHost,
  markets: SnapshotMarkets,
  fees: PaperFees,
  wall: () => number,
  isDown: () => boolean,
): ReadonlyMap<string, Endpoint> {
  const data = new MarketData(markets, host);
  const wallet = new Wallet(host, markets, fees);
  type Weight = Endpoint['weight'];
  const open = (weight: Weight, run: (parameters: Parameters) => unknown): Endpoint => ({
    weight,
    answer: { signed: false, run },
  });
  const signed = (weight: Weight, run: SignedRun, isOrder = false): Endpoint => ({
    weight,
    isOrder,
    answer: { signed: true, run },
  });
  const trading =
    (run: (account: BinanceAccount, parameters: Parameters) => unknown): SignedRun =>
    (account, parameters) =>
      run(new BinanceAccount(host, account, fees), parameters);
  return new Map<string, Endpoint>([
    ['GET /api/v3/ping', open(1, () => ({}))],
    ['GET /api/v3/time', open(1, () => ({ serverTime: wall() }))],
    ['GET /api/v3/exchangeInfo', open(20, (parameters) => data.exchangeInfo(parameters, wall()))],
    ['GET /api/v3/depth', open(depthWeight, (parameters) => data.depth(parameters))],
    ['GET /api/v3/klines', open(2, (parameters) => data.klines(parameters))],
    ['GET /api/v3/trades', open(25, (parameters) => data.trades(parameters))],
    ['GET /api/v3/historicalTrades', open(25, (parameters) => data.trades(parameters))],
    ['GET /api/v3/aggTrades', open(4, (parameters) => data.aggregateTrades(parameters))],
    ['GET /api/v3/avgPrice', open(2, (parameters) => data.averagePrice(parameters))],
    ['GET /api/v3/ticker/24hr', open(tickerWeight, (parameters) => data.ticker24h(parameters))],
    ['GET /api/v3/ticker/price', open(bySymbol(2, 4), (parameters) => data.price(parameters))],
    ['GET /api/v3/ticker/bookTicker', open(bySymbol(2, 4), (parameters) => data.bookTicker(parameters))],
    ['GET /api/v3/ticker', open(rollingWeight, (parameters) => data.rollingTicker(parameters))],
    [`GET ${STATUS_PATH}`, open(1, () => (isDown() ? MAINTENANCE : NORMAL))],
    [
      'POST /api/v3/order',
      signed(
        1,
        trading((account, parameters) => account.place(parameters)),
        true,
      ),
    ],
    [
      'POST /api/v3/order/test',
      signed(
        (parameters) => (parameters.get('computeCommissionRates') === 'true' ? 20 : 1),
        trading((account, parameters) => account.test(parameters)),
      ),
    ],
    [
      'GET /api/v3/order',
      signed(
        4,
        trading((account, parameters) => account.order(parameters)),
      ),
    ],
    [
      'DELETE /api/v3/order',
      signed(
        1,
        trading((account, parameters) => account.cancel(parameters)),
      ),
    ],
    [
      'DELETE /api/v3/openOrders',
      signed(
        1,
        trading((account, parameters) => account.cancelAll(parameters)),
      ),
    ],
    [
      'GET /api/v3/openOrders',
      signed(
        bySymbol(6, 80),
        trading((account, parameters) => account.openOrders(parameters)),
      ),
    ],
    [
      'GET /api/v3/allOrders',
      signed(
        20,
        trading((account, parameters) => account.allOrders(parameters)),
      ),
    ],
    [
      'GET /api/v3/myTrades',
      signed(
        (parameters) => (parameters.has('orderId') ? 5 : 20),
        trading((account, parameters) => account.trades(parameters)),
      ),
    ],
    [
      'GET /api/v3/account',
      signed(
        20,
        trading((account, parameters) => account.balances(parameters)),
      ),
    ],
    ['GET /api/v3/account/commission', signed(20, (account, given) => wallet.commission(account, given))],
    ['GET /sapi/v1/account/apiRestrictions', signed(1, () => wallet.restrictions())],
    ['GET /sapi/v1/account/status', signed(1, () => ({ data: 'Normal' }))],
    ['GET /sapi/v1/asset/tradeFee', signed(1, (_, given) => wallet.tradeFees(given))],
    ['GET /sapi/v1/bnbBurn', signed(1, (account) => wallet.coinFees(account))],
    ['POST /sapi/v1/bnbBurn', signed(1, (account, given) => wallet.setCoinFees(account, given))],
    ['GET /sapi/v1/capital/config/getall', signed(10, (account) => wallet.coins(account))],
    ['GET /sapi/v1/capital/deposit/hisrec', signed(1, (account, given) => wallet.deposits(account, given))],
    [
      'GET /sapi/v1/capital/withdraw/history',
      signed(10, (account, given) => wallet.withdrawals(account, given)),
    ],
    // Clients ask for all markets that there are: here is no margin, and there are no futures.
    ['GET /sapi/v1/margin/allPairs', open(1, () => [])],
    ['GET /sapi/v1/margin/isolated/allPairs', open(10, () => [])],
    ...['fapi', 'dapi'].map((api): [string, Endpoint] => [
      `GET /${api}/v1/exchangeInfo`,
      open(1, () => ({
        timezone: 'UTC',
        serverTime: wall(),
        rateLimits: [],
        exchangeFilters: [],
        symbols: [],
      })),
    ]),
  ]);
}

const NORMAL = { status: 0, msg: 'normal' };
const MAINTENANCE = { status: 1, msg: 'system_maintenance' };

/** What an endpoint weighs with a symbol and without. */
function bySymbol(one: number, all: number): (parameters: Parameters) => number {
  return (parameters) => (parameters.has('symbol') ? one : all);
}

function depthWeight(parameters: Parameters): number {
  const levels = Number(parameters.get('limit') ?? 100);
  if (levels <= 100) return 5;
  if (levels <= 500) return 25;
  return levels <= 1000 ? 50 : 250;
}

function rollingWeight(parameters: Parameters): number {
  return Math.min(200, 4 * (parameters.get('symbols')?.split(',').length ?? 1));
}

function tickerWeight(parameters: Parameters): number {
  if (parameters.has('symbol')) return 2;
  const named = parameters.get('symbols')?.split(',').length ?? Number.POSITIVE_INFINITY;
  if (named <= 20) return 2;
  return named <= 100 ? 40 : 80;
}
