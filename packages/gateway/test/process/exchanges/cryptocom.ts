import { createHmac, randomBytes } from 'node:crypto';
import { type AccountOrder, type AccountTrade, filledOf } from './account.ts';
import {
  type Credential,
  type Desk,
  type FakeAnswer,
  jsonOf,
  ok,
  textOf,
  type Venue,
  type Wire,
  type WireOrder,
} from './venue.ts';

/* Crypto.com's Exchange API v1, from https://exchange-developer.crypto.com/exchange/v1/docs/. */

const SYMBOL = 'BTC_USDT';
const BASE = '/exchange/v1/';
const PRIVATE = `${BASE}private/`;

export const cryptocom: Venue = {
  exchange: 'cryptocom',
  algorithms: ['hmac'],
  hosts: ['api.crypto.com'],
  symbol: SYMBOL,
  unified: 'BTC/USDT',
  bookPath: `${BASE}public/get-tickers`,
  makeCredential: (algorithm) => ({
    algorithm,
    keyId: randomBytes(11).toString('hex'),
    secret: `cxakp_${randomBytes(12).toString('hex')}`,
    passphrase: null,
  }),
  verify: verifyCryptocom,
  isPublic: (path) => path.startsWith(`${BASE}public/`),
  isOrder: ({ path }) => /\/(?:create|cancel|amend)-/.test(path),
  ordersOf: (wire) => {
    const params = paramsOf(wire);
    switch (wire.path) {
      case `${PRIVATE}create-order`:
      case `${PRIVATE}advanced/create-order`:
        return [orderOf(params)];
      case `${PRIVATE}create-order-list`:
      case `${PRIVATE}advanced/create-order-list`:
      case `${PRIVATE}advanced/create-oco`:
      case `${PRIVATE}advanced/create-oto`:
      case `${PRIVATE}advanced/create-otoco`:
        return (params.order_list as Fields[]).map(orderOf);
      default:
        return null;
    }
  },
  raises: { rate: 'RateLimitExceeded', stopped: 'AuthenticationError', away: 'OnMaintenance' },
  acceptRisks: 'no-ip,unverified',
  badSignature: { status: 401, body: { id: -1, method: 'ERROR', code: 40101, message: 'UNAUTHORIZED' } },
  answer,
};

type Fields = Record<string, unknown>;

function paramsOf(wire: Wire): Fields {
  const { params } = jsonOf(wire);
  return typeof params === 'object' && params !== null ? (params as Fields) : {};
}

/** The text of parameters as the documentation's Python makes it: sorted names, each with its value. */
function textOfParams(value: unknown, level = 0): string {
  if (typeof value !== 'object' || value === null || level >= 3) return String(value);
  if (Array.isArray(value)) return value.map((item) => textOfParams(item, level + 1)).join('');
  const fields = value as Fields;
  return Object.keys(fields)
    .sort()
    .map((name) => name + textOfParams(fields[name], level + (Array.isArray(fields[name]) ? 0 : 1)))
    .join('');
}

/** HMAC-SHA256 of method, id, key, parameters and nonce; a nonce is good for a minute. */
function verifyCryptocom(wire: Wire, { keyId, secret }: Credential): boolean | null {
  const { id, method, api_key, sig, nonce } = jsonOf(wire);
  if (api_key === undefined && sig === undefined) return null;
  const text = `${method}${id}${api_key}${textOfParams(paramsOf(wire))}${nonce}`;
  return (
    api_key === keyId &&
    [`${BASE}${method}`, `/v2/${method}`].includes(wire.path) &&
    wire.headers['content-type'] === 'application/json' &&
    sig === createHmac('sha256', secret).update(text).digest('hex')
  );
}

/** An order that waits for a price is told by its type; `notional` is what a buy at market spends. */
function orderOf(fields: Fields): WireOrder {
  const limited = /LIMIT$/.test(String(fields.type));
  return {
    symbol: String(fields.instrument_name),
    side: fields.side === 'BUY' ? 'buy' : 'sell',
    type: limited ? 'limit' : 'market',
    quantity: textOf(fields.quantity),
    quoteQuantity: textOf(fields.notional),
    price: textOf(fields.price),
    clientOrderId: textOf(fields.client_oid),
  };
}

