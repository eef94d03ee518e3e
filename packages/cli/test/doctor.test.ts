import { chmodSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { dialects } from '@holdfast/gateway';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkExchanges } from '../src/doctor/check-exchanges.ts';
import { checkNode } from '../src/doctor/check-machine.ts';
import { holdfast, jsonError } from './support/command.ts';
import { type DataHome, dataHome } from './support/data-home.ts';
import { type TestHome, testHome } from './support/market.ts';

let home: TestHome;
beforeEach(async () => {
  home = await testHome();
});
afterEach(() => home.remove());

interface Found {
  readonly name: string;
  readonly state: string;
  readonly advice: string | null;
}

async function findings(...more: string[]): Promise<Record<string, Found>> {
  const { stdout } = await holdfast(home, 'doctor', '--offline', '--json', ...more);
  return Object.fromEntries(JSON.parse(stdout).findings.map((one: Found) => [one.name, one]));
}

it('finds nothing wrong with a data home of backtests, and says what the gateway would need', async () => {
  const found = await findings();
  expect(found['data home'].state).toBe('ok');
  expect(found['market data'].state).toBe('ok');
  expect(found.vault).toMatchObject({ state: 'warning', advice: expect.stringContaining('vault init') });
  const { status, stdout } = await holdfast(home, 'doctor', '--offline');
  expect(status).toBe(0);
  expect(stdout).toMatch(/^ok {4}disk/m);
});

it('fails where others may write, and where the configuration is wrong, with a status for schedulers', async () => {
  chmodSync(home.home, 0o777);
  writeFileSync(join(home.home, 'gateway.yaml'), 'listen: everywhere\n');
  const found = await findings();
  expect(found['data home']).toMatchObject({ state: 'failed', advice: expect.stringContaining('chmod 700') });
  expect(found.configuration.state).toBe('failed');
  const result = await holdfast(home, 'doctor', '--offline', '--json');
  expect([result.status, jsonError(result).code]).toEqual([2, 'DOCTOR_FAILED']);
});

it('warns of a gateway that takes requests from clocks further ahead than the trader reckons with', async () => {
  writeFileSync(join(home.home, 'gateway.yaml'), 'clock_skew_ms: 1000\n');
  expect((await findings())['clock skew']).toBeUndefined();
  writeFileSync(join(home.home, 'gateway.yaml'), 'clock_skew_ms: 5000\n');
  expect((await findings())['clock skew']).toMatchObject({
    state: 'warning',
    advice: expect.stringContaining('clock_skew_ms to 1000'),
  });
});

it('knows that an older Node will not do', () => {
  expect(checkNode('20.19.0').state).toBe('failed');
  expect(checkNode('26.9.0').state).toBe('ok');
});

it('tells a clock that is wrong by asking, and exchanges that can’t be reached', async () => {
  let aheadMs = 0;
  const server: Server = createServer((_, response) => {
    response.setHeader('date', new Date(Date.now() - aheadMs).toUTCString());
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const here = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const hosts = [...dialects.values()].map(({ market }) => new URL(market.timeAddress).host);
  const all = new Map(hosts.map((host) => [host, here]));
  expect((await checkExchanges(all)).map(({ state }) => state)).toEqual(['ok', 'ok']);
  aheadMs = 60_000;
  expect(await checkExchanges(all)).toMatchObject([{ state: 'ok' }, { name: 'clock', state: 'failed' }]);
  server.close();
  server.closeAllConnections();
  const closed = await checkExchanges(all);
  expect(closed).toMatchObject([{ name: 'exchanges', state: 'warning', told: 'none can be reached' }]);
});

it('looks into vault, gateway and database', async () => {
  const data: DataHome = await dataHome();
  try {
    await data.json(['vault', 'init', '--no-operator']);
    const stopped = await data.json<{ findings: Found[] }>(['doctor', '--offline']);
    expect(stopped.findings.map(({ name, state }) => `${name} ${state}`)).toContain('database ok');
    const gateway = await data.launch();
    const running = await data.run(['doctor', '--offline']);
    expect(running.stdout).toMatch(/ok {4}gateway\s+runs, with the vault open/);
    await data.json(['vault', 'seal']);
    expect((await data.run(['doctor', '--offline'])).stdout).toMatch(/look {2}gateway\s+runs, sealed/);
    await gateway.stop();
  } finally {
    await data.close();
  }
});
