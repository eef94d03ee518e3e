import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunningGateway } from '../../src/process/running-gateway.ts';
import { startTrial, TRADER, type Trial } from '../process/trial.ts';
import { limitOrder, type RawAnswer, rawRequest, sendRaw } from './raw-client.ts';

/** A coin that is worth a cent and hardly traded. */
const THIN = TRADER.replace('[BTCUSDT]', '[BTCUSDT, THINUSDT]');
/** Nobody saw a fair book of this one. */
const WIDE = TRADER.replace('[BTCUSDT]', '[WIDEUSDT]');

let trial: Trial;
let replicas: RunningGateway[];
let thief: { apiKey: string; secret: string };
let wide: { apiKey: string; secret: string };

beforeAll(async () => {
  trial = await startTrial();
  trial.exchange.books.set('THINUSDT', { bid: '0.00999', ask: '0.01001' });
  trial.exchange.books.set('WIDEUSDT', { bid: '0.01', ask: '0.5' });
  thief = await trial.issue('thief', THIN);
  wide = await trial.issue('wide', WIDE);
  replicas = [];
  for (const name of ['gateway-1', 'gateway-2', 'gateway-3']) replicas.push(await trial.start(name));
});
afterAll(() => trial.stop());

async function holder(name: string) {
  const credentials = await trial.issue(name, TRADER);
  for (const replica of replicas) await replica.refresh();
  return credentials;
}

async function reserved(name: string) {
  const { rows } = await trial.database.admin.pool.query<{ sum: string; usage: string }>(
    `SELECT coalesce(sum(s.notional), 0)::text AS sum, coalesce(max(u.notional), 0)::text AS usage
     FROM virtual_keys k LEFT JOIN sends s ON s.virtual_key = k.number
     LEFT JOIN daily_usage u ON u.virtual_key = k.number WHERE k.name = $1`,
    [name],
  );
  expect(Number(rows[0].sum)).toBe(Number(rows[0].usage));
  return Number(rows[0].sum);
}

async function refusedUnsent(answer: Promise<RawAnswer>, rule?: string) {
  const before = trial.exchange.orders.length;
  const { status, body } = await answer;
  expect(status).toBeGreaterThanOrEqual(400);
  if (rule !== undefined) expect(body).toContain(rule);
  expect(trial.exchange.orders.length).toBe(before);
}

describe('splitting below the order limit, at once on three replicas', () => {
  test('accepts exactly what fits under max_daily_usd, and not a cent more', async () => {
    const key = await holder('splitter');
    const before = trial.exchange.orders.length;
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, i) =>
        sendRaw(
          replicas[i % 3].port,
          rawRequest(key, 'POST', '/api/v3/order', limitOrder({ newClientOrderId: `part-${i}` })),
        ),
      ),
    );
    // 200 USD each: seven fit under 1,500.
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(7);
    expect(trial.exchange.orders.length - before).toBe(7);
    expect(await reserved('splitter')).toBe(1400);
  });

  test('sizes that differ: the sum never passes the limit', async () => {
    const key = await holder('uneven');
    await Promise.all(
      Array.from({ length: 60 }, (_, i) => {
        const quantity = (0.0001 + (i % 7) * 0.0011).toFixed(4);
        const order = limitOrder({ quantity, newClientOrderId: `uneven-${i}` });
        return sendRaw(replicas[i % 3].port, rawRequest(key, 'POST', '/api/v3/order', order));
      }),
    );
    const sum = await reserved('uneven');
    expect(sum).toBeLessThanOrEqual(1500);
    // The smallest order of 5 USD was left out only when not even it fitted, so the limit is used up to that.
    expect(sum).toBeGreaterThan(1500 - 340);
  });

  test('on both sides and as market orders: all count against the one limit', async () => {
    const key = await holder('mixed');
    await Promise.all(
      Array.from({ length: 40 }, (_, i) => {
        const side = i % 2 === 0 ? 'BUY' : 'SELL';
        const order =
          i % 4 < 2
            ? limitOrder({ side, newClientOrderId: `mixed-${i}` })
            : `symbol=BTCUSDT&side=${side}&type=MARKET&quantity=0.001&newClientOrderId=mixed-${i}`;
        return sendRaw(replicas[i % 3].port, rawRequest(key, 'POST', '/api/v3/order', order));
      }),
    );
    expect(await reserved('mixed')).toBeLessThanOrEqual(1500);
  });
});

