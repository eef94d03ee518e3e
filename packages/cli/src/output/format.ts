/** What stands in for a number that does not exist. */
const NONE = '–';

/**
 * A fraction as a percentage.
 *
 * @example
 * percent(0.1234); // '12.34 %'
 */
export function percent(value: number | null, digits = 2): string {
  return value === null ? NONE : `${grouped(value * 100, digits)} %`;
}

/**
 * A number with thousands apart.
 *
 * @example
 * grouped(12345.678, 1); // '12,345.7'
 */
export function grouped(value: number | null, digits = 2): string {
  if (value === null) return NONE;
  const text = value.toFixed(digits);
  // toFixed turns to exponents from 1e21 on.
  if (text.includes('e')) return text;
  const [whole, fraction] = text.split('.');
  const separated = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? separated : `${separated}.${fraction}`;
}

/**
 * A number of things.
 *
 * @example
 * counted(2, 'coin'); // '2 coins'
 */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count, 0)} ${count === 1 ? one : many}`;
}
