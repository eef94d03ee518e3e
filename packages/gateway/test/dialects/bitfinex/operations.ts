import type { Exchange } from 'ccxt';
import { byExchange } from '../../../src/dialect/order-reference.ts';
import type { OperationCase } from '../../dialect/conformance.ts';

const LIMIT = { action: 'create', symbol: 'tBTCUSD', side: 'buy', quantity: '0.25', price: '100' } as const;
const EVERYTHING = { symbol: null, order: null };
const named = (id: string) => ({ symbol: null, order: byExchange(id) });

/** A call of ccxt's for an endpoint that no unified method of it uses. */
const post =
  (path: string, parameters: Record<string, unknown> = {}) =>
  (x: Exchange) =>
    x.request(path, 'private', 'POST', parameters);

const order =
  (type: string, price: number | undefined, parameters: Record<string, unknown> = {}) =>
  (x: Exchange) =>
    x.createOrder('BTC/USD', type, 'buy', 0.25, price, parameters);

/** What ccxt's users do on Bitfinex, and what the dialect must make of it. */
export const operations: readonly OperationCase[] = [
  { name: 'fetchStatus', class: 'public', call: (x) => x.fetchStatus() },
  { name: 'fetchMarkets', class: 'public', call: (x) => x.fetchMarkets() },
  { name: 'fetchCurrencies', class: 'public', call: (x) => x.fetchCurrencies() },
  { name: 'fetchTicker', class: 'public', call: (x) => x.fetchTicker('BTC/USD') },
  { name: 'fetchTicker of a long name', class: 'public', call: (x) => x.fetchTicker('DOGE/USDT') },
  { name: 'fetchTickers', class: 'public', call: (x) => x.fetchTickers(['BTC/USD', 'DOGE/USDT']) },
  { name: 'fetchOrderBook', class: 'public', call: (x) => x.fetchOrderBook('DOGE/USDT', 25) },
  { name: 'fetchTrades', class: 'public', call: (x) => x.fetchTrades('BTC/USD', 1_759_999_000_000, 5) },
  { name: 'fetchOHLCV', class: 'public', call: (x) => x.fetchOHLCV('BTC/USD', '1m', 1_759_999_000_000, 5) },
  { name: 'fetchOHLCV of a long name', class: 'public', call: (x) => x.fetchOHLCV('DOGE/USDT', '1h') },
  {
    name: 'fetchFundingRate',
    class: 'public',
    product: 'derivative',
    call: (x) => x.fetchFundingRate('BTC/USDT:USDT'),
  },
  {
    name: 'average price',
    class: 'public',
    call: (x) => x.request('calc/trade/avg', 'public', 'POST', { symbol: 'tBTCUSD', amount: '1' }),
  },
  { name: 'fetchBalance', class: 'read', call: (x) => x.fetchBalance() },
  { name: 'fetchOpenOrders', class: 'read', call: (x) => x.fetchOpenOrders() },
  { name: 'fetchOpenOrders of one market', class: 'read', call: (x) => x.fetchOpenOrders('DOGE/USDT') },
  { name: 'fetchClosedOrders', class: 'read', call: (x) => x.fetchClosedOrders('BTC/USD', 1, 5) },
  { name: 'fetchOrder', class: 'read', call: (x) => x.fetchOrder('95412102131', 'BTC/USD') },
  { name: 'fetchOrderTrades', class: 'read', call: (x) => x.fetchOrderTrades('95412102131', 'DOGE/USDT') },
  { name: 'fetchMyTrades', class: 'read', call: (x) => x.fetchMyTrades('BTC/USD', 1, 5) },
  { name: 'fetchLedger', class: 'read', call: (x) => x.fetchLedger('BTC', 1, 5) },
  { name: 'fetchTradingFees', class: 'read', call: (x) => x.fetchTradingFees() },
  { name: 'permissions', class: 'read', call: post('auth/r/permissions') },
  {
    name: 'limit order',
    class: 'trade',
    call: order('limit', 100),
    orders: [
      {
        ...LIMIT,
        type: 'limit',
        product: 'spot',
        quoteQuantity: null,
        trigger: null,
        timeInForce: null,
        clientOrderId: null,
      },
    ],
  },
  {
    name: 'limit order to sell, with a client id',
    class: 'trade',
    call: (x) => x.createOrder('DOGE/USDT', 'limit', 'sell', 250.5, 0.12, { clientOrderId: 7001 }),
    orders: [
      {
        symbol: 'tDOGE:UST',
        side: 'sell',
        type: 'limit',
        quantity: '250.5',
        price: '0.12',
        clientOrderId: '7001',
      },
    ],
  },
  {
    name: 'post-only order',
    class: 'trade',
    call: order('limit', 100, { postOnly: true }),
    orders: [{ ...LIMIT, type: 'post-only' }],
  },
  {
    name: 'hidden post-only order',
    class: 'trade',
    call: order('limit', 100, { flags: 4160 }),
    orders: [{ ...LIMIT, type: 'post-only' }],
  },
  {
    name: 'immediate or cancel',
    class: 'trade',
    call: order('limit', 100, { timeInForce: 'IOC' }),
    orders: [{ ...LIMIT, type: 'limit', timeInForce: 'IOC' }],
  },
  {
    name: 'fill or kill',
    class: 'trade',
    call: order('limit', 100, { timeInForce: 'FOK' }),
    orders: [{ ...LIMIT, type: 'limit', timeInForce: 'FOK' }],
  },
  {
    name: 'market order',
    class: 'trade',
    call: order('market', undefined),
    orders: [{ ...LIMIT, type: 'market', price: null }],
  },
  {
    name: 'stop order',
    class: 'trade',
    call: order('market', undefined, { triggerPrice: 90 }),
    orders: [{ ...LIMIT, type: 'stop-market', price: null, trigger: '90' }],
  },
  {
    name: 'stop-limit order',
    class: 'trade',
    call: order('limit', 89, { triggerPrice: 90 }),
    orders: [{ ...LIMIT, type: 'stop-limit', price: '89', trigger: '90' }],
  },
  {
    name: 'trailing stop',
    class: 'trade',
    call: order('market', undefined, { trailingAmount: '5' }),
    orders: [{ ...LIMIT, type: 'trailing-stop', price: null, trigger: null }],
  },
  {
    name: 'order on margin',
    class: 'trade',
    call: order('limit', 100, { marginMode: 'cross' }),
    orders: [{ ...LIMIT, product: 'margin' }],
  },
  {
    name: 'reduce-only order',
    class: 'trade',
    call: order('limit', 100, { reduceOnly: true }),
    orders: [{ ...LIMIT, product: 'margin' }],
  },
  {
    name: 'order of a derivative',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT:USDT', 'limit', 'buy', 0.25, 100),
    orders: [{ symbol: 'tBTCF0:USTF0', product: 'derivative' }],
  },
  {
    name: 'OCO order',
    class: 'trade',
    call: order('limit', 100, { flags: 16_384 }),
    refused: 'flags',
  },
  {
    name: 'createOrders',
    class: 'trade',
    call: (x) =>
      x.createOrders([
        { symbol: 'BTC/USD', type: 'limit', side: 'buy', amount: 0.25, price: 100 },
        { symbol: 'BTC/USD', type: 'market', side: 'sell', amount: 0.5 },
        { symbol: 'BTC/USD', type: 'limit', side: 'sell', amount: 1, price: 200, params: { postOnly: true } },
      ] as never),
    orders: [
      { ...LIMIT, type: 'limit' },
      { side: 'sell', type: 'market', quantity: '0.5', price: null },
      { side: 'sell', type: 'post-only', quantity: '1', price: '200' },
    ],
  },
  {
    name: 'several operations',
    class: 'trade',
    call: post('auth/w/order/multi', {
      ops: [
        ['oc', { id: 11 }],
        ['on', { type: 'EXCHANGE LIMIT', symbol: 'tBTCUSD', amount: '0.25', price: '100' }],
        ['ou', { id: 12, amount: '-0.5', price: '101' }],
        ['oc_multi', { id: [13, 14] }],
      ],
    }),
    orders: [
      { ...LIMIT, type: 'limit' },
      { action: 'amend', side: 'sell', quantity: '0.5', price: '101', amends: byExchange('12') },
    ],
    cancels: [named('11'), named('13'), named('14')],
  },
  {
    name: 'editOrder',
    class: 'trade',
    call: (x) => x.editOrder('95412102131', 'BTC/USD', 'limit', 'buy', 0.5, 101),
    orders: [
      {
        action: 'amend',
        symbol: null,
        side: 'buy',
        type: 'limit',
        quantity: '0.5',
        price: '101',
        amends: byExchange('95412102131'),
      },
    ],
  },
  {
    name: 'editOrder of a post-only order',
    class: 'trade',
    call: (x) => x.editOrder('95412102131', 'BTC/USD', 'limit', 'buy', 0.5, 101, { postOnly: true }),
    orders: [{ action: 'amend', type: 'post-only', quantity: '0.5', price: '101' }],
  },
  {
    name: 'cancelOrder',
    class: 'trade',
    call: (x) => x.cancelOrder('95412102131', 'BTC/USD'),
    cancels: [named('95412102131')],
  },
  {
    name: 'cancelOrders',
    class: 'trade',
    call: (x) => x.cancelOrders(['95412102131', '95412102132']),
    cancels: [named('95412102131'), named('95412102132')],
  },
  { name: 'cancelAllOrders', class: 'trade', call: (x) => x.cancelAllOrders(), cancels: [EVERYTHING] },
  {
    name: 'withdraw',
    class: 'withdraw',
    call: post('auth/w/withdraw', { wallet: 'exchange', method: 'bitcoin', amount: '1', address: 'x' }),
  },
  {
    name: 'transfer',
    class: 'transfer',
    call: post('auth/w/transfer', { from: 'exchange', to: 'margin', currency: 'BTC', amount: '1' }),
  },
  {
    name: 'deposit address',
    class: 'transfer',
    call: post('auth/w/deposit/address', { wallet: 'exchange', method: 'bitcoin', op_renew: 0 }),
  },
  { name: 'token', class: 'credential', call: post('auth/w/token', { scope: 'api', ttl: 120 }) },
  { name: 'settings', class: 'admin', call: post('auth/w/settings/set', { settings: { 'api:x': 1 } }) },
  {
    name: 'fetchPositions',
    class: 'read',
    product: 'margin',
    call: (x) => x.fetchPositions(),
  },
  {
    name: 'collateral',
    class: 'admin',
    product: 'derivative',
    call: (x) => x.setMargin('BTC/USDT:USDT', 100),
  },
  {
    name: 'funding offer',
    class: 'trade',
    product: 'lending',
    call: post('auth/w/funding/offer/submit', { type: 'LIMIT', symbol: 'fUSD', amount: '1' }),
  },
];
