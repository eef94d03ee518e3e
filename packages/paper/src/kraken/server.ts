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
import { KrakenAccount } from './account.ts';
import { KrakenError, krakenRejection } from './kraken-error.ts';
import { KrakenLedger, transferStatus } from './ledger-entries.ts';
import { KrakenLimits } from './limits.ts';
import { KrakenMarketData } from './market-data.ts';
import { assetNamed, KrakenNames } from './names.ts';
import { authenticate, Nonces, type Parameters, privateParameters, publicParameters } from './request.ts';
import { KrakenTrading } from './trading.ts';

/** An endpoint that needs a key. */
interface PrivateEndpoint {
  /** What it adds to the key's counter of calls. */
  readonly cost: number;
  /** @param arrived when the request came, milliseconds since 1970 */
  readonly run: (account: string, parameters: Parameters, arrived: number) => unknown;
}

type PublicEndpoint = (parameters: Parameters) => unknown;

/** Answered also while everything else is down. */
const ALWAYS = new Set(['Time', 'SystemStatus']);

/**
 * A server that speaks Kraken's spot REST API for a paper exchange. Deadlines and `Time` go by the wall's clock, markets, orders
 * and their expiry by simulated time.
 *
 * @param markets made with `USD_MARKETS`
 * @param wall milliseconds since 1970
 * @param token who knows it may deposit, withdraw and move a stepped clock
 * @param plan what goes wrong on purpose; nothing when left out
 * @see https://docs.kraken.com/api-reference
 */
export function createKrakenServer(
  host: PaperHost,
  markets: SnapshotMarkets,
  wall: () => number,
  token: string,
  plan: FaultPlan = NO_FAULTS,
): Server {
  return createDialectServer(new KrakenDialect(host, markets, wall, plan), host, token);
}

class KrakenDialect implements PaperDialect {
  readonly #host: PaperHost;
  readonly #wall: () => number;
  readonly #plan: FaultPlan;
  readonly #faults: Faults;
  readonly #nonces = new Nonces();
  readonly #limits = new KrakenLimits();
  readonly #public: ReadonlyMap<string, PublicEndpoint>;
  readonly #private: ReadonlyMap<string, PrivateEndpoint>;
  #outages = 0;

  constructor(host: PaperHost, markets: SnapshotMarkets, wall: () => number, plan: FaultPlan) {
    this.#host = host;
    this.#wall = wall;
    this.#plan = plan;
    this.#faults = new Faults(plan);
    const names = new KrakenNames(markets.symbols.values());
    this.#public = this.#publicEndpoints(new KrakenMarketData(host, markets, names));
    this.#private = this.#privateEndpoints(markets, names);
  }

