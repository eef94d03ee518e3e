import { describe, expect, it } from 'vitest';
import { plainQuery } from '../../src/dialect/plain-query.ts';
import { parsePairs } from '../../src/http/pairs.ts';

describe('a query whose signature is made over it decoded', () => {
  it('is the text that reads the same whether or not it is decoded', () => {
    const text = 'symbol=BTC-USDT&orderIds=a1,b2&at=10:20&path=a/b&x=a_b.c~d@e&empty=';
    expect(plainQuery(parsePairs(text))).toBe(text);
    expect(plainQuery([])).toBe('');
  });

  it('is the same text however needlessly its client encoded it', () =>
    expect(plainQuery(parsePairs('symbol=BTC%2DUSDT&ids=a%2cb'))).toBe('symbol=BTC-USDT&ids=a,b'));

  it.each([
    ['a hidden parameter', 'remark=1%26symbol=ETH-USDT'],
    ['a hidden value', 'a=b%3Dc'],
    ['a plus', 'a=b%2Bc'],
    ['a blank', 'a=b+c'],
    ['a blank, encoded', 'a=b%20c'],
    ['a fragment', 'a=b%23c'],
    ['a question mark', 'a=b%3Fc'],
    ['a percent sign', 'a=10%25'],
    ['letters that are not ASCII', 'a=%D0%92'],
    ['a semicolon', 'a=b;c=d'],
    ['brackets in a name', 'a%5B%5D=b'],
    ['a dash in a name', 'a-b=c'],
    ['quotes', 'a=%22'],
    ['a backslash', 'a=%5C'],
  ])('is none with %s', (_, text) =>
    expect(() => plainQuery(parsePairs(text))).toThrow(
      expect.objectContaining({ reason: 'malformed', rule: 'character in query' }),
    ),
  );
});
