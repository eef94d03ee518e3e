import { isOpen, type Order } from '../exchange/order.ts';
import { formatUnits } from '../exchange/units.ts';
import type { PaperHost } from '../host/paper-host.ts';
import { DAY_MS } from '../market/price-path.ts';
import type { PaperSymbol } from '../market/symbol.ts';
import { idOf, numberOf } from './ids.ts';
import { invalid, KrakenError } from './kraken-error.ts';
import { KRAKEN_FEES } from './kraken-markets.ts';
import { assetIdOf, type KrakenNames } from './names.ts';
import { clientIdOf } from './new-order.ts';
import { type OrderFill, orderJson, tradeIdOf, tradeJson } from './order-json.ts';
import { pageJson, pageOf } from './page.ts';
import { isSet, listOf, type Parameters } from './request.ts';

const MOST_ORDERS = 50;
const MOST_TRADES = 20;
/** Fees hang on what was traded in so many days; here they are the same for everybody. */
const VOLUME_MS = 30 * DAY_MS;

interface Trade {
  readonly order: Order;
  readonly fill: OrderFill;
}

/** What Kraken tells the holder of a key about the account. */
export class KrakenAccount {
  readonly #host: PaperHost;
  readonly #names: KrakenNames;
  readonly #account: string;

  constructor(host: PaperHost, names: KrakenNames, account: string) {
    this.#host = host;
    this.#names = names;
    this.#account = account;
  }

  balance(): unknown {
    return this.#balances(({ free, locked }) => formatUnits(free + locked));
  }

