import { type Html, html } from './html.ts';

const MOMENT = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::\d{2}(?:\.\d{1,9})?)?Z$/;

/**
 * A point in time as people read it, in UTC to the minute. What is no time is shown as it is.
 *
 * @param iso ISO 8601 with Z, or a date alone
 * @example
 * moment('2021-03-01T14:05:09.123Z'); // 2021-03-01 14:05, as <time>
 */
export function moment(iso: string): Html {
  const match = MOMENT.exec(iso);
  if (match !== null)
    return html`<time class="date" datetime="${iso}" title="${iso}">${match[1]} ${match[2]}</time>`;
  return html`<bdi>${iso}</bdi>`;
}

/** Only the day of a point in time. */
export function dayOf(iso: string): Html {
  const match = MOMENT.exec(iso);
  if (match !== null) return html`<time class="date" datetime="${iso}" title="${iso}">${match[1]}</time>`;
  return html`<bdi>${iso}</bdi>`;
}