  async serve(request: PaperRequest): Promise<unknown> {
    const arrived = this.#clock();
    const [, version, kind, ...rest] = request.path.split('/');
    const name = rest.join('/');
    const open = version === '0' && kind === 'public' ? this.#public.get(name) : undefined;
    const closed = version === '0' && kind === 'private' ? this.#private.get(name) : undefined;
    if (this.#isDown() && !ALWAYS.has(name)) throw new KrakenError('EService:Unavailable');
    if (open !== undefined) return answer(await open(publicParameters(request)));
    if (closed === undefined || request.method !== 'POST') throw new KrakenError('EGeneral:Unknown method');
    const parameters = privateParameters(request);
    const { account, key } = authenticate(request, parameters, (id) => this.#host.findKey(id), this.#nonces);
    if (closed.cost > 0) this.#limits.call(key.id, closed.cost, this.#limitNow());
    const fate = this.#faults.next();
    if (fate.fault === 'rate_limit') this.#limits.exhaust(key.id, this.#limitNow());
    return answer(await underFaults(fate, request, () => closed.run(account, parameters, arrived)));
  }

  refusal(thrown: unknown): PaperAnswer {
    return { status: 200, body: { error: [this.#errorOf(thrown)] } };
  }

  assetNamed(name: string): string {
    return assetNamed(name);
  }

  #errorOf(thrown: unknown): string {
    if (thrown instanceof KrakenError) return thrown.message;
    if (thrown instanceof Rejection) return krakenRejection(thrown.reason).message;
    if (thrown instanceof BodyTooLarge) return 'EAPI:Bad request';
    if (!(thrown instanceof InjectedFault)) return 'EGeneral:Internal error';
    if (thrown.fault === 'rate_limit') return 'EAPI:Rate limit exceeded';
    // Either is said, whether or not it was done.
    return this.#outages++ % 2 === 0 ? 'EService:Unavailable' : 'EService:Busy';
  }

  #isDown(): boolean {
    return isWithin(this.#plan.maintenance, this.#host.now());
  }

  #clock(): number {
    return this.#wall() + this.#plan.clock_skew_ms;
  }

  #limitNow(): number {
    return limitTime(this.#wall(), this.#host.now(), this.#host.clock.speed);
  }

  #publicEndpoints(data: KrakenMarketData): ReadonlyMap<string, PublicEndpoint> {
    return new Map<string, PublicEndpoint>([
      [
        'Time',
        () => ({
          unixtime: Math.floor(this.#clock() / 1000),
          rfc1123: new Date(this.#clock()).toUTCString(),
        }),
      ],
      [
        'SystemStatus',
        () => ({
          status: this.#isDown() ? 'maintenance' : 'online',
          timestamp: new Date(this.#clock()).toISOString(),
        }),
      ],
      ['Assets', (parameters) => data.assets(parameters)],
      ['AssetPairs', (parameters) => data.assetPairs(parameters)],
      ['Ticker', (parameters) => data.ticker(parameters)],
      ['Depth', (parameters) => data.depth(parameters)],
      ['Trades', (parameters) => data.trades(parameters)],
      ['OHLC', (parameters) => data.candles(parameters)],
    ]);
  }

  #privateEndpoints(markets: SnapshotMarkets, names: KrakenNames): ReadonlyMap<string, PrivateEndpoint> {
    const host = this.#host;
    const context = {
      host,
      markets,
      names,
      limits: this.#limits,
      wall: () => this.#clock(),
      limitNow: () => this.#limitNow(),
    };
    const account = (
      cost: number,
      read: (account: KrakenAccount, parameters: Parameters) => unknown,
    ): PrivateEndpoint => ({
      cost,
      run: (id, parameters) => read(new KrakenAccount(host, names, id), parameters),
    });
    const ledger = (read: (ledger: KrakenLedger, parameters: Parameters) => unknown): PrivateEndpoint => ({
      cost: 2,
      run: (id, parameters) => read(new KrakenLedger(host, names, id), parameters),
    });
    const trading = (
      cost: number,
      act: (trading: KrakenTrading, parameters: Parameters) => unknown,
    ): PrivateEndpoint => ({
      cost,
      run: (id, parameters, arrived) => act(new KrakenTrading(context, id, arrived), parameters),
    });
    const transfers = (kind: 'deposit' | 'withdraw'): PrivateEndpoint => ({
      cost: 1,
      run: (id, parameters) => transferStatus(host, id, kind, parameters),
    });
    return new Map<string, PrivateEndpoint>([
      ['Balance', account(1, (one) => one.balance())],
      ['BalanceEx', account(1, (one) => one.extendedBalance())],
      ['TradeVolume', account(1, (one, parameters) => one.tradeVolume(parameters))],
      ['QueryOrders', account(1, (one, parameters) => one.queryOrders(parameters))],
      ['OpenOrders', account(1, (one, parameters) => one.openOrders(parameters))],
      ['ClosedOrders', account(1, (one, parameters) => one.closedOrders(parameters))],
      ['TradesHistory', account(2, (one, parameters) => one.tradesHistory(parameters))],
      ['QueryTrades', account(1, (one, parameters) => one.queryTrades(parameters))],
      ['GetApiKeyInfo', account(1, (one) => one.keyInfo())],
      ['Ledgers', ledger((one, parameters) => one.ledgers(parameters))],
      ['QueryLedgers', ledger((one, parameters) => one.queryLedgers(parameters))],
      ['DepositStatus', transfers('deposit')],
      ['WithdrawStatus', transfers('withdraw')],
      ['AddOrder', trading(0, (one, parameters) => one.add(parameters))],
      ['AddOrderBatch', trading(0, (one, parameters) => one.addBatch(parameters))],
      ['AmendOrder', trading(0, (one, parameters) => one.amend(parameters))],
      ['CancelOrder', trading(0, (one, parameters) => one.cancel(parameters))],
      ['CancelOrderBatch', trading(0, (one, parameters) => one.cancelBatch(parameters))],
      ['CancelAll', trading(1, (one) => one.cancelAll())],
    ]);
  }
}

function answer(result: unknown): unknown {
  return { error: [], result };
}
