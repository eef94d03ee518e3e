import type { Exchange } from 'ccxt';
import { byClient, byExchange } from '../../../src/dialect/order-reference.ts';
import type { OperationCase } from '../../dialect/conformance.ts';

type Raw = Record<string, (params: Record<string, unknown>) => Promise<unknown>>;
/** ccxt's own method for an endpoint that its unified ones don't reach. */
const raw = (exchange: Exchange, method: string, params: Record<string, unknown>) =>
  (exchange as unknown as Raw)[method](params);
const SYMBOL = 'BTC/USDT';

/** What ccxt does on Binance, and what each of it means. */
export const operations: readonly OperationCase[] = [
  { name: 'server time', class: 'public', call: (e) => e.fetchTime() },
  { name: 'order book', class: 'public', call: (e) => e.fetchOrderBook(SYMBOL, 50) },
  { name: 'ticker', class: 'public', call: (e) => e.fetchTicker(SYMBOL) },
  { name: 'tickers', class: 'public', call: (e) => e.fetchTickers([SYMBOL, 'ETH/USDT']) },
  { name: 'candles', class: 'public', call: (e) => e.fetchOHLCV(SYMBOL, '1h', undefined, 10) },
  { name: 'trades of everybody', class: 'public', call: (e) => e.fetchTrades(SYMBOL, undefined, 10) },
  { name: 'balance', class: 'read', call: (e) => e.fetchBalance() },
  { name: 'one order', class: 'read', call: (e) => e.fetchOrder('17', SYMBOL) },
  { name: 'open orders', class: 'read', call: (e) => e.fetchOpenOrders(SYMBOL) },
  { name: 'all orders', class: 'read', call: (e) => e.fetchOrders(SYMBOL, 1_700_000_000_000, 10) },
  { name: 'my trades', class: 'read', call: (e) => e.fetchMyTrades(SYMBOL, undefined, 10) },
  { name: 'trading fee', class: 'read', call: (e) => e.fetchTradingFee(SYMBOL) },
  { name: 'deposit address', class: 'read', call: (e) => e.fetchDepositAddress('BTC') },
  { name: 'deposits', class: 'read', call: (e) => e.fetchDeposits('BTC') },
  { name: 'withdrawals', class: 'read', call: (e) => e.fetchWithdrawals('BTC') },
  {
    name: 'limit buy',
    class: 'trade',
    call: (e) => e.createOrder(SYMBOL, 'limit', 'buy', 0.25, 60_000.5),
    orders: [
      {
        action: 'create',
        symbol: 'BTCUSDT',
        side: 'buy',
        type: 'limit',
        quantity: '0.25',
        quoteQuantity: null,
        price: '60000.5',
        trigger: null,
        timeInForce: 'GTC',
        product: 'spot',
        clientOrderId: 'x-TKT5PX2F0123456789abcdef012345',
        amends: null,
      },
    ],
  },
  {
    name: 'limit sell, immediate or cancel',
    class: 'trade',
    call: (e) =>
      e.createOrder(SYMBOL, 'limit', 'sell', 1, 70_000, { timeInForce: 'IOC', clientOrderId: 'mine-1' }),
    orders: [
      {
        side: 'sell',
        type: 'limit',
        quantity: '1',
        price: '70000',
        timeInForce: 'IOC',
        clientOrderId: 'mine-1',
      },
    ],
  },
  {
    name: 'post-only buy',
    class: 'trade',
    call: (e) => e.createOrder(SYMBOL, 'limit', 'buy', 1, 50_000, { postOnly: true }),
    orders: [{ side: 'buy', type: 'post-only', quantity: '1', price: '50000', timeInForce: null }],
  },
  {
    name: 'market sell',
    class: 'trade',
    call: (e) => e.createOrder(SYMBOL, 'market', 'sell', 0.5),
    orders: [{ side: 'sell', type: 'market', quantity: '0.5', quoteQuantity: null, price: null }],
  },
  {
    name: 'market buy sized in quote currency',
    class: 'trade',
    call: (e) => e.createMarketBuyOrderWithCost(SYMBOL, 250),
    orders: [{ side: 'buy', type: 'market', quantity: null, quoteQuantity: '250', price: null }],
  },
  {
    name: 'stop-loss sell at market',
    class: 'trade',
    call: (e) => e.createOrder(SYMBOL, 'market', 'sell', 0.5, undefined, { stopLossPrice: 55_000 }),
    orders: [{ side: 'sell', type: 'stop-market', quantity: '0.5', trigger: '55000', price: null }],
  },
  {
    name: 'take-profit sell at a limit',
    class: 'trade',
    call: (e) => e.createOrder(SYMBOL, 'limit', 'sell', 0.5, 71_000, { takeProfitPrice: 70_000 }),
    orders: [{ side: 'sell', type: 'stop-limit', quantity: '0.5', trigger: '70000', price: '71000' }],
  },
  {
    name: 'trailing stop at market',
    class: 'trade',
    call: (e) =>
      e.createOrder(SYMBOL, 'market', 'sell', 0.5, undefined, {
        trailingPercent: 2,
        stopLossOrTakeProfit: 'stopLoss',
      }),
    orders: [{ side: 'sell', type: 'trailing-stop', quantity: '0.5', trigger: null, price: null }],
  },
  {
    name: 'iceberg',
    class: 'trade',
    call: (e) => e.createOrder(SYMBOL, 'limit', 'buy', 10, 50_000, { icebergQty: '1' }),
    orders: [{ side: 'buy', type: 'limit', quantity: '10', price: '50000' }],
  },
  {
    name: 'test order',
    class: 'trade',
    call: (e) => e.createOrder(SYMBOL, 'limit', 'buy', 1, 50_000, { test: true }),
    orders: [{ action: 'test', side: 'buy', type: 'limit', quantity: '1', price: '50000' }],
  },
  {
    name: 'smart-routed order',
    class: 'trade',
    call: (e) => e.createOrder(SYMBOL, 'limit', 'buy', 1, 50_000, { sor: true }),
    orders: [{ action: 'create', side: 'buy', type: 'limit', quantity: '1', price: '50000' }],
  },
  {
    name: 'edited order, which is a cancel and a new order',
    class: 'trade',
    call: (e) => e.editOrder('17', SYMBOL, 'limit', 'buy', 2, 51_000),
    orders: [
      {
        action: 'create',
        side: 'buy',
        type: 'limit',
        quantity: '2',
        price: '51000',
        amends: byExchange('17'),
      },
    ],
    cancels: [{ symbol: 'BTCUSDT', order: byExchange('17') }],
  },
  {
    name: 'one-cancels-the-other',
    class: 'trade',
    call: (e) =>
      raw(e, 'privatePostOrderListOco', {
        symbol: 'BTCUSDT',
        side: 'SELL',
        quantity: '0.5',
        aboveType: 'LIMIT_MAKER',
        abovePrice: '70000',
        belowType: 'STOP_LOSS_LIMIT',
        belowStopPrice: '55000',
        belowPrice: '54900',
        belowTimeInForce: 'GTC',
      }),
    orders: [
      { side: 'sell', type: 'post-only', quantity: '0.5', price: '70000', trigger: null },
      { side: 'sell', type: 'stop-limit', quantity: '0.5', price: '54900', trigger: '55000' },
    ],
  },
  {
    name: 'one-cancels-the-other, deprecated form',
    class: 'trade',
    call: (e) =>
      raw(e, 'privatePostOrderOco', {
        symbol: 'BTCUSDT',
        side: 'SELL',
        quantity: '0.5',
        price: '70000',
        stopPrice: '55000',
      }),
    orders: [
      { side: 'sell', type: 'post-only', quantity: '0.5', price: '70000', trigger: null },
      { side: 'sell', type: 'stop-market', quantity: '0.5', price: null, trigger: '55000' },
    ],
  },
  {
    name: 'one-triggers-the-other',
    class: 'trade',
    call: (e) =>
      raw(e, 'privatePostOrderListOto', {
        symbol: 'BTCUSDT',
        workingType: 'LIMIT',
        workingSide: 'BUY',
        workingPrice: '50000',
        workingQuantity: '1',
        workingTimeInForce: 'GTC',
        pendingType: 'MARKET',
        pendingSide: 'SELL',
        pendingQuantity: '3',
      }),
    orders: [
      { side: 'buy', type: 'limit', quantity: '1', price: '50000' },
      { side: 'sell', type: 'market', quantity: '3', price: null },
    ],
  },
  {
    name: 'one-triggers-one-cancels-the-other',
    class: 'trade',
    call: (e) =>
      raw(e, 'privatePostOrderListOtoco', {
        symbol: 'BTCUSDT',
        workingType: 'LIMIT',
        workingSide: 'BUY',
        workingPrice: '50000',
        workingQuantity: '1',
        workingTimeInForce: 'GTC',
        pendingSide: 'SELL',
        pendingQuantity: '1',
        pendingAboveType: 'TAKE_PROFIT',
        pendingAboveStopPrice: '70000',
        pendingBelowType: 'STOP_LOSS',
        pendingBelowStopPrice: '45000',
      }),
    orders: [
      { side: 'buy', type: 'limit', quantity: '1', price: '50000' },
      { side: 'sell', type: 'stop-market', quantity: '1', trigger: '70000' },
      { side: 'sell', type: 'stop-market', quantity: '1', trigger: '45000' },
    ],
  },
  {
    name: 'one-pays-the-other: what is sold is at most what was bought',
    class: 'trade',
    call: (e) =>
      raw(e, 'privatePostOrderListOpo', {
        symbol: 'BTCUSDT',
        workingType: 'LIMIT',
        workingSide: 'BUY',
        workingPrice: '50000',
        workingQuantity: '1',
        workingTimeInForce: 'GTC',
        pendingType: 'LIMIT',
        pendingSide: 'SELL',
        pendingPrice: '60000',
        pendingTimeInForce: 'GTC',
      }),
    orders: [
      { side: 'buy', type: 'limit', quantity: '1', price: '50000' },
      { side: 'sell', type: 'limit', quantity: '1', price: '60000' },
    ],
  },
  {
    name: 'cancel',
    class: 'trade',
    call: (e) => e.cancelOrder('17', SYMBOL),
    cancels: [{ symbol: 'BTCUSDT', order: byExchange('17') }],
  },
  {
    name: 'cancel by the client’s id',
    class: 'trade',
    call: (e) => e.cancelOrder('', SYMBOL, { clientOrderId: 'mine-1' }),
    cancels: [{ symbol: 'BTCUSDT', order: byClient('mine-1') }],
  },
  {
    name: 'cancel all of a symbol',
    class: 'trade',
    call: (e) => e.cancelAllOrders(SYMBOL),
    cancels: [{ symbol: 'BTCUSDT', order: null }],
  },
  {
    name: 'cancel an order list',
    class: 'trade',
    call: (e) => raw(e, 'privateDeleteOrderList', { symbol: 'BTCUSDT', orderListId: '9' }),
    cancels: [{ symbol: 'BTCUSDT', order: byExchange('9', 'list') }],
  },
  { name: 'transfer to futures', class: 'transfer', call: (e) => e.transfer('USDT', 1, 'spot', 'future') },
  {
    name: 'withdrawal',
    class: 'withdraw',
    call: (e) => e.withdraw('BTC', 1, '1BoatSLRHtKNngkdXEeobR76b53LETtpyT'),
  },
  {
    name: 'gift card, which is a withdrawal',
    class: 'withdraw',
    product: 'other',
    call: (e) => raw(e, 'sapiPostGiftcardCreateCode', { token: 'BTC', amount: '1' }),
  },
  {
    name: 'transfer between sub-accounts',
    class: 'transfer',
    product: 'sub-account',
    call: (e) => raw(e, 'sapiPostSubAccountUniversalTransfer', { asset: 'BTC', amount: '1' }),
  },
  {
    name: 'margin loan',
    class: 'trade',
    product: 'margin',
    refused: 'product',
    call: (e) => e.borrowCrossMargin('USDT', 100),
  },
  {
    name: 'margin order',
    class: 'trade',
    product: 'margin',
    refused: 'product',
    call: (e) => e.createOrder(SYMBOL, 'limit', 'buy', 1, 50_000, { marginMode: 'cross' }),
  },
  {
    name: 'futures order',
    class: 'trade',
    product: 'derivative',
    refused: 'product',
    call: (e) => e.createOrder('BTC/USDT:USDT', 'limit', 'buy', 1, 50_000),
  },
  {
    name: 'leverage',
    class: 'admin',
    product: 'derivative',
    call: (e) => e.setLeverage(10, 'BTC/USDT:USDT'),
  },
  {
    name: 'earn',
    class: 'trade',
    product: 'earn',
    refused: 'product',
    call: (e) => raw(e, 'sapiPostSimpleEarnFlexibleSubscribe', { productId: 'BTC001', amount: '1' }),
  },
  {
    name: 'dust into BNB, which is a conversion',
    class: 'trade',
    product: 'convert',
    refused: 'product',
    call: (e) => raw(e, 'sapiPostAssetDust', { asset: ['BTC'] }),
  },
  {
    name: 'key of a sub-account',
    class: 'credential',
    product: 'sub-account',
    call: (e) => raw(e, 'sapiPostBrokerSubAccountApi', { subAccountId: '1', canTrade: 'true' }),
  },
  {
    name: 'what the key may do',
    class: 'read',
    call: (e) => raw(e, 'sapiGetAccountApiRestrictions', {}),
  },
];
