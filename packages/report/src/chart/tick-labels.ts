import { formatLevel, formatNumber } from '../html/format.ts';

/** How an axis speaks. */
export type TickKind = 'number' | 'percent';

const MAX_DECIMALS = 4;

/**
 * Labels of an axis's ticks with as few decimals as tell them apart. On a linear axis all have the same number of them,
 * on a logarithmic one each its own.
 *
 * @example
 * tickLabels([0.85, 0.9, 0.95, 1], 'number', 'linear'); // ['0.85', '0.90', '0.95', '1.00']
 */
export function tickLabels(
  ticks: readonly number[],
  kind: TickKind,
  scale: 'linear' | 'log',
): readonly string[] {
  const values = kind === 'percent' ? ticks.map((value) => value * 100) : ticks;
  const common = Math.max(0, ...values.map(decimalsOf));
  return values.map((value) => {
    if (Math.abs(value) >= 1e6) return formatLevel(value) + (kind === 'percent' ? '%' : '');
    const text = formatNumber(value, scale === 'log' ? decimalsOf(value) : common);
    return kind === 'percent' ? `${text}%` : text;
  });
}

function decimalsOf(value: number): number {
  for (let decimals = 0; decimals < MAX_DECIMALS; decimals++) {
    const scaled = value * 10 ** decimals;
    if (Math.abs(scaled - Math.round(scaled)) < 1e-6 * Math.max(1, Math.abs(scaled))) return decimals;
  }
  return MAX_DECIMALS;
}
