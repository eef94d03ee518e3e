import type { DuckDBConnection } from '@duckdb/node-api';
import { identifier, literalPath, numbersOf, withDuckDb } from '../duckdb.ts';
import { dayInRange, parseDateCell, parseNumberCell } from './cells.ts';
import { type ImportColumns, importedRoles } from './columns.ts';
import { columnPosition } from './csv-rows.ts';
import { RawRows } from './raw-rows.ts';
import { type SourceFile, unreadable } from './source-file.ts';

const NUMERIC = /^(?:U?(?:TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL.*)$/;
const TEMPORAL = /^(?:DATE|TIMESTAMP.*)$/;

/** How a column is read: as numbers, or as text that is parsed as strictly as a CSV's. */
interface Plan {
  readonly sql: string;
  readonly text: boolean;
}

/**
 * Reads a Parquet file into rows; `line` is the row number, from 1.
 *
 * @throws HoldfastError SOURCE_UNREADABLE, IMPORT_COLUMN_MISSING, IMPORT_TOO_LARGE
 */
export async function readParquetRows(
  source: SourceFile,
  columns: ImportColumns,
  onRows: (done: number, total: number) => void,
): Promise<RawRows> {
  return withDuckDb(async (connection) => {
    const from = `read_parquet(${literalPath(source.path)})`;
    const { names, types, total } = await describe(connection, from, source);
    const typeOf = (role: keyof ImportColumns): [name: string, type: string] => {
      const name = columns[role] ?? '';
      return [name, types[columnPosition(names, role, name, source.name)]];
    };
    const rows = new RawRows(importedRoles(columns));
    const [assetName] = typeOf('asset');
    const date = datePlan(...typeOf('date'));
    const values = rows.roles.map((role) => valuePlan(...typeOf(role)));
    const select = [`CAST(${identifier(assetName)} AS VARCHAR)`, date.sql, ...values.map(({ sql }) => sql)];
    try {
      const result = await connection.stream(`SELECT ${select.join(', ')} FROM ${from}`);
      const numbers = new Float64Array(values.length);
      let line = 0;
      for (;;) {
        const chunk = await result.fetchChunk();
        if (chunk === null || chunk.rowCount === 0) break;
        const assets = chunk.getColumnValues(0);
        const readDay = date.text
          ? textReader(chunk.getColumnValues(1), parseDateCell)
          : dayReader(numbersOf(chunk, 1, Int32Array));
        const readValues = values.map(({ text }, i) =>
          text
            ? textReader(chunk.getColumnValues(i + 2), parseNumberCell)
            : numberReader(numbersOf(chunk, i + 2, Float64Array)),
        );
        for (let at = 0; at < chunk.rowCount; at++) {
          addRow(rows, ++line, assets[at] as string | null, readDay(at), readValues, at, numbers);
        }
        onRows(line, total);
      }
    } catch (cause) {
      throw duckDbError(source, cause);
    }
    return rows;
  });
}

function addRow(
  rows: RawRows,
  line: number,
  id: string | null,
  day: number | undefined,
  readValues: readonly ((at: number) => number | undefined)[],
  at: number,
  numbers: Float64Array,
): void {
  const asset = rows.assetNumber(id?.trim() ?? '', (key) => key);
  if (typeof asset === 'string') {
    rows.reject(line, asset);
    return;
  }
  if (day === undefined) {
    rows.reject(line, 'the date is not a date of 1970 to 2100');
    return;
  }
  for (let i = 0; i < numbers.length; i++) {
    const number = readValues[i](at);
    if (number === undefined) {
      rows.reject(line, `${rows.roles[i]} is not a number`);
      return;
    }
    numbers[i] = number;
  }
  rows.add(line, asset, day, numbers);
}

function textReader(
  cells: readonly unknown[],
  parse: (text: string) => number | undefined,
): (at: number) => number | undefined {
  return (at) => parse(((cells[at] as string | null) ?? '').trim());
}

function dayReader(days: Int32Array): (at: number) => number | undefined {
  return (at) => dayInRange(days[at]);
}

function numberReader(numbers: Float64Array): (at: number) => number {
  return (at) => numbers[at];
}

function valuePlan(name: string, type: string): Plan {
  const column = identifier(name);
  if (NUMERIC.test(type)) return { sql: `coalesce(CAST(${column} AS DOUBLE), 'NaN'::DOUBLE)`, text: false };
  return { sql: `CAST(${column} AS VARCHAR)`, text: true };
}

/** Days since 1970-01-01; −1, which is out of range, for a missing or infinite date. */
function datePlan(name: string, type: string): Plan {
  const column = identifier(name);
  if (!TEMPORAL.test(type)) return { sql: `CAST(${column} AS VARCHAR)`, text: true };
  const seconds = type === 'TIMESTAMP_NS' ? `epoch(CAST(${column} AS TIMESTAMP))` : `epoch(${column})`;
  return { sql: `coalesce(TRY_CAST(floor(${seconds} / 86400) AS INTEGER), -1)`, text: false };
}

async function describe(
  connection: DuckDBConnection,
  from: string,
  source: SourceFile,
): Promise<{ names: string[]; types: string[]; total: number }> {
  try {
    const columns = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${from}`);
    const count = await connection.runAndReadAll(`SELECT count(*)::DOUBLE FROM ${from}`);
    const [names, types] = columns.getColumns() as [string[], string[]];
    return { names, types, total: Number(count.value(0, 0)) };
  } catch (cause) {
    throw duckDbError(source, cause);
  }
}

function duckDbError(source: SourceFile, cause: unknown): unknown {
  if (!(cause instanceof Error) || cause.name === 'HoldfastError') return cause;
  const [firstLine = ''] = cause.message.split('\n');
  return unreadable(source.path, `the Parquet data is damaged or of an unknown kind (${firstLine})`, cause);
}
