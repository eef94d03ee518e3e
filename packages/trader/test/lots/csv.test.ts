import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { gainsCsv, type LotEvent, lotsCsv, readCostBasis, taxLots } from '../../src/index.ts';

const HEADER = 'asset,amount,acquired,cost_usd\n';
const time = Date.parse('2021-03-05T14:30:00Z');

describe('imported cost basis', () => {
  it('is read as it is written: dates, times, quotes, CR LF, a byte order mark, blank lines', () => {
    const text = `\u{feff}asset,amount,acquired,cost_usd\r\nBTC,0.5,2021-03-05,24000\r\n\r\n"ETH","2","2021-03-05T14:30:00Z","0"\r\n`;
    expect(readCostBasis(text, 'b.csv')).toEqual([
      { asset: 'BTC', amount: '0.5', acquired: Date.parse('2021-03-05'), costUsd: '24000' },
      { asset: 'ETH', amount: '2', acquired: time, costUsd: '0' },
    ]);
    expect(readCostBasis('"asset",amount,acquired,cost_usd', 'b.csv')).toEqual([]);
  });

  it.each([
    ['no header', 'BTC,1,2021-03-05,1', 1],
    ['an empty file', '', 1],
    ['semicolons', 'asset;amount;acquired;cost_usd\n', 1],
    ['other columns', 'asset,amount,cost_usd,acquired\n', 1],
    ['a cell too few', `${HEADER}BTC,1,2021-03-05`, 2],
    ['a thousands comma', `${HEADER}BTC,1,2021-03-05,24,000`, 2],
    ['a quoted thousands comma', `${HEADER}BTC,1,2021-03-05,"24,000"`, 2],
    ['a dollar sign', `${HEADER}BTC,1,2021-03-05,$24`, 2],
    ['an amount of zero, after a blank line', `${HEADER}\nBTC,0,2021-03-05,1`, 3],
    ['a negative amount', `${HEADER}BTC,-1,2021-03-05,1`, 2],
    ['an exponent', `${HEADER}BTC,1e-8,2021-03-05,1`, 2],
    ['no name', `${HEADER},1,2021-03-05,1`, 2],
    ['a name with a blank', `${HEADER} BTC,1,2021-03-05,1`, 2],
    ['a day that is none', `${HEADER}BTC,1,2021-02-29,1`, 2],
    ['an hour that is none', `${HEADER}BTC,1,2021-03-05T24:30:00Z,1`, 2],
    ['a time without a zone', `${HEADER}BTC,1,2021-03-05T14:30:00,1`, 2],
    ['a date as Americans write it', `${HEADER}BTC,1,03/05/2021,1`, 2],
    ['a quote that does not end', `${HEADER}BTC,1,2021-03-05,1\n"ETH,1,2021-03-05,1`, 3],
    ['something after a quote', `${HEADER}"BTC"x,1,2021-03-05,1`, 2],
    ['an endless line', `${HEADER}${'B'.repeat(2000)},1,2021-03-05,1`, 2],
    ['too many lines', HEADER + 'BTC,1,2021-03-05,1\n'.repeat(100_000), 100_001],
  ])('names the line of %s', (_, text, line) => {
    expect(() => readCostBasis(text, 'b.csv')).toThrow(
      expect.objectContaining({
        code: 'TAX_LOTS_INVALID',
        facts: { file: 'b.csv', line },
        message: expect.stringMatching(`^b\\.csv:${line}: `),
      }),
    );
  });
});

describe('what is written', () => {
  const events: LotEvent[] = [
    { kind: 'deposit', time, asset: 'BTC', amount: '2', valueUsd: '100' },
    {
      kind: 'sell',
      time: time + 86_400_000,
      base: 'BTC',
      quote: 'USD',
      amount: '1',
      price: '20',
      valueUsd: '20',
    },
    {
      kind: 'sell',
      time: time + 86_400_001,
      base: 'X',
      quote: 'USD',
      amount: '1',
      price: '1',
      valueUsd: '1',
    },
  ];

  it('is RFC 4180, and a loss stays a number', () => {
    const { lots, gains } = taxLots(events, { method: 'fifo' });
    expect(lotsCsv(lots)).toBe(
      'asset,amount,acquired,cost_usd,basis\r\nBTC,1,2021-03-05T14:30:00.000Z,50,market-value\r\n',
    );
    expect(gainsCsv(gains)).toBe(
      [
        'asset,amount,acquired,disposed,holding_days,proceeds_usd,cost_usd,gain_usd,basis,cause',
        'BTC,1,2021-03-05T14:30:00.000Z,2021-03-06T14:30:00.000Z,1,20,50,-30,market-value,trade',
        'X,1,,2021-03-06T14:30:00.001Z,,1,0,1,unknown,trade',
        '',
      ].join('\r\n'),
    );
    expect(lotsCsv([])).toBe('asset,amount,acquired,cost_usd,basis\r\n');
  });

  it.each([
    ['=1+1', `"'=1+1"`],
    ['+A1', `"'+A1"`],
    ['-A1', `"'-A1"`],
    ['@SUM(A1)', `"'@SUM(A1)"`],
    ['\tX', `"'\tX"`],
    ['\rX', `"'\rX"`],
    ['＝X', `"'＝X"`],
    ['A,B', '"A,B"'],
    ['A"B', '"A""B"'],
    ['="x"', `"'=""x"""`],
    ['A\nB', '"A\nB"'],
    ['1INCH', '1INCH'],
  ])('a name like %j is no formula and no second cell', (asset, cell) => {
    const csv = lotsCsv([{ asset, amount: '1', acquired: 0, costUsd: '1', basis: 'trade' }]);
    expect(csv).toBe(
      `asset,amount,acquired,cost_usd,basis\r\n${cell},1,1970-01-01T00:00:00.000Z,1,trade\r\n`,
    );
  });
});

it('writes the example of the docs', () => {
  const docs = readFileSync(new URL('../../../../docs/tracking.md', import.meta.url), 'utf8');
  const [basis, gains, lots] = [...docs.matchAll(/```csv\n(.*?)```/gs)].map(([, block]) => block);
  const day = (month: number) => Date.UTC(2021, month, 1);
  const events: LotEvent[] = [
    { kind: 'deposit', time: day(0), asset: 'BTC', amount: '1', valueUsd: '29000' },
    {
      kind: 'buy',
      time: day(1),
      base: 'BTC',
      quote: 'USD',
      amount: '0.5',
      price: '33000',
      valueUsd: '16500',
      fee: { asset: 'USD', amount: '16.5', valueUsd: '16.5' },
    },
    {
      kind: 'buy',
      time: day(2),
      base: 'ETH',
      quote: 'BTC',
      amount: '20',
      price: '0.03',
      valueUsd: '29400',
      fee: { asset: 'ETH', amount: '0.02', valueUsd: '29.4' },
    },
  ];
  const imported = readCostBasis(basis, 'docs/tracking.md');
  const result = taxLots(events, { method: 'fifo', imported });
  expect(gainsCsv(result.gains).replaceAll('\r', '')).toBe(gains);
  expect(lotsCsv(result.lots).replaceAll('\r', '')).toBe(lots);
  const hifo = taxLots(events, { method: 'hifo', imported });
  expect(hifo.gains.map(({ gainUsd }) => gainUsd)).toEqual(['7983.5', '2000']);
});
