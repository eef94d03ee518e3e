import type { OrderToPlace } from '../../src/venue/venue.ts';
import type { Answerer, FakeAnswer } from './fake-gateway.ts';

/** An order to be placed. */
export const order = (changes: Partial<OrderToPlace> = {}): OrderToPlace => ({
  clientOrderId: 'a'.repeat(32),
  symbol: 'BTC/USDT',
  side: 'buy',
  amount: '0.5',
  price: '100.01',
  timeInForce: 'IOC',
  sendBy: Date.now() + 1000,
  ...changes,
});

/** Answers one endpoint. */
export const on =
  (method: string, path: string, answer: FakeAnswer): Answerer =>
  (request) =>
    request.method === method && request.path === path ? answer : undefined;

/** Binance's answer to it when it is wholly filled at once. */
export const filled = {
  symbol: 'BTCUSDT',
  orderId: 77,
  clientOrderId: 'a'.repeat(32),
  transactTime: 1_600_000_000_000,
  price: '100.01000000',
  origQty: '0.50000000',
  executedQty: '0.50000000',
  cummulativeQuoteQty: '50.00500000',
  status: 'FILLED',
  timeInForce: 'IOC',
  type: 'LIMIT',
  side: 'BUY',
  fills: [
    {
      price: '100.00000000',
      qty: '0.20000000',
      commission: '0.00020000',
      commissionAsset: 'BTC',
      tradeId: 1,
    },
    {
      price: '100.01000000',
      qty: '0.30000000',
      commission: '0.00030000',
      commissionAsset: 'BTC',
      tradeId: 2,
    },
  ],
};
