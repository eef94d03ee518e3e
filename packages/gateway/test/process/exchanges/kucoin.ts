import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { type AccountOrder, type AccountTrade, filledOf } from './account.ts';
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

/* KuCoin spot, from https://www.kucoin.com/docs-new/: authentication, and the pages of the endpoints. */

const SYMBOL = 'BTC-USDT';
const PUBLIC =
  /^\/api\/(?:v[123]\/(?:symbols|currencies|timestamp|status|market\/(?!orderbook\/level[23]$)|margin\/config|contracts\/|prices)|ua\/v1\/(?:market|server)\/)/;
const ORDERS = /^\/api\/(?:v1\/(?:hf\/)?orders?|v1\/stop-order|v3\/oco)(?:\/|$)/;

export const kucoin: Venue = {
  exchange: 'kucoin',
  algorithms: ['hmac'],
  hosts: ['api.kucoin.com', 'api-futures.kucoin.com', 'api-broker.kucoin.com'],
  symbol: SYMBOL,
  unified: 'BTC/USDT',
  bookPath: '/api/v1/market/orderbook/level1',
  makeCredential: (algorithm) => ({
    algorithm,
    keyId: randomBytes(12).toString('hex'),
    secret: randomUUID(),
    passphrase: `Real-${randomBytes(9).toString('hex')}`,
  }),
  verify: verifyKucoin,
  isPublic: (path) => PUBLIC.test(path),
  isOrder: ({ method, path }) => method !== 'GET' && ORDERS.test(path),
  ordersOf,
  raises: { rate: 'RateLimitExceeded', stopped: 'AccountSuspended' },
  badSignature: { status: 401, body: { code: '400005', msg: 'Invalid KC-API-SIGN' } },
  answer,
};

/**
 * HMAC-SHA256 of timestamp, method, path with the decoded query, and body. The header KC-API-PASSPHRASE is an HMAC too.
 */
function verifyKucoin(wire: Wire, { keyId, secret, passphrase }: Credential): boolean | null {
  const header = (name: string) => headerOf(wire, `kc-api-${name}`);
  if (header('key') === '' && header('sign') === '') return null;
  const mac = (text: string) => createHmac('sha256', secret).update(text).digest('base64');
  const target = wire.query === '' ? wire.path : `${wire.path}?${decodeURIComponent(wire.query)}`;
  return (
    header('key') === keyId &&
    header('sign') === mac(header('timestamp') + wire.method + target + wire.body) &&
    header('passphrase') === mac(passphrase ?? '') &&
    ['2', '3'].includes(header('key-version'))
  );
}

type Fields = Record<string, unknown>;

function listOf(wire: Wire): Fields[] {
  const { orderList } = jsonOf(wire);
  return Array.isArray(orderList) ? (orderList as Fields[]) : [];
}

function orderOf(fields: Fields): WireOrder {
  return {
    symbol: String(fields.symbol),
    side: fields.side === 'buy' ? 'buy' : 'sell',
    type: fields.type === 'market' ? 'market' : 'limit',
    quantity: textOf(fields.size),
    quoteQuantity: textOf(fields.funds),
    price: textOf(fields.price),
    clientOrderId: textOf(fields.clientOid),
  };
}

/** Null also for futures, which have the same paths on another host, and symbols without a dash. */
function ordersOf(wire: Wire): WireOrder[] | null {
  if (wire.method !== 'POST') return null;
  const single = /^\/api\/v1\/(?:(?:hf\/)?orders(?:\/sync|\/test)?|stop-order)$/.test(wire.path);
  const several = /^\/api\/v1\/(?:hf\/)?orders\/multi(?:\/sync)?$/.test(wire.path);
  const orders = single ? [orderOf(jsonOf(wire))] : several ? listOf(wire).map(orderOf) : [];
  return orders.length > 0 && orders.every(({ symbol }) => symbol.includes('-')) ? orders : null;
}

const done = (data: unknown): FakeAnswer => ok({ code: '200000', data });
const failed = (code: string, msg: string): FakeAnswer => ok({ code, msg });

/** Orders have numbers here, and 24 hexadecimal digits there. */
const idOf = (number: number) => `67ab${String(number).padStart(20, '0')}`;
const numberOf = (id: string) => Number(id.slice(4));

