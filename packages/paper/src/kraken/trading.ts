import { type Amendment, isOpen, type NewOrder, type Order } from '../exchange/order.ts';
import { Rejection } from '../exchange/rejection.ts';
import { toNumber, unitsOf } from '../exchange/units.ts';
import type { PaperHost } from '../host/paper-host.ts';
import type { SnapshotMarkets } from '../market/snapshot-markets.ts';
import type { PaperSymbol } from '../market/symbol.ts';
import { checkDeadline } from './deadline.ts';
import { idOf, isId, numberOf, randomId } from './ids.ts';
import { invalid, KrakenError, krakenRejection } from './kraken-error.ts';
import type { KrakenLimits } from './limits.ts';
import type { KrakenNames } from './names.ts';
import { clientIdOf, describe, readAmount, readNewOrder } from './new-order.ts';
import { isSet, listOf, objectsOf, type Parameters } from './request.ts';

/** What trading needs besides the exchange itself. */
export interface TradingContext {
  readonly host: PaperHost;
  readonly markets: SnapshotMarkets;
  readonly names: KrakenNames;
  readonly limits: KrakenLimits;
  /** Milliseconds since 1970, by which deadlines go. */
  readonly wall: () => number;
  /** Milliseconds of the clock that limits go by. */
  readonly limitNow: () => number;
}

const USER_REFERENCE = /^-?[0-9]{1,10}$/;
const MOST_IN_BATCH = 15;
const MOST_TO_CANCEL = 50;
const NOT_AMENDABLE = ['display_qty', 'trigger_price'] as const;

/** Placing, amending and cancelling for the holder of a key. */
export class KrakenTrading {
  readonly #context: TradingContext;
  readonly #account: string;
  readonly #arrived: number;

  /** @param arrived when the request came, milliseconds since 1970 */
  constructor(context: TradingContext, account: string, arrived: number) {
    this.#context = context;
    this.#account = account;
    this.#arrived = arrived;
  }

