import { createHmac, randomBytes } from 'node:crypto';
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

/*
 * Gemini, from https://docs.gemini.com/authentication/api-key for signatures and https://docs.gemini.com/rest/orders for the
 * answers. Parameters are in a header; a body that says anything else is taken for a forgery here.
 */

const SYMBOL = 'btcusd';

export const gemini: Venue = {
  exchange: 'gemini',
  algorithms: ['hmac'],
  hosts: ['api.gemini.com'],
  symbol: SYMBOL,
  unified: 'BTC/USD',
  bookPath: `/v1/pubticker/${SYMBOL}`,
  // Without it ccxt learns the precision of prices from a web page.
  clientOptions: { fetchMarketsFromAPI: { fetchDetailsForAllSymbols: true } },
  marketOrders: false,
  makeCredential: (algorithm) => ({
    algorithm,
    keyId: `account-${randomBytes(10).toString('hex')}`,
    secret: randomBytes(14).toString('hex'),
    passphrase: null,
  }),
  verify: verifyGemini,
  isPublic: (path) => path === '/' || /^\/v1\/(?:symbols|pubticker)/.test(path),
  isOrder: ({ path }) => path.startsWith('/v1/order/new') || path.startsWith('/v1/order/cancel'),
  ordersOf: (wire) => (wire.path === '/v1/order/new' ? [orderOf(payloadOf(wire))] : null),
  raises: { rate: 'RateLimitExceeded', stopped: 'AuthenticationError' },
  acceptRisks: 'no-ip',
  badSignature: refused(400, 'InvalidSignature'),
  answer,
};

function refused(status: number, reason: string): FakeAnswer {
  return { status, body: { result: 'error', reason, message: `${reason} it is` } };
}

/** HMAC-SHA384 of the payload's text. */
function verifyGemini(wire: Wire, { keyId, secret }: Credential): boolean | null {
  const [id, payload, given] = ['apikey', 'payload', 'signature'].map((name) =>
    headerOf(wire, `x-gemini-${name}`),
  );
  if (id === '' && payload === '' && given === '') return null;
  const expected = createHmac('sha384', secret).update(payload).digest('hex');
  const { request, nonce, ...parameters } = payloadOf(wire);
  const body = wire.body === '' || wire.body === JSON.stringify(parameters);
  return (
    id === keyId && given === expected && request === wire.path && nonce !== undefined && body && !wire.query
  );
}

function payloadOf(wire: Wire): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(headerOf(wire, 'x-gemini-payload'), 'base64').toString('utf8'));
  } catch {
    return {};
  }
}

function orderOf(fields: Record<string, unknown>): WireOrder {
  return {
    symbol: String(fields.symbol).toLowerCase(),
    side: fields.side === 'buy' ? 'buy' : 'sell',
    type: 'limit',
    quantity: textOf(fields.amount),
    quoteQuantity: null,
    price: textOf(fields.price),
    clientOrderId: textOf(fields.client_order_id),
  };
}

function answer(wire: Wire, { account, book, now }: Desk): FakeAnswer | null {
  if (gemini.isPublic(wire.path)) return publicAnswer(wire.path, book);
  const fields = payloadOf(wire);
  const nonce = BigInt(String(fields.nonce));
  if (nonce <= account.nonce) return refused(400, 'InvalidNonce');
  account.nonce = nonce;
  switch (wire.path) {
    case '/v1/roles':
      return ok({ isAuditor: false, isFundManager: false, isTrader: true });
    case '/v1/balances':
      return ok([balanceOf('BTC', '1.5'), balanceOf('USD', '100000')]);
    case '/v1/order/new':
      return ok(orderShape(account.place(orderOf(fields), book(SYMBOL), now)));
    case '/v1/order/cancel': {
      const order = account.cancel(Number(fields.order_id));
      return order === null ? refused(404, 'OrderNotFound') : ok(orderShape(order));
    }
    case '/v1/order/status': {
      const order = account.find(Number(fields.order_id));
      return order === undefined ? refused(404, 'OrderNotFound') : ok(orderShape(order));
    }
    case '/v1/orders':
      return ok(account.open().map(orderShape));
    case '/v1/mytrades':
      return ok(account.trades.map(tradeShape));
    default:
      return null;
  }
}

function publicAnswer(path: string, book: Desk['book']): FakeAnswer | null {
  switch (path) {
    case '/v1/symbols':
      return ok([SYMBOL]);
    case `/v1/symbols/details/${SYMBOL}`:
      return ok({
        symbol: 'BTCUSD',
        base_currency: 'BTC',
        quote_currency: 'USD',
        tick_size: 1e-8,
        quote_increment: 0.01,
        min_order_size: '0.00001',
        status: 'open',
        wrap_enabled: false,
      });
    case `/v1/pubticker/${SYMBOL}`: {
      const { bid, ask } = book(SYMBOL);
      const volume = { BTC: '100', USD: '5000000', timestamp: 1_760_000_000_000 };
      return ok({ bid, ask, last: bid, volume });
    }
    default:
      return null;
  }
}

function balanceOf(currency: string, amount: string) {
  return { type: 'exchange', currency, amount, available: amount, availableForWithdrawal: amount };
}

function orderShape(order: AccountOrder) {
  const { number, symbol, side, price, quantity, clientOrderId, time, state } = order;
  const filled = filledOf(order);
  return {
    order_id: String(number),
    id: String(number),
    symbol,
    exchange: 'gemini',
    avg_execution_price: state === 'filled' ? price : '0.00',
    side,
    type: 'exchange limit',
    timestamp: String(Math.floor(time / 1000)),
    timestampms: time,
    is_live: state === 'open',
    is_cancelled: state === 'cancelled',
    is_hidden: false,
    was_forced: false,
    executed_amount: filled,
    client_order_id: clientOrderId,
    ...(state === 'cancelled' ? { reason: 'Requested' } : {}),
    options: [],
    price,
    original_amount: quantity,
    remaining_amount: (Number(quantity) - Number(filled)).toFixed(8),
  };
}

function tradeShape({ number, order, price }: AccountTrade) {
  return {
    price,
    amount: order.quantity,
    timestamp: Math.floor(order.time / 1000),
    timestampms: order.time,
    type: order.side === 'buy' ? 'Buy' : 'Sell',
    aggressor: true,
    fee_currency: 'USD',
    fee_amount: '0.10',
    tid: number,
    order_id: String(order.number),
    client_order_id: order.clientOrderId,
    exchange: 'gemini',
    is_auction_fill: false,
    symbol: 'BTCUSD',
  };
}
