import { byClient, byExchange } from '../../../src/dialect/order-reference.ts';
import type { OperationCase } from '../../dialect/conformance.ts';

const CLIENT_ID = '01234567-89ab-4cde-8f01-23456789abcd';
const LIMIT = {
  action: 'create',
  symbol: 'BTC-USDT',
  side: 'buy',
  type: 'limit',
  product: 'spot',
  quantity: '0.25',
  quoteQuantity: null,
  price: '100',
  clientOrderId: CLIENT_ID,
} as const;
const OLD = { hf: false };
const TWO = [
  { symbol: 'BTC/USDT', type: 'limit', side: 'buy', amount: 0.25, price: 100 },
  { symbol: 'BTC/USDT', type: 'limit', side: 'sell', amount: 2, price: 120 },
] as const;

/** What ccxt's users do on KuCoin, and what the dialect must make of it. */
export const operations: readonly OperationCase[] = [
  { name: 'fetchTime', class: 'public', call: (x) => x.fetchTime() },
  { name: 'fetchStatus', class: 'public', call: (x) => x.fetchStatus() },
  { name: 'fetchMarkets', class: 'public', call: (x) => x.publicGetSymbols() },
  { name: 'fetchCurrencies', class: 'public', call: (x) => x.publicGetCurrencies() },
  { name: 'fetchTicker', class: 'public', call: (x) => x.fetchTicker('BTC/USDT') },
  { name: 'fetchTickers', class: 'public', call: (x) => x.publicGetMarketAllTickers() },
  { name: 'fetchOHLCV', class: 'public', call: (x) => x.fetchOHLCV('BTC/USDT', '1m') },
  { name: 'fetchTrades', class: 'public', call: (x) => x.fetchTrades('BTC/USDT') },
  { name: 'fetchOrderBook of 20', class: 'public', call: (x) => x.fetchOrderBook('BTC/USDT', 20) },
  { name: 'fetchOrderBook, whole', class: 'read', call: (x) => x.fetchOrderBook('BTC/USDT') },
  {
    name: 'account mode, which ccxt asks before anything else',
    class: 'read',
    call: (x) => x.utaPrivateGetAccountMode(),
  },
  {
    name: 'whether the account is of the newer generation',
    class: 'read',
    call: (x) => x.privateGetHfAccountsOpened(),
  },
  { name: 'fetchBalance', class: 'read', call: (x) => x.fetchBalance() },
  { name: 'fetchAccounts', class: 'read', call: (x) => x.fetchAccounts() },
  { name: 'fetchOrder', class: 'read', call: (x) => x.fetchOrder('123', 'BTC/USDT') },
  {
    name: 'fetchOrder by client id',
    class: 'read',
    call: (x) => x.fetchOrder('', 'BTC/USDT', { clientOid: 'bot-7' }),
  },
  { name: 'fetchOrder, older generation', class: 'read', call: (x) => x.fetchOrder('123', 'BTC/USDT', OLD) },
  { name: 'fetchOpenOrders', class: 'read', call: (x) => x.fetchOpenOrders('BTC/USDT') },
  {
    name: 'fetchOpenOrders, older generation',
    class: 'read',
    call: (x) => x.fetchOpenOrders(undefined, undefined, undefined, OLD),
  },
  {
    name: 'fetchOpenOrders, stop orders',
    class: 'read',
    call: (x) => x.fetchOpenOrders('BTC/USDT', undefined, undefined, { trigger: true }),
  },
  { name: 'fetchClosedOrders', class: 'read', call: (x) => x.fetchClosedOrders('BTC/USDT') },
  { name: 'fetchMyTrades', class: 'read', call: (x) => x.fetchMyTrades('BTC/USDT') },
  { name: 'fetchLedger', class: 'read', call: (x) => x.fetchLedger('BTC') },
  { name: 'fetchTradingFee', class: 'read', call: (x) => x.fetchTradingFee('BTC/USDT') },
  { name: 'fetchDeposits', class: 'read', call: (x) => x.fetchDeposits() },
  { name: 'fetchWithdrawals', class: 'read', call: (x) => x.fetchWithdrawals() },
  { name: 'the key itself', class: 'read', call: (x) => x.privateGetUserApiKey() },
  {
    name: 'limit order',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'limit', 'buy', 0.25, 100),
    orders: [{ ...LIMIT, timeInForce: null }],
  },
  {
    name: 'limit order, older generation',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'limit', 'buy', 0.25, 100, OLD),
    orders: [LIMIT],
  },
  {
    name: 'limit order that answers when it is matched',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'limit', 'buy', 0.25, 100, { sync: true }),
    orders: [LIMIT],
  },
  {
    name: 'test order',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'limit', 'buy', 0.25, 100, { test: true }),
    orders: [{ ...LIMIT, action: 'test' }],
  },
  {
    name: 'limit order with a client id and a remark',
    class: 'trade',
    call: (x) =>
      x.createOrder('BTC/USDT', 'limit', 'buy', 0.25, 100, { clientOrderId: 'bot-7', remark: 'a b' }),
    orders: [{ ...LIMIT, clientOrderId: 'bot-7' }],
  },
  {
    name: 'post-only order',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'limit', 'buy', 0.25, 100, { postOnly: true }),
    orders: [{ ...LIMIT, type: 'post-only' }],
  },
  {
    name: 'immediate-or-cancel order',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'limit', 'buy', 0.25, 100, { timeInForce: 'IOC' }),
    orders: [{ ...LIMIT, timeInForce: 'IOC' }],
  },
  {
    name: 'order for some seconds',
    class: 'trade',
    call: (x) =>
      x.createOrder('BTC/USDT', 'limit', 'buy', 0.25, 100, { timeInForce: 'GTT', cancelAfter: 60 }),
    orders: [{ ...LIMIT, timeInForce: 'GTT' }],
  },
  {
    name: 'iceberg order',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'limit', 'buy', 0.25, 100, { iceberg: true, visibleSize: '0.01' }),
    orders: [LIMIT],
  },
  {
    name: 'market sell',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'market', 'sell', 0.25),
    orders: [{ side: 'sell', type: 'market', quantity: '0.25', quoteQuantity: null, price: null }],
  },
  {
    name: 'market buy, which ccxt sizes in base currency',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'market', 'buy', 0.25),
    orders: [{ side: 'buy', type: 'market', quantity: '0.25', quoteQuantity: null }],
  },
  {
    name: 'market buy sized in quote currency (funds)',
    class: 'trade',
    call: (x) => x.createMarketBuyOrderWithCost('BTC/USDT', 50),
    orders: [{ side: 'buy', type: 'market', quantity: null, quoteQuantity: '50' }],
  },
  {
    name: 'order on cross margin',
    class: 'trade',
    product: 'margin',
    call: (x) => x.createOrder('BTC/USDT', 'limit', 'buy', 0.25, 100, { marginMode: 'cross' }),
  },
  {
    name: 'order of the spot endpoint on margin (tradeType)',
    class: 'trade',
    call: (x) =>
      x.privatePostOrders({
        clientOid: 'a',
        side: 'buy',
        symbol: 'BTC-USDT',
        type: 'limit',
        price: '1',
        size: '1',
        tradeType: 'MARGIN_TRADE',
      }),
    orders: [{ product: 'margin' }],
  },
  {
    name: 'order for a perpetual swap',
    class: 'trade',
    product: 'derivative',
    call: (x) => x.createOrder('BTC/USDT:USDT', 'limit', 'buy', 1, 100),
  },
  {
    name: 'order of the unified account',
    class: 'trade',
    product: 'other',
    call: (x) => x.createOrder('BTC/USDT', 'limit', 'buy', 0.25, 100, { uta: true }),
  },
  {
    name: 'createOrders',
    class: 'trade',
    call: (x) => x.createOrders([...TWO]),
    orders: [LIMIT, { side: 'sell', type: 'limit', quantity: '2', price: '120' }],
  },
  {
    name: 'createOrders, older generation',
    class: 'trade',
    call: (x) => x.createOrders([...TWO], OLD),
    orders: [LIMIT, { side: 'sell', type: 'limit', quantity: '2', price: '120' }],
  },
  {
    name: 'createOrders that answers when they are matched',
    class: 'trade',
    call: (x) => x.createOrders([...TWO], { sync: true }),
    orders: [LIMIT, { side: 'sell' }],
  },
  {
    name: 'trigger order',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'limit', 'sell', 0.25, 89, { triggerPrice: 90 }),
    orders: [
      { side: 'sell', type: 'stop-limit', trigger: '90', price: '89', quantity: '0.25', kind: 'algo' },
    ],
  },
  {
    name: 'trigger order at market, sized in quote currency',
    class: 'trade',
    call: (x) =>
      x.createOrder('BTC/USDT', 'market', 'buy', 0.25, undefined, { triggerPrice: 120, funds: 30 }),
    orders: [{ type: 'stop-market', trigger: '120', price: null, quantity: null, quoteQuantity: '30' }],
  },
  {
    name: 'stop-loss at market',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'market', 'sell', 0.25, undefined, { stopLossPrice: 90 }),
    orders: [{ type: 'stop-market', trigger: '90', price: null, quantity: '0.25' }],
  },
  {
    name: 'take-profit with a limit',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'limit', 'sell', 0.25, 121, { takeProfitPrice: 120 }),
    orders: [{ type: 'stop-limit', trigger: '120', price: '121' }],
  },
  {
    name: 'one-cancels-the-other',
    class: 'trade',
    call: (x) =>
      x.privatePostOcoOrder({
        clientOid: 'pair',
        side: 'sell',
        symbol: 'BTC-USDT',
        price: '121',
        size: '0.25',
        stopPrice: '90',
        limitPrice: '89',
        tradeType: 'TRADE',
      }),
    orders: [
      { type: 'limit', price: '121', trigger: null, quantity: '0.25', side: 'sell', kind: 'list' },
      { type: 'stop-limit', price: '89', trigger: '90', quantity: '0.25', side: 'sell', kind: 'list' },
    ],
  },
  {
    name: 'editOrder',
    class: 'trade',
    call: (x) => x.editOrder('123', 'BTC/USDT', 'limit', 'buy', 0.5, 101),
    orders: [
      { action: 'amend', amends: byExchange('123'), symbol: 'BTC-USDT', quantity: '0.5', price: '101' },
    ],
    cancels: [{ symbol: 'BTC-USDT', order: byExchange('123') }],
  },
  {
    name: 'editOrder by client id',
    class: 'trade',
    call: (x) => x.editOrder('', 'BTC/USDT', 'limit', 'buy', 0.5, undefined, { clientOid: 'bot-7' }),
    orders: [{ action: 'amend', amends: byClient('bot-7'), quantity: '0.5', price: null }],
    cancels: [{ symbol: 'BTC-USDT', order: byClient('bot-7') }],
  },
  {
    name: 'cancelOrder',
    class: 'trade',
    call: (x) => x.cancelOrder('123', 'BTC/USDT'),
    cancels: [{ symbol: 'BTC-USDT', order: byExchange('123') }],
  },
  {
    name: 'cancelOrder that answers when it is done',
    class: 'trade',
    call: (x) => x.cancelOrder('123', 'BTC/USDT', { sync: true }),
    cancels: [{ symbol: 'BTC-USDT', order: byExchange('123') }],
  },
  {
    name: 'cancelOrder by client id',
    class: 'trade',
    call: (x) => x.cancelOrder('', 'BTC/USDT', { clientOrderId: 'bot-7' }),
    cancels: [{ symbol: 'BTC-USDT', order: byClient('bot-7') }],
  },
  {
    name: 'cancelOrder, older generation',
    class: 'trade',
    call: (x) => x.cancelOrder('123', 'BTC/USDT', OLD),
    cancels: [{ symbol: null, order: byExchange('123') }],
  },
  {
    name: 'cancelOrder by client id, older generation',
    class: 'trade',
    call: (x) => x.cancelOrder('', 'BTC/USDT', { ...OLD, clientOid: 'bot-7' }),
    cancels: [{ symbol: null, order: byClient('bot-7') }],
  },
  {
    name: 'cancelOrder of a stop order',
    class: 'trade',
    call: (x) => x.cancelOrder('vs93gptvr9t2', 'BTC/USDT', { trigger: true }),
    cancels: [{ symbol: null, order: byExchange('vs93gptvr9t2', 'algo') }],
  },
  {
    name: 'cancelOrder of a stop order by client id',
    class: 'trade',
    call: (x) => x.cancelOrder('', 'BTC/USDT', { trigger: true, clientOid: 'bot-7' }),
    cancels: [{ symbol: null, order: byClient('bot-7', 'algo') }],
  },
  {
    name: 'cancelAllOrders of a market',
    class: 'trade',
    call: (x) => x.cancelAllOrders('BTC/USDT'),
    cancels: [{ symbol: 'BTC-USDT', order: null }],
  },
  {
    name: 'cancelAllOrders',
    class: 'trade',
    call: (x) => x.cancelAllOrders(),
    cancels: [{ symbol: null, order: null }],
  },
  {
    name: 'cancelAllOrders of stop orders',
    class: 'trade',
    call: (x) => x.cancelAllOrders('BTC/USDT', { trigger: true, orderIds: 'vs1,vs2' }),
    cancels: [
      { symbol: 'BTC-USDT', order: byExchange('vs1', 'algo') },
      { symbol: 'BTC-USDT', order: byExchange('vs2', 'algo') },
    ],
  },
  {
    name: 'cancellation of a pair',
    class: 'trade',
    call: (x) => x.privateDeleteOcoOrderOrderId({ orderId: '674c316e688dea0007c7b986' }),
    cancels: [{ symbol: null, order: byExchange('674c316e688dea0007c7b986', 'list') }],
  },
  {
    name: 'cancellation of a part',
    class: 'trade',
    call: (x) =>
      x.privateDeleteHfOrdersCancelOrderId({ orderId: '123', symbol: 'BTC-USDT', cancelSize: '0.1' }),
    cancels: [{ symbol: 'BTC-USDT', order: byExchange('123') }],
  },
  {
    name: 'cancellation of everything later',
    class: 'trade',
    call: (x) => x.privatePostHfOrdersDeadCancelAll({ timeout: 60, symbols: 'BTC-USDT,ETH-USDT' }),
    cancels: [
      { symbol: 'BTC-USDT', order: null },
      { symbol: 'ETH-USDT', order: null },
    ],
  },
  { name: 'fetchPositions', class: 'read', product: 'derivative', call: (x) => x.fetchPositions() },
  { name: 'transfer', class: 'transfer', call: (x) => x.transfer('BTC', 1, 'main', 'trade') },
  {
    name: 'withdrawal',
    class: 'withdraw',
    call: (x) => x.withdraw('BTC', 1, '1BoatSLRHtKNngkdXEeobR76b53LETtpyT'),
  },
  {
    name: 'margin borrow',
    class: 'transfer',
    product: 'lending',
    call: (x) => x.privatePostMarginBorrow({ currency: 'USDT', size: '10', timeInForce: 'FOK' }),
  },
  {
    name: 'sub-account transfer',
    class: 'transfer',
    product: 'sub-account',
    call: (x) =>
      x.privatePostAccountsSubTransfer({
        clientOid: 'a',
        currency: 'BTC',
        amount: '1',
        direction: 'OUT',
        subUserId: 'b',
      }),
  },
  { name: 'a token for the private stream', class: 'credential', call: (x) => x.privatePostBulletPrivate() },
  {
    name: 'an API key for a sub-account',
    class: 'credential',
    product: 'sub-account',
    call: (x) => x.privatePostSubApiKey({ subName: 'a', passphrase: 'b', remark: 'c' }),
  },
  {
    name: 'an API key for a customer of a broker',
    class: 'credential',
    product: 'sub-account',
    call: (x) => x.brokerPostBrokerNdAccountApikey({ uid: '1', passphrase: 'b', label: 'c' }),
  },
  {
    name: 'savings',
    class: 'transfer',
    product: 'earn',
    call: (x) => x.earnPostEarnOrders({ productId: '1', amount: '1', accountType: 'MAIN' }),
  },
];
