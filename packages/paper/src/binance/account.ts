import { randomBytes } from 'node:crypto';
import type { PaperFees } from '../exchange/fee.ts';
import { isOpen, type Order } from '../exchange/order.ts';
import { formatUnits } from '../exchange/units.ts';
import type { PaperHost } from '../host/paper-host.ts';
import { BinanceError, binanceRejection } from './binance-error.ts';
import { discountJson, rateText } from './fees.ts';
import { ordersOf, tradesOf } from './history.ts';
import { readNewOrder, responseTypeOf } from './new-order.ts';
import { canceledJson, orderJson, placedJson } from './order-json.ts';
import { integer, type Parameters, required } from './parameters.ts';

/** What Binance does for the holder of a key. */
export class BinanceAccount {
  readonly #host: PaperHost;
  readonly #account: string;
  readonly #fees: PaperFees;

  constructor(host: PaperHost, account: string, fees: PaperFees) {
    this.#host = host;
    this.#account = account;
    this.#fees = fees;
  }

  async place(parameters: Parameters): Promise<unknown> {
    const order = readNewOrder(parameters);
    const shown = responseTypeOf(parameters, order.type);
    const placed = await this.#host.execute((time) => ({
      kind: 'place',
      time,
      account: this.#account,
      order,
    }));
    if (placed === null) throw new RangeError('an order was placed and is not there');
    return placedJson(placed, shown);
  }

  /**
   * Checks everything but the balance and the book: parameters, market and filters. Nothing is sent to the matching.
   *
   * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints#test-new-order-trade
   */
  test(parameters: Parameters): unknown {
    const { computeCommissionRates: compute, ...given } = Object.fromEntries(parameters);
    this.#host.exchange.check(this.#account, readNewOrder(new Map(Object.entries(given))), this.#host.now());
    if (compute !== 'true') return {};
    const nothing = { maker: rateText(0n), taker: rateText(0n) };
    return {
      standardCommissionForOrder: { maker: rateText(this.#fees.maker), taker: rateText(this.#fees.taker) },
      specialCommissionForOrder: nothing,
      taxCommissionForOrder: nothing,
      discount: discountJson(this.#fees, this.#host.exchange.settlement.paysInCoin(this.#account)),
    };
  }

  async cancel(parameters: Parameters): Promise<unknown> {
    this.#host.now();
    const order = this.#find(parameters, -2011, 'Unknown order sent.');
    const restriction = parameters.get('cancelRestrictions');
    if (restriction !== undefined && restriction !== 'ONLY_NEW' && restriction !== 'ONLY_PARTIALLY_FILLED') {
      throw new BinanceError(-1145, 'Invalid cancelRestrictions');
    }
    if (isOpen(order) && restriction !== undefined && restriction !== `ONLY_${order.status}`) {
      throw new BinanceError(-2011, 'Order was not canceled due to cancel restrictions.');
    }
    return this.#cancel(order, parameters.get('newClientOrderId'));
  }

  async cancelAll(parameters: Parameters): Promise<unknown> {
    this.#host.now();
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
    if (parameters.has('symbol')) return this.#ordersIn(parameters).filter(isOpen).map(orderJson);
    return this.#open(null).map(orderJson);
  }

  allOrders(parameters: Parameters): unknown {
    return ordersOf(this.#ordersIn(parameters), parameters);
  }

  trades(parameters: Parameters): unknown {
    return tradesOf(this.#ordersIn(parameters), parameters);
  }

  balances(parameters: Parameters): unknown {
    const time = this.#host.now();
    const skipZero = parameters.get('omitZeroBalances') === 'true';
    return {
      makerCommission: Number(this.#fees.maker / 100n),
      takerCommission: Number(this.#fees.taker / 100n),
      buyerCommission: 0,
      sellerCommission: 0,
      commissionRates: {
        maker: rateText(this.#fees.maker),
        taker: rateText(this.#fees.taker),
        buyer: rateText(0n),
        seller: rateText(0n),
      },
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
    const id = integer(parameters, 'orderId');
    const clientId = parameters.get('origClientOrderId');
    if (id === null && clientId === undefined) {
      throw new BinanceError(
        -1102,
        "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!",
      );
    }
    if (!this.#host.exchange.wasListed(symbol)) throw binanceRejection('symbol-unknown');
    const order = this.#host.exchange.findOrder(this.#account, id, clientId ?? null);
    if (order === null || order.symbol !== symbol) throw new BinanceError(code, message);
    return order;
  }

  #open(symbol: string | null): Order[] {
    return this.#host.exchange
      .orders(this.#account)
      .filter((order) => isOpen(order) && (symbol === null || order.symbol === symbol));
  }

  /** Orders in the symbol that is asked for; what is no more still has a history. */
  #ordersIn(parameters: Parameters): Order[] {
    this.#host.now();
    const symbol = required(parameters, 'symbol');
    if (!this.#host.exchange.wasListed(symbol)) throw binanceRejection('symbol-unknown');
    return this.#host.exchange.orders(this.#account).filter((order) => order.symbol === symbol);
  }
}
