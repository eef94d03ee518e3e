import type { Order } from '../exchange/order.ts';
import { formatUnits } from '../exchange/units.ts';

/** How much is said of a new order. */
export type ResponseType = 'ACK' | 'RESULT' | 'FULL';

const PREVENTION = { resting: 'EXPIRE_MAKER', arriving: 'EXPIRE_TAKER', both: 'EXPIRE_BOTH' } as const;

/** An order as queries show it. @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints */
export function orderJson(order: Order): Record<string, unknown> {
  return {
    symbol: order.symbol,
    orderId: order.id,
    orderListId: -1,
    clientOrderId: order.clientOrderId,
    price: formatUnits(order.price ?? 0n),
    origQty: formatUnits(order.quantity ?? order.executed),
    executedQty: formatUnits(order.executed),
    cummulativeQuoteQty: formatUnits(order.executedQuote),
    status: order.status,
    timeInForce: order.timeInForce,
    type: order.type,
    side: order.side,
    stopPrice: '0.00000000',
    icebergQty: '0.00000000',
    time: order.createdAt,
    updateTime: order.updatedAt,
    isWorking: true,
    workingTime: order.createdAt,
    origQuoteOrderQty: formatUnits(order.quoteQuantity ?? 0n),
    selfTradePreventionMode: PREVENTION[order.selfTrade ?? 'resting'],
  };
}

/** The answer to a new order: that it is there, what became of it, or its trades too. */
export function placedJson(order: Order, shownAs: ResponseType): Record<string, unknown> {
  const { time, updateTime, isWorking, stopPrice, icebergQty, ...shown } = orderJson(order);
  if (shownAs === 'ACK') {
    const { symbol, orderId, orderListId, clientOrderId } = shown;
    return { symbol, orderId, orderListId, clientOrderId, transactTime: time };
  }
  if (shownAs === 'RESULT') return { ...shown, transactTime: time };
  return {
    ...shown,
    transactTime: time,
    fills: order.fills
      .filter(({ maker }) => !maker)
      .map(({ price, quantity, commission, commissionAsset, tradeId }) => ({
        price: formatUnits(price),
        qty: formatUnits(quantity),
        commission: formatUnits(commission),
        commissionAsset,
        tradeId,
      })),
  };
}

/** The answer to a cancellation. */
export function canceledJson(order: Order, newClientOrderId: string): Record<string, unknown> {
  const { time, updateTime, isWorking, stopPrice, icebergQty, workingTime, ...shown } = orderJson(order);
  return {
    ...shown,
    origClientOrderId: order.clientOrderId,
    clientOrderId: newClientOrderId,
    transactTime: updateTime,
  };
}

/** An order's trades as `myTrades` shows them. */
export function tradesJson(order: Order): Record<string, unknown>[] {
  return order.fills.map(({ tradeId, price, quantity, commission, commissionAsset, maker, time }) => ({
    symbol: order.symbol,
    id: tradeId,
    orderId: order.id,
    orderListId: -1,
    price: formatUnits(price),
    qty: formatUnits(quantity),
    quoteQty: formatUnits((price * quantity) / 100_000_000n),
    commission: formatUnits(commission),
    commissionAsset,
    time,
    isBuyer: order.side === 'BUY',
    isMaker: maker,
    isBestMatch: true,
  }));
}
