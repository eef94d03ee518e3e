import { appendFileSync, mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../src/index.ts';
import { holdfast, jsonError, testTerminal } from './support/command.ts';
import { type TestHome, testHome } from './support/market.ts';
import { startHoldfast } from './support/process.ts';

let home: TestHome;
beforeAll(async () => {
  home = await testHome();
  writeFileSync(join(home.folder, 'three.yaml'), 'select: {top: 3}\n');
});
afterAll(() => home.remove());

const GRID = ['--vary', 'select.top=2,3,4', '--vary', 'weight.cap=0.3,0.5,null'];
const sweep = (...args: string[]) => holdfast(home, 'sweep', 'three.yaml', ...args);
const out = (name: string) => join(home.folder, name);
const read = (folder: string, file: string) => readFileSync(join(out(folder), file), 'utf8');

describe('sweep', () => {
  it('runs all combinations, counts those that can’t exist and names the best', async () => {
    const summary = JSON.parse((await sweep(...GRID, '--out', 'grid', '--workers', '2', '--json')).stdout);
    // 0.3 × 2 and 0.3 × 3 are below 1.
    expect(summary).toMatchObject({ combinations: 9, computed: 7, infeasible: 2 });
    expect(summary.infeasible_reasons.map(({ count }: { count: number }) => count)).toEqual([1, 1]);
    const variants: { sharpe?: number; variant: number }[] = JSON.parse(
      read('grid', 'results.json'),
    ).variants;
    const highest = Math.max(...variants.flatMap(({ sharpe }) => sharpe ?? []));
    expect(variants[summary.best.variant].sharpe).toBe(highest);
  });

  it('gives each combination exactly what a backtest of it gives', async () => {
    writeFileSync(join(home.folder, 'one.yaml'), 'select: {top: 4}\nweight: {cap: 0.5}\n');
    const { final_level, sharpe, total_cost } = JSON.parse(
      (await holdfast(home, 'backtest', 'one.yaml', '--json')).stdout,
    );
    const { variants } = JSON.parse(read('grid', 'results.json'));
    const same = variants.find(
      ({ values }: { values: Record<string, unknown> }) =>
        values['select.top'] === 4 && values['weight.cap'] === 0.5,
    );
    expect(same).toMatchObject({ final_level, sharpe, total_cost });
  });

  it('writes the same numbers as CSV and Parquet', async () => {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const rows = await connection.runAndReadAll(
      `SELECT * FROM '${join(out('grid'), 'results.parquet')}' ORDER BY variant`,
    );
    const { variants } = JSON.parse(read('grid', 'results.json'));
    const objects = rows.getRowObjectsJS();
    expect(objects).toHaveLength(9);
    objects.forEach((row, i) => {
      expect(row.cagr).toBe(variants[i].cagr ?? null);
      expect(row['weight.cap']).toBe(variants[i].values['weight.cap']);
    });
    expect(read('grid', 'results.csv').split('\n')[0]).toBe(rows.columnNames().join(','));
    expect(objects[0].error_code).toBe('DEFINITION_INVALID');
    connection.closeSync();
    instance.closeSync();
  });

  it('says what the search cost', async () => {
    const { search } = JSON.parse(read('grid', 'results.json'));
    expect(search).toMatchObject({ tried: 7, compared: 7, pbo_combinations: 12_870 });
    expect(search.pbo).toBeGreaterThanOrEqual(0);
    expect(search.pbo).toBeLessThanOrEqual(1);
    expect(search.deflated_sharpe_by_all).toBeLessThanOrEqual(search.deflated_sharpe);
    expect(search.deflated_sharpe).toBeLessThanOrEqual(search.probabilistic_sharpe);
    expect(read('grid', 'report.html')).toContain('Probability of overfitting');
  });

  it('finds its folder again without being told', async () => {
    const first = JSON.parse((await sweep('--vary', 'cost_bps=1,2', '--json')).stdout);
    const again = JSON.parse((await sweep('--vary', 'cost_bps=1,2', '--resume', '--json')).stdout);
    expect(again).toEqual(first);
    expect(first.folder.startsWith(join(home.home, 'sweeps', 'three-'))).toBe(true);
  });

  it('does not depend on the number of workers', async () => {
    const summaries = await Promise.all(
      ['1', '3'].map(async (workers) => {
        const { stdout } = await sweep(
          ...GRID,
          '--out',
          `workers-${workers}`,
          '--workers',
          workers,
          '--json',
        );
        return { ...JSON.parse(stdout), folder: '' };
      }),
    );
    expect(summaries[0]).toEqual(summaries[1]);
    expect(read('workers-1', 'results.csv')).toBe(read('workers-3', 'results.csv'));
  });

  it('varies members, also those that the file does not name', async () => {
    writeFileSync(
      join(home.folder, 'pair.yaml'),
      'members: [three]\nselect: {by: all}\nweight: {scheme: equal}\n',
    );
    const { stdout } = await holdfast(
      home,
      'sweep',
      'pair.yaml',
      '--vary',
      'members=[three],[three, one]',
      '--json',
    );
    expect(JSON.parse(stdout)).toMatchObject({ computed: 2, infeasible: 0 });
  });

  it('prints a summary for a person', async () => {
    const { stdout } = await sweep(...GRID, '--out', 'grid');
    expect(stdout).toMatch(/^9 combinations: 7 computed, 2 infeasible/);
    expect(stdout).toContain('What the search cost');
  });

  it.each([
    [['--vary', 'select.tpo=1'], 'VARIATION_INVALID'],
    [['--vary', 'select.top='], 'VARIATION_INVALID'],
    [['--vary', 'select.top=2', '--vary', 'select.top=3'], 'VARIATION_INVALID'],
    [['--vary', 'weight.cap=0.1'], 'SWEEP_WITHOUT_RESULT'],
    [['--vary', 'select.top=2,3', '--resume', '--out', 'never'], 'SWEEP_NOT_RESUMABLE'],
    [['--vary', 'select.top=2,3', '--out', 'three.yaml'], 'FILE_UNUSABLE'],
  ])('refuses %j as %s', async (args, code) => {
    const result = await sweep(...args, '--json');
    expect([result.status, jsonError(result).code]).toEqual([2, code]);
  });
});

describe('going on with a sweep', () => {
  const result = (folder: string) => read(folder, 'results.csv');
  const parts = (folder: string) => join(out(folder), 'parts.jsonl');
  const full = async () => {
    await sweep(...GRID, '--out', 'full', '--workers', '1');
    return result('full');
  };

  it('computes only what is missing', async () => {
    const expected = await full();
    const before = statSync(parts('full')).size;
    await sweep(...GRID, '--out', 'full', '--resume');
    expect(statSync(parts('full')).size).toBe(before);
    expect(result('full')).toBe(expected);
  });

  it('ignores a torn last line', async () => {
    const expected = await full();
    truncateSync(parts('full'), statSync(parts('full')).size - 5);
    expect((await sweep(...GRID, '--out', 'full', '--resume')).status).toBe(0);
    expect(result('full')).toBe(expected);
    expect((await sweep(...GRID, '--out', 'full', '--resume')).status).toBe(0);
  });

  it('ignores what a disk made of the end', async () => {
    const expected = await full();
    appendFileSync(parts('full'), Buffer.concat([Buffer.alloc(300), Buffer.from('\n{"done":\n')]));
    expect((await sweep(...GRID, '--out', 'full', '--resume')).status).toBe(0);
    expect(result('full')).toBe(expected);
  });

  it.each(['', '\n', 'not json\n', '{"format":2}\n', '[]\n'])(
    'does not take %j for the parts of a sweep',
    async (content) => {
      mkdirSync(out('foreign'), { recursive: true });
      writeFileSync(parts('foreign'), content);
      const refused = await sweep(...GRID, '--out', 'foreign', '--resume', '--json');
      expect(jsonError(refused).code).toBe('SWEEP_NOT_RESUMABLE');
      expect(readFileSync(parts('foreign'), 'utf8')).toBe(content);
    },
  );

  it('refuses another grid, definition or snapshot', async () => {
    await full();
    writeFileSync(join(home.folder, 'changed.yaml'), 'id: three\nselect: {top: 3}\nlag: 2\n');
    const attempts = [
      await sweep('--vary', 'select.top=2,3', '--out', 'full', '--resume', '--json'),
      await holdfast(home, 'sweep', 'changed.yaml', ...GRID, '--out', 'full', '--resume', '--json'),
    ];
    for (const refused of attempts) expect(jsonError(refused).code).toBe('SWEEP_NOT_RESUMABLE');
  });

  it('keeps what is done at Ctrl-C, with status 130', async () => {
    const terminal = testTerminal(home);
    const grid = [
      '--vary',
      `cost_bps=${Array.from({ length: 400 }, (_, i) => i).join(',')}`,
      '--out',
      'stopped',
    ];
    const interrupting = {
      ...terminal,
      onInterrupt(stop: () => void) {
        setTimeout(stop, 150);
        return terminal.onInterrupt(stop);
      },
    };
    expect(await run(['sweep', 'three.yaml', ...grid, '--workers', '1'], interrupting)).toBe(130);
    expect(terminal.written.stderr).toMatch(
      /error INTERRUPTED: stopped; [\d,]+ of 400 combinations are kept.*--resume/,
    );
    const resumed = await sweep(...grid, '--resume', '--json');
    expect(JSON.parse(resumed.stdout)).toMatchObject({ computed: 400 });
  });

  it.each(['SIGINT', 'SIGKILL'] as const)('survives %s to its process', async (signal) => {
    const costs = Array.from({ length: 3000 }, (_, i) => i).join(',');
    const args = [
      'sweep',
      'three.yaml',
      '--vary',
      `cost_bps=${costs}`,
      '--out',
      signal,
      '--workers',
      '1',
      '--json',
    ];
    const { child, finished } = startHoldfast(home, args);
    await waitForParts(parts(signal));
    child.kill(signal);
    const ended = await finished;
    if (signal === 'SIGINT') expect(ended).toMatchObject({ status: 130, stdout: '' });
    else expect(ended.signal).toBe('SIGKILL');
    const resumed = await holdfast(home, ...args, '--resume');
    expect(JSON.parse(resumed.stdout)).toMatchObject({ combinations: 3000, computed: 3000 });
    const indices = result(signal)
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => Number(line.split(',')[0]));
    expect(indices).toEqual(Array.from({ length: 3000 }, (_, i) => i));
  });

  async function waitForParts(path: string): Promise<void> {
    for (;;) {
      const lines = await Promise.resolve()
        .then(() => readFileSync(path, 'utf8').split('\n').length)
        .catch(() => 0);
      if (lines > 2) return;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
});
