import { createHmac, randomBytes } from 'node:crypto';
import { type AccountOrder, type AccountTrade, filledOf } from './account.ts';
import {
  type Credential,
  type Desk,
  type FakeAnswer,
  headerOf,
  ok,
  textOf,
  type Venue,
  type Wire,
  type WireOrder,
} from './venue.ts';

/*
 * MEXC spot, from https://www.mexc.com/api-docs/spot-v3: general-info for signatures and codes, spot-account-trade for the
 * answers.
 */

const SYMBOL = 'BTCUSDT';
const PUBLIC = /^\/api\/(?:v1\/contract\/|v3\/(?:ping|time|exchangeInfo|depth|klines|trades|ticker\/))/;
const LONGEST_WINDOW = 60_000;

export const mexc: Venue = {
  exchange: 'mexc',
  algorithms: ['hmac'],
  hosts: ['api.mexc.com'],
  symbol: SYMBOL,
  unified: 'BTC/USDT',
  bookPath: '/api/v3/ticker/bookTicker',
  makeCredential: (algorithm) => ({
    algorithm,
    keyId: `mx0${randomBytes(8).toString('hex').slice(0, 15)}`,
    secret: randomBytes(16).toString('hex'),
    passphrase: null,
  }),
  verify: verifyMexc,
  isPublic: (path) => PUBLIC.test(path),
  isOrder: ({ method, path }) =>
    method !== 'GET' && /^\/api\/v3\/(?:order|batchOrders|openOrders)/.test(path),
  ordersOf,
  raises: { rate: 'RateLimitExceeded', stopped: 'AuthenticationError' },
  badSignature: refused(700002, 'Signature for this request is not valid.'),
  answer,
};

function refused(code: number, msg: string): FakeAnswer {
  return { status: 400, body: { code, msg } };
}

/** HMAC over the whole query without the signature, which is its last parameter, in lower case. */
function verifyMexc(wire: Wire, { keyId, secret }: Credential): boolean | null {
  const id = headerOf(wire, 'x-mexc-apikey');
  const [text, given, ...more] = wire.query.split('&signature=');
  if (given === undefined) return id === '' ? null : false;
  // 700013: whatever changes something must say that it is JSON.
  if (wire.method !== 'GET' && headerOf(wire, 'content-type') !== 'application/json') return false;
  const expected = createHmac('sha256', secret)
    .update(text + wire.body)
    .digest('hex');
  return more.length === 0 && id === keyId && given === expected;
}

function ordersOf({ method, path, query }: Wire): WireOrder[] | null {
  const parameters = new URLSearchParams(query);
  if (method !== 'POST') return null;
  if (path === '/api/v3/batchOrders') {
    const list = JSON.parse(parameters.get('batchOrders') ?? '[]') as Record<string, unknown>[];
    return list.map(orderOf);
  }
  return /^\/api\/v3\/order(?:\/test)?$/.test(path) ? [orderOf(Object.fromEntries(parameters))] : null;
}

function orderOf(fields: Record<string, unknown>): WireOrder {
  const market = fields.type === 'MARKET';
  return {
    symbol: String(fields.symbol),
    side: fields.side === 'BUY' ? 'buy' : 'sell',
    type: market ? 'market' : 'limit',
    quantity: textOf(fields.quantity),
    quoteQuantity: textOf(fields.quoteOrderQty),
    price: market ? null : textOf(fields.price),
    clientOrderId: textOf(fields.newClientOrderId),
  };
}

