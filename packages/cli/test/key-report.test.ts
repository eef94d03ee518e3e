import { createHmac } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from '@holdfast/database';
import { attachEmbedded } from '@holdfast/database/embedded';
import type { KeyReport } from '@holdfast/report';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { balances, type DataHome, dataHome, type Launched } from './support/data-home.ts';

interface Issued {
  readonly apiKey: string;
  readonly secret: string;
}

const REASON = '<script>alert("keys")</script> \u001b[2J';

let data: DataHome;
let bot: Issued;
let idle: Issued;

beforeAll(async () => {
  data = await dataHome();
  writeFileSync(
    join(data.home, 'trades.yaml'),
    'allow: [read, trade]\nsymbols: [BTCUSDT]\nmax_order_usd: 100\nmax_daily_usd: 1000\nown_orders_only: false\nips: [127.0.0.1]\n',
  );
  writeFileSync(join(data.home, 'reads.yaml'), 'allow: [read]\nips: [127.0.0.1]\n');
  await data.json(['vault', 'init', '--no-operator']);
  await data.json(['key', 'add', 'main', '--exchange', 'binance', '--stdin'], given('FIRST'));
  await data.json(['key', 'add', 'spare', '--exchange', 'binance', '--stdin'], given('OTHER'));
  bot = await issue('bot', 'trades.yaml', '--expires', '200d');
  idle = await issue('idle', 'reads.yaml');
});
afterAll(() => data?.close());

const given = (name: string) =>
  JSON.stringify({ apiKey: `${name}-KEY`, secret: `${name}-SECRET-0123456789` });
const issue = (name: string, policy: string, ...more: string[]) =>
  data.json<Issued & Record<string, unknown>>([
    ...['vkey', 'issue', name, '--key', 'main', '--policy', join(data.home, policy)],
    ...more,
  ]);

/** The report, whatever its status says. */
async function report(...options: string[]): Promise<KeyReport & { readonly status: number | null }> {
  const { status, stdout, stderr } = await data.run(['key', 'report', ...options, '--json']);
  expect(stderr).toBe('');
  return { ...JSON.parse(stdout), status };
}

const codes = ({ exchangeKeys, virtualKeys }: KeyReport) =>
  Object.fromEntries(
    [...exchangeKeys, ...virtualKeys].map(({ name, findings }) => [
      name,
      findings.map(({ level, code }) => `${level} ${code}`),
    ]),
  );

/** Does in the database of the running gateway what only time does, as its superuser. */
async function asSuperuser(sql: string): Promise<void> {
  const running = attachEmbedded({ home: data.home });
  if (running === null) throw new Error('no database runs');
  const { address, passwords } = running;
  const db = connect({ address, user: 'holdfast_admin', password: passwords.holdfast_admin, connections: 1 });
  try {
    // Without the triggers that keep history.
    await db.pool.query(`SET session_replication_role = replica; ${sql}`);
  } finally {
    await db.close();
  }
}

const age = (days: number) =>
  asSuperuser(`UPDATE holdfast.exchange_keys SET created_at = created_at - interval '${days} days';
    UPDATE holdfast.exchange_key_versions SET created_at = created_at - interval '${days} days';
    UPDATE holdfast.virtual_keys SET issued_at = issued_at - interval '${days} days'`);

/** Asks to cancel an order, as the holder of the key does. */
async function cancel(address: string, { apiKey, secret }: Issued): Promise<number> {
  const query = `symbol=BTCUSDT&orderId=1&timestamp=${Date.now()}`;
  const signature = createHmac('sha256', secret).update(query).digest('hex');
  const url = `${address}/binance/api.binance.com/api/v3/order?${query}&signature=${signature}`;
  const response = await fetch(url, { method: 'DELETE', headers: { 'X-MBX-APIKEY': apiKey } });
  return response.status;
}

describe('without a gateway', () => {
  test('young keys need nothing, and the status is 0', async () => {
    const found = await report();
    expect([found.status, found.due]).toEqual([0, 0]);
    expect(codes(found)).toEqual({ main: [], spare: [], bot: [], idle: ['note no-expiry'] });
  });

  test('a span that is none is a mistake, not a report', async () => {
    expect(await data.error(['key', 'report', '--rotate-after', '0'])).toBe('COMMAND_INVALID');
    expect(await data.error(['key', 'report', '--unused-after', '1e9d'])).toBe('COMMAND_INVALID');
  });
});

