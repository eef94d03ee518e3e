import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Finished, holdfast, jsonError } from './support/command.ts';
import { DAYS, marketCsv, type TestHome, testHome } from './support/market.ts';

let home: TestHome;

beforeAll(async () => {
  home = await testHome();
  write('three.yaml', 'select: {top: 3}\n');
});
afterAll(() => home.remove());

const write = (name: string, text: string) => writeFileSync(join(home.folder, name), text);
const backtest = (...args: string[]) => holdfast(home, 'backtest', ...args);
async function json(...args: string[]) {
  const result = await backtest(...args, '--json');
  expect(result.stderr).not.toContain('error');
  return JSON.parse(result.stdout);
}

const KEYS =
  'final_level cagr volatility sharpe sortino calmar max_drawdown mean_one_way_turnover total_cost rebalances days first_members last_members levels benchmarks snapshot definition engine';

describe('backtest --json', () => {
  it('has exactly the promised keys in the promised order', async () => {
    expect(Object.keys(await json('three.yaml')).join(' ')).toBe(KEYS);
  });

  it('adds intervals, and only when asked', async () => {
    const result = await json('three.yaml', '--intervals');
    expect(Object.keys(result).join(' ')).toBe(`${KEYS} intervals`);
    expect(result.intervals).toMatchObject({ confidence: 0.9, draws: 2000, mean_block_length: 20 });
    expect(result.intervals.cagr.lower).toBeLessThan(result.intervals.cagr.upper);
  });

  it('lists a level a date, first and last agreeing with the statistics', async () => {
    const result = await json('three.yaml');
    expect(result.days).toBe(result.levels.length);
    expect(result.days).toBe(DAYS - 1);
    expect(result.levels[0][0]).toBe('2021-01-02');
    expect(result.levels.at(-1)).toEqual(['2021-04-30', result.final_level]);
  });

  it('gives members as target weights that sum to 1', async () => {
    const { first_members, last_members } = await json('three.yaml');
    for (const members of [first_members, last_members]) {
      const weights: number[] = Object.values(members);
      expect(weights).toHaveLength(3);
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
    }
  });

  it('measures against the default benchmarks', async () => {
    const { benchmarks } = await json('three.yaml');
    expect(Object.keys(benchmarks)).toEqual(['bitcoin', 'ethereum']);
    expect(Object.keys(benchmarks.bitcoin).join(' ')).toBe(
      'final_level cagr volatility sharpe max_drawdown beta alpha tracking_error information_ratio up_capture down_capture',
    );
  });

  it('carries the hashes that repeat the result', async () => {
    const { snapshot, definition, engine } = await json('three.yaml');
    const sha256 = expect.stringMatching(/^[0-9a-f]{64}$/);
    expect(snapshot).toEqual({ name: 'small', sha256, tags_sha256: sha256 });
    expect(definition).toEqual({ id: 'three', sha256 });
    expect(engine).toEqual({ version: '0.1.0', sha256 });
  });

  it('prints the same bytes twice', async () => {
    expect((await backtest('three.yaml', '--json')).stdout).toBe(
      (await backtest('three.yaml', '--json')).stdout,
    );
  });

  it('hashes what a definition says, not how it is written', async () => {
    write('same.yaml', '# a comment\nname: Another name\nselect:\n  top: 3\ncost_bps: 10\n');
    write('other.yaml', 'select: {top: 3}\ncost_bps: 11\n');
    const hash = async (file: string) => (await json(file)).definition.sha256;
    expect(await hash('same.yaml')).toBe(await hash('three.yaml'));
    expect(await hash('other.yaml')).not.toBe(await hash('three.yaml'));
  });

  it('hashes members too', async () => {
    const holder = 'members: [inner]\nselect: {by: all}\nweight: {scheme: equal}\n';
    write('holder.yaml', holder);
    write('inner.yaml', 'select: {top: 2}\n');
    const before = (await json('holder.yaml')).definition.sha256;
    write('inner.yaml', 'select: {top: 4}\n');
    expect((await json('holder.yaml')).definition.sha256).not.toBe(before);
  });
});

describe('--from and --to', () => {
  it('run afresh: the level starts at the base value on that date', async () => {
    const result = await json('three.yaml', '--from', '2021-02-10', '--to', '2021-03-31');
    expect(result.levels[0][0]).toBe('2021-02-10');
    // The base value less the cost of the first purchase.
    expect(result.levels[0][1]).toBeCloseTo(999, 9);
    expect(result.levels.at(-1)[0]).toBe('2021-03-31');
  });

  it('equal the same dates written into the file', async () => {
    write('dated.yaml', 'select: {top: 3}\nbase: {date: 2021-02-10}\nend: 2021-03-31\n');
    const { definition: _, ...given } = await json(
      'three.yaml',
      '--from',
      '2021-02-10',
      '--to',
      '2021-03-31',
    );
    const { definition: __, ...written } = await json('dated.yaml');
    expect(given).toEqual(written);
  });

  it('keep the base value of the file', async () => {
    write('hundred.yaml', 'select: {top: 3}\nbase: {value: 100}\n');
    expect((await json('hundred.yaml', '--from', '2021-02-10')).levels[0][1]).toBeCloseTo(99.9, 1);
  });

  it.each([
    ['2021-02-30', 'DATE_INVALID'],
    ['yesterday', 'DATE_INVALID'],
    ['2020-01-01', 'BASE_DATE_TOO_EARLY'],
    ['2022-01-01', 'BASE_DATE_AFTER_END'],
  ])('refuse --from %s as %s', async (date, code) => {
    const result = await backtest('three.yaml', '--from', date, '--json');
    expect([result.status, jsonError(result).code, result.stdout]).toEqual([2, code, '']);
  });

  it('refuse an end before the beginning', async () => {
    const result = await backtest('three.yaml', '--from', '2021-03-01', '--to', '2021-02-01', '--json');
    expect([result.status, jsonError(result).code]).toEqual([2, 'DEFINITION_INVALID']);
  });
});

