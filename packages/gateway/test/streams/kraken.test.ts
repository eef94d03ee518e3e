import { createSecretKey } from 'node:crypto';
import type { Exchange } from 'ccxt';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { setFrozen } from '../../src/administration/virtual-keys.ts';
import { krakenTokens, readKrakenToken } from '../../src/dialects/kraken/streams/token.ts';
import type { RunningGateway } from '../../src/process/running-gateway.ts';
import { kraken } from '../process/exchanges/kraken.ts';
import type { FakeExchange } from '../process/fake-exchange.ts';
import { ccxtOf, startTrial, TRADER, type Trial } from '../process/trial.ts';
import { KRAKEN, StreamClient } from './stream-client.ts';

/* Kraken's tokens: whoever has one is logged in. So a client's is not the exchange's, and the exchange's no client's. */

let trial: Trial;
let gateway: RunningGateway;
let fake: FakeExchange;
let mine: Holder;
let other: Holder;
let counter = 0;

interface Holder {
  readonly name: string;
  readonly client: Exchange;
  readonly apiKey: string;
  readonly secret: string;
  token(): Promise<string>;
}

const POLICY = TRADER.replace('BTCUSDT', kraken.symbol)
  .replace('max_daily_usd: 1500', 'max_daily_usd: 5000')
  .replace('own_orders_only: false', 'own_orders_only: true');

beforeAll(async () => {
  trial = await startTrial();
  fake = await trial.join('kraken', kraken, 'hmac');
  await trial.issue('seed-kraken', POLICY, 'kraken');
  gateway = await trial.start();
});
afterAll(() => trial.stop());
beforeEach(async () => {
  mine = await holder();
  other = await holder();
});

async function holder(policy = POLICY): Promise<Holder> {
  const name = `k${counter++}`;
  const credentials = await trial.issue(name, policy, 'kraken');
  await gateway.refresh();
  const client = ccxtOf('kraken', gateway.port, credentials);
  const token = async () => {
    const { result } = await (
      client as unknown as { privatePostGetWebSocketsToken(): Promise<{ result: { token: string } }> }
    ).privatePostGetWebSocketsToken();
    return result.token;
  };
  return { name, client, apiKey: credentials.apiKey, secret: credentials.secret, token };
}

const SECRET = { algorithm: 'hmac', key: createSecretKey(Buffer.from('secret')), passphrase: null } as const;

const open = () => StreamClient.open(gateway.port, KRAKEN);

async function ask(client: StreamClient, req_id: number, method: string, params: object) {
  client.send({ req_id, method, params });
  return JSON.parse(await client.frame(new RegExp(`"req_id":${req_id}\\b`)));
}
const order = (token: string, changes: object = {}) => ({
  order_type: 'limit',
  side: 'buy',
  order_qty: 0.002,
  limit_price: 49000,
  symbol: 'BTC/USD',
  token,
  ...changes,
});

