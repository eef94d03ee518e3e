import { HoldfastError } from '@holdfast/errors';
import { decodeUtf8, trimBlanks } from './source/csv-rows.ts';
import { CsvScanner } from './source/csv-scanner.ts';
import { openSource, readSource } from './source/source-file.ts';

/** How people call an asset. */
export interface CoinName {
  readonly symbol: string;
  readonly name: string;
}

const ID_COLUMNS = ['id', 'coin_id', 'asset'];
const MAX_LENGTH = 200;

/**
 * Reads a CSV file (gzip or plain) with the columns `id` (or `coin_id`, or `asset`), `symbol` and `name`.
 * Unlike market data, one broken row is an error: the file is small and someone's own.
 *
 * @throws HoldfastError NAMES_INVALID (names the line), SOURCE_NOT_FOUND, SOURCE_UNREADABLE
 * @example
 * const names = await readCoinNames('coins.csv');
 * names.get('bitcoin'); // { symbol: 'btc', name: 'Bitcoin' }
 */
export async function readCoinNames(path: string): Promise<Map<string, CoinName>> {
  const source = await openSource(path);
  const invalid = (line: number, why: string): HoldfastError =>
    new HoldfastError(
      'NAMES_INVALID',
      `${path}, line ${line}: ${why}. A names file is CSV with the columns id, symbol and name.`,
      { path, line },
    );
  if (source.kind === 'parquet') throw invalid(1, 'it is a Parquet file');
  const names = new Map<string, CoinName>();
  let columns: { width: number; id: number; symbol: number; name: number } | undefined;
  const scanner = new CsvScanner({
    record: (record) => {
      const cells: string[] = [];
      for (let i = 0; i < record.fieldCount; i++) {
        const text = decodeUtf8(trimBlanks(record.field(i)));
        if (text === undefined) throw invalid(record.line, 'the text is not valid UTF-8');
        if (text.length > MAX_LENGTH)
          throw invalid(record.line, `a cell is longer than ${MAX_LENGTH} characters`);
        cells.push(text);
      }
      if (columns === undefined) {
        cells[0] = cells[0].replace('\ufeff', '');
        columns = {
          width: cells.length,
          id: cells.findIndex((cell) => ID_COLUMNS.includes(cell)),
          symbol: cells.indexOf('symbol'),
          name: cells.indexOf('name'),
        };
        const missing = (['id', 'symbol', 'name'] as const).filter((key) => columns?.[key] === -1);
        if (missing.length > 0) throw invalid(record.line, `the column ${missing.join(', ')} is missing`);
        return;
      }
      if (cells.length !== columns.width) {
        throw invalid(record.line, `it has ${cells.length} fields, the header has ${columns.width}`);
      }
      const [id, symbol, name] = [cells[columns.id], cells[columns.symbol], cells[columns.name]];
      if (id === '') throw invalid(record.line, 'the id is empty');
      const known = names.get(id);
      if (known && (known.symbol !== symbol || known.name !== name)) {
        throw invalid(record.line, `"${id}" is named twice, and differently`);
      }
      names.set(id, { symbol, name });
    },
    malformed: (line, why) => {
      throw invalid(line, why);
    },
  });
  await readSource(
    source,
    (text) => scanner.push(text),
    () => {},
  );
  scanner.end();
  if (columns === undefined) throw invalid(1, 'the file is empty');
  return names;
}
