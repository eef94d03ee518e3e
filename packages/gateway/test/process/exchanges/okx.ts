import { createHmac, randomBytes } from 'node:crypto';
import { type AccountOrder, type AccountTrade, filledOf } from './account.ts';
import { okxStreams } from './streams/okx.ts';
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

/* OKX spot, from https://www.okx.com/docs-v5/en/: overview-rest-authentication, and the pages of the endpoints. */

const SYMBOL = 'BTC-USDT';
const TRADE = '/api/v5/trade/';

export const okx: Venue = {
  exchange: 'okx',
  algorithms: ['hmac'],
  hosts: ['www.okx.com'],
  symbol: SYMBOL,
  unified: 'BTC/USDT',
  bookPath: '/api/v5/market/ticker',
  makeCredential: (algorithm) => ({
    algorithm,
    keyId: `${randomBytes(4).toString('hex')}-0000-4000-8000-${randomBytes(6).toString('hex')}`,
    secret: randomBytes(16).toString('hex').toUpperCase(),
    passphrase: `Real-${randomBytes(9).toString('hex')}`,
  }),
  verify: verifyOkx,
  isPublic: (path) => /^\/api\/v5\/(?:public|market|system)\//.test(path),
  isOrder: ({ method, path }) => method === 'POST' && path.startsWith(TRADE),
  ordersOf: ({ method, path, body }) =>
    method === 'POST' && (path === `${TRADE}order` || path === `${TRADE}batch-orders`)
      ? listOf(body).map(orderOf)
      : null,
  raises: { rate: 'RateLimitExceeded', stopped: 'AccountSuspended' },
  badSignature: { status: 401, body: { code: '50113', msg: 'Invalid Sign', data: [] } },
  answer,
  streams: okxStreams(orderShape),
};

/** HMAC-SHA256 of timestamp, method, path with query, and body; the passphrase stands in a header of its own. */
function verifyOkx(wire: Wire, { keyId, secret, passphrase }: Credential): boolean | null {
  const id = headerOf(wire, 'ok-access-key');
  if (id === '' && headerOf(wire, 'ok-access-sign') === '') return null;
  const target = wire.query === '' ? wire.path : `${wire.path}?${wire.query}`;
  const text = headerOf(wire, 'ok-access-timestamp') + wire.method + target + wire.body;
  const expected = createHmac('sha256', secret).update(text).digest('base64');
  return (
    id === keyId &&
    headerOf(wire, 'ok-access-sign') === expected &&
    headerOf(wire, 'ok-access-passphrase') === passphrase
  );
}

type Fields = Record<string, unknown>;

function listOf(body: string): Fields[] {
  const value: unknown = JSON.parse(body);
  return (Array.isArray(value) ? value : [value]) as Fields[];
}

/** `sz` of a market buy counts in quote currency unless `tgtCcy` says otherwise. */
function orderOf(fields: Fields): WireOrder {
  const type = fields.ordType === 'market' ? 'market' : 'limit';
  const side = fields.side === 'buy' ? 'buy' : 'sell';
  const unit = textOf(fields.tgtCcy) ?? (side === 'buy' ? 'quote_ccy' : 'base_ccy');
  const inQuote = type === 'market' && unit === 'quote_ccy';
  return {
    symbol: String(fields.instId),
    side,
    type,
    quantity: inQuote ? null : textOf(fields.sz),
    quoteQuantity: inQuote ? textOf(fields.sz) : null,
    price: textOf(fields.px),
    clientOrderId: textOf(fields.clOrdId),
  };
}

const done = (data: unknown[]): FakeAnswer => ok({ code: '0', msg: '', data });

