import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { importSnapshot } from '../src/import.ts';
import { formatQualityText } from '../src/quality/text.ts';
import { loadPanel } from '../src/store/load-panel.ts';
import { type Snapshot, snapshotNames } from '../src/store/snapshots.ts';
import { freshFolder, sharedData } from './fixtures.ts';

const COINGECKO = sharedData('coingecko-2021-daily.csv.gz');
const COINS = sharedData('coingecko-2021-coins.csv');
const COINMARKETCAP = sharedData('coinmarketcap-2013-2021-daily.csv.gz');
const BYBIT = sharedData('bybit-perp-2020-2024-daily.csv.gz');

describe.skipIf(COINGECKO.missing || COINS.missing)('coingecko-2021-daily.csv.gz of ../shared', () => {
  let snapshot: Snapshot;

  beforeAll(async () => {
    snapshot = await importSnapshot({
      path: COINGECKO.path,
      namesPath: COINS.path,
      name: 'coingecko',
      home: join(await freshFolder(), 'home'),
      columns: {
        asset: 'coin_id',
        date: 'date',
        close: 'price_usd',
        marketCap: 'market_cap_usd',
        volume: 'volume_24h_usd',
      },
    });
  });

  it('imports with the counts that its description states', async () => {
    const { rows, missing } = snapshot.manifest.quality;
    expect(rows).toMatchObject({ read: 674_097, accepted: 674_079, identical: 0 });
    expect([rows.price.rows, rows.unparsable.rows, rows.conflicting.rows]).toEqual([18, 0, 0]);
    expect(missing.marketCap).toBe(65_165);
    expect(snapshot.manifest.assets).toBe(2494);
    expect((await snapshotNames(snapshot)).size).toBe(2494);
  });

  it('is called survivor-biased, since coins vanish only shortly before the list of coins was made', () => {
    expect(snapshot.manifest.quality.survivorship).toEqual({
      survivorBiased: true,
      verdict: 'only-near-the-end',
      disappeared: 60,
      firstDisappearance: '2021-11-09',
    });
    expect(formatQualityText(snapshot.manifest.quality)).toMatch(
      /60 of 2,494 assets end before the last date/,
    );
  });

  it('has references for euro and gold, and coins that follow BTC or ETH at some ratio', () => {
    const { references, untagged } = snapshot.manifest.quality.pegs;
    expect(references.map(({ peg }) => peg)).toEqual(['usd', 'eur', 'gold', 'btc', 'eth']);
    expect(untagged.length).toBeLessThan(20);
  });

  it('loads as a panel that holds the accepted rows', async () => {
    const panel = await loadPanel(snapshot);
    expect([panel.assetCount, panel.dayCount]).toEqual([2494, 365]);
    expect(panel.present.reduce((sum, one) => sum + one, 0)).toBe(674_079);
  });
});

describe('other sources of ../shared', () => {
  it.skipIf(COINMARKETCAP.missing)(
    'imports coinmarketcap-2013-2021-daily.csv.gz with open, high and low',
    async () => {
      const { manifest } = await importSnapshot({
        path: COINMARKETCAP.path,
        name: 'coinmarketcap',
        home: join(await freshFolder(), 'home'),
        columns: {
          asset: 'symbol',
          date: 'date',
          close: 'close',
          marketCap: 'market_cap_usd',
          volume: 'volume_24h_usd',
          open: 'open',
          high: 'high',
          low: 'low',
        },
      });
      expect(manifest).toMatchObject({ assets: 23, firstDate: '2013-04-29', lastDate: '2021-07-06' });
      expect(manifest.quality.rows).toMatchObject({ read: 37_082, accepted: 37_082 });
      expect(manifest.quality.gaps.byAsset).toEqual({ USDT: 5, XMR: 1 });
    },
  );

  it.skipIf(BYBIT.missing)('imports bybit-perp-2020-2024-daily.csv.gz without market caps', async () => {
    const { manifest } = await importSnapshot({
      path: BYBIT.path,
      name: 'bybit',
      home: join(await freshFolder(), 'home'),
      columns: { asset: 'symbol', date: 'date', close: 'close', volume: 'turnover_usdt' },
    });
    expect(manifest).toMatchObject({ assets: 248, firstDate: '2020-11-15', lastDate: '2024-08-31' });
    expect(manifest.quality.rows).toMatchObject({ read: 156_577, accepted: 156_450, identical: 127 });
    expect(manifest.quality.supply).toBeNull();
    expect(manifest.quality.survivorship.verdict).toBe('none-disappear');
  });
});
