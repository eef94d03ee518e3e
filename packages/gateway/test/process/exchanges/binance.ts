import { createHmac, createPublicKey, generateKeyPairSync, randomBytes, verify } from 'node:crypto';
import { type AccountOrder, type AccountTrade, filledOf } from './account.ts';
import { binanceStreams } from './streams/binance.ts';
import { type Credential, type Desk, headerOf, ok, type Venue, type Wire, type WireOrder } from './venue.ts';

/*
 * Binance spot, from https://developers.binance.com/docs/binance-spot-api-docs/rest-api: request-security for
 * signatures, and the pages of the endpoints for the answers.
 */

const SYMBOL = 'BTCUSDT';
const PUBLIC = new Set([
  '/api/v3/time',
  '/api/v3/ping',
  '/api/v3/exchangeInfo',
  '/api/v3/ticker/bookTicker',
  '/api/v3/ticker/24hr',
  '/fapi/v1/exchangeInfo',
  '/dapi/v1/exchangeInfo',
]);

export const binance: Venue = {
  exchange: 'binance',
  algorithms: ['hmac', 'rsa', 'ed25519'],
  hosts: ['api.binance.com', 'fapi.binance.com', 'dapi.binance.com'],
  symbol: SYMBOL,
  unified: 'BTC/USDT',
  bookPath: '/api/v3/ticker/bookTicker',
  makeCredential: (algorithm) => ({
    algorithm,
    keyId: randomBytes(32).toString('hex'),
    secret: algorithm === 'hmac' ? randomBytes(32).toString('hex') : pemOf(algorithm),
    passphrase: null,
  }),
  verify: verifyBinance,
  isPublic: (path) => PUBLIC.has(path),
  isOrder: ({ method, path }) => path === '/api/v3/order' && method !== 'GET',
  ordersOf: (wire) =>
    wire.method === 'POST' && /^\/api\/v3\/order(?:\/test|\/cancelReplace)?$/.test(wire.path)
      ? [orderOf(parametersOf(wire))]
      : null,
  raises: { rate: 'DDoSProtection', stopped: 'AuthenticationError' },
  badSignature: { status: 400, body: { code: -1022, msg: 'Signature for this request is not valid.' } },
  answer,
  streams: binanceStreams,
};

function pemOf(algorithm: string): string {
  const options = { format: 'pem', type: 'pkcs8' } as const;
  if (algorithm === 'rsa')
    return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export(options).toString();
  return generateKeyPairSync('ed25519').privateKey.export(options).toString();
}

/** The signature covers query and body, written one behind the other, without itself. */
function verifyBinance(wire: Wire, { algorithm, keyId, secret }: Credential): boolean | null {
  const parts = [wire.query, wire.body].map((text) => {
    const pairs = text.split('&');
    const given = pairs.filter((pair) => pair.startsWith('signature='));
    return { given, rest: pairs.filter((pair) => !pair.startsWith('signature=')).join('&') };
  });
  const given = parts.flatMap((part) => part.given);
  if (given.length === 0) return headerOf(wire, 'x-mbx-apikey') === '' ? null : false;
  if (given.length > 1 || headerOf(wire, 'x-mbx-apikey') !== keyId) return false;
  const signature = decodeURIComponent(given[0].slice('signature='.length));
  const signed = Buffer.from(parts.map(({ rest }) => rest).join(''));
  if (algorithm === 'hmac') return createHmac('sha256', secret).update(signed).digest('hex') === signature;
  const bytes = Buffer.from(signature, 'base64');
  return verify(algorithm === 'rsa' ? 'RSA-SHA256' : null, signed, createPublicKey(secret), bytes);
}

function parametersOf({ query, body }: Wire): URLSearchParams {
  return new URLSearchParams([query, body].filter((text) => text !== '').join('&'));
}

function orderOf(parameters: URLSearchParams): WireOrder {
  return {
    symbol: parameters.get('symbol') ?? '',
    side: parameters.get('side') === 'BUY' ? 'buy' : 'sell',
    type: parameters.get('type')?.includes('LIMIT') ? 'limit' : 'market',
    quantity: parameters.get('quantity'),
    quoteQuantity: parameters.get('quoteOrderQty'),
    price: parameters.get('price'),
    clientOrderId: parameters.get('newClientOrderId'),
  };
}

