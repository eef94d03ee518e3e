import { type Html, html } from '../html/html.ts';

/** A short bar beside a number in a table; `share` of 1 fills it. The number itself is the text. */
export function shareBar(share: number): Html {
  const width = Math.min(100, Math.max(0, share * 100));
  return html`<svg class="sharebar" width="64" height="8" aria-hidden="true"><rect class="track" width="100%" height="8" rx="1"/><rect class="bar" width="${width.toFixed(1)}%" height="8" rx="1"/></svg>`;
}
