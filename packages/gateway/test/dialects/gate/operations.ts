import { byClient, byExchange } from '../../../src/dialect/order-reference.ts';
import type { OperationCase } from '../../dialect/conformance.ts';

const LIMIT = {
  action: 'create',
  symbol: 'BTC_USDT',
  side: 'buy',
  quantity: '0.25',
  quoteQuantity: null,
  price: '100',
  product: 'spot',
} as const;

/** What ccxt's users do on Gate, and what the dialect must make of it. */
export const operations: readonly OperationCase[] = [
  { name: 'fetchTime', class: 'public', call: (x) => x.fetchTime() },
  { name: 'fetchMarkets', class: 'public', call: (x) => x.publicSpotGetCurrencyPairs() },
  { name: 'fetchCurrencies', class: 'public', call: (x) => x.publicSpotGetCurrencies() },
  { name: 'fetchTicker', class: 'public', call: (x) => x.fetchTicker('BTC/USDT') },
  { name: 'fetchOrderBook', class: 'public', call: (x) => x.fetchOrderBook('BTC/USDT', 10) },
  { name: 'fetchOHLCV', class: 'public', call: (x) => x.fetchOHLCV('BTC/USDT', '1m') },
  { name: 'fetchTrades', class: 'public', call: (x) => x.fetchTrades('BTC/USDT') },
  {
    name: 'margin markets, which ccxt loads with the others',
    class: 'public',
    call: (x) => x.publicMarginGetCurrencyPairs(),
  },
  { name: 'account details', class: 'read', call: (x) => x.privateAccountGetDetail() },
  { name: 'fetchBalance', class: 'read', call: (x) => x.fetchBalance() },
  { name: 'fetchOrder', class: 'read', call: (x) => x.fetchOrder('123', 'BTC/USDT') },
  {
    name: 'fetchOrder by client id',
    class: 'read',
    call: (x) => x.fetchOrder('', 'BTC/USDT', { clientOrderId: 'bot7' }),
  },
  { name: 'fetchOpenOrders', class: 'read', call: (x) => x.fetchOpenOrders('BTC/USDT') },
  {
    name: 'fetchOpenOrders that wait for a price',
    class: 'read',
    call: (x) => x.fetchOpenOrders('BTC/USDT', undefined, undefined, { trigger: true }),
  },
  { name: 'fetchClosedOrders', class: 'read', call: (x) => x.fetchClosedOrders('BTC/USDT') },
  { name: 'fetchMyTrades', class: 'read', call: (x) => x.fetchMyTrades('BTC/USDT', 1_759_000_000_000) },
  { name: 'fetchTradingFee', class: 'read', call: (x) => x.fetchTradingFee('BTC/USDT') },
  { name: 'fetchDeposits', class: 'read', call: (x) => x.fetchDeposits('BTC') },
  { name: 'fetchWithdrawals', class: 'read', call: (x) => x.fetchWithdrawals('BTC') },
  { name: 'fetchLedger', class: 'read', call: (x) => x.fetchLedger('BTC') },
  {
    name: 'limit order',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'limit', 'buy', 0.25, 100),
    orders: [{ ...LIMIT, type: 'limit', timeInForce: null, clientOrderId: null }],
  },
  {
    name: 'limit order with a client id, which ccxt prefixes',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'limit', 'buy', 0.25, 100, { clientOrderId: 'bot7' }),
    orders: [{ ...LIMIT, type: 'limit', clientOrderId: 't-bot7' }],
  },
  {
    name: 'post-only order',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'limit', 'buy', 0.25, 100, { postOnly: true }),
    orders: [{ ...LIMIT, type: 'post-only' }],
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
    name: 'iceberg order',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'limit', 'sell', 0.25, 100, { iceberg: '0.05' }),
    orders: [{ ...LIMIT, side: 'sell', type: 'limit' }],
  },
  {
    name: 'market sell',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'market', 'sell', 0.25),
    orders: [{ side: 'sell', type: 'market', quantity: '0.25', quoteQuantity: null, price: null }],
  },
  {
    name: 'market buy, which ccxt sizes in quote currency by the price',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'market', 'buy', 0.25, 100),
    orders: [{ side: 'buy', type: 'market', quantity: null, quoteQuantity: '25' }],
  },
  {
    name: 'market buy with a cost',
    class: 'trade',
    call: (x) => x.createMarketBuyOrderWithCost('BTC/USDT', 50),
    orders: [{ side: 'buy', type: 'market', quantity: null, quoteQuantity: '50' }],
  },
  {
    name: 'order on isolated margin',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'limit', 'buy', 0.25, 100, { marginMode: 'isolated' }),
    orders: [{ ...LIMIT, product: 'margin' }],
  },
  {
    name: 'order on cross margin that borrows',
    class: 'trade',
    call: (x) =>
      x.createOrder('BTC/USDT', 'limit', 'buy', 0.25, 100, { marginMode: 'cross', auto_borrow: true }),
    orders: [{ ...LIMIT, product: 'margin' }],
  },
  {
    name: 'order of a unified account',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'limit', 'buy', 0.25, 100, { unifiedAccount: true }),
    orders: [{ ...LIMIT, product: 'margin' }],
  },
  {
    name: 'order of spot that borrows',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'limit', 'buy', 0.25, 100, { auto_borrow: true }),
    orders: [{ ...LIMIT, product: 'margin' }],
  },
  {
    name: 'order for a perpetual swap',
    class: 'trade',
    product: 'derivative',
    call: (x) => x.createOrder('BTC/USDT:USDT', 'limit', 'buy', 1, 100),
  },
  {
    name: 'createOrders',
    class: 'trade',
    call: (x) =>
      x.createOrders([
        { symbol: 'BTC/USDT', type: 'limit', side: 'buy', amount: 0.25, price: 100 },
        {
          symbol: 'ETH/USDT',
          type: 'market',
          side: 'sell',
          amount: 2,
          params: { clientOrderId: 'second' },
        },
      ]),
    orders: [
      { ...LIMIT, type: 'limit', clientOrderId: 't-0123456789abcdef' },
      { symbol: 'ETH_USDT', side: 'sell', type: 'market', quantity: '2', clientOrderId: 't-second' },
    ],
  },
  {
    name: 'trigger order',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'limit', 'sell', 0.25, 89, { triggerPrice: 90 }),
    orders: [{ ...LIMIT, side: 'sell', type: 'stop-limit', trigger: '90', price: '89', kind: 'algo' }],
  },
  {
    name: 'stop-loss at market',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'market', 'sell', 0.25, 90, { stopLossPrice: 90 }),
    orders: [{ side: 'sell', type: 'stop-market', trigger: '90', price: null, quantity: '0.25' }],
  },
  {
    name: 'take-profit on margin',
    class: 'trade',
    call: (x) =>
      x.createOrder('BTC/USDT', 'limit', 'sell', 0.25, 121, { takeProfitPrice: 120, marginMode: 'isolated' }),
    orders: [{ side: 'sell', type: 'stop-limit', trigger: '120', product: 'margin' }],
  },
  {
    name: 'editOrder, whose parameters ccxt sends twice',
    class: 'trade',
    call: (x) => x.editOrder('123', 'BTC/USDT', 'limit', 'buy', 0.5, 101),
    orders: [
      { action: 'amend', amends: byExchange('123'), symbol: 'BTC_USDT', quantity: '0.5', price: '101' },
    ],
  },
  {
    name: 'amend_batch_orders',
    class: 'trade',
    call: (x) =>
      x.privateSpotPostAmendBatchOrders([
        { order_id: '123', currency_pair: 'BTC_USDT', account: 'spot', amount: '2' },
        { order_id: 't-bot7', currency_pair: 'ETH_USDT', price: '9' },
      ]),
    orders: [
      { action: 'amend', amends: byExchange('123'), quantity: '2', price: null },
      { action: 'amend', amends: byClient('t-bot7'), symbol: 'ETH_USDT', quantity: null, price: '9' },
    ],
  },
  {
    name: 'cancelOrder',
    class: 'trade',
    call: (x) => x.cancelOrder('123', 'BTC/USDT'),
    cancels: [{ symbol: 'BTC_USDT', order: byExchange('123') }],
  },
  {
    name: 'cancelOrder by client id',
    class: 'trade',
    call: (x) => x.cancelOrder('t-bot7', 'BTC/USDT'),
    cancels: [{ symbol: 'BTC_USDT', order: byClient('t-bot7') }],
  },
  {
    name: 'cancelOrder of one that waits for a price',
    class: 'trade',
    call: (x) => x.cancelOrder('123', 'BTC/USDT', { trigger: true }),
    cancels: [{ symbol: null, order: byExchange('123', 'algo') }],
  },
  {
    name: 'cancelOrders',
    class: 'trade',
    call: (x) => x.cancelOrders(['123', '124'], 'BTC/USDT'),
    cancels: [
      { symbol: 'BTC_USDT', order: byExchange('123') },
      { symbol: 'BTC_USDT', order: byExchange('124') },
    ],
  },
  {
    name: 'cancelAllOrders',
    class: 'trade',
    call: (x) => x.cancelAllOrders('BTC/USDT'),
    cancels: [{ symbol: 'BTC_USDT', order: null }],
  },
  {
    name: 'cancelAllOrders that wait for a price',
    class: 'trade',
    call: (x) => x.cancelAllOrders('BTC/USDT', { trigger: true }),
    cancels: [{ symbol: 'BTC_USDT', order: null }],
  },
  {
    name: 'countdown_cancel_all',
    class: 'trade',
    call: (x) => x.privateSpotPostCountdownCancelAll({ timeout: 30, currency_pair: 'BTC_USDT' }),
    cancels: [{ symbol: 'BTC_USDT', order: null }],
  },
  { name: 'fetchPositions', class: 'read', product: 'derivative', call: (x) => x.fetchPositions() },
  {
    name: 'setLeverage',
    class: 'admin',
    product: 'derivative',
    call: (x) => x.setLeverage(5, 'BTC/USDT:USDT'),
  },
  {
    name: 'transfer',
    class: 'transfer',
    call: (x) => x.transfer('BTC', 1, 'spot', 'swap', { settle: 'usdt' }),
  },
  {
    name: 'withdrawal',
    class: 'withdraw',
    call: (x) => x.withdraw('BTC', 1, '1BoatSLRHtKNngkdXEeobR76b53LETtpyT', undefined, { chain: 'BTC' }),
  },
  {
    name: 'calling back a withdrawal',
    class: 'withdraw',
    call: (x) => x.privateWithdrawalsDeleteWithdrawalsWithdrawalId({ withdrawal_id: '210496' }),
  },
  {
    name: 'margin borrow',
    class: 'transfer',
    product: 'lending',
    call: (x) => x.borrowIsolatedMargin('BTC/USDT', 'BTC', 1),
  },
  {
    name: 'an API key for a sub-account',
    class: 'credential',
    product: 'sub-account',
    call: (x) => x.privateSubAccountsPostSubAccountsUserIdKeys({ user_id: '7', name: 'thief' }),
  },
  { name: 'the list of keys', class: 'credential', call: (x) => x.privateAccountGetMainKeys() },
  {
    name: 'conversion of small balances',
    class: 'trade',
    product: 'convert',
    call: (x) => x.privateWalletPostSmallBalance({ currency: ['FLT'] }),
  },
  {
    name: 'sub-account transfer',
    class: 'transfer',
    product: 'sub-account',
    call: (x) =>
      x.privateWalletPostSubAccountTransfers({
        currency: 'BTC',
        sub_account: '1',
        direction: 'to',
        amount: '1',
      }),
  },
  {
    name: 'a deposit address, which is made where there is none',
    class: 'transfer',
    call: (x) => x.privateWalletGetDepositAddress({ currency: 'BTC' }),
  },
];
