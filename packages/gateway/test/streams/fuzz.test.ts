import { createSecretKey } from 'node:crypto';
import { describe } from 'vitest';
import type { Dialect } from '../../src/dialect/dialect.ts';
import type { StreamPlace } from '../../src/dialect/stream-dialect.ts';
import { binance } from '../../src/dialects/binance/index.ts';
import { bybit } from '../../src/dialects/bybit/index.ts';
import { kraken } from '../../src/dialects/kraken/index.ts';
import { okx } from '../../src/dialects/okx/index.ts';
import { binance as binanceVenue } from '../process/exchanges/binance.ts';
import { bybit as bybitVenue } from '../process/exchanges/bybit.ts';
import { okx as okxVenue } from '../process/exchanges/okx.ts';
import type { Venue, WireOrder } from '../process/exchanges/venue.ts';
import { fuzzFrames, type Sample } from './frame-fuzz.ts';
import { binanceSigned, bybitLogin, okxLogin } from './stream-client.ts';

const CREDENTIALS = { apiKey: 'abcdefghij0123456789', secret: 'secret', password: 'Pass-1' };

function placeOf({ streams }: Dialect, path: string): StreamPlace {
  const place = streams?.places.find((one) => one.path === path);
  if (place === undefined) throw new Error(`there is no ${path}`);
  return place;
}

const samples = (place: StreamPlace, frames: readonly object[]): Sample[] =>
  frames.map((frame) => ({ place, text: JSON.stringify(frame) }));

/** What the exchange's own reader of REST bodies finds. */
function ordersOf(venue: Venue, path: string, body: unknown): readonly WireOrder[] | null {
  return venue.ordersOf({ method: 'POST', path, query: '', body: JSON.stringify(body), headers: {} });
}

type Frame = Record<string, unknown> & { args?: unknown[] };

describe('OKX', () => {
  const order = {
    instId: 'BTC-USDT',
    tdMode: 'cash',
    side: 'buy',
    ordType: 'limit',
    sz: '0.002',
    px: '49000',
  };
  const { instId: _, ...numbered } = { ...order, instIdCode: 10458 };
  fuzzFrames({
    dialect: okx,
    samples: [
      ...samples(placeOf(okx, '/ws/v5/private'), [
        okxLogin(CREDENTIALS),
        {
          op: 'subscribe',
          args: [{ channel: 'account' }, { channel: 'orders', instType: 'SPOT', instId: 'BTC-USDT' }],
        },
        {
          id: '7',
          op: 'unsubscribe',
          args: [{ channel: 'account', ccy: 'BTC', extraParams: '{"updateInterval":"0"}' }],
        },
        { id: '1', op: 'order', args: [order] },
        { id: '2', op: 'batch-orders', args: [order, { ...order, side: 'sell', sz: 0.5 }] },
        { id: '3', op: 'batch-orders', args: [numbered] },
        { id: '4', op: 'order', args: [{ ...order, ordType: 'market', px: undefined, tgtCcy: 'quote_ccy' }] },
        { id: '5', op: 'cancel-order', args: [{ instId: 'BTC-USDT', ordId: '12' }] },
        {
          id: '6',
          op: 'amend-order',
          args: [{ instId: 'BTC-USDT', ordId: '12', newPx: '49001' }],
          expTime: '1700000000000',
        },
      ]),
      ...samples(placeOf(okx, '/ws/v5/business'), [
        { op: 'subscribe', args: [{ channel: 'orders-algo', instType: 'SPOT' }] },
      ]),
    ],
    instruments: new Map([['10458', 'BTC-USDT']]),
    channelsIn: (frame) =>
      ((frame as Frame).args ?? []).map((arg) => JSON.stringify(arg, Object.keys(arg as object).sort())),
    channels:
      /"channel":"(?:account|positions|balance_and_position|liquidation-warning|account-greeks|orders|fills|orders-algo|algo-advance|deposit-info|withdrawal-info)"/,
    ordersIn: (frame) => {
      const { op, args = [] } = frame as Frame;
      if (op !== 'order' && op !== 'batch-orders') return null;
      const named = args.map((arg) => {
        const { instIdCode, ...rest } = arg as Record<string, unknown>;
        return instIdCode === undefined ? rest : { ...rest, instId: 'BTC-USDT' };
      });
      return ordersOf(okxVenue, '/api/v5/trade/batch-orders', named);
    },
  });
});

