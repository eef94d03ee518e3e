import { byClient, byExchange } from '../../../src/dialect/order-reference.ts';
import type { OperationCase } from '../../dialect/conformance.ts';

const LIMIT = {
  action: 'create',
  symbol: 'BTC_USDT',
  side: 'buy',
  quantity: '0.25',
  quoteQuantity: null,
  price: '100',
} as const;
const MARGIN = { marginMode: 'cross' };

/** What ccxt's users do on Crypto.com, and what the dialect must make of it. */
export const operations: readonly OperationCase[] = [
  { name: 'fetchMarkets', class: 'public', call: (x) => x.fetchMarkets() },
  { name: 'fetchTicker', class: 'public', call: (x) => x.fetchTicker('BTC/USDT') },
  { name: 'fetchTickers', class: 'public', call: (x) => x.fetchTickers() },
  { name: 'fetchOrderBook', class: 'public', call: (x) => x.fetchOrderBook('BTC/USDT', 10) },
  { name: 'fetchOHLCV', class: 'public', call: (x) => x.fetchOHLCV('BTC/USDT', '1m') },
  { name: 'fetchTrades', class: 'public', call: (x) => x.fetchTrades('BTC/USDT') },
  { name: 'fetchCurrencies', class: 'read', call: (x) => x.fetchCurrencies() },
  { name: 'fetchBalance', class: 'read', call: (x) => x.fetchBalance() },
  { name: 'fetchAccounts', class: 'read', product: 'sub-account', call: (x) => x.fetchAccounts() },
  { name: 'fetchOrder', class: 'read', call: (x) => x.fetchOrder('123', 'BTC/USDT') },
  { name: 'fetchOrders', class: 'read', call: (x) => x.fetchOrders('BTC/USDT', 1_759_999_000_000, 10) },
  { name: 'fetchOpenOrders', class: 'read', call: (x) => x.fetchOpenOrders('BTC/USDT') },
  { name: 'fetchMyTrades', class: 'read', call: (x) => x.fetchMyTrades('BTC/USDT') },
  { name: 'fetchLedger', class: 'read', call: (x) => x.fetchLedger('BTC') },
  { name: 'fetchDeposits', class: 'read', call: (x) => x.fetchDeposits('BTC') },
  { name: 'fetchWithdrawals', class: 'read', call: (x) => x.fetchWithdrawals('BTC') },
  { name: 'fetchDepositAddresses', class: 'read', call: (x) => x.fetchDepositAddressesByNetwork('BTC') },
  { name: 'fetchTradingFee', class: 'read', call: (x) => x.fetchTradingFee('BTC/USDT') },
  { name: 'fetchTradingFees', class: 'read', call: (x) => x.fetchTradingFees() },
  { name: 'fetchPositions', class: 'read', product: 'derivative', call: (x) => x.fetchPositions() },
  {
    name: 'limit order',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'limit', 'buy', 0.25, 100),
    orders: [{ ...LIMIT, type: 'limit', product: 'spot', timeInForce: null }],
  },
  {
    name: 'limit order with a client id',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'limit', 'buy', 0.25, 100, { client_oid: 'bot-7' }),
    orders: [{ ...LIMIT, type: 'limit', clientOrderId: 'bot-7' }],
  },
  {
    name: 'post-only order',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'limit', 'buy', 0.25, 100, { postOnly: true }),
    orders: [{ ...LIMIT, type: 'post-only', timeInForce: 'GTC' }],
  },
  {
    name: 'fill-or-kill order',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'limit', 'buy', 0.25, 100, { timeInForce: 'FOK' }),
    orders: [{ ...LIMIT, type: 'limit', timeInForce: 'FOK' }],
  },
  {
    name: 'immediate-or-cancel order',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'limit', 'buy', 0.25, 100, { timeInForce: 'IOC' }),
    orders: [{ ...LIMIT, type: 'limit', timeInForce: 'IOC' }],
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
    name: 'market buy by what it may spend',
    class: 'trade',
    call: (x) =>
      x.v1PrivatePostPrivateCreateOrder({
        instrument_name: 'BTC_USDT',
        side: 'BUY',
        type: 'MARKET',
        notional: '50',
        spot_margin: 'SPOT',
      }),
    orders: [{ side: 'buy', type: 'market', quantity: null, quoteQuantity: '50' }],
  },
  {
    name: 'trigger order',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'limit', 'sell', 0.25, 89, { triggerPrice: 90 }),
    orders: [{ side: 'sell', type: 'stop-limit', trigger: '90', price: '89', quantity: '0.25' }],
  },
  {
    name: 'stop-loss at market',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'market', 'sell', 0.25, undefined, { stopLossPrice: 90 }),
    orders: [{ type: 'stop-market', trigger: '90', price: null, product: 'spot', quantity: '0.25' }],
  },
  {
    name: 'take-profit with a limit',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'limit', 'sell', 0.25, 119, { takeProfitPrice: 120 }),
    orders: [{ type: 'stop-limit', trigger: '120', price: '119' }],
  },
  {
    name: 'order on margin (spot_margin MARGIN)',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'limit', 'buy', 0.25, 100, MARGIN),
    orders: [{ ...LIMIT, product: 'margin' }],
  },
  {
    name: 'order for a perpetual',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USD:USD', 'limit', 'buy', 1, 100),
    orders: [{ symbol: 'BTCUSD-PERP', product: 'derivative' }],
  },
  {
    name: 'createOrders, which must say that they don’t borrow',
    class: 'trade',
    call: (x) =>
      x.createOrders([
        {
          symbol: 'BTC/USDT',
          type: 'limit',
          side: 'buy',
          amount: 0.25,
          price: 100,
          params: { spot_margin: 'SPOT', postOnly: true },
        },
        { symbol: 'ETH/USDT', type: 'market', side: 'sell', amount: 2, params: { spot_margin: 'SPOT' } },
        {
          symbol: 'ETH/USDT',
          type: 'market',
          side: 'buy',
          amount: 2,
          price: 30,
          params: { spot_margin: 'SPOT' },
        },
      ]),
    orders: [
      { ...LIMIT, type: 'post-only' },
      { symbol: 'ETH_USDT', side: 'sell', type: 'market', quantity: '2' },
      { symbol: 'ETH_USDT', side: 'buy', type: 'market', quantity: null, quoteQuantity: '60' },
    ],
  },
  {
    name: 'createOrders as ccxt sends them without more',
    class: 'trade',
    refused: 'spot_margin',
    call: (x) =>
      x.createOrders([{ symbol: 'BTC/USDT', type: 'limit', side: 'buy', amount: 0.25, price: 100 }]),
  },
  {
    name: 'advanced stop order',
    class: 'trade',
    call: (x) =>
      x.request('private/advanced/create-order', ['v1', 'private'], 'POST', {
        instrument_name: 'BTC_USDT',
        side: 'SELL',
        type: 'STOP_LIMIT',
        quantity: '0.25',
        price: '89',
        ref_price: '90',
      }),
    orders: [{ side: 'sell', type: 'stop-limit', trigger: '90', price: '89', kind: 'algo' }],
  },
  {
    name: 'one-cancels-the-other',
    class: 'trade',
    call: (x) =>
      x.request('private/advanced/create-oco', ['v1', 'private'], 'POST', {
        order_list: [
          { instrument_name: 'BTC_USDT', side: 'SELL', type: 'LIMIT', quantity: '0.25', price: '120' },
          { instrument_name: 'BTC_USDT', side: 'SELL', type: 'STOP_LOSS', quantity: '0.25', ref_price: '80' },
        ],
      }),
    orders: [
      { side: 'sell', type: 'limit', price: '120', quantity: '0.25', kind: 'algo' },
      { side: 'sell', type: 'stop-market', trigger: '80', price: null, quantity: '0.25', kind: 'algo' },
    ],
  },
  {
    name: 'editOrder',
    class: 'trade',
    call: (x) => x.editOrder('123', 'BTC/USDT', 'limit', 'buy', 0.5, 101),
    orders: [{ action: 'amend', amends: byExchange('123'), symbol: null, quantity: '0.5', price: '101' }],
  },
  {
    name: 'cancelOrder',
    class: 'trade',
    call: (x) => x.cancelOrder('123', 'BTC/USDT'),
    cancels: [{ symbol: null, order: byExchange('123') }],
  },
  {
    name: 'cancel-order by client id',
    class: 'trade',
    call: (x) => x.v1PrivatePostPrivateCancelOrder({ client_oid: 'bot-7' }),
    cancels: [{ symbol: null, order: byClient('bot-7') }],
  },
  {
    name: 'cancelOrders',
    class: 'trade',
    call: (x) => x.cancelOrders(['123', '124'], 'BTC/USDT'),
    cancels: [
      { symbol: null, order: byExchange('123') },
      { symbol: null, order: byExchange('124') },
    ],
  },
  {
    name: 'cancelAllOrders of a market',
    class: 'trade',
    call: (x) => x.cancelAllOrders('BTC/USDT'),
    cancels: [{ symbol: 'BTC_USDT', order: null }],
  },
  {
    name: 'cancelAllOrders',
    class: 'trade',
    call: (x) => x.cancelAllOrders(),
    cancels: [{ symbol: null, order: null }],
  },
  {
    name: 'closePosition',
    class: 'trade',
    product: 'derivative',
    call: (x) => x.closePosition('BTC/USD:USD'),
  },
  {
    name: 'withdrawal',
    class: 'withdraw',
    call: (x) => x.withdraw('BTC', 1, '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa'),
  },
  {
    name: 'sub-account transfer',
    class: 'transfer',
    product: 'sub-account',
    call: (x) =>
      x.v1PrivatePostPrivateCreateSubaccountTransfer({ from: 'a', to: 'b', currency: 'BTC', amount: '1' }),
  },
  {
    name: 'leverage of the account',
    class: 'admin',
    product: 'margin',
    call: (x) => x.v1PrivatePostPrivateChangeAccountLeverage({ account_id: 'a', leverage: '20' }),
  },
  {
    name: 'staking',
    class: 'transfer',
    product: 'earn',
    call: (x) => x.v1PrivatePostPrivateStakingStake({ instrument_name: 'SOL.staked', quantity: '1' }),
  },
  {
    name: 'order by the spot API v2',
    class: 'trade',
    product: 'other',
    call: (x) =>
      x.v2PrivatePostPrivateCreateOrder({
        instrument_name: 'BTC_USDT',
        side: 'BUY',
        type: 'LIMIT',
        quantity: '0.25',
        price: '100',
      }),
  },
];
