import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { holdfast, jsonError } from './support/command.ts';
import { type TestHome, testHome } from './support/market.ts';

let home: TestHome;

beforeAll(async () => {
  home = await testHome();
  write('three.yaml', 'select: {top: 3}\n');
});
afterAll(() => home.remove());

const write = (name: string, text: string) => writeFileSync(join(home.folder, name), text);
const index = (...args: string[]) => holdfast(home, 'index', ...args);

describe('index new', () => {
  it('writes a definition that passes the check and leads an editor to the schema', async () => {
    expect((await index('new', 'fresh')).status).toBe(0);
    const text = readFileSync(join(home.folder, 'fresh.yaml'), 'utf8');
    const [, schema] = /^# yaml-language-server: \$schema=(.*)$/m.exec(text)!;
    expect(existsSync(resolve(home.folder, schema))).toBe(true);
    expect((await index('check', 'fresh.yaml')).status).toBe(0);
  });

  it('never overwrites', async () => {
    write('mine.yaml', 'select: {top: 3}\n');
    const result = await index('new', 'mine', '--json');
    expect([result.status, jsonError(result).code]).toEqual([2, 'FILE_EXISTS']);
    expect(readFileSync(join(home.folder, 'mine.yaml'), 'utf8')).toBe('select: {top: 3}\n');
  });

  it.each(['../escape', 'Capital', 'a b', '', '.hidden', 'a/b', 'x\u0000y'])(
    'refuses the name %j',
    async (name) => {
      const result = await index('new', name, '--json');
      expect([result.status, jsonError(result).code]).toEqual([2, 'DEFINITION_INVALID']);
    },
  );

  it('takes a folder, and says when there is none', async () => {
    mkdirSync(join(home.folder, 'defs'));
    expect(JSON.parse((await index('new', 'in-folder', '--folder', 'defs', '--json')).stdout)).toEqual({
      file: join('defs', 'in-folder.yaml'),
    });
    expect(jsonError(await index('new', 'x', '--folder', 'nowhere', '--json')).code).toBe('FILE_UNUSABLE');
  });
});

describe('index check', () => {
  it('goes on after a bad file and ends with status 2', async () => {
    write('bad.yaml', 'weight: {cap: 2}\n');
    const result = await index('check', 'bad.yaml', 'three.yaml', '--json');
    const { files } = JSON.parse(result.stdout);
    expect(result.status).toBe(2);
    expect(files.map(({ ok }: { ok: boolean }) => ok)).toEqual([false, true]);
    expect(files[0].error.message).toMatch(/bad\.yaml:1:\d+ weight\.cap/);
    expect(jsonError(result).message).toBe('1 of 2 definitions have mistakes.');
  });

  it('checks members too', async () => {
    write('holder.yaml', 'members: [nowhere]\nselect: {by: all}\nweight: {scheme: equal}\n');
    expect((await index('check', 'holder.yaml')).stdout).toMatch(/^DEFINITION_NOT_FOUND {2}holder\.yaml/);
  });

  it('accepts every shipped index', async () => {
    const shipped = join(dirname(dirname(dirname(import.meta.dirname))), 'indices');
    const files = readdirSync(shipped).filter((name) => name.endsWith('.yaml'));
    expect(files.length).toBeGreaterThanOrEqual(14);
    expect((await index('check', ...files.map((name) => join(shipped, name)))).status).toBe(0);
  });
});

describe('index list', () => {
  it('lists the shipped indices', async () => {
    const { indices } = JSON.parse((await index('list', '--json')).stdout);
    expect(indices.map(({ id }: { id: string }) => id)).toContain('top-20');
    expect(Object.keys(indices[0])).toEqual(['id', 'name', 'description', 'file', 'error']);
  });

  it('shows a broken file of a folder among the others', async () => {
    mkdirSync(join(home.folder, 'mixed'));
    write('mixed/ok.yaml', 'name: Fine\nselect: {top: 3}\n');
    write('mixed/broken.yaml', 'select: [');
    const { stdout, status } = await index('list', 'mixed');
    expect(status).toBe(0);
    expect(stdout).toMatch(/broken +broken: DEFINITION_SYNTAX\nok +Fine\n/);
  });
});

describe('index diff', () => {
  it('shows what differs with defaults filled in, and nothing else', async () => {
    write('ten.yaml', 'id: three\nselect: {top: 10}\nweight: {cap: 0.25}\n');
    const { differences } = JSON.parse((await index('diff', 'three.yaml', 'ten.yaml', '--json')).stdout);
    expect(differences).toEqual([
      { key: 'select.top', a: 3, b: 10 },
      { key: 'weight.cap', a: null, b: 0.25 },
    ]);
  });

  it('says when nothing differs', async () => {
    expect((await index('diff', 'three.yaml', 'three.yaml')).stdout).toBe('No difference.\n');
  });
});

