import { formatCount, formatPlural } from '../html/format.ts';
import { type Content, type Html, html } from '../html/html.ts';
import { dayOf, moment } from '../html/moment.ts';
import { table } from '../html/table.ts';
import { page } from '../page/page.ts';
import type {
  KeyFinding,
  KeyFindingLevel,
  KeyReport,
  ReportedExchangeKey,
  ReportedVirtualKey,
} from './input.ts';

const LEVEL: Readonly<Record<KeyFindingLevel, string>> = {
  urgent: 'now',
  due: 'due',
  note: 'good to know',
};

/**
 * What is to be known and done about all keys, as one HTML file that needs nothing else. Every string of the input is
 * treated as hostile: reasons are free text, and the database that all of it came from may have been changed.
 *
 * @example
 * await writeFile('keys.html', renderKeyReport(report));
 */
export function renderKeyReport(report: KeyReport): string {
  const { assessed, rotateAfter, unusedAfter, exchangeKeys, virtualKeys } = report;
  return page({
    title: 'Keys · Holdfast',
    intro: html`<h1>Keys</h1>
<p class="lead">${lead(report)}</p>
<p class="meta">As of ${moment(assessed)} UTC. ${rotateAfter === null ? 'Exchange keys are due for rotation by their own schedules only' : `Exchange keys without a schedule of their own are due for rotation after ${rotateAfter}`}; use was looked for in the last ${unusedAfter} of the audit log. This page tells what the database says; it opens no secret and proves nothing.</p>`,
    sections: [
      { id: 'to-do', title: 'To do', content: toDo(report) },
      { id: 'exchange-keys', title: 'Exchange keys', content: exchangeTable(exchangeKeys, unusedAfter) },
      { id: 'virtual-keys', title: 'Virtual keys', content: virtualTable(virtualKeys, unusedAfter) },
    ],
    footer: 'Made by Holdfast. Nothing on this page is secret, but it tells who could trade with what.',
  });
}

function lead({ due, exchangeKeys, virtualKeys }: KeyReport): string {
  const counted = `${formatPlural(exchangeKeys.length, 'exchange key')} and ${formatPlural(virtualKeys.length, 'virtual key')}`;
  if (exchangeKeys.length + virtualKeys.length === 0) return 'There are no keys yet.';
  return due === 0
    ? `${counted}; nothing has to be done.`
    : `${counted}; ${formatPlural(due, 'thing')} to do.`;
}

interface ToDo {
  readonly kind: string;
  readonly name: string;
  readonly finding: KeyFinding;
}

function toDo({ exchangeKeys, virtualKeys }: KeyReport): Html {
  const all = [
    ...exchangeKeys.map((key) => ({ ...key, kind: 'exchange key' })),
    ...virtualKeys.map((key) => ({ ...key, kind: 'virtual key' })),
  ].flatMap(({ kind, name, findings }) => findings.map((finding): ToDo => ({ kind, name, finding })));
  const rows = (['urgent', 'due'] as const).flatMap((level) =>
    all.filter(({ finding }) => finding.level === level),
  );
  return table<ToDo>({
    caption: 'What wants to be done, the worst first',
    quietCaption: true,
    rows,
    empty: 'Nothing has to be done.',
    columns: [
      { label: 'Key', cell: ({ name, kind }) => html`<bdi>${name}</bdi><span class="sub">${kind}</span>` },
      { label: 'When', cell: ({ finding }) => tag(finding.level) },
      {
        label: 'What, and how',
        cell: ({ finding: { text, action } }) =>
          html`<span class="reason">${text}${action === null ? null : html`<span class="sub"><code class="command">${action}</code></span>`}</span>`,
      },
    ],
  });
}

