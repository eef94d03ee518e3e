import { formatSigned } from '../html/format.ts';

/**
 * A difference of two rates in percentage points, two decimals.
 *
 * @example
 * formatPoints(-0.0251); // '−2.51'
 */
export function formatPoints(fraction: number): string {
  return formatSigned(fraction * 100, 2);
}
