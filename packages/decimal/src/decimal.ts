/** An exact decimal number: `units` × 10^−`scale`, scale ≥ 0. */
export interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

const MOST_DIGITS = 40;

/**
 * Reads a plain decimal number: digits, at most one point with digits on both sides, no sign, no exponent, no blank, no
 * needless zero in front. Null for anything else (`1e5`, `-1`, `.5`, `007`, `1,000`, `١`, 41 digits): what an exchange
 * might read differently is not an amount.
 *
 * @example
 * parseDecimal('0.10'); // { units: 10n, scale: 2 }
 */
export function parseDecimal(text: string): Decimal | null {
  if (text.length > MOST_DIGITS + 1) return null;
  const match = /^(0|[1-9][0-9]*)(?:\.([0-9]+))?$/.exec(text);
  if (match === null) return null;
  const fraction = match[2] ?? '';
  if (match[1].length + fraction.length > MOST_DIGITS) return null;
  return { units: BigInt(match[1] + fraction), scale: fraction.length };
}

/** The number written plainly, without needless zeros. */
export function formatDecimal({ units, scale }: Decimal): string {
  const negative = units < 0n;
  const digits = (negative ? -units : units).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, '');
  return `${negative ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

/** a + b. */
export function add(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return { units: widen(a, scale) + widen(b, scale), scale };
}

/** a − b. */
export function subtract(a: Decimal, b: Decimal): Decimal {
  return add(a, { units: -b.units, scale: b.scale });
}

/** a × b. */
export function multiply(a: Decimal, b: Decimal): Decimal {
  return { units: a.units * b.units, scale: a.scale + b.scale };
}

/** −1, 0 or 1: whether a is below, equal to or above b. */
export function compare(a: Decimal, b: Decimal): -1 | 0 | 1 {
  const scale = Math.max(a.scale, b.scale);
  const left = widen(a, scale);
  const right = widen(b, scale);
  return left < right ? -1 : left > right ? 1 : 0;
}

function widen({ units, scale }: Decimal, to: number): bigint {
  return units * 10n ** BigInt(to - scale);
}