function exchangeTable(rows: readonly ReportedExchangeKey[], period: string): Html {
  return table<ReportedExchangeKey>({
    caption: 'Real keys in the vault, the worst first',
    rows,
    empty: 'There is no exchange key.',
    columns: [
      {
        label: 'Key',
        sort: ({ name }) => name,
        cell: ({ name, exchange, target }) =>
          html`<bdi>${name}</bdi><span class="sub"><bdi>${exchange}</bdi>, ${target} host</span>`,
      },
      {
        label: 'Age',
        hint: 'Whole days since the version that signs was added, and by when it is to be renewed',
        sort: ({ ageDays }) => ageDays,
        cell: ageCell,
      },
      lastUsedColumn(period),
      {
        label: 'May',
        hint: 'What the exchange says, and what of it somebody accepted by name',
        cell: ({ permissions, deleteAfter, acceptedRisks, riskReason }) =>
          deleteAfter !== null
            ? none('nothing any more')
            : html`${permissionTags(permissions)}${
                acceptedRisks.length === 0
                  ? null
                  : html`<span class="sub wide">accepted: ${acceptedRisks.join(', ')}${riskReason === null ? null : html`, <bdi>${riskReason}</bdi>`}</span>`
              }`,
      },
      {
        label: 'Virtual keys',
        cell: ({ virtualKeys }) =>
          virtualKeys.length === 0
            ? none('nobody signs with it')
            : html`<bdi>${virtualKeys.join(', ')}</bdi>`,
      },
      findingsColumn(),
    ],
  });
}

function virtualTable(rows: readonly ReportedVirtualKey[], period: string): Html {
  return table<ReportedVirtualKey>({
    caption: 'Keys that programs hold, the worst first; revoked ones are left out',
    rows,
    empty: 'There is no virtual key.',
    columns: [
      {
        label: 'Key',
        sort: ({ name }) => name,
        cell: ({ name, exchange, key }) =>
          html`<bdi>${name}</bdi><span class="sub"><bdi>${exchange}</bdi>, signs with <bdi>${key}</bdi></span>`,
      },
      { label: 'Generation', kind: 'number', cell: ({ generation }) => formatCount(generation) },
      {
        label: 'Issued',
        sort: ({ issued }) => issued,
        cell: ({ issued, rotateBy }) => html`${dayOf(issued)}${renewal(rotateBy)}`,
      },
      lastUsedColumn(period),
      {
        label: 'Ends',
        sort: ({ expires }) => expires,
        cell: ({ expires }) => (expires === null ? none('it never ends by itself') : moment(expires)),
      },
      findingsColumn(),
    ],
  });
}

function ageCell({ ageDays, rotateBy, deleteAfter }: ReportedExchangeKey): Content {
  if (deleteAfter !== null) {
    return html`<span class="tag warn">to be deleted</span><span class="sub">after ${moment(deleteAfter)}</span>`;
  }
  if (ageDays === null) return none('no version signs');
  return html`${formatCount(ageDays)} d${renewal(rotateBy)}`;
}

function renewal(rotateBy: string | null): Html {
  return html`<span class="sub">${rotateBy === null ? 'on no schedule' : html`renew by ${dayOf(rotateBy)}`}</span>`;
}

function lastUsedColumn(period: string) {
  return {
    label: 'Last used',
    sort: ({ lastUsed }: { readonly lastUsed: string | null }) => lastUsed,
    cell: ({ lastUsed }: { readonly lastUsed: string | null }) =>
      lastUsed === null ? none(`not in the last ${period}`) : moment(lastUsed),
  };
}

function findingsColumn() {
  return {
    label: 'Findings',
    cell: ({ findings }: { readonly findings: readonly KeyFinding[] }) =>
      findings.map(
        ({ level, text }) => html`<span class="reason">${tag(level)} ${text}</span>`,
      ) satisfies Content,
  };
}

function permissionTags(permissions: ReportedExchangeKey['permissions']): Content {
  if (permissions === null) return none('no version signs');
  const { read, trade, withdraw, ipRestricted } = permissions;
  const word = (value: boolean | null, yes: string, warn = false) =>
    value === false
      ? null
      : html`<span class="tag${value && warn ? ' warn' : ''}">${yes}${value ? '' : '?'}</span> `;
  return html`<span class="what">${word(read, 'read')}${word(trade, 'trade')}${word(withdraw, 'withdraw', true)}${
    ipRestricted === true
      ? html`<span class="tag">from certain addresses</span>`
      : html`<span class="tag warn">from every address${ipRestricted === null ? '?' : ''}</span>`
  }</span>`;
}

function tag(level: KeyFindingLevel): Html {
  return html`<span class="tag${level === 'note' ? '' : ' warn'}">${LEVEL[level]}</span>`;
}

function none(reason: string): Html {
  return html`<span class="none">${reason}</span>`;
}
