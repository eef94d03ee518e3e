import { describe, expect, test } from 'vitest';
import type { UnsignedRequest } from '../../src/dialect/dialect.ts';
import { kraken } from '../../src/dialects/kraken/index.ts';
import { krakenAnswer } from '../../src/dialects/kraken/streams/answer.ts';
import { okx } from '../../src/dialects/okx/index.ts';
import type { OutboundRequest } from '../../src/http/outbound.ts';
import { type JsonObject, parseStrictJson } from '../../src/http/strict-json.ts';
import { Refusal } from '../../src/refusal.ts';
import { ENDINGS } from '../../src/streams/ending.ts';
import { FrameBudget } from '../../src/streams/frame-budget.ts';
import { InstrumentDirectory } from '../../src/streams/instrument-directory.ts';
import { loginDialect, refusingDialect, requestAt } from '../../src/streams/login-dialect.ts';
import { redactFrame } from '../../src/streams/redact-frame.ts';
import { isSameKey } from '../../src/streams/stream-parts.ts';
import type { UpstreamAnswer } from '../../src/upstream/upstream-client.ts';

const json = (text: string) => parseStrictJson(Buffer.from(text));

describe('what comes down', () => {
  test.each([
    ['{"a":"KEY","b":["xKEYx"]}', '{"a":"VIRTUAL","b":["xVIRTUALx"]}'],
    ['{"a":"key"}', '{"a":"key"}'],
    ['', ''],
  ])('%j becomes %j', (text, expected) => expect(redactFrame(text, 'KEY', 'VIRTUAL')).toBe(expected));

  test('has a secret taken out however JSON writes its slashes, and no pattern is read into the replacement', () => {
    expect(redactFrame('["a/b+c=","a\\/b+c="]', 'a/b+c=', '$&$1')).toBe('["$&$1","$&$1"]');
  });

  test('is as it was where there is no secret', () =>
    expect(redactFrame('{"a":1}', '', '***')).toBe('{"a":1}'));
});

test('no sentence at an end is longer than a close frame holds, and every code may be sent', () => {
  for (const { why, code, sentence } of Object.values(ENDINGS)) {
    expect(Buffer.byteLength(sentence), why).toBeLessThanOrEqual(123);
    expect([1000, 1001, 1002, 1008, 1011, 1012, 1013]).toContain(code);
  }
});

describe('a login as a request', () => {
  const { streams } = okx;
  const place = streams?.places[0];
  if (streams === undefined || place === undefined) throw new Error('OKX has no streams');
  const signature = { keyId: 'x', timestamp: 1, nonce: null, windowMs: 900_000 };
  const login = { signature, verify: () => false };
  const view = loginDialect(okx, streams, place, login, '127.0.0.1');
  const request = requestAt({ place, headers: [], receivedAt: 1 }, signature);

  test('needs TLS from elsewhere, reads, has no orders and costs a connection', () => {
    expect(view.uncovered.length).toBeGreaterThan(0);
    const classification = view.classify(request);
    expect(classification).toMatchObject({ class: 'read', product: 'spot' });
    expect(view.describe(request, classification)).toEqual({ orders: [], cancels: [] });
    expect(view.costs(request, classification, { orders: [], cancels: [] })).toEqual([
      { limit: streams.connects, weight: 1 },
    ]);
    expect(view.window.longest).toBe(900_000);
  });

  test('of a place without channels costs nothing', () => {
    const trade = loginDialect(okx, streams, { ...place, channels: false }, login, '');
    expect(trade.costs(request, trade.classify(request), { orders: [], cancels: [] })).toEqual([]);
  });

  test('that is refused is refused with the same words', () => {
    const refusal = new Refusal('forbidden', 'unknown operation', 'It is in no table.');
    expect(() => refusingDialect(okx, refusal).classify(request)).toThrow(refusal);
  });
});

describe('a key that is held against what a stream was opened with', () => {
  const standing = {
    revision: 1n,
    epoch: 2n,
    policyHash: Buffer.from('a'),
    exchangeKey: { number: 3, version: 4 },
  };
  test('is the same', () => expect(isSameKey({ ...standing }, standing)).toBe(true));
  test.each([
    ['gone', null],
    ['another revision', { ...standing, revision: 2n }],
    ['another epoch', { ...standing, epoch: 3n }],
    ['another policy', { ...standing, policyHash: Buffer.from('b') }],
    ['another exchange key', { ...standing, exchangeKey: { number: 4, version: 4 } }],
    ['another version of it', { ...standing, exchangeKey: { number: 3, version: 5 } }],
  ])('is %s', (_name, now) => expect(isSameKey(now, standing)).toBe(false));
});

test('frames have a rate and a burst, by a clock that never goes back', () => {
  let now = 0;
  const budget = new FrameBudget({ framesPerSecond: 10, framesAtOnce: 3 }, () => now);
  expect([1, 2, 3, 4].map(() => budget.take())).toEqual([true, true, true, false]);
  now = 100;
  expect([budget.take(), budget.take()]).toEqual([true, false]);
  now = -1_000_000;
  expect(budget.take()).toBe(false);
});

