import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { connect } from '@holdfast/database';
import { attachEmbedded } from '@holdfast/database/embedded';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rotateEvery } from '../src/gateway/rotate-every.ts';
import { balances, type DataHome, dataHome, type Launched } from './support/data-home.ts';

let data: DataHome;
let bot: { apiKey: string; secret: string };
let gateway: Launched;

beforeAll(async () => {
  data = await dataHome();
  await data.json(['vault', 'init', '--no-operator']);
  const add = ['key', 'add', 'main', '--exchange', 'binance', '--rotate-every', '30d', '--stdin'];
  await data.json(add, given('FIRST'));
  await data.json(['key', 'add', 'spare', '--exchange', 'binance', '--stdin'], given('OTHER'));
  bot = await issue('bot', '--rotate-every', '60d');
  gateway = await data.launch();
});
afterAll(() => data?.close());

const given = (name: string) =>
  JSON.stringify({ apiKey: `${name}-KEY`, secret: `${name}-SECRET-0123456789` });
const issue = (name: string, ...more: string[]) =>
  data.json<{ apiKey: string; secret: string }>([
    ...['vkey', 'issue', name, '--key', 'main', '--policy', join(data.home, 'policy.yaml')],
    ...more,
  ]);
const text = async (...command: string[]) => {
  const { stdout, stderr } = await data.run(command);
  expect(stderr).toBe('');
  return stdout;
};

/** Does in the database of the running gateway what only time does, as its superuser. */
async function asSuperuser(sql: string): Promise<void> {
  const running = attachEmbedded({ home: data.home });
  if (running === null) throw new Error('no database runs');
  const { address, passwords } = running;
  const db = connect({ address, user: 'holdfast_admin', password: passwords.holdfast_admin, connections: 1 });
  try {
    await db.pool.query(`SET session_replication_role = replica; ${sql}`);
  } finally {
    await db.close();
  }
}

describe('a schedule', () => {
  test('is set when a key is added or issued, and shown', async () => {
    expect(await text('key', 'show', 'main')).toContain('to be renewed: every 30 days');
    expect(await text('vkey', 'show', 'bot')).toContain('to be renewed: every 60 days');
    const { keys } = await data.json<{ keys: { name: string; rotateBy: string; deleteAfter: null }[] }>([
      'key',
      'list',
    ]);
    const days = keys.map(({ name, rotateBy, deleteAfter }) => [
      name,
      Math.round((Date.parse(rotateBy) - Date.now()) / 86_400_000),
      deleteAfter,
    ]);
    expect(days).toEqual([
      ['main', 30, null],
      ['spare', 90, null],
    ]);
  });

  test('is changed by key schedule, stays over a rotation, and is never by accident', async () => {
    expect(await data.json(['key', 'schedule', 'main', '--rotate-every', '45d'])).toEqual({
      name: 'main',
      version: 1,
      rotateAfterDays: 45,
    });
    await data.json(['key', 'rotate', 'main', '--stdin'], given('SECOND'));
    expect(await text('key', 'show', 'main')).toContain('to be renewed: every 45 days');
    await data.json(['key', 'rotate', 'main', '--rotate-every', 'never', '--stdin'], given('THIRD'));
    expect(await text('key', 'show', 'main')).toContain('to be renewed: never');
    expect(await data.json(['vkey', 'schedule', 'bot', '--rotate-every', 'default'])).toMatchObject({
      generation: 1,
      rotateAfterDays: null,
    });
  });

  test.each(['0d', '-1d', '90', '90h', '1.5d', '4000d', '', 'often', '1e2d', ' 9d', '9d\n'])(
    '%j is none',
    (span) => expect(() => rotateEvery(span)).toThrow(expect.objectContaining({ code: 'COMMAND_INVALID' })),
  );

  test('needs to be said, and a key that there is', async () => {
    expect(await data.error(['key', 'schedule', 'main'])).toBe('COMMAND_INVALID');
    expect(await data.error(['vkey', 'schedule', 'bot'])).toBe('COMMAND_INVALID');
    expect(await data.error(['key', 'schedule', 'nobody', '--rotate-every', '9d'])).toBe('KEY_UNKNOWN');
    expect(await data.error(['vkey', 'schedule', 'nobody', '--rotate-every', '9d'])).toBe('KEY_UNKNOWN');
  });
});

