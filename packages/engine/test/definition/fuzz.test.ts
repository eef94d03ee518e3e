import { isHoldfastError } from '@holdfast/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDefinition } from '../../src/index.ts';
import { shippedFiles } from './support.ts';

const texts = [
  ...shippedFiles().map(({ text }) => text),
  `id: all-keys
name: "All keys"
base: {date: 2021-02-01, value: 100}
end: 2021-12-31
universe: {exclude_tags: [], include: [a, b], exclude: [c], min_market_cap: 1, min_age_days: 2}
select: {by: votes, top: 3, buffer: 1}
weight: {scheme: inverse-volatility, window: 30, cap: 0.5, floor: 0.01, sector_cap: 0.9}
overlay:
  volatility_target: {annual: 0.4, window: 30}
cash_asset: usd-coin
capital: 1e6
votes:
  - {from: 2021-01-01, aave: 120}
  - from: 2021-02-01
    aave: -1.5
`,
];
/** Generous for one file on a busy machine; the slowest takes some milliseconds. */
const LONGEST_MS = 3000;

function outcome(text: string): 'definition' | 'error' {
  const start = performance.now();
  let result: 'definition' | 'error';
  try {
    const definition = parseDefinition(text, 'indices/x.yaml');
    expect(typeof definition.id).toBe('string');
    result = 'definition';
  } catch (error) {
    if (!isHoldfastError(error)) throw error;
    expect(['DEFINITION_SYNTAX', 'DEFINITION_INVALID']).toContain(error.code);
    const { line, column, count } = error.facts;
    expect(line).toBeGreaterThanOrEqual(1);
    expect(column).toBeGreaterThanOrEqual(1);
    expect(line).toBeLessThanOrEqual(text.split(/\r?\n|\r/).length + 1);
    expect(count).toBeGreaterThanOrEqual(1);
    for (const problem of error.message.split('\n')) {
      expect(problem).toMatch(/^(indices\/x\.yaml:\d+:\d+[: ].|… and )/);
    }
    result = 'error';
  }
  expect(performance.now() - start).toBeLessThan(LONGEST_MS);
  return result;
}

const anyText = fc.constantFrom(...texts);
const place = fc.double({ min: 0, max: 1, noNaN: true });
const snippet = fc.oneof(
  fc.constantFrom(
    ': ',
    ':',
    '- ',
    '-',
    '#',
    '[',
    ']',
    '{',
    '}',
    ',',
    '"',
    "'",
    '\n',
    '\t',
    ' ',
    '|',
    '>',
    '&a ',
    '*a',
    '!x ',
    '%',
    '@',
    '`',
    '? ',
    '---\n',
    '...\n',
    '<<: ',
    'null',
    '~',
    'true',
    '.inf',
    '-1',
    '1e999',
    '0x',
    '99999999999999999999',
    '2021-02-30',
    '__proto__: ',
    'constructor: ',
    'votes: ',
    'weights: [{}]',
    'members: ',
    'overlay: {trend: ',
    '\u0000',
    '\uFEFF',
    '\u2028',
    '\r',
    '\ud800',
    '💥',
    '\\',
    '"\\',
  ),
  fc.string({ unit: 'binary', maxLength: 8 }),
);

const mutation = fc.oneof(
  fc.record({ kind: fc.constant('insert' as const), at: place, text: snippet }),
  fc.record({ kind: fc.constant('delete' as const), at: place, length: fc.nat(40) }),
  fc.record({ kind: fc.constant('double' as const), at: place, length: fc.nat(40) }),
  fc.record({ kind: fc.constant('swap lines' as const), at: place, other: place }),
  fc.record({ kind: fc.constant('value' as const), at: place, text: snippet }),
  fc.record({ kind: fc.constant('indent' as const), at: place, spaces: fc.nat(6) }),
);
type Mutation = typeof mutation extends fc.Arbitrary<infer M> ? M : never;

