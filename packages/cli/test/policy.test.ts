import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

const WIDE = `allow: [read, trade]
symbols: [BTCUSDT, ETHUSDT]
max_order_usd: 60
max_daily_usd: 600
`;
const suggest = (...args: string[]) =>
  run(
    'policy',
    'suggest',
    '--requests',
    'log.jsonl',
    '--policy',
    'wide.yaml',
    '--key',
    'vk-BTCUSDT',
    ...args,
  );

describe('policy suggest', () => {
  beforeAll(() => writeFileSync(join(folder, 'wide.yaml'), WIDE));

  it('prints a policy with comments, which test and check take and diff finds stricter', async () => {
    const { status, stdout, stderr } = await suggest('--headroom', '10%');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain(
      '# Largest order: 50 USD, on 2026-06-01 12:00 UTC. With 10 % of room.\nmax_order_usd: "55"',
    );
    const written = await suggest('--headroom', '10%', '--out', 'least.yaml');
    expect(written.stdout).toBe('The suggested policy is in least.yaml.\n');
    expect(readFileSync(join(folder, 'least.yaml'), 'utf8')).toBe(stdout);
    const diff = await run('policy', 'diff', 'wide.yaml', 'least.yaml', '--json');
    expect(diff.status).toBe(0);
    expect(JSON.parse(diff.stdout)).toMatchObject({
      old: 'wide.yaml',
      new: 'least.yaml',
      relation: 'stricter',
      more: [],
    });
    const tested = await run(
      'policy',
      'test',
      'least.yaml',
      '--requests',
      'log.jsonl',
      '--key',
      'vk-BTCUSDT',
    );
    expect(tested.stdout).toContain('1 request: 1 allowed, 0 refused');
  });

  it('says the same as JSON', async () => {
    const told = JSON.parse((await suggest('--json')).stdout);
    expect(told).toMatchObject({
      key: 'vk-BTCUSDT',
      from: '2026-05-02T12:00:00.000Z',
      to: '2026-06-01T12:00:00.000Z',
      headroomPct: 20,
      requests: 1,
      days: 1,
      outside: {},
      replay: { allowed: 1, unknown: 0, refused: {} },
      file: null,
    });
    expect(told.lines).toContainEqual({
      key: 'symbols',
      value: '["BTCUSDT"]',
      saw: 'BTCUSDT 1. Never used: ETHUSDT.',
      before: '["BTCUSDT", "ETHUSDT"]',
    });
  });

  it('says of a key that nobody used that it should be revoked, and writes nothing', async () => {
    const finished = await suggest('--key', 'vk-nobody', '--out', 'none.yaml', '--json');
    expect(finished.status).toBe(0);
    const unused = await run(
      ...['policy', 'suggest', '--requests', 'log.jsonl', '--policy', 'wide.yaml'],
      ...['--key', 'vk-nobody', '--out', 'never.yaml', '--json'],
    );
    expect([unused.status, JSON.parse(unused.stdout)]).toEqual([
      2,
      expect.objectContaining({ policy: null, file: null }),
    ]);
    expect(jsonError(unused)).toMatchObject({
      code: 'POLICY_NOT_USED',
      message: expect.stringContaining('holdfast vkey revoke vk-nobody'),
    });
    expect(existsSync(join(folder, 'never.yaml'))).toBe(false);
  });

  it('takes nothing of a log that could change a terminal or the file', async () => {
    const { stdout } = await suggest('--key', 'vk-RARE\u001b[2JUSDT');
    expect(stdout).not.toMatch(/[^\n -~’]/);
    expect(stdout).toContain('Left out, because the policy that the key has now refuses them: 1 by symbols.');
  });

  it.each<[string, string[], string]>([
    ['several keys and none named', ['--requests', 'log.jsonl', '--policy', 'wide.yaml'], 'COMMAND_INVALID'],
    ['neither a key nor a policy', ['--requests', 'log.jsonl'], 'COMMAND_INVALID'],
    ['a policy without a log', ['--vkey', 'bot', '--policy', 'wide.yaml'], 'COMMAND_INVALID'],
    ['a log that isn’t there', ['--requests', 'no.jsonl', '--policy', 'wide.yaml'], 'FILE_UNUSABLE'],
    ['no days', ['--vkey', 'bot', '--days', '0'], 'COMMAND_INVALID'],
    ['half days', ['--vkey', 'bot', '--days', '1.5'], 'COMMAND_INVALID'],
    ['less than no room', ['--vkey', 'bot', '--headroom=-5%'], 'COMMAND_INVALID'],
    ['words for room', ['--vkey', 'bot', '--headroom', 'some'], 'COMMAND_INVALID'],
  ])('with %s fails', async (_, args, code) => {
    const finished = await run('policy', 'suggest', ...args, '--json');
    expect([finished.status, jsonError(finished).code]).toEqual([2, code]);
  });
});

describe('policy diff', () => {
  it('says both ways in plain words, and fails when the new policy allows more', async () => {
    writeFileSync(join(folder, 'other.yaml'), WIDE.replace('ETHUSDT', 'SOLUSDT'));
    const { status, stdout, stderr } = await run('policy', 'diff', 'wide.yaml', 'other.yaml');
    expect(stdout).toBe(
      'A program with the new policy may, and could not before\n  - trade SOLUSDT (symbols)\n\nIt may not any more\n  - trade ETHUSDT (symbols)\n',
    );
    expect([status, stderr]).toEqual([2, expect.stringContaining('POLICY_WIDER')]);
  });

  it('gives its answer as JSON also when it fails', async () => {
    const finished = await run('policy', 'diff', 'draft.yaml', 'wide.yaml', '--json');
    expect(JSON.parse(finished.stdout)).toMatchObject({ relation: 'wider', less: [] });
    expect(jsonError(finished)).toMatchObject({
      code: 'POLICY_WIDER',
      facts: { rules: expect.arrayContaining(['allow', 'symbols']) },
    });
  });

  it('is quiet about policies that mean the same', async () => {
    const { status, stdout } = await run('policy', 'diff', 'wide.yaml', 'wide.yaml');
    expect([status, stdout]).toEqual([0, 'Both allow the same.\n']);
  });

  it('names the file that is wrong', async () => {
    const finished = await run('policy', 'diff', 'wide.yaml', 'bad.yaml', '--json');
    expect(jsonError(finished).message).toContain('bad.yaml:3:16');
  });
});
