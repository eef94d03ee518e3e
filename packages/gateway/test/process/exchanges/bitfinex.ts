import { createHmac, randomBytes } from 'node:crypto';
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

/*
 * Bitfinex v2, from https://docs.bitfinex.com/docs/rest-auth for signatures and https://docs.bitfinex.com/reference for the
 * answers, which are rows without names. Errors have status 500.
 */

const SYMBOL = 'tBTCUSD';
const PRIVATE = '/v2/auth/';

export const bitfinex: Venue = {
  exchange: 'bitfinex',
  algorithms: ['hmac'],
  hosts: ['api.bitfinex.com', 'api-pub.bitfinex.com'],
  symbol: SYMBOL,
  unified: 'BTC/USD',
  bookPath: `/v2/ticker/${SYMBOL}`,
  makeCredential: (algorithm) => ({
    algorithm,
    keyId: randomBytes(21).toString('hex'),
    secret: randomBytes(21).toString('hex'),
    passphrase: null,
  }),
  verify: verifyBitfinex,
  isPublic: (path) => !path.startsWith(PRIVATE),
  isOrder: ({ path }) => path.startsWith(`${PRIVATE}w/order/`),
  ordersOf,
  raises: { rate: 'RateLimitExceeded', stopped: 'AuthenticationError', order: 'BadRequest' },
  acceptRisks: 'no-ip',
  badSignature: refused(10100, 'apikey: invalid'),
  answer,
};

function refused(code: number, text: string): FakeAnswer {
  return { status: 500, body: ['error', code, text] };
}

/** HMAC-SHA384 of path, nonce and body in a row. */
function verifyBitfinex(wire: Wire, { keyId, secret }: Credential): boolean | null {
  const [id, nonce, given] = ['apikey', 'nonce', 'signature'].map((name) => headerOf(wire, `bfx-${name}`));
  if (id === '' && nonce === '' && given === '') return null;
  const expected = createHmac('sha384', secret).update(`/api${wire.path}${nonce}${wire.body}`).digest('hex');
  const safe = /^\d+$/.test(nonce) && Number(nonce) <= Number.MAX_SAFE_INTEGER;
  return id === keyId && given === expected && safe && wire.query === '';
}

function ordersOf(wire: Wire): WireOrder[] | null {
  const fields = jsonOf(wire);
  if (wire.path === `${PRIVATE}w/order/submit`) return [orderOf(fields)];
  if (wire.path !== `${PRIVATE}w/order/multi` || !Array.isArray(fields.ops)) return null;
  const operations = fields.ops as [string, Record<string, unknown>][];
  return operations.every(([name]) => name === 'on') ? operations.map(([, order]) => orderOf(order)) : null;
}

/** A negative amount sells. Stops are told by their limit, where they have one. */
function orderOf(fields: Record<string, unknown>): WireOrder {
  const amount = String(fields.amount);
  const kind = String(fields.type).replace(/^EXCHANGE /, '');
  const price = kind === 'STOP LIMIT' ? fields.price_aux_limit : fields.price;
  const market = ['MARKET', 'STOP', 'TRAILING STOP'].includes(kind);
  return {
    symbol: String(fields.symbol),
    side: amount.startsWith('-') ? 'sell' : 'buy',
    type: market ? 'market' : 'limit',
    quantity: amount.replace(/^-/, ''),
    quoteQuantity: null,
    price: market ? null : textOf(price),
    clientOrderId: textOf(fields.cid),
  };
}

