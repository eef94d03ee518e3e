import { formatCount, formatDollars, formatPercent, orDash } from '../html/format.ts';
import { type Content, type Html, html } from '../html/html.ts';
import { moment } from '../html/moment.ts';
import { table } from '../html/table.ts';
import { requestWords } from './audit-words.ts';
import type { AuditedRequest, AuditLine, GatewayActivity } from './input.ts';

const OUTCOMES: Readonly<Record<NonNullable<AuditedRequest['outcome']>, string>> = {
  accepted: 'taken by the exchange',
  rejected: 'refused by the exchange',
  partly: 'partly taken by the exchange',
  unknown: 'the exchange’s answer is unknown',
};

/** How many orders the gateway let through and refused, and the last entries of its audit log. */
export function gatewaySection(activity: GatewayActivity): Html {
  const { lastEntries, checkpoint } = activity;
  const signed = checkpoint?.size ?? 0;
  return html`<p>Every order goes through the gateway, which holds the exchange key, checks the order against its policy, writes it down, and only then signs it.</p>
${tiles(activity)}
${table<AuditLine>({
  caption: 'The last entries of the audit log, the latest first; times in UTC',
  rows: lastEntries,
  empty: 'The audit log has no entry yet.',
  columns: [
    {
      label: 'Entry',
      hint: 'Its place in the log',
      kind: 'number',
      cell: ({ position }) => orDash(position, formatCount, 'it has no place in the log yet'),
    },
    { label: 'Time', cell: ({ time }) => moment(time) },
    {
      label: 'Who',
      hint: 'Virtual key or operator',
      cell: ({ content }) =>
        html`<bdi class="nowrap">${content.kind === 'request' ? content.virtualKey : (content.operator ?? 'gateway')}</bdi>`,
    },
    {
      label: 'What',
      cell: ({ content }) =>
        html`<span class="what">${content.kind === 'request' ? requestWords(content) : content.text}</span>`,
    },
    { label: 'Worth', kind: 'number', cell: ({ content }) => worth(content) },
    { label: 'Decision', cell: ({ content }) => (content.kind === 'request' ? decision(content) : '') },
    {
      label: 'Signed',
      hint: 'Whether a signed checkpoint vouches for it',
      cell: ({ position }) =>
        position === null ? 'not placed yet' : position < signed ? 'yes' : 'next checkpoint',
    },
  ],
})}`;
}

function tiles({ ordersAllowed, ordersRefused, entries, checkpoint }: GatewayActivity): Html {
  const all = ordersAllowed + ordersRefused;
  const list: readonly (readonly [string, Content, Content])[] = [
    ['Orders allowed', formatCount(ordersAllowed), 'within their policy'],
    [
      'Orders refused',
      formatCount(ordersRefused),
      all > 0 ? `${formatPercent(ordersRefused / all)} of all` : 'none was asked for',
    ],
    ['Entries in the log', formatCount(entries), 'of one Merkle tree'],
    [
      'Signed up to',
      checkpoint === null ? orDash(null, String, 'there is no checkpoint yet') : formatCount(checkpoint.size),
      checkpoint === null ? 'no checkpoint yet' : html`checkpoint of ${moment(checkpoint.time)}`,
    ],
  ];
  return html`<dl class="headline four">${list.map(
    ([label, value, sub]) => html`<div><dt>${label}</dt><dd>${value}</dd><dd class="sub">${sub}</dd></div>`,
  )}</dl>`;
}

function worth(content: AuditLine['content']): Content {
  if (content.kind !== 'request' || content.orders.length === 0) return '';
  const value = Number(content.notionalUsd);
  return Number.isFinite(value) ? formatDollars(value) : content.notionalUsd;
}

function decision({ accepted, rule, outcome }: AuditedRequest): Html {
  if (!accepted) {
    return html`<span class="nowrap"><span class="tag warn">refused</span>${rule === null ? null : html` <code>${rule}</code>`}</span>`;
  }
  return html`<span class="nowrap">allowed${outcome === null ? null : html`<span class="muted">, ${OUTCOMES[outcome]}</span>`}</span>`;
}
