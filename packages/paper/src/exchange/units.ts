/**
 * Amounts and prices are whole numbers of 10⁻⁸, as the exchange writes at most eight decimals. Steps and ticks are chosen so
 * that amount × price has no more.
 */
export type Units = bigint;

export const ONE: Units = 100_000_000n;
const DIGITS = 8;

/** Reads a plain decimal number of at most eight decimals; null for anything else. */
export function parseUnits(text: string): Units | null {
  const match = /^([0-9]{1,18})(?:\.([0-9]{1,20}))?$/.exec(text);
  if (match === null) return null;
  const fraction = (match[2] ?? '').replace(/0+$/, '');
  if (fraction.length > DIGITS) return null;
  return BigInt(match[1] + fraction.padEnd(DIGITS, '0'));
}

/** Written with all eight decimals, as Binance does. */
export function formatUnits(units: Units): string {
  const negative = units < 0n;
  const digits = (negative ? -units : units).toString().padStart(DIGITS + 1, '0');
  return `${negative ? '-' : ''}${digits.slice(0, -DIGITS)}.${digits.slice(-DIGITS)}`;
}

/** The nearest below a Float64, for numbers that were computed. */
export function unitsOf(value: number): Units {
  if (!(value >= 0 && value < 1e15)) throw new RangeError(`${value} is no amount`);
  // Above 2⁵³ units a Float64 has no 10⁻⁸ any more.
  return value < 9e7 ? BigInt(Math.floor(value * 1e8)) : BigInt(Math.floor(value)) * ONE;
}

export function toNumber(units: Units): number {
  return Number(units) / 1e8;
}

/** amount × price; exact when their decimals together are at most eight, otherwise rounded down. */
export function times(amount: Units, price: Units): Units {
  return (amount * price) / ONE;
}

/** The most whole steps in an amount. */
export function floorTo(amount: Units, step: Units): Units {
  return amount - (amount % step);
}

/** The least whole steps that hold an amount. */
export function ceilTo(amount: Units, step: Units): Units {
  const rest = amount % step;
  return rest === 0n ? amount : amount - rest + step;
}

export function least(a: Units, b: Units): Units {
  if (a < b) return a;
  return b;
}