describe('what is due', () => {
  test('is told by doctor, vault status, key list and key report', async () => {
    await asSuperuser(
      `UPDATE holdfast.exchange_key_versions v SET created_at = v.created_at - interval '100 days'
       FROM holdfast.exchange_keys k WHERE k.number = v.exchange_key AND k.name = 'spare'`,
    );
    expect(await text('vault', 'status')).toContain(
      'Keys: 1 is overdue for rotation. See "holdfast key report".',
    );
    expect(await text('key', 'list')).toMatch(/^spare .*RENEW: was due 20/m);
    const { stdout } = await data.run(['doctor', '--offline']);
    expect(stdout).toMatch(/exchange key spare +was to be renewed by 20/);
    expect(stdout).toContain('Renew it with "holdfast key rotate spare".');
    const { stdout: report } = await data.run(['key', 'report']);
    expect(report).toContain('it is to be renewed after 90 days');
  });

  test('is as gateway.yaml says for keys without a schedule', async () => {
    const config = join(data.home, 'other.yaml');
    writeFileSync(config, 'keys: {rotate_exchange_keys_days: 0}\n');
    const { keys } = await data.json<{ keys: { name: string; rotateBy: string | null }[] }>([
      'key',
      'list',
      '--config',
      config,
    ]);
    expect(keys).toMatchObject([
      { name: 'main', rotateBy: null },
      { name: 'spare', rotateBy: null },
    ]);
    const { stdout } = await data.run(['key', 'report', '--json', '--config', config]);
    expect(JSON.parse(stdout).rotateAfter).toBeNull();
    expect(stdout).not.toContain('rotation-due');
  });
});

describe('a running gateway', () => {
  test('tells its log, its metrics, the audit log and an address, as soon as it runs', async () => {
    const posted: Record<string, unknown>[] = [];
    const receiver = createServer((request, response) => {
      const pieces: Buffer[] = [];
      request.on('data', (piece) => pieces.push(piece));
      request.on('end', () => {
        posted.push(JSON.parse(Buffer.concat(pieces).toString()));
        response.end();
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const { port } = receiver.address() as AddressInfo;
    await gateway.stop();
    data.configure(
      `{provider: file, file: ${join(data.keys, 'kek')}}`,
      `metrics: 127.0.0.1:0\nkeys: {reminder_urls: ["http://127.0.0.1:${port}/keys"]}\n`,
    );
    gateway = await data.launch();
    try {
      await expect
        .poll(() => posted, { timeout: 20_000 })
        .toMatchObject([
          { type: 'holdfast.key-reminder', kind: 'exchange-key', name: 'spare', stage: 'rotation-overdue' },
        ]);
      expect(gateway.stderr()).toContain('gateway: exchange key spare, version 1, was to be renewed by 20');
      const address = /health and metrics are on port (\d+)/.exec(gateway.stderr())?.[1];
      const metrics = await (await fetch(`http://127.0.0.1:${address}/metrics`)).text();
      expect(metrics).toMatch(/^holdfast_key_age_seconds\{kind="exchange-key",key="spare"\} 864\d{4}$/m);
      expect(metrics).toMatch(
        /^holdfast_key_due_seconds\{kind="exchange-key",key="spare",what="rotation"\} -86\d{4}$/m,
      );
      expect(metrics).not.toMatch(/SECRET|-KEY/);
      const { stdout } = await data.run(['audit', 'show', '--json']);
      expect(stdout).toContain('key.rotation-overdue');
    } finally {
      receiver.close();
    }
  });
});

describe('a deletion', () => {
  test('stops the key, is shown everywhere, and is taken back', async () => {
    expect((await balances(gateway.address, bot)).status).toBe(200);
    expect(await text('key', 'delete', 'main', '--reason', 'unused')).toContain(
      'Nothing is signed with "main" from now on.',
    );
    expect((await balances(gateway.address, bot)).status).toBeGreaterThanOrEqual(400);
    expect(await text('key', 'list')).toMatch(/^main .*DELETED, its secret is destroyed after 20/m);
    expect(await text('key', 'show', 'main')).toMatch(/^TO BE DELETED after 20.*0 of 168 hours/m);
    expect(await text('vault', 'status')).toContain('1 is to be deleted');
    expect((await data.run(['doctor', '--offline'])).stdout).toContain('is to be deleted after');
    expect((await data.run(['key', 'report'])).stdout).toContain('to be deleted after');
    expect(await data.error(['key', 'delete', 'main'])).toBe('KEY_DELETING');
    expect(await data.error(['key', 'delete', 'main', '--confirm'])).toBe('KEY_DELETION_EARLY');
    expect(await data.error(['key', 'rotate', 'main', '--stdin'], given('FOURTH'))).toBe('KEY_DELETING');
    expect(
      await data.error([
        ...['vkey', 'issue', 'late', '--key', 'main', '--policy', join(data.home, 'policy.yaml')],
      ]),
    ).toBe('KEY_DELETING');
    expect(await text('key', 'undelete', 'main')).toContain('as it was before');
    await expect.poll(async () => (await balances(gateway.address, bot)).status).toBe(200);
    expect(await data.error(['key', 'undelete', 'main'])).toBe('KEY_NOT_MARKED');
    expect(await data.error(['key', 'delete', 'main', '--confirm'])).toBe('KEY_NOT_MARKED');
  });
});