function answer(wire: Wire, { account, book, now }: Desk) {
  const parameters = parametersOf(wire);
  const symbol = parameters.get('symbol') ?? '';
  const order = account.find(Number(parameters.get('orderId')));
  switch (`${wire.method} ${wire.path}`) {
    case 'GET /api/v3/time':
      return ok({ serverTime: now });
    case 'GET /api/v3/exchangeInfo':
      return ok({
        timezone: 'UTC',
        serverTime: now,
        rateLimits: [],
        exchangeFilters: [],
        symbols: [SPOT_SYMBOL],
      });
    case 'GET /fapi/v1/exchangeInfo':
    case 'GET /dapi/v1/exchangeInfo':
      return ok({ timezone: 'UTC', serverTime: now, rateLimits: [], exchangeFilters: [], symbols: [] });
    case 'GET /api/v3/ticker/bookTicker': {
      const { bid, ask } = book(symbol);
      return ok({ symbol, bidPrice: bid, bidQty: '1', askPrice: ask, askQty: '1' });
    }
    case 'GET /api/v3/ticker/24hr':
      return ok({ symbol, volume: '20.00000000', quoteVolume: '1000000.00000000' });
    case 'GET /sapi/v1/capital/config/getall':
      return ok(['BTC', 'USDT'].map(coin));
    case 'GET /sapi/v1/account/apiRestrictions':
      return ok({
        ipRestrict: true,
        createTime: now,
        enableReading: true,
        enableWithdrawals: false,
        enableInternalTransfer: false,
        enableMargin: false,
        enableFutures: false,
        permitsUniversalTransfer: false,
        enableSpotAndMarginTrading: true,
      });
    case 'GET /sapi/v1/margin/allPairs':
    case 'GET /sapi/v1/margin/isolated/allPairs':
      return ok([]);
    case 'GET /api/v3/account':
      return ok({
        makerCommission: 10,
        takerCommission: 10,
        canTrade: true,
        canWithdraw: false,
        canDeposit: true,
        accountType: 'SPOT',
        updateTime: now,
        balances: [
          { asset: 'BTC', free: '1.50000000', locked: '0.00000000' },
          { asset: 'USDT', free: '100000.00000000', locked: '0.00000000' },
        ],
        permissions: ['SPOT'],
      });
    case 'POST /api/v3/order': {
      const placed = account.place(orderOf(parameters), book(symbol), now);
      return ok({ ...orderShape(placed), transactTime: now, fills: [] });
    }
    case 'DELETE /api/v3/order': {
      const cancelled = account.cancel(Number(parameters.get('orderId')));
      if (cancelled === null) return { status: 400, body: { code: -2011, msg: 'Unknown order sent.' } };
      return ok({ ...orderShape(cancelled), origClientOrderId: cancelled.clientOrderId });
    }
    case 'GET /api/v3/order':
      if (order === undefined) return { status: 400, body: { code: -2013, msg: 'Order does not exist.' } };
      return ok(orderShape(order));
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

const STATES = { open: 'NEW', filled: 'FILLED', cancelled: 'CANCELED' } as const;

function orderShape(order: AccountOrder) {
  return {
    symbol: order.symbol,
    orderId: order.number,
    orderListId: -1,
    clientOrderId: order.clientOrderId,
    price: order.type === 'market' ? '0.00000000' : order.price,
    origQty: order.quantity,
    executedQty: filledOf(order),
    cummulativeQuoteQty: (Number(filledOf(order)) * Number(order.price)).toFixed(8),
    status: STATES[order.state],
    timeInForce: 'GTC',
    type: order.type.toUpperCase(),
    side: order.side.toUpperCase(),
    stopPrice: '0.00000000',
    time: order.time,
    updateTime: order.time,
    isWorking: true,
    workingTime: order.time,
    selfTradePreventionMode: 'NONE',
  };
}

function tradeShape({ number, order, price, cost }: AccountTrade) {
  return {
    symbol: order.symbol,
    id: number,
    orderId: order.number,
    orderListId: -1,
    price,
    qty: order.quantity,
    quoteQty: cost,
    commission: '0.00000100',
    commissionAsset: 'BTC',
    time: order.time,
    isBuyer: order.side === 'buy',
    isMaker: false,
    isBestMatch: true,
  };
}

function coin(name: string) {
  return {
    coin: name,
    depositAllEnable: true,
    withdrawAllEnable: true,
    name,
    free: '1',
    locked: '0',
    freeze: '0',
    withdrawing: '0',
    ipoing: '0',
    ipoable: '0',
    storage: '0',
    isLegalMoney: false,
    trading: true,
    networkList: [],
  };
}

const SPOT_SYMBOL = {
  symbol: SYMBOL,
  status: 'TRADING',
  baseAsset: 'BTC',
  baseAssetPrecision: 8,
  quoteAsset: 'USDT',
  quotePrecision: 8,
  quoteAssetPrecision: 8,
  orderTypes: ['LIMIT', 'LIMIT_MAKER', 'MARKET', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT_LIMIT'],
  icebergAllowed: true,
  ocoAllowed: true,
  quoteOrderQtyMarketAllowed: true,
  allowTrailingStop: true,
  cancelReplaceAllowed: true,
  isSpotTradingAllowed: true,
  isMarginTradingAllowed: false,
  filters: [
    {
      filterType: 'PRICE_FILTER',
      minPrice: '0.01000000',
      maxPrice: '1000000.00000000',
      tickSize: '0.01000000',
    },
    { filterType: 'LOT_SIZE', minQty: '0.00001000', maxQty: '9000.00000000', stepSize: '0.00001000' },
    {
      filterType: 'NOTIONAL',
      minNotional: '5.00000000',
      applyMinToMarket: true,
      maxNotional: '9000000.00000000',
    },
  ],
  permissions: [],
  permissionSets: [['SPOT']],
  defaultSelfTradePreventionMode: 'EXPIRE_MAKER',
  allowedSelfTradePreventionModes: ['EXPIRE_TAKER', 'EXPIRE_MAKER', 'EXPIRE_BOTH'],
};
