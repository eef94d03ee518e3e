import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { holdfast, jsonError } from './support/command.ts';
import { ASSETS, DAYS, marketCsv, type TestHome, testHome } from './support/market.ts';

let home: TestHome;
beforeAll(async () => {
  home = await testHome();
});
afterAll(() => home.remove());

const data = (...args: string[]) => holdfast(home, 'data', ...args);
const COLUMNS = '--asset coin --date day --close price --market-cap cap --volume traded'.split(' ');
const ROWS = ASSETS.length * DAYS;

describe('data import', () => {
  it('prints what it made', async () => {
    const { status, stdout } = await data('import', 'market.csv', '--as', 'again', ...COLUMNS, '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      name: 'again',
      rows: ROWS,
      assets: ASSETS.length,
      dates: DAYS,
      first_date: '2021-01-01',
      last_date: '2021-04-30',
      rejected: { unparsable: 0, price: 0, conflicting: 0 },
    });
  });

  it('gives the same content the same hash under any name', async () => {
    const { snapshots } = JSON.parse((await data('list', '--json')).stdout);
    expect(new Set(snapshots.map(({ sha256 }: { sha256: string }) => sha256)).size).toBe(1);
  });

  it('does not take a name from other content unless told', async () => {
    writeFileSync(join(home.folder, 'other.csv'), marketCsv(3));
    const refused = await data('import', 'other.csv', '--as', 'again', ...COLUMNS, '--json');
    expect([refused.status, jsonError(refused).code]).toEqual([2, 'SNAPSHOT_NAME_TAKEN']);
    expect((await data('import', 'other.csv', '--as', 'again', ...COLUMNS, '--replace')).status).toBe(0);
  });

  it.each([
    [['import', 'nothing.csv', '--as', 'x', ...COLUMNS], 'SOURCE_NOT_FOUND'],
    [['import', 'market.csv', '--as', 'Not A Name', ...COLUMNS], 'SNAPSHOT_NAME_INVALID'],
    [
      ['import', 'market.csv', '--as', 'x', '--asset', 'coin', '--date', 'day', '--close', 'prise'],
      'IMPORT_COLUMN_MISSING',
    ],
  ])('refuses %j as %s', async (args, code) => {
    const result = await data(...args, '--json');
    expect([result.status, jsonError(result).code]).toEqual([2, code]);
  });

  it('draws progress only where somebody watches', async () => {
    expect((await data('import', 'market.csv', '--as', 'quiet', ...COLUMNS)).stderr).toBe('');
  });
});

describe('data show, quality, verify', () => {
  it('show finds a snapshot by its hash too', async () => {
    const { sha256 } = JSON.parse((await data('show', 'small', '--json')).stdout);
    expect(JSON.parse((await data('show', sha256.slice(0, 12), '--json')).stdout).sha256).toBe(sha256);
  });

  it('quality prints text, JSON and a page', async () => {
    expect((await data('quality', 'small')).stdout).toContain(`${ROWS} accepted`);
    expect(JSON.parse((await data('quality', 'small', '--json')).stdout).rows.accepted).toBe(ROWS);
    expect((await data('quality', 'small', '--html', 'quality.html')).status).toBe(0);
    const html = readFileSync(join(home.folder, 'quality.html'), 'utf8');
    expect(html).toContain('Survivor bias');
    expect(html).toContain('Pegs without a tag');
  });

  it('verify notices a byte that changed', async () => {
    expect(JSON.parse((await data('verify', 'small', '--json')).stdout).ok).toBe(true);
    const { folder } = JSON.parse((await data('show', 'small', '--json')).stdout);
    const path = join(folder, 'data.parquet');
    const bytes = readFileSync(path);
    const damagedBytes = Buffer.from(bytes);
    damagedBytes[Math.floor(bytes.length / 2)] ^= 255;
    writeFileSync(path, damagedBytes);
    const result = await data('verify', 'small', '--json');
    writeFileSync(path, bytes);
    expect([result.status, jsonError(result).code]).toEqual([2, 'SNAPSHOT_DAMAGED']);
    expect(JSON.parse(result.stdout).ok).toBe(false);
  });

  it('list says how to begin when there is nothing', async () => {
    const empty = { ...home, home: join(home.folder, 'nothing') };
    expect((await holdfast(empty, 'data', 'list')).stdout).toContain('data import');
    expect(JSON.parse((await holdfast(empty, 'data', 'list', '--json')).stdout)).toEqual({ snapshots: [] });
    expect(readdirSync(home.folder)).not.toContain('nothing');
  });
});
