/**
 * Longest record, in bytes. A quote that is never closed would otherwise swallow the rest of the file; no row of
 * market data comes near it.
 */
const MAX_RECORD = 65_536;
const MAX_FIELDS = 4096;
const QUOTE = 34;
const COMMA = 44;
const LF = 10;
const CR = 13;

/** One record of a CSV file. Valid only during the call: the scanner reuses it. */
export interface CsvRecord {
  /** Physical line on which the record starts; the file's first line is 1. */
  readonly line: number;
  readonly fieldCount: number;
  /** Text of a field as latin1, one character a byte, quotes resolved. */
  field(index: number): string;
}

export interface CsvHandler {
  record(record: CsvRecord): void;
  /** A line that breaks the rules of RFC 4180. It is dropped; reading goes on at the next line. */
  malformed(line: number, why: string): void;
}

/**
 * Reads CSV (RFC 4180; lines end in LF, CRLF or CR; empty lines are skipped) piece by piece, and knows the line of
 * every record, which is why it exists: database readers that skip broken rows can't say where a good row stood.
 * Input is latin1 text, one character a byte, so that broken UTF-8 in one field costs one row and not the file.
 *
 * A record that breaks the rules costs its first line only: one stray quote must not take the rows after it along.
 *
 * @example
 * const scanner = new CsvScanner({ record: (r) => rows.push(r.field(0)), malformed: (line) => bad.push(line) });
 * scanner.push('a,b\n1,');
 * scanner.push('2\n');
 * scanner.end();
 */
export class CsvScanner {
  readonly #handler: CsvHandler;
  readonly #record = new RecordView();
  #rest = '';
  #line = 1;
  /** Inside a line that was too long: drop everything up to its end. */
  #dropping = false;

  constructor(handler: CsvHandler) {
    this.#handler = handler;
  }

  push(text: string): void {
    this.#scan(this.#rest + text, false);
  }

  end(): void {
    this.#scan(this.#rest, true);
  }

  #scan(text: string, final: boolean): void {
    const record = this.#record;
    let at = 0;
    record.text = text;
    while (at < text.length) {
      if (this.#dropping) {
        const after = afterLineEnd(text, at, final);
        if (after < 0) {
          // A CR at the very end may be the first half of a line end.
          at = after === CUT_LINE_END ? text.length - 1 : text.length;
          break;
        }
        this.#dropping = false;
        this.#line++;
        at = after;
        continue;
      }
      const outcome = record.parse(text, at, final);
      if (outcome === 'more') {
        if (text.length - at <= MAX_RECORD) break;
        this.#handler.malformed(
          this.#line,
          `the record is longer than ${MAX_RECORD} bytes, or its quote is never closed`,
        );
        this.#dropping = true;
      } else if (outcome === 'record' && record.end - at > MAX_RECORD) {
        this.#handler.malformed(this.#line, `the record is longer than ${MAX_RECORD} bytes`);
        this.#dropping = true;
      } else if (outcome === 'record') {
        record.line = this.#line;
        if (!record.blank) this.#handler.record(record);
        this.#line += record.lines;
        at = record.end;
      } else {
        this.#handler.malformed(this.#line, outcome);
        this.#dropping = true;
      }
    }
    this.#rest = text.slice(at);
  }
}

const NO_LINE_END = -1;
const CUT_LINE_END = -2;

/** Where the line after `at` begins, or a negative constant when the text ends first. */
function afterLineEnd(text: string, at: number, final: boolean): number {
  for (let i = at; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === LF) return i + 1;
    if (c === CR) {
      if (i + 1 === text.length) return final ? i + 1 : CUT_LINE_END;
      return text.charCodeAt(i + 1) === LF ? i + 2 : i + 1;
    }
  }
  return NO_LINE_END;
}

class RecordView implements CsvRecord {
  text = '';
  line = 0;
  fieldCount = 0;
  /** Physical lines of the record. */
  lines = 0;
  /** Where the next record begins. */
  end = 0;
  readonly #from = new Int32Array(MAX_FIELDS);
  readonly #to = new Int32Array(MAX_FIELDS);
  readonly #quoted = new Uint8Array(MAX_FIELDS);

  get blank(): boolean {
    return this.fieldCount === 1 && this.#from[0] === this.#to[0] && this.#quoted[0] === 0;
  }

  field(index: number): string {
    const text = this.text.slice(this.#from[index], this.#to[index]);
    return this.#quoted[index] === 1 ? text.replaceAll('""', '"') : text;
  }

  /** Parses the record that starts at `at`; says `more` when the text ends inside it, or what is wrong with it. */
  parse(text: string, at: number, final: boolean): 'record' | 'more' | (string & {}) {
    let i = at;
    this.fieldCount = 0;
    this.lines = 1;
    for (;;) {
      if (this.fieldCount === MAX_FIELDS) return `the line has more than ${MAX_FIELDS} fields`;
      const field = this.fieldCount++;
      if (text.charCodeAt(i) === QUOTE) {
        this.#quoted[field] = 1;
        this.#from[field] = i + 1;
        i = this.#closingQuote(text, i + 1);
        if (i === -1) return final ? 'a quoted field is never closed' : 'more';
        this.#to[field] = i;
        i++;
      } else {
        this.#quoted[field] = 0;
        this.#from[field] = i;
        let c = text.charCodeAt(i);
        while (c !== COMMA && c !== LF && c !== CR && c !== QUOTE && i < text.length)
          c = text.charCodeAt(++i);
        this.#to[field] = i;
      }
      if (i === text.length) {
        this.end = i;
        return final ? 'record' : 'more';
      }
      const c = text.charCodeAt(i);
      if (c === COMMA) i++;
      else if (c === LF) {
        this.end = i + 1;
        return 'record';
      } else if (c === CR) {
        if (i + 1 === text.length && !final) return 'more';
        this.end = text.charCodeAt(i + 1) === LF ? i + 2 : i + 1;
        return 'record';
      } else {
        return c === QUOTE ? 'a quote stands inside an unquoted field' : 'text follows a closing quote';
      }
    }
  }

  /** Position of the quote that closes the field whose text starts at `from`, or -1. Counts the lines it passes. */
  #closingQuote(text: string, from: number): number {
    for (let i = from; i < text.length && i - from <= MAX_RECORD; i++) {
      const c = text.charCodeAt(i);
      if (c === QUOTE) {
        if (text.charCodeAt(i + 1) !== QUOTE) return i;
        i++;
      } else if (c === LF || (c === CR && text.charCodeAt(i + 1) !== LF)) this.lines++;
    }
    return -1;
  }
}
