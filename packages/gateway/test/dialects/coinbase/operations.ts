import type { Exchange } from 'ccxt';
import { byExchange } from '../../../src/dialect/order-reference.ts';
import type { OperationCase } from '../../dialect/conformance.ts';

type Raw = Record<string, (params: Record<string, unknown>) => Promise<unknown>>;
/** ccxt's own method for an endpoint that its unified ones don't reach. */
const raw = (exchange: Exchange, method: string, params: Record<string, unknown> = {}) =>
  (exchange as unknown as Raw)[method](params);

const SYMBOL = 'BTC/USD';
const PERPETUAL = 'BTC/USDC:USDC';
const CLIENT_ID = 'ccxt-01234567-89ab-4cde-8f01-23456789abcd';
const ORDER_ID = '0000-000000-000000';
const ACCOUNT = '2bbf394c-193b-5b2a-9155-3b4732659ede';

/** What ccxt does on Coinbase, and what each of it means. */
export const operations: readonly OperationCase[] = [
  { name: 'fetchTime', class: 'public', call: (x) => x.fetchTime() },
  {
    name: 'fetchTime of Advanced Trade',
    class: 'public',
    call: (x) => x.fetchTime({ method: 'v3PublicGetBrokerageTime' }),
  },
  { name: 'fetchCurrencies', class: 'public', call: (x) => raw(x, 'v2PublicGetCurrencies') },
  {
    name: 'exchange rates',
    class: 'public',
    call: (x) => raw(x, 'v2PublicGetExchangeRates', { currency: 'EUR' }),
  },
  {
    name: 'list of products',
    class: 'public',
    call: (x) => raw(x, 'v3PublicGetBrokerageMarketProducts', { get_all_products: true }),
  },
  {
    name: 'fetchTickers of two symbols, a repeated parameter',
    class: 'public',
    call: (x) => x.fetchTickers([SYMBOL, 'ETH/EUR']),
  },
  { name: 'fetchTicker', class: 'public', call: (x) => x.fetchTicker(SYMBOL) },
  { name: 'fetchOrderBook', class: 'public', call: (x) => x.fetchOrderBook(SYMBOL, 50) },
  { name: 'fetchOHLCV', class: 'public', call: (x) => x.fetchOHLCV(SYMBOL, '1h', 1_700_000_000_000, 10) },
  { name: 'fetchTrades', class: 'public', call: (x) => x.fetchTrades(SYMBOL, undefined, 10) },
  {
    name: 'fetchOrderBook with a key',
    class: 'read',
    call: (x) => x.fetchOrderBook(SYMBOL, 10, { usePrivate: true }),
  },
  {
    name: 'fetchBidsAsks of two symbols, a repeated parameter',
    class: 'read',
    call: (x) => x.fetchBidsAsks([SYMBOL, 'ETH/EUR']),
  },
  { name: 'fetchAccounts', class: 'read', call: (x) => x.fetchAccounts() },
  {
    name: 'fetchBalance',
    class: 'read',
    call: (x) => x.fetchBalance({ v3: true }),
  },
  { name: 'fetchBalance of v2', class: 'read', call: (x) => x.fetchBalance() },
  { name: 'fetchTradingFees', class: 'read', call: (x) => x.fetchTradingFees() },
  { name: 'fetchOrder', class: 'read', call: (x) => x.fetchOrder(ORDER_ID, SYMBOL) },
  { name: 'fetchOrders', class: 'read', call: (x) => x.fetchOrders(SYMBOL, 1_700_000_000_000, 10) },
  { name: 'fetchOpenOrders', class: 'read', call: (x) => x.fetchOpenOrders(SYMBOL) },
  { name: 'fetchClosedOrders', class: 'read', call: (x) => x.fetchClosedOrders(SYMBOL) },
  { name: 'fetchMyTrades', class: 'read', call: (x) => x.fetchMyTrades(SYMBOL, undefined, 10) },
  { name: 'fetchPortfolios', class: 'read', call: (x) => raw(x, 'v3PrivateGetBrokeragePortfolios') },
  {
    name: 'fetchDepositMethodIds',
    class: 'read',
    call: (x) => raw(x, 'v3PrivateGetBrokeragePaymentMethods'),
  },
  {
    name: 'fetchLedger',
    class: 'read',
    call: (x) => x.fetchLedger(undefined, undefined, 10, { account_id: ACCOUNT }),
  },
  {
    name: 'fetchDepositAddresses',
    class: 'read',
    call: (x) => x.fetchDepositAddresses(undefined, { account_id: ACCOUNT }),
  },
  { name: 'what the key may do', class: 'read', call: (x) => raw(x, 'v3PrivateGetBrokerageKeyPermissions') },
  {
    name: 'limit buy',
    class: 'trade',
    call: (x) => x.createOrder(SYMBOL, 'limit', 'buy', 0.25, 60_000.5),
    orders: [
      {
        action: 'create',
        symbol: 'BTC-USD',
        side: 'buy',
        type: 'limit',
        quantity: '0.25',
        quoteQuantity: null,
        price: '60000.5',
        trigger: null,
        timeInForce: 'GTC',
        product: 'spot',
        clientOrderId: CLIENT_ID,
        amends: null,
      },
    ],
  },
  {
    name: 'post-only sell',
    class: 'trade',
    call: (x) => x.createOrder(SYMBOL, 'limit', 'sell', 1, 70_000, { postOnly: true }),
    orders: [{ side: 'sell', type: 'post-only', quantity: '1', price: '70000', timeInForce: 'GTC' }],
  },
  {
    name: 'limit sell, immediate or cancel',
    class: 'trade',
    call: (x) => x.createOrder(SYMBOL, 'limit', 'sell', 1, 70_000, { timeInForce: 'IOC' }),
    orders: [{ side: 'sell', type: 'limit', quantity: '1', price: '70000', timeInForce: 'IOC' }],
  },
  {
    name: 'limit buy, fill or kill',
    class: 'trade',
    call: (x) => x.createOrder(SYMBOL, 'limit', 'buy', 1, 70_000, { timeInForce: 'FOK' }),
    orders: [{ side: 'buy', type: 'limit', quantity: '1', price: '70000', timeInForce: 'FOK' }],
  },
  {
    name: 'limit buy until a date',
    class: 'trade',
    call: (x) =>
      x.createOrder(SYMBOL, 'limit', 'buy', 1, 50_000, {
        timeInForce: 'GTD',
        end_time: '2030-01-02T03:04:05Z',
      }),
    orders: [{ side: 'buy', type: 'limit', quantity: '1', price: '50000', timeInForce: 'GTD' }],
  },
  {
    name: 'market buy by amount and price, which is sized in quote currency',
    class: 'trade',
    call: (x) => x.createOrder(SYMBOL, 'market', 'buy', 0.5, 60_000),
    orders: [
      {
        side: 'buy',
        type: 'market',
        quantity: null,
        quoteQuantity: '30000',
        price: null,
        timeInForce: 'IOC',
      },
    ],
  },
  {
    name: 'market buy by cost',
    class: 'trade',
    call: (x) => x.createMarketBuyOrderWithCost(SYMBOL, 250),
    orders: [{ side: 'buy', type: 'market', quantity: null, quoteQuantity: '250', price: null }],
  },
  {
    name: 'market sell',
    class: 'trade',
    call: (x) => x.createOrder(SYMBOL, 'market', 'sell', 0.5),
    orders: [{ side: 'sell', type: 'market', quantity: '0.5', quoteQuantity: null, price: null }],
  },
  {
    name: 'stop-limit sell',
    class: 'trade',
    call: (x) => x.createOrder(SYMBOL, 'limit', 'sell', 0.5, 54_000, { stopLossPrice: 55_000 }),
    orders: [
      {
        side: 'sell',
        type: 'stop-limit',
        quantity: '0.5',
        price: '54000',
        trigger: '55000',
        timeInForce: 'GTC',
      },
    ],
  },
  {
    name: 'stop-limit buy until a date',
    class: 'trade',
    call: (x) =>
      x.createOrder(SYMBOL, 'limit', 'buy', 0.5, 71_000, {
        triggerPrice: 70_000,
        end_time: '2030-01-02T03:04:05Z',
      }),
    orders: [
      {
        side: 'buy',
        type: 'stop-limit',
        quantity: '0.5',
        price: '71000',
        trigger: '70000',
        timeInForce: 'GTD',
      },
    ],
  },
  {
    name: 'preview of an order',
    class: 'trade',
    call: (x) => x.createOrder(SYMBOL, 'limit', 'buy', 1, 50_000, { preview: true }),
    orders: [
      { action: 'test', side: 'buy', type: 'limit', quantity: '1', price: '50000', clientOrderId: null },
    ],
  },
  {
    name: 'bracket: a limit order and a stop',
    class: 'trade',
    call: (x) =>
      raw(x, 'v3PrivatePostBrokerageOrders', {
        client_order_id: 'mine-1',
        product_id: 'BTC-USD',
        side: 'SELL',
        order_configuration: {
          trigger_bracket_gtc: { base_size: '0.5', limit_price: '70000', stop_trigger_price: '55000' },
        },
      }),
    orders: [
      {
        side: 'sell',
        type: 'limit',
        quantity: '0.5',
        price: '70000',
        trigger: null,
        clientOrderId: 'mine-1',
      },
      { side: 'sell', type: 'stop-market', quantity: '0.5', price: null, trigger: '55000' },
    ],
  },
  {
    name: 'limit buy with an attached bracket',
    class: 'trade',
    call: (x) =>
      x.createOrder(SYMBOL, 'limit', 'buy', 0.5, 60_000, {
        attached_order_configuration: {
          trigger_bracket_gtc: { limit_price: '70000', stop_trigger_price: '55000' },
        },
      }),
    orders: [
      { side: 'buy', type: 'limit', quantity: '0.5', price: '60000', clientOrderId: CLIENT_ID },
      { side: 'sell', type: 'limit', quantity: '0.5', price: '70000', clientOrderId: null },
      {
        side: 'sell',
        type: 'stop-market',
        quantity: '0.5',
        price: null,
        trigger: '55000',
        clientOrderId: null,
      },
    ],
  },
  {
    name: 'editOrder, which names the order alone',
    class: 'trade',
    call: (x) => x.editOrder(ORDER_ID, SYMBOL, 'limit', 'buy', 2, 51_000),
    orders: [
      {
        action: 'amend',
        symbol: null,
        side: null,
        type: null,
        quantity: '2',
        quoteQuantity: null,
        price: '51000',
        amends: byExchange(ORDER_ID),
      },
    ],
  },
  {
    name: 'preview of an edit',
    class: 'trade',
    call: (x) => x.editOrder(ORDER_ID, SYMBOL, 'limit', 'buy', 2, 51_000, { preview: true }),
    orders: [{ action: 'test', symbol: null, quantity: '2', price: '51000', amends: byExchange(ORDER_ID) }],
  },
  {
    name: 'cancelOrder, which is a list of one',
    class: 'trade',
    call: (x) => x.cancelOrder(ORDER_ID, SYMBOL),
    cancels: [{ symbol: null, order: byExchange(ORDER_ID) }],
  },
  {
    name: 'cancelOrders',
    class: 'trade',
    call: (x) => x.cancelOrders([ORDER_ID, 'other-1'], SYMBOL),
    cancels: [
      { symbol: null, order: byExchange(ORDER_ID) },
      { symbol: null, order: byExchange('other-1') },
    ],
  },
  {
    name: 'order for a perpetual',
    class: 'trade',
    refused: 'product',
    call: (x) => x.createOrder(PERPETUAL, 'limit', 'buy', 1, 50_000),
  },
  {
    name: 'order with a margin type',
    class: 'trade',
    refused: 'product',
    call: (x) => x.createOrder(SYMBOL, 'limit', 'buy', 1, 50_000, { marginMode: 'cross' }),
  },
  {
    name: 'closePosition',
    class: 'trade',
    product: 'derivative',
    refused: 'product',
    call: (x) => x.closePosition(PERPETUAL, undefined, { clientOrderId: 'mine-1' }),
  },
  {
    name: 'fetchPositions',
    class: 'read',
    product: 'derivative',
    call: (x) => raw(x, 'v3PrivateGetBrokerageCfmPositions'),
  },
  {
    name: 'fetchConvertQuote',
    class: 'trade',
    product: 'convert',
    refused: 'product',
    call: (x) => x.fetchConvertQuote('USD', 'USDC', 5),
  },
  {
    name: 'createConvertTrade',
    class: 'trade',
    product: 'convert',
    refused: 'product',
    call: (x) => x.createConvertTrade('trade-1', 'USD', 'USDC', 5),
  },
  {
    name: 'a sale at Coinbase’s own price',
    class: 'trade',
    product: 'convert',
    refused: 'product',
    call: (x) => raw(x, 'v2PrivatePostAccountsAccountIdSells', { account_id: ACCOUNT, amount: '1' }),
  },
  {
    name: 'moving funds between portfolios',
    class: 'transfer',
    product: 'sub-account',
    call: (x) =>
      raw(x, 'v3PrivatePostBrokeragePortfoliosMoveFunds', {
        funds: { value: '1', currency: 'BTC' },
        source_portfolio_uuid: ACCOUNT,
        target_portfolio_uuid: '8bfc20d7-f7c6-4422-bf07-8243ca4169fe',
      }),
  },
  {
    name: 'deleting a portfolio',
    class: 'admin',
    product: 'sub-account',
    call: (x) => raw(x, 'v3PrivateDeleteBrokeragePortfoliosPortfolioUuid', { portfolio_uuid: ACCOUNT }),
  },
  {
    name: 'allocating to a perpetuals portfolio',
    class: 'transfer',
    product: 'derivative',
    call: (x) => raw(x, 'v3PrivatePostBrokerageIntxAllocate', { portfolio_uuid: ACCOUNT, symbol: 'BTC' }),
  },
  {
    name: 'withdraw, which ccxt sends as a transaction',
    class: 'withdraw',
    call: (x) =>
      x.withdraw('BTC', 1, '1BoatSLRHtKNngkdXEeobR76b53LETtpyT', undefined, { account_id: ACCOUNT }),
  },
  {
    name: 'deposit from a bank',
    class: 'transfer',
    call: (x) => x.deposit('USD', 5, 'bank-1', { account_id: ACCOUNT }),
  },
  {
    name: 'withdrawal to a bank',
    class: 'withdraw',
    call: (x) => raw(x, 'v2PrivatePostAccountsAccountIdWithdrawals', { account_id: ACCOUNT, amount: '1' }),
  },
  {
    name: 'createDepositAddress',
    class: 'transfer',
    call: (x) => x.createDepositAddress('BTC', { account_id: ACCOUNT }),
  },
  {
    name: 'renaming the user',
    class: 'admin',
    call: (x) => raw(x, 'v2PrivatePutUser', { name: 'Somebody' }),
  },
];