describe('beside a running gateway', () => {
  let gateway: Launched;
  beforeAll(async () => {
    gateway = await data.launch();
  });

  test('keys that nobody used for 100 days are due, worst first, with status 3', async () => {
    await age(100);
    const found = await report();
    expect(found.status).toBe(3);
    expect(codes(found)).toEqual({
      main: ['due rotation-due', 'due unused'],
      spare: ['due rotation-due', 'due unused'],
      bot: ['due unused'],
      idle: ['due unused', 'note no-expiry'],
    });
    expect(found.due).toBe(6);
    expect(found.virtualKeys.map(({ name }) => name)).toEqual(['idle', 'bot']);
    const later = await report('--rotate-after', '101d', '--unused-after', '101d');
    expect([later.status, later.due]).toEqual([0, 0]);
    expect(codes(later).main).toEqual(['note rotation-soon']);
  });

  test('reading is use, and a right to trade that nobody uses is due', async () => {
    expect((await balances(gateway.address, bot)).status).toBe(200);
    const found = await report();
    expect(codes(found)).toMatchObject({
      main: ['due rotation-due', 'due trade-unused'],
      bot: ['due trade-unused'],
      idle: ['due unused', 'note no-expiry'],
    });
    const [main] = found.exchangeKeys.filter(({ name }) => name === 'main');
    expect(Date.parse(main.lastUsed ?? '')).toBeGreaterThan(Date.now() - 60_000);
  });

  test('refused requests are no use', async () => {
    expect(await cancel(gateway.address, idle)).not.toBe(200);
    expect(codes(await report()).idle).toContain('due unused');
  });

  test('a cancellation is trading', async () => {
    expect(await cancel(gateway.address, bot)).toBe(200);
    expect(codes(await report())).toMatchObject({ main: ['due rotation-due'], bot: [] });
  });

  test('a frozen key says why, in text, JSON and page, and hostile text stays text', async () => {
    await data.json(['vkey', 'freeze', 'idle', '--reason', REASON]);
    await data.json(['key', 'freeze', 'spare', '--reason', REASON]);
    const page = join(data.home, 'keys.html');
    const { status, stdout } = await data.run(['key', 'report', '--html', page]);
    expect(status).toBe(3);
    expect(stdout).toContain('<script>alert("keys")</script> ?[2J');
    expect(stdout).not.toContain('\u001b');
    const html = readFileSync(page, 'utf8');
    expect(html).not.toContain('<script>alert');
    expect(html).toContain('&lt;script&gt;alert');
    expect(statSync(page).mode & 0o777).toBe(0o600);
    expect(codes(await report()).idle).toEqual(['due unused', 'note no-expiry', 'note frozen']);
  });

  test('nothing secret is in it', async () => {
    const all = [
      (await data.run(['key', 'report'])).stdout,
      JSON.stringify(await report()),
      readFileSync(join(data.home, 'keys.html'), 'utf8'),
    ].join('\n');
    expect(all).toContain('bot');
    for (const secret of [bot.secret, idle.secret, bot.apiKey, 'FIRST-', 'OTHER-', 'SECRET-0123456789']) {
      expect(all).not.toContain(secret);
    }
  });

  test('what is replaced is due until it is gone, and a revoked key is left out', async () => {
    await data.json(['key', 'rotate', 'spare', '--stdin'], given('NEXT'));
    expect(codes(await report()).spare).toEqual(['due unused', 'due retiring', 'note frozen']);
    await data.json(['key', 'retire', 'spare', '--version', '1']);
    await data.json(['vkey', 'revoke', 'idle']);
    const found = codes(await report());
    expect(found.spare).toEqual(['due unused', 'note frozen']);
    expect(Object.keys(found)).not.toContain('idle');
  });

  test('an overlap that the program has not changed over from is due', async () => {
    await data.json(['vkey', 'rotate', 'bot']);
    expect(codes(await report()).bot).toEqual(['note old-generation']);
    await balances(gateway.address, bot);
    expect(codes(await report()).bot).toEqual(['due rotation-not-taken']);
  });

  test('what the log says of older days is no use any more, but when it traded last is still known', async () => {
    await asSuperuser(`UPDATE holdfast.audit_entries SET recorded_at = recorded_at - interval '40 days';
      INSERT INTO holdfast.daily_usage (virtual_key, notional, slippage, latest)
      SELECT number, 0, 0, now() - interval '40 days' FROM holdfast.virtual_keys WHERE name = 'bot' AND generation = 1
      ON CONFLICT (virtual_key) DO UPDATE SET latest = excluded.latest`);
    const found = await report();
    expect(codes(found).main).toEqual(['due rotation-due', 'due unused']);
    const [key] = found.virtualKeys;
    expect(Date.parse(key.lastUsed ?? '')).toBeLessThan(Date.now() - 39 * 86_400_000);
    expect(codes(await report('--unused-after', '50d')).main).toEqual(['due rotation-due']);
  });

  test('a secret that somebody copied to another key is urgent', async () => {
    await asSuperuser(`ALTER TABLE holdfast.exchange_key_versions DROP CONSTRAINT exchange_key_versions_fingerprint_key;
      UPDATE holdfast.exchange_key_versions SET fingerprint = (SELECT v.fingerprint FROM holdfast.exchange_key_versions v
        JOIN holdfast.exchange_keys k ON k.number = v.exchange_key WHERE k.name = 'main')`);
    expect(codes(await report()).main[0]).toBe('urgent same-key');
  });

  test('a policy that was changed in the database is not reported from', async () => {
    await asSuperuser(`ALTER TABLE holdfast.policies DROP CONSTRAINT named_by_content;
      UPDATE holdfast.policies SET canonical = canonical || ' '::bytea`);
    expect(await data.error(['key', 'report'])).toBe('KEY_ROW_CHANGED');
  });
});