function answer(wire: Wire, { account, book, now }: Desk): FakeAnswer | null {
  const query = new URLSearchParams(wire.query);
  const place = (fields: Fields) => {
    const placed = account.place(orderOf(fields), book(String(fields.symbol)), now);
    return { orderId: idOf(placed.number), clientOid: placed.clientOrderId };
  };
  const [, id] = /^\/api\/v1\/hf\/orders\/([0-9a-z]{24})$/.exec(wire.path) ?? [];
  if (id !== undefined && wire.method === 'DELETE') {
    return account.cancel(numberOf(id)) === null
      ? failed('400100', 'order_not_exist_or_not_allow_to_cancel')
      : done({ orderId: id });
  }
  if (id !== undefined && wire.method === 'GET') {
    const order = account.find(numberOf(id));
    return order === undefined ? failed('400100', 'order not exist.') : done(orderShape(order));
  }
  switch (`${wire.method} ${wire.path}`) {
    case 'GET /api/v1/timestamp':
      return done(now);
    case 'GET /api/v2/symbols':
      return done([MARKET]);
    case 'GET /api/v3/currencies':
      return done(['BTC', 'USDT'].map(currency));
    case 'GET /api/v1/market/allTickers':
      return done({ time: now, ticker: [] });
    case 'GET /api/v3/margin/symbols':
      return done({ timestamp: now, items: [] });
    case 'GET /api/v1/contracts/active':
    case 'GET /api/v1/isolated/symbols':
      return done([]);
    case 'GET /api/v1/market/orderbook/level1': {
      const { bid, ask } = book(query.get('symbol') ?? '');
      return done({
        time: now,
        sequence: '1',
        price: ask,
        size: '1',
        bestBid: bid,
        bestBidSize: '1',
        bestAsk: ask,
        bestAskSize: '1',
      });
    }
    case 'GET /api/ua/v1/account/mode':
      return done({ selfAccountMode: 'CLASSIC' });
    case 'GET /api/v1/hf/accounts/opened':
      return done(true);
    case 'GET /api/v1/user/api-key':
      return done({
        remark: 'x',
        apiKey: headerOf(wire, 'kc-api-key'),
        apiVersion: 3,
        permission: 'General,Spot',
        ipWhitelist: '203.0.113.1',
        createdAt: now,
        uid: 1,
        isMaster: true,
      });
    case 'GET /api/v1/accounts':
      // ccxt sums up those of the type that it asked for.
      return done(
        [
          ['BTC', '1.5'],
          ['USDT', '100000'],
        ].map(([name, balance], at) => ({
          id: String(at + 1),
          currency: name,
          type: query.get('type') ?? 'trade',
          balance,
          available: balance,
          holds: '0',
        })),
      );
    case 'POST /api/v1/hf/orders':
      return done(place(jsonOf(wire)));
    case 'POST /api/v1/hf/orders/multi':
      return done(listOf(wire).map((fields) => ({ ...place(fields), success: true })));
    case 'GET /api/v1/hf/orders/active/symbols':
      return done({ symbols: account.open().length === 0 ? [] : [SYMBOL] });
    case 'GET /api/v1/hf/orders/active':
      return done(account.open().map(orderShape));
    case 'GET /api/v1/hf/orders/active/page':
      return done(page(account.open().map(orderShape)));
    case 'GET /api/v1/orders':
    case 'GET /api/v1/stop-order':
    case 'GET /api/v3/oco/orders':
      return done(page([]));
    case 'GET /api/v1/hf/orders/done':
      return done({ lastId: 1, items: account.closed().map(orderShape) });
    case 'GET /api/v1/hf/fills':
      return done({ lastId: 1, items: account.trades.map(tradeShape) });
    case 'GET /api/v1/fills':
      return done(page(account.trades.map(tradeShape)));
    default:
      return null;
  }
}

function page(items: unknown[]) {
  return {
    currentPage: 1,
    pageSize: 100,
    totalNum: items.length,
    totalPage: items.length === 0 ? 0 : 1,
    items,
  };
}

function orderShape(order: AccountOrder) {
  const filled = filledOf(order);
  return {
    id: idOf(order.number),
    clientOid: order.clientOrderId,
    symbol: order.symbol,
    opType: 'DEAL',
    type: order.type,
    side: order.side,
    price: order.type === 'market' ? '0' : order.price,
    size: order.quantity,
    funds: '0',
    dealSize: filled,
    dealFunds: String(Number(filled) * Number(order.price)),
    remainSize: order.state === 'open' ? order.quantity : '0',
    cancelledSize: order.state === 'cancelled' ? order.quantity : '0',
    fee: '0',
    feeCurrency: 'USDT',
    stp: null,
    timeInForce: 'GTC',
    postOnly: false,
    hidden: false,
    iceberg: false,
    visibleSize: '0',
    cancelAfter: 0,
    channel: 'API',
    cancelExist: order.state === 'cancelled',
    tradeType: 'TRADE',
    inOrderBook: order.state === 'open',
    active: order.state === 'open',
    createdAt: order.time,
    lastUpdatedAt: order.time,
  };
}

function tradeShape({ number, order, price, cost }: AccountTrade) {
  return {
    id: number,
    symbol: order.symbol,
    tradeId: number,
    orderId: idOf(order.number),
    counterOrderId: '1',
    side: order.side,
    liquidity: 'taker',
    forceTaker: true,
    price,
    size: order.quantity,
    funds: cost,
    fee: '0.1',
    feeRate: '0.001',
    feeCurrency: 'USDT',
    stop: '',
    tradeType: 'TRADE',
    type: order.type,
    createdAt: order.time,
  };
}

function currency(name: string) {
  return {
    currency: name,
    name,
    fullName: name,
    precision: 8,
    confirms: null,
    contractAddress: null,
    isMarginEnabled: true,
    isDebitEnabled: true,
    chains: [
      {
        chainName: name,
        chainId: name.toLowerCase(),
        withdrawalMinSize: '0.001',
        depositMinSize: '0.0002',
        withdrawalMinFee: '0.0005',
        isWithdrawEnabled: true,
        isDepositEnabled: true,
        confirms: 3,
        preConfirms: 1,
        contractAddress: '',
        withdrawPrecision: 8,
        needTag: false,
      },
    ],
  };
}

const MARKET = {
  symbol: SYMBOL,
  name: SYMBOL,
  baseCurrency: 'BTC',
  quoteCurrency: 'USDT',
  feeCurrency: 'USDT',
  market: 'USDS',
  baseMinSize: '0.00001',
  quoteMinSize: '0.1',
  baseMaxSize: '10000000000',
  quoteMaxSize: '99999999',
  baseIncrement: '0.00000001',
  quoteIncrement: '0.000001',
  priceIncrement: '0.1',
  priceLimitRate: '0.1',
  minFunds: '0.1',
  isMarginEnabled: true,
  enableTrading: true,
  feeCategory: 1,
  makerFeeCoefficient: '1.00',
  takerFeeCoefficient: '1.00',
  st: false,
};
