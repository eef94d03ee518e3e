import { randomBytes } from 'node:crypto';

/** What an id is of: an order, a trade or amendment, an entry of the ledger, a deposit or withdrawal. */
export type IdKind = 'O' | 'T' | 'L' | 'Q';

/** Ids have 16 digits of base 36 behind the letter. */
const DIGITS = 16;
const SPACE = 36n ** 16n;
/** Near the golden section of the space, and without a divisor of it: consecutive numbers come to lie far apart. */
const FACTOR = 4_918_520_134_987_562_341_276_601n;
const INVERSE = inverse(FACTOR, SPACE);
const FORM = /^([OTLQ])([A-Z0-9]{5})-([A-Z0-9]{5})-([A-Z0-9]{6})$/;

/**
 * The id of a thing that has a number, in the form of Kraken's. There is one for each number, and one number for each.
 *
 * @example
 * idOf('O', 1); // 'O' and sixteen more, with dashes, such as OGYHBI-KTAUP-5TC3HO
 */
export function idOf(kind: IdKind, number: number): string {
  return dashed(kind, (BigInt(number) * FACTOR) % SPACE);
}

/** An id of something that is not looked for again. */
export function randomId(kind: IdKind): string {
  return dashed(kind, BigInt(`0x${randomBytes(16).toString('hex')}`) % SPACE);
}

/** The number of an id; null for one that was never given out. */
export function numberOf(kind: IdKind, id: string): number | null {
  const match = FORM.exec(id);
  if (match === null || match[1] !== kind) return null;
  let value = 0n;
  for (const digit of match.slice(2).join('')) value = value * 36n + BigInt(Number.parseInt(digit, 36));
  const number = (value * INVERSE) % SPACE;
  return number <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(number) : null;
}

/** Whether a text has the form of an id. */
export function isId(text: string): boolean {
  return FORM.test(text);
}

function dashed(kind: IdKind, value: bigint): string {
  const digits = value.toString(36).toUpperCase().padStart(DIGITS, '0');
  return `${kind}${digits.slice(0, 5)}-${digits.slice(5, 10)}-${digits.slice(10)}`;
}

/** Of a number modulo another that has no divisor in common with it (extended Euclid). */
function inverse(number: bigint, modulus: bigint): bigint {
  let [before, now, factorBefore, factor] = [modulus, number % modulus, 0n, 1n];
  while (now > 0n) {
    const times = before / now;
    [before, now] = [now, before - times * now];
    [factorBefore, factor] = [factor, factorBefore - times * factor];
  }
  return ((factorBefore % modulus) + modulus) % modulus;
}
