import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { balances, type DataHome, dataHome, type Launched } from './support/data-home.ts';

interface Wrapped {
  readonly apiKey: string;
  readonly code: string;
  readonly codeExpires: string;
}
interface Issued {
  readonly apiKey: string;
  readonly secret: string;
}

let data: DataHome;
beforeAll(async () => {
  data = await dataHome();
  await data.json(['vault', 'init', '--no-operator']);
  await data.json(
    ['key', 'add', 'main', '--exchange', 'binance', '--stdin'],
    JSON.stringify({ apiKey: 'MAIN-KEY', secret: 'MAIN-SECRET-0123456789' }),
  );
});
afterAll(() => data?.close());

const issue = (name: string, ...more: string[]) => [
  ...['vkey', 'issue', name, '--key', 'main', '--policy', join(data.home, 'policy.yaml')],
  ...more,
];

describe('a hand-over without a gateway', () => {
  test('shows a code and no secret, which gives the secret once', async () => {
    const wrapped = await data.json<Wrapped>(issue('alone', '--wrap', '--for', '30m'));
    expect(Object.keys(wrapped).toSorted()).toEqual(['apiKey', 'code', 'codeExpires', 'exchange', 'url']);
    const left = Date.parse(wrapped.codeExpires) - Date.now();
    expect(left).toBeGreaterThan(29 * 60_000);
    expect(left).toBeLessThan(31 * 60_000);
    // Blanks come along when it is copied.
    const issued = await data.json<Issued>(['vkey', 'unwrap'], `  ${wrapped.code} \n`);
    expect(issued).toMatchObject({
      apiKey: wrapped.apiKey,
      exchange: 'binance',
      name: 'alone',
      generation: 1,
    });
    expect(issued.secret).toMatch(/^\S{32,}$/);
    expect(await data.error(['vkey', 'unwrap', '-'], wrapped.code)).toBe('HANDOVER_USED');
  });

  test('is asked for as it should be', async () => {
    expect(await data.error(issue('odd', '--for', '10m'))).toBe('COMMAND_INVALID');
    expect(await data.error(issue('odd', '--wrap', '--for', '2d'))).toBe('COMMAND_INVALID');
    expect(await data.error(['vkey', 'unwrap'], '')).toBe('HANDOVER_UNKNOWN');
  });
});

describe('a hand-over beside a running gateway', () => {
  let gateway: Launched;
  beforeAll(async () => {
    data.configure(`{provider: file, file: ${join(data.keys, 'kek')}}`, 'metrics: 127.0.0.1:0\n');
    gateway = await data.launch();
  });

  test('gives credentials that work, and a second time an alarm that audit show shows', async () => {
    const { stdout, status } = await data.run(issue('bot', '--wrap'));
    expect(status).toBe(0);
    const [, code] = /^Code {2}(hfh_\S+)$/m.exec(stdout) ?? [];
    expect(stdout).not.toContain('Secret');
    const issued = await data.json<Issued>(['vkey', 'unwrap', code]);
    expect((await balances(gateway.address, issued)).status).toBe(200);

    const again = await data.run(['vkey', 'unwrap', '--stdin'], `${code}\n`);
    expect(again.status).toBe(2);
    expect(again.stderr).toContain('holdfast vkey revoke bot');
    const [, port] = /metrics are on port (\d+)/.exec(gateway.stderr()) ?? [];
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    expect(metrics).toMatch(/^holdfast_handover_replays_total 1$/m);
    const log = await data.run(['audit', 'show', '--last', '20']);
    expect(log.stdout).toMatch(/vkey\.unwrap-again.*bot/);
    expect(log.stdout).toContain('ALARM');
    expect(log.stdout + again.stderr + gateway.stderr()).not.toContain(code);
  });

  test('of a rotation tells the overlap, and gives the next generation', async () => {
    const { stdout } = await data.run(['vkey', 'rotate', 'bot', '--wrap', '--overlap', '1h']);
    expect(stdout).toMatch(/^Generation 2 of virtual key "bot" of binance\. Who runs this first/);
    expect(stdout).toContain('The one before works until');
    const [, code] = /^Code {2}(hfh_\S+)$/m.exec(stdout) ?? [];
    const { stdout: shown } = await data.run(['vkey', 'unwrap'], `${code}\n`);
    expect(shown).toMatch(/^Generation 2 of virtual key "bot" of binance/);
    expect(shown).toContain('The code is used up.');
  });

  test('is won by one of two commands at once', async () => {
    const { code } = await data.json<Wrapped>(issue('race', '--wrap'));
    const told = await Promise.all([1, 2].map(() => data.run(['vkey', 'unwrap', '--json'], code)));
    expect(told.map(({ status }) => status).toSorted()).toEqual([0, 2]);
  });
});