describe('numbers of instruments', () => {
  const answer = (body: string): UpstreamAnswer => ({ status: 200, headers: [], body: Buffer.from(body) });
  const LIST =
    '{"data":[{"instId":"BTC-USDT","instIdCode":1},{"instId":"ETH-USDT","instIdCode":"2"},{"instId":3}]}';

  function directory(send: (outbound: OutboundRequest) => Promise<UpstreamAnswer>) {
    const clock = { now: 0 };
    return { clock, directory: new InstrumentDirectory({ send }, () => clock.now) };
  }

  test('are asked for once, together, and again when one is missing, but not all the time', async () => {
    const asked: string[] = [];
    const { clock, directory: list } = directory((outbound) => {
      asked.push(outbound.target);
      return Promise.resolve(answer(LIST));
    });
    const [first] = await Promise.all([
      list.names(okx, 'www.okx.com', ['1']),
      list.names(okx, 'www.okx.com', ['1']),
    ]);
    expect([...first]).toEqual([['1', 'BTC-USDT']]);
    expect(asked).toEqual(['/api/v5/public/instruments?instType=SPOT']);
    for (let i = 0; i < 5; i++) await list.names(okx, 'www.okx.com', ['9']);
    expect(asked).toHaveLength(1);
    clock.now = 10_001;
    await list.names(okx, 'www.okx.com', ['9']);
    expect(asked).toHaveLength(2);
  });

  test.each([
    ['no JSON', () => Promise.resolve(answer('<html>'))],
    ['no answer', () => Promise.reject(new Error('reset'))],
  ])('are unknown after %s, which refuses, and are asked for again a second later', async (_name, send) => {
    let asked = 0;
    const { clock, directory: list } = directory(() => {
      asked++;
      return send();
    });
    for (let i = 0; i < 4; i++) {
      await expect(list.names(okx, 'www.okx.com', ['1'])).rejects.toMatchObject({ reason: 'unavailable' });
      clock.now += 500;
    }
    expect(asked).toBe(2);
  });

  test('are none where frames have none', async () => {
    const { directory: list } = directory(() => Promise.reject(new Error('asked')));
    expect((await list.names(okx, 'www.okx.com', [])).size).toBe(0);
  });

  test('Kraken’s symbols are those of its streams, and one that two pairs have is nobody’s', () => {
    const instruments = kraken.streams?.instruments;
    const request: UnsignedRequest | undefined = instruments?.request('api.kraken.com');
    expect(request?.path).toBe('/0/public/AssetPairs');
    const names = instruments?.read(
      json(
        '{"result":{"XXBTZUSD":{"wsname":"XBT/USD"},"XDGUSD":{"wsname":"XDG/USD"},"A":{"wsname":"A/USD"},"A2":{"wsname":"A/USD"},"B":{}}}',
      ),
    );
    expect([...(names ?? [])]).toEqual([
      ['BTC/USD', 'XXBTZUSD'],
      ['DOGE/USD', 'XDGUSD'],
    ]);
    expect(instruments?.read(json('{"error":["E"]}')).size).toBe(0);
  });
});

describe('Kraken’s answers', () => {
  const params = json(
    '{"cl_ord_id":"mine","orders":[{"cl_ord_id":"a"},{"cl_ord_id":"b"}],"order_id":["OX"]}',
  ) as JsonObject;
  const told = (method: string, body: string, status = 200) =>
    JSON.parse(krakenAnswer(method, '7', params, status, json(body))) as object;

  test.each([
    [
      'add_order',
      '{"error":[],"result":{"txid":["OA"]}}',
      { success: true, result: { order_id: 'OA', cl_ord_id: 'mine' } },
    ],
    ['add_order', '{"error":[],"result":{"descr":{}}}', { success: true, result: { cl_ord_id: 'mine' } }],
    [
      'add_order',
      '{"error":["EOrder:Insufficient funds"]}',
      { success: false, error: 'EOrder:Insufficient funds' },
    ],
    [
      'batch_add',
      '{"error":[],"result":{"orders":[{"txid":"OA"},{"error":"EOrder:x"}]}}',
      { success: true, result: [{ order_id: 'OA', cl_ord_id: 'a' }, { error: 'EOrder:x' }] },
    ],
    [
      'cancel_order',
      '{"error":[],"result":{"count":1}}',
      { success: true, result: { order_id: 'OX', count: 1 } },
    ],
    ['cancel_all', '{"error":[],"result":{"count":3}}', { success: true, result: { count: 3 } }],
  ])('to %s: %s', (method, body, expected) => {
    expect(told(method, body)).toEqual({ req_id: 7, method, ...expected });
  });

  test.each([
    ['{"result":{}}', 200],
    ['[]', 200],
    ['{"error":[]}', 502],
  ])('that are not understood say that nobody knows: %s, %i', (body, status) => {
    expect(() => told('add_order', body, status)).toThrow(/whether it acted is unknown/);
  });
});
