import { createHash } from 'node:crypto';
import type { AssetDecision } from '@holdfast/engine';
import { describe, expect, it } from 'vitest';
import { type IndexReportInput, renderIndexReport } from '../../src/index.ts';
import { reportInput, statisticsOf } from '../fixtures.ts';
import { forgotten, NASTY, textOf } from '../page-text.ts';

describe('the report as a whole', () => {
  const page = renderIndexReport(reportInput({ overlay: true }));

  it('forbids everything but its own style and script, named by their hashes', () => {
    const policy = /content="(default-src[^"]*)"/.exec(page)?.[1].replaceAll('&#39;', "'") ?? '';
    const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    const style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? '';
    const script = /<script>([\s\S]*?)<\/script>/.exec(page)?.[1] ?? '';
    expect(policy).toBe(
      `default-src 'none'; style-src ${hash(style)}; script-src ${hash(script)}; base-uri 'none'; form-action 'none'`,
    );
  });

  it('uses nothing that the policy would block or the network would have to bring', () => {
    const body = page.replace(/<style>[\s\S]*?<\/style>|<script>[\s\S]*?<\/script>/g, '');
    expect(body).not.toMatch(/ style=| on[a-z]+=|https?:|src=|url\((?!#)|@import/i);
  });

  it('gives every element its own id and every link and label its target', () => {
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, target] of page.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
    for (const [, labels] of page.matchAll(/aria-labelledby="([^"]+)"/g)) {
      for (const label of labels.split(' ')) expect(ids).toContain(label);
    }
  });

  it('has one h1, no skipped level of heading, a main landmark and a skip link', () => {
    const levels = [...page.matchAll(/<h([1-6])/g)].map((match) => Number(match[1]));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    expect(levels.every((level, i) => i === 0 || level <= levels[i - 1] + 1)).toBe(true);
    expect(page).toContain('<a class="skip" href="#main">');
    expect(page).toContain('<main id="main"');
  });

  it('writes no value that a program forgot', () => {
    expect(forgotten(page)).toEqual([]);
  });

  it('gives every table a caption and every chart a title and a description', () => {
    const count = (pattern: RegExp) => page.match(pattern)?.length ?? 0;
    expect(count(/<caption/g)).toBe(count(/<table/g));
    expect(count(/<desc /g)).toBe(count(/class="plot"/g));
  });
});

describe('hostile strings', () => {
  it('stay text wherever they come from', () => {
    const input = reportInput({
      definition: { name: NASTY.slice(0, 110), description: NASTY, benchmarks: ['bitcoin'] },
    });
    const ids = new Map(
      input.backtest.rebalances
        .flatMap(({ targets }) => Object.keys(targets))
        .map((id) => [id, `${id}${NASTY}`]),
    );
    const rename = (asset: AssetDecision): AssetDecision => ({
      ...asset,
      asset: ids.get(asset.asset) ?? asset.asset,
      failed: 'min-age',
      failedBecause: NASTY,
    });
    const decisions = input.decisions.map((decision) => ({
      ...decision,
      assets: decision.assets.map(rename),
    }));
    const hostile: IndexReportInput = {
      ...input,
      backtest: {
        ...input.backtest,
        rebalances: input.backtest.rebalances.map((rebalance) => ({
          ...rebalance,
          targets: Object.fromEntries(
            Object.entries(rebalance.targets).map(([id, weight]) => [ids.get(id) ?? id, weight]),
          ),
        })),
        benchmarks: input.backtest.benchmarks.map((benchmark) => ({ ...benchmark, id: NASTY })),
        notes: [{ code: 'delisted', date: null, asset: NASTY, message: NASTY }],
      },
      decisions,
      lastSelection: decisions.at(-1) ?? null,
      snapshot: { ...input.snapshot, name: NASTY, sha256: NASTY, attribution: NASTY },
      quality: {
        disappeared: 1,
        checks: [{ title: NASTY, meaning: NASTY, count: 1, state: 'warning', examples: [NASTY] }],
      },
      names: new Map([...ids.values(), NASTY].map((id) => [id, { symbol: NASTY, name: NASTY }])),
      provenance: { definitionSha256: NASTY, engineSha256: NASTY, tagsSha256: NASTY },
      definitionText: NASTY,
      overviewHref: `javascript:alert(1)`,
    };
    const page = renderIndexReport(hostile);
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page).not.toContain('<img');
    expect(page).not.toContain('javascript:');
    expect(page.replace(/"[^"]*"/g, '""').match(/<[^>]*\son\w+=/i)).toBeNull();
  });
});

