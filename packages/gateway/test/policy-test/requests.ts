import { type Decimal, parseDecimal } from '@holdfast/decimal';
import type { RecordedOrder, RecordedRequest } from '../../src/policy-test/recorded-request.ts';

export function dec(text: string): Decimal {
  const number = parseDecimal(text);
  if (number === null) throw new Error(`${text} is no decimal`);
  return number;
}

/** To buy 1 BTC for 100 by limit. */
export function bought(parts: Partial<RecordedOrder> = {}): RecordedOrder {
  return {
    action: 'create',
    symbol: 'BTCUSDT',
    side: 'buy',
    type: 'limit',
    quantity: dec('1'),
    quoteQuantity: null,
    price: dec('100'),
    trigger: null,
    timeInForce: null,
    product: 'spot',
    ...parts,
  };
}

let count = 0;

/** A request that was accepted at noon, its orders worth what is said. */
export function recorded(
  orders: readonly RecordedOrder[],
  worth: readonly [string, string] | null,
  parts: Partial<RecordedRequest> = {},
): RecordedRequest {
  return {
    place: String(++count),
    time: Date.UTC(2026, 5, 1, 12),
    key: 'vk1',
    exchange: 'binance',
    address: '127.0.0.1',
    class: 'trade',
    product: 'spot',
    orders,
    cancels: [],
    worth: worth === null ? null : { notionalUsd: dec(worth[0]), slippageUsd: dec(worth[1]) },
    decided: { accepted: true, rule: null },
    ...parts,
  };
}
