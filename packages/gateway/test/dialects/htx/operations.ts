import type { Exchange } from 'ccxt';
import { byClient, byExchange } from '../../../src/dialect/order-reference.ts';
import type { Reply } from '../../dialect/ccxt-client.ts';
import type { OperationCase } from '../../dialect/conformance.ts';
import { CROSS_MARGIN, MARGIN, SPOT } from './setup.ts';

/** ccxt asks for the account's number before it places an order. */
const reply: Reply = ({ url }) =>
  /\/v1\/account\/accounts\?/.test(url)
    ? {
        status: 'ok',
        data: [
          { id: 100008, type: 'point', subtype: '', state: 'working' },
          { id: Number(SPOT), type: 'spot', subtype: '', state: 'working' },
          { id: Number(MARGIN), type: 'margin', subtype: 'btcusdt', state: 'working' },
          { id: Number(CROSS_MARGIN), type: 'super-margin', subtype: '', state: 'working' },
        ],
      }
    : undefined;

const LIMIT = {
  action: 'create',
  symbol: 'btcusdt',
  side: 'buy',
  quantity: '0.25',
  quoteQuantity: null,
  price: '100',
  product: 'spot',
} as const;

const order =
  (type: string, side: 'buy' | 'sell', amount: number, price?: number, params: object = {}) =>
  (x: Exchange) =>
    x.createOrder('BTC/USDT', type, side, amount, price, params);

