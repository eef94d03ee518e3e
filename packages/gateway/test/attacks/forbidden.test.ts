import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunningGateway } from '../../src/process/running-gateway.ts';
import { startTrial, TRADER, type Trial } from '../process/trial.ts';
import { limitOrder, type RawOptions, rawRequest, sendRaw } from './raw-client.ts';

let trial: Trial;
let gateway: RunningGateway;
let thief: { apiKey: string; secret: string };

beforeAll(async () => {
  trial = await startTrial();
  thief = await trial.issue('thief', TRADER);
  gateway = await trial.start();
});
afterAll(() => trial.stop());

/** Refused, and nothing at all reached the exchange. */
async function refused(method: string, path: string, parameters: string, options?: RawOptions) {
  const seen = trial.exchange.seen.length;
  const { status } = await sendRaw(gateway.port, rawRequest(thief, method, path, parameters, options));
  expect(status).toBeGreaterThanOrEqual(400);
  expect(trial.exchange.seen.length).toBe(seen);
}

test('an honest order with the same key passes, or the refusals below would prove nothing', async () => {
  const { status } = await sendRaw(
    gateway.port,
    rawRequest(thief, 'POST', '/api/v3/order', limitOrder({ newClientOrderId: 'honest' })),
  );
  expect(status).toBe(200);
});

describe('a quantity that exchanges might read otherwise', () => {
  const NUMBERS = [
    '1e-3',
    '1E3',
    '1e400',
    '-0.001',
    '%2B0.001',
    '-0',
    'NaN',
    'nan',
    'Infinity',
    '-Infinity',
    '0x10',
    '0b1',
    '1,5',
    '1_000',
    '1%20000',
    '%200.001',
    '0.001%20',
    '0.001%0A',
    '0.001%00',
    '00.001',
    '.001',
    '1.',
    '',
    '0',
    '0.000',
    'null',
    'true',
    '%5B1%5D',
    '1%2F1000',
    // Arabic-Indic, full-width and superscript digits, and a minus that is not ASCII's.
    '%D9%A1',
    '%EF%BC%91',
    '%C2%B2',
    '%E2%88%921',
    '9'.repeat(400),
    `0.${'0'.repeat(400)}1`,
  ];
  test.each(NUMBERS)('quantity %j', (quantity) => refused('POST', '/api/v3/order', limitOrder({ quantity })));
  test.each(NUMBERS)('price %j', (price) => refused('POST', '/api/v3/order', limitOrder({ price })));
  test.each(NUMBERS)('quoteOrderQty %j', (number) =>
    refused('POST', '/api/v3/order', `symbol=BTCUSDT&side=BUY&type=MARKET&quoteOrderQty=${number}`),
  );
});

describe('a withdrawal by another name', () => {
  const WITHDRAWAL = 'coin=BTC&address=bc1qthief&amount=1';
  test.each([
    ['POST', '/sapi/v1/capital/withdraw/apply'],
    ['GET', '/sapi/v1/capital/withdraw/apply'],
    ['PUT', '/sapi/v1/capital/withdraw/apply'],
    ['POST', '/sapi/v1/capital/withdraw/apply/'],
    ['POST', '/sapi/v1//capital/withdraw/apply'],
    ['POST', '/sapi/v1/capital/./withdraw/apply'],
    ['POST', '/api/v3/../../sapi/v1/capital/withdraw/apply'],
    ['POST', '/api/v3/%2e%2e/%2e%2e/sapi/v1/capital/withdraw/apply'],
    ['POST', '/api/v3/order%2f..%2f..%2fsapi/v1/capital/withdraw/apply'],
    ['POST', '/SAPI/v1/capital/withdraw/apply'],
    ['POST', '/sapi/v1/Capital/Withdraw/Apply'],
    ['POST', '/sapi/v1/capital/withdraw/apply;x=1'],
    ['POST', '/sapi/v1/localentity/withdraw/apply'],
    ['POST', '/wapi/v3/withdraw.html'],
    ['POST', '/sapi/v1/fiat/withdraw'],
    ['POST', '/sapi/v2/fiat/withdraw'],
  ])('%s %s', (method, path) => refused(method, path, WITHDRAWAL));
  test.each([
    { 'X-HTTP-Method-Override': 'DELETE', 'X-Original-URL': '/sapi/v1/capital/withdraw/apply' },
    { 'X-Rewrite-URL': '/sapi/v1/capital/withdraw/apply' },
    { 'X-Forwarded-Host': 'evil.example', Forwarded: 'host=evil.example' },
  ])('headers that ask a server on the way for it stay here: %j', async (headers) => {
    const id = `h-${Object.keys(headers)[0].toLowerCase()}`;
    await sendRaw(
      gateway.port,
      rawRequest(thief, 'POST', '/api/v3/order', limitOrder({ quantity: '0.0002', newClientOrderId: id }), {
        headers,
      }),
    );
    const sent = trial.exchange.orders.at(-1);
    expect(sent?.parameters.get('newClientOrderId')).toBe(id);
    for (const name of Object.keys(headers)) expect(sent?.headers).not.toHaveProperty(name.toLowerCase());
  });
});

