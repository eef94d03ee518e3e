import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { replaceKeyId } from '../../src/dialect/replace-key-id.ts';

const REAL = 'a+B/c=.d';
const replaced = (text: string, real = REAL) =>
  replaceKeyId(Buffer.from(text, 'latin1'), real, '$&virtual').toString('latin1');

describe('the real key’s id in an answer', () => {
  it.each([
    'a+B/c=.d',
    String.raw`a+B\/c=.d`,
    String.raw`a\u002bB\/c\u003d.d`,
    String.raw`a\u002BB\u002Fc\u003D\u002ed`,
    'a%2BB%2Fc%3D.d',
    'a%2bB%2fc%3d.d',
  ])('is replaced where it is written %s', (written) =>
    expect(replaced(`{"key":"${written}","again":"${written}"}`)).toBe(
      '{"key":"$&virtual","again":"$&virtual"}',
    ),
  );

  it.each(['a+B/c=xd', 'a+b/c=.d', 'a+B/c=', 'A+B/c=.d', 'aaB/c=.d', ''])('is not %j', (text) =>
    expect(replaced(text)).toBe(text),
  );

  it('of letters alone has one way', () => {
    expect(replaced('x real y', 'real')).toBe('x $&virtual y');
    expect(replaced('x rea1 y', 'real')).toBe('x rea1 y');
  });

  it('of no characters is nowhere', () => expect(replaced('x', '')).toBe('x'));

  it('leaves other bytes as they are', () => {
    const body = Buffer.from([0xff, 0x00, 0xc3, 0x28, ...Buffer.from(REAL), 0xfe]);
    expect([...replaceKeyId(body, REAL, 'v')]).toEqual([0xff, 0x00, 0xc3, 0x28, 0x76, 0xfe]);
    const other = Buffer.from([0xff, 0x00, 0xc3, 0x28]);
    expect(replaceKeyId(other, REAL, 'v')).toBe(other);
  });
});
