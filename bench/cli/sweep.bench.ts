import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { definitionSchema, formatDate, type Panel } from '@holdfast/engine';
import { quick, reportFigure, reportRatio } from '../harness.ts';
import { referenceBacktest } from '../reference/backtest.ts';
import { syntheticPanel } from '../synthetic-panel.ts';
import { holdfast } from './command.ts';

// The whole `holdfast sweep` process with 2 workers, results written, against the plain reference one after the other
// (measured on a few combinations and multiplied).

const panel = quick ? syntheticPanel(60, 200) : syntheticPanel(500, 3650);
const tops = Array.from({ length: quick ? 4 : 50 }, (_, i) => i + 1);
const costs = Array.from({ length: quick ? 2 : 25 }, (_, i) => i);
const home = mkdtempSync(join(tmpdir(), 'holdfast-bench-'));
try {
  const source = join(home, 'market.csv');
  writeFileSync(source, csvOf(panel));
  const columns = ['--asset', 'asset', '--date', 'date', '--close', 'close', '--market-cap', 'cap'];
  holdfast(home, 'data', 'import', source, '--as', 'market', ...columns);
  const definition = join(home, 'base.yaml');
  writeFileSync(definition, 'name: Base\n');
  const { stdout, milliseconds, peakMiB } = holdfast(
    home,
    ...['sweep', definition, '--snapshot', 'market', '--workers', '2', '--json', '--out', join(home, 'out')],
    ...['--vary', `select.top=${tops.join(',')}`, '--vary', 'weight.cap=null,0.1,0.2,0.3'],
    ...['--vary', 'rebalance.schedule=monthly,quarterly', '--vary', `cost_bps=${costs.join(',')}`],
  );
  const combinations = tops.length * 4 * 2 * costs.length;
  const sample = [5, 20, 35].slice(0, quick ? 1 : 3);
  const start = performance.now();
  for (const top of sample) referenceBacktest(panel, definitionSchema.parse({ select: { top } }), new Map());
  const each = (performance.now() - start) / sample.length;
  const { computed = combinations } = JSON.parse(stdout) as { computed?: number };
  reportFigure('combinations', `${combinations}, of which ${computed} are feasible`);
  reportFigure('peak memory', `${Math.round(peakMiB)} MiB`);
  reportRatio('sweep', milliseconds, 'plain reference, one after the other', each * computed);
} finally {
  rmSync(home, { recursive: true, force: true });
}

function csvOf({ assets, dates, close, marketCap, dayCount }: Panel): string {
  const lines = ['asset,date,close,cap'];
  const days = Array.from(dates, formatDate);
  assets.forEach((asset, a) => {
    days.forEach((day, t) => {
      const at = a * dayCount + t;
      lines.push(`${asset},${day},${close[at]},${marketCap[at]}`);
    });
  });
  return `${lines.join('\n')}\n`;
}
