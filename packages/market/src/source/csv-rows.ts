import { HoldfastError } from '@holdfast/errors';
import { parseDateCell, parseNumberCell } from './cells.ts';
import { type ImportColumns, importedRoles } from './columns.ts';
import { type CsvRecord, CsvScanner } from './csv-scanner.ts';
import { RawRows } from './raw-rows.ts';

/** Length of `YYYY-MM-DD`, the only cell worth remembering: longer ones differ row by row. */
const DATE_LENGTH = 10;
/** The UTF-8 byte order mark, read as latin1. */
const UTF8_MARK = '\xef\xbb\xbf';

/**
 * Turns CSV text into rows: feed it latin1 text piece by piece, then call `end`.
 *
 * @example
 * const reader = new CsvRows({ asset: 'coin', date: 'day', close: 'price' }, 'prices.csv');
 * reader.push('coin,day,price\nbitcoin,2021-01-01,29000\n');
 * reader.end().count; // 1
 */
export class CsvRows {
  readonly #columns: ImportColumns;
  readonly #source: string;
  readonly #scanner: CsvScanner;
  readonly #rows: RawRows;
  readonly #numbers: Float64Array;
  readonly #days = new Map<string, number>();
  /** The first bytes, until there are enough of them to tell a byte order mark; then undefined. */
  #head: string | undefined = '';
  #header: { width: number; asset: number; date: number; values: number[] } | undefined;

  constructor(columns: ImportColumns, source: string) {
    this.#columns = columns;
    this.#source = source;
    this.#rows = new RawRows(importedRoles(columns));
    this.#numbers = new Float64Array(this.#rows.roles.length);
    this.#scanner = new CsvScanner({
      record: (record) => {
        if (this.#header === undefined) this.#readHeader(record);
        else this.#readRow(record, this.#header);
      },
      malformed: (line, why) => {
        if (this.#header === undefined) throw headerError(this.#source, `line ${line}: ${why}`);
        this.#rows.reject(line, why);
      },
    });
  }

  /** @throws HoldfastError IMPORT_HEADER, IMPORT_COLUMN_MISSING, IMPORT_TOO_LARGE */
  push(text: string): void {
    if (this.#head === undefined) {
      this.#scanner.push(text);
      return;
    }
    this.#head += text;
    if (this.#head.length >= UTF8_MARK.length) this.#pushHead(this.#head);
  }

  /** @throws HoldfastError IMPORT_HEADER, IMPORT_COLUMN_MISSING, IMPORT_TOO_LARGE */
  end(): RawRows {
    if (this.#head !== undefined) this.#pushHead(this.#head);
    this.#scanner.end();
    if (this.#header === undefined) throw headerError(this.#source, 'the file is empty');
    return this.#rows;
  }

  #pushHead(head: string): void {
    if (head.startsWith('\xff\xfe') || head.startsWith('\xfe\xff')) {
      throw headerError(this.#source, 'it is written in UTF-16; save it as UTF-8');
    }
    this.#head = undefined;
    this.#scanner.push(head.startsWith(UTF8_MARK) ? head.slice(UTF8_MARK.length) : head);
  }

  #readHeader(record: CsvRecord): void {
    const names: string[] = [];
    for (let i = 0; i < record.fieldCount; i++) {
      const name = decodeUtf8(trimBlanks(record.field(i)));
      if (name === undefined) throw headerError(this.#source, 'the first line is not valid UTF-8');
      names.push(name);
    }
    const find = (role: keyof ImportColumns) =>
      columnPosition(names, role, this.#columns[role] ?? '', this.#source);
    this.#header = {
      width: names.length,
      asset: find('asset'),
      date: find('date'),
      values: this.#rows.roles.map(find),
    };
  }

  #readRow(
    record: CsvRecord,
    header: { width: number; asset: number; date: number; values: number[] },
  ): void {
    const rows = this.#rows;
    if (record.fieldCount !== header.width) {
      rows.reject(record.line, `it has ${record.fieldCount} fields, the header has ${header.width}`);
      return;
    }
    const asset = rows.assetNumber(trimBlanks(record.field(header.asset)), decodeUtf8);
    if (typeof asset === 'string') {
      rows.reject(record.line, asset);
      return;
    }
    const dateText = trimBlanks(record.field(header.date));
    const day = this.#day(dateText);
    if (day === undefined) {
      rows.reject(
        record.line,
        `the date ${quoted(dateText)} is not a date of 1970 to 2100 written YYYY-MM-DD`,
      );
      return;
    }
    for (let i = 0; i < header.values.length; i++) {
      const text = trimBlanks(record.field(header.values[i]));
      const number = parseNumberCell(text);
      if (number === undefined) {
        rows.reject(record.line, `${rows.roles[i]} ${quoted(text)} is not a number`);
        return;
      }
      this.#numbers[i] = number;
    }
    rows.add(record.line, asset, day, this.#numbers);
  }

  #day(text: string): number | undefined {
    const known = this.#days.get(text);
    if (known !== undefined) return known;
    const day = parseDateCell(text);
    if (day !== undefined && text.length === DATE_LENGTH) this.#days.set(text, day);
    return day;
  }
}

/**
 * Position of a column by its exact name.
 *
 * @throws HoldfastError IMPORT_COLUMN_MISSING when there is no such column, or two
 */
export function columnPosition(names: readonly string[], role: string, name: string, source: string): number {
  const at = names.indexOf(name);
  const facts = { source, role, column: name, columns: names.slice(0, 50) };
  const list = names
    .slice(0, 50)
    .map((text) => JSON.stringify(text))
    .join(', ');
  if (at === -1) {
    const separator = names.length === 1 ? /[;\t|]/.exec(names[0]) : null;
    const hint = separator
      ? ` Its columns seem to be separated by ${JSON.stringify(separator[0])}; Holdfast reads columns separated by commas.`
      : '';
    throw new HoldfastError(
      'IMPORT_COLUMN_MISSING',
      `${source} has no column "${name}" (wanted as ${role}). Its columns are: ${list}.${hint}`,
      facts,
    );
  }
  if (names.indexOf(name, at + 1) !== -1) {
    throw new HoldfastError(
      'IMPORT_COLUMN_MISSING',
      `${source} has two columns "${name}" (wanted as ${role}). Rename one of them.`,
      facts,
    );
  }
  return at;
}

/** Without spaces and tabs at the ends. `trim` would also take bytes of UTF-8 sequences that look like spaces. */
export function trimBlanks(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && isBlank(text.charCodeAt(from))) from++;
  while (to > from && isBlank(text.charCodeAt(to - 1))) to--;
  return to - from === text.length ? text : text.slice(from, to);
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The text of latin1-read bytes, or undefined when they are not UTF-8. */
export function decodeUtf8(latin1: string): string | undefined {
  try {
    return utf8.decode(Buffer.from(latin1, 'latin1'));
  } catch {
    return undefined;
  }
}

/** A cell as an error shows it: bytes that aren't UTF-8 visible, at most 40 characters. */
function quoted(latin1: string): string {
  const text = decodeUtf8(latin1) ?? latin1;
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}

function headerError(source: string, why: string): HoldfastError {
  return new HoldfastError(
    'IMPORT_HEADER',
    `${source} can't be read as CSV: ${why}. The first line must name the columns, separated by commas.`,
    { source, why },
  );
}
