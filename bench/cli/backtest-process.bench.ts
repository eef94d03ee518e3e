import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importDemo, importSnapshot } from '@holdfast/market';
import { duration, quick, reportFigure, reportRatio } from '../harness.ts';
import { bestProcess, HOLDFAST } from './processes.ts';

// `holdfast backtest --json` as a whole process: start, read the definition, load the snapshot, compute, print. On the
// whole CoinGecko file where it is at hand, else on the shipped demo data.

const COINGECKO = join(import.meta.dirname, '../../../shared/data/coingecko-2021-daily.csv.gz');
const home = mkdtempSync(join(tmpdir(), 'holdfast-bench-'));
try {
  const whole = !quick && existsSync(COINGECKO);
  const { manifest } = whole
    ? await importSnapshot({
        path: COINGECKO,
        name: 'coingecko',
        home,
        columns: {
          asset: 'coin_id',
          date: 'date',
          close: 'price_usd',
          marketCap: 'market_cap_usd',
          volume: 'volume_24h_usd',
        },
      })
    : await importDemo(home);
  const definition = join(home, 'plain.yaml');
  writeFileSync(definition, 'id: plain\n');
  const runs = quick ? 1 : 7;
  const args = ['backtest', definition, '--snapshot', manifest.name, '--json'];
  const ours = await bestProcess(runs, HOLDFAST, args, home);
  const reference = await bestProcess(
    runs,
    join(import.meta.dirname, 'reference-process.ts'),
    [manifest.name],
    home,
  );
  reportRatio(
    `holdfast backtest --json as a whole process on ${manifest.rows.toLocaleString('en-US')} rows`,
    ours.ms,
    'the same with the plain reference',
    reference.ms,
  );
  const help = await bestProcess(runs, HOLDFAST, ['--help'], home);
  reportFigure('start', `holdfast --help takes ${duration(help.ms)}`);
  if (ours.peakMb !== null) reportFigure('memory', `at most ${ours.peakMb.toFixed(0)} MB`);
} finally {
  rmSync(home, { recursive: true, force: true });
}
