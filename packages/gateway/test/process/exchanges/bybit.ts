import { createHmac, createPublicKey, generateKeyPairSync, randomBytes, verify } from 'node:crypto';
import { type AccountOrder, type AccountTrade, filledOf } from './account.ts';
import { bybitStreams } from './streams/bybit.ts';
import {
  type Credential,
  type Desk,
  type FakeAnswer,
  headerOf,
  jsonOf,
  ok,
  textOf,
  type Venue,
  type Wire,
  type WireOrder,
} from './venue.ts';

/* Bybit v5 spot, from https://bybit-exchange.github.io/docs/v5/: guide for signatures, and the pages of the endpoints. */

const SYMBOL = 'BTCUSDT';

export const bybit: Venue = {
  exchange: 'bybit',
  algorithms: ['hmac', 'rsa'],
  hosts: ['api.bybit.com'],
  symbol: SYMBOL,
  unified: 'BTC/USDT',
  bookPath: '/v5/market/tickers',
  makeCredential: (algorithm) => ({
    algorithm,
    keyId: randomBytes(9).toString('hex'),
    secret: algorithm === 'hmac' ? randomBytes(18).toString('hex') : rsaPem(),
    passphrase: null,
  }),
  verify: verifyBybit,
  isPublic: (path) => path.startsWith('/v5/market/'),
  isOrder: ({ method, path }) => method === 'POST' && path.startsWith('/v5/order/'),
  ordersOf: (wire) => {
    const fields = jsonOf(wire);
    if (!/^\/v5\/order\/create(?:-batch)?$/.test(wire.path)) return null;
    const found = wire.path.endsWith('batch') ? (fields.request as Record<string, unknown>[]) : [fields];
    // With a target or a stop an order is more than one.
    return found.some((order) => 'takeProfit' in order || 'stopLoss' in order) ? null : found.map(orderOf);
  },
  raises: { rate: 'RateLimitExceeded', stopped: 'AuthenticationError' },
  badSignature: refused(10004, 'Error sign, please check your signature generation algorithm.'),
  answer,
  streams: bybitStreams({ order: orderShape, trade: tradeShape }),
};

function rsaPem(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
}

function refused(retCode: number, retMsg: string): FakeAnswer {
  return { status: 200, body: { retCode, retMsg, result: {}, retExtInfo: {}, time: 0 } };
}

/** Timestamp, key id, window, and the query of a GET or the body of a POST. */
function verifyBybit(wire: Wire, { algorithm, keyId, secret }: Credential): boolean | null {
  const [id, given] = [headerOf(wire, 'x-bapi-api-key'), headerOf(wire, 'x-bapi-sign')];
  if (id === '' && given === '') return null;
  const payload = wire.method === 'GET' ? wire.query : wire.body;
  const text = headerOf(wire, 'x-bapi-timestamp') + id + headerOf(wire, 'x-bapi-recv-window') + payload;
  const unsigned = wire.method === 'GET' ? wire.body : wire.query;
  if (id !== keyId || unsigned !== '') return false;
  if (algorithm === 'hmac') return createHmac('sha256', secret).update(text).digest('hex') === given;
  return verify('RSA-SHA256', Buffer.from(text), createPublicKey(secret), Buffer.from(given, 'base64'));
}

/** `qty` of a market buy counts in quote currency unless `marketUnit` says otherwise. */
function orderOf(fields: Record<string, unknown>): WireOrder {
  const type = fields.orderType === 'Market' ? 'market' : 'limit';
  const side = fields.side === 'Buy' ? 'buy' : 'sell';
  const unit = textOf(fields.marketUnit) ?? (side === 'buy' ? 'quoteCoin' : 'baseCoin');
  const inQuote = type === 'market' && unit === 'quoteCoin';
  return {
    symbol: String(fields.symbol),
    side,
    type,
    quantity: inQuote ? null : textOf(fields.qty),
    quoteQuantity: inQuote ? textOf(fields.qty) : null,
    price: textOf(fields.price),
    clientOrderId: textOf(fields.orderLinkId),
  };
}

