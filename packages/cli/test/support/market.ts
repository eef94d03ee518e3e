import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatDate, seededRandom, uniform } from '@holdfast/engine';
import { importSnapshot } from '@holdfast/market';

export const ASSETS = ['bitcoin', 'ethereum', 'solana', 'cardano', 'polkadot', 'tether', 'dogecoin', 'aave'];
const FIRST_DAY = 18_628; // 2021-01-01
export const DAYS = 120;

/** A folder of its own for one test file, with a small snapshot `small` in its data home. */
export interface TestHome {
  readonly folder: string;
  readonly home: string;
  remove(): void;
}

/** A small market as CSV; `scale` makes another one of the same shape. */
export function marketCsv(scale = 1): string {
  const random = seededRandom(11);
  const lines = ['coin,day,price,cap,traded'];
  ASSETS.forEach((asset, i) => {
    let price = asset === 'tether' ? 1 : 100 / (i + 1);
    for (let t = 0; t < DAYS; t++) {
      if (asset !== 'tether') price *= Math.exp(0.1 * (uniform(random) - 0.48));
      lines.push(
        `${asset},${formatDate(FIRST_DAY + t)},${price * scale},${price * 1e9},${price * 1e7 * (1 + uniform(random))}`,
      );
    }
  });
  return `${lines.join('\n')}\n`;
}

export async function testHome(): Promise<TestHome> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-cli-'));
  const home = join(folder, 'home');
  const csv = join(folder, 'market.csv');
  writeFileSync(csv, marketCsv());
  await importSnapshot({
    path: csv,
    name: 'small',
    home,
    columns: { asset: 'coin', date: 'day', close: 'price', marketCap: 'cap', volume: 'traded' },
  });
  return { folder, home, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
