import { parseDate } from '@holdfast/engine';
import { DEMO_NAME, type Snapshot } from '@holdfast/market';
import type { SnapshotInfo } from '@holdfast/report';

/** The demo data's licence asks for its origin to be named wherever it is shown; demo/README.md has the details. */
const DEMO_ATTRIBUTION =
  'The 300 largest coins of 2021 by CoinGecko, collected by github.com/hathix/historical-crypto-data (MIT licence)';

/** What reports say of a snapshot. */
export function snapshotInfo({ name, manifest }: Snapshot): SnapshotInfo {
  return {
    name: name ?? manifest.name,
    sha256: manifest.sha256,
    firstDate: parseDate(manifest.firstDate),
    lastDate: parseDate(manifest.lastDate),
    assets: manifest.assets,
    dates: manifest.dates,
    rows: manifest.rows,
    survivorBiased: manifest.quality.survivorship.survivorBiased,
    attribution: name === DEMO_NAME ? DEMO_ATTRIBUTION : `imported from ${manifest.source.file}`,
  };
}
