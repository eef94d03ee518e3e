import { createHash, createHmac, randomBytes } from 'node:crypto';
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

/* Gate's API v4, spot, from https://www.gate.com/docs/developers/apiv4/en/: authentication, and the spot endpoints. */

const SYMBOL = 'BTC_USDT';
const V4 = '/api/v4/';
const SPOT = `${V4}spot/`;

export const gate: Venue = {
  exchange: 'gate',
  algorithms: ['hmac'],
  hosts: ['api.gateio.ws'],
  symbol: SYMBOL,
  unified: 'BTC/USDT',
  bookPath: `${SPOT}tickers`,
  makeCredential: (algorithm) => ({
    algorithm,
    keyId: randomBytes(16).toString('hex'),
    secret: randomBytes(32).toString('hex'),
    passphrase: null,
  }),
  verify: verifyGate,
  isPublic: (path) =>
    /^\/api\/v4\/(?:spot\/(?:currencies|currency_pairs|tickers|order_book|time)|margin\/currency_pairs|(?:futures|delivery)\/\w+\/contracts$|options\/)/.test(
      path,
    ),
  isOrder: ({ method, path }) =>
    method !== 'GET' && /^\/api\/v4\/spot\/(?:\w*orders|countdown_cancel_all)(?:\/|$)/.test(path),
  ordersOf: ({ method, path, body }) => {
    if (method !== 'POST') return null;
    if (path === `${SPOT}orders`) return [orderOf(JSON.parse(body) as Fields)];
    if (path === `${SPOT}batch_orders`) return (JSON.parse(body) as Fields[]).map(orderOf);
    return path === `${SPOT}price_orders` ? [triggerOrderOf(JSON.parse(body) as Fields)] : null;
  },
  raises: { rate: 'RateLimitExceeded', stopped: 'AccountSuspended', stale: 'AuthenticationError' },
  badSignature: { status: 401, body: { label: 'INVALID_SIGNATURE', message: 'Signature mismatch' } },
  acceptRisks: 'unverified',
  wholeSeconds: true,
  answer,
};

/** HMAC-SHA512 of method, path, query without encoding, hash of the body and timestamp, one a line. */
function verifyGate(wire: Wire, { keyId, secret }: Credential): boolean | null {
  const id = headerOf(wire, 'key');
  const sign = headerOf(wire, 'sign');
  if (id === '' && sign === '') return null;
  const hashed = createHash('sha512').update(wire.body).digest('hex');
  const timestamp = headerOf(wire, 'timestamp');
  const query = decodeURIComponent(wire.query.replaceAll('+', ' '));
  const text = [wire.method, wire.path, query, hashed, timestamp].join('\n');
  return id === keyId && sign === createHmac('sha512', secret).update(text).digest('hex');
}

type Fields = Record<string, unknown>;

/** `amount` of a market buy is in quote currency. */
function orderOf(fields: Fields): WireOrder {
  const type = fields.type === 'market' ? 'market' : 'limit';
  const side = fields.side === 'buy' ? 'buy' : 'sell';
  const inQuote = type === 'market' && side === 'buy';
  return {
    symbol: String(fields.currency_pair),
    side,
    type,
    quantity: inQuote ? null : textOf(fields.amount),
    quoteQuantity: inQuote ? textOf(fields.amount) : null,
    price: type === 'market' ? null : textOf(fields.price),
    clientOrderId: textOf(fields.text),
  };
}

/** What is placed when the price is reached; its `amount` is in base currency. */
function triggerOrderOf(fields: Fields): WireOrder {
  const put = fields.put as Fields;
  const type = put.type === 'market' ? 'market' : 'limit';
  return {
    symbol: String(fields.market),
    side: put.side === 'buy' ? 'buy' : 'sell',
    type,
    quantity: textOf(put.amount),
    quoteQuantity: null,
    price: type === 'market' ? null : textOf(put.price),
    clientOrderId: null,
  };
}

const refusal = (status: number, label: string): FakeAnswer => ({ status, body: { label, message: label } });