describe('Bybit', () => {
  const order = {
    category: 'spot',
    symbol: 'BTCUSDT',
    side: 'Buy',
    orderType: 'Limit',
    qty: '0.002',
    price: '49000',
  };
  const { category: _, ...bare } = order;
  const header = { 'X-BAPI-TIMESTAMP': '1700000000000', 'X-BAPI-RECV-WINDOW': '5000' };
  fuzzFrames({
    dialect: bybit,
    samples: [
      ...samples(placeOf(bybit, '/v5/private'), [
        bybitLogin(CREDENTIALS),
        { op: 'ping', req_id: '1' },
        { op: 'subscribe', req_id: 3, args: ['wallet', 'order', 'execution.spot'] },
        { op: 'unsubscribe', args: ['position'] },
      ]),
      ...samples(placeOf(bybit, '/v5/trade'), [
        bybitLogin(CREDENTIALS),
        { reqId: '1', header, op: 'order.create', args: [order] },
        {
          reqId: '2',
          header,
          op: 'order.create',
          args: [{ ...order, orderType: 'Market', price: undefined, marketUnit: 'quoteCoin' }],
        },
        {
          reqId: '3',
          header,
          op: 'order.create-batch',
          args: [{ category: 'spot', request: [bare, { ...bare, side: 'Sell' }] }],
        },
        {
          reqId: '4',
          header,
          op: 'order.cancel',
          args: [{ category: 'spot', symbol: 'BTCUSDT', orderId: '12' }],
        },
        {
          reqId: '5',
          header,
          op: 'order.amend',
          args: [{ category: 'spot', symbol: 'BTCUSDT', orderId: '12', price: '49001' }],
        },
      ]),
    ],
    channelsIn: (frame) => ((frame as Frame).args ?? []).map(String),
    channels:
      /^(?:wallet|greeks|(?:order|execution|execution\.fast|position)(?:\.(?:spot|linear|inverse|option))?)$/,
    ordersIn: (frame) => {
      const { op, args = [] } = frame as Frame;
      if (op === 'order.create') return ordersOf(bybitVenue, '/v5/order/create', args[0]);
      if (op === 'order.create-batch') return ordersOf(bybitVenue, '/v5/order/create-batch', args[0]);
      return null;
    },
  });
});

describe('Binance', () => {
  const key = { apiKey: 'a'.repeat(64), secret: 'secret' };
  const order = {
    symbol: 'BTCUSDT',
    side: 'BUY',
    type: 'LIMIT',
    timeInForce: 'GTC',
    quantity: '0.002',
    price: '49000',
  };
  const market = {
    symbol: 'BTCUSDT',
    side: 'BUY',
    type: 'MARKET',
    quoteOrderQty: '50',
    newOrderRespType: 'FULL',
  };
  fuzzFrames({
    dialect: binance,
    samples: samples(placeOf(binance, '/ws-api/v3'), [
      { id: '1', method: 'userDataStream.subscribe.signature', params: binanceSigned(key) },
      { id: 2, method: 'session.logon', params: binanceSigned(key) },
      { id: 3, method: 'order.place', params: binanceSigned(key, order) },
      {
        id: '4',
        method: 'order.place',
        params: { ...order, timestamp: 1_700_000_000_000, recvWindow: 5000 },
      },
      { id: '5', method: 'order.place', params: binanceSigned(key, market) },
      {
        id: '6',
        method: 'order.test',
        params: binanceSigned(key, { ...order, quantity: 0.5, returnRateLimits: false }),
      },
      { id: '7', method: 'order.cancel', params: binanceSigned(key, { symbol: 'BTCUSDT', orderId: 12 }) },
      { id: '8', method: 'order.status', params: binanceSigned(key, { symbol: 'BTCUSDT', orderId: '12' }) },
      {
        id: '9',
        method: 'order.cancelReplace',
        params: binanceSigned(key, { ...order, cancelReplaceMode: 'STOP_ON_FAILURE', cancelOrderId: 12 }),
      },
    ]),
    // What is subscribed to has no channels: one frame of the gateway's own is all that the exchange gets.
    channelsIn: () => [],
    channels: /./,
    subscribes: false,
    ordersIn: (frame) => {
      const { method, params } = frame as { method: string; params: Record<string, string | number> };
      if (method !== 'order.place') return null;
      const text = new URLSearchParams(
        Object.entries(params).map(([name, value]) => [name, String(value)]),
      ).toString();
      return binanceVenue.ordersOf({
        method: 'POST',
        path: '/api/v3/order',
        query: text,
        body: '',
        headers: {},
      });
    },
  });
});

