import { byClient, byExchange } from '../../../src/dialect/order-reference.ts';
import type { OperationCase } from '../../dialect/conformance.ts';

const TXID = 'OEKVV2-IH52O-TPL6GZ';
const EVERYTHING = { symbol: null, order: null };
const LIMIT = { action: 'create', symbol: 'XXBTZUSD', side: 'buy', quantity: '0.25', price: '100' } as const;

/** What ccxt's users do on Kraken, and what the dialect must make of it. */
export const operations: readonly OperationCase[] = [
  { name: 'fetchTime', class: 'public', call: (x) => x.fetchTime() },
  { name: 'fetchStatus', class: 'public', call: (x) => x.fetchStatus() },
  { name: 'fetchMarkets', class: 'public', call: (x) => x.fetchMarkets() },
  { name: 'fetchCurrencies', class: 'public', call: (x) => x.publicGetAssets() },
  { name: 'fetchTicker', class: 'public', call: (x) => x.fetchTicker('BTC/USD') },
  { name: 'fetchOrderBook', class: 'public', call: (x) => x.fetchOrderBook('BTC/USD', 10) },
  { name: 'fetchOHLCV', class: 'public', call: (x) => x.fetchOHLCV('BTC/USD', '1m', 1_759_999_000_000) },
  { name: 'fetchTrades', class: 'public', call: (x) => x.fetchTrades('BTC/USD') },
  { name: 'fetchBalance', class: 'read', call: (x) => x.fetchBalance() },
  { name: 'fetchOpenOrders', class: 'read', call: (x) => x.fetchOpenOrders('BTC/USD', 1_759_999_000_000) },
  { name: 'fetchClosedOrders', class: 'read', call: (x) => x.fetchClosedOrders() },
  { name: 'fetchOrder', class: 'read', call: (x) => x.fetchOrder(TXID) },
  { name: 'fetchMyTrades', class: 'read', call: (x) => x.fetchMyTrades('BTC/USD', 1_759_999_000_000) },
  { name: 'fetchLedger', class: 'read', call: (x) => x.fetchLedger('BTC') },
  { name: 'fetchTradingFee', class: 'read', call: (x) => x.fetchTradingFee('BTC/USD') },
  { name: 'fetchDeposits', class: 'read', call: (x) => x.fetchDeposits('BTC') },
  { name: 'fetchWithdrawals', class: 'read', call: (x) => x.fetchWithdrawals('BTC') },
  {
    name: 'limit order',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USD', 'limit', 'buy', 0.25, 100),
    orders: [{ ...LIMIT, type: 'limit', product: 'spot', quoteQuantity: null, clientOrderId: null }],
  },
  {
    name: 'limit order with client id and time in force',
    class: 'trade',
    call: (x) =>
      x.createOrder('BTC/USD', 'limit', 'buy', 0.25, 100, { clientOrderId: 'bot-7', timeInForce: 'IOC' }),
    orders: [{ ...LIMIT, type: 'limit', timeInForce: 'IOC', clientOrderId: 'bot-7' }],
  },
  {
    name: 'post-only order',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USD', 'limit', 'buy', 0.25, 100, { postOnly: true }),
    orders: [{ ...LIMIT, type: 'post-only' }],
  },
  {
    name: 'market order',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USD', 'market', 'sell', 0.25),
    orders: [{ side: 'sell', type: 'market', quantity: '0.25', quoteQuantity: null, price: null }],
  },
  {
    name: 'market buy sized in quote currency (viqc)',
    class: 'trade',
    call: (x) => x.createMarketBuyOrderWithCost('BTC/USD', 50),
    orders: [{ side: 'buy', type: 'market', quantity: null, quoteQuantity: '50' }],
  },
  {
    name: 'stop-loss',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USD', 'market', 'sell', 0.25, undefined, { stopLossPrice: 90 }),
    orders: [{ type: 'stop-market', trigger: '90', price: null, quantity: '0.25' }],
  },
  {
    name: 'take-profit-limit',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USD', 'limit', 'sell', 0.25, 119, { takeProfitPrice: 120 }),
    orders: [{ type: 'stop-limit', trigger: '120', price: '119' }],
  },
  {
    name: 'trailing stop in percent, which ccxt sends as JSON',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USD', 'market', 'sell', 0.25, undefined, { trailingPercent: '5' }),
    orders: [{ type: 'trailing-stop', price: null, trigger: null, quantity: '0.25' }],
  },
  {
    name: 'validated order',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USD', 'limit', 'buy', 0.25, 100, { validate: 'true' }),
    orders: [{ ...LIMIT, action: 'test', type: 'limit' }],
  },
  {
    name: 'order with leverage',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USD', 'limit', 'buy', 0.25, 100, { leverage: '2:1' }),
    orders: [{ ...LIMIT, type: 'limit', product: 'margin' }],
  },
  {
    name: 'createOrders',
    class: 'trade',
    call: (x) =>
      x.createOrders([
        { symbol: 'BTC/USD', type: 'limit', side: 'buy', amount: 0.25, price: 100 },
        { symbol: 'BTC/USD', type: 'limit', side: 'sell', amount: 1, price: 110.5 },
      ]),
    orders: [
      { ...LIMIT, type: 'limit' },
      { symbol: 'XXBTZUSD', side: 'sell', quantity: '1', price: '110.5' },
    ],
  },
  {
    name: 'editOrder',
    class: 'trade',
    call: (x) => x.editOrder(TXID, 'BTC/USD', 'limit', 'buy', 0.5, 101),
    orders: [
      {
        action: 'amend',
        amends: byExchange(TXID),
        symbol: null,
        side: null,
        quantity: '0.5',
        price: '101',
        type: 'limit',
      },
    ],
  },
  {
    name: 'editOrder by client id, post-only',
    class: 'trade',
    call: (x) =>
      x.editOrder(TXID, 'BTC/USD', 'limit', 'buy', 0.5, 101, { clientOrderId: 'bot-7', postOnly: true }),
    orders: [{ action: 'amend', amends: byClient('bot-7'), type: 'post-only' }],
  },
  {
    name: 'EditOrder',
    class: 'trade',
    call: (x) => x.privatePostEditOrder({ txid: TXID, pair: 'XXBTZUSD', volume: '2', price: '9' }),
    orders: [{ action: 'amend', amends: byExchange(TXID), quantity: '2', price: '9', trigger: null }],
    cancels: [{ symbol: null, order: byExchange(TXID) }],
  },
  {
    name: 'cancelOrder',
    class: 'trade',
    call: (x) => x.cancelOrder(TXID),
    cancels: [{ symbol: null, order: byExchange(TXID) }],
  },
  {
    name: 'cancelOrder by client id',
    class: 'trade',
    call: (x) => x.cancelOrder('', undefined, { clientOrderId: 'bot-7' }),
    cancels: [{ symbol: null, order: byClient('bot-7') }],
  },
  {
    name: 'cancelOrder by user reference, which may mean many orders',
    class: 'trade',
    call: (x) => x.cancelOrder('', undefined, { userref: 42 }),
    cancels: [EVERYTHING],
  },
  {
    name: 'cancelOrders, which ccxt sends as JSON',
    class: 'trade',
    call: (x) => x.cancelOrders([TXID, 'OAAAAA-BBBBB-CCCCCC']),
    cancels: [
      { symbol: null, order: byExchange(TXID) },
      { symbol: null, order: byExchange('OAAAAA-BBBBB-CCCCCC') },
    ],
  },
  { name: 'cancelAllOrders', class: 'trade', call: (x) => x.cancelAllOrders(), cancels: [EVERYTHING] },
  {
    name: 'cancelAllOrdersAfter',
    class: 'trade',
    call: (x) => x.cancelAllOrdersAfter(60_000),
    cancels: [EVERYTHING],
  },
  { name: 'fetchPositions', class: 'read', product: 'margin', call: (x) => x.fetchPositions() },
  {
    name: 'withdraw',
    class: 'withdraw',
    call: (x) => x.withdraw('BTC', 1, '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa', undefined, { key: 'mine' }),
  },
  {
    name: 'createDepositAddress',
    class: 'transfer',
    call: (x) => x.createDepositAddress('BTC', { method: 'Bitcoin' }),
  },
  {
    name: 'a token for WebSockets',
    class: 'credential',
    call: (x) => x.privatePostGetWebSocketsToken(),
  },
];
