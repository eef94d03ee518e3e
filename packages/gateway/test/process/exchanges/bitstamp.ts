import { createHmac, randomBytes } from 'node:crypto';
import { type Account, type AccountOrder, type AccountTrade, filledOf } from './account.ts';
import {
  type Credential,
  type Desk,
  type FakeAnswer,
  headerOf,
  ok,
  type Venue,
  type Wire,
  type WireOrder,
} from './venue.ts';

/* Bitstamp spot, from https://www.bitstamp.net/api/: signatures by its example in Python, answers by its schemas. */

const HOST = 'www.bitstamp.net';
const SYMBOL = 'btcusd';
const FORM = 'application/x-www-form-urlencoded';
const PLACES = /^\/api\/v2\/(buy|sell)\/(?:(market|instant)\/)?([a-z0-9]+)\/$/;
/** A nonce may be used once; kept for each account. */
const nonces = new WeakMap<Account, Set<string>>();

export const bitstamp: Venue = {
  exchange: 'bitstamp',
  algorithms: ['hmac'],
  hosts: [HOST],
  symbol: SYMBOL,
  unified: 'BTC/USD',
  bookPath: `/api/v2/ticker/${SYMBOL}/`,
  makeCredential: (algorithm) => ({
    algorithm,
    keyId: randomBytes(16).toString('hex'),
    secret: randomBytes(16).toString('hex'),
    passphrase: null,
  }),
  verify: verifyBitstamp,
  isPublic: (path) => /^\/api\/v2\/(?:ticker|markets|currencies|order_book|ohlc|transactions)\//.test(path),
  isOrder: ({ path }) => PLACES.test(path) || /^\/api\/v2\/(?:cancel|replace)_/.test(path),
  ordersOf,
  raises: { rate: 'RateLimitExceeded', stopped: 'AccountSuspended' },
  acceptRisks: 'no-ip,unverified',
  badSignature: refused('Invalid signature', 'API0005'),
  answer,
};

function refused(reason: unknown, code: string): FakeAnswer {
  const name = code.startsWith('API') ? 'code' : 'response_code';
  return { status: code.startsWith('API') ? 403 : 400, body: { status: 'error', reason, [name]: code } };
}

function verifyBitstamp(wire: Wire, { keyId, secret }: Credential): boolean | null {
  const { method, path, query, body } = wire;
  const [auth, signature, nonce, timestamp, version] = [
    '',
    '-signature',
    '-nonce',
    '-timestamp',
    '-version',
  ].map((name) => headerOf(wire, `x-auth${name}`));
  if (auth === '' && signature === '') return null;
  const type = headerOf(wire, 'content-type');
  if (version !== 'v2' || nonce.length !== 36 || nonce !== nonce.toLowerCase()) return false;
  if ((type === '') !== (body === '') || (type !== '' && type !== FORM)) return false;
  const signed = [auth, method, HOST, path, query, type, nonce, timestamp, version, body].join('');
  const expected = createHmac('sha256', secret).update(signed).digest('hex');
  return auth === `BITSTAMP ${keyId}` && signature === expected;
}

function ordersOf({ path, body }: Wire): WireOrder[] | null {
  const place = PLACES.exec(path);
  if (place === null) return null;
  const [, side, kind = 'limit', symbol] = place;
  const form = new URLSearchParams(body);
  const inQuote =
    kind === 'instant' && (side === 'buy' || form.get('amount_in_counter')?.toLowerCase() === 'true');
  const amount = form.get('amount');
  return [
    {
      symbol,
      side: side === 'buy' ? 'buy' : 'sell',
      type: kind === 'limit' ? 'limit' : 'market',
      quantity: inQuote ? null : amount,
      quoteQuantity: inQuote ? amount : null,
      price: form.get('price'),
      clientOrderId: form.get('client_order_id'),
    },
  ];
}

