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

/* Deribit's JSON-RPC API over HTTP, from https://docs.deribit.com/articles/json-rpc-overview and /articles/authentication. */

const SYMBOL = 'BTC_USDC';
const API = '/api/v2/';

export const deribit: Venue = {
  exchange: 'deribit',
  algorithms: ['hmac'],
  hosts: ['www.deribit.com'],
  symbol: SYMBOL,
  unified: 'BTC/USDC',
  bookPath: `${API}public/ticker`,
  makeCredential: (algorithm) => ({
    algorithm,
    keyId: `aD-${randomBytes(8).toString('hex')}`,
    secret: randomBytes(32).toString('base64url'),
    passphrase: null,
  }),
  verify: verifyDeribit,
  isPublic: (path) => path.startsWith(`${API}public/`),
  isOrder: ({ path }) => /\/private\/(?:buy|sell|edit|cancel)/.test(path),
  ordersOf: (wire) => {
    const [, side] = /\/private\/(buy|sell)$/.exec(wire.path) ?? [];
    return side === undefined ? null : [orderOf(paramsOf(wire), side === 'buy' ? 'buy' : 'sell')];
  },
  raises: { rate: 'DDoSProtection', stopped: 'PermissionDenied', stale: 'AuthenticationError' },
  acceptRisks: 'no-ip,unverified',
  badSignature: { status: 400, body: { jsonrpc: '2.0', error: { code: 13009, message: 'unauthorized' } } },
  answer,
};

type Fields = Record<string, unknown>;

/** Parameters stand in the query, or in a JSON-RPC request. */
function paramsOf(wire: Wire): Fields {
  if (wire.method === 'GET') return Object.fromEntries(new URLSearchParams(wire.query));
  const { params } = jsonOf(wire);
  return typeof params === 'object' && params !== null ? (params as Fields) : {};
}

/** `deri-hmac-sha256`: HMAC-SHA256 of time, nonce, method, address and body, a line each. */
function verifyDeribit(wire: Wire, { keyId, secret }: Credential): boolean | null {
  const header = headerOf(wire, 'authorization');
  if (header === '') return null;
  const [scheme, list = ''] = header.split(' ', 2);
  const parts = Object.fromEntries(list.split(',').map((part) => part.split('=', 2)));
  const uri = wire.query === '' ? wire.path : `${wire.path}?${wire.query}`;
  const text = [parts.ts, parts.nonce, wire.method, uri, wire.body, ''].join('\n');
  const method = wire.method === 'POST' ? jsonOf(wire).method : wire.path.slice(API.length);
  return (
    scheme === 'deri-hmac-sha256' &&
    parts.id === keyId &&
    wire.path === `${API}${method}` &&
    parts.sig === createHmac('sha256', secret).update(text).digest('hex')
  );
}

/** A limit order unless `type` says otherwise; on spot `amount` is in base units. */
function orderOf(fields: Fields, side: 'buy' | 'sell'): WireOrder {
  const type = textOf(fields.type) ?? 'limit';
  return {
    symbol: String(fields.instrument_name),
    side,
    type: type.endsWith('limit') ? 'limit' : 'market',
    quantity: textOf(fields.amount),
    quoteQuantity: null,
    price: textOf(fields.price),
    clientOrderId: textOf(fields.label),
  };
}

function answer(wire: Wire, { account, book, now }: Desk): FakeAnswer | null {
  const params = paramsOf(wire);
  const common = { jsonrpc: '2.0', testnet: false, usIn: now * 1000, usOut: now * 1000 + 9, usDiff: 9 };
  const done = (result: unknown) => ok({ ...common, result });
  const failed = (code: number, message: string): FakeAnswer => ({
    status: 400,
    body: { ...common, error: { code, message } },
  });
  switch (wire.path.slice(API.length)) {
    case 'public/get_time':
      return done(now);
    case 'public/get_currencies':
      return done(
        ['BTC', 'USDC'].map((currency) => ({ currency, currency_long: currency, fee_precision: 4 })),
      );
    case 'public/get_instruments':
      return done([INSTRUMENT]);
    case 'public/ticker': {
      const { bid, ask } = book(String(params.instrument_name));
      return done({
        instrument_name: params.instrument_name,
        best_bid_price: Number(bid),
        best_ask_price: Number(ask),
        last_price: Number(bid),
        stats: { high: 51000, low: 49000, volume: 1000, volume_usd: 50_000_000 },
        timestamp: now,
      });
    }
    case 'private/get_account_summary':
      return done(balance('BTC', 1.5));
    case 'private/get_account_summaries':
      return done({ summaries: [balance('BTC', 1.5), balance('USDC', 100_000)] });
    case 'private/buy':
    case 'private/sell': {
      const side = wire.path.endsWith('buy') ? 'buy' : 'sell';
      const placed = account.place(orderOf(params, side), book(String(params.instrument_name)), now);
      return done({ order: orderShape(placed), trades: [] });
    }
    case 'private/cancel': {
      const cancelled = account.cancel(numberOf(params.order_id));
      return cancelled === null ? failed(11044, 'not_open_order') : done(orderShape(cancelled));
    }
    case 'private/get_order_state': {
      const order = account.find(numberOf(params.order_id));
      return order === undefined ? failed(10004, 'order_not_found') : done(orderShape(order));
    }
    case 'private/get_open_orders':
    case 'private/get_open_orders_by_instrument':
      return done(account.open().map(orderShape));
    case 'private/get_order_history_by_instrument':
      return done(account.closed().map(orderShape));
    case 'private/get_user_trades_by_instrument':
      return done({ trades: account.trades.map(tradeShape), has_more: false });
    default:
      return null;
  }
}

const PREFIX = 'BTC_USDC-';
const numberOf = (id: unknown) => Number(String(id).slice(PREFIX.length));

function balance(currency: string, equity: number) {
  return { currency, equity, available_funds: equity, maintenance_margin: 0, balance: equity };
}

const STATES = { open: 'open', filled: 'filled', cancelled: 'cancelled' } as const;

function orderShape(order: AccountOrder) {
  return {
    order_id: `${PREFIX}${order.number}`,
    order_state: STATES[order.state],
    order_type: order.type,
    instrument_name: order.symbol,
    direction: order.side,
    amount: Number(order.quantity),
    filled_amount: Number(filledOf(order)),
    price: order.type === 'market' ? 'market_price' : Number(order.price),
    average_price: order.state === 'filled' ? Number(order.price) : 0,
    label: order.clientOrderId,
    time_in_force: 'good_til_cancelled',
    post_only: false,
    reduce_only: false,
    creation_timestamp: order.time,
    last_update_timestamp: order.time,
  };
}

function tradeShape({ number, order, price }: AccountTrade) {
  return {
    trade_id: `BTC_USDC-${number}`,
    order_id: `${PREFIX}${order.number}`,
    instrument_name: order.symbol,
    direction: order.side,
    amount: Number(order.quantity),
    price: Number(price),
    fee: 0.01,
    fee_currency: 'USDC',
    liquidity: 'T',
    order_type: order.type,
    timestamp: order.time,
  };
}

const INSTRUMENT = {
  instrument_name: SYMBOL,
  kind: 'spot',
  base_currency: 'BTC',
  counter_currency: 'USDC',
  quote_currency: 'USDC',
  settlement_currency: 'BTC',
  is_active: true,
  contract_size: 0.0001,
  min_trade_amount: 0.0001,
  tick_size: 0.01,
  maker_commission: 0,
  taker_commission: 0.0005,
  creation_timestamp: 1_682_899_200_000,
  expiration_timestamp: 32_503_708_800_000,
};
