import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const POLICY = `
allow: [read, trade]
symbols: [BTCUSDT]
order_types: [limit]
price_band_pct: 2
max_order_usd: 1000
max_daily_usd: 1500
max_daily_slippage_usd: 50
own_orders_only: false
ips: [127.0.0.1]
`;

let home: string;
let keys: string;
let exchange: Server;
let gateway: ChildProcess;
let address: string;
const seen: string[] = [];

/** Runs the command to its end, as another process, with the exchange of this test still answering. */
function holdfast(
  args: readonly string[],
  input = '',
): Promise<{ status: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...args], { env: { ...process.env, HOLDFAST_HOME: home } });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, stdout, stderr }));
    child.stdin.end(input);
  });
}

async function json(args: readonly string[], input?: string) {
  const { status, stdout, stderr } = await holdfast([...args, '--json'], input);
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return JSON.parse(stdout);
}

/** A request as a Binance client of the virtual key would send it. */
async function signed({ apiKey, secret }: { apiKey: string; secret: string }, path: string, query: string) {
  const stamped = `${query}${query === '' ? '' : '&'}timestamp=${Date.now()}`;
  const signature = createHmac('sha256', secret).update(stamped).digest('hex');
  const response = await fetch(
    `${address}/binance/api.binance.com${path}?${stamped}&signature=${signature}`,
    {
      headers: { 'X-MBX-APIKEY': apiKey },
    },
  );
  return { status: response.status, body: await response.json() };
}

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'holdfast-gateway-'));
  keys = mkdtempSync(join(tmpdir(), 'holdfast-keys-'));
  chmodSync(keys, 0o700);
  exchange = createServer((request, response) => {
    seen.push(`${request.headers['x-mbx-apikey'] ?? ''} ${request.url ?? ''}`);
    response.setHeader('content-type', 'application/json');
    if (request.url?.includes('apiRestrictions')) {
      response.end(
        JSON.stringify({
          ipRestrict: true,
          enableReading: true,
          enableWithdrawals: false,
          enableSpotAndMarginTrading: true,
        }),
      );
    } else response.end(JSON.stringify({ balances: [] }));
  });
  await new Promise<void>((resolve) => exchange.listen(0, '127.0.0.1', resolve));
  const { port } = exchange.address() as AddressInfo;
  writeFileSync(
    join(home, 'gateway.yaml'),
    `listen: 127.0.0.1:0\nvault: {provider: file, file: ${join(keys, 'kek')}}\nupstreams: {api.binance.com: "http://127.0.0.1:${port}"}\n`,
  );
  writeFileSync(join(home, 'policy.yaml'), POLICY);
});

afterAll(async () => {
  gateway?.kill('SIGKILL');
  exchange.close();
  rmSync(home, { recursive: true, force: true });
  rmSync(keys, { recursive: true, force: true });
});