function answer(wire: Wire, { account, book, now }: Desk): FakeAnswer | null {
  if (bitstamp.isPublic(wire.path)) return publicAnswer(wire, book, now);
  const used = nonces.get(account) ?? new Set();
  nonces.set(account, used);
  const nonce = headerOf(wire, 'x-auth-nonce');
  if (used.has(nonce)) return refused('Invalid nonce', 'API0004');
  used.add(nonce);
  const form = new URLSearchParams(wire.body);
  const [order] = ordersOf(wire) ?? [];
  if (order !== undefined) return ok(placedShape(account.place(order, book(order.symbol), now)));
  switch (wire.path.slice('/api/v2/'.length)) {
    case 'account_balances/':
      return ok([
        { currency: 'btc', total: '1.50000000', available: '1.50000000', reserved: '0.00000000' },
        { currency: 'usd', total: '100000.00', available: '100000.00', reserved: '0.00' },
      ]);
    case 'order_status/': {
      const found = account.find(Number(form.get('id')));
      return found === undefined ? refused('Order not found.', '404.002') : ok(statusShape(account, found));
    }
    case 'cancel_order/': {
      const cancelled = account.cancel(Number(form.get('id')));
      if (cancelled === null) return refused('Order not found', '404.002');
      const { number, quantity, price, side } = cancelled;
      return ok({
        id: number,
        amount: Number(quantity),
        price: Number(price),
        type: side === 'buy' ? 0 : 1,
        market: 'BTC/USD',
        status: 'Canceled',
      });
    }
    case 'open_orders/':
    case 'open_orders/all/':
      return ok(account.open().map((one) => ({ ...placedShape(one), amount_at_create: one.quantity })));
    case 'user_transactions/':
    case `user_transactions/${SYMBOL}/`:
      return ok(account.trades.map(tradeShape).toReversed());
    default:
      return null;
  }
}

function publicAnswer({ path, query }: Wire, book: Desk['book'], now: number): FakeAnswer | null {
  if (path === '/api/v2/markets/') return ok([MARKET]);
  const symbol = /^\/api\/v2\/ticker\/([a-z0-9]+)\/$/.exec(path)?.[1];
  if (symbol === undefined) return null;
  // The documentation has parameters of a ticker refused.
  if (query !== '') return refused('GET parameters not allowed for this request.', '400.018');
  const { bid, ask } = book(symbol);
  return ok({
    timestamp: String(Math.floor(now / 1000)),
    open: bid,
    high: ask,
    low: bid,
    last: bid,
    volume: '1000.00000000',
    vwap: bid,
    bid,
    ask,
    side: '0',
    open_24: bid,
    percent_change_24: '0.00',
    market_type: 'SPOT',
  });
}

const dateOf = (time: number) => new Date(time).toISOString().replace('T', ' ').replace('Z', '000');
const STATES = { open: 'Open', filled: 'Finished', cancelled: 'Canceled' } as const;

function placedShape({ number, side, price, quantity, clientOrderId, time }: AccountOrder) {
  return {
    id: String(number),
    datetime: dateOf(time),
    type: side === 'buy' ? '0' : '1',
    price,
    amount: quantity,
    market: 'BTC/USD',
    ...(clientOrderId.startsWith('auto-') ? {} : { client_order_id: clientOrderId }),
  };
}

function statusShape(account: Account, order: AccountOrder) {
  return {
    id: order.number,
    datetime: dateOf(order.time),
    type: order.side === 'buy' ? '0' : '1',
    status: STATES[order.state],
    market: 'BTC/USD',
    transactions: account.trades
      .filter((trade) => trade.order === order)
      .map(({ number, price, cost }) => ({
        tid: number,
        price,
        btc: order.quantity,
        usd: cost,
        fee: '0.00',
        datetime: dateOf(order.time),
        type: 2,
      })),
    amount_remaining: (Number(order.quantity) - Number(filledOf(order))).toFixed(8),
  };
}

function tradeShape({ number, order, price, cost }: AccountTrade) {
  const [base, quote] = order.side === 'buy' ? [order.quantity, `-${cost}`] : [`-${order.quantity}`, cost];
  return {
    id: number,
    datetime: dateOf(order.time),
    type: '2',
    fee: '0.00',
    btc: base,
    usd: quote,
    btc_usd: Number(price),
    order_id: order.number,
    self_trade: false,
  };
}

const MARKET = {
  name: 'BTC/USD',
  market_symbol: SYMBOL,
  base_currency: 'BTC',
  base_decimals: 8,
  counter_currency: 'USD',
  counter_decimals: 2,
  minimum_order_value: '10',
  maximum_order_value: null,
  minimum_order_amount: '0.00000001',
  maximum_order_amount: null,
  trading: 'Enabled',
  instant_order_counter_decimals: 2,
  instant_and_market_orders: 'Enabled',
  description: 'Bitcoin / U.S. dollar',
  market_type: 'SPOT',
};
