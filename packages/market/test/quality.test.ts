import { formatDate, parseDate } from '@holdfast/engine';
import { describe, expect, it } from 'vitest';
import { settleRows } from '../src/accepted-rows.ts';
import { assessQuality } from '../src/quality/assess.ts';
import { type QualityReport, qualityReportSchema } from '../src/quality/schema.ts';
import { formatQualityText } from '../src/quality/text.ts';
import { CsvRows } from '../src/source/csv-rows.ts';
import { parseTags, type TagBook } from '../src/tags.ts';
import { COLUMNS } from './fixtures.ts';

const START = parseDate('2021-01-01');
const NO_TAGS = parseTags('assets:\n  nothing: {sector: defi}\n', 'x');

/** One series: `close`, and cap and volume where they matter, from day `from` on; null leaves the day out. */
interface Series {
  close: (number | null)[];
  cap?: (number | null)[];
  vol?: (number | null)[];
  from?: number;
}

function assess(series: Record<string, Series>, tags: TagBook = NO_TAGS): QualityReport {
  const lines = ['asset,date,close,cap,vol'];
  for (const [asset, { close, cap, vol, from = 0 }] of Object.entries(series)) {
    close.forEach((price, i) => {
      if (price === null) return;
      lines.push([asset, formatDate(START + from + i), price, cap?.[i] ?? '', vol?.[i] ?? ''].join(','));
    });
  }
  const reader = new CsvRows(COLUMNS, 'test');
  reader.push(lines.join('\n'));
  const { accepted, counts } = settleRows(reader.end(), 'test');
  const report = assessQuality(accepted, counts, tags);
  // Every report must survive being stored.
  expect(qualityReportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
  return report;
}

const ramp = (length: number, at = 100) => Array.from({ length }, (_, i) => at + i);
/** A price that wanders by up to a fifth a day, the same at every run. */
const wander = (length: number, at: number, seed: number) => {
  let price = at;
  return Array.from({ length }, (_, i) => {
    price *= 1 + 0.2 * Math.sin(seed * 12.9898 + i * 78.233 + Math.sin(i * seed) * 43.7585);
    return price;
  });
};

describe('gaps', () => {
  it('counts calendar days inside a life, not before it or after it', () => {
    const { gaps, span } = assess({
      whole: { close: ramp(10) },
      holes: { close: [1, null, null, 2, null, 3] },
      late: { close: [5, 6], from: 6 },
    });
    expect(gaps).toMatchObject({ assets: 1, missingDays: 3, byAsset: { holes: 3 } });
    expect(gaps.longest[0]).toEqual({
      asset: 'holes',
      after: '2021-01-01',
      before: '2021-01-04',
      missingDays: 2,
    });
    expect(span).toMatchObject({ assets: 3, dates: 10, missingDates: { count: 0 } });
  });

  it('says on which dates nothing has a row', () => {
    const { span } = assess({ a: { close: [1, null, 3] }, b: { close: [1, null, 3, 4] } });
    expect(span.missingDates).toEqual({ count: 1, first: ['2021-01-02'] });
  });
});

describe('stale runs', () => {
  it('counts seven equal closes and not six', () => {
    const six = [1, 5, 5, 5, 5, 5, 5, 2];
    const { staleRuns } = assess({ six: { close: six }, seven: { close: [...six.slice(0, 7), 5, 2] } });
    expect(staleRuns).toMatchObject({ runs: 1, assets: 1 });
    expect(staleRuns.longest).toEqual([
      { asset: 'seven', from: '2021-01-02', to: '2021-01-08', rows: 7, close: 5 },
    ]);
  });

  it('counts a run that lasts to the end, and two runs of one asset as one asset', () => {
    const { staleRuns } = assess({ a: { close: [...Array(8).fill(1), ...Array(9).fill(2)] } });
    expect(staleRuns).toMatchObject({ runs: 2, assets: 1 });
    expect(staleRuns.longest.map(({ rows }) => rows)).toEqual([9, 8]);
  });
});

describe('jumps', () => {
  it('lists factors beyond ten, up and down, but not ten itself and not across a gap', () => {
    const { jumps } = assess({ a: { close: [1, 10, 101, 10, 200, null, 1] } });
    expect(jumps.list.map(({ date, factor }) => [date, factor])).toEqual([
      ['2021-01-05', 20],
      ['2021-01-03', 10.1],
      ['2021-01-04', 10 / 101],
    ]);
    expect(jumps).toMatchObject({ count: 3, assets: 1 });
  });

  it('stays within JSON at the edge of numbers', () => {
    expect(assess({ a: { close: [5e-324, 1e308] } }).jumps.list[0].factor).toBe(Number.MAX_VALUE);
  });
});

describe('volume', () => {
  it('names days with more than five times the market cap, where there is one', () => {
    const { volume } = assess({
      a: { close: [1, 1, 1], cap: [10, 10, null], vol: [50, 51, 9999] },
    });
    expect(volume?.aboveMarketCap).toMatchObject({ rows: 1, assets: 1 });
    expect(volume?.aboveMarketCap?.worst).toEqual([
      { asset: 'a', date: '2021-01-02', volume: 51, reference: 10, factor: 5.1 },
    ]);
  });

  it('names days with more than a hundred times the median of the thirty rows before', () => {
    const { volume } = assess({
      quiet: { close: ramp(40), vol: [...Array(30).fill(10), 1000, 1001, ...Array(8).fill(10)] },
      young: { close: ramp(20), vol: [...Array(19).fill(10), 1e9] },
    });
    expect(volume?.spikes).toMatchObject({ rows: 1, assets: 1 });
    expect(volume?.spikes.worst[0]).toEqual({
      asset: 'quiet',
      date: '2021-02-01',
      volume: 1001,
      reference: 10,
      factor: 100.1,
    });
  });
});

describe('implied supply', () => {
  it('names days on which cap and price disagree with the row before', () => {
    const { supply } = assess({
      split: { close: [10, 1, 1], cap: [1000, 100, 100] },
      wrong: { close: [10, 11, 12], cap: [1000, 2750, 1200] },
      doubled: { close: [1, 1], cap: [10, 20] },
    });
    // wrong: 100 coins, then 250, then 100; doubled: exactly twofold is not beyond.
    expect(supply).toMatchObject({ jumps: 2, assets: 1 });
    expect(supply?.worst.map(({ asset, date }) => [asset, date])).toEqual([
      ['wrong', '2021-01-02'],
      ['wrong', '2021-01-03'],
    ]);
  });
});

describe('survivorship', () => {
  it('is biased when no asset ever disappears', () => {
    const { survivorship } = assess({ a: { close: ramp(100) }, b: { close: ramp(10), from: 90 } });
    expect(survivorship).toEqual({
      survivorBiased: true,
      verdict: 'none-disappear',
      disappeared: 0,
      firstDisappearance: null,
    });
  });

  it('is biased when assets disappear only in the last quarter', () => {
    const { survivorship } = assess({ a: { close: ramp(100) }, b: { close: ramp(90) } });
    expect(survivorship).toMatchObject({
      survivorBiased: true,
      verdict: 'only-near-the-end',
      disappeared: 1,
      firstDisappearance: '2021-03-31',
    });
  });

  it('is not when one disappears early', () => {
    const { survivorship } = assess({ a: { close: ramp(100) }, b: { close: ramp(50) } });
    expect(survivorship).toMatchObject({
      survivorBiased: false,
      verdict: 'assets-disappear',
      disappeared: 1,
    });
  });
});

describe('pegs', () => {
  const bitcoin = wander(120, 40_000, 1);
  const ether = wander(120, 2000, 2);
  const euro = Array.from({ length: 120 }, (_, i) => 1.2 + 0.05 * Math.sin(i / 20));
  const noisy = (prices: number[], by: number) =>
    prices.map((price, i) => price * (1 + by * Math.sin(i * 2.7)));
  const tags = parseTags(
    [
      'assets:',
      '  eurt: {kind: stablecoin, peg: eur}',
      '  eurs: {kind: stablecoin, peg: eur}',
      '  known: {kind: stablecoin, peg: usd}',
      '  fallen: {kind: stablecoin, peg: usd}',
      '  staked: {kind: staked, peg: eth}',
      '  yen: {kind: stablecoin, peg: other}',
    ].join('\n'),
    'x',
  );

  it('finds what follows the dollar, the euro, BTC or ETH without a tag, and nothing else', () => {
    const { pegs } = assess(
      {
        bitcoin: { close: bitcoin },
        ethereum: { close: ether },
        eurt: { close: noisy(euro, 0.002) },
        eurs: { close: noisy(euro, -0.003) },
        known: { close: noisy(Array(120).fill(1), 0.004) },
        'new-dollar': { close: noisy(Array(120).fill(1), 0.005) },
        'new-euro': { close: noisy(euro, 0.005) },
        'new-btc': { close: noisy(bitcoin, 0.004) },
        'eth-receipt': {
          close: noisy(
            ether.map((price, i) => 0.05 * price * 1.0002 ** i),
            0.004,
          ),
        },
        coin: { close: wander(120, 1, 3) },
        dead: { close: Array(120).fill(0.0137) },
        cents: { close: noisy(Array(120).fill(0.02), 0.004) },
        short: { close: noisy(Array(20).fill(1), 0.004) },
        yen: { close: noisy(Array(120).fill(0.0091), 0.004) },
      },
      tags,
    );
    expect(pegs.untagged.map(({ asset, peg }) => [asset, peg])).toEqual([
      ['eth-receipt', 'eth'],
      ['new-btc', 'btc'],
      ['new-dollar', 'usd'],
      ['new-euro', 'eur'],
    ]);
    expect(pegs.broken).toEqual([]);
    expect(pegs.references.map(({ peg, assets }) => [peg, assets])).toEqual([
      ['usd', []],
      ['eur', ['eurs', 'eurt']],
      ['btc', ['bitcoin']],
      ['eth', ['ethereum']],
    ]);
  });

  it('finds what is tagged and does not follow, but believes a slowly growing ratio', () => {
    const { pegs } = assess(
      {
        ethereum: { close: ether },
        staked: {
          close: noisy(
            ether.map((price, i) => 1.02 * price * 1.0003 ** i),
            0.003,
          ),
        },
        known: { close: Array(120).fill(1) },
        fallen: {
          close: noisy(
            Array.from({ length: 120 }, (_, i) => (i < 60 ? 1 : 0.98 ** (i - 59))),
            0.2,
          ),
        },
      },
      tags,
    );
    expect(pegs.broken.map(({ asset, peg }) => [asset, peg])).toEqual([['fallen', 'usd']]);
  });

  it('says nothing of a euro without a second one to compare with', () => {
    const { pegs } = assess({ eurt: { close: wander(120, 1, 4) } }, tags);
    expect(pegs.broken).toEqual([]);
  });

  it('names the tags that it went by', () => {
    expect(assess({ a: { close: [1] } }, tags).pegs.tagsSha256).toBe(tags.sha256);
  });
});

describe('formatQualityText', () => {
  it('is plain text with every finding, and says how many cases it does not show', () => {
    const holes = Array.from({ length: 9 }, () => [1, null]).flat();
    const text = formatQualityText(assess({ a: { close: [...holes, 5] }, b: { close: ramp(19) } }));
    expect(text).toMatch(/^Rows: 29 read, 29 accepted\.$/m);
    expect(text).toMatch(/^Gaps: 9 missing days in 1 assets\.$/m);
    expect(text).toMatch(/… 4 more/);
    expect(text).toMatch(/^Survivor-biased: no asset ever disappears/m);
    expect(text).not.toMatch(/undefined|NaN|\[object/);
  });
});
