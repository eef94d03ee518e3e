import type { Snapshot } from '@holdfast/market';
import { counted, grouped } from '../output/format.ts';
import { printable } from '../output/printable.ts';
import { table } from '../output/table.ts';

/** A snapshot as `holdfast data show --json` prints it. */
export function snapshotJson({ name, manifest, folder }: Snapshot) {
  const { quality, source } = manifest;
  return {
    name,
    sha256: manifest.sha256,
    imported_at: manifest.importedAt,
    source,
    columns: manifest.columns,
    rows: manifest.rows,
    assets: manifest.assets,
    dates: manifest.dates,
    first_date: manifest.firstDate,
    last_date: manifest.lastDate,
    rejected: {
      unparsable: quality.rows.unparsable.rows,
      price: quality.rows.price.rows,
      conflicting: quality.rows.conflicting.rows,
    },
    survivor_biased: quality.survivorship.survivorBiased,
    folder,
  };
}

/** The same for a person. */
export function snapshotText({ name, manifest, folder }: Snapshot): string {
  const { quality, source } = manifest;
  const { unparsable, price, conflicting } = quality.rows;
  const rejected = unparsable.rows + price.rows + conflicting.rows;
  return table([
    ['snapshot', printable(name ?? '–')],
    ['sha256', manifest.sha256],
    ['source', `${printable(source.file)}, ${counted(source.bytes, 'byte')}`],
    ['rows', `${grouped(manifest.rows, 0)} accepted, ${grouped(rejected, 0)} rejected`],
    ['assets', grouped(manifest.assets, 0)],
    ['dates', `${grouped(manifest.dates, 0)}, ${manifest.firstDate} to ${manifest.lastDate}`],
    ['disappeared', disappeared(quality.survivorship)],
    ['folder', printable(folder)],
  ]);
}

function disappeared({
  survivorBiased,
  disappeared: count,
}: Snapshot['manifest']['quality']['survivorship']): string {
  return survivorBiased
    ? `${counted(count, 'asset')}: survivor-biased, results look better than they were`
    : counted(count, 'asset');
}