function answer(wire: Wire, { account, book, now }: Desk): FakeAnswer | null {
  const query = new URLSearchParams(wire.query);
  const place = (fields: Fields) => {
    const order = orderOf(fields);
    return account.place(order, book(order.symbol), now);
  };
  const request = `${wire.method} ${wire.path.slice(V4.length)}`;
  const [, orderId = ''] = /^\w+ spot\/orders\/(.+)$/.exec(request) ?? [];
  if (orderId !== '') {
    const order = wire.method === 'DELETE' ? account.cancel(Number(orderId)) : account.find(Number(orderId));
    return order == null ? refusal(404, 'ORDER_NOT_FOUND') : ok(orderShape(order));
  }
  switch (request) {
    case 'GET spot/time':
      return ok({ server_time: now });
    case 'GET spot/currencies':
      return ok(['BTC', 'USDT'].map(currency));
    case 'GET spot/currency_pairs':
      return ok([PAIR]);
    case 'GET margin/currency_pairs':
    case 'GET futures/usdt/contracts':
    case 'GET futures/btc/contracts':
    case 'GET delivery/usdt/contracts':
    case 'GET options/underlyings':
      return ok([]);
    case 'GET spot/tickers': {
      const currency_pair = query.get('currency_pair') ?? '';
      const { bid, ask } = book(currency_pair);
      return ok([{ currency_pair, last: bid, lowest_ask: ask, highest_bid: bid, quote_volume: '1' }]);
    }
    case 'GET account/detail':
      return ok({ user_id: 1, ip_whitelist: ['203.0.113.1'], currency_pairs: [], key: { mode: 1 }, tier: 0 });
    case 'GET spot/accounts':
      return ok([
        { currency: 'BTC', available: '1.5', locked: '0', update_id: 1 },
        { currency: 'USDT', available: '100000', locked: '0', update_id: 1 },
      ]);
    case 'POST spot/orders':
      return { status: 201, body: orderShape(place(JSON.parse(wire.body) as Fields)) };
    case 'POST spot/batch_orders':
      return ok(
        (JSON.parse(wire.body) as Fields[]).map((fields) => ({
          succeeded: true,
          label: '',
          message: '',
          ...orderShape(place(fields)),
        })),
      );
    case 'GET spot/open_orders': {
      const orders = account.open().map(orderShape);
      return ok(orders.length === 0 ? [] : [{ currency_pair: SYMBOL, total: orders.length, orders }]);
    }
    case 'GET spot/price_orders':
      return ok([]);
    case 'GET spot/orders':
      return ok(account.closed().map(orderShape));
    case 'GET spot/my_trades':
      return ok(account.trades.map(tradeShape));
    default:
      return null;
  }
}

const STATES = { open: 'open', filled: 'closed', cancelled: 'cancelled' } as const;

function orderShape(order: AccountOrder) {
  const seconds = String(Math.floor(order.time / 1000));
  const filled = filledOf(order);
  return {
    id: String(order.number),
    text: order.clientOrderId.startsWith('t-') ? order.clientOrderId : 'apiv4',
    create_time: seconds,
    update_time: seconds,
    create_time_ms: order.time,
    update_time_ms: order.time,
    status: STATES[order.state],
    currency_pair: order.symbol,
    type: order.type,
    account: 'spot',
    side: order.side,
    amount: order.quantity,
    price: order.price,
    time_in_force: order.type === 'market' ? 'ioc' : 'gtc',
    iceberg: '0',
    left: String(Number(order.quantity) - Number(filled)),
    filled_total: String(Number(filled) * Number(order.price)),
    avg_deal_price: order.state === 'filled' ? order.price : '0',
    fee: '0',
    fee_currency: 'BTC',
    finish_as: order.state === 'cancelled' ? 'cancelled' : order.state,
  };
}

function tradeShape({ number, order, price }: AccountTrade) {
  return {
    id: String(number),
    create_time: String(Math.floor(order.time / 1000)),
    create_time_ms: String(order.time),
    currency_pair: order.symbol,
    side: order.side,
    role: 'taker',
    amount: order.quantity,
    price,
    order_id: String(order.number),
    fee: '0.000001',
    fee_currency: 'BTC',
    text: order.clientOrderId,
  };
}

function currency(name: string) {
  return { currency: name, name, delisted: false, trade_disabled: false, chain: name, chains: [] };
}

const PAIR = {
  id: SYMBOL,
  base: 'BTC',
  quote: 'USDT',
  fee: '0.2',
  min_base_amount: '0.00001',
  min_quote_amount: '1',
  amount_precision: 8,
  precision: 1,
  trade_status: 'tradable',
  sell_start: 0,
  buy_start: 0,
};