describe('money that is not the key’s to move', () => {
  test.each([
    [
      'margin loan',
      'POST',
      '/sapi/v1/margin/borrow-repay',
      'asset=USDT&amount=1000&type=BORROW&isIsolated=FALSE',
    ],
    ['margin loan by its old name', 'POST', '/sapi/v1/margin/loan', 'asset=USDT&amount=1000'],
    ['margin order', 'POST', '/sapi/v1/margin/order', limitOrder({ sideEffectType: 'MARGIN_BUY' })],
    ['spot order that borrows', 'POST', '/api/v3/order', limitOrder({ sideEffectType: 'MARGIN_BUY' })],
    ['spot order in an isolated account', 'POST', '/api/v3/order', limitOrder({ isIsolated: 'TRUE' })],
    [
      'transfer to a sub-account',
      'POST',
      '/sapi/v1/sub-account/universalTransfer',
      'fromAccountType=SPOT&toAccountType=SPOT&asset=BTC&amount=1&toEmail=a%40b.c',
    ],
    [
      'transfer from the master account',
      'POST',
      '/sapi/v1/sub-account/transfer/subToSub',
      'toEmail=a%40b.c&asset=BTC&amount=1',
    ],
    [
      'transfer to another wallet',
      'POST',
      '/sapi/v1/asset/transfer',
      'type=MAIN_UMFUTURE&asset=BTC&amount=1',
    ],
    ['conversion', 'POST', '/sapi/v1/convert/getQuote', 'fromAsset=BTC&toAsset=THIN&fromAmount=1'],
    ['listen key', 'POST', '/api/v3/userDataStream', ''],
    ['a sub-account’s API key', 'POST', '/sapi/v1/sub-account/subAccountApi/ipRestriction', 'email=a%40b.c'],
    [
      'trade transfer by self-trade',
      'POST',
      '/api/v3/order',
      limitOrder({ selfTradePreventionMode: 'TRANSFER' }),
    ],
    ['path that is in no table', 'POST', '/api/v3/order/new', limitOrder()],
  ])('%s', (_name, method, path, parameters) => refused(method, path, parameters));
  test.each([
    'fapi.binance.com',
    'dapi.binance.com',
    'evil.example',
    '127.0.0.1',
    'api.binance.com.',
    'API.binance.com',
  ])('on the host %s', (host) =>
    refused('POST', host.startsWith('fapi') ? '/fapi/v1/order' : '/api/v3/order', limitOrder(), { host }),
  );
});

describe('an address that is not allowed', () => {
  test('leaked key used from elsewhere: refused before any rule is told', async () => {
    const away = await trial.issue('away', TRADER.replace('127.0.0.1', '203.0.113.7'));
    await gateway.refresh();
    const seen = trial.exchange.seen.length;
    const { status, body } = await sendRaw(
      gateway.port,
      rawRequest(away, 'POST', '/api/v3/order', limitOrder({ quantity: '9' })),
    );
    expect(status).toBeGreaterThanOrEqual(400);
    expect(body).not.toContain('max_order_usd');
    expect(trial.exchange.seen.length).toBe(seen);
  });
  test.each(['X-Forwarded-For', 'X-Real-IP', 'Forwarded', 'CF-Connecting-IP', 'True-Client-IP'])(
    'is not made good by %s',
    async (name) => {
      const away = await trial.issue(`away-${name}`, TRADER.replace('127.0.0.1', '203.0.113.7'));
      await gateway.refresh();
      const seen = trial.exchange.seen.length;
      const { status } = await sendRaw(
        gateway.port,
        rawRequest(away, 'POST', '/api/v3/order', limitOrder(), { headers: { [name]: '203.0.113.7' } }),
      );
      expect(status).toBeGreaterThanOrEqual(400);
      expect(trial.exchange.seen.length).toBe(seen);
    },
  );
});

describe('text of a client', () => {
  test.each(['a%0Ab', 'a%0D%0Ab', '%1B%5B2J', 'a%E2%80%AEb', 'a%22%7D', 'a%00', 'a'.repeat(200)])(
    'an order id %j never reaches the log as it is',
    (newClientOrderId) => refused('POST', '/api/v3/order', limitOrder({ newClientOrderId })),
  );
  test('nothing in the audit log or the operator’s log is more than printable ASCII on one line', async () => {
    const agent = 'x"[31m\u00e9\t%0A{"kind":"request","accepted":true}';
    await sendRaw(
      gateway.port,
      rawRequest(
        thief,
        'POST',
        '/api/v3/order',
        limitOrder({ quantity: '0.0002', newClientOrderId: 'agent' }),
        {
          headers: { 'User-Agent': agent },
        },
      ),
    );
    expect(trial.exchange.orders.at(-1)?.headers['user-agent']).not.toBe(agent);
    const { rows } = await trial.database.admin.pool.query<{ text: string }>(
      `SELECT convert_from(canonical, 'UTF8') AS text FROM holdfast.audit_entries`,
    );
    expect(rows.length).toBeGreaterThan(50);
    for (const { text } of rows) {
      expect(text).toMatch(/^[ -~]*$/);
      expect(text).not.toContain('"accepted":true}"');
    }
    expect(rows.some(({ text }) => text.includes('[31m'))).toBe(false);
    for (const line of trial.log) expect(line).toMatch(/^[ -~’]*$/);
  });
  test('no secret and no signature is in any entry', async () => {
    const { rows } = await trial.database.admin.pool.query<{ text: string }>(
      `SELECT string_agg(convert_from(canonical, 'UTF8'), E'\\n') AS text FROM holdfast.audit_entries`,
    );
    expect(rows[0].text).toContain(thief.apiKey);
    for (const hidden of [thief.secret, trial.realSecret, trial.realKeyId, 'signature=']) {
      expect(rows[0].text.includes(hidden)).toBe(false);
    }
  });
});
