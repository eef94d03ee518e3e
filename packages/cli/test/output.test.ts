import { describe, expect, it } from 'vitest';
import { counted, grouped, percent } from '../src/output/format.ts';
import { printable } from '../src/output/printable.ts';
import { ProgressLine } from '../src/output/progress.ts';
import { table } from '../src/output/table.ts';
import { testTerminal } from './support/command.ts';

describe('numbers', () => {
  it.each([
    [grouped(0), '0.00'],
    [grouped(999.999), '1,000.00'],
    [grouped(-1234567.891, 1), '-1,234,567.9'],
    [grouped(1e21), '1e+21'],
    [grouped(123, 0), '123'],
    [grouped(null), '–'],
    [percent(0.12345), '12.35 %'],
    [percent(-1), '-100.00 %'],
    [percent(12.5, 0), '1,250 %'],
    [percent(null), '–'],
    [counted(1, 'index', 'indices'), '1 index'],
    [counted(0, 'day'), '0 days'],
    [counted(1200, 'day'), '1,200 days'],
  ])('%s', (shown, expected) => {
    expect(shown).toBe(expected);
  });
});

describe('tables', () => {
  it('align columns, also with colours and letters beyond ASCII', () => {
    expect(
      table(
        [
          ['é', '\u001b[1m1\u001b[22m', 'x'],
          ['long', '1,000', 'y'],
        ],
        [1],
      ),
    ).toBe('é     \u001b[1m    1\u001b[22m  x\nlong  1,000  y\n'.replace('\u001b[1m    1', '    \u001b[1m1'));
  });

  it('leave no spaces at the end of a line', () => {
    expect(
      table([
        ['a', 'b'],
        ['long', ''],
      ]),
    ).toBe('a     b\nlong\n');
  });
});

it('control characters become harmless, tabs and letters stay', () => {
  expect(printable('a\tb\nc\u0000d\u009be\u202ef\u2066gé漢')).toBe('a\tb?c?d?e?f?gé漢');
});

describe('progress', () => {
  function progress(interactive: boolean) {
    const terminal = testTerminal({ folder: '.', home: '.' }, { interactive });
    const clock = { now: 0 };
    return {
      clock,
      written: terminal.written,
      line: new ProgressLine({ ...terminal, now: () => clock.now }, 'runs', 100, 20),
    };
  }

  it('rewrites one line for a person, with the time left at today’s speed', () => {
    const { clock, written, line } = progress(true);
    clock.now = 10_000;
    line.update(40);
    expect(written.stderr).toBe('\r\u001b[K40 of 100 runs, about 30 s left');
    line.clear();
    expect(written.stderr.endsWith('\r\u001b[K')).toBe(true);
  });

  it('is sparse in a log', () => {
    const { clock, written, line } = progress(false);
    for (let i = 0; i < 300; i++) {
      clock.now += 100;
      line.update(20 + i / 10);
    }
    expect(written.stderr.split('\n').length - 1).toBe(3);
    expect(printable(written.stderr.replaceAll('\n', ' '))).toBe(written.stderr.replaceAll('\n', ' '));
  });

  it('promises nothing before anything was done', () => {
    const { clock, written, line } = progress(true);
    clock.now = 60_000;
    line.update(20);
    expect(written.stderr).toBe('\r\u001b[K20 of 100 runs');
  });
});