  /** @see https://docs.kraken.com/api-reference/trading/add-order */
  async add(parameters: Parameters): Promise<unknown> {
    this.#arrive(parameters, 1);
    const { order, descr } = this.#read(parameters);
    if (isSet(parameters, 'validate')) return { descr };
    return { descr, txid: [await this.#place(order)] };
  }

  /**
   * Up to fifteen orders in one market. All are read before one is placed; what the exchange itself refuses is left out then.
   *
   * @see https://docs.kraken.com/api-reference/trading/add-order-batch
   */
  async addBatch(parameters: Parameters): Promise<unknown> {
    const entries = objectsOf(parameters, 'orders');
    if (entries.length < 2 || entries.length > MOST_IN_BATCH) throw invalid('orders');
    this.#arrive(parameters, entries.length / 2);
    const pair = parameters.get('pair') ?? '';
    const read = entries.map((entry) => this.#read(new Map([...entry, ['pair', pair]])));
    if (isSet(parameters, 'validate')) return { orders: read.map(({ descr }) => ({ descr })) };
    const orders = read.map(({ order, descr }) =>
      this.#place(order).then(
        (txid) => ({ txid, descr }),
        (error: unknown) => {
          if (error instanceof Rejection) return { error: krakenRejection(error.reason).message, descr };
          throw error;
        },
      ),
    );
    return { orders: await Promise.all(orders) };
  }

  /** @see https://docs.kraken.com/api-reference/trading/amend-order */
  async amend(parameters: Parameters): Promise<unknown> {
    const { host, limits, wall, limitNow } = this.#context;
    host.now();
    const order = this.#named(parameters);
    limits.amend(order, limitNow());
    checkDeadline(parameters, this.#arrived, wall());
    for (const name of NOT_AMENDABLE) if ((parameters.get(name) ?? '') !== '') throw invalid(name);
    const change: Amendment = {
      quantity: readAmount(parameters, 'order_qty'),
      price: readAmount(parameters, 'limit_price'),
      postOnly: isSet(parameters, 'post_only'),
    };
    if (change.quantity === null && change.price === null) throw invalid('order_qty');
    if (change.quantity === 0n) throw invalid('order_qty');
    if (change.price === 0n) throw invalid('limit_price');
    const account = this.#account;
    const orderId = order.id;
    const amended = await host.execute((time) => ({ kind: 'amend', time, account, orderId, change }));
    if (amended !== null && amended.status === 'CANCELED') limits.cancelled(amended, limitNow());
    return { amend_id: randomId('T') };
  }

  /** By its id, its client id, or all that have a user reference. @see https://docs.kraken.com/api-reference/trading/cancel-order */
  async cancel(parameters: Parameters): Promise<unknown> {
    this.#context.host.now();
    const reference = parameters.get('txid') ?? '';
    if (parameters.get('cl_ord_id') !== undefined || !USER_REFERENCE.test(reference)) {
      await this.#cancel(this.#named(parameters));
      return { count: 1 };
    }
    const named = this.#open().filter(({ userReference }) => userReference === Number(reference));
    if (named.length === 0) throw new KrakenError('EOrder:Unknown order');
    return { count: await this.#cancelEach(named) };
  }

  /** @see https://docs.kraken.com/api-reference/trading/cancel-order-batch */
  async cancelBatch(parameters: Parameters): Promise<unknown> {
    this.#context.host.now();
    const ids = listOf(parameters, 'orders') ?? [];
    const clientIds = listOf(parameters, 'cl_ord_ids') ?? [];
    const many = ids.length + clientIds.length;
    if (many === 0 || many > MOST_TO_CANCEL) throw invalid('orders');
    const named = this.#open().filter((order) => {
      const { userReference } = order;
      const isReferred = userReference !== undefined && ids.includes(`${userReference}`);
      return isReferred || ids.includes(idOf('O', order.id)) || clientIds.includes(clientIdOf(order) ?? ' ');
    });
    if (named.length === 0) throw new KrakenError('EOrder:Unknown order');
    return { count: await this.#cancelEach(named) };
  }

  /** @see https://docs.kraken.com/api-reference/trading/cancel-all-orders */
  async cancelAll(): Promise<unknown> {
    this.#context.host.now();
    return { count: await this.#cancelEach(this.#open()) };
  }

  /** New orders arrive, whatever becomes of them. */
  #arrive(parameters: Parameters, count: number): void {
    const { names, limits, wall, limitNow } = this.#context;
    const named = names.pair(parameters.get('pair') ?? '');
    if (named !== null) limits.add(this.#account, named.name, count, limitNow());
    checkDeadline(parameters, this.#arrived, wall());
  }

  #read(parameters: Parameters): { readonly order: NewOrder; readonly descr: { readonly order: string } } {
    const { host, names } = this.#context;
    const order = readNewOrder(parameters, names, host.now());
    return { order, descr: { order: describe(order, this.#check(order)) } };
  }

  /** @returns its id */
  async #place(order: NewOrder): Promise<string> {
    const { host, limits, limitNow } = this.#context;
    const account = this.#account;
    const placed = await host.execute((time) => ({ kind: 'place', time, account, order }));
    if (placed === null) throw new RangeError('an order was placed and is not there');
    limits.placed(placed, limitNow());
    return idOf('O', placed.id);
  }

  /** What the exchange would say to an order, and that a volume in quote currency buys enough. @throws Rejection */
  #check(order: NewOrder): PaperSymbol {
    const { host, markets } = this.#context;
    const { time } = host.exchange;
    const symbol = host.exchange.check(this.#account, order, time);
    const moment = markets.moment(symbol.name, time);
    if (order.quoteQuantity !== null && moment !== null) {
      const bought = unitsOf(toNumber(order.quoteQuantity) / moment.mid);
      if (bought < symbol.minQuantity) throw new Rejection('lot-size');
    }
    return symbol;
  }

  /** How many there were; one that was filled meanwhile is not counted. */
  async #cancelEach(orders: readonly Order[]): Promise<number> {
    const done = await Promise.all(
      orders.map((order) =>
        this.#cancel(order).then(
          () => 1,
          (error: unknown) => {
            if (error instanceof Rejection) return 0;
            throw error;
          },
        ),
      ),
    );
    return done.reduce<number>((sum, one) => sum + one, 0);
  }

  async #cancel({ id }: Order): Promise<void> {
    const { host, limits, limitNow } = this.#context;
    const account = this.#account;
    const cancelled = await host.execute((time) => ({ kind: 'cancel', time, account, orderId: id }));
    if (cancelled !== null) limits.cancelled(cancelled, limitNow());
  }

  /** The one open order that a request names. @throws KrakenError */
  #named(parameters: Parameters): Order {
    const txid = parameters.get('txid');
    const clientId = parameters.get('cl_ord_id');
    if ((txid === undefined) === (clientId === undefined))
      throw new KrakenError('EGeneral:Invalid arguments');
    if (txid !== undefined && !isId(txid)) throw new KrakenError('EOrder:Invalid order');
    const number = txid === undefined ? null : numberOf('O', txid);
    const order =
      txid !== undefined && number === null
        ? null
        : this.#context.host.exchange.findOrder(this.#account, number, clientId ?? null);
    if (order === null || !isOpen(order)) throw new KrakenError('EOrder:Unknown order');
    return order;
  }

  #open(): Order[] {
    return this.#context.host.exchange.orders(this.#account).filter(isOpen);
  }
}
