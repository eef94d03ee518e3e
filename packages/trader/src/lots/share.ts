import { add, type Decimal, subtract } from '@holdfast/decimal';

/** USD amounts that are split carry at least this many decimals. */
const USD_SCALE = 8;

export const ZERO: Decimal = { units: 0n, scale: 0 };

/**
 * whole × part ÷ of, cut toward zero after 8 decimals, or after as many as `whole` has when these are more. What is cut
 * off stays with the rest, `whole` − share, so that the two add up to the whole to the last digit.
 *
 * @param of above zero
 *
 * @example
 * share(usd('10'), one, three); // 3.33333333, and 6.66666667 stays
 */
export function share(whole: Decimal, part: Decimal, of: Decimal): Decimal {
  const scale = Math.max(whole.scale, USD_SCALE);
  const dividend = whole.units * part.units * 10n ** BigInt(scale - whole.scale + of.scale);
  return { units: dividend / (of.units * 10n ** BigInt(part.scale)), scale };
}

/**
 * The whole in proportion to `parts`. Each share is the difference of two `share`s of the running sum, so none is off by more
 * than the last digit, and all of them add up to the whole.
 *
 * @param parts each ≥ 0, their sum above zero
 */
export function shares(whole: Decimal, parts: readonly Decimal[]): Decimal[] {
  const sum = parts.reduce(add, ZERO);
  let passed = ZERO;
  let given = ZERO;
  return parts.map((part) => {
    passed = add(passed, part);
    const upToHere = share(whole, passed, sum);
    const own = subtract(upToHere, given);
    given = upToHere;
    return own;
  });
}
