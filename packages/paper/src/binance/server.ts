import type { Server } from 'node:http';
import { Rejection } from '../exchange/rejection.ts';
import { type FaultPlan, NO_FAULTS } from '../faults/fault-plan.ts';
import { Faults, isWithin } from '../faults/faults.ts';
import { InjectedFault, underFaults } from '../faults/under-faults.ts';
import {
  BodyTooLarge,
  createDialectServer,
  type PaperAnswer,
  type PaperDialect,
  type PaperRequest,
} from '../host/dialect-server.ts';
import type { PaperHost } from '../host/paper-host.ts';
import { limitTime } from '../host/simulated-clock.ts';
import type { SnapshotMarkets } from '../market/snapshot-markets.ts';
import { BinanceAccount } from './account.ts';
import { BinanceError, binanceRejection } from './binance-error.ts';
import { MarketData } from './market-data.ts';
import { RateLimiter } from './rate-limiter.ts';
import { authenticate, parametersOf } from './request.ts';

type Parameters = ReadonlyMap<string, string>;

interface Endpoint {
  /** Request weight. */
  readonly weight: number;
  /** Counts against the limit of new orders. */
  readonly isOrder?: boolean;
  readonly answer:
    | { readonly signed: false; readonly run: (parameters: Parameters) => unknown }
    | { readonly signed: true; readonly run: (account: BinanceAccount, parameters: Parameters) => unknown };
}

/**
 * A server that speaks Binance's spot REST API for a paper exchange. Signatures and the time endpoint go by the wall's clock,
 * markets and orders by simulated time.
 *
 * @param wall milliseconds since 1970
 * @param token who knows it may deposit, withdraw and move a stepped clock
 * @param plan what goes wrong on purpose; nothing when left out
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api
 */
export function createBinanceServer(
  host: PaperHost,
  markets: SnapshotMarkets,
  wall: () => number,
  token: string,
  plan: FaultPlan = NO_FAULTS,
): Server {
  return createDialectServer(new BinanceDialect(host, markets, wall, plan), host, token);
}

class BinanceDialect implements PaperDialect {
  readonly #host: PaperHost;
  readonly #wall: () => number;
  readonly #plan: FaultPlan;
  readonly #endpoints: ReadonlyMap<string, Endpoint>;
  readonly #faults: Faults;
  readonly #limiter = new RateLimiter();

  constructor(host: PaperHost, markets: SnapshotMarkets, wall: () => number, plan: FaultPlan) {
    this.#host = host;
    this.#wall = wall;
    this.#plan = plan;
    this.#endpoints = endpointsOf(host, markets, () => this.#clock());
    this.#faults = new Faults(plan);
  }

