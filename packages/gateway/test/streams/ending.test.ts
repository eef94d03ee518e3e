import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { markExchangeKey, undeleteExchangeKey } from '../../src/administration/delete-exchange-key.ts';
import { rotateExchangeKey } from '../../src/administration/rotate-exchange-key.ts';
import { rotateVirtualKey } from '../../src/administration/rotate-virtual-key.ts';
import { revokeVirtualKey, setFrozen } from '../../src/administration/virtual-keys.ts';
import type { Dialect } from '../../src/dialect/dialect.ts';
import { dialects } from '../../src/dialects/index.ts';
import type { RunningGateway } from '../../src/process/running-gateway.ts';
import { okx } from '../process/exchanges/okx.ts';
import type { FakeExchange } from '../process/fake-exchange.ts';
import { startTrial, TRADER, type Trial } from '../process/trial.ts';
import { OKX_PRIVATE, okxLogin, StreamClient } from './stream-client.ts';

/* What ends open streams. Nobody asks the gateway to look: it hears of changes from the database. */

let trial: Trial;
let gateway: RunningGateway;
let fake: FakeExchange;

beforeAll(async () => {
  trial = await startTrial();
  fake = await trial.join('okx', okx, 'hmac');
  gateway = await trial.start();
});
afterAll(() => trial.stop());

async function opened(name: string, policy = TRADER.replace('BTCUSDT', okx.symbol)) {
  const credentials = await trial.issue(name, policy, 'okx');
  await gateway.refresh();
  return { ...(await open(credentials)), credentials };
}

async function open(credentials: Parameters<typeof okxLogin>[0]) {
  const client = await StreamClient.open(gateway.port, OKX_PRIVATE);
  client.send(okxLogin(credentials));
  await client.frame(/"event":"login"/);
  client.send({ op: 'subscribe', args: [{ channel: 'orders', instType: 'SPOT' }] });
  await client.frame(/"event":"subscribe"/);
  const upstream = fake.streams.at(-1);
  if (upstream === undefined) throw new Error('there is no stream at the exchange');
  return { client, upstream };
}

/** The client's side and the exchange's both end, and the audit log says why. */
async function expectEnd(
  { client, upstream }: Awaited<ReturnType<typeof open>>,
  apiKey: string,
  ending: { readonly code: number; readonly why: string },
): Promise<void> {
  expect((await client.end()).code).toBe(ending.code);
  for (let waited = 0; upstream.socket.readyState !== 3 && waited < 1000; waited += 5)
    await new Promise((resolve) => setTimeout(resolve, 5));
  expect(upstream.socket.readyState).toBe(3);
  await expect.poll(() => details(apiKey)).toContain(ending.why);
}

async function details(apiKey: string): Promise<(string | undefined)[]> {
  const { rows } = await trial.database.as('holdfast_operator').pool.query<{ text: string }>(
    `SELECT convert_from(e.canonical, 'UTF8') AS text FROM holdfast.audit_entries e
     JOIN holdfast.virtual_keys k ON k.number = e.virtual_key WHERE k.id = $1 AND e.kind = 'outcome'`,
    [apiKey],
  );
  return rows.map(({ text }) => /"detail":"([^"]*)"/.exec(text)?.[1]);
}

