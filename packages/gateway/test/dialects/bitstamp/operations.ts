import { byExchange } from '../../../src/dialect/order-reference.ts';
import type { OperationCase } from '../../dialect/conformance.ts';

const ID = '1234123412341234';
const LIMIT = {
  action: 'create',
  symbol: 'btcusd',
  side: 'buy',
  type: 'limit',
  quantity: '0.25',
  quoteQuantity: null,
  price: '100',
  product: 'spot',
} as const;
const MARKET = { action: 'create', symbol: 'btcusd', type: 'market', price: null, product: 'spot' } as const;

/** What ccxt's users do on Bitstamp, and what the dialect must make of it. */
export const operations: readonly OperationCase[] = [
  { name: 'fetchMarkets', class: 'public', call: (x) => x.fetchMarkets() },
  { name: 'fetchTicker', class: 'public', call: (x) => x.fetchTicker('BTC/USD') },
  { name: 'fetchTickers', class: 'public', call: (x) => x.fetchTickers() },
  { name: 'fetchOrderBook', class: 'public', call: (x) => x.fetchOrderBook('BTC/USD') },
  { name: 'fetchOHLCV', class: 'public', call: (x) => x.fetchOHLCV('BTC/USD', '1h', 1_759_999_000_000, 10) },
  { name: 'fetchTrades', class: 'public', call: (x) => x.fetchTrades('ETH/USDT') },
  {
    name: 'fetchFundingRate',
    class: 'public',
    call: (x) => x.publicGetFundingRateMarketSymbol({ market_symbol: 'btcusd-perp' }),
  },
  { name: 'fetchBalance', class: 'read', call: (x) => x.fetchBalance() },
  { name: 'fetchOpenOrders', class: 'read', call: (x) => x.fetchOpenOrders('BTC/USD') },
  {
    name: 'open orders of a market',
    class: 'read',
    call: (x) => x.privatePostOpenOrdersPair({ pair: 'btcusd' }),
  },
  { name: 'fetchOrder', class: 'read', call: (x) => x.fetchOrder(ID) },
  {
    name: 'fetchOrder by client id',
    class: 'read',
    call: (x) => x.fetchOrder('', undefined, { clientOrderId: 'bot-7' }),
  },
  { name: 'fetchOrderStatus', class: 'read', call: (x) => x.fetchOrderStatus(ID) },
  { name: 'fetchMyTrades', class: 'read', call: (x) => x.fetchMyTrades('BTC/USD', undefined, 50) },
  { name: 'fetchLedger', class: 'read', call: (x) => x.fetchLedger() },
  { name: 'fetchTradingFee', class: 'read', call: (x) => x.fetchTradingFee('BTC/USD') },
  { name: 'fetchTradingFees', class: 'read', call: (x) => x.fetchTradingFees() },
  { name: 'fetchTransactionFees', class: 'read', call: (x) => x.fetchTransactionFees() },
  { name: 'fetchDepositsWithdrawals', class: 'read', call: (x) => x.fetchDepositsWithdrawals() },
  { name: 'fetchWithdrawals', class: 'read', call: (x) => x.fetchWithdrawals() },
  { name: 'fetchDepositAddress', class: 'read', call: (x) => x.fetchDepositAddress('BTC') },
  {
    name: 'subscriptions to earn',
    class: 'read',
    product: 'earn',
    call: (x) => x.privateGetEarnSubscriptions(),
  },
  {
    name: 'trades in derivatives, whose path ccxt writes without a slash at the end',
    class: 'read',
    product: 'derivative',
    call: (x) => x.privateGetTradeHistoryPair({ pair: 'btcusd-perp' }),
  },
  {
    name: 'limit order',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USD', 'limit', 'buy', 0.25, 100),
    orders: [{ ...LIMIT, clientOrderId: null, timeInForce: null, amends: null }],
  },
  {
    name: 'limit order to sell, with a client id',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USD', 'limit', 'sell', 0.25, 100, { clientOrderId: 'bot-7' }),
    orders: [{ ...LIMIT, side: 'sell', clientOrderId: 'bot-7' }],
  },
  {
    name: 'immediate-or-cancel order',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USD', 'limit', 'buy', 0.25, 100, { ioc_order: true }),
    orders: [{ ...LIMIT, timeInForce: 'IOC' }],
  },
  {
    name: 'fill-or-kill order, in the documentation’s spelling',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USD', 'limit', 'buy', 0.25, 100, { fok_order: 'True' }),
    orders: [{ ...LIMIT, timeInForce: 'FOK' }],
  },
  {
    name: 'maker-or-cancel order',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USD', 'limit', 'buy', 0.25, 100, { moc_order: true }),
    orders: [{ ...LIMIT, type: 'post-only' }],
  },
  {
    name: 'order for a day',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USD', 'limit', 'buy', 0.25, 100, { daily_order: true }),
    orders: [{ ...LIMIT, timeInForce: 'DAY' }],
  },
  {
    name: 'good-till-date order',
    class: 'trade',
    call: (x) =>
      x.createOrder('BTC/USD', 'limit', 'buy', 0.25, 100, {
        gtd_order: true,
        expire_time: 1_760_000_600_000,
      }),
    orders: [{ ...LIMIT, timeInForce: 'GTD' }],
  },
  {
    name: 'market buy, in base currency',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USD', 'market', 'buy', 0.25),
    orders: [{ ...MARKET, side: 'buy', quantity: '0.25', quoteQuantity: null }],
  },
  {
    name: 'market sale',
    class: 'trade',
    call: (x) => x.createOrder('ETH/USDT', 'market', 'sell', 0.25),
    orders: [{ ...MARKET, symbol: 'ethusdt', side: 'sell', quantity: '0.25', quoteQuantity: null }],
  },
  {
    name: 'instant buy, in quote currency',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USD', 'instant', 'buy', 250),
    orders: [{ ...MARKET, side: 'buy', quantity: null, quoteQuantity: '250' }],
  },
  {
    name: 'instant sale, in base currency',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USD', 'instant', 'sell', 0.25),
    orders: [{ ...MARKET, side: 'sell', quantity: '0.25', quoteQuantity: null }],
  },
  {
    name: 'instant sale, in quote currency',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USD', 'instant', 'sell', 250, undefined, { amount_in_counter: true }),
    orders: [{ ...MARKET, side: 'sell', quantity: null, quoteQuantity: '250' }],
  },
  {
    name: 'order with a second one behind it',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USD', 'limit', 'buy', 0.25, 100, { limit_price: 110 }),
    refused: 'parameter out of place',
  },
  {
    name: 'order with leverage',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USD', 'limit', 'buy', 0.25, 100, { leverage: 2, margin_mode: 'CROSS' }),
    refused: 'product',
  },
  {
    name: 'order in a derivative',
    class: 'trade',
    product: 'derivative',
    call: (x) => x.createOrder('BTC/USD:USD', 'limit', 'buy', 0.25, 100),
    refused: 'product',
  },
  {
    name: 'editOrder',
    class: 'trade',
    call: (x) => x.editOrder(ID, 'BTC/USD', 'limit', 'buy', 0.5, 101),
    orders: [
      {
        action: 'amend',
        amends: byExchange(ID),
        symbol: null,
        side: null,
        type: 'limit',
        quantity: '0.5',
        price: '101',
      },
    ],
    cancels: [{ symbol: null, order: byExchange(ID) }],
  },
  {
    name: 'cancelOrder',
    class: 'trade',
    call: (x) => x.cancelOrder(ID),
    cancels: [{ symbol: null, order: byExchange(ID) }],
  },
  {
    name: 'cancelAllOrders',
    class: 'trade',
    call: (x) => x.cancelAllOrders(),
    cancels: [{ symbol: null, order: null }],
  },
  {
    name: 'cancelAllOrders of a market',
    class: 'trade',
    call: (x) => x.cancelAllOrders('BTC/USD'),
    cancels: [{ symbol: 'btcusd', order: null }],
  },
  {
    name: 'withdraw',
    class: 'withdraw',
    call: (x) => x.withdraw('BTC', 1, '1BoatSLRHtKNngkdXEeobR76b53LETtpyT'),
  },
  {
    name: 'withdraw money to a bank',
    class: 'withdraw',
    call: (x) => x.privatePostWithdrawalOpen({ amount: 1, account_currency: 'USD', iban: 'DE00' }),
  },
  {
    name: 'transfer to the main account',
    class: 'transfer',
    product: 'sub-account',
    call: (x) => x.privatePostTransferToMain({ amount: 1, currency: 'BTC', subAccount: '7' }),
  },
  {
    name: 'subscription to earn',
    class: 'transfer',
    product: 'earn',
    call: (x) => x.privatePostEarnSubscribe({ amount: 1, currency: 'BTC', earn_type: 'STAKING' }),
  },
  { name: 'a token for WebSockets', class: 'credential', call: (x) => x.privatePostWebsocketsToken() },
  { name: 'revoking all keys', class: 'credential', call: (x) => x.privatePostRevokeAllApiKeys() },
];