/** What ccxt's users do on HTX, and what the dialect must make of it. */
export const operations: readonly OperationCase[] = [
  { name: 'fetchTime', class: 'public', call: (x) => x.fetchTime() },
  { name: 'fetchMarkets', class: 'public', call: (x) => x.spotPublicGetV1CommonSymbols() },
  { name: 'fetchCurrencies', class: 'public', call: (x) => x.fetchCurrencies() },
  { name: 'fetchTicker', class: 'public', call: (x) => x.fetchTicker('BTC/USDT') },
  { name: 'fetchTickers', class: 'public', call: (x) => x.fetchTickers(['BTC/USDT']) },
  { name: 'fetchOrderBook', class: 'public', call: (x) => x.fetchOrderBook('BTC/USDT', 20) },
  { name: 'fetchOHLCV', class: 'public', call: (x) => x.fetchOHLCV('BTC/USDT', '1m') },
  { name: 'fetchTrades', class: 'public', call: (x) => x.fetchTrades('BTC/USDT') },
  {
    name: 'contracts, which ccxt loads with the markets',
    class: 'public',
    call: (x) => x.contractPublicGetLinearSwapApiV1SwapContractInfo({ business_type: 'all' }),
  },
  { name: 'fetchAccounts', class: 'read', call: (x) => x.fetchAccounts() },
  { name: 'fetchBalance', class: 'read', reply, call: (x) => x.fetchBalance() },
  { name: 'fetchOrder', class: 'read', call: (x) => x.fetchOrder('123', 'BTC/USDT') },
  {
    name: 'fetchOrder by client id',
    class: 'read',
    call: (x) => x.fetchOrder('', 'BTC/USDT', { clientOrderId: 'bot7' }),
  },
  { name: 'fetchOpenOrders', class: 'read', reply, call: (x) => x.fetchOpenOrders('BTC/USDT') },
  { name: 'fetchClosedOrders', class: 'read', call: (x) => x.fetchClosedOrders('BTC/USDT') },
  { name: 'fetchMyTrades', class: 'read', call: (x) => x.fetchMyTrades('BTC/USDT', 1_759_000_000_000) },
  { name: 'fetchTradingFee', class: 'read', call: (x) => x.fetchTradingFee('BTC/USDT') },
  { name: 'fetchDeposits', class: 'read', call: (x) => x.fetchDeposits('BTC') },
  { name: 'fetchWithdrawals', class: 'read', call: (x) => x.fetchWithdrawals('BTC') },
  { name: 'fetchLedger', class: 'read', reply, call: (x) => x.fetchLedger('BTC') },
  {
    name: 'orders that wait for a price',
    class: 'read',
    call: (x) => x.spotPrivateGetV2AlgoOrdersOpening({ accountId: SPOT }),
  },
  {
    name: 'limit order, to which ccxt gives an id',
    class: 'trade',
    reply,
    call: order('limit', 'buy', 0.25, 100),
    orders: [
      {
        ...LIMIT,
        type: 'limit',
        timeInForce: null,
        clientOrderId: 'AA03022abc01234567-89ab-4cde-8f01-23456789abcd',
      },
    ],
  },
  {
    name: 'limit order with a client id',
    class: 'trade',
    reply,
    call: order('limit', 'buy', 0.25, 100, { clientOrderId: 'bot7' }),
    orders: [{ ...LIMIT, type: 'limit', clientOrderId: 'bot7' }],
  },
  {
    name: 'post-only order',
    class: 'trade',
    reply,
    call: order('limit', 'buy', 0.25, 100, { postOnly: true }),
    orders: [{ ...LIMIT, type: 'post-only' }],
  },
  {
    name: 'fill-or-kill order',
    class: 'trade',
    reply,
    call: order('limit', 'buy', 0.25, 100, { timeInForce: 'FOK' }),
    orders: [{ ...LIMIT, type: 'limit', timeInForce: 'FOK' }],
  },
  {
    name: 'immediate-or-cancel order',
    class: 'trade',
    reply,
    call: order('limit', 'buy', 0.25, 100, { timeInForce: 'IOC' }),
    orders: [{ ...LIMIT, type: 'limit', timeInForce: 'IOC' }],
  },
  {
    name: 'stop order',
    class: 'trade',
    reply,
    call: order('limit', 'sell', 0.25, 89, { triggerPrice: 90 }),
    orders: [{ ...LIMIT, side: 'sell', type: 'stop-limit', trigger: '90', price: '89' }],
  },
  {
    name: 'market sell',
    class: 'trade',
    reply,
    call: order('market', 'sell', 0.25),
    orders: [{ side: 'sell', type: 'market', quantity: '0.25', quoteQuantity: null, price: null }],
  },
  {
    name: 'market buy, which ccxt sizes in quote currency by the price',
    class: 'trade',
    reply,
    call: order('market', 'buy', 0.25, 100),
    orders: [{ side: 'buy', type: 'market', quantity: null, quoteQuantity: '25' }],
  },
  {
    name: 'market buy with a cost',
    class: 'trade',
    reply,
    call: (x) => x.createMarketBuyOrderWithCost('BTC/USDT', 50),
    orders: [{ side: 'buy', type: 'market', quantity: null, quoteQuantity: '50' }],
  },
  {
    name: 'order on isolated margin',
    class: 'trade',
    reply,
    call: order('limit', 'buy', 0.25, 100, { marginMode: 'isolated' }),
    orders: [{ ...LIMIT, product: 'margin' }],
  },
  {
    name: 'order on cross margin',
    class: 'trade',
    reply,
    call: order('limit', 'buy', 0.25, 100, { marginMode: 'cross' }),
    orders: [{ ...LIMIT, product: 'margin' }],
  },
  {
    name: 'order that names an account of margin only by its number',
    class: 'trade',
    call: (x) =>
      x.spotPrivatePostV1OrderOrdersPlace({
        'account-id': MARGIN,
        symbol: 'btcusdt',
        type: 'buy-limit',
        amount: '0.25',
        price: '100',
        source: 'spot-api',
      }),
    orders: [{ ...LIMIT, product: 'margin' }],
  },
  {
    name: 'order that borrows',
    class: 'trade',
    product: 'margin',
    call: (x) => x.spotPrivatePostV1OrderAutoPlace({ 'account-id': MARGIN, 'trade-purpose': '1' }),
  },
  {
    name: 'order for a perpetual swap',
    class: 'trade',
    product: 'derivative',
    call: (x) => x.contractPrivatePostV5TradeOrder({ contract_code: 'BTC-USDT', volume: 1 }),
  },
  {
    name: 'createOrders',
    class: 'trade',
    reply,
    call: (x) =>
      x.createOrders([
        { symbol: 'BTC/USDT', type: 'limit', side: 'buy', amount: 0.25, price: 100 },
        { symbol: 'BTC/USDT', type: 'market', side: 'sell', amount: 2, params: { clientOrderId: 'second' } },
      ]),
    orders: [
      { ...LIMIT, type: 'limit' },
      { side: 'sell', type: 'market', quantity: '2', clientOrderId: 'second' },
    ],
  },
  {
    name: 'conditional order',
    class: 'trade',
    call: (x) =>
      x.spotPrivatePostV2AlgoOrders({
        accountId: Number(SPOT),
        symbol: 'btcusdt',
        orderSide: 'sell',
        orderType: 'limit',
        orderSize: '0.25',
        orderPrice: '89',
        stopPrice: '90',
        timeInForce: 'gtc',
        clientOrderId: 'a1',
      }),
    orders: [
      {
        ...LIMIT,
        side: 'sell',
        type: 'stop-limit',
        trigger: '90',
        price: '89',
        kind: 'algo',
        clientOrderId: 'a1',
      },
    ],
  },
  {
    name: 'conditional order at market, sized in quote currency',
    class: 'trade',
    call: (x) =>
      x.spotPrivatePostV2AlgoOrders({
        accountId: SPOT,
        symbol: 'btcusdt',
        orderSide: 'buy',
        orderType: 'market',
        orderValue: '50',
        stopPrice: '120',
        clientOrderId: 'a2',
      }),
    orders: [{ type: 'stop-market', quantity: null, quoteQuantity: '50', trigger: '120', product: 'spot' }],
  },
  {
    name: 'cancelOrder',
    class: 'trade',
    call: (x) => x.cancelOrder('123', 'BTC/USDT'),
    cancels: [{ symbol: null, order: byExchange('123') }],
  },
  {
    name: 'cancelOrder by client id',
    class: 'trade',
    call: (x) => x.cancelOrder('', 'BTC/USDT', { clientOrderId: 'bot7' }),
    cancels: [{ symbol: null, order: byClient('bot7') }],
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
    name: 'cancelOrders by client ids',
    class: 'trade',
    call: (x) => x.cancelOrders([], 'BTC/USDT', { clientOrderIds: ['bot7', 'bot8'] }),
    cancels: [
      { symbol: null, order: byClient('bot7') },
      { symbol: null, order: byClient('bot8') },
    ],
  },
  {
    name: 'cancelAllOrders of an account',
    class: 'trade',
    call: (x) => x.cancelAllOrders('BTC/USDT', { 'account-id': SPOT }),
    cancels: [{ symbol: 'btcusdt', order: null }],
  },
  {
    name: 'conditional orders cancelled',
    class: 'trade',
    call: (x) => x.spotPrivatePostV2AlgoOrdersCancellation({ clientOrderIds: ['a1'] }),
    cancels: [{ symbol: null, order: byClient('a1', 'algo') }],
  },
  {
    name: 'cancelAllOrdersAfter',
    class: 'trade',
    call: (x) => x.cancelAllOrdersAfter(60_000),
    cancels: [{ symbol: null, order: null }],
  },
  {
    name: 'contract positions',
    class: 'read',
    product: 'derivative',
    call: (x) => x.contractPrivateGetV5TradePositionOpens(),
  },
  {
    name: 'transfer',
    class: 'transfer',
    call: (x) => x.spotPrivatePostV2AccountTransfer({ from: 'spot', to: 'linear-swap', amount: '1' }),
  },
  {
    name: 'withdrawal',
    class: 'withdraw',
    call: (x) => x.spotPrivatePostV1DwWithdrawApiCreate({ address: '1Boat', amount: '1', currency: 'btc' }),
  },
  {
    name: 'margin borrow',
    class: 'transfer',
    product: 'lending',
    call: (x) => x.spotPrivatePostV1CrossMarginOrders({ currency: 'usdt', amount: '100' }),
  },
  {
    name: 'sub-account transfer',
    class: 'transfer',
    product: 'sub-account',
    call: (x) => x.spotPrivatePostV1SubuserTransfer({ 'sub-uid': 1, currency: 'btc', amount: '1' }),
  },
  {
    name: 'an API key for a sub-account',
    class: 'credential',
    product: 'sub-account',
    call: (x) => x.spotPrivatePostV2SubUserApiKeyGeneration({ subUid: 1, note: 'x', permission: 'trade' }),
  },
  { name: 'the list of keys', class: 'credential', call: (x) => x.spotPrivateGetV2UserApiKey({ uid: 1 }) },
];
