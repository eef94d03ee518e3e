import { createHmac, randomBytes } from 'node:crypto';
import { type AccountOrder, type AccountTrade, filledOf } from './account.ts';
import {
  type Credential,
  type Desk,
  type FakeAnswer,
  ok,
  textOf,
  type Venue,
  type Wire,
  type WireOrder,
} from './venue.ts';

/* HTX spot, from https://www.htx.com/en-us/opend/newApiPages/: the signature, and the pages of the endpoints. */

const SYMBOL = 'btcusdt';
const HOSTS = ['api.huobi.pro', 'api.hbdm.vn', 'api-aws.huobi.pro', 'api.hbdm.com'];
const SPOT_ACCOUNT = 5260185;

export const htx: Venue = {
  exchange: 'htx',
  algorithms: ['hmac'],
  hosts: ['api.huobi.pro', 'api.hbdm.vn'],
  symbol: SYMBOL,
  unified: 'BTC/USDT',
  bookPath: '/market/detail/merged',
  makeCredential: (algorithm) => ({ algorithm, keyId: grouped(), secret: grouped(), passphrase: null }),
  verify: verifyHtx,
  isPublic: (path) =>
    /^\/(?:market\/|v[12]\/(?:common|settings)\/|v2\/reference\/currencies|(?:linear-)?swap-api\/v1\/swap_contract_info|api\/v1\/contract_contract_info)/.test(
      path,
    ),
  isOrder: ({ method, path }) => method === 'POST' && /^\/(?:v1\/order\/|v2\/algo-orders)/.test(path),
  ordersOf: ({ method, path, body }) => {
    if (method !== 'POST') return null;
    if (path === '/v1/order/orders/place') return [orderOf(JSON.parse(body) as Fields)];
    if (path === '/v1/order/batch-orders') return (JSON.parse(body) as Fields[]).map(orderOf);
    return path === '/v2/algo-orders' ? [algoOrderOf(JSON.parse(body) as Fields)] : null;
  },
  raises: { rate: 'RateLimitExceeded', stopped: 'AuthenticationError', stale: 'AuthenticationError' },
  badSignature: {
    status: 200,
    body: {
      status: 'error',
      'err-code': 'api-signature-not-valid',
      'err-msg': 'Signature not valid',
      data: null,
    },
  },
  wholeSeconds: true,
  answer,
};

/** 29 hexadecimal digits in four groups. */
function grouped(): string {
  const hex = randomBytes(15).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 16), hex.slice(16, 24), hex.slice(24, 29)].join('-');
}

/** HMAC-SHA256 of method, host, path and the ordered query, one a line; the body is not in it. */
function verifyHtx({ method, path, query }: Wire, { keyId, secret }: Credential): boolean | null {
  const parts = query.split('&');
  const signature = parts.find((part) => part.startsWith('Signature='));
  if (signature === undefined && !query.includes('AccessKeyId=')) return null;
  const ordered = parts
    .filter((part) => part !== signature)
    .sort()
    .join('&');
  const given = decodeURIComponent(signature?.slice('Signature='.length) ?? '');
  const fits = (host: string) =>
    given === createHmac('sha256', secret).update([method, host, path, ordered].join('\n')).digest('base64');
  return parts.includes(`AccessKeyId=${keyId}`) && HOSTS.some(fits);
}

type Fields = Record<string, unknown>;

/** `amount` of `buy-market` is in quote currency. */
function orderOf(fields: Fields): WireOrder {
  const [side, ...words] = String(fields.type).split('-');
  const type = words.join('-') === 'market' ? 'market' : 'limit';
  const inQuote = type === 'market' && side === 'buy';
  return {
    symbol: String(fields.symbol),
    side: side === 'buy' ? 'buy' : 'sell',
    type,
    quantity: inQuote ? null : textOf(fields.amount),
    quoteQuantity: inQuote ? textOf(fields.amount) : null,
    price: type === 'market' ? null : textOf(fields.price),
    clientOrderId: textOf(fields['client-order-id']),
  };
}

function algoOrderOf(fields: Fields): WireOrder {
  const type = fields.orderType === 'market' ? 'market' : 'limit';
  return {
    symbol: String(fields.symbol),
    side: fields.orderSide === 'buy' ? 'buy' : 'sell',
    type,
    quantity: textOf(fields.orderSize),
    quoteQuantity: textOf(fields.orderValue),
    price: textOf(fields.orderPrice),
    clientOrderId: textOf(fields.clientOrderId),
  };
}

const done = (data: unknown): FakeAnswer => ok({ status: 'ok', data });
const failed = (code: string): FakeAnswer =>
  ok({ status: 'error', 'err-code': code, 'err-msg': code, data: null });

