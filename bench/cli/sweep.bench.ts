import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { definitionFromInput, formatDate, type Panel } from '@holdfast/engine';
import { importSnapshot } from '@holdfast/market';
import { quick, reportFigure, reportRatio } from '../harness.ts';
import { referenceBacktest } from '../reference/backtest.ts';
import { syntheticPanel } from '../synthetic-panel.ts';
import { HOLDFAST, measureProcess } from './processes.ts';

// `holdfast sweep` as a whole process with two workers, results and report included: top 1 to 50 × cap 0.1, 0.2, 0.3,
// none × monthly, quarterly × 25 costs. The reference computes a few of them one after the other; its time for all is
// that times their number.

const count = (length: number) => Array.from({ length }, (_, i) => i + 1);
const tops = count(quick ? 6 : 50);
const costs = count(quick ? 3 : 25);
const caps = [0.1, 0.2, 0.3, null];
const schedules = ['monthly', 'quarterly'] as const;
const SAMPLED_TOPS = quick ? [5] : [10, 20, 40];

function csvOf(panel: Panel): string {
  const lines = ['asset,date,close,cap,volume'];
  const dates = Array.from(panel.dates, formatDate);
  for (let asset = 0; asset < panel.assetCount; asset++) {
    for (let t = 0; t < panel.dayCount; t++) {
      const at = asset * panel.dayCount + t;
      lines.push(
        `${panel.assets[asset]},${dates[t]},${panel.close[at]},${panel.marketCap[at]},${panel.volume[at]}`,
      );
    }
  }
  return lines.join('\n');
}

/** Milliseconds of one combination, on average, by the plain reference. */
function referenceTime(panel: Panel): number {
  const definitions = SAMPLED_TOPS.flatMap((top) =>
    schedules.map((schedule) =>
      definitionFromInput(
        { id: 'sample', benchmarks: [], select: { top }, weight: { cap: 0.2 }, rebalance: { schedule } },
        'bench',
      ),
    ),
  );
  const started = performance.now();
  for (const definition of definitions) referenceBacktest(panel, definition, new Map());
  return (performance.now() - started) / definitions.length;
}

const home = mkdtempSync(join(tmpdir(), 'holdfast-bench-'));
try {
  const panel = syntheticPanel(quick ? 60 : 500, quick ? 400 : 3650);
  const path = join(home, 'synthetic.csv');
  writeFileSync(path, csvOf(panel));
  const columns = { asset: 'asset', date: 'date', close: 'close', marketCap: 'cap', volume: 'volume' };
  await importSnapshot({ path, name: 'synthetic', home, columns });
  rmSync(path);
  const definition = join(home, 'grid.yaml');
  writeFileSync(definition, 'benchmarks: []\n');
  const grid = [
    `select.top=${tops}`,
    `weight.cap=${caps.map(String)}`,
    `rebalance.schedule=${schedules}`,
    `cost_bps=${costs}`,
  ].flatMap((variation) => ['--vary', variation]);
  const args = ['sweep', definition, '--snapshot', 'synthetic', '--workers', '2', '--json', ...grid];
  const ours = await measureProcess(HOLDFAST, args, home);
  const { combinations, computed } = JSON.parse(ours.stdout);
  reportRatio(
    `sweep of ${combinations.toLocaleString('en-US')} combinations, 2 workers, whole process`,
    ours.ms,
    `plain reference, extrapolated from ${SAMPLED_TOPS.length * schedules.length} combinations,`,
    referenceTime(panel) * computed,
  );
  if (ours.peakMb !== null) reportFigure('memory', `at most ${ours.peakMb.toFixed(0)} MB`);
} finally {
  rmSync(home, { recursive: true, force: true });
}
