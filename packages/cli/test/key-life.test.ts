import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { balances, type DataHome, dataHome, type Launched } from './support/data-home.ts';

/** What the exchange says of a key. */
const restrictions = {
  ipRestrict: true,
  enableReading: true,
  enableWithdrawals: false,
  enableSpotAndMarginTrading: true,
};
const OTHER_POLICY = 'allow: [read]\nips: [127.0.0.1]\n';

let data: DataHome;
let exchange: Server;
let silent = false;
const asked: string[] = [];
/** Order books are asked for without any key. */
const signed = () => asked.filter((line) => !line.startsWith(' '));
let bot: { apiKey: string; secret: string };

beforeAll(async () => {
  data = await dataHome();
  exchange = createServer((request, response) => {
    asked.push(`${request.headers['x-mbx-apikey'] ?? ''} ${request.url?.split('?')[0] ?? ''}`);
    if (silent) {
      request.socket.destroy();
      return;
    }
    response.setHeader('content-type', 'application/json');
    const answer = request.url?.includes('apiRestrictions') ? restrictions : { balances: [] };
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => exchange.listen(0, '127.0.0.1', resolve));
  const { port } = exchange.address() as AddressInfo;
  configure(`{api.binance.com: "http://127.0.0.1:${port}"}`);
  writeFileSync(join(data.home, 'other.yaml'), OTHER_POLICY);
  await data.json(['vault', 'init', '--no-operator']);
  await data.json(['key', 'add', 'main', '--exchange', 'binance', '--stdin'], given('FIRST'));
  bot = await data.json([
    'vkey',
    'issue',
    'bot',
    '--key',
    'main',
    '--policy',
    join(data.home, 'policy.yaml'),
  ]);
});
afterAll(async () => {
  exchange.close();
  await data?.close();
});

function configure(upstreams: string): void {
  writeFileSync(
    join(data.home, 'gateway.yaml'),
    `listen: 127.0.0.1:0\nvault: {provider: file, file: ${join(data.keys, 'kek')}}\nupstreams: ${upstreams}\n`,
  );
}

const given = (name: string) =>
  JSON.stringify({ apiKey: `${name}-KEY`, secret: `${name}-SECRET-0123456789` });
const show = () => data.json<{ versions: Record<string, unknown>[] }>(['key', 'show', 'main']);

describe('without a gateway', () => {
  test('a key is checked, rotated and retired in a process for the command', async () => {
    expect(await data.json(['key', 'check', 'main'])).toMatchObject({ answered: true, exceeds: [] });
    expect(await data.json(['key', 'rotate', 'main', '--stdin'], given('OWN'))).toMatchObject({
      version: 2,
      retiring: [1],
    });
    await data.json(['key', 'retire', 'main', '--version', '1']);
  });

  test('a key of a redirected host is never asked about at the real one', async () => {
    const { port } = exchange.address() as AddressInfo;
    configure('{}');
    expect(await data.error(['key', 'check', 'main'])).toBe('KEY_TARGET_DIFFERS');
    expect(await data.error(['key', 'rotate', 'main', '--stdin'], given('LOST'))).toBe('KEY_TARGET_DIFFERS');
    configure(`{api.binance.com: "http://127.0.0.1:${port}"}`);
  });
});

describe('beside a running gateway', () => {
  let gateway: Launched;
  beforeAll(async () => {
    gateway = await data.launch();
  });

  test('key show tells versions, permissions, users, and nothing secret', async () => {
    const { stdout } = await data.run(['key', 'show', 'main']);
    for (const part of [
      'binance, redirected host',
      'active, hmac',
      'read, trade, not withdraw',
      'bot (generation 1, active)',
    ]) {
      expect(stdout).toContain(part);
    }
    expect(stdout).not.toMatch(/SECRET|-KEY/);
    expect(JSON.stringify(await show())).not.toMatch(/SECRET|-KEY/);
    expect(await data.error(['key', 'show', 'nobody'])).toBe('KEY_UNKNOWN');
  });

  test('key check is quiet about a key that can still do the same', async () => {
    const before = signed().length;
    const { status, stdout } = await data.run(['key', 'check', 'main']);
    expect([status, stdout]).toEqual([0, expect.stringContaining('not withdraw, from certain addresses')]);
    expect(signed().length).toBe(before + 1);
  });

  test('key check fails for a key that became able to withdraw, says so until it is accepted', async () => {
    restrictions.enableWithdrawals = true;
    const { status, stdout, stderr } = await data.run(['key', 'check', 'main', '--json']);
    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ answered: true, exceeds: ['withdraw'] });
    expect(JSON.parse(stderr).error).toMatchObject({ code: 'KEY_EXCEEDS', facts: { exceeds: ['withdraw'] } });
    expect((await show()).versions[0]).toMatchObject({
      permissions: { withdraw: true },
      exceeds: ['withdraw'],
    });
    restrictions.enableWithdrawals = false;
    expect((await data.json(['key', 'check', 'main'])).exceeds).toEqual([]);
    restrictions.ipRestrict = false;
    expect(await data.error(['key', 'check', 'main'])).toBe('KEY_EXCEEDS');
    expect(await data.error(['key', 'check', 'main', '--accept-risk', 'no-ip'])).toBe(
      'KEY_RISK_NOT_ACCEPTED',
    );
    await data.json(['key', 'check', 'main', '--accept-risk', 'no-ip', '--reason', 'a phone']);
    expect((await data.json(['key', 'check', 'main'])).exceeds).toEqual([]);
    restrictions.ipRestrict = true;
  });

  test('key check fails when the exchange doesn’t answer, and keeps what was known', async () => {
    silent = true;
    expect(await data.error(['key', 'check', 'main'])).toBe('KEY_UNANSWERED');
    silent = false;
    expect((await show()).versions[0]).toMatchObject({ permissions: { withdraw: false } });
  });

  test('key rotate takes a new secret like key add, refuses a known one, and reminds of the old', async () => {
    restrictions.enableWithdrawals = true;
    expect(await data.error(['key', 'rotate', 'main', '--stdin'], given('SECOND'))).toBe(
      'KEY_RISK_NOT_ACCEPTED',
    );
    restrictions.enableWithdrawals = false;
    expect(await data.error(['key', 'rotate', 'main', '--stdin'], given('FIRST'))).toBe('KEY_NAME_TAKEN');
    const { stdout, stderr, status } = await data.run(['key', 'rotate', 'main', '--stdin'], given('SECOND'));
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('delete the old key at binance');
    expect((await data.json<{ keys: object[] }>(['key', 'list'])).keys).toMatchObject([{ retiring: [2] }]);
    const { versions } = await show();
    const [{ version }, before] = versions;
    expect(stdout).toContain(`holdfast key retire main --version ${before.version}`);
    expect(await data.error(['key', 'retire', 'main', '--version', String(version)])).toBe(
      'KEY_VERSION_IN_USE',
    );
    expect(await data.error(['key', 'retire', 'main', '--version', '99'])).toBe('KEY_VERSION_UNKNOWN');
    expect(await data.error(['key', 'retire', 'main', '--version', 'two'])).toBe('COMMAND_INVALID');
    await data.json(['key', 'retire', 'main', '--version', String(before.version)]);
    expect((await show()).versions[1]).toMatchObject({ state: 'retired' });
    expect(await data.error(['key', 'rotate', 'main', '--stdin'], given('FIRST'))).toBe('KEY_NAME_TAKEN');
    expect(await data.error(['key', 'rotate', 'nobody', '--stdin'], given('OTHER'))).toBe('KEY_UNKNOWN');
  });

  test('a nonce floor rises and never falls', async () => {
    const floor = '20';
    expect(await data.json(['key', 'nonce-floor', 'main', floor])).toMatchObject({ nonceFloor: floor });
    expect(await data.error(['key', 'nonce-floor', 'main', '9'])).toBe('NONCE_FLOOR_INVALID');
    expect(await data.error(['key', 'nonce-floor', 'main', '1e9'])).toBe('COMMAND_INVALID');
    expect((await show()).versions[0]).toMatchObject({ nonceFloor: floor });
  });

  test('vkey show says what the key may do and did, in words and as a policy', async () => {
    const { stdout } = await data.run(['vkey', 'show', 'bot']);
    for (const part of [
      'signs with "main"',
      'last 24 hours: 0 of 1000 USD sent',
      'generation 1  active',
      'send orders of up to 100 USD each',
      'max_order_usd: "100"',
    ]) {
      expect(stdout).toContain(part);
    }
    expect(stdout).not.toContain(bot.secret);
    expect(await data.error(['vkey', 'show', 'nobody'])).toBe('KEY_UNKNOWN');
  });

  test('key freeze and thaw are for every virtual key of an account', async () => {
    await data.json(['key', 'freeze', 'main', '--reason', 'drill']);
    expect((await data.run(['key', 'show', 'main'])).stdout).toMatch(/FROZEN by \S+: drill/);
    expect(await data.json(['vkey', 'show', 'bot'])).toMatchObject({ frozenBy: ['main'] });
    expect((await balances(gateway.address, bot)).status).not.toBe(200);
    await data.json(['key', 'thaw', 'main']);
    expect((await balances(gateway.address, bot)).status).toBe(200);
  });

  test('both generations work, until one is revoked by its number', async () => {
    const next = await data.json<typeof bot & { generation: number; overlapUntil: string }>([
      'vkey',
      'rotate',
      'bot',
    ]);
    expect(next).toMatchObject({ exchange: 'binance', generation: 2, passphrase: null });
    expect(Date.parse(next.overlapUntil) - Date.now()).toBeGreaterThan(23 * 3_600_000);
    for (const key of [bot, next]) expect((await balances(gateway.address, key)).status).toBe(200);
    expect((await data.json<{ keys: unknown[] }>(['vkey', 'list'])).keys).toMatchObject([
      { name: 'bot', generation: 1 },
      { name: 'bot', generation: 2 },
    ]);
    expect((await data.run(['vkey', 'show', 'bot'])).stdout).toMatch(/generation 2 {2}active/);
    await data.json(['vkey', 'revoke', 'bot', '--generation', '1']);
    expect((await balances(gateway.address, bot)).status).not.toBe(200);
    expect((await balances(gateway.address, next)).status).toBe(200);
    expect(await data.error(['vkey', 'revoke', 'bot', '--generation', '7'])).toBe('KEY_GENERATION_UNKNOWN');

    const last = await data.json<typeof bot>([
      'vkey',
      'rotate',
      'bot',
      '--overlap',
      '0',
      '--policy',
      join(data.home, 'other.yaml'),
      '--expires',
      '1h',
    ]);
    expect((await balances(gateway.address, next)).status).not.toBe(200);
    expect((await balances(gateway.address, last)).status).toBe(200);
    const shown = await data.json<{ policy: string; generations: { expires: string }[] }>([
      'vkey',
      'show',
      'bot',
    ]);
    expect(shown.policy).toContain('allow: ["read"]');
    expect(Date.parse(shown.generations[2].expires) - Date.now()).toBeLessThan(3_600_001);
    await data.json(['vkey', 'freeze', 'bot']);
    expect((await balances(gateway.address, last)).status).not.toBe(200);
    expect(await data.error(['vkey', 'rotate', 'bot'])).toBe('KEY_STOPPED');
    expect(await data.error(['vkey', 'rotate', 'bot', '--overlap', 'soon'])).toBe('COMMAND_INVALID');
  });

  test('only the newest exchange key is ever used by then, and all is in the audit log', async () => {
    expect(signed().at(-1)).toMatch(/^SECOND-KEY /);
    const { stdout } = await data.run(['audit', 'show', '--last', '500', '--json']);
    const changes = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).content)
      .filter(({ kind }) => kind === 'exchange-key')
      .map(({ change }) => change);
    expect(new Set(changes)).toEqual(new Set(['add', 'check', 'accept', 'rotate', 'retire', 'nonce-floor']));
    expect(stdout).not.toMatch(/SECRET-0123456789/);
  });
});
