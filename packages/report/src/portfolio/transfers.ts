import { amount } from '../html/amount.ts';
import { formatDollars, orDash } from '../html/format.ts';
import { type Html, html } from '../html/html.ts';
import { moment } from '../html/moment.ts';
import { table } from '../html/table.ts';
import type { PortfolioReportInput } from './input.ts';

/** Money that came and went. */
export function transfersSection({ transfers }: PortfolioReportInput): Html {
  return table({
    caption: 'Deposits and withdrawals, the latest first',
    quietCaption: true,
    rows: transfers,
    empty: 'Nothing was deposited or withdrawn yet.',
    columns: [
      { label: 'Time', cell: ({ time }) => moment(time) },
      { label: 'Kind', cell: ({ kind }) => (kind === 'deposit' ? 'Deposit' : 'Withdrawal') },
      {
        label: 'Amount',
        kind: 'number',
        cell: (transfer) => html`${amount(transfer.amount)} <bdi>${transfer.asset}</bdi>`,
      },
      {
        label: 'Worth then',
        kind: 'number',
        cell: ({ valueUsd }) => orDash(valueUsd, formatDollars, 'it had no price'),
      },
      { label: 'Account', cell: ({ account }) => html`<bdi>${account}</bdi>` },
    ],
  });
}