function answer(wire: Wire, { account, book, now }: Desk): FakeAnswer | null {
  if (!wire.path.startsWith(PRIVATE)) return publicAnswer(wire.path, book);
  const nonce = BigInt(headerOf(wire, 'bfx-nonce'));
  if (nonce <= account.nonce) return refused(10114, 'nonce: small');
  account.nonce = nonce;
  const fields = jsonOf(wire);
  const told = (type: string, data: unknown) => [now, type, null, null, data, null, 'SUCCESS', 'Submitted.'];
  const place = (order: WireOrder) => orderRow(account.place(order, book(SYMBOL), now));
  switch (wire.path.slice(PRIVATE.length)) {
    case 'r/permissions':
      return ok([
        ['account', 1, 0],
        ['orders', 1, 1],
        ['wallets', 1, 0],
        ['withdraw', 0, 0],
      ]);
    case 'r/wallets':
      return ok([
        ['exchange', 'BTC', 1.5, 0, 1.5, null, null],
        ['exchange', 'USD', 100_000, 0, 100_000, null, null],
        ['margin', 'BTC', 7, 0, 7, null, null],
      ]);
    case 'w/order/submit':
      return ok(told('on-req', [place(orderOf(fields))]));
    case 'w/order/multi':
      return ok(
        told(
          'ox_multi-req',
          (ordersOf(wire) ?? []).map((order) => told('on-req', [place(order)])),
        ),
      );
    case 'w/order/cancel': {
      const order = account.cancel(Number(fields.id));
      return order === null ? refused(10001, 'Order not found.') : ok(told('oc-req', orderRow(order)));
    }
    case 'r/orders':
    case `r/orders/${SYMBOL}`: {
      const ids = Array.isArray(fields.id) ? fields.id.map(Number) : null;
      const found =
        ids === null ? account.open() : account.orders.filter(({ number }) => ids.includes(number));
      return ok(found.map(orderRow));
    }
    case `r/trades/${SYMBOL}/hist`:
      return ok(account.trades.map(tradeRow));
    default:
      return null;
  }
}

function publicAnswer(path: string, book: Desk['book']): FakeAnswer | null {
  if (path === '/v2/platform/status') return ok([1]);
  if (path === `/v2/ticker/${SYMBOL}`) {
    const { bid, ask } = book(SYMBOL);
    // Numbers as they are written, which JSON.stringify would not keep.
    return ok(`[${bid},10,${ask},10,-5,-0.0001,${bid},100,51000,48000]`);
  }
  if (path.startsWith('/v2/conf/pub:info:pair,')) {
    const info = [null, null, null, '0.00006', '2000.0', null, null, null, 0.3, 0.15];
    return ok([[['BTCUSD', info]], [], [], []]);
  }
  if (path.startsWith('/v2/conf/pub:list:currency,')) {
    const none: unknown[] = [];
    const methods = [['BITCOIN', ['BTC']]];
    return ok([['BTC', 'USD'], none, none, none, none, none, none, none, methods, none, none]);
  }
  return null;
}

const STATES = { open: 'ACTIVE', filled: 'EXECUTED @ 50010.0(0.1)', cancelled: 'CANCELED' } as const;

const signed = ({ side }: AccountOrder, amount: string | number) =>
  (side === 'sell' ? -1 : 1) * Number(amount);
const typeOf = ({ type }: AccountOrder) => (type === 'market' ? 'EXCHANGE MARKET' : 'EXCHANGE LIMIT');

function orderRow(order: AccountOrder) {
  const { number, symbol, clientOrderId, time, quantity, price, state } = order;
  const left = Number(quantity) - Number(filledOf(order));
  const cid = /^\d+$/.test(clientOrderId) ? Number(clientOrderId) : time;
  const row: unknown[] = [
    number,
    null,
    cid,
    symbol,
    time,
    time,
    signed(order, left),
    signed(order, quantity),
  ];
  row.push(typeOf(order), null, null, null, 0, STATES[state], null, null, Number(price));
  row.push(state === 'filled' ? Number(price) : 0, 0, 0, null, null, null, 0, 0, null, null, null, 'API>BFX');
  return row;
}

function tradeRow({ number, order, price }: AccountTrade) {
  const { symbol, time, quantity } = order;
  return [
    number,
    symbol,
    time,
    order.number,
    signed(order, quantity),
    Number(price),
    typeOf(order),
    Number(order.price),
    -1,
    -0.1,
    'USD',
    null,
  ];
}
