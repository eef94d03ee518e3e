import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { RunningGateway } from '../../src/process/running-gateway.ts';
import { binance } from '../process/exchanges/binance.ts';
import { type Credentials, startTrial, TRADER, type Trial } from '../process/trial.ts';
import { limitOrder, rawRequest, sendRaw } from './raw-client.ts';

const BOTH = TRADER.replace('[BTCUSDT]', '[BTCUSDT, THINUSDT]').replace(
  'max_daily_usd: 1500',
  'max_daily_usd: 100000',
);
const OWN = BOTH.replace('own_orders_only: false', 'own_orders_only: true');
const ORDER = '/api/v3/order';
/** Rests below the market. */
const RESTING = { price: '49000' };
const AMEND = '/api/v3/order/amend/keepPriority';

let trial: Trial;
let replicas: RunningGateway[];
let alice: Credentials;
let mallory: Credentials;

beforeAll(async () => {
  trial = await startTrial();
  trial.exchange.books.set('THINUSDT', { bid: '0.00999', ask: '0.01001' });
  for (const name of ['second', 'third']) await trial.join(name, binance, 'hmac');
  alice = await trial.issue('alice', OWN);
  mallory = await trial.issue('mallory', OWN);
  replicas = [];
  for (const name of ['gateway-1', 'gateway-2', 'gateway-3']) replicas.push(await trial.start(name));
});
afterAll(() => trial.stop());
beforeEach(() => {
  trial.exchange.respond = () => undefined;
  for (const order of trial.exchange.account.orders) order.state = 'cancelled';
});

async function holder(name: string, policy: string, exchangeKey = 'main') {
  const credentials = await trial.issue(name, policy, exchangeKey);
  for (const replica of replicas) await replica.refresh();
  return credentials;
}

const send = (who: Credentials, method: string, path: string, parameters: string, replica = 0) =>
  sendRaw(replicas[replica].port, rawRequest(who, method, path, parameters));