describe('an open stream ends when', () => {
  test('its key is frozen, and another key’s stream stays', async () => {
    const [cold, warm] = [await opened('cold'), await opened('warm')];
    await setFrozen(trial.operation, true, { kind: 'virtual-key', name: 'cold' });
    await expectEnd(cold, cold.credentials.apiKey, { code: 1008, why: 'key changed' });
    expect(warm.client.closed).toBeNull();
    const again = await StreamClient.open(gateway.port, OKX_PRIVATE);
    again.send(okxLogin(cold.credentials, Date.now() - 1000));
    await again.end();
    expect(again.frames.join('')).toContain('50007');
    warm.client.socket.terminate();
  });

  test('its key is revoked', async () => {
    const stream = await opened('revoked');
    await revokeVirtualKey(trial.operation, 'revoked');
    await expectEnd(stream, stream.credentials.apiKey, { code: 1008, why: 'key changed' });
  });

  test('its generation is given an end, and then at that end', async () => {
    const stream = await opened('turning');
    await rotateVirtualKey(
      trial.operation,
      { name: 'turning', overlapMs: 1500, policy: null, expiresAt: null },
      dialects,
    );
    await expectEnd(stream, stream.credentials.apiKey, { code: 1008, why: 'key changed' });
  });

  test('the exchange key is rotated', async () => {
    const stream = await opened('rotated');
    const next = okx.makeCredential('hmac');
    fake.credentials.push(next);
    await rotateExchangeKey(trial.operation, {
      name: 'okx',
      apiKey: Buffer.from(next.keyId),
      secret: Buffer.from(next.secret),
      passphrase: Buffer.from(next.passphrase ?? ''),
      permissions: { read: true, trade: true, withdraw: false, ipRestricted: true },
      acceptedRisks: [],
      dialect: dialects.get('okx') as Dialect,
      nonceFloor: 0n,
    });
    await expectEnd(stream, stream.credentials.apiKey, { code: 1008, why: 'key changed' });
  });

  test('the exchange key is marked to be deleted', async () => {
    const stream = await opened('of-a-marked-key');
    await markExchangeKey(trial.operation, 'okx', 7);
    await expectEnd(stream, stream.credentials.apiKey, { code: 1008, why: 'key changed' });
    await undeleteExchangeKey(trial.operation, 'okx');
  });

  test('everything is frozen, until it is thawed', async () => {
    const stream = await opened('panicking');
    await setFrozen(trial.operation, true, { kind: 'everything' });
    await expectEnd(stream, stream.credentials.apiKey, { code: 1008, why: 'key changed' });
    await setFrozen(trial.operation, false, { kind: 'everything' });
  });

  test('its policy ends', async () => {
    const at = new Date(Math.ceil((Date.now() + 2000) / 1000) * 1000).toISOString().replace('.000', '');
    const stream = await opened('ending', `${TRADER.replace('BTCUSDT', okx.symbol)}expires: ${at}\n`);
    await expectEnd(stream, stream.credentials.apiKey, { code: 1008, why: 'expired' });
  });

  test('the exchange ends it, and with the frames that came before', async () => {
    const stream = await opened('cut');
    stream.upstream.socket.send('{"arg":{"channel":"orders"},"data":[{"last":"words"}]}');
    stream.upstream.socket.close(1012);
    await stream.client.frame(/last/);
    await expectEnd(stream, stream.credentials.apiKey, { code: 1012, why: 'exchange' });
  });

  test('the client vanishes', async () => {
    const stream = await opened('gone');
    stream.client.socket.terminate();
    for (let waited = 0; stream.upstream.socket.readyState !== 3 && waited < 1000; waited += 5)
      await new Promise((resolve) => setTimeout(resolve, 5));
    expect(stream.upstream.socket.readyState).toBe(3);
  });

  test('its key is revoked and the database tells nobody, a few seconds later', async () => {
    const stream = await opened('silent');
    const { pool } = trial.database.admin;
    await pool.query('ALTER TABLE holdfast.virtual_keys DISABLE TRIGGER USER');
    await pool.query(`UPDATE holdfast.virtual_keys SET state = 'revoked' WHERE name = 'silent'`);
    await pool.query('ALTER TABLE holdfast.virtual_keys ENABLE TRIGGER USER');
    await expect.poll(() => stream.client.closed?.code, { timeout: 8000 }).toBe(1008);
  }, 10_000);

  test('the vault is sealed, and a handshake is refused then', async () => {
    const stream = await opened('sealed');
    gateway.seal();
    await expectEnd(stream, stream.credentials.apiKey, { code: 1013, why: 'sealed' });
    await expect(StreamClient.open(gateway.port, OKX_PRIVATE)).rejects.toThrow('503');
    await gateway.open(trial.kek);
  });

  test('the gateway stops', async () => {
    const other = await trial.start('gateway-2');
    const credentials = await trial.issue('stopping', TRADER.replace('BTCUSDT', okx.symbol), 'okx');
    await other.refresh();
    const client = await StreamClient.open(other.port, OKX_PRIVATE);
    client.send(okxLogin(credentials));
    await client.frame(/"event":"login"/);
    await other.stop();
    expect((await client.end()).code).toBe(1001);
  });
});

test('a stop while a frame’s order is under way waits for it: its outcome is known and written down', async () => {
  const other = await trial.start('gateway-3');
  const credentials = await trial.issue('leaving', TRADER.replace('BTCUSDT', okx.symbol), 'okx');
  await other.refresh();
  const client = await StreamClient.open(other.port, OKX_PRIVATE);
  client.send(okxLogin(credentials));
  await client.frame(/"event":"login"/);
  const arrived = Promise.withResolvers<void>();
  fake.respond = async ({ method }) => {
    if (method !== 'POST') return undefined;
    arrived.resolve();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    return undefined;
  };
  client.send({
    id: '1',
    op: 'order',
    args: [{ instId: okx.symbol, tdMode: 'cash', side: 'buy', ordType: 'limit', sz: '0.002', px: '49990' }],
  });
  await arrived.promise;
  await other.stop();
  fake.respond = () => undefined;
  const { rows } = await trial.database.admin.pool.query<{ text: string }>(
    `SELECT convert_from(o.canonical, 'UTF8') AS text FROM holdfast.audit_entries r
     JOIN holdfast.audit_entries o ON o.outcome_of = r.id JOIN holdfast.virtual_keys k ON k.number = r.virtual_key
     WHERE k.id = $1 AND convert_from(r.canonical, 'UTF8') LIKE '%/api/v5/trade/order"%'`,
    [credentials.apiKey],
  );
  expect(rows.map(({ text }) => JSON.parse(text))).toMatchObject([
    { content: { status: '200' }, verdict: { outcome: 'accepted' } },
  ]);
});

test('a freeze while the exchange is logged in at ends the stream before the real key is used', async () => {
  const credentials = await trial.issue('racing', TRADER.replace('BTCUSDT', okx.symbol), 'okx');
  await gateway.refresh();
  const client = await StreamClient.open(gateway.port, OKX_PRIVATE);
  // The exchange is slow to answer the login, so that the freeze comes first.
  fake.onFrame = (frame) => frame.includes('"login"');
  client.send(okxLogin(credentials));
  await new Promise((resolve) => setTimeout(resolve, 100));
  await setFrozen(trial.operation, true, { kind: 'virtual-key', name: 'racing' });
  await client.end();
  fake.onFrame = () => false;
  expect(client.frames.join('')).not.toContain('"event":"login"');
});