function answer(wire: Wire, { account, book, now }: Desk): FakeAnswer | null {
  const params = paramsOf(wire);
  const { id = '-1', method = wire.path.slice(BASE.length) } = jsonOf(wire);
  const done = (result: unknown) => ok({ id, method, code: 0, result });
  const failed = (status: number, code: number, message: string): FakeAnswer => ({
    status,
    body: { id, method, code, message, original: wire.body },
  });
  switch (wire.path.slice(BASE.length)) {
    case 'public/get-instruments':
      return done({ data: [INSTRUMENT] });
    case 'public/get-tickers': {
      const symbol = new URLSearchParams(wire.query).get('instrument_name') ?? SYMBOL;
      const { bid, ask } = book(symbol);
      return done({
        data: [
          {
            i: symbol,
            h: '51000',
            l: '49000',
            a: '50000',
            v: '1000',
            vv: '50000000',
            c: '0',
            b: bid,
            k: ask,
            t: now,
          },
        ],
      });
    }
    case 'private/get-currency-networks':
      return done({ update_time: now, currency_map: {} });
    case 'private/user-balance':
      return done({
        data: [
          {
            instrument_name: 'USD',
            total_cash_balance: '175000',
            position_balances: [balance('BTC', '1.5'), balance('USDT', '100000')],
          },
        ],
      });
    case 'private/create-order': {
      const placed = account.place(orderOf(params), book(String(params.instrument_name)), now);
      return done({ order_id: String(placed.number), client_oid: placed.clientOrderId });
    }
    case 'private/create-order-list':
      return done(
        (params.order_list as Fields[]).map((fields, index) => {
          const placed = account.place(orderOf(fields), book(String(fields.instrument_name)), now);
          return { index, code: 0, order_id: String(placed.number), client_oid: placed.clientOrderId };
        }),
      );
    case 'private/cancel-order': {
      const cancelled = account.cancel(Number(params.order_id));
      if (cancelled === null) return failed(500, 316, 'NO_ACTIVE_ORDER');
      return done({ order_id: String(cancelled.number), client_oid: cancelled.clientOrderId });
    }
    case 'private/get-order-detail': {
      const order = account.find(Number(params.order_id));
      return order === undefined ? failed(200, 40401, 'NOT_FOUND') : done(orderShape(order));
    }
    case 'private/get-open-orders':
      return done({ data: account.open().map(orderShape) });
    case 'private/advanced/get-open-orders':
      return done({ data: [] });
    case 'private/get-order-history':
      return done({ data: account.orders.map(orderShape) });
    case 'private/get-trades':
      return done({ data: account.trades.map(tradeShape) });
    default:
      return null;
  }
}

function balance(instrument_name: string, quantity: string) {
  return { instrument_name, quantity, reserved_qty: '0', max_withdrawal_balance: quantity };
}

const STATES = { open: 'ACTIVE', filled: 'FILLED', cancelled: 'CANCELED' } as const;

function orderShape(order: AccountOrder) {
  const filled = filledOf(order);
  return {
    account_id: '52e7c00f-0000-0000-0000-de445bde21a5',
    order_id: String(order.number),
    client_oid: order.clientOrderId,
    order_type: order.type.toUpperCase(),
    time_in_force: 'GOOD_TILL_CANCEL',
    side: order.side.toUpperCase(),
    exec_inst: [],
    quantity: order.quantity,
    limit_price: order.price,
    order_value: String(Number(order.quantity) * Number(order.price)),
    avg_price: filled === '0' ? '0' : order.price,
    cumulative_quantity: filled,
    cumulative_value: String(Number(filled) * Number(order.price)),
    cumulative_fee: '0',
    status: STATES[order.state],
    instrument_name: order.symbol,
    fee_instrument_name: 'USDT',
    create_time: order.time,
    update_time: order.time,
  };
}

function tradeShape({ number, order, price }: AccountTrade) {
  return {
    account_id: '52e7c00f-0000-0000-0000-de445bde21a5',
    journal_type: 'TRADING',
    traded_quantity: order.quantity,
    traded_price: price,
    fees: '-0.01',
    order_id: String(order.number),
    trade_id: String(number),
    trade_match_id: String(number),
    client_oid: order.clientOrderId,
    taker_side: 'TAKER',
    side: order.side.toUpperCase(),
    instrument_name: order.symbol,
    fee_instrument_name: 'USDT',
    create_time: order.time,
  };
}

const INSTRUMENT = {
  symbol: SYMBOL,
  inst_type: 'CCY_PAIR',
  display_name: 'BTC/USDT',
  base_ccy: 'BTC',
  quote_ccy: 'USDT',
  quote_decimals: 2,
  quantity_decimals: 8,
  price_tick_size: '0.01',
  qty_tick_size: '0.00000001',
  max_leverage: '50',
  tradable: true,
  expiry_timestamp_ms: 0,
  beta_product: false,
  margin_buy_enabled: false,
  margin_sell_enabled: false,
};
