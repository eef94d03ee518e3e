import { parseDecimal } from '@holdfast/decimal';
import { HoldfastError } from '@holdfast/errors';
import type { ImportedLot } from './imported-lot.ts';

const HEADER = 'asset,amount,acquired,cost_usd';
const MOST_LINES = 100_000;
const MOST_LINE_LENGTH = 1000;
/** A date, or a time of day in UTC with it. */
const ACQUIRED = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}(?:\.\d{3})?Z)?$/;

/**
 * Reads cost basis from CSV (RFC 4180): a header line `asset,amount,acquired,cost_usd`, then one line for each lot that was
 * acquired elsewhere. `acquired` is a date (2021-03-05, which is midnight UTC) or a time in UTC (2021-03-05T14:30:00Z); `cost_usd`
 * is what the whole amount cost, fees included. Blank lines are passed over; a lot keeps to one line.
 *
 * @throws HoldfastError TAX_LOTS_INVALID, with the line
 *
 * @example
 * readCostBasis('asset,amount,acquired,cost_usd\nBTC,0.5,2021-03-05,24000\n', 'basis.csv');
 * // [{ asset: 'BTC', amount: '0.5', acquired: 1614902400000, costUsd: '24000' }]
 */
export function readCostBasis(text: string, file: string): ImportedLot[] {
  const lines = text.replace(/^\u{feff}/u, '').split(/\r?\n/);
  const invalid = (at: number, problem: string) =>
    new HoldfastError('TAX_LOTS_INVALID', `${file}:${at + 1}: ${problem}`, { file, line: at + 1 });
  if (lines.length > MOST_LINES) throw invalid(MOST_LINES, `there are more than ${MOST_LINES} lines.`);
  const [header] = lines;
  if (cellsOf(header)?.join(',') !== HEADER) throw invalid(0, `the first line must be ${HEADER}`);
  return lines.flatMap((line, at) => {
    if (at === 0 || line.trim() === '') return [];
    if (line.length > MOST_LINE_LENGTH) throw invalid(at, `is longer than ${MOST_LINE_LENGTH} characters.`);
    const cells = cellsOf(line);
    if (cells === null) throw invalid(at, 'a quoted cell does not end on its line, or something follows it.');
    if (cells.length !== 4) throw invalid(at, `has ${cells.length} cells, not 4.`);
    const [asset, amount, acquired, costUsd] = cells;
    if (!/^[^\s\p{C}]{1,64}$/u.test(asset)) {
      throw invalid(at, 'asset must be a name without blanks, of at most 64 characters.');
    }
    const units = parseDecimal(amount)?.units ?? 0n;
    if (units === 0n) throw invalid(at, `amount "${amount}" is not a plain decimal number above zero.`);
    if (parseDecimal(costUsd) === null) {
      throw invalid(at, `cost_usd "${costUsd}" is not a plain decimal number.`);
    }
    const time = timeOf(acquired);
    if (time === null) {
      throw invalid(
        at,
        `acquired "${acquired}" is neither a date (2021-03-05) nor a time (2021-03-05T14:30:00Z).`,
      );
    }
    return [{ asset, amount, acquired: time, costUsd }];
  });
}

/** Null for what isn't a day of the calendar or a time of day. */
function timeOf(text: string): number | null {
  if (!ACQUIRED.test(text)) return null;
  const time = Date.parse(text);
  // Date.parse lets the 31st of February be the 3rd of March.
  if (Number.isNaN(time) || !new Date(time).toISOString().startsWith(text.slice(0, 19))) return null;
  return time;
}

/** The cells of one line; null when quotes don't match. */
function cellsOf(line: string): string[] | null {
  const cells: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/y;
  for (;;) {
    const match = cell.exec(line);
    if (match === null) return null;
    cells.push(match[1]?.replaceAll('""', '"') ?? match[2]);
    if (match[3] === '') return cells;
  }
}
