import { createHash, createHmac, randomBytes } from 'node:crypto';
import { type AccountOrder, type AccountTrade, filledOf } from './account.ts';
import { krakenStreams } from './streams/kraken.ts';
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
 * Kraken spot, from https://docs.kraken.com/api/docs/guides/spot-rest-auth for signatures and
 * https://docs.kraken.com/api/docs/rest-api/ for the answers. Errors have status 200.
 */

const SYMBOL = 'XXBTZUSD';
const PRIVATE = '/0/private/';
/** Types whose `price` is a limit; of the others it is a trigger. */
const PLAIN = new Set(['market', 'limit', 'iceberg']);

export const kraken: Venue = {
  exchange: 'kraken',
  algorithms: ['hmac'],
  hosts: ['api.kraken.com'],
  symbol: SYMBOL,
  unified: 'BTC/USD',
  bookPath: '/0/public/Ticker',
  makeCredential: (algorithm) => ({
    algorithm,
    keyId: randomBytes(42).toString('base64'),
    secret: randomBytes(64).toString('base64'),
    passphrase: null,
  }),
  verify: verifyKraken,
  isPublic: (path) => path.startsWith('/0/public/'),
  isOrder: ({ path }) => /^\/0\/private\/(?:Add|Cancel|Amend|Edit)/.test(path),
  ordersOf: (wire) => {
    const fields = fieldsOf(wire);
    const { pair, orders } = fields;
    const found =
      wire.path === `${PRIVATE}AddOrder` ? [fields] : ((orders ?? []) as Record<string, unknown>[]);
    if (
      !/AddOrder(?:Batch)?$/.test(wire.path) ||
      !found.every(({ ordertype }) => PLAIN.has(String(ordertype)))
    )
      return null;
    return found.map((order) => orderOf({ ...order, pair }));
  },
  raises: { rate: 'DDoSProtection', stopped: 'AccountSuspended' },
  badSignature: refused('EAPI:Invalid signature'),
  answer,
  streams: krakenStreams(idOf),
};

function refused(...error: string[]): FakeAnswer {
  return { status: 200, body: { error } };
}

/** HMAC-SHA512 under the decoded secret, of the path and SHA-256 of nonce and body. */
function verifyKraken(wire: Wire, { keyId, secret }: Credential): boolean | null {
  const [id, given] = [headerOf(wire, 'api-key'), headerOf(wire, 'api-sign')];
  if (id === '' && given === '') return null;
  const hash = createHash('sha256')
    .update(String(fieldsOf(wire).nonce) + wire.body)
    .digest();
  const message = Buffer.concat([Buffer.from(wire.path), hash]);
  const expected = createHmac('sha512', Buffer.from(secret, 'base64')).update(message).digest('base64');
  return wire.query === '' && id === keyId && given === expected;
}

function fieldsOf(wire: Wire): Record<string, unknown> {
  return headerOf(wire, 'content-type') === 'application/json'
    ? jsonOf(wire)
    : Object.fromEntries(new URLSearchParams(wire.body));
}

/** `viqc` turns the volume into an amount of quote currency. */
function orderOf(fields: Record<string, unknown>): WireOrder {
  const volume = textOf(fields.volume);
  const inQuote = String(fields.oflags ?? '')
    .split(',')
    .includes('viqc');
  return {
    symbol: String(fields.pair),
    side: fields.type === 'buy' ? 'buy' : 'sell',
    type: fields.ordertype === 'market' ? 'market' : 'limit',
    quantity: inQuote ? null : volume,
    quoteQuantity: inQuote ? volume : null,
    price: textOf(fields.price),
    clientOrderId: textOf(fields.cl_ord_id),
  };
}

function answer(wire: Wire, { account, book, now }: Desk): FakeAnswer | null {
  const done = (result: unknown) => ok({ error: [], result });
  if (wire.path.startsWith('/0/public/')) return publicAnswer(wire, book, now);
  const fields = fieldsOf(wire);
  const nonce = BigInt(String(fields.nonce));
  if (nonce <= account.nonce) return refused('EAPI:Invalid nonce');
  account.nonce = nonce;
  switch (wire.path.slice(PRIVATE.length)) {
    case 'GetApiKeyInfo':
      return done({
        apiKeyName: 'trial',
        permissions: [
          'query-funds',
          'query-open-trades',
          'query-closed-trades',
          'modify-trades',
          'close-trades',
        ],
        ipAllowlist: ['203.0.113.1'],
      });
    case 'GetWebSocketsToken': {
      const token = randomBytes(32).toString('base64');
      account.tokens.add(token);
      return done({ token, expires: 900 });
    }
    case 'BalanceEx':
      return done({
        XXBT: { balance: '1.5000000000', hold_trade: '0.0000000000' },
        ZUSD: { balance: '100000.0000', hold_trade: '0.0000' },
      });
    case 'Balance':
      return done({ XXBT: '1.5000000000', ZUSD: '100000.0000' });
    case 'AddOrder': {
      const order = account.place(orderOf(fields), book(SYMBOL), now);
      return done({ descr: { order: descriptionOf(order) }, txid: [idOf(order)] });
    }
    case 'AddOrderBatch': {
      const orders = (kraken.ordersOf(wire) ?? []).map((order) => account.place(order, book(SYMBOL), now));
      return done({
        orders: orders.map((order) => ({ descr: { order: descriptionOf(order) }, txid: idOf(order) })),
      });
    }
    case 'CancelOrder':
      if (account.cancel(numberOf(fields.txid)) === null) return refused('EOrder:Unknown order');
      return done({ count: 1 });
    case 'QueryOrders': {
      const order = account.find(numberOf(fields.txid));
      return order === undefined ? refused('EOrder:Unknown order') : done(byId([order]));
    }
    case 'OpenOrders':
      return done({ open: byId(account.open()) });
    case 'ClosedOrders':
      return done({ closed: byId(account.closed()), count: account.closed().length });
    case 'TradesHistory':
      return done({
        trades: Object.fromEntries(
          account.trades.map((trade) => [`TA${trade.number}-AAAAA-BBBBBB`, tradeShape(trade)]),
        ),
        count: account.trades.length,
      });
    default:
      return null;
  }
}

