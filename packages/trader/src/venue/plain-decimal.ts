/** Digits that an amount may have, before and after the point together. */
const MOST_DIGITS = 40;

/**
 * A number as ccxt tells it, which are strings here, as a plain decimal, to the last digit. ccxt itself writes some constants
 * as numbers, and those may have an exponent.
 *
 * @returns null: none, below zero, or nothing that is a number
 * @example
 * plainDecimal('1e-8'); // '0.00000001'
 */
export function plainDecimal(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  const match = /^0*([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]{1,3}))?$/.exec(String(value));
  if (match === null || (String(value).match(/[0-9]/) ?? null) === null) return null;
  const [, whole, fraction = '', exponent = '0'] = match;
  const point = whole.length + Number(exponent);
  const digits = whole + fraction;
  const padded = digits.padStart(digits.length + Math.max(0, 1 - point), '0');
  const at = Math.max(point, 1);
  const before = padded
    .slice(0, at)
    .padEnd(at, '0')
    .replace(/^0+(?=[0-9])/, '');
  const after = padded.slice(at).replace(/0+$/, '');
  if (before.length + after.length > MOST_DIGITS) return null;
  return after === '' ? before : `${before}.${after}`;
}