function answer(wire: Wire, { account, book, now }: Desk): FakeAnswer | null {
  const query = new URLSearchParams(wire.query);
  switch (`${wire.method} ${wire.path}`) {
    case 'GET /api/v5/public/time':
      return done([{ ts: String(now) }]);
    case 'GET /api/v5/public/instruments':
    case 'GET /api/v5/account/instruments':
      return done(query.get('instType') === 'SPOT' ? [INSTRUMENT] : []);
    case 'GET /api/v5/market/ticker': {
      const instId = query.get('instId') ?? '';
      const { bid, ask } = book(instId);
      return done([
        { instType: 'SPOT', instId, bidPx: bid, bidSz: '1', askPx: ask, askSz: '1', ts: String(now) },
      ]);
    }
    case 'GET /api/v5/asset/currencies':
      return done(['BTC', 'USDT'].map(currency));
    case 'GET /api/v5/account/config':
      return done([
        { uid: '1', acctLv: '1', posMode: 'net_mode', perm: 'read_only,trade', ip: '203.0.113.1' },
      ]);
    case 'GET /api/v5/account/balance':
      return done([
        {
          uTime: String(now),
          totalEq: '175000',
          details: [
            {
              ccy: 'BTC',
              eq: '1.5',
              cashBal: '1.5',
              availBal: '1.5',
              availEq: '1.5',
              frozenBal: '0',
              uTime: String(now),
            },
            {
              ccy: 'USDT',
              eq: '100000',
              cashBal: '100000',
              availBal: '100000',
              availEq: '100000',
              frozenBal: '0',
              uTime: String(now),
            },
          ],
        },
      ]);
    case 'POST /api/v5/trade/order':
    case 'POST /api/v5/trade/batch-orders':
      return done(
        listOf(wire.body).map((fields) => {
          const placed = account.place(orderOf(fields), book(String(fields.instId)), now);
          return result(String(placed.number), placed.clientOrderId, now);
        }),
      );
    case 'POST /api/v5/trade/cancel-order':
    case 'POST /api/v5/trade/cancel-batch-orders': {
      const results = listOf(wire.body).map(({ ordId }) => {
        const cancelled = account.cancel(Number(ordId));
        if (cancelled !== null) return result(String(ordId), cancelled.clientOrderId, now);
        const sMsg = 'Order cancellation failed as the order has been filled, canceled or does not exist.';
        return { ...result(String(ordId), '', now), sCode: '51400', sMsg };
      });
      const failed = results.every(({ sCode }) => sCode !== '0');
      return failed ? ok({ code: '1', msg: 'All operations failed', data: results }) : done(results);
    }
    case 'GET /api/v5/trade/order': {
      const order = account.find(Number(query.get('ordId')));
      if (order === undefined) return ok({ code: '51603', msg: 'Order does not exist', data: [] });
      return done([orderShape(order)]);
    }
    case 'GET /api/v5/trade/orders-algo-pending':
      return done([]);
    case 'GET /api/v5/trade/orders-pending':
      return done(account.open().map(orderShape));
    case 'GET /api/v5/trade/orders-history':
    case 'GET /api/v5/trade/orders-history-archive':
      return done(account.closed().map(orderShape));
    case 'GET /api/v5/trade/fills':
    case 'GET /api/v5/trade/fills-history':
      return done(account.trades.map(tradeShape));
    default:
      return null;
  }
}

function result(ordId: string, clOrdId: string, now: number) {
  return { ordId, clOrdId, tag: '', ts: String(now), sCode: '0', sMsg: '' };
}

const STATES = { open: 'live', filled: 'filled', cancelled: 'canceled' } as const;

function orderShape(order: AccountOrder) {
  return {
    instType: 'SPOT',
    instId: order.symbol,
    tgtCcy: '',
    ccy: '',
    ordId: String(order.number),
    clOrdId: order.clientOrderId,
    tag: '',
    px: order.type === 'market' ? '' : order.price,
    sz: order.quantity,
    ordType: order.type,
    side: order.side,
    posSide: 'net',
    tdMode: 'cash',
    accFillSz: filledOf(order),
    fillPx: order.state === 'filled' ? order.price : '',
    avgPx: order.state === 'filled' ? order.price : '',
    state: STATES[order.state],
    lever: '',
    fee: '0',
    feeCcy: 'BTC',
    category: 'normal',
    uTime: String(order.time),
    cTime: String(order.time),
  };
}

function tradeShape({ number, order, price }: AccountTrade) {
  return {
    instType: 'SPOT',
    instId: order.symbol,
    tradeId: String(number),
    ordId: String(order.number),
    clOrdId: order.clientOrderId,
    billId: String(number),
    fillPx: price,
    fillSz: order.quantity,
    side: order.side,
    posSide: 'net',
    execType: 'T',
    feeCcy: 'BTC',
    fee: '-0.000001',
    ts: String(order.time),
    fillTime: String(order.time),
  };
}

function currency(ccy: string) {
  return {
    ccy,
    name: ccy,
    chain: `${ccy}-Main`,
    canDep: true,
    canWd: true,
    canInternal: true,
    minWd: '0.001',
    minFee: '0.0001',
    maxFee: '0.0002',
    minDep: '0.001',
    wdTickSz: '8',
    mainNet: true,
  };
}

const INSTRUMENT = {
  alias: '',
  baseCcy: 'BTC',
  category: '1',
  ctMult: '',
  ctType: '',
  ctVal: '',
  ctValCcy: '',
  expTime: '',
  instFamily: '',
  instId: SYMBOL,
  instIdCode: 10458,
  instType: 'SPOT',
  lever: '',
  listTime: '1606468572000',
  lotSz: '0.00000001',
  maxLmtSz: '9999999999',
  maxMktSz: '1000000',
  minSz: '0.00001',
  optType: '',
  quoteCcy: 'USDT',
  settleCcy: '',
  state: 'live',
  stk: '',
  tickSz: '0.1',
  uly: '',
};