function publicAnswer({ path, query }: Wire, book: Desk['book'], now: number): FakeAnswer | null {
  const done = (result: unknown) => ok({ error: [], result });
  switch (path.slice('/0/public/'.length)) {
    case 'Time':
      return done({ unixtime: Math.floor(now / 1000), rfc1123: new Date(now).toUTCString() });
    case 'SystemStatus':
      return done({ status: 'online', timestamp: new Date(now).toISOString() });
    case 'Assets':
      return done({
        XXBT: { aclass: 'currency', altname: 'XBT', decimals: 10, display_decimals: 5, status: 'enabled' },
        ZUSD: { aclass: 'currency', altname: 'USD', decimals: 4, display_decimals: 2, status: 'enabled' },
      });
    case 'AssetPairs':
      return done({ [SYMBOL]: PAIR });
    case 'Ticker': {
      const pair = new URLSearchParams(query).get('pair') ?? SYMBOL;
      const { bid, ask } = book(pair);
      return done({ [pair]: { a: [ask, '1', '1.000'], b: [bid, '1', '1.000'], c: [bid, '0.1'] } });
    }
    default:
      return null;
  }
}

function idOf({ number }: AccountOrder): string {
  return `OA${number}-AAAAA-BBBBBB`;
}

const numberOf = (id: unknown) => Number(/^OA(\d+)-/.exec(String(id))?.[1]);
const byId = (orders: AccountOrder[]) =>
  Object.fromEntries(orders.map((order) => [idOf(order), orderShape(order)]));

function descriptionOf({ side, quantity, type, price }: AccountOrder): string {
  return `${side} ${quantity} XBTUSD @ ${type}${type === 'limit' ? ` ${price}` : ''}`;
}

const STATES = { open: 'open', filled: 'closed', cancelled: 'canceled' } as const;

function orderShape(order: AccountOrder) {
  const { side, type, price, quantity, time, state } = order;
  const filled = filledOf(order);
  return {
    refid: null,
    userref: 0,
    cl_ord_id: order.clientOrderId,
    status: STATES[state],
    opentm: time / 1000,
    starttm: 0,
    expiretm: 0,
    ...(state === 'open' ? {} : { closetm: time / 1000, reason: null }),
    descr: {
      pair: 'XBTUSD',
      type: side,
      ordertype: type,
      price: type === 'limit' ? price : '0',
      price2: '0',
      leverage: 'none',
      order: descriptionOf(order),
      close: '',
    },
    vol: quantity,
    vol_exec: filled,
    cost: (Number(filled) * Number(price)).toFixed(5),
    fee: '0.00000',
    price: state === 'filled' ? price : '0.00000',
    stopprice: '0.00000',
    limitprice: '0.00000',
    misc: '',
    oflags: 'fciq',
  };
}

function tradeShape({ number, order, price, cost }: AccountTrade) {
  return {
    ordertxid: idOf(order),
    postxid: 'TKH2SE-M7IF5-CFI7LT',
    pair: SYMBOL,
    time: order.time / 1000,
    type: order.side,
    ordertype: order.type,
    price,
    cost,
    fee: '0.00100',
    vol: order.quantity,
    margin: '0.00000',
    leverage: '0',
    misc: '',
    trade_id: number,
    maker: false,
  };
}

const PAIR = {
  altname: 'XBTUSD',
  wsname: 'XBT/USD',
  aclass_base: 'currency',
  base: 'XXBT',
  aclass_quote: 'currency',
  quote: 'ZUSD',
  lot: 'unit',
  cost_decimals: 5,
  pair_decimals: 1,
  lot_decimals: 8,
  lot_multiplier: 1,
  leverage_buy: [],
  leverage_sell: [],
  fees: [[0, 0.4]],
  fees_maker: [[0, 0.25]],
  fee_volume_currency: 'ZUSD',
  margin_call: 80,
  margin_stop: 40,
  ordermin: '0.00005',
  costmin: '0.5',
  tick_size: '0.1',
  status: 'online',
};
