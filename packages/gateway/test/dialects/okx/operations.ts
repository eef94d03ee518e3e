import { byClient, byExchange } from '../../../src/dialect/order-reference.ts';
import type { OperationCase } from '../../dialect/conformance.ts';

const LIMIT = {
  action: 'create',
  symbol: 'BTC-USDT',
  side: 'buy',
  quantity: '0.25',
  quoteQuantity: null,
  price: '100',
} as const;

/** What ccxt's users do on OKX, and what the dialect must make of it. */
export const operations: readonly OperationCase[] = [
  { name: 'fetchTime', class: 'public', call: (x) => x.fetchTime() },
  { name: 'fetchStatus', class: 'public', call: (x) => x.fetchStatus() },
  {
    name: 'fetchMarkets',
    class: 'public',
    call: (x) => x.publicGetPublicInstruments({ instType: 'SPOT' }),
  },
  { name: 'fetchTicker', class: 'public', call: (x) => x.fetchTicker('BTC/USDT') },
  { name: 'fetchTickers', class: 'public', call: (x) => x.fetchTickers(['BTC/USDT']) },
  { name: 'fetchOrderBook', class: 'public', call: (x) => x.fetchOrderBook('BTC/USDT', 10) },
  { name: 'fetchOHLCV', class: 'public', call: (x) => x.fetchOHLCV('BTC/USDT', '1m') },
  { name: 'fetchTrades', class: 'public', call: (x) => x.fetchTrades('BTC/USDT') },
  { name: 'fetchCurrencies', class: 'read', call: (x) => x.fetchCurrencies() },
  { name: 'fetchBalance', class: 'read', call: (x) => x.fetchBalance() },
  { name: 'fetchOrder', class: 'read', call: (x) => x.fetchOrder('123', 'BTC/USDT') },
  { name: 'fetchOpenOrders', class: 'read', call: (x) => x.fetchOpenOrders('BTC/USDT') },
  { name: 'fetchClosedOrders', class: 'read', call: (x) => x.fetchClosedOrders('BTC/USDT') },
  { name: 'fetchCanceledOrders', class: 'read', call: (x) => x.fetchCanceledOrders('BTC/USDT') },
  { name: 'fetchMyTrades', class: 'read', call: (x) => x.fetchMyTrades('BTC/USDT', 1_759_000_000_000) },
  { name: 'fetchLedger', class: 'read', call: (x) => x.fetchLedger('BTC') },
  { name: 'fetchTradingFee', class: 'read', call: (x) => x.fetchTradingFee('BTC/USDT') },
  { name: 'fetchDeposits', class: 'read', call: (x) => x.fetchDeposits('BTC') },
  { name: 'fetchWithdrawals', class: 'read', call: (x) => x.fetchWithdrawals('BTC') },
  { name: 'account configuration', class: 'read', call: (x) => x.privateGetAccountConfig() },
  {
    name: 'limit order, which ccxt sends as a batch of one',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'limit', 'buy', 0.25, 100),
    orders: [{ ...LIMIT, type: 'limit', product: 'spot', timeInForce: null }],
  },
  {
    name: 'limit order with a client id',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'limit', 'buy', 0.25, 100, { clientOrderId: 'bot7' }),
    orders: [{ ...LIMIT, type: 'limit', clientOrderId: 'bot7' }],
  },
  {
    name: 'single order endpoint',
    class: 'trade',
    call: (x) =>
      x.privatePostTradeOrder({
        instId: 'BTC-USDT',
        tdMode: 'cash',
        side: 'buy',
        ordType: 'limit',
        sz: '0.25',
        px: '100',
      }),
    orders: [{ ...LIMIT, type: 'limit' }],
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
    name: 'market sell',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'market', 'sell', 0.25),
    orders: [{ side: 'sell', type: 'market', quantity: '0.25', quoteQuantity: null, price: null }],
  },
  {
    name: 'market buy, which ccxt sizes in base currency (tgtCcy base_ccy)',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'market', 'buy', 0.25),
    orders: [{ side: 'buy', type: 'market', quantity: '0.25', quoteQuantity: null }],
  },
  {
    name: 'market buy sized in quote currency (tgtCcy quote_ccy)',
    class: 'trade',
    call: (x) => x.createMarketBuyOrderWithCost('BTC/USDT', 50),
    orders: [{ side: 'buy', type: 'market', quantity: null, quoteQuantity: '50' }],
  },
  {
    name: 'order on margin (tdMode cross)',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'limit', 'buy', 0.25, 100, { marginMode: 'cross' }),
    orders: [{ ...LIMIT, product: 'margin' }],
  },
  {
    name: 'order for a perpetual swap',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT:USDT', 'limit', 'buy', 1, 100),
    orders: [{ symbol: 'BTC-USDT-SWAP', product: 'derivative' }],
  },
  {
    name: 'createOrders',
    class: 'trade',
    call: (x) =>
      x.createOrders([
        { symbol: 'BTC/USDT', type: 'limit', side: 'buy', amount: 0.25, price: 100 },
        { symbol: 'ETH/USDT', type: 'market', side: 'sell', amount: 2 },
      ]),
    orders: [
      { ...LIMIT, type: 'limit' },
      { symbol: 'ETH-USDT', side: 'sell', type: 'market', quantity: '2' },
    ],
  },
  {
    name: 'trigger order',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'limit', 'sell', 0.25, 89, { triggerPrice: 90 }),
    orders: [{ side: 'sell', type: 'stop-limit', trigger: '90', price: '89', quantity: '0.25' }],
  },
  {
    name: 'trigger order at market',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'market', 'buy', 0.25, undefined, { triggerPrice: 120 }),
    orders: [{ type: 'stop-market', trigger: '120', price: null, quantity: '0.25', quoteQuantity: null }],
  },
  {
    name: 'stop-loss at market',
    class: 'trade',
    call: (x) =>
      x.createOrder('BTC/USDT', 'market', 'sell', 0.25, undefined, { stopLossPrice: 90, tdMode: 'cash' }),
    orders: [{ type: 'stop-market', trigger: '90', price: null, product: 'spot', quantity: '0.25' }],
  },
  {
    name: 'stop-loss as ccxt sends it without tdMode, which is on margin',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'market', 'sell', 0.25, undefined, { stopLossPrice: 90 }),
    orders: [{ type: 'stop-market', product: 'margin' }],
  },
  {
    name: 'one-cancels-the-other',
    class: 'trade',
    call: (x) =>
      x.createOrder('BTC/USDT', 'oco', 'sell', 0.25, undefined, {
        stopLossPrice: 90,
        takeProfitPrice: 120,
        slOrdPx: 89,
        tpOrdPx: 121,
        tdMode: 'cash',
      }),
    orders: [
      { type: 'stop-limit', trigger: '120', price: '121', quantity: '0.25' },
      { type: 'stop-limit', trigger: '90', price: '89', quantity: '0.25' },
    ],
  },
  {
    name: 'trailing stop',
    class: 'trade',
    call: (x) => x.createOrder('BTC/USDT', 'market', 'sell', 0.25, undefined, { trailingPercent: '5' }),
    orders: [{ type: 'trailing-stop', price: null, trigger: null, quantity: '0.25' }],
  },
  {
    name: 'editOrder',
    class: 'trade',
    call: (x) => x.editOrder('123', 'BTC/USDT', 'limit', 'buy', 0.5, 101),
    orders: [
      { action: 'amend', amends: byExchange('123'), symbol: 'BTC-USDT', quantity: '0.5', price: '101' },
    ],
  },
  {
    name: 'amend-batch-orders',
    class: 'trade',
    call: (x) =>
      x.privatePostTradeAmendBatchOrders([
        { instId: 'BTC-USDT', ordId: '123', newSz: '2' },
        { instId: 'BTC-USDT', clOrdId: 'bot7', newPx: '9', cxlOnFail: true },
      ]),
    orders: [
      { action: 'amend', amends: byExchange('123'), quantity: '2', price: null },
      { action: 'amend', amends: byClient('bot7'), quantity: null, price: '9' },
    ],
    cancels: [{ symbol: 'BTC-USDT', order: byClient('bot7') }],
  },
  {
    name: 'cancelOrder',
    class: 'trade',
    call: (x) => x.cancelOrder('123', 'BTC/USDT'),
    cancels: [{ symbol: 'BTC-USDT', order: byExchange('123') }],
  },
  {
    name: 'cancelOrder by client id',
    class: 'trade',
    call: (x) => x.cancelOrder('', 'BTC/USDT', { clientOrderId: 'bot7' }),
    cancels: [{ symbol: 'BTC-USDT', order: byClient('bot7') }],
  },
  {
    name: 'cancelOrders',
    class: 'trade',
    call: (x) => x.cancelOrders(['123', '124'], 'BTC/USDT'),
    cancels: [
      { symbol: 'BTC-USDT', order: byExchange('123') },
      { symbol: 'BTC-USDT', order: byExchange('124') },
    ],
  },
  {
    name: 'cancelOrders of algo orders',
    class: 'trade',
    call: (x) => x.cancelOrders(['123'], 'BTC/USDT', { trigger: true }),
    cancels: [{ symbol: 'BTC-USDT', order: byExchange('123', 'algo') }],
  },
  {
    name: 'cancelAllOrdersAfter',
    class: 'trade',
    call: (x) => x.cancelAllOrdersAfter(60_000),
    cancels: [{ symbol: null, order: null }],
  },
  { name: 'fetchPositions', class: 'read', product: 'derivative', call: (x) => x.fetchPositions() },
  { name: 'transfer', class: 'transfer', call: (x) => x.transfer('BTC', 1, 'trading', 'funding') },
  {
    name: 'withdrawal',
    class: 'withdraw',
    call: (x) =>
      x.privatePostAssetWithdrawal({
        ccy: 'BTC',
        amt: '1',
        dest: '4',
        toAddr: '1A1zP1eP5QGefi2DMPTfTL5SLmv7',
      }),
  },
  {
    name: 'margin borrow',
    class: 'transfer',
    product: 'lending',
    call: (x) => x.privatePostAccountSpotManualBorrowRepay({ ccy: 'BTC', side: 'borrow', amt: '1' }),
  },
  {
    name: 'sub-account transfer',
    class: 'transfer',
    product: 'sub-account',
    call: (x) => x.privatePostAssetSubaccountTransfer({ ccy: 'BTC', amt: '1', from: '6', to: '6' }),
  },
  {
    name: 'an API key for a sub-account',
    class: 'credential',
    product: 'sub-account',
    call: (x) => x.privatePostUsersSubaccountApikey({ subAcct: 'a', label: 'b', passphrase: 'c' }),
  },
  {
    name: 'a grid bot',
    class: 'trade',
    product: 'other',
    call: (x) => x.privatePostTradingBotGridOrderAlgo({ instId: 'BTC-USDT', algoOrdType: 'grid' }),
  },
];