/** Until what the exchange answered is in the database: other replicas know then. */
async function written() {
  for (;;) {
    const { rows } = await trial.database.admin.pool.query('SELECT 1 FROM sends WHERE settled_at IS NULL');
    if (rows.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

let count = 0;
/** Places a resting order; its ids. */
async function place(who: Credentials, parts: Record<string, string> = {}, replica = 0) {
  const clientId = parts.newClientOrderId ?? `order-${count++}`;
  const order = limitOrder({ ...RESTING, newClientOrderId: clientId, ...parts });
  const { status, body } = await send(who, 'POST', ORDER, order, replica);
  expect(status).toBe(200);
  return { id: String(JSON.parse(body).orderId), clientId };
}

const cancel = (who: Credentials, by: string, replica = 0, symbol = 'BTCUSDT') =>
  send(who, 'DELETE', ORDER, `symbol=${symbol}&${by}`, replica);

/** Refused by a rule, and nothing reached the exchange. */
async function refused(answer: Promise<{ status: number; body: string }>, rule: string) {
  const before = trial.exchange.orders.length;
  const { status, body } = await answer;
  expect(body).toContain(rule);
  expect(status).toBe(400);
  expect(trial.exchange.orders.length).toBe(before);
}

/** That a cancellation was sent; whether there was anything to cancel, the exchange says. */
async function sent(answer: Promise<{ status: number; body: string }>) {
  expect((await answer).body).not.toContain('Holdfast');
}

describe('with own_orders_only', () => {
  test('an order is cancelled by its key right after its answer, by either id, on any replica', async () => {
    for (const replica of [0, 1, 2]) {
      const byTheirs = await place(alice);
      expect((await cancel(alice, `orderId=${byTheirs.id}`, replica)).status).toBe(200);
      const byOurs = await place(alice);
      await sent(cancel(alice, `origClientOrderId=${byOurs.clientId}`, replica));
    }
  });

  test('nobody else cancels it, by neither id, on no replica', async () => {
    const { id, clientId } = await place(alice);
    for (const replica of [0, 1, 2]) {
      await refused(cancel(mallory, `orderId=${id}`, replica), 'own_orders_only');
      await refused(cancel(mallory, `origClientOrderId=${clientId}`, replica), 'own_orders_only');
    }
    const replace = `${limitOrder(RESTING)}&cancelReplaceMode=STOP_ON_FAILURE&cancelOrderId=${id}`;
    await refused(send(mallory, 'POST', '/api/v3/order/cancelReplace', replace), 'own_orders_only');
    expect((await cancel(alice, `orderId=${id}`)).status).toBe(200);
  });

  test('an order that no virtual key placed is nobody’s', async () => {
    const book = { bid: '49990', ask: '50010' };
    const byHand = trial.exchange.account.place(
      {
        symbol: 'BTCUSDT',
        side: 'buy',
        type: 'limit',
        quantity: '1',
        quoteQuantity: null,
        price: '49000',
        clientOrderId: 'by-hand',
      },
      book,
      Date.now(),
    );
    await refused(cancel(alice, `orderId=${byHand.number}`), 'own_orders_only');
    await refused(cancel(alice, 'origClientOrderId=by-hand'), 'own_orders_only');
  });

  test('all orders at once are not cancelled', async () => {
    // A policy that allows it can't have own_orders_only.
    await refused(send(alice, 'DELETE', '/api/v3/openOrders', 'symbol=BTCUSDT'), 'cancel_all');
  });

  test('an order whose answer was lost is still its key’s, by the client’s id, also after a restart', async () => {
    trial.exchange.respond = ({ method }) => (method === 'POST' ? 'reset' : undefined);
    await send(alice, 'POST', ORDER, limitOrder({ ...RESTING, newClientOrderId: 'lost' }));
    trial.exchange.respond = () => undefined;
    await sent(cancel(alice, 'origClientOrderId=lost', 1));
    const fresh = await trial.start('gateway-4');
    await sent(
      sendRaw(fresh.port, rawRequest(alice, 'DELETE', ORDER, 'symbol=BTCUSDT&origClientOrderId=lost')),
    );
    await refused(cancel(mallory, 'origClientOrderId=lost'), 'own_orders_only');
  });

  test('an order is cancelled by its client’s id while the exchange still works on it', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    trial.exchange.respond = async ({ method }) => {
      if (method === 'POST') await held;
      return undefined;
    };
    const placing = send(alice, 'POST', ORDER, limitOrder({ ...RESTING, newClientOrderId: 'slow' }));
    while (!trial.exchange.orders.some(({ parameters }) => parameters.get('newClientOrderId') === 'slow'))
      await new Promise((resolve) => setTimeout(resolve, 5));
    await sent(cancel(alice, 'origClientOrderId=slow', 2));
    await refused(cancel(mallory, 'origClientOrderId=slow', 1), 'own_orders_only');
    release();
    await placing;
  });
});

describe('a client chooses its ids', () => {
  test('like another key’s order’s id at the exchange: it gets its own order, and not the other', async () => {
    const theirs = await place(alice);
    const trick = await place(mallory, { newClientOrderId: theirs.id });
    await refused(cancel(mallory, `orderId=${theirs.id}`), 'own_orders_only');
    await refused(cancel(mallory, `orderId=${theirs.id}`, 1), 'own_orders_only');
    await sent(cancel(mallory, `origClientOrderId=${theirs.id}`, 2));
    expect((await cancel(mallory, `orderId=${trick.id}`, 1)).status).toBe(200);
    await refused(cancel(alice, `origClientOrderId=${theirs.id}`), 'own_orders_only');
    expect((await cancel(alice, `orderId=${theirs.id}`)).status).toBe(200);
  });

  test('before another key uses them: the newer order is not the thief’s', async () => {
    await place(mallory, { newClientOrderId: 'claimed' });
    await written();
    await place(alice, { newClientOrderId: 'claimed' }, 1);
    for (const replica of [0, 1, 2])
      await refused(cancel(mallory, 'origClientOrderId=claimed', replica), 'own_orders_only');
    await sent(cancel(alice, 'origClientOrderId=claimed'));
  });

  test('at the same moment as another key: nobody knows whose it is, so neither cancels by it', async () => {
    trial.exchange.respond = async ({ method }) => {
      if (method === 'POST') await new Promise((resolve) => setTimeout(resolve, 200));
      return undefined;
    };
    await Promise.all([
      place(alice, { newClientOrderId: 'race' }, 0),
      place(mallory, { newClientOrderId: 'race' }, 1),
    ]);
    await refused(cancel(alice, 'origClientOrderId=race', 2), 'own_orders_only');
    await refused(cancel(mallory, 'origClientOrderId=race', 2), 'own_orders_only');
  });

  test('the exchange’s ids count for one symbol: the same number in another is another order', async () => {
    const { id } = await place(mallory);
    await refused(cancel(mallory, `orderId=${id}`, 0, 'THINUSDT'), 'own_orders_only');
    await refused(cancel(mallory, `orderId=${id}`, 1, 'THINUSDT'), 'own_orders_only');
  });
});

describe('amending', () => {
  const amended = (parameters: URLSearchParams) => ({
    status: 200,
    body: {
      executionId: 1,
      amendedOrder: {
        orderId: Number(parameters.get('orderId')),
        clientOrderId: 'kept',
        qty: parameters.get('newQty'),
      },
    },
  });
  const amend = (who: Credentials, id: string, newQty: string, replica = 0) =>
    send(who, 'PUT', AMEND, `symbol=BTCUSDT&orderId=${id}&newQty=${newQty}`, replica);
  beforeEach(() => {
    trial.exchange.respond = ({ method, parameters }) => (method === 'PUT' ? amended(parameters) : undefined);
  });

  test('a small order to a big one is judged as the big one', async () => {
    const { id } = await place(alice);
    await refused(amend(alice, id, '0.1'), 'max_order_usd');
    await refused(amend(alice, id, '1e-3'), 'amount');
    expect((await amend(alice, id, '0.003')).status).toBe(200);
    await written();
    // From the other replica as well, which never saw the order.
    expect((await amend(alice, id, '0.002', 1)).status).toBe(200);
    await written();
    await refused(amend(alice, id, '0.1', 2), 'max_order_usd');
  });

  test('another key’s order, or one that nobody placed, is refused', async () => {
    const { id } = await place(alice);
    await refused(amend(mallory, id, '0.001'), 'own_orders_only');
    const open = await holder('open', BOTH);
    await refused(amend(open, id, '0.001'), 'amendment');
    await refused(amend(open, '999999', '0.001'), 'amendment');
  });

  test('one order on three replicas at once: one change at a time', async () => {
    const { id } = await place(alice);
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    trial.exchange.respond = async ({ method, parameters }) => {
      if (method !== 'PUT') return undefined;
      await held;
      return amended(parameters);
    };
    let refusals = 0;
    const answers = await Promise.all(
      Array.from({ length: 9 }, async (_, i) => {
        const { status, body } = await amend(alice, id, `0.00${i + 1}`, i % 3);
        if (status !== 200) {
          expect(body).toContain('amendment');
          if (++refusals === 8) release();
        }
        return status;
      }),
    );
    expect(answers.filter((status) => status === 200)).toHaveLength(1);
    await written();
    expect((await amend(alice, id, '0.001', 1)).status).toBe(200);
  });

  test('without an answer leaves the order unknown: the next change must say what it makes of it', async () => {
    const { id } = await place(alice);
    trial.exchange.respond = ({ method }) => (method === 'PUT' ? 'reset' : undefined);
    await amend(alice, id, '0.003');
    trial.exchange.respond = ({ method, parameters }) => (method === 'PUT' ? amended(parameters) : undefined);
    // Binance's amendments name no price, and what the order's is now is not known.
    await refused(amend(alice, id, '0.002'), 'price');
    expect((await cancel(alice, `orderId=${id}`)).status).toBe(200);
  });
});

describe('max_open_orders', () => {
  const limited = (most: number) => `${BOTH}max_open_orders: ${most}\n`;

  test('is exact on three replicas at once, what was open before counted', async () => {
    const key = await holder('crowd', limited(8), 'second');
    for (let i = 0; i < 3; i++) await place(alice);
    // What is written down while the exchange is asked counts twice. So let it be written, and let each replica ask.
    await written();
    for (const i of [0, 1, 2]) {
      const tooBig = limitOrder({ ...RESTING, quantity: '1', newClientOrderId: `big-${i}` });
      await refused(send(key, 'POST', ORDER, tooBig, i), 'max_order_usd');
    }
    const answers = await Promise.all(
      Array.from({ length: 45 }, (_, i) =>
        send(key, 'POST', ORDER, limitOrder({ ...RESTING, newClientOrderId: `crowd-${i}` }), i % 3),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(5);
    expect(trial.exchange.account.open()).toHaveLength(8);
    for (const { status, body } of answers) if (status !== 200) expect(body).toContain('max_open_orders');
  });

  test('lets a bot replace its only order, and no second one beside it', async () => {
    const key = await holder('churn', limited(1), 'third');
    for (let i = 0; i < 2; i++) {
      const { id } = await place(key);
      const second = limitOrder({ ...RESTING, newClientOrderId: `second-${i}` });
      await refused(send(key, 'POST', ORDER, second), 'max_open_orders');
      expect((await cancel(key, `orderId=${id}`)).status).toBe(200);
      await written();
    }
  });

  test('refuses while the exchange does not tell', async () => {
    const account = await holder('blind', limited(5));
    trial.exchange.respond = ({ path, method }) =>
      path === '/api/v3/openOrders' && method === 'GET' ? { status: 500, body: {} } : undefined;
    const fresh = await trial.start('gateway-5');
    const order = rawRequest(account, 'POST', ORDER, limitOrder({ ...RESTING, newClientOrderId: 'blind' }));
    await refused(sendRaw(fresh.port, order), 'max_open_orders');
  });

  test('holds no cancellation back', async () => {
    const key = await holder('full', limited(1));
    const { id } = await place(alice);
    await sent(cancel(key, `orderId=${id}`));
  });
});

test('max_share_of_volume_pct is exact on three replicas at once', async () => {
  // 0.1 % of the 1,000,000 that were traded.
  const key = await holder('share', `${BOTH}max_share_of_volume_pct: 0.1\n`);
  const answers = await Promise.all(
    Array.from({ length: 30 }, (_, i) =>
      send(key, 'POST', ORDER, limitOrder({ newClientOrderId: `share-${i}` }), i % 3),
    ),
  );
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(5);
  for (const { status, body } of answers)
    if (status !== 200) expect(body).toContain('max_share_of_volume_pct');
});