  async serve(request: PaperRequest, headers: Map<string, string | number>): Promise<unknown> {
    const host = this.#host;
    const limiter = this.#limiter;
    const endpoint = this.#endpoints.get(`${request.method} ${request.path}`);
    if (endpoint === undefined) throw new BinanceError(-1000, 'Path does not exist.', 404);
    if (isWithin(this.#plan.maintenance, host.now())) {
      throw new BinanceError(-1016, 'This service is no longer available.', 503);
    }
    const limited = limitTime(this.#wall(), host.now(), host.clock.speed);
    limiter.take(endpoint.weight, limited, this.#wall());
    headers.set('x-mbx-used-weight', limiter.usedWeight).set('x-mbx-used-weight-1m', limiter.usedWeight);
    const parameters = parametersOf(request);
    const { answer } = endpoint;
    if (!answer.signed) return answer.run(parameters);
    const { account } = authenticate(request, parameters, (id) => host.findKey(id), this.#clock());
    return underFaults(this.#faults.next(), () => {
      if (endpoint.isOrder) headers.set('x-mbx-order-count-10s', limiter.takeOrder(account, limited));
      return answer.run(new BinanceAccount(host, account), parameters);
    });
  }

  refusal(thrown: unknown, headers: Map<string, string | number>): PaperAnswer {
    const { status, code, message, retryAfter } = errorOf(thrown);
    if (retryAfter !== null) headers.set('retry-after', retryAfter);
    return { status, body: { code, msg: message } };
  }

  #clock(): number {
    return this.#wall() + this.#plan.clock_skew_ms;
  }
}

function errorOf(thrown: unknown): BinanceError {
  if (thrown instanceof BinanceError) return thrown;
  if (thrown instanceof Rejection) return binanceRejection(thrown.reason);
  if (thrown instanceof BodyTooLarge) return new BinanceError(-1020, 'This operation is not supported.', 413);
  if (thrown instanceof InjectedFault && thrown.fault === 'rate_limit') {
    return new BinanceError(-1003, 'Too many requests queued.', 429, 1);
  }
  return new BinanceError(-1001, 'Internal error; unable to process your request. Please try again.', 503);
}

function endpointsOf(
  host: PaperHost,
  markets: SnapshotMarkets,
  wall: () => number,
): ReadonlyMap<string, Endpoint> {
  const data = new MarketData(markets, host);
  const open = (weight: number, run: (parameters: Parameters) => unknown): Endpoint => ({
    weight,
    answer: { signed: false, run },
  });
  const signed = (
    weight: number,
    run: (account: BinanceAccount, parameters: Parameters) => unknown,
    isOrder = false,
  ): Endpoint => ({ weight, isOrder, answer: { signed: true, run } });
  return new Map<string, Endpoint>([
    ['GET /api/v3/ping', open(1, () => ({}))],
    ['GET /api/v3/time', open(1, () => ({ serverTime: wall() }))],
    ['GET /api/v3/exchangeInfo', open(20, (parameters) => data.exchangeInfo(parameters, wall()))],
    ['GET /api/v3/depth', open(5, (parameters) => data.depth(parameters))],
    ['GET /api/v3/klines', open(2, (parameters) => data.klines(parameters))],
    ['GET /api/v3/avgPrice', open(2, (parameters) => data.averagePrice(parameters))],
    ['GET /api/v3/ticker/24hr', open(40, (parameters) => data.ticker24h(parameters))],
    ['GET /api/v3/ticker/price', open(4, (parameters) => data.price(parameters))],
    ['GET /api/v3/ticker/bookTicker', open(4, (parameters) => data.bookTicker(parameters))],
    ['GET /sapi/v1/system/status', open(1, () => ({ status: 0, msg: 'normal' }))],
    ['POST /api/v3/order', signed(1, (account, parameters) => account.place(parameters), true)],
    ['POST /api/v3/order/test', signed(1, (account, parameters) => account.test(parameters))],
    ['GET /api/v3/order', signed(4, (account, parameters) => account.order(parameters))],
    ['DELETE /api/v3/order', signed(1, (account, parameters) => account.cancel(parameters))],
    ['DELETE /api/v3/openOrders', signed(1, (account, parameters) => account.cancelAll(parameters))],
    ['GET /api/v3/openOrders', signed(6, (account, parameters) => account.openOrders(parameters))],
    ['GET /api/v3/allOrders', signed(20, (account, parameters) => account.allOrders(parameters))],
    ['GET /api/v3/myTrades', signed(20, (account, parameters) => account.trades(parameters))],
    ['GET /api/v3/account', signed(20, (account, parameters) => account.balances(parameters))],
    ['GET /sapi/v1/account/apiRestrictions', signed(1, (account) => account.restrictions())],
    [
      'GET /sapi/v1/asset/tradeFee',
      signed(1, (account, parameters) => account.tradeFees(parameters, markets.symbols.keys())),
    ],
    ['GET /sapi/v1/capital/deposit/hisrec', signed(1, (account) => account.deposits())],
    ['GET /sapi/v1/capital/withdraw/history', signed(10, (account) => account.withdrawals())],
  ]);
}
