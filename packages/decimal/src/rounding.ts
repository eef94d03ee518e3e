import { compare, type Decimal } from './decimal.ts';

/**
 * The number with at most `scale` decimals, rounded up: what a client is charged against a limit is never less than it
 * is. For numbers ≥ 0.
 *
 * @example
 * formatDecimal(roundUp(parseDecimal('0.1201')!, 2)); // '0.13'
 */
export function roundUp({ units, scale }: Decimal, to: number): Decimal {
  if (scale <= to) return { units, scale };
  const divisor = 10n ** BigInt(scale - to);
  return { units: ceilDivide(units, divisor), scale: to };
}

/** The number with at most `scale` decimals, rounded down: what a client is allowed is never more. For numbers ≥ 0. */
export function roundDown({ units, scale }: Decimal, to: number): Decimal {
  return scale <= to ? { units, scale } : { units: units / 10n ** BigInt(scale - to), scale: to };
}

/**
 * a ÷ b with `scale` decimals, rounded up, for a ≥ 0 and b > 0.
 *
 * @throws RangeError when b is not above zero: the caller must have refused it
 */
export function divideUp(a: Decimal, b: Decimal, scale: number): Decimal {
  if (b.units <= 0n) throw new RangeError('division by a number that is not above zero');
  const shift = scale + b.scale - a.scale;
  return shift >= 0
    ? { units: ceilDivide(a.units * 10n ** BigInt(shift), b.units), scale }
    : { units: ceilDivide(a.units, b.units * 10n ** BigInt(-shift)), scale };
}

/** The larger of two. */
export function larger(a: Decimal, b: Decimal): Decimal {
  return compare(a, b) < 0 ? b : a;
}

/** The smaller of two. */
export function smaller(a: Decimal, b: Decimal): Decimal {
  return compare(a, b) > 0 ? b : a;
}

function ceilDivide(a: bigint, b: bigint): bigint {
  return (a + b - 1n) / b;
}
