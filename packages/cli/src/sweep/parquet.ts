import { rename, rm } from 'node:fs/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Column } from './result-table.ts';

/** Writes a CSV of `csvOf` as Parquet beside it, with the columns' own types. */
export async function writeParquet(csv: string, parquet: string, columns: readonly Column[]): Promise<void> {
  const types = columns.map(({ name, type }) => `${literal(name)}: '${type}'`).join(', ');
  const aside = `${parquet}.part`;
  const instance = await DuckDBInstance.create(':memory:', {
    // Everything it needs is built in; it must never reach for the network.
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  try {
    const connection = await instance.connect();
    await connection.run(
      `COPY (SELECT * FROM read_csv(${literal(literalPath(csv))}, header = true, delim = ',', quote = '"', escape = '"', auto_detect = false, columns = {${types}})) TO ${literal(aside)} (FORMAT parquet, COMPRESSION zstd)`,
    );
    connection.closeSync();
    await rename(aside, parquet);
  } finally {
    instance.closeSync();
    await rm(aside, { force: true });
  }
}

/** DuckDB reads a path as a pattern; a class of one character means the character. */
function literalPath(path: string): string {
  return path.replaceAll(/[[*?]/g, '[$&]');
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
