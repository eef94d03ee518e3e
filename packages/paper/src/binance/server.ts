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
import { BinanceError, binanceRejection } from './binance-error.ts';
import { type Endpoint, endpointsOf, STATUS_PATH, weightOf } from './endpoints.ts';
import { BINANCE_FEES } from './fees.ts';
import { RateLimiter, TOO_MUCH, USED_UP_SECONDS } from './rate-limiter.ts';
import { authenticate, parametersOf } from './request.ts';

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
  readonly hasPublicKeys = true;
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
    const isDown = () => isWithin(plan.maintenance, host.now());
    this.#endpoints = endpointsOf(host, markets, BINANCE_FEES, () => this.#clock(), isDown);
    this.#faults = new Faults(plan);
  }

  async serve(request: PaperRequest, headers: Map<string, string | number>): Promise<unknown> {
    const host = this.#host;
    const limiter = this.#limiter;
    const endpoint = this.#endpoints.get(`${request.method} ${request.path}`);
    if (endpoint === undefined) throw new BinanceError(-1000, 'Path does not exist.', 404);
    if (isWithin(this.#plan.maintenance, host.now()) && request.path !== STATUS_PATH) {
      throw new BinanceError(-1016, 'This service is no longer available.', 503);
    }
    const limited = limitTime(this.#wall(), host.now(), host.clock.speed);
    const parameters = parametersOf(request);
    limiter.take(weightOf(endpoint, parameters), limited, this.#wall());
    headers.set('x-mbx-used-weight', limiter.usedWeight).set('x-mbx-used-weight-1m', limiter.usedWeight);
    const { answer } = endpoint;
    if (!answer.signed) return answer.run(parameters);
    const { account } = authenticate(request, parameters, (id) => host.findKey(id), this.#clock());
    const fate = this.#faults.next();
    if (fate.fault === 'rate_limit') limiter.useUp(limited);
    return underFaults(fate, request, () => {
      if (endpoint.isOrder) {
        for (const [name, count] of limiter.takeOrder(account, limited)) headers.set(name, count);
      }
      return answer.run(account, parameters);
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
    return new BinanceError(-1003, TOO_MUCH, 429, USED_UP_SECONDS);
  }
  return new BinanceError(-1001, 'Internal error; unable to process your request. Please try again.', 503);
}
