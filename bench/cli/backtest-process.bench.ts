import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importDemo } from '@holdfast/market';
import { quick, reportFigure, reportRatio } from '../harness.ts';
import { bareNode, holdfast, root } from './command.ts';

// `holdfast backtest --json` as a whole process, from the shell's start to the last byte, against a Node process that
// does nothing. On the full CoinGecko year when it is there, otherwise on the demo data.

const full = join(root, '../shared/data/coingecko-2021-daily.csv.gz');
const home = mkdtempSync(join(tmpdir(), 'holdfast-bench-'));
try {
  const snapshot = await prepare();
  const command = () =>
    holdfast(home, 'backtest', join(root, 'indices/top-20.yaml'), '--snapshot', snapshot, '--json');
  const runs = quick ? 2 : 9;
  const ours = Array.from({ length: runs + 1 }, command).slice(1);
  const bare = Array.from({ length: runs + 1 }, bareNode).slice(1);
  const median = (times: number[]) => times.sort((a, b) => a - b)[times.length >>> 1];
  reportFigure('snapshot', snapshot);
  reportFigure('peak memory', `${Math.round(Math.max(...ours.map(({ peakMiB }) => peakMiB)))} MiB`);
  reportRatio(
    'backtest as a process',
    median(ours.map(({ milliseconds }) => milliseconds)),
    'an empty Node process',
    median(bare.map(({ milliseconds }) => milliseconds)),
  );
} finally {
  rmSync(home, { recursive: true, force: true });
}

async function prepare(): Promise<string> {
  if (quick || !existsSync(full)) {
    await importDemo(home);
    return 'demo';
  }
  const columns = ['--asset', 'coin_id', '--date', 'date', '--close', 'price_usd'];
  const more = ['--market-cap', 'market_cap_usd', '--volume', 'volume_24h_usd'];
  holdfast(home, 'data', 'import', full, '--as', 'coingecko', ...columns, ...more);
  return 'coingecko';
}