function answer(wire: Wire, { account, book, now }: Desk): FakeAnswer | null {
  const parameters = new URLSearchParams(wire.query);
  const symbol = parameters.get('symbol') ?? '';
  if (!PUBLIC.test(wire.path)) {
    const [time, window] = [
      Number(parameters.get('timestamp')),
      Number(parameters.get('recvWindow') ?? 5000),
    ];
    if (window > LONGEST_WINDOW) return refused(700005, 'recvWindow must less than 60000');
    if (!(time < now + 1000 && now - time <= window))
      return refused(700003, 'Timestamp for this request is outside of the recvWindow.');
  }
  const order = account.find(numberOf(parameters.get('orderId')));
  switch (`${wire.method} ${wire.path}`) {
    case 'GET /api/v3/time':
      return ok({ serverTime: now });
    case 'GET /api/v3/exchangeInfo':
      return ok({ timezone: 'CST', serverTime: now, rateLimits: [], exchangeFilters: [], symbols: [MARKET] });
    case 'GET /api/v1/contract/detail':
      return ok({ success: true, code: 0, data: [] });
    case 'GET /api/v3/ticker/bookTicker': {
      const { bid, ask } = book(symbol);
      return ok({ symbol, bidPrice: bid, bidQty: '1', askPrice: ask, askQty: '1' });
    }
    case 'GET /api/v3/ticker/24hr':
      return ok({ symbol, volume: '20.00000000', quoteVolume: '1000000.00000000' });
    case 'GET /api/v3/capital/config/getall':
      return ok(['BTC', 'USDT'].map((coin) => ({ coin, name: coin, networkList: [] })));
    case 'GET /api/v3/apiKeyInfo':
      return ok({
        note: 'trial',
        accessKey: parameters.get('accessKey'),
        createTime: new Date(now).toISOString(),
        permissions: 'SPOT_ACCOUNT_READ,SPOT_DEAL_READ,SPOT_DEAL_WRITE',
        remainingValidity: null,
        ipWhiteList: '203.0.113.1',
        status: 'VALID',
      });
    case 'GET /api/v3/account':
      return ok({
        canTrade: true,
        canWithdraw: true,
        canDeposit: true,
        updateTime: null,
        accountType: 'SPOT',
        balances: [
          { asset: 'BTC', free: '1.5', locked: '0' },
          { asset: 'USDT', free: '100000', locked: '0' },
        ],
        permissions: ['SPOT'],
      });
    case 'POST /api/v3/order':
      return ok(placedShape(account.place(ordersOf(wire)?.[0] as WireOrder, book(symbol), now)));
    case 'POST /api/v3/batchOrders':
      return ok((ordersOf(wire) ?? []).map((one) => placedShape(account.place(one, book(one.symbol), now))));
    case 'DELETE /api/v3/order': {
      const cancelled = order === undefined ? null : account.cancel(order.number);
      return cancelled === null ? refused(-2011, 'Unknown order sent.') : ok(orderShape(cancelled));
    }
    case 'GET /api/v3/order':
      return order === undefined ? refused(-2013, 'Order does not exist.') : ok(orderShape(order));
    case 'GET /api/v3/openOrders':
      return ok(account.open().map(orderShape));
    case 'GET /api/v3/allOrders':
      return ok(account.orders.map(orderShape));
    case 'GET /api/v3/myTrades':
      return ok(account.trades.map(tradeShape));
    default:
      return null;
  }
}

const idOf = ({ number }: AccountOrder) => `C02__${number}`;
const numberOf = (id: string | null) => Number(/^C02__(\d+)$/.exec(id ?? '')?.[1]);
const STATES = { open: 'NEW', filled: 'FILLED', cancelled: 'CANCELED' } as const;

function placedShape(order: AccountOrder) {
  const { symbol, side, type, price, quantity, time } = order;
  return {
    symbol,
    orderId: idOf(order),
    orderListId: -1,
    price,
    origQty: quantity,
    type: type.toUpperCase(),
    side: side.toUpperCase(),
    transactTime: time,
  };
}

function orderShape(order: AccountOrder) {
  const filled = filledOf(order);
  return {
    ...placedShape(order),
    clientOrderId: order.clientOrderId,
    origClientOrderId: null,
    executedQty: filled,
    cummulativeQuoteQty: (Number(filled) * Number(order.price)).toFixed(8),
    status: STATES[order.state],
    timeInForce: null,
    stopPrice: null,
    time: order.time,
    updateTime: order.time,
    isWorking: true,
    origQuoteOrderQty: null,
  };
}

function tradeShape({ number, order, price, cost }: AccountTrade) {
  return {
    symbol: order.symbol,
    id: String(number),
    orderId: idOf(order),
    orderListId: -1,
    price,
    qty: order.quantity,
    quoteQty: cost,
    commission: '0.001',
    commissionAsset: 'USDT',
    time: order.time,
    isBuyer: order.side === 'buy',
    isMaker: false,
    isBestMatch: true,
    isSelfTrade: false,
    clientOrderId: order.clientOrderId,
  };
}

const MARKET = {
  symbol: SYMBOL,
  status: '1',
  baseAsset: 'BTC',
  baseAssetPrecision: 8,
  quoteAsset: 'USDT',
  quotePrecision: 2,
  quoteAssetPrecision: 2,
  baseCommissionPrecision: 8,
  quoteCommissionPrecision: 2,
  orderTypes: ['LIMIT', 'MARKET', 'LIMIT_MAKER'],
  isSpotTradingAllowed: true,
  isMarginTradingAllowed: false,
  quoteAmountPrecision: '1',
  baseSizePrecision: '0.00000001',
  permissions: ['SPOT'],
  filters: [],
  maxQuoteAmount: '4000000',
  makerCommission: '0',
  takerCommission: '0.0005',
};
