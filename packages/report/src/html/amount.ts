import { type Html, html } from './html.ts';

/** Digits that matter to a reader; the tooltip has all of them. */
const SIGNIFICANT = 6;

/**
 * An exact decimal number, shortened toward zero to six significant digits, thousands grouped; all of its digits in the
 * tooltip. What is no decimal number is shown as it is.
 *
 * @example
 * amount('0.012345678'); // <span title="0.012345678">0.0123456</span>
 * amount('1234567.891'); // <span title="1234567.891">1,234,567</span>
 */
export function amount(text: string): Html {
  const shown = shortened(text);
  return shown === text ? html`<bdi>${text}</bdi>` : html`<span title="${text}">${shown}</span>`;
}

function shortened(text: string): string {
  const match = /^(-?)0*(\d+)(?:\.(\d+))?$/.exec(text);
  if (match === null) return text;
  const [, sign, whole, fraction = ''] = match;
  const leading = whole === '0' ? (/^0*/.exec(fraction)?.[0].length ?? 0) : 0;
  const room = whole === '0' ? leading + SIGNIFICANT : Math.max(0, SIGNIFICANT - whole.length);
  const kept = fraction.slice(0, room).replace(/0+$/, '');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  const minus = sign !== '' && /[1-9]/.test(whole + kept) ? '\u2212' : '';
  return `${minus}${grouped}${kept === '' ? '' : `.${kept}`}`;
}