describe('Kraken', () => {
  const secret = {
    algorithm: 'hmac',
    key: createSecretKey(Buffer.from('secret')),
    passphrase: null,
  } as const;
  const minted = kraken.streams?.tokens?.mint('a'.repeat(56), secret, '127.0.0.1', 1, Buffer.alloc(16));
  const { token } = (JSON.parse(minted?.body ?? '{}') as { result: { token: string } }).result;
  const order = {
    order_type: 'limit',
    side: 'buy',
    order_qty: 0.002,
    limit_price: 49000.5,
    symbol: 'BTC/USD',
    token,
  };
  const { symbol: _, token: __, ...bare } = order;
  const stop = { ...order, order_type: 'stop-loss-limit', triggers: { reference: 'last', price: 48000 } };
  fuzzFrames({
    dialect: kraken,
    samples: samples(placeOf(kraken, '/v2'), [
      { method: 'ping', req_id: 1 },
      { method: 'subscribe', params: { channel: 'executions', snap_orders: true, token }, req_id: 2 },
      { method: 'unsubscribe', params: { channel: 'balances', token } },
      { method: 'add_order', params: order, req_id: 3 },
      {
        method: 'add_order',
        params: { ...order, order_type: 'market', limit_price: undefined, cl_ord_id: 'x-1' },
      },
      {
        method: 'add_order',
        params: { ...order, post_only: true, time_in_force: 'gtc', deadline: '2026-01-01T00:00:05.000Z' },
      },
      { method: 'add_order', params: stop },
      {
        method: 'batch_add',
        params: { symbol: 'BTC/USD', token, orders: [bare, { ...bare, side: 'sell' }] },
      },
      { method: 'amend_order', params: { order_id: 'OAAAAA-AAAAA-BBBBBB', limit_price: 49001, token } },
      { method: 'cancel_order', params: { order_id: ['OAAAAA-AAAAA-BBBBBB'], token } },
      { method: 'cancel_all', params: { token } },
    ]),
    instruments: new Map([['BTC/USD', 'XXBTZUSD']]),
    channelsIn: (frame) => {
      const { params } = frame as { params: { channel: string } };
      return [params.channel];
    },
    channels: /^(?:executions|balances)$/,
    // From the frame's own words, not by way of the REST request.
    ordersIn: (frame) => {
      const { method, params } = frame as {
        method: string;
        params: Record<string, unknown> & { orders?: never[] };
      };
      if (method !== 'add_order' && method !== 'batch_add') return null;
      if (params.validate === true) return [];
      return (method === 'batch_add' ? (params.orders ?? []) : [params]).map(
        (entry: Record<string, unknown>) => {
          const kind = String(entry.order_type);
          const text = (value: unknown) => (value === undefined ? null : String(value));
          return {
            symbol: params.symbol === 'BTC/USD' ? 'XXBTZUSD' : String(params.symbol),
            side: entry.side as 'buy',
            type: /limit|iceberg/.test(kind) ? 'limit' : 'market',
            quantity: text(entry.order_qty),
            quoteQuantity: text(entry.cash_order_qty),
            price: text(entry.limit_price),
            clientOrderId: null,
          };
        },
      );
    },
  });
});
