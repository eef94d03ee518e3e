import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { Rejection } from '../exchange/rejection.ts';
import { type FaultPlan, NO_FAULTS } from '../faults/fault-plan.ts';
import { Faults, isWithin } from '../faults/faults.ts';
import type { PaperHost } from '../host/paper-host.ts';
import { createPaperServer } from '../host/paper-server.ts';
import { limitTime } from '../host/simulated-clock.ts';
import type { SnapshotMarkets } from '../market/snapshot-markets.ts';
import { BinanceAccount } from './account.ts';
import { BinanceError, binanceRejection } from './binance-error.ts';
import { MarketData } from './market-data.ts';
import { RateLimiter } from './rate-limiter.ts';
import { authenticate, type BinanceRequest, parametersOf } from './request.ts';

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

const MOST_BODY = 65_536;

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
  const clock = () => wall() + plan.clock_skew_ms;
  const endpoints = endpointsOf(host, markets, clock);
  const faults = new Faults(plan);
  const limiter = new RateLimiter();
  const serve = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = await readRequest(message);
    const endpoint = endpoints.get(`${request.method} ${request.path}`);
    if (endpoint === undefined) throw new BinanceError(-1000, 'Path does not exist.', 404);
    if (isWithin(plan.maintenance, host.now())) {
      throw new BinanceError(-1016, 'This service is no longer available.', 503);
    }
    const limited = limitTime(wall(), host.now(), host.clock.speed);
    limiter.take(endpoint.weight, limited, wall());
    response.setHeader('x-mbx-used-weight', limiter.usedWeight);
    response.setHeader('x-mbx-used-weight-1m', limiter.usedWeight);
    const parameters = parametersOf(request);
    let body: unknown;
    if (endpoint.answer.signed) {
      const { account } = authenticate(request, parameters, (id) => host.findKey(id), clock());
      const { delayMs, fault } = faults.next();
      if (delayMs > 0) await wait(delayMs);
      if (fault === 'rate_limit') throw new BinanceError(-1003, 'Too many requests queued.', 429, 1);
      const happened = fault?.endsWith('_after') === true;
      if (fault !== null && !happened) return fail(fault, response);
      if (endpoint.isOrder) {
        response.setHeader('x-mbx-order-count-10s', limiter.takeOrder(account, limited));
      }
      body = await endpoint.answer.run(new BinanceAccount(host, account), parameters);
      if (fault !== null) return fail(fault, response);
    } else body = await endpoint.answer.run(parameters);
    send(response, 200, body);
  };
  return createPaperServer(host, token, (message, response) => {
    serve(message, response).catch((thrown: unknown) => {
      const error = thrown instanceof Rejection ? binanceRejection(thrown.reason) : thrown;
      if (!(error instanceof BinanceError)) {
        send(response, 503, {
          code: -1001,
          msg: 'Internal error; unable to process your request. Please try again.',
        });
        return;
      }
      if (error.retryAfter !== null) response.setHeader('retry-after', error.retryAfter);
      send(response, error.status, { code: error.code, msg: error.message });
    });
  });
}

/** Ends a request as the fault says; a client's own patience ends one that is never answered. */
function fail(fault: keyof FaultPlan['chance'], response: ServerResponse): void {
  if (fault.startsWith('drop')) response.destroy();
  else if (fault.startsWith('error')) {
    send(response, 503, {
      code: -1001,
      msg: 'Internal error; unable to process your request. Please try again.',
    });
  }
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

async function readRequest(message: IncomingMessage): Promise<BinanceRequest> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MOST_BODY) throw new BinanceError(-1020, 'This operation is not supported.', 413);
    chunks.push(chunk);
  }
  const [path, ...query] = (message.url ?? '/').split('?');
  const apiKey = message.headers['x-mbx-apikey'];
  return {
    method: message.method ?? 'GET',
    path,
    query: query.join('?'),
    body: Buffer.concat(chunks).toString('utf8'),
    apiKey: typeof apiKey === 'string' ? apiKey : null,
  };
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json;charset=UTF-8',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}