describe('a thief with a leaked key buys an illiquid token from himself', () => {
  const buy = (parts: string) => sendRaw(replicas[0].port, rawRequest(thief, 'POST', '/api/v3/order', parts));

  test('at 50 times its price by a limit order: refused', () =>
    refusedUnsent(buy(limitOrder({ symbol: 'THINUSDT', quantity: '1000', price: '0.5' })), 'price_band_pct'));
  test('at 50 times its price by a stop-limit order: refused', () =>
    refusedUnsent(
      buy(
        limitOrder({
          symbol: 'THINUSDT',
          type: 'STOP_LOSS_LIMIT',
          quantity: '1000',
          price: '0.5',
          stopPrice: '0.0101',
        }),
      ),
    ));
  test('sells the victim’s at a fiftieth: refused', () =>
    refusedUnsent(
      buy(limitOrder({ symbol: 'THINUSDT', side: 'SELL', quantity: '1000', price: '0.0002' })),
      'price_band_pct',
    ));
  test('by a market order whose worth at the reference price is above the limit: refused', () =>
    refusedUnsent(buy('symbol=THINUSDT&side=BUY&type=MARKET&quantity=100000'), 'max_order_usd'));
  test('by a market order in quote currency above the limit: refused', () =>
    refusedUnsent(buy('symbol=THINUSDT&side=BUY&type=MARKET&quoteOrderQty=1000.01'), 'max_order_usd'));
  test('by a market order where the book has no fair price: refused', () =>
    refusedUnsent(
      sendRaw(
        replicas[0].port,
        rawRequest(wide, 'POST', '/api/v3/order', 'symbol=WIDEUSDT&side=BUY&type=MARKET&quoteOrderQty=10'),
      ),
      'reference_price',
    ));
  test('after he held the book 50 times higher for a moment: the median does not move', async () => {
    trial.exchange.books.set('THINUSDT', { bid: '0.4999', ask: '0.5' });
    await replicas[0].refresh();
    await refusedUnsent(
      buy(limitOrder({ symbol: 'THINUSDT', quantity: '1000', price: '0.5' })),
      'price_band_pct',
    );
    await refusedUnsent(buy('symbol=THINUSDT&side=BUY&type=MARKET&quantity=1000'));
    trial.exchange.books.set('THINUSDT', { bid: '0.00999', ask: '0.01001' });
    await replicas[0].refresh();
  });
  test('by a market order after he took away all sellers but himself at 50 times the price: refused', async () => {
    trial.exchange.books.set('THINUSDT', { bid: '0.00999', ask: '0.5' });
    await replicas[0].refresh();
    await refusedUnsent(buy('symbol=THINUSDT&side=BUY&type=MARKET&quantity=1000'));
    await refusedUnsent(buy('symbol=THINUSDT&side=BUY&type=MARKET&quoteOrderQty=10'));
    trial.exchange.books.set('THINUSDT', { bid: '0.00999', ask: '0.01001' });
    await replicas[0].refresh();
  });
  test('churning inside the band: stops at max_daily_slippage_usd', async () => {
    let accepted = 0;
    for (let i = 0; i < 60; i++) {
      const price = '0.0102';
      const order = limitOrder({
        symbol: 'THINUSDT',
        quantity: '9000',
        price,
        newClientOrderId: `churn-${i}`,
      });
      if ((await buy(order)).status === 200) accepted++;
    }
    // 9,000 × 0.0002 = 1.8 USD given away by each, 91.8 USD bound: 16 under 1,500 USD, 27 under 50 USD.
    expect(accepted).toBe(16);
  });
});

