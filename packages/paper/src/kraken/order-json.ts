import { isOpen, type Order } from '../exchange/order.ts';
import { formatUnits, ONE, times, type Units } from '../exchange/units.ts';
import type { PaperSymbol } from '../market/symbol.ts';
import { formatPrice, seconds } from './amounts.ts';
import { idOf } from './ids.ts';
import { pairAltnameOf } from './names.ts';
import { clientIdOf, describe } from './new-order.ts';

/** A trade of one side: both sides of a trade between two accounts have an id of their own. */
export type OrderFill = Order['fills'][number];

/** The id of a trade, for the account whose order it filled. */
export function tradeIdOf({ side }: Pick<Order, 'side'>, { tradeId }: OrderFill): string {
  return idOf('T', 2 * tradeId + (side === 'BUY' ? 1 : 0));
}

/**
 * An order as queries show it. Costs, fees and average prices have eight decimals, so that they are exact; the fee is in the
 * currency that `oflags` names.
 *
 * @see https://docs.kraken.com/api-reference/account-data/query-orders-info
 */
export function orderJson(order: Order, symbol: PaperSymbol, withTrades: boolean): Record<string, unknown> {
  const { executed, executedQuote, fills, price } = order;
  const clientId = clientIdOf(order);
  const type = order.type === 'MARKET' ? 'market' : 'limit';
  return {
    refid: null,
    userref: order.userReference ?? null,
    ...(clientId === null ? {} : { cl_ord_id: clientId }),
    status: statusOf(order),
    opentm: seconds(order.createdAt),
    starttm: 0,
    expiretm: seconds(order.expiresAt ?? 0),
    descr: {
      pair: pairAltnameOf(symbol),
      type: order.side.toLowerCase(),
      ordertype: type,
      price: price === null ? '0' : formatPrice(price, symbol),
      price2: '0',
      leverage: 'none',
      order: describe(order, symbol),
      close: '',
    },
    vol: formatUnits(order.quantity ?? order.quoteQuantity ?? 0n),
    vol_exec: formatUnits(executed),
    cost: formatUnits(executedQuote),
    fee: formatUnits(fills.reduce((sum, { commission }) => sum + commission, 0n)),
    price: formatUnits(executed === 0n ? 0n : (executedQuote * ONE) / executed),
    stopprice: '0.00000000',
    limitprice: '0.00000000',
    misc: '',
    oflags: flagsOf(order),
    ...(withTrades && fills.length > 0 ? { trades: fills.map((fill) => tradeIdOf(order, fill)) } : {}),
    ...(isOpen(order) ? {} : { reason: reasonOf(order), closetm: seconds(order.updatedAt) }),
  };
}

/**
 * A trade as histories show it. Its fee is told in quote currency, also when it was taken in the base; what was taken stands in
 * the ledger.
 *
 * @see https://docs.kraken.com/api-reference/account-data/get-trades-history
 */
export function tradeJson(order: Order, fill: OrderFill, symbol: PaperSymbol): Record<string, unknown> {
  return {
    ordertxid: idOf('O', order.id),
    postxid: tradeIdOf(order, fill),
    pair: symbol.name,
    time: seconds(fill.time),
    type: order.side.toLowerCase(),
    ordertype: order.type === 'MARKET' ? 'market' : 'limit',
    price: formatPrice(fill.price, symbol),
    cost: formatUnits(times(fill.quantity, fill.price)),
    fee: formatUnits(feeInQuote(fill, symbol)),
    vol: formatUnits(fill.quantity),
    margin: '0.00000000',
    leverage: '0',
    misc: '',
    trade_id: fill.tradeId,
    maker: fill.maker,
  };
}

function feeInQuote({ commission, commissionAsset, price }: OrderFill, { quote }: PaperSymbol): Units {
  return commissionAsset === quote ? commission : times(commission, price);
}

/** What is left of an IOC or FOK order, or of one that met an order of its own account, counts as cancelled. */
function statusOf(order: Order): 'open' | 'closed' | 'canceled' | 'expired' {
  if (isOpen(order)) return 'open';
  if (order.status === 'FILLED') return 'closed';
  return isExpired(order) ? 'expired' : 'canceled';
}

function reasonOf(order: Order): string | null {
  return order.status === 'CANCELED' ? 'User requested' : null;
}

function isExpired({ status, expiresAt, updatedAt }: Order): boolean {
  return status === 'EXPIRED' && expiresAt !== undefined && updatedAt >= expiresAt;
}

function flagsOf({ feeIn, type, quoteQuantity }: Order): string {
  const flags = [feeIn === 'base' ? 'fcib' : 'fciq'];
  if (type === 'LIMIT_MAKER') flags.push('post');
  if (quoteQuantity !== null) flags.push('viqc');
  return flags.join(',');
}
