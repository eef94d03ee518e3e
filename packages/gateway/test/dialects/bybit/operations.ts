import type { Exchange } from 'ccxt';
import { byClient, byExchange } from '../../../src/dialect/order-reference.ts';
import type { OperationCase } from '../../dialect/conformance.ts';

type Raw = Record<string, (params: Record<string, unknown>) => Promise<unknown>>;
/** ccxt's own method for an endpoint that its unified ones don't reach. */
const raw = (exchange: Exchange, method: string, params: Record<string, unknown>) =>
  (exchange as unknown as Raw)[method](params);
const SYMBOL = 'BTC/USDT';
const SWAP = 'BTC/USDT:USDT';

/** What ccxt does on Bybit, and what each of it means. */
export const operations: readonly OperationCase[] = [
  { name: 'server time', class: 'public', call: (e) => e.fetchTime() },
  { name: 'order book', class: 'public', call: (e) => e.fetchOrderBook(SYMBOL, 50) },
  { name: 'ticker', class: 'public', call: (e) => e.fetchTicker(SYMBOL) },
  { name: 'candles', class: 'public', call: (e) => e.fetchOHLCV(SYMBOL, '1h', undefined, 10) },
  { name: 'trades of everybody', class: 'public', call: (e) => e.fetchTrades(SYMBOL, undefined, 10) },
  { name: 'funding rates', class: 'public', call: (e) => e.fetchFundingRateHistory(SWAP) },
  { name: 'balance', class: 'read', call: (e) => e.fetchBalance() },
  { name: 'open orders', class: 'read', call: (e) => e.fetchOpenOrders(SYMBOL) },
  { name: 'closed orders', class: 'read', call: (e) => e.fetchClosedOrders(SYMBOL, undefined, 10) },
  { name: 'one open order', class: 'read', call: (e) => e.fetchOpenOrder('17', SYMBOL) },
  { name: 'my trades', class: 'read', call: (e) => e.fetchMyTrades(SYMBOL, 1_700_000_000_000, 10) },
  { name: 'trading fee', class: 'read', call: (e) => e.fetchTradingFee(SYMBOL) },
  { name: 'deposits', class: 'read', call: (e) => e.fetchDeposits('BTC') },
  { name: 'withdrawals', class: 'read', call: (e) => e.fetchWithdrawals('BTC') },
  { name: 'deposit address', class: 'read', call: (e) => e.fetchDepositAddressesByNetwork('BTC') },
  { name: 'ledger', class: 'read', call: (e) => e.fetchLedger('USDT') },
  { name: 'what the key may do', class: 'read', call: (e) => raw(e, 'privateGetV5UserQueryApi', {}) },
  {
    name: 'coins listed with commas',
    class: 'read',
    encodingDiffers: true,
    call: (e) =>
      raw(e, 'privateGetV5AssetTransferQueryAccountCoinsBalance', { accountType: 'FUND', coin: 'BTC,ETH' }),
  },
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
        product: 'spot',
        clientOrderId: null,
        amends: null,
      },
    ],
  },
  {
    name: 'limit sell, fill or kill, with the client’s id',
    class: 'trade',
    call: (e) =>
      e.createOrder(SYMBOL, 'limit', 'sell', 1, 70_000, { timeInForce: 'FOK', clientOrderId: 'mine-1' }),
    orders: [
      {
        side: 'sell',
        type: 'limit',
        quantity: '1',
        price: '70000',
        timeInForce: 'FOK',
        clientOrderId: 'mine-1',
      },
    ],
  },
  {
    name: 'post-only buy',
    class: 'trade',
    call: (e) => e.createOrder(SYMBOL, 'limit', 'buy', 1, 50_000, { postOnly: true }),
    orders: [{ side: 'buy', type: 'post-only', quantity: '1', price: '50000', timeInForce: 'PostOnly' }],
  },
  {
    name: 'market buy sized in base currency',
    class: 'trade',
    call: (e) => e.createOrder(SYMBOL, 'market', 'buy', 0.5),
    orders: [{ side: 'buy', type: 'market', quantity: '0.5', quoteQuantity: null, price: null }],
  },
  {
    name: 'market buy sized in quote currency, which is what it is when nothing is said',
    class: 'trade',
    call: (e) => e.createMarketBuyOrderWithCost(SYMBOL, 250),
    orders: [{ side: 'buy', type: 'market', quantity: null, quoteQuantity: '250', price: null }],
  },
  {
    name: 'market sell',
    class: 'trade',
    call: (e) => e.createOrder(SYMBOL, 'market', 'sell', 0.5),
    orders: [{ side: 'sell', type: 'market', quantity: '0.5', quoteQuantity: null, price: null }],
  },
  {
    name: 'market sell sized in quote currency',
    class: 'trade',
    call: (e) => e.createMarketSellOrderWithCost(SYMBOL, 250),
    orders: [{ side: 'sell', type: 'market', quantity: null, quoteQuantity: '250', price: null }],
  },
  {
    name: 'conditional sell at market',
    class: 'trade',
    call: (e) =>
      raw(e, 'privatePostV5OrderCreate', {
        category: 'spot',
        symbol: 'BTCUSDT',
        side: 'Sell',
        orderType: 'Market',
        qty: '0.5',
        triggerPrice: '55000',
        orderFilter: 'StopOrder',
      }),
    orders: [{ side: 'sell', type: 'stop-market', quantity: '0.5', trigger: '55000', price: null }],
  },
  {
    name: 'conditional buy at a limit',
    class: 'trade',
    call: (e) => e.createOrder(SYMBOL, 'limit', 'buy', 0.5, 61_000, { triggerPrice: 60_500 }),
    orders: [{ side: 'buy', type: 'stop-limit', quantity: '0.5', trigger: '60500', price: '61000' }],
  },
  {
    name: 'limit buy with take-profit and stop-loss, which are two more orders',
    class: 'trade',
    call: (e) =>
      raw(e, 'privatePostV5OrderCreate', {
        category: 'spot',
        symbol: 'BTCUSDT',
        side: 'Buy',
        orderType: 'Limit',
        qty: '0.5',
        price: '50000',
        takeProfit: '60000',
        stopLoss: '45000',
        tpOrderType: 'Limit',
        tpLimitPrice: '59900',
        slOrderType: 'Market',
      }),
    orders: [
      { side: 'buy', type: 'limit', quantity: '0.5', price: '50000', trigger: null },
      { side: 'sell', type: 'stop-limit', quantity: '0.5', price: '59900', trigger: '60000' },
      { side: 'sell', type: 'stop-market', quantity: '0.5', price: null, trigger: '45000' },
    ],
  },
  {
    name: 'batch',
    class: 'trade',
    call: (e) =>
      e.createOrders([
        { symbol: SYMBOL, type: 'limit', side: 'buy', amount: 1, price: 50_000 },
        { symbol: 'ETH/USDT', type: 'limit', side: 'sell', amount: 2, price: 3000 },
      ]),
    orders: [
      { symbol: 'BTCUSDT', side: 'buy', quantity: '1', price: '50000' },
      { symbol: 'ETHUSDT', side: 'sell', quantity: '2', price: '3000' },
    ],
  },
  {
    name: 'test order',
    class: 'trade',
    call: (e) =>
      raw(e, 'privatePostV5OrderPreCheck', {
        category: 'spot',
        symbol: 'BTCUSDT',
        side: 'Buy',
        orderType: 'Limit',
        qty: '1',
        price: '50000',
      }),
    orders: [{ action: 'test', side: 'buy', type: 'limit', quantity: '1', price: '50000' }],
  },
  {
    name: 'amendment',
    class: 'trade',
    call: (e) => e.editOrder('17', SYMBOL, 'limit', 'buy', 2, 51_000),
    orders: [
      {
        action: 'amend',
        symbol: 'BTCUSDT',
        amends: byExchange('17'),
        quantity: '2',
        price: '51000',
        side: null,
      },
    ],
  },
  {
    name: 'batch of amendments',
    class: 'trade',
    call: (e) =>
      raw(e, 'privatePostV5OrderAmendBatch', {
        category: 'spot',
        request: [
          { symbol: 'BTCUSDT', orderId: '17', qty: '2' },
          { symbol: 'BTCUSDT', orderLinkId: 'mine-1', price: '49000' },
        ],
      }),
    orders: [
      { action: 'amend', amends: byExchange('17'), quantity: '2', price: null },
      { action: 'amend', amends: byClient('mine-1'), quantity: null, price: '49000' },
    ],
  },
  {
    name: 'cancel',
    class: 'trade',
    call: (e) => e.cancelOrder('17', SYMBOL),
    cancels: [{ symbol: 'BTCUSDT', order: byExchange('17') }],
  },
  {
    name: 'batch of cancels',
    class: 'trade',
    call: (e) => e.cancelOrders(['17', '18'], SYMBOL),
    cancels: [
      { symbol: 'BTCUSDT', order: byExchange('17') },
      { symbol: 'BTCUSDT', order: byExchange('18') },
    ],
  },
  {
    name: 'cancel all of a symbol',
    class: 'trade',
    call: (e) => e.cancelAllOrders(SYMBOL),
    cancels: [{ symbol: 'BTCUSDT', order: null }],
  },
  {
    name: 'cancel all there is',
    class: 'trade',
    call: (e) => raw(e, 'privatePostV5OrderCancelAll', { category: 'spot' }),
    cancels: [{ symbol: null, order: null }],
  },
  {
    name: 'spot order on margin',
    class: 'trade',
    product: 'margin',
    refused: 'product',
    call: (e) => e.createOrder(SYMBOL, 'limit', 'buy', 1, 50_000, { isLeverage: 1 }),
  },
  {
    name: 'futures order',
    class: 'trade',
    product: 'derivative',
    refused: 'product',
    call: (e) => e.createOrder(SWAP, 'limit', 'buy', 1, 50_000),
  },
  {
    name: 'futures position',
    class: 'read',
    product: 'derivative',
    call: (e) => e.fetchPosition(SWAP),
  },
  { name: 'leverage', class: 'admin', product: 'derivative', call: (e) => e.setLeverage(10, SWAP) },
  {
    name: 'margin loan',
    class: 'trade',
    product: 'margin',
    refused: 'product',
    call: (e) => raw(e, 'privatePostV5AccountBorrow', { coin: 'USDT', amount: '100' }),
  },
  { name: 'transfer', class: 'transfer', call: (e) => e.transfer('USDT', 1, 'spot', 'funding') },
  {
    name: 'withdrawal',
    class: 'withdraw',
    call: (e) => e.withdraw('BTC', 1, '1BoatSLRHtKNngkdXEeobR76b53LETtpyT', undefined, { network: 'BTC' }),
  },
  {
    name: 'key of a sub-account',
    class: 'credential',
    product: 'sub-account',
    call: (e) => raw(e, 'privatePostV5UserCreateSubApi', { subuid: 1, readOnly: 0, permissions: {} }),
  },
  {
    name: 'keys of sub-accounts',
    class: 'credential',
    product: 'sub-account',
    call: (e) => raw(e, 'privateGetV5UserSubApikeys', { subMemberId: '1' }),
  },
  {
    name: 'conversion',
    class: 'trade',
    product: 'convert',
    refused: 'product',
    call: (e) => raw(e, 'privatePostV5AssetExchangeConvertExecute', { quoteTxId: '1' }),
  },
];
