import type { Exchange } from 'ccxt';
import { byExchange } from '../../../src/dialect/order-reference.ts';
import type { OperationCase } from '../../dialect/conformance.ts';

const LIMIT = { action: 'create', symbol: 'btcusd', side: 'buy', quantity: '0.25', price: '100' } as const;
const EVERYTHING = { symbol: null, order: null };

/** A call of ccxt's for an endpoint that no unified method of it uses. */
const post =
  (path: string, parameters: Record<string, unknown> = {}) =>
  (x: Exchange) =>
    x.request(path, 'private', 'POST', parameters);

const limit =
  (parameters: Record<string, unknown> = {}) =>
  (x: Exchange) =>
    x.createOrder('BTC/USD', 'limit', 'buy', 0.25, 100, parameters);

/** What ccxt's users do on Gemini, and what the dialect must make of it. */
export const operations: readonly OperationCase[] = [
  { name: 'fetchMarkets', class: 'public', call: (x) => x.fetchMarkets() },
  { name: 'fetchTicker', class: 'public', call: (x) => x.fetchTicker('BTC/USD') },
  { name: 'fetchTickers', class: 'public', call: (x) => x.fetchTickers() },
  { name: 'fetchOrderBook', class: 'public', call: (x) => x.fetchOrderBook('BTC/USD', 10) },
  { name: 'fetchTrades', class: 'public', call: (x) => x.fetchTrades('BTC/USD', 1_759_999_000_000, 5) },
  { name: 'fetchOHLCV', class: 'public', call: (x) => x.fetchOHLCV('BTC/USD', '1h') },
  {
    name: 'fetchOpenInterest',
    class: 'public',
    product: 'derivative',
    call: (x) => x.fetchOpenInterest('BTC/GUSD:GUSD'),
  },
  { name: 'fetchBalance', class: 'read', call: (x) => x.fetchBalance() },
  { name: 'fetchOpenOrders', class: 'read', call: (x) => x.fetchOpenOrders('BTC/USD') },
  { name: 'fetchOrder', class: 'read', call: (x) => x.fetchOrder('106027397702') },
  { name: 'fetchMyTrades', class: 'read', call: (x) => x.fetchMyTrades('BTC/USD', 1_759_999_000_000, 50) },
  { name: 'fetchTradingFees', class: 'read', call: (x) => x.fetchTradingFees() },
  { name: 'fetchDepositsWithdrawals', class: 'read', call: (x) => x.fetchDepositsWithdrawals('BTC', 1, 5) },
  {
    name: 'fetchDepositAddress',
    class: 'read',
    call: (x) => x.fetchDepositAddress('BTC', { network: 'BTC' }),
  },
  { name: 'closed orders', class: 'read', call: post('v1/orders/history', { limit_orders: 50 }) },
  { name: 'roles', class: 'read', call: post('v1/roles') },
  { name: 'heartbeat', class: 'read', call: post('v1/heartbeat') },
  {
    name: 'limit order',
    class: 'trade',
    call: limit(),
    orders: [
      {
        ...LIMIT,
        type: 'limit',
        product: 'spot',
        quoteQuantity: null,
        trigger: null,
        timeInForce: null,
        clientOrderId: '1760000000123',
      },
    ],
  },
  {
    name: 'limit order with a client id',
    class: 'trade',
    call: limit({ clientOrderId: 'bot-7' }),
    orders: [{ ...LIMIT, type: 'limit', clientOrderId: 'bot-7' }],
  },
  {
    name: 'post-only order',
    class: 'trade',
    call: limit({ postOnly: true }),
    orders: [{ ...LIMIT, type: 'post-only' }],
  },
  {
    name: 'immediate or cancel',
    class: 'trade',
    call: limit({ timeInForce: 'IOC' }),
    orders: [{ ...LIMIT, type: 'limit', timeInForce: 'IOC' }],
  },
  {
    name: 'fill or kill',
    class: 'trade',
    call: limit({ timeInForce: 'FOK' }),
    orders: [{ ...LIMIT, type: 'limit', timeInForce: 'FOK' }],
  },
  {
    name: 'stop-limit order',
    class: 'trade',
    call: (x) => x.createOrder('ADA/USDC', 'limit', 'sell', 12.5, 0.99, { triggerPrice: 1.01 }),
    orders: [
      {
        symbol: 'adausdc',
        side: 'sell',
        type: 'stop-limit',
        quantity: '12.5',
        price: '0.99',
        trigger: '1.01',
        product: 'spot',
      },
    ],
  },
  {
    name: 'order on margin',
    class: 'trade',
    call: limit({ margin_order: true }),
    orders: [{ ...LIMIT, product: 'margin' }],
  },
  {
    name: 'order that says it is not on margin',
    class: 'trade',
    call: limit({ margin_order: false }),
    orders: [{ ...LIMIT, product: 'spot' }],
  },
  {
    name: 'perpetual contract',
    class: 'trade',
    call: (x) => x.createOrder('BTC/GUSD:GUSD', 'limit', 'buy', 1, 100),
    orders: [{ symbol: 'btcgusdperp', product: 'derivative' }],
  },
  {
    name: 'auction-only order',
    class: 'trade',
    call: limit({ options: 'auction-only' }),
    refused: 'options',
  },
  {
    name: 'cancelOrder',
    class: 'trade',
    call: (x) => x.cancelOrder('106027397702'),
    cancels: [{ symbol: null, order: byExchange('106027397702') }],
  },
  { name: 'cancel all', class: 'trade', call: post('v1/order/cancel/all'), cancels: [EVERYTHING] },
  { name: 'cancel session', class: 'trade', call: post('v1/order/cancel/session'), cancels: [EVERYTHING] },
  {
    name: 'withdraw',
    class: 'withdraw',
    call: (x) => x.withdraw('BTC', 1, '1BoatSLRHtKNngkdXEeobR76b53LETtpyT'),
  },
  { name: 'createDepositAddress', class: 'transfer', call: (x) => x.createDepositAddress('BTC') },
  {
    name: 'transfer between accounts',
    class: 'transfer',
    product: 'sub-account',
    call: post('v1/account/transfer/btc', { sourceAccount: 'a', targetAccount: 'b', amount: '1' }),
  },
  {
    name: 'new approved address',
    class: 'admin',
    call: post('v1/approvedAddresses/bitcoin/request', { address: 'x', label: 'y' }),
  },
  {
    name: 'new account',
    class: 'admin',
    product: 'sub-account',
    call: post('v1/account/create', { name: 'x' }),
  },
  { name: 'stake', class: 'transfer', product: 'earn', call: post('v1/staking/stake', { amount: '1' }) },
  {
    name: 'clearing',
    class: 'trade',
    product: 'otc',
    call: post('v1/clearing/new', { symbol: 'btcusd', amount: '1', price: '1', side: 'buy' }),
  },
  {
    name: 'instant order',
    class: 'trade',
    product: 'convert',
    call: post('v1/instant/execute', { symbol: 'btcusd', side: 'buy', quoteId: 7 }),
  },
  { name: 'margin account', class: 'read', product: 'margin', call: post('v1/margin/account') },
  { name: 'positions', class: 'read', product: 'derivative', call: post('v1/positions') },
  {
    name: 'funding payments as a file',
    class: 'read',
    product: 'derivative',
    call: (x) => x.request('v1/perpetuals/fundingpaymentreport/records.xlsx', 'private', 'GET', {}),
  },
];
