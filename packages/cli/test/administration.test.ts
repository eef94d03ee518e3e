import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, existsSync, lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { balances, type DataHome, dataHome, type Launched } from './support/data-home.ts';

/** What the system tells about processes of a data home that run a program. */
function processesOf(home: string, program: string) {
  return readdirSync('/proc')
    .filter((name) => /^[0-9]+$/.test(name))
    .flatMap((id) => {
      try {
        const of = (file: string) => readFileSync(join('/proc', id, file), 'utf8');
        const command = of('cmdline').replaceAll('\0', ' ');
        if (!command.includes(program) || !command.includes(home)) return [];
        return [{ command, environment: of('environ'), limits: of('limits') }];
      } catch {
        // It has ended meanwhile.
        return [];
      }
    });
}

const PASSPHRASE = 'five random words for this';

describe('a vault with a passphrase', () => {
  let data: DataHome;
  let gateway: Launched;
  let key: { apiKey: string; secret: string };
  const issue = (name: string) =>
    ['vkey', 'issue', name, '--key', 'main', '--policy', join(data.home, 'policy.yaml')] as const;

  beforeAll(async () => {
    data = await dataHome();
    data.configure('{provider: passphrase}');
    await data.json(['vault', 'init', '--no-operator', '--stdin'], `${PASSPHRASE}\n`);
    await data.json(
      ['key', 'add', 'main', '--exchange', 'binance', '--stdin'],
      `${PASSPHRASE}\n${JSON.stringify({ apiKey: 'REALKEY', secret: 'REALSECRET' })}`,
    );
    key = await data.json<typeof key>(issue('bot'), PASSPHRASE);
  });
  afterAll(() => data?.close());

  test('is not opened by another one, and nothing is changed', async () => {
    expect(await data.error(issue('other'), 'five other words for this\n')).toBe('KEK_WRONG');
    expect(await data.error(issue('other'), '')).toBe('PASSPHRASE_INVALID');
    expect((await data.json(['vkey', 'list'])).keys).toHaveLength(1);
  });

  test('is open in a process of its own only, without environment, core dump, or rights of the machine', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    data.pause = promise;
    const asked = data.seen.length;
    const adding = data.run(
      ['key', 'add', 'slow', '--exchange', 'binance', '--stdin', '--json'],
      `${PASSPHRASE}\n${JSON.stringify({ apiKey: 'SLOWKEY', secret: 'SLOWSECRET' })}`,
      { NODE_OPTIONS: '--no-deprecation', HOLDFAST_PLANTED: 'seen by nobody' },
    );
    try {
      await expect.poll(() => data.seen.length, { timeout: 20_000 }).toBeGreaterThan(asked);
      const [process] = processesOf(data.home, 'administer.ts');
      expect(process.environment).toBe('');
      expect(process.command).toContain('--permission');
      expect(process.command).not.toMatch(/--allow-(child-process|worker|addons|wasi|inspector)/);
      expect(process.limits).toMatch(/^Max core file size +0 +0 /m);
      expect(`${process.command}${process.environment}`).not.toMatch(/SLOW|words|PLANTED/);
    } finally {
      data.pause = null;
      resolve();
    }
    expect((await adding).status).toBe(0);
    expect(processesOf(data.home, 'administer.ts')).toEqual([]);
  });

  test('two commands at once, and a gateway that starts meanwhile, wait for each other’s database', async () => {
    const both = await Promise.all([
      data.json(issue('at-once-1'), PASSPHRASE),
      data.json(issue('at-once-2'), PASSPHRASE),
      data.launch(['--sealed']),
    ]);
    expect(await data.json(['vkey', 'list'])).toMatchObject({ keys: { length: 3 } });
    expect(await both[2].stop()).toBe(0);
  });

  test('stays sealed where a gateway starts without a terminal, and every request is refused', async () => {
    gateway = await data.launch();
    expect(gateway.stderr()).toContain('starts sealed');
    expect(await data.json(['vault', 'status'])).toMatchObject({ gateway: 'sealed' });
    const refused = await balances(gateway.address, key);
    expect(refused.status).toBe(503);
    expect(refused.text).toContain('sealed');
    const open = await fetch(`${gateway.address}/binance/api.binance.com/api/v3/time`);
    expect(open.status).toBe(503);
    expect(data.seen.some((request) => request.includes('/api/v3'))).toBe(false);
  });

  test('is opened by its passphrase only, while the gateway runs', async () => {
    expect(await data.error(['vault', 'unseal'], 'five other words for this\n')).toBe('KEK_WRONG');
    expect((await balances(gateway.address, key)).status).toBe(503);
    expect(await data.json(['vault', 'unseal', '--stdin'], `${PASSPHRASE}\n`)).toEqual({ done: true });
    expect((await balances(gateway.address, key)).status).toBe(200);
    expect(await data.json(['vault', 'status'])).toMatchObject({ gateway: 'open' });
    expect(await data.json(['vault', 'unseal'])).toEqual({ done: false });
  });

  test('needs no passphrase again for commands while it is open', async () => {
    expect(await data.json(issue('second'))).toMatchObject({ exchange: 'binance' });
  });

  test('is sealed without a passphrase, for the very next request', async () => {
    expect(await data.json(['vault', 'seal', '--reason', 'going home'])).toEqual({ done: true });
    expect((await balances(gateway.address, key)).text).toContain('sealed');
    expect(await data.json(['vault', 'seal'])).toEqual({ done: false });
  });

  test('commands that need it open it for themselves while the gateway is sealed', async () => {
    expect(await data.error(issue('third'), '')).toBe('PASSPHRASE_INVALID');
    expect(await data.json(issue('third'), PASSPHRASE)).toMatchObject({ exchange: 'binance' });
    expect(await data.json(['vault', 'status'])).toMatchObject({ gateway: 'sealed' });
  });

  test('panic, freeze and revoke need no passphrase: sealed, open, or with nothing running', async () => {
    await data.json(['vkey', 'revoke', 'third']);
    await data.json(['vkey', 'freeze', 'second']);
    await data.json(['panic']);
    await data.json(['vault', 'unseal'], PASSPHRASE);
    expect((await balances(gateway.address, key)).status).toBeGreaterThanOrEqual(400);
    await data.json(['panic', '--thaw']);
    await expect.poll(async () => (await balances(gateway.address, key)).status).toBe(200);
    expect(await gateway.stop()).toBe(0);
    expect(existsSync(join(data.home, 'run', 'admin.sock'))).toBe(false);
    await data.json(['panic']);
    expect(await data.error(['panic', '--thaw'], '')).toBe('PASSPHRASE_INVALID');
    gateway = await data.launch(['--stdin'], PASSPHRASE);
    expect((await balances(gateway.address, key)).status).toBeGreaterThanOrEqual(400);
    await data.json(['panic', '--thaw']);
    await expect.poll(async () => (await balances(gateway.address, key)).status).toBe(200);
  });

  test('the socket is its owner’s alone, and what a killed gateway left is replaced', async () => {
    const socket = join(data.home, 'run', 'admin.sock');
    expect(lstatSync(join(data.home, 'run')).mode & 0o777).toBe(0o700);
    expect(lstatSync(socket).mode & 0o777).toBe(0o600);
    gateway.process.kill('SIGKILL');
    await expect
      .poll(() => data.json(['vault', 'status']), { timeout: 20_000 })
      .toMatchObject({ gateway: 'none' });
    gateway = await data.launch(['--sealed']);
    expect(await data.json(['vault', 'status'])).toMatchObject({ gateway: 'sealed' });
  });
});