describe('index explain', () => {
  const explain = async (file: string, asset: string, date: string) => {
    const result = await index('explain', file, '--asset', asset, '--date', date, '--json');
    return result.status === 0 ? JSON.parse(result.stdout) : jsonError(result);
  };

  it('tells rank, weight and trade of a member on a rebalance', async () => {
    const told = await explain('three.yaml', 'bitcoin', '2021-03-01');
    expect(told).toMatchObject({ is_rebalance: true, date: '2021-03-01' });
    expect(told.decision).toMatchObject({
      date: '2021-03-01',
      known_until: '2021-02-28',
      reason: 'schedule',
    });
    expect(told.selection).toMatchObject({
      eligible: true,
      ranked_by: 'market-cap',
      place: 'top',
      bound: null,
    });
    expect(told.selection.rank).toBeLessThanOrEqual(3);
    expect(told.target_weight).toBe(told.selection.bounded_weight);
    expect(told.sentences.join(' ')).toMatch(
      /is a rebalance of three.*was eligible.*It ranked.*is within the top 3/,
    );
  });

  it('agrees with the backtest about the target weight', async () => {
    const backtest = await holdfast(home, 'backtest', 'three.yaml', '--json');
    const { last_members } = JSON.parse(backtest.stdout);
    for (const [asset, weight] of Object.entries(last_members)) {
      expect((await explain('three.yaml', asset, '2021-04-01')).target_weight).toBe(weight);
    }
  });

  it('names the filter that left an asset out', async () => {
    const told = await explain('three.yaml', 'tether', '2021-03-01');
    expect(told.selection).toMatchObject({ eligible: false, failed: 'excluded-tag', rank: null });
    expect(told.sentences.join(' ')).toContain('stablecoin');
  });

  it('says that a date is no rebalance, gives the last decision and what is held then', async () => {
    const told = await explain('three.yaml', 'bitcoin', '2021-03-20');
    expect(told.is_rebalance).toBe(false);
    expect(told.decision.date).toBe('2021-03-01');
    expect(told.sentences[0]).toMatch(
      /2021-03-20 is no rebalance of three\. The last one before it was 2021-03-01/,
    );
    expect(told.held_weight).not.toBe(told.target_weight);
    expect(Math.abs(told.held_weight - told.target_weight)).toBeLessThan(0.2);
  });

  it('holds shares that sum to 1 on any date', async () => {
    const { last_members } = JSON.parse((await holdfast(home, 'backtest', 'three.yaml', '--json')).stdout);
    let held = 0;
    for (const asset of Object.keys(last_members))
      held += (await explain('three.yaml', asset, '2021-04-20')).held_weight;
    expect(held).toBeCloseTo(1, 9);
  });

  it('tells what a cap did', async () => {
    write('capped.yaml', 'select: {top: 3}\nweight: {cap: 0.34}\n');
    const told = await explain('capped.yaml', 'bitcoin', '2021-03-01');
    expect(told.selection).toMatchObject({ bound: 'cap', bounded_weight: 0.34 });
    expect(told.sentences.join(' ')).toContain('the cap holds it at 34.00 %');
  });

  it('keeps apart what an overlay did and what was selected before', async () => {
    write(
      'trend.yaml',
      'select: {top: 3}\nrebalance: {schedule: none}\noverlay: {trend: {window: 10, schedule: daily}}\n',
    );
    const told = await explain('trend.yaml', 'bitcoin', '2021-04-20');
    expect(told.decision.reason).toBe('overlay');
    expect(told.selection.date).toBe('2021-01-02');
    expect(told.target_weight).toBeCloseTo(told.decision.invested_share === 0 ? 0 : told.target_weight, 12);
    expect(told.sentences.join(' ')).toContain('It selected nothing');
  });

  it('explains members of a portfolio of indices', async () => {
    write('pair.yaml', 'members: [three, capped]\nselect: {by: all}\nweight: {scheme: equal}\n');
    const told = await explain('pair.yaml', 'capped', '2021-03-20');
    expect(told).toMatchObject({ target_weight: 0.5, is_rebalance: false });
    expect(told.held_weight).toBeCloseTo(0.5, 1);
  });

  it.each([
    ['three.yaml', 'bitcoinn', '2021-03-01', 'ASSET_UNKNOWN', 'Did you mean "bitcoin"?'],
    ['pair.yaml', 'bitcoin', '2021-03-01', 'ASSET_UNKNOWN', 'has no member'],
    ['three.yaml', 'bitcoin', '2021-01-01', 'COMMAND_INVALID', 'runs from 2021-01-02'],
    ['three.yaml', 'bitcoin', '2021-05-01', 'COMMAND_INVALID', 'to 2021-04-30'],
    ['three.yaml', 'bitcoin', '1 March', 'DATE_INVALID', 'YYYY-MM-DD'],
  ])('refuses %s %s %s as %s', async (file, asset, date, code, hint) => {
    const error = await explain(file, asset, date);
    expect(error.code).toBe(code);
    expect(error.message).toContain(hint);
  });
});