describe('nasty inputs', () => {
  const bare = (input: IndexReportInput): IndexReportInput => ({
    ...input,
    decisions: [],
    lastSelection: null,
    quality: null,
    uncertainty: null,
    capacity: [],
    constantMix: null,
    variantsTried: null,
    names: new Map(),
    overviewHref: null,
  });

  it.each([1, 2, 9, 29, 30, 31, 400])('renders an index of %d days without forgotten values', (days) => {
    for (const overlay of [false, true]) {
      const input = reportInput({ days, overlay });
      expect(forgotten(renderIndexReport(input))).toEqual([]);
      expect(forgotten(renderIndexReport(bare(input)))).toEqual([]);
    }
  });

  it('says that an index of nothing but cash holds nothing else', () => {
    const input = reportInput({ days: 40 });
    const levels = new Float64Array(40).fill(1000);
    const cash = input.backtest.rebalances.map((rebalance) => ({
      ...rebalance,
      targets: {},
      eligible: 0,
      traded: 0,
      cost: 0,
      turnover: 0,
    }));
    const page = renderIndexReport({
      ...input,
      backtest: {
        ...input.backtest,
        levels,
        rebalances: cash,
        statistics: statisticsOf(levels, cash),
        benchmarks: [],
      },
      decisions: input.decisions.map((decision) => ({ ...decision, assets: [] })),
      lastSelection: null,
    });
    const text = textOf(page);
    expect(text).toContain('The index held nothing but cash.');
    expect(text).toContain('The index holds nothing but cash.');
    expect(text).toContain('There is no benchmark to compare with.');
    expect(text).toContain('It never fell below an earlier level.');
    expect(forgotten(page)).toEqual([]);
  });

  it('shows a missing statistic as a dash with its reason', () => {
    const input = reportInput({ days: 2 });
    const { sharpe, volatility } = { sharpe: null, volatility: null };
    const page = renderIndexReport({
      ...input,
      backtest: {
        ...input.backtest,
        statistics: { ...input.backtest.statistics, sharpe, volatility, cagr: null },
      },
    });
    expect(page).toContain('none: the levels never move, or there are too few of them');
    expect(page).toContain('none: first and last date are the same');
  });

  it('has no overlay section without an overlay and no rebalances without one', () => {
    const input = bare(reportInput());
    const page = renderIndexReport({ ...input, backtest: { ...input.backtest, rebalances: [] } });
    expect(page).not.toContain('id="overlay"');
    expect(textOf(page)).toContain('There was no rebalance.');
  });
});

