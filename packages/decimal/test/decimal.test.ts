import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, compare, type Decimal, formatDecimal, multiply, parseDecimal, subtract } from '../src/index.ts';

/** An exact fraction, the plainest arithmetic there is. */
interface Rational {
  readonly over: bigint;
  readonly under: bigint;
}

const rational = ({ units, scale }: Decimal): Rational => ({ over: units, under: 10n ** BigInt(scale) });
const same = (a: Rational, b: Rational) => a.over * b.under === b.over * a.under;
const decimal: fc.Arbitrary<Decimal> = fc.record({
  units: fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }),
  scale: fc.nat({ max: 40 }),
});
/** Texts as exchanges write amounts. */
const amount = fc
  .tuple(fc.bigInt({ min: 0n, max: 10n ** 20n }), fc.stringMatching(/^[0-9]{0,18}$/))
  .map(([whole, fraction]) => (fraction === '' ? String(whole) : `${whole}.${fraction}`));

describe('reading an amount', () => {
  it('keeps its value, against integers', () => {
    fc.assert(
      fc.property(amount, (text) => {
        const [whole, fraction = ''] = text.split('.');
        const expected = { over: BigInt(whole + fraction), under: 10n ** BigInt(fraction.length) };
        expect(same(rational(parseDecimal(text)!), expected)).toBe(true);
      }),
    );
  });

  it.each([
    '',
    ' ',
    '-1',
    '+1',
    '-0',
    '.5',
    '5.',
    '.',
    '1..2',
    '1.2.3',
    '1e5',
    '1E5',
    '1e-5',
    '0x10',
    '0b1',
    '1_000',
    '1,000',
    '1,5',
    '1 000',
    ' 1',
    '1 ',
    '1\n',
    '\t1',
    '1\u00a0',
    '1\u0000',
    'NaN',
    'Infinity',
    'null',
    '1n',
    '1f',
    '$1',
    '1%',
    '00',
    '01',
    '007',
    '00.5',
    '١',
    '1٫5',
    '１２',
    '²',
    '½',
    'Ⅳ',
    '1．5',
    '1'.repeat(41),
    `0.${'1'.repeat(40)}`,
    `${'1'.repeat(1000)}`,
  ])('refuses %j', (text) => {
    expect(parseDecimal(text)).toBeNull();
  });

  it.each([
    ['0', 0n, 0],
    ['0.0', 0n, 1],
    ['1', 1n, 0],
    ['0.10', 10n, 2],
    ['10.01', 1001n, 2],
    ['9'.repeat(40), 10n ** 40n - 1n, 0],
    [`0.${'9'.repeat(39)}`, 10n ** 39n - 1n, 39],
  ])('reads %s', (text, units, scale) => {
    expect(parseDecimal(text)).toEqual({ units, scale });
  });

  it('reads nothing but what the grammar says, whatever is thrown at it', () => {
    const pieces = fc.array(fc.constantFrom('0', '1', '9', '.', '-', '+', 'e', ' ', ',', '٣'), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(pieces, (list) => {
        const text = list.join('');
        expect(parseDecimal(text) !== null).toBe(/^(0|[1-9]\d*)(\.\d+)?$/.test(text));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('writing an amount', () => {
  it('is read back as the same value, without needless zeros', () => {
    fc.assert(
      fc.property(amount, (text) => {
        const written = formatDecimal(parseDecimal(text)!);
        expect(same(rational(parseDecimal(written)!), rational(parseDecimal(text)!))).toBe(true);
        expect(written).not.toMatch(/\.\d*0$|\.$/);
      }),
    );
  });

  it('writes signs and small numbers plainly', () => {
    expect(formatDecimal({ units: -5n, scale: 3 })).toBe('-0.005');
    expect(formatDecimal({ units: 0n, scale: 5 })).toBe('0');
    expect(formatDecimal({ units: 1n, scale: 30 })).toBe(`0.${'0'.repeat(29)}1`);
    expect(formatDecimal({ units: 1200n, scale: 0 })).toBe('1200');
    expect(formatDecimal({ units: 1200n, scale: 2 })).toBe('12');
  });
});

describe('arithmetic, against fractions', () => {
  const both = fc.tuple(decimal, decimal);

  it('adds', () => {
    fc.assert(
      fc.property(both, ([a, b]) => {
        const [x, y] = [rational(a), rational(b)];
        const expected = { over: x.over * y.under + y.over * x.under, under: x.under * y.under };
        expect(same(rational(add(a, b)), expected)).toBe(true);
      }),
    );
  });

  it('subtracts', () => {
    fc.assert(
      fc.property(both, ([a, b]) => {
        const [x, y] = [rational(a), rational(b)];
        const expected = { over: x.over * y.under - y.over * x.under, under: x.under * y.under };
        expect(same(rational(subtract(a, b)), expected)).toBe(true);
      }),
    );
  });

  it('multiplies', () => {
    fc.assert(
      fc.property(both, ([a, b]) => {
        const [x, y] = [rational(a), rational(b)];
        expect(same(rational(multiply(a, b)), { over: x.over * y.over, under: x.under * y.under })).toBe(
          true,
        );
      }),
    );
  });

  it('compares', () => {
    fc.assert(
      fc.property(both, ([a, b]) => {
        const [x, y] = [rational(a), rational(b)];
        const difference = x.over * y.under - y.over * x.under;
        expect(compare(a, b)).toBe(difference < 0n ? -1 : difference > 0n ? 1 : 0);
        expect(compare(a, { units: a.units * 100n, scale: a.scale + 2 })).toBe(0);
      }),
    );
  });

  it('is right where floats are not', () => {
    const [a, b] = [parseDecimal('0.1')!, parseDecimal('0.2')!];
    expect(formatDecimal(add(a, b))).toBe('0.3');
    expect(compare(parseDecimal('9007199254740993')!, parseDecimal('9007199254740992')!)).toBe(1);
  });
});
