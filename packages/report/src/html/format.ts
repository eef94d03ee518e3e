import { type Content, html } from './html.ts';

const MINUS = '\u2212';

const grouped = [0, 1, 2, 3, 4].map(
  (digits) =>
    new Intl.NumberFormat('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits }),
);
const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 3 });
const significant = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 });
const scientific = new Intl.NumberFormat('en-US', { notation: 'scientific', maximumSignificantDigits: 3 });

/** A number with a fixed count of decimals (0 to 4), thousands grouped, a true minus, and never "−0". */
export function formatNumber(value: number, decimals: number): string {
  const text = grouped[decimals].format(Math.abs(value));
  return value < 0 && /[1-9]/.test(text) ? MINUS + text : text;
}

/** As `formatNumber`, with a plus before gains. */
export function formatSigned(value: number, decimals: number): string {
  const text = formatNumber(value, decimals);
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/**
 * A fraction in percent. Large values lose decimals that say nothing.
 *
 * @example
 * formatPercent(0.1234); // '12.3%'
 * formatPercent(21.4); // '2,140%'
 */
export function formatPercent(fraction: number, decimals = 1): string {
  if (Math.abs(fraction) >= 1000) return `${magnitude(fraction * 100)}%`;
  return `${formatNumber(fraction * 100, Math.abs(fraction) >= 9.995 ? 0 : decimals)}%`;
}

/** As `formatPercent`, with a plus before gains. */
export function formatSignedPercent(fraction: number, decimals = 1): string {
  const text = formatPercent(fraction, decimals);
  return fraction > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/** An index level: about four digits that matter. */
export function formatLevel(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e6) return magnitude(value);
  if (size >= 1000 || size === 0) return formatNumber(value, 0);
  if (size >= 100) return formatNumber(value, 1);
  if (size >= 1) return formatNumber(value, 2);
  return withMinus(value, significant);
}

/** US dollars, shortened: "$9.1M". */
export function formatUsd(value: number): string {
  const size = Math.abs(value);
  const text = size >= 1e15 ? scientific.format(size) : compact.format(size);
  return value < 0 ? `${MINUS}$${text}` : `$${text}`;
}

/**
 * US dollars to the cent; beyond ten millions without cents, and shortened where digits would say nothing.
 *
 * @example
 * formatDollars(-1234.5); // '−$1,234.50'
 */
export function formatDollars(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e12) return formatUsd(value);
  const text = formatNumber(size, size >= 1e7 ? 0 : 2);
  return value < 0 && /[1-9]/.test(text) ? `${MINUS}$${text}` : `$${text}`;
}

/** A count with thousands grouped. */
export function formatCount(value: number): string {
  return grouped[0].format(value);
}

/** A count and its noun: "1 asset", "2,494 assets". */
export function formatPlural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/**
 * A value that may be missing: an em dash that says why, to eyes by tooltip and to screen readers as text.
 *
 * @example
 * orDash(statistics.sharpe, (value) => formatNumber(value, 2), 'volatility is 0');
 */
export function orDash(
  value: number | null | undefined,
  format: (value: number) => string,
  reason: string,
): Content {
  if (value !== null && value !== undefined && Number.isFinite(value)) return format(value);
  return html`<span class="none" title="${reason}"><span aria-hidden="true">—</span><span class="vh">none: ${reason}</span></span>`;
}

function magnitude(value: number): string {
  const size = Math.abs(value);
  return withMinus(value, size >= 1e15 ? scientific : compact);
}

function withMinus(value: number, format: Intl.NumberFormat): string {
  return (value < 0 ? MINUS : '') + format.format(Math.abs(value));
}