describe('definitions that a file names', () => {
  it('are found in its own folder first, then among the shipped ones', async () => {
    write('compare.yaml', 'select: {top: 3}\nbase: {date: 2021-03-01}\nbenchmarks: [top-10, three]\n');
    expect(Object.keys((await json('compare.yaml')).benchmarks)).toEqual(['top-10', 'three']);
  });

  it('are not needed to be whole when nobody names them', async () => {
    write('broken-neighbour.yaml', 'select: [');
    expect((await backtest('compare.yaml', '--json')).status).toBe(0);
  });

  it('must exist as members', async () => {
    write('lost.yaml', 'members: [nowhere]\nselect: {by: all}\nweight: {scheme: equal}\n');
    const result = await backtest('lost.yaml', '--json');
    expect([result.status, jsonError(result).code]).toEqual([2, 'DEFINITION_NOT_FOUND']);
  });

  it('may not hold themselves', async () => {
    write('self.yaml', 'members: [self]\nselect: {by: all}\nweight: {scheme: equal}\n');
    const result = await backtest('self.yaml', '--json');
    expect([result.status, jsonError(result).code]).toEqual([2, 'DEFINITION_CYCLE']);
  });

  it('can be shipped indices by their id alone', async () => {
    expect((await json('top-20')).definition.id).toBe('top-20');
  });
});

describe('choosing a snapshot', () => {
  it('takes the only one', async () => {
    expect((await json('three.yaml')).snapshot.name).toBe('small');
  });

  it('lists them when there are several, and takes a named one', async () => {
    const two = await testHome();
    try {
      writeFileSync(join(two.folder, 'more.csv'), marketCsv(2));
      const columns = '--asset coin --date day --close price --market-cap cap --volume traded'.split(' ');
      await holdfast(two, 'data', 'import', 'more.csv', '--as', 'more', ...columns);
      const unnamed = await holdfast(two, 'backtest', 'top-10', '--json');
      expect([unnamed.status, jsonError(unnamed).code]).toEqual([2, 'SNAPSHOT_CHOICE']);
      expect(jsonError(unnamed).message).toContain('more, small');
      expect((await holdfast(two, 'backtest', 'top-10', '--json', '--snapshot', 'more')).status).toBe(0);
    } finally {
      two.remove();
    }
  });

  it('says what to do when there is none', async () => {
    const result = await holdfast(
      { ...home, home: join(home.folder, 'empty') },
      'backtest',
      'three.yaml',
      '--json',
    );
    expect([result.status, jsonError(result).code]).toEqual([2, 'SNAPSHOT_CHOICE']);
    expect(jsonError(result).message).toMatch(/data import.*demo/);
  });

  it('knows names that do not exist', async () => {
    const result = await backtest('three.yaml', '--snapshot', 'smal', '--json');
    expect([result.status, jsonError(result).code]).toEqual([2, 'SNAPSHOT_NOT_FOUND']);
  });
});

describe('for a person', () => {
  let result: Finished;
  beforeAll(async () => {
    write('twenty.yaml', 'name: Twenty\nselect: {top: 20}\n');
    result = await backtest('twenty.yaml');
  });

  it('prints an aligned table with the benchmarks', () => {
    const lines = result.stdout.split('\n');
    const header = lines.find((line) => line.includes('bitcoin'))!;
    const row = lines.find((line) => line.startsWith('CAGR'))!;
    expect(row).toHaveLength(header.length);
    expect(result.stdout).toMatch(/^Max drawdown +-\d+\.\d\d %/m);
  });

  it('prints no colour codes where there is no colour', () => {
    expect(result.stdout).not.toContain('\u001b');
  });

  it('prints notes on stderr only, and not a hundred of a kind', () => {
    expect(result.stderr).toContain('note: ');
    expect(result.stdout).not.toContain('note: ');
    expect(result.stderr.split('\n').length).toBeLessThan(15);
  });

  it('makes names from files harmless', async () => {
    write('evil.yaml', 'name: "a\\e[2Jb"\nselect: {top: 3}\n');
    expect((await backtest('evil.yaml')).stdout).toContain('a?[2Jb');
  });
});

describe('--report', () => {
  it('writes one HTML file', async () => {
    expect((await backtest('three.yaml', '--report', 'three.html')).status).toBe(0);
    const html = readFileSync(join(home.folder, 'three.html'), 'utf8');
    expect(html).toMatch(/^<!doctype html>/i);
    expect(html).toContain('Members now');
  });

  it('says what is wrong with the path and writes nothing', async () => {
    const result = await backtest('three.yaml', '--report', 'no/such/folder/r.html', '--json');
    expect([result.status, jsonError(result).code, result.stdout]).toEqual([2, 'FILE_UNUSABLE', '']);
    expect(jsonError(result).message).toContain(join('no/such/folder/r.html'));
  });
});
