import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { beforeAll, describe, expect, it } from 'vitest';
import { DEMO_COINS_FILE, DEMO_FILE, importDemo } from '../src/demo.ts';
import { qualityReportSchema } from '../src/quality/schema.ts';
import { formatQualityText } from '../src/quality/text.ts';
import { loadPanel } from '../src/store/load-panel.ts';
import { type Snapshot, snapshotNames } from '../src/store/snapshots.ts';
import { verifySnapshot } from '../src/store/verify.ts';
import { codeOf, filesBelow, freshFolder, importContent } from './fixtures.ts';

describe('the shipped demo data', () => {
  let home = '';
  let demo: Snapshot;

  beforeAll(async () => {
    home = join(await freshFolder(), 'home');
    demo = await importDemo(home);
  });

  it('is below 4 MB and holds 300 coins of 2021, all rows accepted', async () => {
    expect((await stat(DEMO_FILE)).size).toBeLessThan(4_000_000);
    expect(demo.manifest).toMatchObject({
      name: 'demo',
      assets: 300,
      dates: 365,
      firstDate: '2021-01-01',
      lastDate: '2021-12-31',
    });
    expect(demo.manifest.quality.rows.accepted).toBe(demo.manifest.quality.rows.read);
    expect((await verifySnapshot(demo)).differences).toEqual([]);
  });

  it('is as it was released: a change of content or of the hash shows here', () => {
    expect(demo.manifest.sha256).toBe('166ae8ea978f1e30894595e42b674c375c362323dfbf7d5fc2fc843cb8cbe4fe');
  });

  it('holds what an index and its benchmarks need, and what has to be recognised', async () => {
    const panel = await loadPanel(demo);
    for (const asset of ['bitcoin', 'ethereum', 'uniswap', 'dogecoin'])
      expect(panel.indexOf(asset)).toBeDefined();
    const tagOf = (asset: string) => panel.tags[panel.indexOf(asset)!].tags;
    expect(tagOf('tether')).toContain('stablecoin');
    expect(tagOf('wrapped-bitcoin')).toContain('wrapped');
    expect(tagOf('bitcoin')).not.toContain('wrapped');
    const at = panel.indexOf('bitcoin')! * panel.dayCount;
    expect(panel.close[at]).toBeGreaterThan(28_000);
    expect(panel.close[at]).toBeLessThan(30_000);
  });

  it('names every coin', async () => {
    const names = await snapshotNames(demo);
    expect(names.size).toBe(300);
    expect(names.get('bitcoin')).toEqual({ symbol: 'btc', name: 'Bitcoin' });
    expect((await readFile(DEMO_COINS_FILE, 'utf8')).trim().split('\n')).toHaveLength(301);
  });

  it('has a quality report that says what is wrong with it', () => {
    const report = qualityReportSchema.parse(JSON.parse(JSON.stringify(demo.manifest.quality)));
    expect(report.survivorship).toMatchObject({
      survivorBiased: true,
      verdict: 'none-disappear',
      disappeared: 0,
    });
    expect(report.gaps.byAsset.jasmycoin).toBeGreaterThan(100);
    expect(report.jumps.list.map(({ asset }) => asset)).toContain('wilder-world');
    expect(report.supply?.jumps).toBeGreaterThan(0);
    expect(report.pegs.broken.map(({ asset }) => asset)).toContain('ampleforth');
    expect(formatQualityText(report)).toMatch(/Survivor-biased: no asset ever disappears/);
  });

  it('is imported once: the second time nothing is written, and it is quick', async () => {
    const before = filesBelow(home);
    const start = performance.now();
    const again = await importDemo(home);
    expect(performance.now() - start).toBeLessThan(500);
    expect(again.manifest).toEqual(demo.manifest);
    expect(filesBelow(home)).toEqual(before);
  });

  it('is mended when it was damaged', async () => {
    const other = join(await freshFolder(), 'home');
    const first = await importDemo(other);
    await writeFile(join(first.folder, 'data.parquet'), '');
    expect((await verifySnapshot(await importDemo(other))).ok).toBe(true);
    await rm(join(other, 'names', 'demo.json'));
    expect((await importDemo(other)).name).toBe('demo');
  });

  it("does not take the name from someone's own data", async () => {
    const other = join(await freshFolder(), 'home');
    await importContent('asset,date,close,cap,vol\na,2021-01-01,1,1,1\n', { home: other, name: 'demo' });
    expect(await codeOf(importDemo(other))).toBe('SNAPSHOT_NAME_TAKEN');
  });
});
