import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { holdfast, jsonError } from './support/command.ts';

const POLICIES = join(import.meta.dirname, '..', '..', '..', 'policies');
const DRAFT = `allow: [trade]
symbols: [BTCUSDT]
max_order_usd: 60
`;
const REQUEST = (symbol: string) =>
  `{"time":"2026-06-01T12:00:00Z","exchange":"binance","key":"vk-${symbol}","class":"trade","address":"127.0.0.1","orders":[{"symbol":"${symbol}","side":"buy","type":"limit","quantity":"0.5","price":"100"}],"notionalUsd":"50","slippageUsd":"0"}`;

let folder: string;
const run = (...args: string[]) => holdfast({ folder, home: join(folder, 'none') } as never, ...args);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-policy-'));
  writeFileSync(join(folder, 'draft.yaml'), DRAFT);
  writeFileSync(join(folder, 'bad.yaml'), 'allow: [trade]\nsymbols: [BTCUSDT]\nmax_order_usd: fifty\n');
  writeFileSync(join(folder, 'log.jsonl'), `${REQUEST('BTCUSDT')}\n${REQUEST('RARE\\u001b[2JUSDT')}\n`);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('policy check', () => {
  it.each(readdirSync(POLICIES).filter((name) => name.endsWith('.yaml')))(
    'takes policies/%s',
    async (name) => {
      const { status, stdout, stderr } = await run('policy', 'check', join(POLICIES, name));
      expect([status, stderr]).toEqual([0, '']);
      expect(stdout).toContain('It can never\n');
    },
  );

  it('says what a key may do, also as JSON', async () => {
    const { stdout } = await run('policy', 'check', 'draft.yaml', '--json');
    const told = JSON.parse(stdout);
    expect(told).toMatchObject({
      file: 'draft.yaml',
      ok: true,
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(told.means[0].points).toContain(
      'send orders of up to 60 USD each, and together up to 60 USD in any 24 hours, filled or not',
    );
  });

  it('names line and column of a mistake, with status 2', async () => {
    const finished = await run('policy', 'check', 'bad.yaml', '--json');
    expect([finished.status, finished.stdout]).toEqual([2, '']);
    expect(jsonError(finished)).toMatchObject({ code: 'POLICY_INVALID' });
    expect(jsonError(finished).message).toContain('bad.yaml:3:16');
  });

  it('says of a file that isn’t there that it isn’t', async () => {
    const finished = await run('policy', 'check', 'missing.yaml', '--json');
    expect([finished.status, jsonError(finished).code]).toEqual([2, 'FILE_UNUSABLE']);
  });
});

describe('policy test', () => {
  it('lists every request with verdict and rule, then totals', async () => {
    const { status, stdout } = await run('policy', 'test', 'draft.yaml', '--requests', 'log.jsonl', '--json');
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(status).toBe(0);
    expect(lines.map(({ verdict, rule }) => [verdict, rule])).toEqual([
      ['allowed', null],
      ['refused', 'symbols'],
      [undefined, undefined],
    ]);
    expect(lines[2].totals).toMatchObject({ requests: 2, allowed: 1, refused: 1, refusedBy: { symbols: 1 } });
  });

  it('prints nothing of a log that could change the terminal', async () => {
    const { stdout } = await run('policy', 'test', 'draft.yaml', '--requests', 'log.jsonl');
    expect(stdout).not.toContain('\u001b');
    expect(stdout).toContain('2 requests: 1 allowed, 1 refused, 0 unknown.');
  });

  it('looks at one key when it is told to', async () => {
    const args = ['policy', 'test', 'draft.yaml', '--requests', 'log.jsonl', '--key', 'vk-BTCUSDT'];
    expect((await run(...args)).stdout).toContain('1 request: 1 allowed');
  });

  it('names the line of a log that it can’t read', async () => {
    writeFileSync(join(folder, 'broken.jsonl'), `${REQUEST('BTCUSDT')}\nnothing\n`);
    const finished = await run('policy', 'test', 'draft.yaml', '--requests', 'broken.jsonl', '--json');
    expect([finished.status, jsonError(finished).code]).toEqual([2, 'POLICY_LOG_INVALID']);
    expect(jsonError(finished).facts).toEqual({ line: 2 });
  });
});
