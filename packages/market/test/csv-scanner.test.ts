import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CsvScanner } from '../src/source/csv-scanner.ts';

type Event = [line: number, fields: string[]] | [line: number, malformed: string];

function scan(...pieces: string[]): Event[] {
  const events: Event[] = [];
  const scanner = new CsvScanner({
    record: (record) => {
      events.push([record.line, Array.from({ length: record.fieldCount }, (_, i) => record.field(i))]);
    },
    malformed: (line, why) => events.push([line, why]),
  });
  for (const piece of pieces) scanner.push(piece);
  scanner.end();
  return events;
}

describe('CsvScanner', () => {
  it('reads LF, CRLF and CR, with and without a last line end, and skips empty lines but counts them', () => {
    expect(scan('a,b\r\n1,2\n\n3,4\r5,')).toEqual([
      [1, ['a', 'b']],
      [2, ['1', '2']],
      [4, ['3', '4']],
      [5, ['5', '']],
    ]);
  });

  it('resolves quotes, and knows the line after a field with line ends in it', () => {
    expect(scan('"a ""b"", c","x\ny\r\nz"\nnext,row\n')).toEqual([
      [1, ['a "b", c', 'x\ny\r\nz']],
      [4, ['next', 'row']],
    ]);
  });

  it.each([
    ['a quote inside a field', 'ok,1\na"b,2\nok,3\n'],
    ['text after a closing quote', 'ok,1\n"a"b,2\nok,3\n'],
    ['a quote that is never closed', 'ok,1\n"a,2\nok,3\n'],
    ['a quote that the next quote of the file closes', 'ok,1\n"a,2\nok,3\n'],
  ])('drops one line only for %s', (_, text) => {
    expect(scan(text)).toEqual([
      [1, ['ok', '1']],
      [2, expect.any(String)],
      [3, ['ok', '3']],
    ]);
  });

  it('drops a line that is too long, in one piece or many, and goes on after it', () => {
    const long = 'x'.repeat(70_000);
    const expected = [
      [1, ['a', 'b']],
      [2, expect.stringContaining('longer than')],
      [3, ['c', 'd']],
    ];
    expect(scan(`a,b\n${long}\nc,d`)).toEqual(expected);
    expect(scan('a,b\n', ...long.match(/.{1,1000}/g)!, '\r', '\nc,d')).toEqual(expected);
  });

  it('drops a line with more fields than any table has', () => {
    expect(scan(`${','.repeat(5000)}\na,b\n`)).toEqual([
      [1, expect.stringContaining('more than 4096 fields')],
      [2, ['a', 'b']],
    ]);
  });

  it('gives the same events however the text is cut into pieces', () => {
    const text = fc.array(fc.constantFrom('a', ',', '"', '""', '\n', '\r', '\r\n', ' ', '"x,y"'), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(text, fc.array(fc.nat(60), { maxLength: 6 }), (parts, cuts) => {
        const whole = parts.join('');
        const at = [0, ...cuts.map((cut) => Math.min(cut, whole.length)).sort((a, b) => a - b), whole.length];
        const pieces = at.slice(1).map((to, i) => whole.slice(at[i], to));
        expect(scan(...pieces)).toEqual(scan(whole));
      }),
      { numRuns: 2000 },
    );
  });

  it('gives back every table that was written by the rules', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', ' ', 'é'), maxLength: 6 });
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 3 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(table, (rows) => {
        const text = rows.map((row) => row.map((c) => `"${c.replaceAll('"', '""')}"`).join(',')).join('\r\n');
        expect(scan(text).map(([, fields]) => fields)).toEqual(rows);
      }),
    );
  });
});