function mutate(text: string, change: Mutation): string {
  const at = Math.floor(change.at * text.length);
  const lines = text.split('\n');
  const line = Math.floor(change.at * lines.length);
  switch (change.kind) {
    case 'insert':
      return text.slice(0, at) + change.text + text.slice(at);
    case 'delete':
      return text.slice(0, at) + text.slice(at + change.length);
    case 'double':
      return text.slice(0, at + change.length) + text.slice(at);
    case 'swap lines': {
      const other = Math.floor(change.other * lines.length);
      return lines
        .with(line % lines.length, lines[other] ?? '')
        .with(other % lines.length, lines[line] ?? '')
        .join('\n');
    }
    case 'value':
      return lines
        .with(line % lines.length, (lines[line] ?? '').replace(/: .*/, `: ${change.text}`))
        .join('\n');
    case 'indent':
      return lines.with(line % lines.length, ' '.repeat(change.spaces) + (lines[line] ?? '')).join('\n');
  }
}

describe('any text gives a definition or an error with a place, quickly', () => {
  it('real files with one to six random changes', () => {
    const seen = { definition: 0, error: 0 };
    fc.assert(
      fc.property(anyText, fc.array(mutation, { minLength: 1, maxLength: 6 }), (text, changes) => {
        seen[outcome(changes.reduce(mutate, text))]++;
      }),
      { numRuns: 1500, seed: 7 },
    );
    // Changes that leave every file right, or none, would test nothing.
    expect(seen.error).toBeGreaterThan(300);
    expect(seen.definition).toBeGreaterThan(100);
  });

  it('real files cut off anywhere', () => {
    for (const text of texts) {
      for (let length = 0; length < text.length; length += 37) outcome(text.slice(0, length));
    }
  });

  it('random bytes and random words of YAML', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => void outcome(text)),
      { numRuns: 500, seed: 8 },
    );
    fc.assert(
      fc.property(fc.array(snippet, { maxLength: 40 }), (parts) => void outcome(parts.join(''))),
      { numRuns: 500, seed: 9 },
    );
  });

  it('random values under real keys', () => {
    const keys = [
      'select',
      'weight',
      'universe',
      'overlay',
      'votes',
      'weights',
      'members',
      'base',
      'lag',
      'id',
    ];
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...keys), fc.jsonValue(), { maxKeys: 4 }), (value) => {
        outcome(JSON.stringify(value));
      }),
      { numRuns: 500, seed: 10 },
    );
  });

  const long = 1 << 18;
  it.each<[string, string]>([
    ['[', '['.repeat(long)],
    ['{a: ', '{a: '.repeat(long / 4)],
    ['- ', '- '.repeat(long / 2)],
    ['? ', '? '.repeat(long / 2)],
    ['deeper and deeper lines', Array.from({ length: 700 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
  ])('is not led into the depth by %s', (_, text) => {
    try {
      parseDefinition(text, 'x.yaml');
      expect.unreachable();
    } catch (error) {
      expect(isHoldfastError(error) && error.message).toMatch(/nested too deeply/);
    }
  });

  it.each<[string, string]>([
    ['quotes', '"'.repeat(long)],
    ['one key again and again', 'a: 1\n'.repeat(long / 5)],
    ['different keys', Array.from({ length: long / 10 }, (_, i) => `k${i}: 1`).join('\n')],
    ['list entries', `a:\n${' - b\n'.repeat(long / 6)}`],
    ['empty votes', `select: {by: votes}\nvotes: [${'{},'.repeat(long / 4)}]`],
    ['line ends', '\n'.repeat(long)],
    ['one long text', `name: ${'x'.repeat(long - 10)}`],
    ['one long key', `${'x'.repeat(long - 10)}: 1`],
  ])('answers within seconds at the largest size: %s', (_, text) => {
    expect(text.length).toBeLessThanOrEqual(long);
    const start = performance.now();
    expect(() => parseDefinition(text, 'x.yaml')).toThrow(/^x\.yaml:/);
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  it('refuses what is larger without reading it', () => {
    expect(() => parseDefinition(`# ${'x'.repeat(long)}`, 'x.yaml')).toThrow(
      'x.yaml:1:1: the file has 262,146 characters; a definition may have 262,144.',
    );
  });
});