function answer(wire: Wire, { account, book, now }: Desk): FakeAnswer | null {
  const done = (result: unknown) => ok({ retCode: 0, retMsg: 'OK', result, retExtInfo: {}, time: now });
  const query = new URLSearchParams(wire.query);
  const fields = jsonOf(wire);
  const category = query.get('category') ?? 'spot';
  const list = (orders: AccountOrder[]) =>
    done({ category, nextPageCursor: '', list: orders.map(orderShape) });
  switch (`${wire.method} ${wire.path}`) {
    case 'GET /v5/market/time':
      return done({ timeSecond: String(Math.floor(now / 1000)), timeNano: `${now}000000` });
    case 'GET /v5/market/instruments-info':
      return done({ category, list: category === 'spot' ? [INSTRUMENT] : [], nextPageCursor: '' });
    case 'GET /v5/market/tickers': {
      const symbol = query.get('symbol') ?? '';
      const { bid, ask } = book(symbol);
      const ticker = { symbol, bid1Price: bid, bid1Size: '1', ask1Price: ask, ask1Size: '1', lastPrice: bid };
      return done({ category, list: [ticker] });
    }
    case 'GET /v5/user/query-api':
      return done({
        id: '1',
        note: 'trial',
        apiKey: headerOf(wire, 'x-bapi-api-key'),
        readOnly: 0,
        permissions: { Spot: ['SpotTrade'], Wallet: [], ContractTrade: [] },
        ips: ['203.0.113.1'],
        type: 1,
        unified: 0,
        uta: 1,
        isMaster: true,
      });
    case 'GET /v5/account/info':
      return done({ unifiedMarginStatus: 6, marginMode: 'REGULAR_MARGIN', updatedTime: String(now) });
    case 'GET /v5/asset/coin/query-info':
      return done({
        rows: ['BTC', 'USDT'].map((coin) => ({ name: coin, coin, remainAmount: '1', chains: [] })),
      });
    case 'GET /v5/account/wallet-balance':
      return done({
        list: [
          {
            accountType: 'UNIFIED',
            totalEquity: '175000',
            coin: [
              { coin: 'BTC', equity: '1.5', walletBalance: '1.5', locked: '0', free: '' },
              { coin: 'USDT', equity: '100000', walletBalance: '100000', locked: '0', free: '' },
            ],
          },
        ],
      });
    case 'POST /v5/order/create': {
      const placed = account.place(orderOf(fields), book(String(fields.symbol)), now);
      return done({ orderId: String(placed.number), orderLinkId: placed.clientOrderId });
    }
    case 'POST /v5/order/create-batch': {
      const orders = (bybit.ordersOf(wire) ?? []).map((order) =>
        account.place(order, book(order.symbol), now),
      );
      const entries = orders.map(({ number, symbol, clientOrderId }) => {
        return {
          category: 'spot',
          symbol,
          orderId: String(number),
          orderLinkId: clientOrderId,
          createAt: String(now),
        };
      });
      return ok({
        retCode: 0,
        retMsg: 'OK',
        result: { list: entries },
        retExtInfo: { list: entries.map(() => ({ code: 0, msg: 'OK' })) },
        time: now,
      });
    }
    case 'POST /v5/order/cancel': {
      const cancelled = account.cancel(Number(fields.orderId));
      if (cancelled === null) return refused(170213, 'Order does not exist.');
      return done({ orderId: String(cancelled.number), orderLinkId: cancelled.clientOrderId });
    }
    case 'GET /v5/order/realtime': {
      const number = query.get('orderId');
      return list(
        number === null ? account.open() : account.orders.filter((order) => String(order.number) === number),
      );
    }
    case 'GET /v5/order/history': {
      const number = query.get('orderId');
      return list(account.closed().filter((order) => number === null || String(order.number) === number));
    }
    case 'GET /v5/execution/list':
      return done({ category, nextPageCursor: '', list: account.trades.map(tradeShape) });
    default:
      return null;
  }
}

const STATES = { open: 'New', filled: 'Filled', cancelled: 'Cancelled' } as const;
const titled = (word: string) => word.slice(0, 1).toUpperCase() + word.slice(1);

function orderShape(order: AccountOrder) {
  const filled = filledOf(order);
  return {
    orderId: String(order.number),
    orderLinkId: order.clientOrderId,
    symbol: order.symbol,
    price: order.type === 'market' ? '0' : order.price,
    qty: order.quantity,
    side: titled(order.side),
    isLeverage: '0',
    orderStatus: STATES[order.state],
    avgPrice: order.state === 'filled' ? order.price : '',
    leavesQty: order.state === 'open' ? order.quantity : '0',
    cumExecQty: filled,
    cumExecValue: (Number(filled) * Number(order.price)).toFixed(8),
    cumExecFee: '0',
    timeInForce: order.type === 'market' ? 'IOC' : 'GTC',
    orderType: titled(order.type),
    stopOrderType: '',
    triggerPrice: '0',
    marketUnit: '',
    createdTime: String(order.time),
    updatedTime: String(order.time),
  };
}

function tradeShape({ number, order, price, cost }: AccountTrade) {
  return {
    symbol: order.symbol,
    orderId: String(order.number),
    orderLinkId: order.clientOrderId,
    side: titled(order.side),
    orderPrice: '0',
    orderQty: order.quantity,
    orderType: titled(order.type),
    execFee: '0.000001',
    execId: String(number),
    execPrice: price,
    execQty: order.quantity,
    execType: 'Trade',
    execValue: cost,
    execTime: String(order.time),
    feeCurrency: 'BTC',
    isMaker: false,
    feeRate: '0.001',
  };
}

const INSTRUMENT = {
  symbol: SYMBOL,
  baseCoin: 'BTC',
  quoteCoin: 'USDT',
  innovation: '0',
  status: 'Trading',
  marginTrading: 'none',
  lotSizeFilter: {
    basePrecision: '0.000001',
    quotePrecision: '0.00000001',
    minOrderQty: '0.000048',
    maxOrderQty: '71.73956243',
    minOrderAmt: '1',
    maxOrderAmt: '4000000',
  },
  priceFilter: { tickSize: '0.01' },
  riskParameters: {},
};
