import { type Html, html } from '../html/html.ts';

/** A piece of a line, to say which one a text is about. */
export function lineSwatch(colour: string): Html {
  return html`<svg class="swatch line" width="18" height="10" aria-hidden="true"><line class="line ${colour}" x1="0" x2="18" y1="5" y2="5"/></svg>`;
}
