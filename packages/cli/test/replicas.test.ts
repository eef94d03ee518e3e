import { createHmac } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../../database/test/test-database.ts';
import { balances, type DataHome, dataHome, type Launched } from './support/data-home.ts';

/** So long that PostgreSQL can't have a socket there, and listens on a port. */
const LONG = 'a-folder-with-a-name-so-long-that-no-unix-socket-fits-into-it-and-then-some-more';

describe('two gateways on a database of our own', () => {
  let folder: string;
  let database: TestDatabase;
  let first: DataHome;
  let second: DataHome;
  let gateways: Launched[];
  let key: { apiKey: string; secret: string };
  let collector: Server;
  const collected: string[] = [];
  let metrics: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'holdfast-own-'));
    mkdirSync(join(folder, LONG));
    database = await startTestDatabase(join(folder, LONG));
    collector = createServer((request, response) => {
      request.setEncoding('utf8').on('data', (text: string) => collected.push(text));
      request.on('end', () => response.end());
    });
    await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
    [first, second] = [await dataHome(), await dataHome()];
    const { port } = database.embedded.address;
    const url = `postgres://127.0.0.1:${port}/holdfast`;
    const vault = `{provider: file, file: ${join(first.keys, 'kek')}}`;
    const sink = `http://127.0.0.1:${(collector.address() as AddressInfo).port}/checkpoints`;
    first.configure(
      vault,
      `database: ${url}\nreplica: alpha\nmetrics: 127.0.0.1:0\ncheckpoints: {urls: ["${sink}"], files: [elsewhere/checkpoints]}\n`,
    );
    mkdirSync(join(first.home, 'elsewhere'), { mode: 0o700 });
    // The other one is told by its environment.
    second.configure(vault, 'replica: beta\n');
  });
  afterAll(async () => {
    await first?.close();
    await second?.close();
    await database?.stop();
    collector?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('nothing works before the database was set up from here', async () => {
    expect(await first.error(['vault', 'init', '--no-operator'])).toBe('DATABASE_FILES_UNUSABLE');
  });

  test('set-up wants an administrator, never shows the address, and keeps the roles’ passwords privately', async () => {
    const { port } = database.embedded.address;
    const password = database.embedded.passwords.holdfast_admin;
    const without = await first.run(
      ['database', 'setup', '--stdin'],
      `postgres://127.0.0.1:${port}/holdfast`,
    );
    expect(without.stderr).toContain('DATABASE_URL_INVALID');
    const wrong = `postgres://holdfast_admin:wrong-${password}@127.0.0.1:${port}/holdfast`;
    const refused = await first.run(['database', 'setup', '--stdin'], wrong);
    expect(refused.status).not.toBe(0);
    expect(refused.stderr).not.toContain(password);
    const address = `postgres://holdfast_admin:${encodeURIComponent(password)}@127.0.0.1:${port}/holdfast`;
    expect(await first.json(['database', 'setup', '--stdin'], address)).toMatchObject({ migrations: [] });
    const file = join(first.home, 'database.json');
    expect(statSync(file).mode & 0o077).toBe(0);
    expect(readFileSync(file, 'utf8')).not.toContain(password);
  });

  test('an address with a user in it is refused, without being shown', async () => {
    const { stderr, status } = await first.run(['vkey', 'list', '--json'], '', {
      DATABASE_URL: 'postgres://me:hunter2@127.0.0.1:1/holdfast',
    });
    expect(status).toBe(2);
    expect(stderr).toContain('DATABASE_URL_INVALID');
    expect(stderr).not.toContain('hunter2');
    expect(await first.error(['vkey', 'list'], '', { DATABASE_URL: 'postgres://127.0.0.1:1/holdfast' })).toBe(
      'DATABASE_UNAVAILABLE',
    );
  });

  test('both serve the same keys', async () => {
    await first.json(['vault', 'init', '--no-operator']);
    await first.json(
      ['key', 'add', 'main', '--exchange', 'binance', '--stdin'],
      JSON.stringify({ apiKey: 'REALKEY', secret: 'REALSECRET' }),
    );
    key = await first.json<typeof key>([
      ...['vkey', 'issue', 'bot', '--key', 'main'],
      ...['--policy', join(first.home, 'policy.yaml')],
    ]);
    // What a second machine needs, besides the key file.
    mkdirSync(join(second.home, 'vault'), { mode: 0o700 });
    for (const file of [join('vault', 'vault.json'), 'database.json']) {
      copyFileSync(join(first.home, file), join(second.home, file));
    }
    const { port } = database.embedded.address;
    const alpha = await first.launch();
    second.configure(
      `{provider: file, file: ${join(first.keys, 'kek')}}`,
      `replica: beta\ndatabase: postgres://127.0.0.1:${port}/holdfast\n`,
    );
    const beta = await second.launch();
    gateways = [alpha, beta];
    for (const { address } of gateways) expect((await balances(address, key)).status).toBe(200);
    const [, metricsPort] = /health and metrics are on port (\d+)/.exec(alpha.stderr()) ?? [];
    metrics = `http://127.0.0.1:${metricsPort}`;
  });

  test('a freeze on one holds on the other for the next request', async () => {
    await first.json(['vkey', 'freeze', 'bot']);
    const done = performance.now();
    const statuses = await Promise.all(
      gateways.map(async ({ address }) => (await balances(address, key)).status),
    );
    const tookMs = performance.now() - done;
    process.stdout.write(`both gateways refused ${tookMs.toFixed(1)} ms after the freeze was done\n`);
    // The very first request, so that no time is left in which one would have passed.
    expect(statuses).toEqual([401, 401]);
    await first.json(['vkey', 'thaw', 'bot']);
    for (const { address } of gateways) {
      await expect.poll(async () => (await balances(address, key)).status).toBe(200);
    }
  });

  test('a cancellation that one has sent is refused by the other, and by itself', async () => {
    const query = `symbol=BTCUSDT&orderId=7&timestamp=${Date.now()}`;
    const signature = createHmac('sha256', key.secret).update(query).digest('hex');
    const cancel = async ({ address }: Launched) => {
      const response = await fetch(
        `${address}/binance/api.binance.com/api/v3/order?${query}&signature=${signature}`,
        { method: 'DELETE', headers: { 'X-MBX-APIKEY': key.apiKey } },
      );
      return { status: response.status, text: await response.text() };
    };
    const sent = () => [...first.seen, ...second.seen].filter((line) => line.includes('orderId=7')).length;
    expect((await cancel(gateways[0])).status).toBe(200);
    expect(sent()).toBe(1);
    for (const gateway of [gateways[1], gateways[0]]) {
      const again = await cancel(gateway);
      expect(again.status).toBe(400);
      expect(again.text).toContain('Holdfast: replay');
    }
    expect(sent()).toBe(1);
  });

  test('health and metrics are told on a port of their own', async () => {
    expect(await (await fetch(`${metrics}/health/live`)).text()).toBe('ok\n');
    expect((await fetch(`${metrics}/health/ready`)).status).toBe(200);
    const text = await (await fetch(`${metrics}/metrics`)).text();
    expect(text).toMatch(
      /^holdfast_requests_total\{exchange="binance",class="read",decision="accepted",rule=""\} [1-9]/m,
    );
    expect(text).toContain('holdfast_vault_open 1');
    await first.json(['vault', 'seal']);
    const ready = await fetch(`${metrics}/health/ready`);
    expect([ready.status, await ready.text()]).toEqual([503, 'the vault is sealed\n']);
    await first.json(['vault', 'unseal']);
    expect((await fetch(`${metrics}/health/ready`)).status).toBe(200);
  });

  test('entries are shown as they come, with what clients wrote escaped', async () => {
    const following = first.start(['audit', 'show', '--last', '1', '--follow', '--json'], '');
    let text = '';
    following.stdout?.setEncoding('utf8').on('data', (more: string) => {
      text += more;
    });
    await expect.poll(() => text.split('\n').length, { timeout: 10_000 }).toBeGreaterThan(1);
    await balances(gateways[1].address, key);
    await expect.poll(() => text, { timeout: 10_000 }).toMatch(/"replica":"beta-[0-9a-f]{8}"/);
    for (const line of text.trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('content');
    following.kill('SIGINT');
    await new Promise((resolve) => following.once('close', resolve));
  });

  test('checkpoints are kept where they were asked for, and the tree of both is one', async () => {
    for (const gateway of gateways) expect(await gateway.stop()).toBe(0);
    expect(collected.length).toBeGreaterThan(0);
    expect(collected.join('')).toContain('— holdfast');
    const elsewhere = readFileSync(join(first.home, 'elsewhere', 'checkpoints'), 'utf8');
    expect(elsewhere).toContain('— holdfast');
    const { key: auditKey } = await first.json<{ key: string }>(['audit', 'key']);
    await first.json(['audit', 'export', join(first.home, 'export')]);
    const verified = await first.json(['audit', 'verify', join(first.home, 'export'), '--key', auditKey]);
    expect(verified).toMatchObject({ problem: null });
  });

  test('a machine that never saw a checkpoint starts when somebody says that this is the database', async () => {
    rmSync(join(second.home, 'audit'), { recursive: true });
    await expect(second.launch()).rejects.toThrow('AUDIT_FROZEN');
    await second.json(['audit', 'accept-rollback', '--reason', 'a new disk']);
    const late = await second.launch();
    const status = await late.stop();
    expect(status, late.stderr()).toBe(0);
  });
});
