import type { DuckDBConnection } from '@duckdb/node-api';
import type { AcceptedRows } from '../accepted-rows.ts';
import { literalPath, numbersOf, withDuckDb } from '../duckdb.ts';
import { VALUE_ROLES, type ValueRole } from '../source/columns.ts';

const CHUNK_ROWS = 2048;

/** The name of each role's column in a snapshot's Parquet file. */
const SNAPSHOT_COLUMNS: Readonly<Record<ValueRole, string>> = {
  close: 'close',
  marketCap: 'market_cap',
  volume: 'volume',
  open: 'open',
  high: 'high',
  low: 'low',
};

/**
 * Writes rows as Parquet (Zstandard), sorted by asset and date, missing values as NULL. Beside each asset's id
 * stands its number in that order: a reader that fills a panel then needs no text at all.
 */
export async function writeSnapshotFile(
  path: string,
  rows: AcceptedRows,
  onRows: (done: number, total: number) => void,
): Promise<void> {
  await withDuckDb(async (connection, duckdb) => {
    const values = rows.roles.map((role) => SNAPSHOT_COLUMNS[role]);
    await connection.run('CREATE TABLE assets (number INTEGER, id VARCHAR)');
    const assets = await connection.createAppender('assets');
    rows.assets.forEach((id, number) => {
      assets.appendInteger(number);
      assets.appendVarchar(id);
      assets.endRow();
    });
    assets.closeSync();

    await connection.run(
      `CREATE TABLE prices (asset_number INTEGER, date DATE, ${values.map((name) => `${name} DOUBLE`).join(', ')})`,
    );
    const appender = await connection.createAppender('prices');
    const total = rows.day.length;
    const chunk = duckdb.DuckDBDataChunk.create([
      duckdb.INTEGER,
      duckdb.DATE,
      ...values.map(() => duckdb.DOUBLE),
    ]);
    let asset = 0;
    for (let from = 0; from < total; from += CHUNK_ROWS) {
      const to = Math.min(from + CHUNK_ROWS, total);
      chunk.rowCount = to - from;
      const numbers = numbersOf(chunk, 0, Int32Array);
      for (let i = from; i < to; i++) {
        while (i >= rows.offsets[asset + 1]) asset++;
        numbers[i - from] = asset;
      }
      numbersOf(chunk, 1, Int32Array).set(rows.day.subarray(from, to));
      rows.values.forEach((column, i) => {
        numbersOf(chunk, i + 2, Float64Array).set(column.subarray(from, to));
      });
      for (let column = 0; column < chunk.columnCount; column++) chunk.getColumnVector(column).flush();
      appender.appendDataChunk(chunk);
      onRows(to, total);
    }
    appender.closeSync();
    const cells = values.map((name) => `CASE WHEN isnan(${name}) THEN NULL ELSE ${name} END AS ${name}`);
    await connection.run(
      `COPY (SELECT asset_number, id AS asset, date, ${cells.join(', ')}
             FROM prices JOIN assets ON asset_number = number ORDER BY asset_number, date)
       TO ${literalTarget(path)} (FORMAT parquet, COMPRESSION zstd)`,
    );
  });
}

/** What a snapshot's Parquet file holds, as it stands there: nothing is checked. */
export interface SnapshotFileRows {
  readonly assetNumber: Int32Array;
  readonly day: Int32Array;
  readonly roles: readonly ValueRole[];
  readonly values: readonly Float64Array[];
}

/**
 * Reads the numbers of a snapshot's Parquet file; missing values are NaN.
 *
 * @throws what DuckDB throws when the file is damaged
 */
export async function readSnapshotFile(
  path: string,
  expectedRows: number,
  wanted: readonly ValueRole[],
): Promise<SnapshotFileRows> {
  return withDuckDb((connection) => readNumbers(connection, path, expectedRows, wanted));
}

/**
 * As `readSnapshotFile`, with every column that the file has, and the asset ids by number as the file spells them.
 *
 * @throws what DuckDB throws when the file is damaged
 */
export async function readWholeSnapshotFile(
  path: string,
  expectedRows: number,
): Promise<SnapshotFileRows & { readonly ids: readonly (readonly [number: number, id: string])[] }> {
  return withDuckDb(async (connection) => {
    const from = `read_parquet(${literalPath(path)})`;
    const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${from}`);
    const names = described.getColumns()[0];
    const rows = await readNumbers(
      connection,
      path,
      expectedRows,
      VALUE_ROLES.filter((role) => names.includes(SNAPSHOT_COLUMNS[role])),
    );
    const ids = await connection.runAndReadAll(
      `SELECT DISTINCT asset_number, asset FROM ${from} ORDER BY asset_number, asset`,
    );
    return { ...rows, ids: ids.getRows() as [number, string][] };
  });
}

async function readNumbers(
  connection: DuckDBConnection,
  path: string,
  expectedRows: number,
  roles: readonly ValueRole[],
): Promise<SnapshotFileRows> {
  const cells = roles.map((role) => `coalesce(${SNAPSHOT_COLUMNS[role]}, 'NaN'::DOUBLE)`);
  const select = ['asset_number', "CAST(date - DATE '1970-01-01' AS INTEGER)", ...cells].join(', ');
  const result = await connection.stream(`SELECT ${select} FROM read_parquet(${literalPath(path)})`);
  const assetNumber = new Int32Array(expectedRows);
  const day = new Int32Array(expectedRows);
  const values = roles.map(() => new Float64Array(expectedRows));
  let count = 0;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) break;
    // Surplus rows are counted only: the caller compares the count.
    if (count + chunk.rowCount <= expectedRows) {
      assetNumber.set(numbersOf(chunk, 0, Int32Array), count);
      day.set(numbersOf(chunk, 1, Int32Array), count);
      for (let i = 0; i < values.length; i++) values[i].set(numbersOf(chunk, i + 2, Float64Array), count);
    }
    count += chunk.rowCount;
  }
  if (count !== expectedRows) throw new RangeError(`it has ${count} rows, expected ${expectedRows}`);
  return { assetNumber, day, roles, values };
}

/** A path to write to, where DuckDB knows no wildcards. */
function literalTarget(path: string): string {
  return `'${path.replaceAll("'", "''")}'`;
}