describe('a token', () => {
  test('is the gateway’s own: the exchange is asked only when there is something to open, and shows its own to nobody', async () => {
    const asked = () => fake.seen.filter(({ path }) => path.endsWith('GetWebSocketsToken')).length;
    const before = asked();
    const token = await mine.token();
    expect(asked()).toBe(before);
    expect(fake.account.tokens.has(token)).toBe(false);
    const client = await open();
    await ask(client, 1, 'subscribe', { channel: 'balances', token });
    await client.frame(/snapshot/);
    expect(asked()).toBe(before + 1);
    const real = [...fake.account.tokens];
    for (const one of real) expect(client.frames.join('')).not.toContain(one);
    expect(client.frames.join('')).toContain('***');
    expect(fake.streams.at(-1)?.frames.join('')).not.toContain(token);
    client.socket.terminate();
  });

  test('opens several streams while it is young, and none when it is old', async () => {
    const token = await mine.token();
    for (let i = 0; i < 2; i++) {
      const client = await open();
      expect(await ask(client, 1, 'subscribe', { channel: 'balances', token })).toMatchObject({
        success: true,
      });
      client.socket.terminate();
    }
    const secret = { ...SECRET, key: createSecretKey(Buffer.from(mine.secret, 'base64')) };
    const at = (time: number) => {
      const minted = krakenTokens.mint(mine.apiKey, secret, '127.0.0.1', time, Buffer.alloc(16));
      return (JSON.parse(minted.body) as { result: { token: string } }).result.token;
    };
    for (const [time, success] of [
      [Date.now() - 890_000, true],
      [Date.now() - 901_000, false],
      [Date.now() + 60_000, false],
    ] as const) {
      const client = await open();
      expect(await ask(client, 1, 'subscribe', { channel: 'balances', token: at(time) })).toMatchObject({
        success,
      });
      client.socket.terminate();
    }
  });

  test('that is changed in any byte is worth nothing', async () => {
    const token = await mine.token();
    for (let at = 0; at < token.length; at += 7) {
      const changed = `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
      const client = await open();
      client.send({ req_id: 1, method: 'subscribe', params: { channel: 'balances', token: changed } });
      expect((await client.end()).code).toBe(1008);
      expect(client.frames.join('')).toContain('ESession:Invalid session');
    }
  });

  test.each([
    ['none', undefined],
    ['the empty one', ''],
    ['a number', 1],
    ['a list', [['x']]],
    ['another spelling of it', '='],
  ])('that is %s is none', async (_name, change) => {
    const token = change === '=' ? `${await mine.token()}=` : change;
    const client = await open();
    client.send({ req_id: 1, method: 'subscribe', params: { channel: 'balances', token } });
    expect((await client.end()).code).toBe(1008);
  });

  test('of the exchange itself is none either', async () => {
    const client = await open();
    await ask(client, 1, 'subscribe', { channel: 'balances', token: await mine.token() });
    const [real] = fake.account.tokens;
    const thief = await open();
    thief.send({ req_id: 1, method: 'subscribe', params: { channel: 'balances', token: real } });
    expect((await thief.end()).code).toBe(1008);
    client.socket.terminate();
  });

  test('that is stolen by the holder of another key does not work on the thief’s stream, and trades as its owner nowhere else', async () => {
    const [stolen, own] = [await mine.token(), await other.token()];
    const client = await open();
    await ask(client, 1, 'subscribe', { channel: 'balances', token: own });
    const before = fake.account.orders.length;
    expect(await ask(client, 2, 'add_order', order(stolen))).toMatchObject({
      success: false,
      error: 'ESession:Invalid session',
    });
    expect(await ask(client, 3, 'subscribe', { channel: 'executions', token: stolen })).toMatchObject({
      success: false,
    });
    expect(fake.account.orders.length).toBe(before);
    client.socket.terminate();
  });

  test('is bound to the address that asked for it', async () => {
    const [first, second] = ['127.0.0.1', '203.0.113.9'].map((address) => {
      const minted = krakenTokens.mint('A'.repeat(56), SECRET, address, Date.now(), Buffer.alloc(16, 7));
      return (JSON.parse(minted.body) as { result: { token: string } }).result.token;
    });
    expect(first).not.toBe(second);
    for (const [token, address] of [
      [first, '127.0.0.1'],
      [second, '203.0.113.9'],
    ] as const) {
      const frame = readKrakenToken(token);
      expect(frame.verify(SECRET, address)).toBe(true);
      expect(frame.verify(SECRET, '198.51.100.1')).toBe(false);
      expect(frame.verify({ ...SECRET, key: createSecretKey(Buffer.from('another')) }, address)).toBe(false);
    }
  });

  test('is not given to a frozen key, a key that may not read, or by a repeated request', async () => {
    const blind = await holder(POLICY.replace('[read, trade]', '[trade]'));
    await expect(blind.token()).rejects.toThrow(/Permission denied/);
    await setFrozen(trial.operation, true, { kind: 'virtual-key', name: mine.name });
    await gateway.refresh();
    await expect(mine.token()).rejects.toThrow(/User Locked/);
  });

  test('is in the audit log', async () => {
    await mine.token();
    const texts = async () => {
      const { rows } = await trial.database.as('holdfast_operator').pool.query<{ text: string }>(
        `SELECT convert_from(e.canonical, 'UTF8') AS text FROM holdfast.audit_entries e
         JOIN holdfast.virtual_keys k ON k.number = e.virtual_key WHERE k.id = $1`,
        [mine.apiKey],
      );
      return rows.map(({ text }) => text).join('\n');
    };
    await expect.poll(texts).toContain('stream token');
    expect(await texts()).toContain('/0/private/GetWebSocketsToken');
  });
});

describe('an order in a frame', () => {
  test('opens the stream without one to the exchange, passes, is amended and cancelled', async () => {
    const token = await mine.token();
    const before = fake.streams.length;
    const client = await open();
    const placed = await ask(client, 1, 'add_order', order(token, { cl_ord_id: 'mine-1' }));
    expect(placed).toMatchObject({ method: 'add_order', success: true, result: { cl_ord_id: 'mine-1' } });
    expect(fake.streams.length).toBe(before);
    expect(fake.account.orders.at(-1)).toMatchObject({
      symbol: kraken.symbol,
      quantity: '0.002',
      price: '49000',
    });
    const { order_id } = placed.result;
    expect(await ask(client, 2, 'cancel_order', { order_id: [order_id], token })).toMatchObject({
      success: true,
    });
    expect(fake.account.orders.at(-1)?.state).toBe('cancelled');
    client.socket.terminate();
  });

  test.each<[string, object]>([
    ['over the limit', { order_qty: 1 }],
    ['far from the market', { limit_price: 70000 }],
    ['of another symbol', { symbol: 'ETH/USD' }],
    ['of a symbol by its REST name', { symbol: 'XXBTZUSD' }],
    ['on margin', { margin: true }],
    ['that reduces a position', { reduce_only: true }],
    ['with a second order behind it', { conditional: { order_type: 'stop-loss', trigger_price: 1 } }],
    ['at a price relative to the market', { limit_price_type: 'pct' }],
    [
      'with a relative trigger',
      { order_type: 'stop-loss', limit_price: undefined, triggers: { price: 1, price_type: 'pct' } },
    ],
    ['that starts later', { effective_time: '2030-01-01T00:00:00Z' }],
    ['without price protection', { no_mpp: true }],
    ['with two sizes', { cash_order_qty: 10 }],
    ['without a size', { order_qty: undefined }],
    ['with a size in a list', { order_qty: [0.002] }],
    ['with a size like 1e-3', { order_qty: '1e-3' }],
    ['with triggers that its type has not', { triggers: { price: 1 } }],
    ['that is settled from a position', { order_type: 'settle-position', limit_price: undefined }],
    ['with a leverage', { leverage: 2 }],
    ['whose deadline is no time', { deadline: 'soon' }],
  ])('%s is refused', async (_name, changes) => {
    const client = await open();
    const before = fake.account.orders.length;
    expect(await ask(client, 1, 'add_order', order(await mine.token(), changes))).toMatchObject({
      success: false,
    });
    expect(fake.account.orders.length).toBe(before);
    client.socket.terminate();
  });

  test('on margin is refused, and that is written down like a refusal of a request', async () => {
    const client = await open();
    const token = await mine.token();
    await ask(client, 1, 'add_order', order(token, { order_qty: '0.001' }));
    await ask(client, 2, 'add_order', order(token, { margin: true }));
    const refused = async () => {
      const { rows } = await trial.database.as('holdfast_operator').pool.query<{ rule: string }>(
        `SELECT e.rule FROM holdfast.audit_entries e
         JOIN holdfast.virtual_keys k ON k.number = e.virtual_key WHERE k.id = $1 AND NOT e.accepted`,
        [mine.apiKey],
      );
      return rows.map(({ rule }) => rule);
    };
    await expect.poll(refused).toEqual(['product']);
    client.socket.terminate();
  });

  test('in a batch with a bad one is refused with it', async () => {
    const token = await mine.token();
    const { symbol, token: _, ...good } = order(token);
    const client = await open();
    const before = fake.account.orders.length;
    expect(
      await ask(client, 1, 'batch_add', { symbol, token, orders: [good, { ...good, order_qty: 1 }] }),
    ).toMatchObject({ success: false });
    expect(fake.account.orders.length).toBe(before);
    expect(await ask(client, 2, 'batch_add', { symbol, token, orders: [good, good] })).toMatchObject({
      success: true,
    });
    expect(fake.account.orders.length).toBe(before + 2);
    client.socket.terminate();
  });

  test('of another key is neither changed nor cancelled', async () => {
    const client = await open();
    const { result } = await ask(client, 1, 'add_order', order(await mine.token()));
    const thief = await open();
    const token = await other.token();
    for (const [id, method, params] of [
      [1, 'cancel_order', { order_id: [result.order_id], token }],
      [2, 'amend_order', { order_id: result.order_id, limit_price: 49_500, token }],
      [3, 'cancel_all', { token }],
      [4, 'cancel_order', { order_userref: [1], token }],
      [5, 'batch_cancel', { orders: [result.order_id, result.order_id], token }],
    ] as const)
      expect(await ask(thief, id, method, params), method).toMatchObject({ success: false });
    expect(fake.account.orders.at(-1)?.state).toBe('open');
    client.socket.terminate();
    thief.socket.terminate();
  });
});

test.each(['edit_order', 'level3', 'withdraw', 'toString', 'add_order '])(
  'the method %s is refused',
  async (method) => {
    const client = await open();
    const token = await mine.token();
    await ask(client, 1, 'subscribe', { channel: 'balances', token });
    expect(await ask(client, 2, method, order(token))).toMatchObject({ success: false });
    client.socket.terminate();
  },
);

test.each([
  { channel: 'level3' },
  { channel: 'book' },
  { channel: 'executions', users: 'all' },
  { channel: 'balances', snapshot: 'x' },
])('the subscription %j is refused', async (params) => {
  const client = await open();
  const token = await mine.token();
  await ask(client, 1, 'subscribe', { channel: 'balances', token });
  const before = fake.streams.at(-1)?.frames.length;
  expect(await ask(client, 2, 'subscribe', { ...params, token })).toMatchObject({ success: false });
  expect(fake.streams.at(-1)?.frames.length).toBe(before);
  client.socket.terminate();
});
