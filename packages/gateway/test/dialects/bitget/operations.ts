import { byClient, byExchange } from '../../../src/dialect/order-reference.ts';
import type { OperationCase } from '../../dialect/conformance.ts';

const LIMIT = {
  action: 'create',
  symbol: 'BTCUSDT',
  side: 'buy',
  type: 'limit',
  product: 'spot',
  quantity: '0.25',
  quoteQuantity: null,
  price: '100',
} as const;
const TWO = [
  { symbol: 'BTC/USDT', type: 'limit', side: 'buy', amount: 0.25, price: 100 },
  { symbol: 'BTC/USDT', type: 'market', side: 'sell', amount: 2 },
] as const;

/** What ccxt's users do on Bitget, and what the dialect must make of it. */
export const operations: readonly OperationCase[] = [
  { name: 'fetchTime', class: 'public', call: (x) => x.fetchTime() },
  { name: 'fetchMarkets', class: 'public', call: (x) => x.publicSpotGetV2SpotPublicSymbols() },
  { name: 'fetchCurrencies', class: 'public', call: (x) => x.publicSpotGetV2SpotPublicCoins() },
  { name: 'fetchTicker', class: 'public', call: (x) => x.fetchTicker('BTC/USDT') },
  { name: 'fetchTickers', class: 'public', call: (x) => x.publicSpotGetV2SpotMarketTickers() },
  { name: 'fetchOrderBook', class: 'public', call: (x) => x.fetchOrderBook('BTC/USDT', 10) },
  { name: 'fetchOHLCV', class: 'public', call: (x) => x.fetchOHLCV('BTC/USDT', '1m') },
  { name: 'fetchTrades', class: 'public', call: (x) => x.fetchTrades('BTC/USDT') },
  {
    name: 'account settings, by which ccxt finds out what kind of account it is',
    class: 'read',
    call: (x) => x.privateUtaGetV3AccountSettings(),
  },
  { name: 'fetchBalance', class: 'read', call: (x) => x.fetchBalance() },
  { name: 'fetchOrder', class: 'read', call: (x) => x.fetchOrder('123', 'BTC/USDT') },
  { name: 'fetchOpenOrders', class: 'read', call: (x) => x.fetchOpenOrders('BTC/USDT') },
  {
    name: 'fetchOpenOrders of plans',
    class: 'read',
    call: (x) => x.fetchOpenOrders('BTC/USDT', undefined, undefined, { trigger: true }),
  },
  { name: 'fetchClosedOrders', class: 'read', call: (x) => x.fetchClosedOrders('BTC/USDT') },
  { name: 'fetchCanceledOrders', class: 'read', call: (x) => x.fetchCanceledOrders('BTC/USDT') },
  { name: 'fetchMyTrades', class: 'read', call: (x) => x.fetchMyTrades('BTC/USDT') },
  { name: 'fetchLedger', class: 'read', call: (x) => x.fetchLedger('BTC') },
  { name: 'fetchTradingFee', class: 'read', call: (x) => x.fetchTradingFee('BTC/USDT') },
  { name: 'fetchDeposits', class: 'read', call: (x) => x.fetchDeposits('BTC') },
  { name: 'fetchWithdrawals', class: 'read', call: (x) => x.fetchWithdrawals('BTC') },
  { name: 'the key itself', class: 'read', call: (x) => x.privateSpotGetV2SpotAccountInfo() },
  {
    name: 'limit order',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'limit', 'buy', 0.25, 100),
    orders: [{ ...LIMIT, timeInForce: null, clientOrderId: null }],
  },
  {
    name: 'limit order with a client id',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'limit', 'buy', 0.25, 100, { clientOrderId: 'bot-7' }),
    orders: [{ ...LIMIT, clientOrderId: 'bot-7' }],
  },
  {
    name: 'post-only order',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'limit', 'buy', 0.25, 100, { postOnly: true }),
    orders: [{ ...LIMIT, type: 'post-only' }],
  },
  {
    name: 'immediate-or-cancel order, whose force ccxt writes in capitals',
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
    name: 'market sell',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'market', 'sell', 0.25),
    orders: [{ side: 'sell', type: 'market', quantity: '0.25', quoteQuantity: null, price: null }],
  },
  {
    name: 'market buy, which ccxt sizes in quote currency',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'market', 'buy', 0.25, 100),
    orders: [{ side: 'buy', type: 'market', quantity: null, quoteQuantity: '25', price: null }],
  },
  {
    name: 'market buy with a cost',
    class: 'trade',
    call: (x) => x.createMarketBuyOrderWithCost('BTC/USDT', 50),
    orders: [{ side: 'buy', type: 'market', quantity: null, quoteQuantity: '50' }],
  },
  {
    name: 'order with a target and a stop attached',
    class: 'trade',
    call: (x) =>
      x.privateSpotPostV2SpotTradePlaceOrder({
        symbol: 'BTCUSDT',
        side: 'buy',
        orderType: 'limit',
        force: 'gtc',
        price: '100',
        size: '0.25',
        presetTakeProfitPrice: '120',
        executeTakeProfitPrice: '121',
        presetStopLossPrice: '90',
      }),
    orders: [
      LIMIT,
      { side: 'sell', type: 'stop-limit', trigger: '120', price: '121', quantity: '0.25', attached: true },
      { side: 'sell', type: 'stop-market', trigger: '90', price: null, quantity: '0.25', attached: true },
    ],
  },
  {
    name: 'order that waits for a price (tpsl)',
    class: 'trade',
    call: (x) =>
      x.privateSpotPostV2SpotTradePlaceOrder({
        symbol: 'BTCUSDT',
        side: 'sell',
        orderType: 'limit',
        force: 'gtc',
        price: '89',
        size: '0.25',
        tpslType: 'tpsl',
        triggerPrice: '90',
      }),
    orders: [
      { side: 'sell', type: 'stop-limit', trigger: '90', price: '89', quantity: '0.25', kind: 'algo' },
    ],
  },
  {
    name: 'order on cross margin',
    class: 'trade',
    product: 'margin',
    call: (x) => x.createOrder('BTC/USDT', 'limit', 'buy', 0.25, 100, { marginMode: 'cross' }),
  },
  {
    name: 'order for a perpetual swap',
    class: 'trade',
    product: 'derivative',
    call: (x) => x.createOrder('BTC/USDT:USDT', 'limit', 'buy', 1, 100),
  },
  {
    name: 'order of a unified account',
    class: 'trade',
    product: 'other',
    call: (x) => x.createOrder('BTC/USDT', 'limit', 'buy', 0.25, 100, { uta: true }),
  },
  {
    name: 'order of the first version',
    class: 'trade',
    product: 'other',
    call: (x) =>
      x.privateSpotPostSpotV1TradeOrders({
        symbol: 'BTCUSDT_SPBL',
        side: 'buy',
        orderType: 'limit',
        price: '1',
        quantity: '1',
        force: 'normal',
      }),
  },
  {
    name: 'createOrders',
    class: 'trade',
    call: (x) => x.createOrders([...TWO]),
    orders: [LIMIT, { symbol: 'BTCUSDT', side: 'sell', type: 'market', quantity: '2' }],
  },
  {
    name: 'orders of several markets at once',
    class: 'trade',
    call: (x) =>
      x.privateSpotPostV2SpotTradeBatchOrders({
        batchMode: 'multiple',
        orderList: [
          { symbol: 'BTCUSDT', side: 'buy', orderType: 'limit', force: 'gtc', price: '100', size: '0.25' },
          { symbol: 'ETHUSDT', side: 'buy', orderType: 'market', force: 'gtc', size: '50' },
        ],
      }),
    orders: [LIMIT, { symbol: 'ETHUSDT', type: 'market', quantity: null, quoteQuantity: '50' }],
  },
  {
    name: 'trigger order, whose price ccxt sends twice',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'limit', 'sell', 0.25, 89, { triggerPrice: 90 }),
    orders: [
      { side: 'sell', type: 'stop-limit', trigger: '90', price: '89', quantity: '0.25', kind: 'algo' },
    ],
  },
  {
    name: 'trigger order to sell at market',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'market', 'sell', 0.25, undefined, { triggerPrice: 90 }),
    orders: [{ type: 'stop-market', trigger: '90', price: null, quantity: '0.25', quoteQuantity: null }],
  },
  {
    name: 'trigger order to buy at market, sized in quote currency',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'market', 'buy', 0.25, 120, { triggerPrice: 120 }),
    orders: [{ type: 'stop-market', trigger: '120', price: null, quantity: null, quoteQuantity: '30' }],
  },
  {
    name: 'editOrder',
    class: 'trade',
    call: (x) => x.editOrder('123', 'BTC/USDT', 'limit', 'buy', 0.5, 101),
    orders: [
      {
        action: 'amend',
        amends: byExchange('123'),
        symbol: 'BTCUSDT',
        type: 'limit',
        quantity: '0.5',
        price: '101',
      },
    ],
    cancels: [{ symbol: 'BTCUSDT', order: byExchange('123') }],
  },
  {
    name: 'editOrder by client id',
    class: 'trade',
    call: (x) => x.editOrder('', 'BTC/USDT', 'limit', 'buy', 0.5, 101, { clientOid: 'bot-7' }),
    orders: [{ action: 'amend', amends: byClient('bot-7'), quantity: '0.5', price: '101' }],
    cancels: [{ symbol: 'BTCUSDT', order: byClient('bot-7') }],
  },
  {
    name: 'several orders in the place of others',
    class: 'trade',
    call: (x) =>
      x.request('v2/spot/trade/batch-cancel-replace-order', ['private', 'spot'] as never, 'POST', {
        orderList: [
          { symbol: 'BTCUSDT', orderId: '123', clientOid: '', price: '101', size: '0.5' },
          { symbol: 'ETHUSDT', clientOid: 'bot-7', price: '11', size: '5' },
        ],
      }),
    orders: [
      { action: 'amend', amends: byExchange('123'), symbol: 'BTCUSDT', quantity: '0.5', price: '101' },
      { action: 'amend', amends: byClient('bot-7'), symbol: 'ETHUSDT', quantity: '5', price: '11' },
    ],
    cancels: [
      { symbol: 'BTCUSDT', order: byExchange('123') },
      { symbol: 'ETHUSDT', order: byClient('bot-7') },
    ],
  },
  {
    name: 'editOrder of a trigger order, whose unit nobody says',
    class: 'admin',
    call: (x) => x.editOrder('123', 'BTC/USDT', 'limit', 'buy', 0.5, 101, { triggerPrice: 100 }),
  },
  {
    name: 'cancelOrder',
    class: 'trade',
    call: (x) => x.cancelOrder('123', 'BTC/USDT'),
    cancels: [{ symbol: 'BTCUSDT', order: byExchange('123') }],
  },
  {
    name: 'cancelOrder by client id',
    class: 'trade',
    call: (x) => x.cancelOrder('', 'BTC/USDT', { clientOid: 'bot-7' }),
    cancels: [{ symbol: 'BTCUSDT', order: byClient('bot-7') }],
  },
  {
    name: 'cancelOrder of one that waits for a price',
    class: 'trade',
    call: (x) => x.cancelOrder('123', 'BTC/USDT', { tpslType: 'tpsl' }),
    cancels: [{ symbol: null, order: byExchange('123', 'algo') }],
  },
  {
    name: 'cancelOrder of a trigger order',
    class: 'trade',
    call: (x) => x.cancelOrder('123', 'BTC/USDT', { trigger: true }),
    cancels: [{ symbol: null, order: byExchange('123', 'algo') }],
  },
  {
    name: 'cancelOrders',
    class: 'trade',
    call: (x) => x.cancelOrders(['123', '124'], 'BTC/USDT'),
    cancels: [
      { symbol: 'BTCUSDT', order: byExchange('123') },
      { symbol: 'BTCUSDT', order: byExchange('124') },
    ],
  },
  {
    name: 'cancelAllOrders',
    class: 'trade',
    call: (x) => x.cancelAllOrders('BTC/USDT'),
    cancels: [{ symbol: 'BTCUSDT', order: null }],
  },
  {
    name: 'cancelAllOrders of trigger orders',
    class: 'trade',
    call: (x) => x.cancelAllOrders('BTC/USDT', { trigger: true }),
    cancels: [{ symbol: 'BTCUSDT', order: null }],
  },
  { name: 'fetchPositions', class: 'read', product: 'derivative', call: (x) => x.fetchPositions() },
  { name: 'transfer', class: 'transfer', call: (x) => x.transfer('BTC', 1, 'spot', 'swap') },
  {
    name: 'withdrawal',
    class: 'withdraw',
    call: (x) =>
      x.privateSpotPostV2SpotWalletWithdrawal({
        coin: 'BTC',
        transferType: 'on_chain',
        address: 'bc1q',
        size: '1',
      }),
  },
  {
    name: 'margin borrow',
    class: 'transfer',
    product: 'lending',
    call: (x) => x.privateMarginPostV2MarginCrossedAccountBorrow({ coin: 'USDT', borrowAmount: '10' }),
  },
  {
    name: 'sub-account transfer',
    class: 'transfer',
    product: 'sub-account',
    call: (x) =>
      x.privateSpotPostV2SpotWalletSubaccountTransfer({
        fromType: 'spot',
        toType: 'spot',
        amount: '1',
        coin: 'BTC',
        fromUserId: '1',
        toUserId: '2',
      }),
  },
  {
    name: 'an API key for a sub-account',
    class: 'credential',
    product: 'sub-account',
    call: (x) =>
      x.privateUserPostV2UserCreateVirtualSubaccountApikey({
        subAccountUid: '1',
        passphrase: 'b',
        label: 'c',
      }),
  },
  {
    name: 'a loan',
    class: 'transfer',
    product: 'lending',
    call: (x) =>
      x.privateEarnPostV2EarnLoanBorrow({
        loanCoin: 'USDT',
        pledgeCoin: 'BTC',
        daily: 'SEVEN',
        pledgeAmount: '1',
      }),
  },
  {
    name: 'savings',
    class: 'transfer',
    product: 'earn',
    call: (x) =>
      x.privateEarnPostV2EarnSavingsSubscribe({ productId: '1', periodType: 'flexible', amount: '1' }),
  },
  {
    name: 'copy trading',
    class: 'trade',
    product: 'other',
    call: (x) =>
      x.privateCopyPostV2CopySpotFollowerSettings({ traderId: '1', autoCopy: 'on', mode: 'basic' }),
  },
];