describe('a small order is made big', () => {
  test('by cancel-replace: the new order is judged like any other', async () => {
    const key = await holder('replacer');
    const replace = `${limitOrder({ quantity: '1' })}&cancelReplaceMode=STOP_ON_FAILURE&cancelOrderId=7`;
    await refusedUnsent(
      sendRaw(replicas[0].port, rawRequest(key, 'POST', '/api/v3/order/cancelReplace', replace)),
      'max_order_usd',
    );
  });

  test('by amending its quantity: refused, as what the order is is not known', async () => {
    const key = await holder('amender');
    for (const newQty of ['0.0001', '1', '1000000']) {
      const amend = `symbol=BTCUSDT&orderId=7&newQty=${newQty}`;
      const seen = trial.exchange.seen.length;
      const { status } = await sendRaw(
        replicas[0].port,
        rawRequest(key, 'PUT', '/api/v3/order/amend/keepPriority', amend),
      );
      expect(status).toBeGreaterThanOrEqual(400);
      expect(trial.exchange.seen.length).toBe(seen);
    }
  });

  test('by cancel-replace of an order that is not there: the 409 releases nothing, since the new order may stand', async () => {
    const key = await holder('half-done');
    trial.exchange.respond = ({ path }) =>
      path.endsWith('/cancelReplace') ? { status: 409, body: { code: -2021, msg: 'partly' } } : undefined;
    for (let i = 0; i < 10; i++) {
      const replace = `${limitOrder({ newClientOrderId: `half-${i}` })}&cancelReplaceMode=ALLOW_FAILURE&cancelOrderId=7`;
      await sendRaw(replicas[i % 3].port, rawRequest(key, 'POST', '/api/v3/order/cancelReplace', replace));
    }
    trial.exchange.respond = () => undefined;
    expect(await reserved('half-done')).toBe(1400);
  });
});

describe('what a send reserved', () => {
  const after = async (name: string, answer: ReturnType<Trial['exchange']['respond']>) => {
    const key = await holder(name);
    trial.exchange.respond = () => answer;
    const before = trial.exchange.orders.length;
    const { status } = await sendRaw(
      replicas[0].port,
      rawRequest(key, 'POST', '/api/v3/order', limitOrder()),
    );
    trial.exchange.respond = () => undefined;
    expect(trial.exchange.orders.length - before).toBe(1);
    return { status, reserved: await reserved(name) };
  };

  test('is kept when the exchange does not answer', async () => {
    const { status, reserved } = await after('timed-out', 'hang');
    expect(status).toBeGreaterThanOrEqual(400);
    expect(reserved).toBe(200);
  });
  test('is kept when the connection is cut', async () =>
    expect((await after('cut', 'reset')).reserved).toBe(200));
  test.each([500, 502, 503, 504, 408, 425, 302])('is kept after status %i', async (status) =>
    expect((await after(`status-${status}`, { status, body: {} })).reserved).toBe(200),
  );
  test.each([400, 401, 403, 422])('is released by the definite rejection %i', async (status) =>
    expect((await after(`status-${status}`, { status, body: {} })).reserved).toBe(0),
  );
  test('cut again and again: never more than the limit reaches the exchange, and nothing is retried', async () => {
    const key = await holder('stubborn');
    trial.exchange.respond = () => 'reset';
    const before = trial.exchange.orders.length;
    await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        sendRaw(
          replicas[i % 3].port,
          rawRequest(key, 'POST', '/api/v3/order', limitOrder({ newClientOrderId: `cut-${i}` })),
        ),
      ),
    );
    trial.exchange.respond = () => undefined;
    expect(trial.exchange.orders.length - before).toBe(7);
    expect(await reserved('stubborn')).toBe(1400);
  });

  // Last, because the exchange then asks for a pause.
  test('is kept after status 429', async () =>
    expect((await after('status-429', { status: 429, body: {} })).reserved).toBe(200));
});