describe('from an exchange key to a program that trades with a virtual one', () => {
  test('without a vault a command says how to make one; without operators it has to be made expressly', async () => {
    const missing = await holdfast(['vkey', 'thaw', 'bot', '--json']);
    expect(missing.status).toBe(2);
    expect(JSON.parse(missing.stderr).error.code).toBe('VAULT_MISSING');
    const unwilling = await holdfast(['vault', 'init', '--json']);
    expect(JSON.parse(unwilling.stderr).error.code).toBe('OPERATOR_REQUIRED');
    expect(await json(['vault', 'status'])).toEqual({ exists: false });
  });

  test('the vault is made once, with a key file outside the data home', async () => {
    const made = await json(['vault', 'init', '--no-operator']);
    expect(made.provider).toBe('file');
    expect(await json(['vault', 'status'])).toMatchObject({ exists: true, kekId: made.kekId });
    const again = await holdfast(['vault', 'init', '--no-operator', '--json']);
    expect(JSON.parse(again.stderr).error.code).toBe('VAULT_EXISTS');
  });

  test('a key is asked what it may do, kept sealed, and taken once', async () => {
    const secret = { apiKey: 'REALKEY0123456789', secret: 'REALSECRET0123456789' };
    const added = await json(
      ['key', 'add', 'main', '--exchange', 'binance', '--stdin'],
      JSON.stringify(secret),
    );
    expect(added).toEqual({
      name: 'main',
      exchange: 'binance',
      target: 'redirected',
      permissions: { read: true, trade: true, withdraw: false, ipRestricted: true },
    });
    const twice = await holdfast(
      ['key', 'add', 'other', '--exchange', 'binance', '--stdin', '--json'],
      JSON.stringify(secret),
    );
    expect(JSON.parse(twice.stderr).error.code).toBe('KEY_NAME_TAKEN');
    expect((await json(['key', 'list'])).keys).toHaveLength(1);
    const found = spawnSync('grep', ['-rlaF', 'REALSECRET0123456789', home], { encoding: 'utf8' });
    expect(found.stdout).toBe('');
    const planted = spawnSync('grep', ['-rlaF', 'max_order_usd', home], { encoding: 'utf8' });
    expect(planted.stdout).toContain('policy.yaml');
  });

  test('what standard input holds is never quoted in an error', async () => {
    const { status, stderr } = await holdfast(
      ['key', 'add', 'x', '--exchange', 'binance', '--stdin'],
      '{"apiKey":"SEEN-BY-NOBODY"',
    );
    expect(status).toBe(2);
    expect(stderr).toContain('SECRET_INPUT_INVALID');
    expect(stderr).not.toContain('SEEN-BY-NOBODY');
  });

  test('a virtual key is served until it is revoked; the exchange only ever sees the real key', async () => {
    const issued = await json([
      'vkey',
      'issue',
      'bot',
      '--key',
      'main',
      '--policy',
      join(home, 'policy.yaml'),
      '--expires',
      '90d',
    ]);
    expect(issued).toMatchObject({ exchange: 'binance', passphrase: null });
    gateway = spawn(process.execPath, [MAIN, 'gateway'], {
      env: { ...process.env, HOLDFAST_HOME: home },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    address = await new Promise<string>((resolve, reject) => {
      gateway.once('close', (status) => reject(new Error(`the gateway ended with status ${status}`)));
      let text = '';
      gateway.stdout?.setEncoding('utf8').on('data', (more: string) => {
        text += more;
        const ready = /gateway ready on (http:\/\/\S+)\n/.exec(text);
        if (ready) resolve(ready[1]);
      });
    });
    const served = await signed(issued, '/api/v3/account', '');
    expect(served).toEqual({ status: 200, body: { balances: [] } });
    expect(seen.at(-1)).toContain('REALKEY0123456789 /api/v3/account');
    expect(seen.join('\n')).not.toContain(issued.apiKey);

    const withdrawal = await signed(issued, '/sapi/v1/capital/withdraw/history', '');
    expect(withdrawal.status).toBe(200);
    const unknown = await signed(issued, '/api/v3/unheard-of', '');
    expect(unknown.status).toBeGreaterThanOrEqual(400);

    await json(['vkey', 'revoke', 'bot', '--reason', 'lost laptop']);
    const before = seen.length;
    const refused = await signed(issued, '/api/v3/account', '');
    expect(refused.status).toBeGreaterThanOrEqual(400);
    expect(seen.length).toBe(before);
    expect((await json(['vkey', 'list'])).keys[0]).toMatchObject({ name: 'bot', state: 'revoked' });
  });

  test('panic stops every key at once, and its end lets them go on', async () => {
    const issued = await json([
      'vkey',
      'issue',
      'second',
      '--key',
      'main',
      '--policy',
      join(home, 'policy.yaml'),
    ]);
    await expect.poll(async () => (await signed(issued, '/api/v3/account', '')).status).toBe(200);
    await json(['panic', '--reason', 'drill']);
    expect((await signed(issued, '/api/v3/account', '')).status).toBeGreaterThanOrEqual(400);
    await json(['panic', '--thaw']);
    await expect.poll(async () => (await signed(issued, '/api/v3/account', '')).status).toBe(200);
  });

  test('what happened can be proved afterwards, with nothing but an export and a key', async () => {
    gateway.kill('SIGINT');
    expect(await new Promise((resolve) => gateway.once('close', resolve))).toBe(0);
    const { key } = await json(['audit', 'key']);
    const file = join(home, 'audit.export');
    await json(['audit', 'export', file]);
    const sound = await json(['audit', 'verify', file, '--key', key, '--against', newestCheckpoint()]);
    expect(sound.problem).toBeNull();
    expect(sound.signed).toBe(sound.entries);
    const { stdout } = await holdfast(['audit', 'show', '--last', '100', '--json']);
    const entries = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(entries.map(({ content }) => content.kind)).toEqual(
      expect.arrayContaining(['administration', 'virtual-key', 'lifecycle', 'request', 'outcome', 'freeze']),
    );
    const revoked = entries.find(
      ({ content }) => content.kind === 'virtual-key' && content.state === 'revoked',
    );
    expect(revoked.content.reason).toBe('lost laptop');
    expect(stdout).not.toContain('REALSECRET');

    const bytes = readFileSync(file, 'utf8');
    writeFileSync(file, bytes.replace('lost laptop', 'lost tablet'));
    const forged = await holdfast(['audit', 'verify', file, '--key', key, '--json']);
    expect(forged.status).toBe(2);
    expect(JSON.parse(forged.stdout).problem).not.toBeNull();
    expect(await json(['audit', 'accept-rollback', '--reason', 'none'])).toEqual({ accepted: false });
  });
});

/** The newest checkpoint of the local file, as a file of its own. */
function newestCheckpoint(): string {
  const notes = readFileSync(join(home, 'audit', 'checkpoints'), 'utf8').split(/\n\n(?=holdfast\/)/);
  const path = join(home, 'newest.checkpoint');
  writeFileSync(path, notes.at(-1)?.replace(/\n+$/, '\n') ?? '');
  return path;
}