describe('what it says', () => {
  it('warns of survivor bias in the summary only when the snapshot has it', () => {
    const input = reportInput();
    expect(textOf(renderIndexReport(input)).match(/Survivor bias\./g)).toHaveLength(2);
    const clean = { ...input, snapshot: { ...input.snapshot, survivorBiased: false } };
    expect(textOf(renderIndexReport(clean))).not.toMatch(/survivor/i);
  });

  it('warns that a year is extrapolated only when the history is shorter', () => {
    expect(textOf(renderIndexReport(reportInput({ days: 200 })))).toContain('Less than a year.');
    expect(textOf(renderIndexReport(reportInput({ days: 365 })))).not.toContain('Less than a year.');
  });

  it('gives each member its reason: place, cap, and what it got from others', () => {
    const text = textOf(renderIndexReport(reportInput()));
    expect(text).toMatch(
      /Rank 1 is within the first 8, which are always in\. The cap of 25\.0% cut its weight: \d/,
    );
    expect(text).toContain('took a place that was still free');
    expect(text).toContain('Raised by what a cap took from others');
  });

  it('shows what an overlay that is all in cash would invest in', () => {
    const input = reportInput({ overlay: true, days: 400 });
    const out = input.decisions.findIndex(({ investedShare }) => investedShare === 0);
    const until = input.decisions.slice(0, out + 1);
    const date = until[out].date;
    const selected = input.decisions.slice(0, out).findLast(({ reason }) => reason !== 'overlay') ?? null;
    const text = textOf(
      renderIndexReport({
        ...input,
        backtest: {
          ...input.backtest,
          rebalances: input.backtest.rebalances.filter((rebalance) => rebalance.date <= date),
        },
        decisions: until,
        lastSelection: selected,
      }),
    );
    expect(text).toContain('the overlay holds nothing but cash; these are the members it would invest in');
    expect(text).toMatch(/Weight if invested .* Bitcoin BTC 25\.00%/);
  });

  it('lists near misses by rank and what the filters left out by rule', () => {
    const input = reportInput();
    const last = input.lastSelection;
    if (!last) throw new Error('the fixture has a selection');
    const failed: AssetDecision = {
      ...last.assets[0],
      asset: 'tether',
      failed: 'excluded-tag',
      failedBecause: 'tag stablecoin is excluded',
      rank: null,
      place: null,
      targetWeight: 0,
      weightBefore: 0,
    };
    const text = textOf(
      renderIndexReport({ ...input, lastSelection: { ...last, assets: [...last.assets, failed] } }),
    );
    expect(text).toMatch(/Near misses .* 11 .* 12 /);
    expect(text).toContain('1 asset left out by the filters');
    expect(text).toMatch(/has an excluded tag 1 tether : tag stablecoin is excluded/);
  });

  it('compares an overlay with the constant mix in numbers', () => {
    const input = reportInput({ overlay: true, days: 400 });
    const mix = input.constantMix;
    const overlay = input.backtest.overlay;
    if (!mix || !overlay) throw new Error('the fixture has an overlay');
    const shadowLevels = Float64Array.from(overlay.shadowLevels, (_, t) => (t === 1 ? 400 : 1000));
    const verdict = (own: number, mixed: number) =>
      textOf(
        renderIndexReport({
          ...input,
          backtest: {
            ...input.backtest,
            overlay: { ...overlay, shadowLevels },
            statistics: { ...input.backtest.statistics, maxDrawdown: own },
          },
          constantMix: { ...mix, statistics: { ...mix.statistics, maxDrawdown: mixed } },
        }),
      );
    expect(verdict(-0.4, -0.35)).toContain('20.0 points saved. But a constant mix');
    expect(verdict(-0.3, -0.4)).toContain(
      '30.0 points saved. Of these, 20.0 points come from merely holding less',
    );
    expect(verdict(-0.3, -0.4)).toContain("The other 10.0 points are what the signal's timing added");
    expect(verdict(-0.6, -0.4)).toContain('the overlay saved nothing');
  });

  it('lists every rebalance but keeps daily ones small, and says which are left out', () => {
    const input = reportInput({ days: 1200, every: 1, assets: 60, top: 50 });
    const page = renderIndexReport(input);
    const text = textOf(page);
    expect(text).toContain('All 1,200 rebalances');
    expect(text).toMatch(
      /Trades of \d+ of the 1,200 rebalances, the latest first; the others are left out to keep this file small/,
    );
    expect(page).toContain(`id="r${input.decisions[0].date}"`);
    expect(page.length).toBeLessThan(2_000_000);
  });

  it('says what the number of variants means', () => {
    const input = reportInput();
    expect(textOf(renderIndexReport(input))).toContain('one of 24 variants');
    expect(textOf(renderIndexReport({ ...input, variantsTried: 1 }))).toContain(
      'nothing was picked from several',
    );
    expect(textOf(renderIndexReport({ ...input, variantsTried: null }))).toContain('Nobody counted');
  });

  it('carries the hashes and the file that repeat it', () => {
    const input = reportInput();
    const text = textOf(renderIndexReport(input));
    for (const hash of [input.snapshot.sha256, ...Object.values(input.provenance)])
      expect(text).toContain(hash);
    expect(text).toContain('select: {top: 10, buffer: 2}');
  });

  it('is the same for the same input', () => {
    expect(renderIndexReport(reportInput())).toBe(renderIndexReport(reportInput()));
  });
});
