import { formatUnits, type Units } from '../exchange/units.ts';
import type { PaperSymbol } from '../market/symbol.ts';

const DIGITS = 8;

/** Digits behind the point that a tick needs, which are those of the market's prices. */
export function pairDecimals({ tick }: Pick<PaperSymbol, 'tick'>): number {
  return Math.max(0, DIGITS - (/0*$/.exec(`${tick}`)?.[0].length ?? 0));
}

/** A price with the digits of its market, and more only where it has more. */
export function formatPrice(price: Units, symbol: Pick<PaperSymbol, 'tick'>): string {
  const [whole, fraction] = formatUnits(price).split('.');
  const decimals = pairDecimals(symbol);
  const digits = fraction.slice(0, decimals) + fraction.slice(decimals).replace(/0+$/, '');
  return digits === '' ? whole : `${whole}.${digits}`;
}

/** Seconds since 1970, of milliseconds. */
export function seconds(milliseconds: number): number {
  return milliseconds / 1000;
}
