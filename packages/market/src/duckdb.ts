import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api';
import { HoldfastError } from '@holdfast/errors';

type NumberArray = Float64Array | Int32Array;

/**
 * Runs `work` with a connection to a DuckDB in memory. DuckDB is loaded on first use, since its native library takes
 * longer to load than most commands take to run.
 */
export async function withDuckDb<T>(
  work: (connection: DuckDBConnection, duckdb: typeof import('@duckdb/node-api')) => Promise<T>,
): Promise<T> {
  const duckdb = await import('@duckdb/node-api');
  const instance = await duckdb.DuckDBInstance.create(':memory:', {
    // Everything it needs is built in; it must never reach for the network.
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  try {
    const connection = await instance.connect();
    try {
      return await work(connection, duckdb);
    } finally {
      connection.closeSync();
    }
  } finally {
    instance.closeSync();
  }
}

/**
 * The numbers of a DOUBLE or INTEGER column of a chunk, without a copy. DuckDB's vectors hold a typed array; their
 * type declarations hide it, and reading value by value is ten times slower.
 *
 * @throws HoldfastError STORE_UNEXPECTED when a DuckDB version keeps its numbers elsewhere
 */
export function numbersOf<A extends NumberArray>(
  chunk: DuckDBDataChunk,
  column: number,
  type: new (length: number) => A,
): A {
  const { items } = chunk.getColumnVector(column) as unknown as { items: unknown };
  if (items instanceof type) return items;
  throw new HoldfastError(
    'STORE_UNEXPECTED',
    `DuckDB gave column ${column} in a form that this version of Holdfast does not know. Install the versions of package-lock.json.`,
    { column },
  );
}

/** A path as DuckDB reads it literally: without this, `*`, `?` and `[` in it are wildcards. */
export function literalPath(path: string): string {
  return `'${path.replaceAll(/[[*?]/g, '[$&]').replaceAll("'", "''")}'`;
}

/** A column's name as an SQL identifier. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
