import { type Decimal, parseDecimal } from '@holdfast/decimal';

/** A decimal string of ours or an exchange's. @throws RangeError for text that is no plain decimal: it was checked when it came in */
export function decimal(text: string): Decimal {
  const value = parseDecimal(text);
  if (value === null) throw new RangeError(`"${text}" is no decimal number`);
  return value;
}

/** A number of PostgreSQL's without needless zeros. */
export function trimmed(amount: string): string {
  return amount.includes('.') ? amount.replace(/\.?0+$/, '') : amount;
}
