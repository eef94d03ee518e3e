import { byExchange } from '../../../src/dialect/order-reference.ts';
import type { OperationCase } from '../../dialect/conformance.ts';

const ID = 'C02__443776347957968896052';
const LIMIT = {
  action: 'create',
  symbol: 'BTCUSDT',
  side: 'buy',
  type: 'limit',
  quantity: '0.25',
  quoteQuantity: null,
  price: '100',
  product: 'spot',
} as const;

/** What ccxt's users do on MEXC, and what the dialect must make of it. */
export const operations: readonly OperationCase[] = [
  { name: 'fetchTime', class: 'public', call: (x) => x.fetchTime() },
  { name: 'fetchStatus', class: 'public', call: (x) => x.fetchStatus() },
  { name: 'spot markets', class: 'public', call: (x) => x.spotPublicGetExchangeInfo() },
  { name: 'futures markets', class: 'public', call: (x) => x.contractPublicGetDetail() },
  { name: 'fetchTicker', class: 'public', call: (x) => x.fetchTicker('BTC/USDT') },
  { name: 'fetchTickers', class: 'public', call: (x) => x.fetchTickers() },
  { name: 'fetchBidsAsks', class: 'public', call: (x) => x.fetchBidsAsks() },
  { name: 'fetchOrderBook', class: 'public', call: (x) => x.fetchOrderBook('BTC/USDT', 10) },
  { name: 'fetchOHLCV', class: 'public', call: (x) => x.fetchOHLCV('BTC/USDT', '1m', 1_759_999_000_000, 10) },
  { name: 'fetchTrades', class: 'public', call: (x) => x.fetchTrades('BTC/USDT') },
  { name: 'fetchBalance', class: 'read', call: (x) => x.fetchBalance() },
  { name: 'fetchCurrencies', class: 'read', call: (x) => x.fetchCurrencies() },
  { name: 'fetchOpenOrders', class: 'read', call: (x) => x.fetchOpenOrders('BTC/USDT') },
  { name: 'fetchOrder', class: 'read', call: (x) => x.fetchOrder(ID, 'BTC/USDT') },
  {
    name: 'fetchOrder by client id',
    class: 'read',
    call: (x) => x.fetchOrder('', 'BTC/USDT', { clientOrderId: 'bot-7' }),
  },
  { name: 'fetchOrders', class: 'read', call: (x) => x.fetchOrders('BTC/USDT', 1_759_999_000_000, 100) },
  { name: 'fetchMyTrades', class: 'read', call: (x) => x.fetchMyTrades('BTC/USDT', 1_759_999_000_000) },
  { name: 'fetchTradingFee', class: 'read', call: (x) => x.fetchTradingFee('BTC/USDT') },
  { name: 'fetchDeposits', class: 'read', call: (x) => x.fetchDeposits('BTC') },
  { name: 'fetchWithdrawals', class: 'read', call: (x) => x.fetchWithdrawals('BTC') },
  { name: 'own symbols', class: 'read', call: (x) => x.spotPrivateGetSelfSymbols() },
  {
    name: 'what the own key may do',
    class: 'read',
    call: (x) => x.spotPrivateGetApiKeyInfo({ accessKey: x.apiKey }),
  },
  {
    name: 'limit order',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'limit', 'buy', 0.25, 100),
    orders: [{ ...LIMIT, timeInForce: null, clientOrderId: null, amends: null }],
  },
  {
    name: 'limit order to sell, with a client id',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'limit', 'sell', 0.25, 100, { clientOrderId: 'bot-7' }),
    orders: [{ ...LIMIT, side: 'sell', clientOrderId: 'bot-7' }],
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
    name: 'fill-or-kill order',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'limit', 'buy', 0.25, 100, { timeInForce: 'FOK' }),
    orders: [{ ...LIMIT, timeInForce: 'FOK' }],
  },
  {
    name: 'order that prevents trading with itself',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'limit', 'buy', 0.25, 100, { stpMode: 'cancel_taker' }),
    orders: [LIMIT],
  },
  {
    name: 'market buy, whose cost ccxt computes from a price that it sends too',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'market', 'buy', 0.25, 100),
    orders: [{ side: 'buy', type: 'market', quantity: null, quoteQuantity: '25', price: null }],
  },
  {
    name: 'market buy by cost',
    class: 'trade',
    call: (x) => x.createMarketBuyOrderWithCost('BTC/USDT', 50),
    orders: [{ side: 'buy', type: 'market', quantity: null, quoteQuantity: '50', price: null }],
  },
  {
    name: 'market buy by quantity, of which it is not documented what it means',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'market', 'buy', 0.25),
    refused: 'parameter out of place',
  },
  {
    name: 'market sale',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'market', 'sell', 0.25),
    orders: [{ side: 'sell', type: 'market', quantity: '0.25', quoteQuantity: null, price: null }],
  },
  {
    name: 'test of an order',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'limit', 'buy', 0.25, 100, { test: true }),
    orders: [{ ...LIMIT, action: 'test' }],
  },
  {
    name: 'createOrders',
    class: 'trade',
    call: (x) =>
      x.createOrders([
        { symbol: 'BTC/USDT', type: 'limit', side: 'buy', amount: 0.25, price: 100 },
        { symbol: 'BTC/USDT', type: 'limit', side: 'sell', amount: 1, price: 110.5 },
      ]),
    orders: [LIMIT, { ...LIMIT, side: 'sell', quantity: '1', price: '110.5' }],
  },
  {
    name: 'cancelOrder',
    class: 'trade',
    call: (x) => x.cancelOrder(ID, 'BTC/USDT'),
    cancels: [{ symbol: 'BTCUSDT', order: byExchange(ID) }],
  },
  {
    name: 'cancellation by a client’s id, which others may have too',
    class: 'trade',
    call: (x) => x.spotPrivateDeleteOrder({ symbol: 'BTCUSDT', origClientOrderId: 'bot-7' }),
    refused: 'parameter out of place',
  },
  {
    name: 'cancelAllOrders of a market',
    class: 'trade',
    call: (x) => x.cancelAllOrders('BTC/USDT'),
    cancels: [{ symbol: 'BTCUSDT', order: null }],
  },
  {
    name: 'cancelAllOrders',
    class: 'trade',
    call: (x) => x.cancelAllOrders(),
    cancels: [{ symbol: null, order: null }],
  },
  {
    name: 'withdraw',
    class: 'withdraw',
    call: (x) =>
      x.spotPrivatePostCapitalWithdraw({ coin: 'BTC', address: '1Boat', amount: '1', netWork: 'BTC' }),
  },
  {
    name: 'internal transfer to another user',
    class: 'withdraw',
    call: (x) =>
      x.spotPrivatePostCapitalTransferInternal({
        toAccountType: 'UID',
        toAccount: '7',
        asset: 'BTC',
        amount: '1',
      }),
  },
  {
    name: 'transfer to futures',
    class: 'transfer',
    call: (x) =>
      x.spotPrivatePostCapitalTransfer({
        fromAccountType: 'SPOT',
        toAccountType: 'FUTURES',
        asset: 'BTC',
        amount: '1',
      }),
  },
  {
    name: 'margin orders',
    class: 'read',
    product: 'margin',
    call: (x) => x.spotPrivateGetMarginOpenOrders({ symbol: 'BTCUSDT' }),
  },
  {
    name: 'sub-account',
    class: 'admin',
    product: 'sub-account',
    call: (x) => x.spotPrivatePostSubAccountVirtualSubAccount({ subAccount: 'a', note: 'b' }),
  },
  { name: 'a listen key', class: 'credential', call: (x) => x.spotPrivatePostUserDataStream() },
  { name: 'valid listen keys', class: 'credential', call: (x) => x.spotPrivateGetUserDataStream() },
  {
    name: 'keys of a sub-account',
    class: 'credential',
    product: 'sub-account',
    call: (x) => x.spotPrivateGetSubAccountApiKey({ subAccount: 'a' }),
  },
];
