import { randomBytes } from 'node:crypto';
import { isOpen, type Order } from '../exchange/order.ts';
import { formatUnits } from '../exchange/units.ts';
import type { PaperHost } from '../host/paper-host.ts';
import { BinanceError, binanceRejection } from './binance-error.ts';
import { readNewOrder, required } from './new-order.ts';
import { canceledJson, orderJson, placedJson, tradesJson } from './order-json.ts';

type Parameters = ReadonlyMap<string, string>;

const COMMISSION = '0.00100000';
const MOST_ORDERS = 1000;

/** What Binance does for the holder of a key. */
export class BinanceAccount {
  readonly #host: PaperHost;
  readonly #account: string;

  constructor(host: PaperHost, account: string) {
    this.#host = host;
    this.#account = account;
  }

  async place(parameters: Parameters): Promise<unknown> {
    const order = readNewOrder(parameters);
    const placed = await this.#host.execute((time) => ({
      kind: 'place',
      time,
      account: this.#account,
      order,
    }));
    if (placed === null) throw new RangeError('an order was placed and is not there');
    return placedJson(placed);
  }

  /** Checks the parameters and nothing else, as Binance says of it. */
  test(parameters: Parameters): unknown {
    readNewOrder(parameters);
    return {};
  }

  async cancel(parameters: Parameters): Promise<unknown> {
    const order = this.#find(parameters, -2011, 'Unknown order sent.');
    return this.#cancel(order, parameters.get('newClientOrderId'));
  }

  async cancelAll(parameters: Parameters): Promise<unknown> {
    const symbol = required(parameters, 'symbol');
    const open = this.#open(symbol);
    if (open.length === 0) throw binanceRejection('order-unknown');
    const canceled: unknown[] = [];
    for (const order of open) canceled.push(await this.#cancel(order, undefined));
    return canceled;
  }

  order(parameters: Parameters): unknown {
    this.#host.now();
    return orderJson(this.#find(parameters, -2013, 'Order does not exist.'));
  }

  openOrders(parameters: Parameters): unknown {
    this.#host.now();
    return this.#open(parameters.get('symbol') ?? null).map(orderJson);
  }

  allOrders(parameters: Parameters): unknown {
    this.#host.now();
    return this.#between(
      parameters,
      ({ createdAt }) => createdAt,
      parameters.get('orderId'),
      ({ id }) => id,
    ).map(orderJson);
  }

  trades(parameters: Parameters): unknown {
    this.#host.now();
    const symbol = required(parameters, 'symbol');
    const orderId = parameters.get('orderId');
    const from = Number(parameters.get('startTime') ?? 0);
    const to = Number(parameters.get('endTime') ?? Number.POSITIVE_INFINITY);
    const after = Number(parameters.get('fromId') ?? 0);
    return this.#host.exchange
      .orders(this.#account)
      .filter((order) => order.symbol === symbol && (orderId === undefined || order.id === Number(orderId)))
      .flatMap((order) => tradesJson(order))
      .filter(({ id, time }) => Number(id) >= after && Number(time) >= from && Number(time) <= to)
      .sort((a, b) => Number(a.id) - Number(b.id))
      .slice(-limitOf(parameters));
  }

  balances(parameters: Parameters): unknown {
    const time = this.#host.now();
    const skipZero = parameters.get('omitZeroBalances') === 'true';
    return {
      makerCommission: 10,
      takerCommission: 10,
      buyerCommission: 0,
      sellerCommission: 0,
      commissionRates: { maker: COMMISSION, taker: COMMISSION, buyer: '0.00000000', seller: '0.00000000' },
      canTrade: true,
      canWithdraw: false,
      canDeposit: true,
      brokered: false,
      requireSelfTradePrevention: false,
      preventSor: false,
      updateTime: time,
      accountType: 'SPOT',
      balances: [...this.#host.exchange.ledger.balances(this.#account)]
        .filter(([, { free, locked }]) => !skipZero || free + locked > 0n)
        .map(([asset, { free, locked }]) => ({
          asset,
          free: formatUnits(free),
          locked: formatUnits(locked),
        })),
      permissions: ['SPOT'],
    };
  }

  /** What the key may do: read and trade, from anywhere that is this machine. */
  restrictions(): unknown {
    return {
      ipRestrict: true,
      createTime: 0,
      enableReading: true,
      enableSpotAndMarginTrading: true,
      enableWithdrawals: false,
      enableInternalTransfer: false,
      permitsUniversalTransfer: false,
      enableVanillaOptions: false,
      enableFutures: false,
      enableMargin: false,
      enablePortfolioMarginTrading: false,
    };
  }

  tradeFees(parameters: Parameters, symbols: Iterable<string>): unknown {
    const one = parameters.get('symbol');
    return (one === undefined ? [...symbols] : [one]).map((symbol) => ({
      symbol,
      makerCommission: '0.001',
      takerCommission: '0.001',
    }));
  }

  deposits(): unknown {
    return this.#transfers('deposit').map(({ asset, amount, time, id }) => ({
      id,
      amount: formatUnits(amount),
      coin: asset,
      network: 'PAPER',
      status: 1,
      address: 'paper',
      addressTag: '',
      txId: id,
      insertTime: time,
      transferType: 0,
      confirmTimes: '1/1',
      unlockConfirm: 0,
      walletType: 0,
    }));
  }

  withdrawals(): unknown {
    return this.#transfers('withdraw').map(({ asset, amount, time, id }) => ({
      id,
      amount: formatUnits(amount),
      transactionFee: '0',
      coin: asset,
      status: 6,
      address: 'paper',
      txId: id,
      applyTime: new Date(time).toISOString().slice(0, 19).replace('T', ' '),
      network: 'PAPER',
      transferType: 0,
    }));
  }

  #transfers(kind: 'deposit' | 'withdraw') {
    return this.#host.transfers
      .map((transfer, nth) => ({ ...transfer, id: `paper-${nth + 1}` }))
      .filter((transfer) => transfer.kind === kind && transfer.account === this.#account);
  }

  async #cancel(order: Order, newClientOrderId: string | undefined): Promise<unknown> {
    const canceled = await this.#host.execute((time) => ({
      kind: 'cancel',
      time,
      account: this.#account,
      orderId: order.id,
    }));
    if (canceled === null) throw new RangeError('an order was cancelled and is not there');
    return canceledJson(canceled, newClientOrderId ?? randomBytes(11).toString('hex'));
  }

  #find(parameters: Parameters, code: number, message: string): Order {
    const symbol = required(parameters, 'symbol');
    const id = parameters.get('orderId');
    const clientId = parameters.get('origClientOrderId');
    if (id === undefined && clientId === undefined) {
      throw new BinanceError(
        -1102,
        "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!",
      );
    }
    const order = this.#host.exchange.findOrder(
      this.#account,
      id === undefined ? null : Number(id),
      clientId ?? null,
    );
    if (order === null || order.symbol !== symbol) throw new BinanceError(code, message);
    return order;
  }

  #open(symbol: string | null): Order[] {
    return this.#host.exchange
      .orders(this.#account)
      .filter((order) => isOpen(order) && (symbol === null || order.symbol === symbol));
  }

  #between(
    parameters: Parameters,
    timeOf: (order: Order) => number,
    after: string | undefined,
    idOf: (order: Order) => number,
  ): Order[] {
    const symbol = required(parameters, 'symbol');
    const from = Number(parameters.get('startTime') ?? 0);
    const to = Number(parameters.get('endTime') ?? Number.POSITIVE_INFINITY);
    const found = this.#host.exchange
      .orders(this.#account)
      .filter(
        (order) =>
          order.symbol === symbol &&
          timeOf(order) >= from &&
          timeOf(order) <= to &&
          (after === undefined || idOf(order) >= Number(after)),
      );
    return after === undefined ? found.slice(-limitOf(parameters)) : found.slice(0, limitOf(parameters));
  }
}

function limitOf(parameters: Parameters): number {
  return Math.min(MOST_ORDERS, Math.max(1, Number(parameters.get('limit') ?? 500)));
}