function answer(wire: Wire, { account, book, now }: Desk): FakeAnswer | null {
  const query = new URLSearchParams(wire.query);
  const place = (fields: Fields) => {
    if (String(fields['account-id']) !== String(SPOT_ACCOUNT)) throw new Error('no account of spot');
    const order = orderOf(fields);
    return account.place(order, book(order.symbol), now);
  };
  const [, id = '', cancels] = /^\/v1\/order\/orders\/(\d+)(\/submitcancel)?$/.exec(wire.path) ?? [];
  if (id !== '') {
    const order = cancels === undefined ? account.find(Number(id)) : account.cancel(Number(id));
    if (order == null)
      return failed(cancels === undefined ? 'base-record-invalid' : 'order-orderstate-error');
    return done(cancels === undefined ? orderShape(order) : id);
  }
  switch (`${wire.method} ${wire.path}`) {
    case 'GET /v1/common/timestamp':
      return done(now);
    case 'GET /v1/common/symbols':
      return done([MARKET]);
    case 'GET /v2/reference/currencies':
      return ok({ code: 200, data: ['btc', 'usdt'].map(currency) });
    case 'GET /linear-swap-api/v1/swap_contract_info':
      return done([contract({ contract_code: 'BTC-USDT', pair: 'BTC-USDT', business_type: 'swap' })]);
    case 'GET /swap-api/v1/swap_contract_info':
      return done([contract({ contract_code: 'BTC-USD' })]);
    case 'GET /api/v1/contract_contract_info':
      return done([
        contract({ contract_code: 'BTC301227', delivery_date: '20301227', delivery_time: '1924588800000' }),
      ]);
    case 'GET /market/detail/merged': {
      const { bid, ask } = book(query.get('symbol') ?? '');
      return ok({ status: 'ok', ts: now, tick: { bid: [Number(bid), 1], ask: [Number(ask), 1], vol: 1 } });
    }
    case 'GET /v1/account/accounts':
      return done([
        { id: 5260184, type: 'point', subtype: '', state: 'working' },
        { id: SPOT_ACCOUNT, type: 'spot', subtype: '', state: 'working' },
        { id: 5260186, type: 'super-margin', subtype: '', state: 'working' },
      ]);
    case `GET /v1/account/accounts/${SPOT_ACCOUNT}/balance`:
      return done({
        id: SPOT_ACCOUNT,
        type: 'spot',
        state: 'working',
        list: [
          { currency: 'btc', type: 'trade', balance: '1.5' },
          { currency: 'btc', type: 'frozen', balance: '0' },
          { currency: 'usdt', type: 'trade', balance: '100000' },
          { currency: 'usdt', type: 'frozen', balance: '0' },
        ],
      });
    case 'GET /v2/user/uid':
      return ok({ code: 200, data: 63628520 });
    case 'GET /v2/user/api-key':
      return ok({
        code: 200,
        data: [
          {
            accessKey: query.get('accessKey'),
            permission: 'readOnly,trade',
            ipAddresses: '203.0.113.1',
            validDays: -1,
            status: 'normal',
          },
        ],
      });
    case 'POST /v1/order/orders/place':
      return done(String(place(JSON.parse(wire.body) as Fields).number));
    case 'POST /v1/order/batch-orders':
      return done(
        (JSON.parse(wire.body) as Fields[]).map((fields) => {
          const { number, clientOrderId } = place(fields);
          return { 'order-id': number, 'client-order-id': clientOrderId };
        }),
      );
    case 'GET /v1/order/openOrders':
      return done(account.open().map(orderShape));
    case 'GET /v2/algo-orders/opening':
      return ok({ code: 200, data: [] });
    case 'GET /v1/order/orders':
    case 'GET /v1/order/history':
      return done(account.closed().map(orderShape));
    case 'GET /v1/order/matchresults':
      return done(account.trades.map(tradeShape));
    default:
      return null;
  }
}

const STATES = { open: 'submitted', filled: 'filled', cancelled: 'canceled' } as const;

function orderShape(order: AccountOrder) {
  const filled = filledOf(order);
  return {
    id: order.number,
    'client-order-id': order.clientOrderId,
    symbol: order.symbol,
    'account-id': SPOT_ACCOUNT,
    amount: order.quantity,
    price: order.price,
    'created-at': order.time,
    type: `${order.side}-${order.type}`,
    'field-amount': filled,
    'field-cash-amount': String(Number(filled) * Number(order.price)),
    'field-fees': '0',
    'finished-at': order.state === 'open' ? 0 : order.time,
    source: 'spot-api',
    state: STATES[order.state],
    'canceled-at': order.state === 'cancelled' ? order.time : 0,
  };
}

function tradeShape({ number, order, price }: AccountTrade) {
  return {
    id: number,
    'trade-id': number,
    'match-id': number,
    'order-id': order.number,
    symbol: order.symbol,
    type: `${order.side}-${order.type}`,
    price,
    'filled-amount': order.quantity,
    'filled-fees': '0.000001',
    'fee-currency': 'btc',
    role: 'taker',
    source: 'spot-api',
    'created-at': order.time,
  };
}

function currency(name: string) {
  return { currency: name, assetType: '1', instStatus: 'normal', chains: [] };
}

function contract(parts: Fields) {
  return { symbol: 'BTC', contract_size: 0.001, price_tick: 0.1, contract_status: 1, ...parts };
}

const MARKET = {
  symbol: SYMBOL,
  'base-currency': 'btc',
  'quote-currency': 'usdt',
  'price-precision': 2,
  'amount-precision': 8,
  'value-precision': 8,
  'min-order-amt': 0.00001,
  'max-order-amt': 1000,
  'min-order-value': 5,
  state: 'online',
  'api-trading': 'enabled',
};