describe('a vault with operators', () => {
  let data: DataHome;
  let gateway: Launched;
  const ADA = 'ada has five random words';
  const BEN = 'ben has five other words';
  const issue = (name: string, ...more: string[]) => [
    ...['vkey', 'issue', name, '--key', 'main', '--policy', join(data.home, 'policy.yaml')],
    ...more,
  ];

  beforeAll(async () => {
    data = await dataHome();
    await data.json(['vault', 'init', '--operator', 'ada', '--stdin'], `${ADA}\n`);
    await data.json(
      ['key', 'add', 'main', '--exchange', 'binance', '--stdin'],
      `${ADA}\n${JSON.stringify({ apiKey: 'REALKEY', secret: 'REALSECRET' })}`,
    );
    gateway = await data.launch();
  });
  afterAll(() => data?.close());

  test('is served by one gateway', async () => {
    const { status, stderr } = await data.run(['gateway', '--json']);
    expect(status).toBe(2);
    expect(stderr).toContain('GATEWAY_RUNNING');
  });

  test('takes nobody’s word: neither without a passphrase, nor with another one, nor under another name', async () => {
    expect(await data.error(issue('x'), '')).toBe('OPERATOR_REFUSED');
    expect(await data.error(issue('x'), 'ada has five random word\n')).toBe('OPERATOR_REFUSED');
    expect(await data.error(issue('x', '--operator', 'nobody'), `${ADA}\n`)).toBe('OPERATOR_REFUSED');
    expect((await data.json(['vkey', 'list'])).keys).toEqual([]);
    expect(await data.json(issue('bot'), ADA)).toMatchObject({ exchange: 'binance' });
  });

  test('lets the log say who did what', async () => {
    await data.json(['vkey', 'freeze', 'bot']);
    const { stdout } = await data.run(['audit', 'show', '--json']);
    const entries = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).content);
    expect(entries.find(({ kind }) => kind === 'virtual-key')).toMatchObject({ operator: 'ada' });
    expect(entries.find(({ kind }) => kind === 'freeze').operator).toMatch(/^account:/);
    expect(entries.filter(({ action }) => action === 'operator.refused')).toHaveLength(3);
  });

  test('has more operators, with a key of their own, and any of them may remove another', async () => {
    const key = join(data.keys, 'carl.pem');
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    writeFileSync(key, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 });
    writeFileSync(`${key}.pub`, publicKey.export({ format: 'pem', type: 'spki' }));
    await data.json(['operator', 'add', 'ben', '--stdin'], `${ADA}\n${BEN}\n`);
    await data.json(
      ['operator', 'add', 'carl', '--public-key', `${key}.pub`, '--operator', 'ben'],
      `${BEN}\n`,
    );
    expect(await data.error(issue('y'), ADA)).toBe('OPERATOR_REQUIRED');
    const asCarl = { HOLDFAST_OPERATOR_FILE: key };
    expect(await data.json(issue('y', '--operator', 'carl'), '', asCarl)).toMatchObject({
      exchange: 'binance',
    });
    expect(await data.error(issue('z', '--operator', 'ben'), '', asCarl)).toBe('OPERATOR_REFUSED');
    await data.json(['operator', 'remove', 'ada', '--operator', 'carl', '--operator-key-file', key]);
    expect(await data.error(issue('z', '--operator', 'ada'), ADA)).toBe('OPERATOR_REFUSED');
    expect(await data.error(['operator', 'add', 'ada', '--operator', 'ben'], `${BEN}\n${ADA}\n`)).toBe(
      'OPERATOR_EXISTS',
    );
    await data.json(['operator', 'remove', 'ben', '--operator', 'carl'], '', asCarl);
    expect(await data.error(['operator', 'remove', 'carl'], '', asCarl)).toBe('OPERATOR_LAST');
    chmodSync(key, 0o644);
    expect(await data.error(issue('z'), '', asCarl)).toBe('OPERATOR_KEY_UNUSABLE');
    chmodSync(key, 0o600);
    expect((await data.json(['operator', 'list'])).operators).toMatchObject([
      { name: 'ada', state: 'removed' },
      { name: 'ben', state: 'removed' },
      { name: 'carl', state: 'active' },
    ]);
  });

  test('throttles attempts, over restarts too; stopping things needs none', async () => {
    const wrong = () => data.error(issue('z', '--operator', 'carl'), 'five random words but no key\n');
    const untilThrottled = async () => {
      for (let attempts = 1; attempts < 12; attempts++)
        if ((await wrong()) === 'OPERATOR_THROTTLED') return attempts;
      return null;
    };
    expect(await untilThrottled()).not.toBeNull();
    // Without the gateway each command starts the database anew. Had it forgotten, five would be free again.
    await gateway.stop();
    expect(await untilThrottled()).toBeLessThan(5);
    await data.json(['vkey', 'revoke', 'bot']);
    await data.json(['panic']);
  });
});