  /** With what open orders hold. @see https://docs.kraken.com/api-reference/account-data/get-extended-balance */
  extendedBalance(): unknown {
    return this.#balances(({ free, locked }) => ({
      balance: formatUnits(free + locked),
      hold_trade: formatUnits(locked),
    }));
  }

  /** @see https://docs.kraken.com/api-reference/account-data/get-trade-volume */
  tradeVolume(parameters: Parameters): unknown {
    const now = this.#host.now();
    const pairs = (listOf(parameters, 'pair') ?? []).map((name) => this.#pair(name));
    const recent = this.#trades().filter(({ fill }) => fill.time > now - VOLUME_MS);
    const volume = recent.reduce((sum, { fill }) => sum + (fill.price * fill.quantity) / 100_000_000n, 0n);
    const fees = (rate: bigint) => {
      const fee = formatUnits(rate * 10_000n).slice(0, -4);
      const one = { fee, minfee: fee, maxfee: fee, nextfee: null, nextvolume: null, tiervolume: '0.0000' };
      return Object.fromEntries(pairs.map(({ name }) => [name, one]));
    };
    return {
      currency: 'ZUSD',
      volume: formatUnits(volume),
      ...(pairs.length === 0 ? {} : { fees: fees(KRAKEN_FEES.taker), fees_maker: fees(KRAKEN_FEES.maker) }),
    };
  }

  /** @see https://docs.kraken.com/api-reference/account-data/query-orders-info */
  queryOrders(parameters: Parameters): unknown {
    this.#host.now();
    const ids = listOf(parameters, 'txid');
    if (ids === null || ids.length > MOST_ORDERS) throw invalid('txid');
    const found = ids.flatMap((id) => {
      const number = numberOf('O', id);
      const order = number === null ? null : this.#host.exchange.findOrder(this.#account, number, null);
      return order === null ? [] : [order];
    });
    if (found.length === 0) throw new KrakenError('EOrder:Unknown order');
    return this.#byId(this.#ofReference(parameters, found), parameters);
  }

  /** @see https://docs.kraken.com/api-reference/account-data/get-open-orders */
  openOrders(parameters: Parameters): unknown {
    this.#host.now();
    const open = this.#host.exchange.orders(this.#account).filter(isOpen).reverse();
    return { open: this.#byId(this.#ofReference(parameters, open), parameters) };
  }

  /** @see https://docs.kraken.com/api-reference/account-data/get-closed-orders */
  closedOrders(parameters: Parameters): unknown {
    this.#host.now();
    const by = parameters.get('closetime') ?? 'both';
    if (by !== 'open' && by !== 'close' && by !== 'both') throw invalid('closetime');
    const timeOf = by === 'open' ? ({ createdAt }: Order) => createdAt : ({ updatedAt }: Order) => updatedAt;
    const all = this.#host.exchange.orders(this.#account);
    const closed = this.#ofReference(
      parameters,
      all.filter((order) => !isOpen(order)),
    ).sort((a, b) => timeOf(a) - timeOf(b) || a.id - b.id);
    const page = pageOf(parameters, closed, timeOf, orderIdOf);
    return pageJson('closed', page, orderIdOf, (order) => this.#orderJson(order, parameters));
  }

  /** @see https://docs.kraken.com/api-reference/account-data/get-trades-history */
  tradesHistory(parameters: Parameters): unknown {
    this.#host.now();
    const page = pageOf(parameters, this.#trades(), ({ fill }) => fill.time, idOfTrade);
    return pageJson('trades', page, idOfTrade, (trade) => this.#tradeJson(trade));
  }

  /** @see https://docs.kraken.com/api-reference/account-data/query-trades-info */
  queryTrades(parameters: Parameters): unknown {
    this.#host.now();
    const ids = listOf(parameters, 'txid');
    if (ids === null || ids.length > MOST_TRADES) throw invalid('txid');
    const found = this.#trades().filter((trade) => ids.includes(idOfTrade(trade)));
    if (found.length === 0) throw new KrakenError('EQuery:Unknown trade');
    return Object.fromEntries(found.map((trade) => [idOfTrade(trade), this.#tradeJson(trade)]));
  }

  /** What the key may do: read and trade, from this machine. @see https://docs.kraken.com/api-reference/account-data/get-api-key-info */
  keyInfo(): unknown {
    return {
      apiKeyName: 'paper',
      permissions: [
        'query-funds',
        'query-open-trades',
        'query-closed-trades',
        'query-ledger',
        'modify-trades',
        'close-trades',
      ],
      ipAllowlist: ['127.0.0.1'],
    };
  }

  #balances(json: (balance: { readonly free: bigint; readonly locked: bigint }) => unknown): unknown {
    this.#host.now();
    const balances = [...this.#host.exchange.ledger.balances(this.#account)];
    return Object.fromEntries(balances.map(([asset, balance]) => [assetIdOf(asset), json(balance)]));
  }

  /** The oldest first. */
  #trades(): Trade[] {
    return this.#host.exchange
      .orders(this.#account)
      .flatMap((order) => order.fills.map((fill) => ({ order, fill })))
      .sort((a, b) => a.fill.tradeId - b.fill.tradeId);
  }

  /** Those with the user reference or the client id that a request asks for. */
  #ofReference(parameters: Parameters, orders: readonly Order[]): Order[] {
    const reference = parameters.get('userref');
    const clientId = parameters.get('cl_ord_id');
    return orders.filter(
      (order) =>
        (reference === undefined || order.userReference === Number(reference)) &&
        (clientId === undefined || clientIdOf(order) === clientId),
    );
  }

  #byId(orders: readonly Order[], parameters: Parameters): Record<string, unknown> {
    return Object.fromEntries(orders.map((order) => [orderIdOf(order), this.#orderJson(order, parameters)]));
  }

  #orderJson(order: Order, parameters: Parameters): unknown {
    return orderJson(order, this.#pair(order.symbol), isSet(parameters, 'trades'));
  }

  #tradeJson({ order, fill }: Trade): unknown {
    return tradeJson(order, fill, this.#pair(order.symbol));
  }

  #pair(name: string): PaperSymbol {
    const symbol = this.#names.pair(name);
    if (symbol === null) throw new KrakenError('EQuery:Unknown asset pair');
    return symbol;
  }
}

function orderIdOf({ id }: Order): string {
  return idOf('O', id);
}

function idOfTrade({ order, fill }: Trade): string {
  return tradeIdOf(order, fill);
}
